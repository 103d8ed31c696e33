#!/usr/bin/env python3
"""weir serve under those who mean it ill and those who die: silent and slow routers, garbage, kills at any time, damaged state."""
import os
import random
import signal
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402

RNG = random.Random(20261122)
SILENT, SLOW, KILLS, RECONNECTS, GARBAGE = 2000, 50, 100, 10000, 3000


def facts(n, seed):
    rng = random.Random(seed)
    return {("vrp", f"{rng.randrange(11, 224)}.{rng.randrange(256)}.{rng.randrange(256)}.0/24", 24, rng.randrange(1, 400000)) for _ in range(n)}


BIG = facts(50000, 1)


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))


def silent_and_slow():
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with Daemon("crowd", BIG) as d:
        d.wait("served")
        start = time.monotonic()
        d.router(1).ask()
        alone = time.monotonic() - start
        silent = [socket.create_connection(("127.0.0.1", d.port)) for _ in range(SILENT)]
        slow = []
        for _ in range(SLOW):
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.connect(("127.0.0.1", d.port))
            s.sendall(rtr_wire.reset_query(1))
            slow.append(s)
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == SILENT + SLOW)
        equal("all are connected", d.metrics()["routinator_rtr_current_connections"], SILENT + SLOW)
        reading = threading.Event()

        def trickle():
            while not reading.is_set():
                for s in slow:
                    s.recv(1)
                reading.wait(1)

        thread = threading.Thread(target=trickle)
        thread.start()
        start = time.monotonic()
        for _ in range(5):
            equal("another router is served whole", len(d.router(1).ask().records), len(BIG))
        note(f"a reset alone {alone:.3f} s, beside {SILENT} silent and {SLOW} slow ones {(time.monotonic() - start) / 5:.3f} s")
        held = memory(d.children()["weir-server"])
        ok("and they cost little memory", held < 60000, f"{held} kB")
        until(lambda: d.metrics()["weir_rtr_silent_total"] == SILENT, 90)
        equal("who says nothing is let go", d.metrics()["weir_rtr_silent_total"], SILENT)
        reading.set()
        thread.join()
        for s in silent + slow:
            s.close()


def garbage():
    good = [rtr_wire.reset_query(v) for v in (0, 1, 2)] + [rtr_wire.serial_query(v, 1, 1) for v in (0, 1, 2)] \
        + [rtr_wire.error_report(v, c, b"x", b"y") for v in (1, 2) for c in range(15)]
    with Daemon("garbage", facts(100, 2)) as d:
        d.wait("served")
        server = d.children()["weir-server"]
        for i in range(GARBAGE):
            data = b"".join(RNG.choice(good) for _ in range(RNG.randrange(1, 4)))
            for _ in range(RNG.randrange(4)):
                at = RNG.randrange(len(data))
                data = data[:at] + bytes([RNG.randrange(256)]) + data[at + RNG.randrange(2):]
            if RNG.random() < 0.3:
                data = data[:RNG.randrange(len(data))]
            with socket.create_connection(("127.0.0.1", d.port)) as s:
                try:
                    s.sendall(data)
                    if RNG.random() < 0.5:
                        s.shutdown(socket.SHUT_WR)
                        while s.recv(4096):
                            pass
                except OSError:
                    pass
        equal("after garbage a router is served by the same process",
              (len(d.router(2).ask().records), d.children()["weir-server"]), (100, server))


def reconnects():
    with Daemon("reconnects", facts(1000, 3)) as d:
        d.wait("served")
        server = d.children()["weir-server"]
        seen = []
        for i in range(RECONNECTS):
            r = d.router(i % 3)
            if i % 10 == 0:
                r.ask()
            r.socket.close()
            if i % (RECONNECTS // 4) == RECONNECTS // 4 - 1:
                seen.append(memory(server))
        ok(f"{RECONNECTS} reconnects without growth", seen[-1] < seen[0] + 2000, seen)


def kills():
    """Never two sets of one serial, never a wrong delta: each router's records are those that were served under its serial."""
    base = facts(2000, 4)
    served = {}
    wrong = []
    with Daemon("kills", base) as d:
        d.wait("served")
        router = d.router(1).ask()
        for i in range(KILLS):
            d.write(base | facts(20, 100 + i))
            d.reload()
            time.sleep(RNG.random() * 0.08)
            victim = until(lambda: d.children().get("weir-server"))
            if RNG.random() < 0.5:
                os.kill(victim, signal.SIGKILL)
            else:
                d.stop(signal.SIGKILL)
                until(lambda: not os.path.exists(f"/proc/{victim}"))
                d.start()

            def again():
                try:
                    new = d.router(1)
                    new.session, new.serial, new.records = router.session, router.serial, set(router.records)
                    new.ask()
                    if new.resets:
                        new.ask(everything=True)
                    return new if new.ends else None
                except OSError:
                    return None

            try:
                router = until(again, 60) or router
            except rtr_wire.Wrong as e:
                wrong.append(f"kill {i}: {e}")
                continue
            known = served.setdefault((router.session, router.serial), router.records)
            if known != router.records:
                wrong.append(f"kill {i}: serial {router.serial} has two sets")
        sessions = {s for s, _ in served}
        ok(f"{KILLS} kills: every answer was of the set of its serial", not wrong, "\n".join(wrong))
        equal("and of the same session", len(sessions), 1)
        note(f"{len(served)} serials seen")


def damaged_state():
    for i in range(30):
        with Daemon(f"state{i % 3}", facts(50, 5)) as d:
            n = len(d.log("served"))
            d.wait("served", n + 1)
            old = d.router(1).ask()
            d.stop()
            path = f"{d.folder}/weir.yaml.serve/rtr"
            with open(path, "r+b") as f:
                data = bytearray(f.read())
                if i % 2:
                    data[RNG.randrange(len(data))] ^= 1 << RNG.randrange(8)
                else:
                    del data[RNG.randrange(len(data)):]
                f.seek(0)
                f.write(data)
                f.truncate()
            lost = len(d.log("state-lost"))
            d.start()
            d.wait("served", n + 2)
            new = d.router(1)
            new.session, new.serial, new.records = old.session, old.serial, set(old.records)
            new.ask()
            ok(f"damaged state {i}: it is told, and the router starts over",
               (len(d.log("state-lost")) == lost + 1 or not data) and new.resets == 1 and not new.errors, d.log()[-5:])


silent_and_slow()
garbage()
reconnects()
kills()
damaged_state()
done_testing()
