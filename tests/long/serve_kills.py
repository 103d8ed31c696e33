#!/usr/bin/env python3
"""weir serve killed at any time, under load: routers never see a gap, a wrong delta, or two sets of one serial.

Routers of all three versions ask all the time, some anew, some from where they were; the server, the supervisor or the parser is
killed amid changes. What each router has is held against the records of the generation that its serial stands for (serve_truth.py).
"""
import os
import random
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, until  # noqa: E402
from serve_truth import Truth  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

SEED = int(os.environ.get("WEIR_SEED", "20261122"))
RNG = random.Random(SEED)
KILLS = int(os.environ.get("WEIR_KILLS", "30" if os.environ.get("WEIR_SANITIZED") else "100"))
LIMIT = 280  # seconds; fewer kills where the machine is slow, and then it fails


class Load(threading.Thread):
    """A router that asks for what changed, connects again where the connection is gone, and at times asks for all."""

    def __init__(self, truth, daemon, version, aspa, seed):
        super().__init__(daemon=True)
        self.truth, self.daemon_, self.rng = truth, daemon, random.Random(seed)
        self.version, self.aspa = version, aspa
        self.stop, self.router, self.lives = threading.Event(), None, 0

    def connect(self):
        try:
            new = self.daemon_.router(self.version, aspa=self.aspa)
        except OSError:
            return None
        self.lives += 1
        return self.truth.resume(new, self.router) if self.router else new

    def run(self):
        connection = None
        while not self.stop.is_set():
            connection = connection or self.connect()
            answered = connection and self.truth.ask(connection, self.rng.random() < 0.02)
            if answered:
                self.router = connection
            if connection and (not answered or self.rng.random() < 0.02):
                connection.socket.close()
                connection = None
            self.stop.wait(self.rng.random() * 0.02)


def slow_source(d, truth):
    """A file of much that is of no interest, so that a parser lives long enough to be killed."""
    with open(f"{d.folder}/vrps-slow.json", "w", encoding="utf-8") as f:
        asn = truth.base[-1][3]
        f.write(f'{{"other": [{"0," * 8000000}0], "roas": [{{"asn": {asn}, "prefix": "{truth.base[-1][1]}", "maxLength": 24, "ta": "ripe"}}]}}')
    os.chmod(f"{d.folder}/vrps-slow.json", 0o644)


def kill(d, which, later):
    """Whether there was one to kill. A daemon that starts again may find `later` records."""
    if which == "supervisor":
        children = list(d.children().values())
        d.stop(signal.SIGKILL)
        until(lambda: not any(os.path.exists(f"/proc/{p}") for p in children))
        if RNG.random() < 0.6:
            d.write(later)
        d.start()
        return True
    pid = d.children().get(f"weir-{which}")
    try:
        os.kill(pid, signal.SIGKILL)
    except (TypeError, ProcessLookupError):
        return False
    return True


def one(d, truth, i, killed):
    d.write(truth.of(i))
    d.reload()
    which = RNG.choice(("server", "server", "supervisor", "parser"))
    if which == "parser":
        until(lambda: "weir-parser" in d.children(), 3)
    time.sleep(RNG.choice((0, 0.05, 0.2, 0.8, 2)) * RNG.random())
    killed[which] += kill(d, which, truth.of(i + 1))
    if RNG.random() < 0.3:
        until(lambda: d.children().get("weir-server"))  # and again, before it has done anything
    else:
        answers = truth.answers
        until(lambda: truth.answers > answers + 4, 5)


def finish(d, truth, last, loads):
    """Everybody ends with the last generation."""
    d.write(truth.of(last))
    until(lambda: "weir-server" in d.children())
    d.reload()
    return until(lambda: all(x.router and truth.generation(x.router) == last for x in loads), 60)


def main():
    truth, killed, begun = Truth(2000), {"server": 0, "supervisor": 0, "parser": 0}, time.monotonic()
    daemon = Daemon("kills", truth.of(1))
    slow_source(daemon, truth)
    with daemon as d:
        d.wait("served")
        loads = [Load(truth, d, v, a, i) for i, (v, a) in enumerate(((0, "current"), (1, "current"), (2, "current"), (1, "current")))]
        for x in loads:
            x.start()
        until(lambda: all(x.router for x in loads))
        i = 1
        while sum(killed.values()) < KILLS and time.monotonic() < begun + LIMIT:
            i += 2
            one(d, truth, i, killed)
        ok("all routers end with the last records", finish(d, truth, i + 2, loads), [truth.generation(x.router) for x in loads])
        for x in loads:
            x.stop.set()
        for x in loads:
            x.join(30)
        ok(f"{KILLS} kills amid changes", sum(killed.values()) >= KILLS and min(killed.values()) > KILLS // 10, killed)
        ok("each answer was of the one generation of its serial", not truth.wrong, "\n".join(truth.wrong[:20]))
        ok("later serials are later generations", truth.in_order(), sorted(truth.seen.items())[:50])
        equal("sessions went on: there is one of each version", [len(truth.sessions(v)) for v in (0, 1, 2)], [1, 1, 1])
        equal("no state was lost", d.log("state-lost"), [])
        left = [name for name in os.listdir(f"{d.folder}/weir.yaml.serve") if name not in ("rtr", "last")]
        ok("what dead servers left half written is swept", len(left) <= 1, left)
        ok("it was under load", truth.incremental > 5 * KILLS and all(x.lives > KILLS // 5 for x in loads), (truth.incremental, [x.lives for x in loads]))
    note(f"seed {SEED}: {killed}, {i // 2} changes, {len(truth.seen)} serials seen, {truth.answers} answers, {truth.incremental} incremental, "
         f"{truth.resets} Cache Resets, {sum(x.lives for x in loads)} connections, {time.monotonic() - begun:.0f} s")


main()
done_testing()
