#!/usr/bin/env python3
"""Routers end with what the cache has: random histories, every version and form of ASPAs, incremental and
full, slow readers, restarts, serials that wrap; held against tests/rtr_wire.py, which shares no code with src/.
"""
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

PROBE = os.path.join(os.environ["WEIR_BUILD"], "tests", "prop", "rtr_probe")
SANITIZED = bool(os.environ.get("WEIR_SANITIZED"))
FORMS = {"current": 0, "draft10": 1, "off": 2}
STATE_SYNCED = 2


class Probe:
    def __init__(self):
        self.p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, *words):
        self.p.stdin.write(" ".join(str(w) for w in words) + "\n")

    def ask(self, *words):
        self.tell(*words)
        self.p.stdin.flush()
        return self.p.stdout.readline().split()

    def update(self, facts):
        for f in facts:
            if f[0] == "vrp":
                self.tell("vrp", f[1], f[2], f[3])
            elif f[0] == "key":
                self.tell("key", f[1], f[2], f[3])
            else:
                self.tell("aspa", f[1], *f[2])
        said = self.ask("update")
        return int(said[1]), int(said[3])

    def drain(self, i, now, room=1 << 40):
        """(bytes, over, reason, code)"""
        said = self.ask("drain", i, room, now)
        data = bytes.fromhex(said[1]) if said[1] != "over" else b""
        over, reason, code = said[-5], said[-3], said[-1]
        return data, over == "1", int(reason), int(code)

    def client(self, *words):
        """What the router of src/ says: a dictionary; `out` in bytes."""
        said = self.ask(*words)
        out = bytes.fromhex(said[11]) if len(said) > 11 else b""
        return dict(zip(said[0:10:2], map(int, said[1:10:2])), out=out)

    def facts(self, i):
        self.tell("facts", i)
        self.p.stdin.flush()
        found, aspas = set(), {}
        for line in iter(self.p.stdout.readline, "end\n"):
            kind, *w = line.split()
            if kind == "vrp":
                found.add(("vrp", w[0], int(w[1]), int(w[2])))
            elif kind == "key":
                found.add(("key", int(w[0]), w[1], w[2]))
            else:
                aspas.setdefault(int(w[0]), []).append(int(w[1]))
        return found | {("aspa", c, tuple(p)) for c, p in aspas.items()}

    def close(self):
        self.p.stdin.close()
        return self.p.wait()


def random_fact(rng):
    kind = rng.random()
    if kind < 0.45:  # few addresses, so that records meet
        length = rng.choice([8, 16, 22, 24, 24, 32])
        addr = (10 << 24 | rng.randrange(4) << 16 | rng.randrange(3) << 8) >> (32 - length) << (32 - length)
        text = ".".join(str(addr >> s & 255) for s in (24, 16, 8, 0))
        return ("vrp", f"{text}/{length}", rng.randint(length, min(32, length + 3)), rng.choice([0, 1, 2, 2**32 - 1]))
    if kind < 0.75:
        length = rng.choice([0, 32, 48, 48, 128])
        net = "::" if length == 0 else "2001:db8::" if length == 32 else f"2001:db8:{rng.randrange(1, 5)}::"
        return ("vrp", f"{net}/{length}", rng.randint(length, min(128, length + 2)), rng.choice([0, 1, 2**32 - 1]))
    if kind < 0.88:
        return ("key", rng.randrange(3), f"{rng.randrange(4):040x}", f"{rng.randrange(256):02x}" * rng.choice([1, 2, 91]))
    return ("aspa", rng.randrange(1, 9), tuple(sorted(rng.sample(range(10, 20), rng.randint(1, 4)))) if rng.random() < 0.8 else (0,))


def change(rng, facts):
    """The next facts: now nothing, now a little, now most of it; each customer once."""
    facts = set(facts)
    rate = rng.choice([0, 0.02, 0.1, 0.1, 0.7, 1])
    facts = {f for f in facts if rng.random() >= rate}
    for _ in range(rng.randrange(int(60 * rate) + 1)):
        facts.add(random_fact(rng))
    one = {f[1]: f for f in facts if f[0] == "aspa"}
    return {f for f in facts if f[0] != "aspa"} | set(one.values())


