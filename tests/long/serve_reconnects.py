#!/usr/bin/env python3
"""weir serve after ten thousand reconnects: no descriptor, no memory, no session is left of them."""
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

SANITIZED = bool(os.environ.get("WEIR_SANITIZED"))
RECONNECTS = 2000 if SANITIZED else 10000
PARTS = 5
FACTS = {("vrp", f"10.{i // 256}.{i % 256}.0/24", 24, 64500) for i in range(1000)} | {("aspa", 64500 + i, (64499,)) for i in range(50)}


def held(pid):
    """Descriptors and kB of memory."""
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return len(os.listdir(f"/proc/{pid}/fd")), next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))


def whole(d, i):
    return d.router(i % 3).ask().ends == 1


def half(d, i):
    """It goes amid the answer."""
    r = d.router(i % 3, buffer=2048)
    r.socket.sendall(wire.reset_query(i % 3))
    r.socket.recv(9)
    r.socket.close()
    return True


def nothing(d, i):
    d.router(i % 3).socket.close()
    return True


def wrong(d, i):
    r = d.router(i % 3)
    r.socket.sendall(wire.pdu(i % 3, 99))
    return r.hear(lambda: r.errors)


def broken(d, i):
    """A reset of TCP, amid a PDU."""
    r = d.router(i % 3)
    r.socket.sendall(wire.reset_query(i % 3)[:5])
    r.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    r.socket.close()
    return True


def http(d, i):
    return d.get("/metrics")[0] == 200


WAYS = (nothing, whole, half, wrong, nothing, broken, http, nothing)


def main():
    with Daemon("reconnects", FACTS) as d:
        d.wait("served")
        pid, seen, bad = d.children()["weir-server"], [], 0
        for i in range(RECONNECTS):
            bad += not WAYS[i % len(WAYS)](d, i // 7)
            if i % (RECONNECTS // PARTS) == RECONNECTS // PARTS - 1:
                until(lambda: d.metrics()["routinator_rtr_current_connections"] == 0)
                until(lambda: not seen or held(pid)[0] <= seen[0][0], 5)  # the question itself has a connection
                seen.append(held(pid))
        equal("each way of going went as it should", bad, 0)
        equal("nobody is left", d.metrics()["routinator_rtr_current_connections"], 0)
        counted = d.metrics()["weir_rtr_connections_total"]
        equal("all were counted", counted, sum(WAYS[i % len(WAYS)] is not http for i in range(RECONNECTS)))
        equal("no descriptor more than after the first fifth", [n - seen[0][0] for n, _ in seen], [0] * PARTS)
        # A sanitizer keeps what is freed for a while.
        ok(f"{RECONNECTS} reconnects without growth of memory", seen[-1][1] - seen[0][1] < (60000 if SANITIZED else 300), seen)
        equal("the same process all the time", d.children().get("weir-server"), pid)
        note(f"descriptors and kB after each fifth: {seen}")


main()
done_testing()
