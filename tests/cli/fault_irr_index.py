#!/usr/bin/env python3
"""The index of a dump is a cache: whichever call fails or is the last of the process while it is
made, the answer is right or there is none, and the next run is right."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests", "fault"))
from fault import MODES, counted_calls, done_testing, execute, fresh, ok, skip, usable  # noqa: E402

ARGV = [os.environ["WEIR"], "filter", "--irr", "ripe.db", "-4", "-j", "-l", "L", "AS-A"]
INDEX = os.path.join("state", "ripe.db.weir-index")


def dump(count, third):
    routes = "".join(f"route: 10.{third}.{i}.0/24\norigin: AS{1 + i % 3}\nmnt-by: M{i}-{'X' * 99}\n"
                     "source: TEST\n\n" for i in range(count))
    return routes + "as-set: AS-A\nmembers: AS1, AS2, AS3\nsource: TEST\n"


def write(text):
    with open(os.path.join("state", "ripe.db"), "w", encoding="ascii") as f:
        f.write(text)
    time.sleep(0.04)  # a dump that changed within this tick of the clock leaves no index


def prepare(_folder):
    """A dump, and the index of another state of it."""
    write(dump(200, 1))
    execute(ARGV)
    write(dump(200, 2))


why = usable()
if why:
    skip("faults while the index is made", why)
    done_testing()
fresh(prepare)
ok("a stale index is there", os.path.exists(INDEX))
status, expected, said = execute(ARGV)
ok("the new dump is answered", status == 0 and b"10.2.199.0" in expected and b"10.1." not in expected, said)
with open(INDEX, "rb") as f:
    whole = f.read()
calls, runs, wrong = counted_calls(ARGV, prepare), 0, []
ok("the index is written, synced and renamed", {"write", "fsync", "rename"} <= set(calls), calls)
for at in range(1, len(calls) + 1):
    for mode in MODES:
        fresh(prepare)
        status, out, said = execute(ARGV, at=at, mode=mode)
        runs += 1
        if status == 0 and out != expected:
            wrong.append(f"{mode} at {at} ({calls[at - 1]}): a wrong answer that looks like success")
        status, out, said = execute(ARGV)
        if status or out != expected:
            wrong.append(f"{mode} at {at} ({calls[at - 1]}): the next run: {status} {said}")
        with open(INDEX, "rb") as f:
            if len(f.read()) != len(whole):
                wrong.append(f"{mode} at {at} ({calls[at - 1]}): an index that is not whole is left")
ok(f"{runs} faults: a right answer or none, and the next run is right", runs >= 18 and not wrong,
   "\n".join(wrong))
done_testing()
