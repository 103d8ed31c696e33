#!/usr/bin/env python3
"""tests/run sees what is wrong: a run that counts a broken program as passed proves nothing."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
GOOD = "echo 'ok 1 - a'; echo 'ok 2 - b'; echo 1..2"
CASES = [  # name, the program, the closing line, exit status
    ("a good program", GOOD, "2 passed, 0 failed", 0),
    ("a skip", "echo 1..2; echo ok 1; echo 'ok 2 - x # SKIP no data'", "1 passed, 0 failed, 1 skipped", 0),
    ("a whole program skipped", "echo '1..0 # SKIP no data'", "0 passed, 0 failed, 1 skipped", 0),
    ("a failed result", "echo 1..1; echo not ok 1 - a", "0 passed, 1 failed", 1),
    ("no plan", "echo ok 1 - a", "1 passed, 1 failed", 1),
    ("silence", ":", "0 passed, 1 failed", 1),
    ("fewer results than planned", "echo 1..2; echo ok 1", "1 passed, 1 failed", 1),
    ("more results than planned", "echo 1..1; echo ok 1; echo ok 2", "2 passed, 1 failed", 1),
    ("a number out of order", "echo 1..2; echo ok 1; echo ok 3", "2 passed, 1 failed", 1),
    ("a bad exit status", f"{GOOD}; exit 3", "2 passed, 1 failed", 1),
    ("a death", f"{GOOD}; kill -SEGV $$", "2 passed, 1 failed", 1),
    ("a plan of nothing", "echo 1..0", "0 passed, 1 failed", 1),
    ("a bail out", f"{GOOD}; echo 'Bail out! no disk'", "2 passed, 1 failed", 1),
    ("a folder of its own", "[ -z \"$(ls)\" ] && touch x && echo ok 1 - a && echo 1..1", "1 passed, 0 failed", 0),
]


LOCK = 'mkdir "$WEIR_TOP/lock" && sleep 0.5 && rmdir "$WEIR_TOP/lock" && echo ok 1 && echo 1..1'
AWAITS = 'for i in $(seq 600); do [ -e "$WEIR_TOP/there" ] && echo ok 1 && break; sleep 0.1; done; echo 1..1'
COMES = 'touch "$WEIR_TOP/there" && echo ok 1 && echo 1..1'


def run_tree(programs, slow=None, arguments=()):
    """What the real runner prints in a tree of these programs, {name: text}, and its exit status."""
    shutil.rmtree("tree", ignore_errors=True)
    os.makedirs("tree/tests/cli")
    os.makedirs("tree/build/meson-info")
    shutil.copy(os.path.join(TOP, "tests/run"), "tree/tests/run")
    with open("tree/build/meson-info/intro-buildoptions.json", "w", encoding="ascii") as f:
        f.write('[{"name": "b_sanitize", "value": "none"}]')
    for name, program in programs.items():
        with open(f"tree/tests/cli/{name}.sh", "w", encoding="ascii") as f:
            f.write(program + "\n")
    if slow:
        with open("tree/tests/slow.tsv", "w", encoding="ascii") as f:
            f.write("# a head\n" + "".join(f"tests/cli/{row}\n" for row in slow))
    p = subprocess.run([sys.executable, "tree/tests/run", *arguments], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL, check=False)
    return p.stdout.decode().splitlines(), p.returncode


def order():
    """What the runner does with tests/slow.tsv, where one program at a time works."""
    lines, _ = run_tree({"a": GOOD, "b": GOOD, "c": GOOD}, ["b.sh 5 works", "c.sh 9 works"], ["--jobs", "1"])
    equal("the longest first", [line.split()[1] for line in lines[:-1]], [f"tests/cli/{name}.sh" for name in "cba"])
    lines, status = run_tree({"a": AWAITS, "b": COMES}, ["a.sh 9 works", "b.sh 1 waits"], ["--jobs", "1"])
    equal("what waits runs beside what works", (lines[-1], status), ("2 passed, 0 failed", 0))
    lines, status = run_tree({name: GOOD for name in "abcdef"}, [f"{name}.sh 1 waits" for name in "abcdef"], ["--jobs", "1"])
    equal("where all wait each runs, too", (sorted(line.split()[1] for line in lines[:-1]), lines[-1], status),
          ([f"tests/cli/{name}.sh" for name in "abcdef"], "12 passed, 0 failed", 0))
    lines, status = run_tree({"a": LOCK, "b": LOCK, "c": LOCK}, ["a.sh 9 works"], ["--jobs", "1"])
    equal("what works does not", (lines[-1], status), ("3 passed, 0 failed", 0))


def table():
    """The real tests/slow.tsv."""
    with open(os.path.join(TOP, "tests/slow.tsv"), encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    equal("rows that are no program of this tree, its seconds, and what it does",
          [r for r in rows if len(r) != 3 or not os.path.exists(os.path.join(TOP, r[0])) or not r[1].isdigit() or r[2] not in ("works", "waits")], [])
    equal("in order, each once", [r[0] for r in rows], sorted({r[0] for r in rows}))


for name, program, line, status in CASES:
    lines, found = run_tree({"one": program})
    equal(name, (lines[-1], found), (line, status))
ok("no test at all is a failure", run_tree({})[1] == 1)
order()
table()
done_testing()