class Line:
    """A router of rtr_wire.py and one of src/, each with a session of its own."""

    def __init__(self, probe, i, version, aspa, rng):
        self.probe, self.i, self.version, self.aspa, self.rng = probe, i, version, aspa, rng
        self.router = wire.Router(version, aspa)
        self.asked = False  # the router of src/ began
        self.connect(0)

    def connect(self, now):
        for i in (self.i, self.i + 1):
            self.probe.tell("close", i)
            self.probe.tell("open", i, FORMS[self.aspa], 2, now + 1)

    def exchange(self, query, now):
        self.probe.ask("in", self.i, now, query.hex())
        while True:
            data, _, _, _ = self.probe.drain(self.i, now, self.rng.choice([1, 7, 100, 1 << 40]) if self.rng.random() < 0.3 else 1 << 40)
            if not data:
                return
            self.router.take(data)

    def poll(self, now, everything):
        before = self.router.resets
        self.exchange(self.router.query(everything), now)
        if not self.router.asked_all and self.router.resets == before:
            seen["incremental"] += 1
            seen["records"] += self.router.payload_count
            seen["nothing new"] += not self.router.payload_count
        seen["resets"] += self.router.resets - before
        if self.router.resets > before:
            self.exchange(self.router.query(True), now)
        wire.need(not self.router.errors and self.router.changes is None and not self.router.data, "an answer cut off")

    def poll_own(self, now):
        said = self.probe.client(*(("ask", self.i) if self.asked else ("client", self.i, self.version)))
        self.asked = True
        while said["out"]:
            self.probe.ask("in", self.i + 1, now, said["out"].hex())
            data, *_ = self.probe.drain(self.i + 1, now)
            said = self.probe.client("feed", self.i, data.hex())
        wire.need(said["state"] == STATE_SYNCED and said["disorder"] == 0, f"own router: {said}")
        return said


def history(seed, rounds):
    """True, or what went wrong and when."""
    rng = random.Random(seed)
    probe = Probe()
    serial = rng.choice([0, 7, 2**31 - 3, 2**32 - 4])
    probe.tell("identity", 11, 22, 33, serial)
    probe.tell("limits", rng.choice([1, 3, 256]), rng.choice([400, 1 << 24]))
    facts, now = {random_fact(rng) for _ in range(3)}, 0
    facts = change(rng, facts)
    last, _ = probe.update(facts)
    if last != serial:
        return f"first serial {last}"
    lines = [Line(probe, 2 * n, version, aspa, rng)
             for n, (version, aspa) in enumerate([(0, "off"), (1, "off"), (2, "current"), (2, "draft10"), (2, "off")])]
    for step in range(rounds):
        if step:
            new = change(rng, facts)
            got, _ = probe.update(new)
            if got != (last + (new != facts)) % 2**32:
                return f"step {step}: serial {got} after {last}"
            last, facts = got, new
        if rng.random() < 0.15:
            probe.ask("save")
            if probe.ask("load")[0] != "loaded":
                return f"step {step}: the state does not load"
        for line in lines:
            if rng.random() < 0.15:
                line.connect(now)
            if rng.random() < 0.3:
                continue
            now += 1000
            try:
                line.poll(now, rng.random() < 0.1)
                own = line.poll_own(now)
            except wire.Wrong as e:
                return f"step {step}, version {line.version} {line.aspa}: {e}"
            expected = wire.wanted(line.version, line.aspa, facts)
            if line.router.records != expected or line.router.serial != last:
                return f"step {step}, version {line.version} {line.aspa}: {line.router.records ^ expected}"
            if probe.facts(line.i) != expected or own["serial"] != last:
                return f"step {step}, own router, version {line.version} {line.aspa}"
    return probe.close() == 0


wrong, seen = [], {"incremental": 0, "records": 0, "resets": 0, "nothing new": 0}
HISTORIES = 15 if SANITIZED else 50
for seed in range(HISTORIES):
    said = history(seed, 30)
    if said is not True:
        wrong.append(f"seed {seed}: {said}")
ok(f"{HISTORIES} histories of 30 steps: every router ends with the cache's records", not wrong, "\n".join(map(str, wrong[:5])))
ok("they had incremental answers, empty ones, and Cache Resets", min(seen.values()) > HISTORIES, seen)
note(seen)
done_testing()
