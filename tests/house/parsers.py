#!/usr/bin/env python3
"""Every file that reads a stranger's bytes has a fuzz target.

tests/fuzz/parsers.tsv names them: the file, and the targets that reach it. A file of src/ that takes
input, a wire cursor, JSON or YAML, or defines a ..._parse() or ..._read(), must be there.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
READS = re.compile(r'^#\s*include "(?:base/input|net/wire|base/json_in|base/yaml)\.h"'
                   r"|^(?!static)[a-z][\w *]*\b\w+_(?:parse|read|load)\w*\(", re.M)


def table():
    rows = {}
    with open(os.path.join(TOP, "tests/fuzz/parsers.tsv"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, targets = line.rstrip("\n").split("\t")
                rows[name] = targets.split()
    return rows


def parsers():
    found = set()
    for path in glob.glob(os.path.join(TOP, "src/**/*.c"), recursive=True):
        name = os.path.relpath(path, os.path.join(TOP, "src"))
        with open(path, encoding="utf-8") as f:
            if not name.startswith("cmd/") and READS.search(f.read()):
                found.add(name)
    return found


rows = table()
with open(os.path.join(TOP, "tests/fuzz/meson.build"), encoding="utf-8") as f:
    built = set(re.findall(r"^\s*'(\w+)':", f.read(), re.M))
ok("the pattern sees a reader", READS.search("int vrp_read(struct vrps *v)"))
equal("parsers that no row names", sorted(parsers() - set(rows)), [])
equal("rows whose file is gone", [n for n in rows if not os.path.exists(os.path.join(TOP, "src", n))], [])
equal("rows without a target", [n for n in rows if not rows[n]], [])
equal("targets that are not built", sorted({t for r in rows.values() for t in r} - built), [])
equal("targets without a source",
      [t for t in sorted(built) if not os.path.exists(os.path.join(TOP, f"tests/fuzz/fuzz_{t}.c"))], [])
done_testing()
