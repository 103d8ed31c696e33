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


def run_tree(program):
    """A tree with the real runner and one program."""
    shutil.rmtree("tree", ignore_errors=True)
    os.makedirs("tree/tests/cli")
    os.makedirs("tree/build/meson-info")
    shutil.copy(os.path.join(TOP, "tests/run"), "tree/tests/run")
    with open("tree/build/meson-info/intro-buildoptions.json", "w", encoding="ascii") as f:
        f.write('[{"name": "b_sanitize", "value": "none"}]')
    if program is not None:
        with open("tree/tests/cli/one.sh", "w", encoding="ascii") as f:
            f.write(program + "\n")
    p = subprocess.run([sys.executable, "tree/tests/run"], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL, check=False)
    return p.stdout.decode().splitlines()[-1], p.returncode


for name, program, line, status in CASES:
    equal(name, run_tree(program), (line, status))
ok("no test at all is a failure", run_tree(None)[1] == 1)
done_testing()
