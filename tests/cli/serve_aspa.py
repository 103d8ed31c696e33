#!/usr/bin/env python3
"""Routers of versions 0, 1 and 2 at listeners of each form of ASPAs end with what weir serve has: before and after 200 changes one by
one, after a restart of it, where its log of changes has expired, and where serials wrap. Each answer is held against the truth."""
import hashlib
import os
import signal
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, until  # noqa: E402
from serve_truth import Truth  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

FORMS = ("current", "draft10", "off")
CHANGES = 30 if os.environ.get("WEIR_SANITIZED") else 200
BULK = 5000


class Routers:
    """One of each version at each listener."""

    def __init__(self, daemon, truth):
        self.d, self.truth = daemon, truth
        self.all = [daemon.router(v, aspa=form) for form in FORMS for v in range(3)]

    def follow(self, n):
        """Until one has generation n; then all of them must, by one query."""
        self.d.write(self.truth.of(n))
        self.d.reload()
        return self.ask(n)

    def ask(self, n):
        first = self.all[0]
        until(lambda: self.truth.ask(first) and self.truth.generation(first) == n)
        for r in self.all[1:]:
            if not self.truth.ask(r):
                self.truth.blame(r, f"generation {n}: no answer")
        behind = [(r.version, r.aspa, self.truth.generation(r)) for r in self.all if self.truth.generation(r) != n]
        return behind

    def connect_again(self):
        self.all = [self.truth.resume(self.d.router(r.version, aspa=r.aspa), r) for r in self.all]


def judge(name, truth, behind):
    ok(f"{name}: each of {len(FORMS) * 3} routers has exactly the records of its version and form", not behind and not truth.wrong,
       f"{behind}\n" + "\n".join(truth.wrong[:10]))
    truth.wrong = []


def histories():
    truth = Truth(300, bulk={CHANGES + 3: BULK})
    with Daemon("aspa", truth.of(1), forms=FORMS, max_shrink="off") as d:
        d.wait("served")
        routers = Routers(d, truth)
        judge("at first", truth, routers.ask(1))
        long_ago = list(routers.all)
        behind = []
        for n in range(2, CHANGES + 2):
            behind += routers.follow(n)
        judge(f"after each of {CHANGES} changes", truth, behind)
        ok("by what changed, without a Cache Reset", truth.incremental >= 9 * CHANGES and not truth.resets, (truth.incremental, truth.resets))
        aspas = {r.aspa: sum(f[0] == "aspa" for f in r.records) for r in routers.all if r.version == 2}
        ok("ASPAs in both forms, and none where they are off", aspas["current"] == aspas["draft10"] > 5 and not aspas["off"], aspas)

        d.stop()
        told = [(r.version, [e[0] for e in r.errors]) for r in routers.all if r.hear(lambda r=r: r.errors) is not None]
        equal("version 2 is told of a restart, older ones have no word for it", told, [(v, [12] if v == 2 else []) for _ in FORMS for v in range(3)])
        served = len(d.log("served"))
        d.start()
        d.wait("served", served + 1)
        routers.connect_again()
        resets = truth.resets
        judge("after a restart", truth, routers.ask(CHANGES + 1))
        judge("and with what comes then", truth, routers.follow(CHANGES + 2))
        equal("sessions go on", (truth.resets - resets, [len(truth.sessions(v)) for v in range(3)]), (0, [1, 1, 1]))

        routers.follow(CHANGES + 3)
        routers.follow(CHANGES + 4)
        judge(f"{BULK} VRPs come and go", truth, routers.follow(CHANGES + 5))
        routers.all, resets = long_ago, truth.resets
        routers.connect_again()
        judge("behind what the log of changes remembers", truth, routers.ask(CHANGES + 5))
        equal("they were told to start over", truth.resets - resets, 9)
        judge("and go on by what changes", truth, routers.follow(CHANGES + 6))
        ok("later serials are later generations", truth.in_order())
    note(f"{truth.answers} answers, {truth.incremental} incremental, {truth.resets} Cache Resets")


def seed_serial(path, serial):
    """Another serial in a state, and the sum of its head: written from the words in rtr/state.h, 36 bytes and an entry of 40 for each set."""
    with open(path, "r+b") as f:
        data = bytearray(f.read())
        struct.pack_into("!I", data, 12, serial)
        steps = struct.unpack_from("!I", data, 32)[0]
        head = 36 + (1 + 2 * steps) * 40
        data[head:head + 64] = hashlib.sha256(data[:head]).hexdigest().encode()
        f.seek(0)
        f.write(data)


def serials_wrap():
    """From 2^32 - 4 on, with a death in between; one router stays away over the wrap."""
    truth = Truth(100)
    with Daemon("wrap", truth.of(1), forms=FORMS) as d:
        d.wait("served")
        d.stop(signal.SIGTERM)
        seed_serial(f"{d.folder}/weir.yaml.serve/rtr", 2 ** 32 - 4)
        d.start()
        d.wait("served", 2)
        routers = Routers(d, truth)
        judge("serial 2^32 - 4", truth, routers.ask(1))
        ok("it is the serial", all(r.serial == 2 ** 32 - 4 for r in routers.all), [r.serial for r in routers.all])
        behind = routers.follow(2) + routers.follow(3)
        away = list(routers.all)
        behind += routers.follow(4)
        d.stop(signal.SIGKILL)
        until(lambda: not any("weir-server" == name for name in d.children()))
        served = len(d.log("served"))
        until(lambda: start_again(d))
        d.wait("served", served + 1)
        routers.connect_again()
        for n in range(4, 8):
            behind += routers.follow(n)
        judge("over the wrap", truth, behind)
        ok("it did wrap, by one each", all(r.serial == 2 for r in routers.all), [r.serial for r in routers.all])
        now, routers.all = routers.all, away
        routers.connect_again()
        judge("who was away while it wrapped", truth, routers.ask(7))
        equal("hears what changed", (truth.resets, {r.serial for r in routers.all}, {r.asked_all for r in routers.all}), (0, {2}, {False}))
        for r in now:  # a notify a minute: the first one of a connection comes at once
            truth.ask(r)
        ok("later serials are later generations", truth.in_order(), sorted(truth.seen.items()))


def start_again(d):
    """Its old server may not be gone yet."""
    if d.process.poll() is None:
        return True
    d.start()
    return until(lambda: d.process.poll() is None and d.children(), 1)


histories()
serials_wrap()
done_testing()
