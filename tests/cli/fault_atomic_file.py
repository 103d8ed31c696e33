#!/usr/bin/env python3
"""A file is the old or the whole new one, whichever call fails or is the last of the process."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import done_testing, execute, fresh, judge, ok, sweep, usable  # noqa: E402

PROGRAM = os.path.join(os.environ["WEIR_BUILD"], "tests", "fault", "rewrite")


def prepare(folder):
    with open(os.path.join(folder, "list"), "w", encoding="ascii") as f:
        f.write("the last good one\n" * 1000)


def outputs(folder):
    with open(os.path.join(folder, "list"), "rb") as f:
        return {"list": f.read()}


def judge_in_place():
    """What judge() says of a program without care, killed at a write: a check that finds nothing proves nothing."""
    fresh(prepare)
    old = outputs("state")
    in_place = [sys.executable, "-c", "f = open('list', 'wb', 0)\nfor i in range(9): f.write(b'x' * 999)"]
    execute(in_place)
    new = outputs("state")
    fresh(prepare)
    status, _, said = execute(in_place, at=3, mode="kill")
    return judge(in_place, outputs, old, new, 0, "kill", status, said)


# 300 kB: several writes, a sync, a rename, a sync of the folder.
argv = [PROGRAM, "list", "a line of the new one\n", "14000"]
sweep("atomic file", argv, prepare, outputs)
if not usable():
    fresh(prepare)
    status, _, _ = execute(argv, at=3, mode="kill")
    ok("the injection kills", status == -9, status)
    ok("a program that writes in place is caught", judge_in_place())
    fresh(prepare)
    status, _, said = execute(argv, at=2, mode="enospc")
    ok("a full disk is said", status == 2 and "No space left on device" in said, said)
    ok("a failed file leaves no temporary", os.listdir("state") == ["list"], os.listdir("state"))
done_testing()
