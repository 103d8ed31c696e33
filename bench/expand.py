#!/usr/bin/env python3
"""Expand 20,000 ASes to 466,000 IPv4 prefixes and aggregate them: weir from its index, bgpq4 from a
stand-in server that has its answer ready (its CPU is not counted). The lists must be the same bytes."""
import os
import sys
import tempfile

import make_rpsl
import measure

sys.path.insert(0, os.path.join(measure.TOP, "tests"))
import irrd  # noqa: E402


def stand_in(made):
    registry = irrd.Registry()
    registry.as_sets, registry.routes4, registry.routes6 = made.as_sets, made.routes4, made.routes6
    return irrd.Server(registry)


def entries(path):
    with open(path, "rb") as f:
        return sum(line.startswith(b"    ") for line in f)


def same_list(ours, peer, folder):
    """Both once, for the index, the server's answer and the comparison."""
    lists = []
    for name, argv in (("ours", ours), ("peer", peer)):
        lists.append(os.path.join(folder, name))
        if measure.measure(argv, stdout=lists[-1])[3]:
            sys.exit(f"bench: {argv[0]} failed")
    counts = [entries(path) for path in lists]
    with open(lists[0], "rb") as a, open(lists[1], "rb") as b:
        same = a.read() == b.read()
    print(f"the lists are {'the same bytes' if same else 'DIFFERENT'}, {counts[0]} entries")
    measure.result("expand, entries", f"{counts[0]}", f"<= {counts[1]}", counts[0] <= counts[1])
    measure.result("expand, the same list", "yes" if same else "no", "yes", same)


def main():
    weir = measure.weir()
    measure.need("bgpq4")
    made = make_rpsl.make()
    with tempfile.TemporaryDirectory() as folder, stand_in(made) as server:
        dump = os.path.join(folder, "registry.rpsl")
        make_rpsl.write(made, dump)
        distinct = len({p for routes in made.routes4.values() for p in routes})
        print(f"{len(made.objects)} route objects, {distinct} IPv4 prefixes, {len(made.as_sets)} sets")
        ours = [weir, "filter", "--irr", dump, "-4", "-A", "-b", make_rpsl.TOP]
        peer = ["bgpq4", "-h", server.address, "-4", "-A", "-b", make_rpsl.TOP]
        same_list(ours, peer, folder)
        measure.versus("expand and aggregate", ours, peer, bar=1 / 5, rss_bar=1 / 3,
                       peer_name="bgpq4")
    measure.finish()


main()
