#!/usr/bin/env python3
"""Rules of the tree: sizes, no paths of a machine, no unfinished marks, origins of the data."""
import fnmatch
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
LARGEST = 300_000
# Written apart so that this file keeps its own rule.
MACHINE = re.compile(rb"(?<![\w.$}])/(?:wo" rb"rk|ho" rb"me|ro" rb"ot)/\w|/tm" rb"p/\w")
MARKS = re.compile(rb"\b(TO" rb"DO|FIX" rb"ME|X" rb"XX)\b")


def tracked():
    """What git would carry; without git (a tarball) what is there, less what is built."""
    p = subprocess.run(["git", "-C", TOP, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if p.returncode == 0:
        return sorted(n for n in p.stdout.decode().split("\0")
                      if n and os.path.isfile(os.path.join(TOP, n)))
    found = []
    for folder, folders, names in os.walk(TOP):
        folders[:] = [d for d in folders if not d.startswith("build") and d not in (".git", "out", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, n), TOP) for n in names]
    return sorted(found)


def content(name):
    with open(os.path.join(TOP, name), "rb") as f:
        return f.read()


def places(names, pattern):
    found = []
    for name in names:
        for i, line in enumerate(content(name).split(b"\n"), 1):
            if pattern.search(line):
                found.append(f"{name}:{i}: {line[:100].decode('utf-8', 'replace')}")
    return found


def without_origin(names):
    """Data files that no line of tests/data/README.md names in `...`: a path, a pattern, a folder/."""
    data = [n.removeprefix("tests/data/") for n in names
            if n.startswith("tests/data/") and n != "tests/data/README.md"]
    said = re.findall(r"`([^`\s]+)`", content("tests/data/README.md").decode()) if data else []
    return [n for n in data
            if not any(fnmatch.fnmatchcase(n, w + "*" if w.endswith("/") else w) for w in said)]


names = tracked()
ok("there is a tree", len(names) > 50, len(names))
ok("the pattern for paths sees one", MACHINE.search(b"x = '/wo" + b"rk/main'"))
ok("the pattern for marks sees one", MARKS.search(b"/* TO" + b"DO later */"))
text = [n for n in names if b"\0" not in content(n)[:4096] and not n.startswith("tests/fuzz/seeds/")]
big = [f"{n}: {os.path.getsize(os.path.join(TOP, n))}" for n in names
       if os.path.getsize(os.path.join(TOP, n)) > LARGEST]
ok(f"no file above {LARGEST} bytes", not big, "\n".join(big))
found = places([n for n in text if not n.startswith("tests/data/")], MACHINE)
ok("no path of a machine", not found, "\n".join(found))
found = places([n for n in text if n.startswith("src/")], MARKS)
ok("nothing marked unfinished in src", not found, "\n".join(found))
missing = without_origin(names)
ok("every file of tests/data has a line of origin", not missing, "\n".join(missing))
long_lines = places([n for n in text if re.match(r"src/.*\.[ch]$", n)], re.compile(rb"^.{116,}$"))
ok("no line of src above 115 bytes", not long_lines, "\n".join(long_lines))
done_testing()
