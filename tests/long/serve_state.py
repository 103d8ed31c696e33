#!/usr/bin/env python3
"""weir serve with a damaged state: it is told, and routers start over, whatever the damage; never a wrong record."""
import os
import random
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, until  # noqa: E402
from serve_truth import Truth  # noqa: E402
from tap import done_testing, note, ok  # noqa: E402

RNG = random.Random(20261122)
TIMES = 20 if os.environ.get("WEIR_SANITIZED") else 60


def flip(data):
    data[RNG.randrange(len(data))] ^= 1 << RNG.randrange(8)


def cut(data):
    del data[RNG.randrange(len(data)):]


def lengthen(data):
    data += bytes(RNG.randrange(1, 100))


def head(data):
    data[RNG.randrange(min(108, len(data)))] ^= 0xff


def empty(data):
    del data[:]


def noise(data):
    data[:] = RNG.randbytes(RNG.randrange(1, 5000))


DAMAGES = (flip, cut, lengthen, head, empty, noise)


def spoil(path, damage):
    with open(path, "r+b") as f:
        data = bytearray(f.read())
        damage(data)
        f.seek(0)
        f.write(data)
        f.truncate()


def main():
    truth, n = Truth(150), 1
    with Daemon("state", truth.of(1)) as d:
        d.wait("served")
        routers = [d.router(v) for v in range(3)]
        for r in routers:
            truth.ask(r)
        d.stop()
        state, wrong, told = f"{d.folder}/weir.yaml.serve", [], 0
        for i in range(TIMES):
            damage, name = DAMAGES[i % len(DAMAGES)], ("rtr", "rtr", "last")[i % 3]
            spoil(f"{state}/{name}", damage)
            n += 1
            d.write(truth.of(n))
            open(f"{d.folder}/log", "wb").close()
            d.start()
            d.wait("served")
            truth.seen, truth.wrong, resets = {}, [], truth.resets
            for k, r in enumerate(routers):
                new = until(lambda r=r: truth.again(d, r), 5)
                if not new:
                    wrong.append(f"{i} ({damage.__name__} of {name}), version {r.version}: no answer; {d.log()[-3:]}")
                routers[k] = new or r
            what = f"{i} ({damage.__name__} of {name})"
            wrong += [f"{what}: {w}" for w in truth.wrong]
            if name == "rtr" and (not d.log("state-lost") or truth.resets - resets != 3):
                wrong.append(f"{what}: {truth.resets - resets} Cache Resets; {d.log()[:3]}")
            if name == "last" and truth.resets != resets:
                wrong.append(f"{what}: Cache Resets, though the sessions were whole")
            told += bool(d.log("state-lost"))
            d.stop()
        ok(f"{TIMES} damaged states: routers start over, or go on where their sessions are whole", not wrong, "\n".join(wrong[:20]))
        note(f"{told} of {TIMES} times the log says that a state is lost")
        shutil.rmtree(state)
        d.write(truth.of(n + 1))
        d.start()
        truth.seen, truth.wrong, resets = {}, [], truth.resets
        again = [until(lambda r=r: truth.again(d, r), 10) for r in routers]
        ok("a state that is gone: they start over", all(again) and truth.resets - resets == 3 and not truth.wrong, (again, truth.wrong))


main()
done_testing()
