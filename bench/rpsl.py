#!/usr/bin/env python3
"""Reading an uncompressed RPSL dump of 1 M route objects, and answering from its index."""
import os
import sys
import tempfile

import make_rpsl
import measure

weir = measure.weir()


def answer(objects, first):
    """One run from the index, whose answer must be whole and the same as that of the dump."""
    out = os.path.join(folder, "out")
    figures = measure.measure([weir, "filter", "--irr", dump, "-4", "-l", "L"] + objects, stdout=out)
    with open(out, "rb") as f:
        got = f.read()
    if figures[3] or got != first:
        print("bench: the index answers otherwise than the dump", file=sys.stderr)
        sys.exit(2)
    return figures


def from_dump(objects):
    out = os.path.join(folder, "out")
    measure.measure([weir, "filter", "--irr", dump, "--no-index", "-4", "-l", "L"] + objects, stdout=out)
    with open(out, "rb") as f:
        return f.read()


with tempfile.TemporaryDirectory() as folder:
    dump = os.path.join(folder, "registry.db")
    registry = make_rpsl.make()
    make_rpsl.write(registry, dump)
    size = os.path.getsize(dump)
    small = next(name for name, members in registry.as_sets.items()
                 if len(members) > 4 and all(m[2:].isdigit() for m in members))
    print(f"a dump of {len(registry.objects)} route objects and {len(registry.as_sets)} as-sets, "
          f"{size / 1e6:.0f} MB; the set asked for is {small}")
    measure.rate("read an RPSL dump", [weir, "filter", "--irr", dump, "--no-index", "-4", small], size,
                 bar=200e6)
    measure.measure([weir, "filter", "--irr", dump, "-4", small])
    print(f"  the index is {os.path.getsize(dump + '.weir-index') / 1e6:.1f} MB")
    first = from_dump([small])
    measure.budget("answer from the index", lambda: answer([small], first), wall=0.05)
measure.finish()
