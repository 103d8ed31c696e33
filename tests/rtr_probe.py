"""A cache and routers of src/ without sockets (tests/prop/rtr_probe.c), and beside each a router of rtr_wire.py."""
import os
import subprocess

import rtr_wire as wire

PROBE = os.path.join(os.environ["WEIR_BUILD"], "tests", "prop", "rtr_probe")
FORMS = {"current": 0, "draft10": 1, "off": 2}
SYNCED = 2
ALL = 1 << 40


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

    def drain(self, i, now, room=ALL):
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


class Line:
    """A router of rtr_wire.py and one of src/, each with a session of its own: `i` and `i` + 1."""

    seen = {"incremental": 0, "records": 0, "resets": 0, "nothing new": 0}  # of all lines

    def __init__(self, probe, i, version, aspa, rng=None):
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
            data, *_ = self.probe.drain(self.i, now, self.room())
            if not data:
                return
            self.router.take(data)

    def room(self):
        """How much is read at once: everything, or with `rng` at times little."""
        return self.rng.choice([1, 7, 100]) if self.rng and self.rng.random() < 0.3 else ALL

    def poll(self, now, everything):
        before = self.router.resets
        self.exchange(self.router.query(everything), now)
        if not self.router.asked_all and self.router.resets == before:
            self.seen["incremental"] += 1
            self.seen["records"] += self.router.payload_count
            self.seen["nothing new"] += not self.router.payload_count
        self.seen["resets"] += self.router.resets - before
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
        wire.need(said["state"] == SYNCED and said["disorder"] == 0, f"own router: {said}")
        return said
