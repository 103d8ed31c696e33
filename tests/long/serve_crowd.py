#!/usr/bin/env python3
"""weir serve with 2,000 connections that say nothing and 50 that read a byte a second: nobody else notices.

What a reset costs others is judged beside a second daemon without a crowd, in turn, so that a busy machine is busy for both: by the
processor time of the server (the kernel's count in nanoseconds), and by the best of many wall times. Then connections until
there are too many, and until there are no more file descriptors.
"""
import os
import resource
import socket
import statistics
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

SILENT, SLOW, ROUNDS, LIMIT = 2000, 50, 40, 4096
VRPS = 50000
FACTS = [("vrp", f"{11 + i // 65536}.{i // 256 % 256}.{i % 256}.0/24", 24, 64500 + i % 977) for i in range(VRPS)]
WHOLE = 8 + 20 * VRPS + 24
RATIO = 2


def allow_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))


def connect(port, buffer=None):
    s = socket.socket()
    if buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    s.settimeout(60)
    s.connect(("127.0.0.1", port))
    return s


def reset(port):
    """Seconds until all of it is read, by counted bytes; nothing is parsed, so that the time is the server's."""
    start = time.monotonic()
    with connect(port) as s:
        s.sendall(wire.reset_query(1))
        n, last = 0, b""
        while n < WHOLE and (data := s.recv(1 << 20)):
            n, last = n + len(data), (last + data)[-24:]
    seconds = time.monotonic() - start
    if n != WHOLE or last[:2] != b"\x01\x07":
        raise wire.Wrong(f"{n} bytes of {WHOLE}, ending in {last.hex()}")
    return seconds


def processor_ns(pid):
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as f:
        return int(f.read().split()[0])


def status(pid, key):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith(key))


def compare(alone, crowded):
    """[(wall, ns of the processor)] of each, in turn."""
    found = {alone.port: [], crowded.port: []}
    servers = {d.port: d.children()["weir-server"] for d in (alone, crowded)}
    for i in range(2 * ROUNDS):
        d = (alone, crowded)[i & 1]
        before = processor_ns(servers[d.port])
        wall = reset(d.port)
        found[d.port].append((wall, processor_ns(servers[d.port]) - before))
    return found[alone.port], found[crowded.port]


