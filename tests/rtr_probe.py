"""A cache and routers of src/ without sockets (tests/prop/rtr_probe.c): beside each a router of rtr_wire.py, or
behind sockets after all, for routers of other hands.

    with CacheServer(facts) as cache:
        cache.port; cache.update(facts); cache.restart(); cache.queries
"""
import os
import socket
import subprocess
import threading

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


class CacheServer:
    """The cache on a port of loopback. Its clock runs a minute with each update, so that routers are told at once."""

    MANY = 64  # sessions that the probe has

    def __init__(self, facts=None, aspa="current", intervals=(3600, 600, 7200)):
        self.probe, self.aspa, self.lock = Probe(), aspa, threading.Lock()
        self.probe.tell("intervals", *intervals)
        self.now, self.sessions, self.queries = 1, {}, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.at = f"127.0.0.1:{self.port}"
        if facts is not None:
            self.update(facts)

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.listener.close()
        for connection in list(self.sessions.values()):
            connection.close()
        with self.lock:
            self.probe.close()

    def accept(self):
        try:
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()
        except OSError:
            pass

    def begin(self, connection):
        with self.lock:
            i = next(i for i in range(self.MANY) if i not in self.sessions)
            self.sessions[i] = connection
            self.probe.tell("close", i)
            self.probe.tell("open", i, FORMS[self.aspa], 2, self.now)
        return i

    def send(self, i):
        """What the session says; it is closed where that was the last. With the lock."""
        data, over, *_ = self.probe.drain(i, self.now)
        self.sessions[i].sendall(data)
        if over:
            self.sessions[i].shutdown(socket.SHUT_RDWR)

    def serve(self, connection):
        i = self.begin(connection)
        try:
            while data := connection.recv(500):
                with self.lock:
                    self.queries += [p[1] for p in wire.split(data)[0]]
                    self.probe.ask("in", i, self.now, data.hex())
                    self.send(i)
        except OSError:
            pass
        with self.lock:
            del self.sessions[i]
        connection.close()

    def each(self, *words):
        """Something happens to all sessions."""
        for i in list(self.sessions):
            self.probe.tell(words[0], i, *words[1:], self.now)
            try:
                self.send(i)
            except OSError:
                pass

    def update(self, facts, told=True):
        with self.lock:
            self.probe.update(facts)
            self.now += 61_000
            if told:
                self.each("tick")

    def restart(self, steps=None):
        """Announced; the state is read back, and no more than `steps` are kept from now on."""
        with self.lock:
            self.each("end", 12)
            self.probe.ask("save")
            self.probe.ask("load")
            if steps:
                self.probe.tell("limits", steps, 1 << 24)