class Trickle(threading.Thread):
    """Routers that read a byte a second."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.sockets, self.stop, self.read = [], threading.Event(), 0
        for _ in range(SLOW):
            s = connect(port, 4096)
            s.sendall(wire.reset_query(1))
            self.sockets.append(s)

    def run(self):
        while not self.stop.wait(1):
            self.read += sum(len(s.recv(1)) for s in self.sockets)


def idle_cost(d, seconds=5):
    """Of the processor, in percent, while nobody asks."""
    pid = d.children()["weir-server"]
    before, start = processor_ns(pid), time.monotonic()
    time.sleep(seconds)
    return (processor_ns(pid) - before) / (time.monotonic() - start) / 1e7


def crowd():
    with Daemon("alone", set(FACTS)) as alone, Daemon("crowd", set(FACTS)) as d:
        alone.wait("served")
        d.wait("served")
        pid = d.children()["weir-server"]
        reset(d.port)
        before = status(pid, "VmRSS")
        silent = [connect(d.port) for _ in range(SILENT)]
        came = time.monotonic()
        slow = Trickle(d.port)
        slow.start()
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == SILENT + SLOW)
        equal("all are connected", d.metrics()["routinator_rtr_current_connections"], SILENT + SLOW)
        own, crowded = compare(alone, d)
        still = d.metrics()["routinator_rtr_current_connections"]
        wall, ns = [min(w for w, _ in x) for x in (own, crowded)], [statistics.median(c for _, c in x) for x in (own, crowded)]
        ok("they were there all the time", still == SILENT + SLOW, still)
        ok(f"the processor time of a reset is what it is without them, within a factor of {RATIO}", ns[1] < RATIO * ns[0], (own, crowded))
        ok(f"the best of {ROUNDS} wall times too", wall[1] < RATIO * wall[0] + 0.002, (own, crowded))
        note(f"reset of {VRPS} VRPs alone and beside the crowd: best wall {wall[0] * 1e3:.1f} and {wall[1] * 1e3:.1f} ms, median wall "
             f"{statistics.median(w for w, _ in own) * 1e3:.1f} and {statistics.median(w for w, _ in crowded) * 1e3:.1f} ms, "
             f"processor {ns[0] / 1e6:.2f} and {ns[1] / 1e6:.2f} ms")
        cost, grown = idle_cost(d), status(pid, "VmRSS") - before
        ok("they cost little memory and nearly no time", grown < 12000 and cost < 5, (grown, cost))
        note(f"{SILENT} silent and {SLOW} slow routers: {grown} kB more, {cost:.2f} % of a processor")
        until(lambda: d.metrics()["weir_rtr_silent_total"] == SILENT, 90)
        equal("who says nothing is let go", d.metrics()["weir_rtr_silent_total"], SILENT)
        ok("after a minute", 60 <= time.monotonic() - came < 120, time.monotonic() - came)
        ok("who reads slowly reads on", slow.read > SLOW * 20 and slow.is_alive(), slow.read)
        slow.stop.set()
        slow.join()
        for s in silent + slow.sockets:
            s.close()
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == 0)
        equal("all are gone", d.metrics()["routinator_rtr_current_connections"], 0)


def too_many():
    """Who asks nothing makes room; where all have asked, the next is closed; and when one goes, there is room."""
    with Daemon("many", {FACTS[0]}) as d:
        d.wait("served")
        pid = d.children()["weir-server"]
        before = status(pid, "VmRSS")
        crowd = [connect(d.port) for _ in range(LIMIT)]
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == LIMIT)
        with connect(d.port) as s:
            s.sendall(wire.reset_query(1))
            ok("where nobody has asked one more is served", s.recv(2) == b"\x01\x03")
        ok("in the place of the first", crowd.pop(0).recv(1) == b"")
        crowd.append(connect(d.port))
        for s in crowd:
            s.sendall(wire.reset_query(1))
        until(lambda: d.metrics()["weir_rtr_reset_queries_total"] == LIMIT + 1)
        ok(f"connection {LIMIT} is served", crowd[-1].recv(2) == b"\x01\x03")
        with connect(d.port) as s:
            ok("where all have asked one more is closed", s.recv(1) == b"")
        m = d.metrics()
        equal("and both are counted", (m["weir_rtr_turned_out_total"], m["weir_rtr_refused_total"]), (1, 1))
        crowd.pop(0).close()
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == LIMIT - 1)
        ok("where one goes there is room", d.router(1).ask().records == {FACTS[0]})
        note(f"{LIMIT} connections: {status(pid, 'VmRSS') - before} kB more")
        for s in crowd:
            s.close()


def no_descriptors():
    """With fewer file descriptors than connections: who is there is served, nothing spins, and room is used when there is some."""
    with Daemon("descriptors", {FACTS[0]}, descriptors=100) as d:
        d.wait("served")
        pid, old = d.children()["weir-server"], d.router(1).ask()
        crowd = [connect(d.port) for _ in range(200)]
        until(lambda: len(os.listdir(f"/proc/{pid}/fd")) >= 100)
        equal("there is no descriptor left", len(os.listdir(f"/proc/{pid}/fd")), 100)
        cost = idle_cost(d)
        ok("a server without free descriptors does not spin", cost < 20, f"{cost:.1f} % of a processor")
        equal("who is there is served", old.ask().records, {FACTS[0]})
        for s in crowd:
            s.close()
        ok("and who comes later", until(lambda: d.router(1).ask().records == {FACTS[0]}))
        ok("its log stays short", len(d.log()) < 600, len(d.log()))


def many_of_http():
    """Who holds connections of HTTP open takes none from routers."""
    with Daemon("http", {FACTS[0]}) as d:
        d.wait("served")
        pid = d.children()["weir-server"]
        crowd = []
        for i in range(1000):
            s = connect(d.http)
            s.sendall(b"GET /metrics HTTP/1.1\r\n"[:i % 24])
            crowd.append(s)
        time.sleep(1)
        fds = len(os.listdir(f"/proc/{pid}/fd"))
        ok("a thousand connections of HTTP hold few descriptors", fds < 300, fds)
        equal("routers are served beside them", d.router(1).ask().records, {FACTS[0]})
        for s in crowd:
            s.close()
        equal("and HTTP again after them", until(lambda: d.get("/healthz")), (200, "ok\n"))


allow_files()
many_of_http()
no_descriptors()
too_many()
crowd()
done_testing()
