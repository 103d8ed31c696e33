#!/usr/bin/env python3
"""RTR servers on the same 600k VRPs: weir-serve, stayrtr and FORT in turn.

Of each: from its start until a first router has all, what that cost, its memory, full resets of many routers
at a time (50 for ours, 5 for stayrtr, 10 for FORT: 50 of theirs take minutes), the CPU seconds of a change of
1 % until a router has it, and of a look at a file that has not changed; for ours also, without a bar, of one that is
written anew with the same bytes, which no relying party does: its JSON says when it was made. FORT looks at its file
once a minute at most, and is not asked about changes.
Bars: load 0.35 CPU-s, change 0.2; 50 resets in 0.5 s; 60 MB, and 120 in a swap.
"""
import os
import pathlib
import statistics
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import measure  # noqa: E402
import rtr_routers  # noqa: E402
import rtr_servers  # noqa: E402
import vrps  # noqa: E402

ROUNDS, CHANGES = 2, 4
ROUTERS = {"weir": 50, "stayrtr": 5, "fort": 10}
LOOK_SECONDS = 10  # several looks of weir-serve
NOTIFY_SECONDS = 62  # routers are told of news once a minute at most (8210bis section 8.2)


def program():
    path = os.path.join(measure.BUILD, "src", "serve", "weir-serve")
    if not os.access(path, os.X_OK):
        print(f"bench: no {path}: run 'make' first", file=sys.stderr)
        sys.exit(2)
    return path


def changed(rows):
    """Every hundredth VRP has another ASN."""
    return [(r[0] ^ (1 << 20), *r[1:]) if i % 100 == 0 else r for i, r in enumerate(rows)]


def first_router(server, nbytes):
    """A router with all data; it stays."""
    start = time.monotonic()
    while server.process.poll() is None and time.monotonic() - start < 120:
        try:
            r = rtr_routers.Router(server.port)
            if r.reset(nbytes):
                return r, time.monotonic() - start
            r.socket.close()
        except (ConnectionError, TimeoutError):
            pass
        time.sleep(0.02)
    print(f"bench: {server.name} does not serve", file=sys.stderr)
    sys.exit(2)


def used(server):
    """CPU seconds, when a server that is told when to look has come to rest."""
    was = -1.0
    while not server.polls and server.cpu() != was:
        was = server.cpu()
        time.sleep(0.3)
    return server.cpu()


class Figures(dict):
    """name -> list of figures; each is printed as it comes."""

    def __init__(self, server):
        super().__init__()
        self.server = server

    def add(self, name, value, unit):
        self.setdefault(name, []).append(value)
        print(f"  {self.server:<8}{name:<26}{value:10.3f} {unit}", flush=True)

    def median(self, name):
        return statistics.median(self[name])


def measure_changes(server, router, files, f):
    """Each is a file with its name, and a router that has what is new; who was told of the last one waits before."""
    for i in range(1 if server.polls else CHANGES):
        time.sleep(NOTIFY_SECONDS if i else 0)
        before = used(server)
        server.put(lambda path, to=files[1 - i % 2]: os.link(to, path))
        server.reread()
        router.wait_for_news()
        f.add("change of 1 %", used(server) - before, "CPU-s")


def measure_same(server, f):
    """Who is told when to look finds the same bytes in a new file; who polls finds the old file."""
    if not server.polls:
        with open(server.file, "rb") as old:
            data = old.read()
        before = used(server)
        for _ in range(CHANGES):
            server.put(lambda path: pathlib.Path(path).write_bytes(data))
            server.reread()
            time.sleep(1)
        f.add("the same bytes again", (used(server) - before) / CHANGES, "CPU-s")
    before = used(server)
    time.sleep(server.polls or LOOK_SECONDS)
    f.add("unchanged file", used(server) - before, "CPU-s")


def measure_server(server, nbytes, files, f):
    with server:
        router, wall = first_router(server, nbytes)
        f.add("first router has all", wall, "s")
        f.add("load", used(server), "CPU-s")
        n = ROUTERS[server.name]
        f.add(f"{n} resets", rtr_routers.resets(server.port, n, nbytes), "s")
        f.add("RSS", server.memory()[0] / 1e3, "MB")
        if files:
            measure_changes(server, router, files, f)
            measure_same(server, f)
        f.add("HWM", server.memory()[1] / 1e3, "MB")
        router.socket.close()


def write_files(folder, rows):
    """The VRPs, and the same with 1 % changed, as JSON."""
    files = [os.path.join(folder, name) for name in ("a.json", "b.json")]
    vrps.write_json(files[0], rows)
    vrps.write_json(files[1], changed(rows))
    return files


def tell(f):
    ours, stay, fort = f["weir"], f["stayrtr"], f["fort"]

    def row(what, name, unit, bar):
        got = ours.median(name)
        beside = ", ".join(f"{p.server} {p.median(name):.2f}" for p in (stay, fort) if name in p)
        measure.result(what, f"{got:.3f} {unit} ({beside})" if beside else f"{got:.3f} {unit}", f"<= {bar} {unit}", got <= bar)

    row("RTR, load of 600k VRPs", "load", "CPU-s", 0.35)
    row("RTR, 50 routers reset", "50 resets", "s", 0.5)
    row("RTR, 1 % changed", "change of 1 %", "CPU-s", 0.2)
    row("RTR, unchanged file", "unchanged file", "CPU-s", 0.01)
    row("RTR, memory", "RSS", "MB", 60)
    row("RTR, memory in a swap", "HWM", "MB", 120)
    for peer in (stay, fort):
        n = ROUTERS[peer.server]
        each = [p.median(f"{ROUTERS[p.server]} resets") / ROUTERS[p.server] for p in (ours, peer)]
        print(f"  a reset: ours {each[0]:.4f} s among 50, {peer.server} {each[1]:.4f} s among {n}: {each[0] / each[1]:.4f}")
        print(f"  load: {ours.median('load') / peer.median('load'):.3f} of {peer.server}'s CPU; "
              f"memory: {ours.median('RSS') / peer.median('RSS'):.3f}")
    print(f"  a change: {ours.median('change of 1 %') / stay.median('change of 1 %'):.3f} of stayrtr's CPU")


def main():
    measure.need("stayrtr", "fort")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the daemon's user must come down to its files
        rows = sorted({*vrps.vrps(), rtr_servers.FORT_ROW}, key=lambda r: (r[4], *r[1:3], r[0]))
        nbytes, files = rtr_routers.full_size(rows), write_files(folder, rows)
        f = {name: Figures(name) for name in ROUTERS}
        for i in range(ROUNDS):
            print(f"round {i + 1}: {len(rows)} VRPs, {nbytes} bytes an answer")
            measure_server(rtr_servers.Weir(folder, rows, program()), nbytes, files, f["weir"])
            measure_server(rtr_servers.Stayrtr(folder, rows), nbytes, files, f["stayrtr"])
            measure_server(rtr_servers.Fort(folder, rows), nbytes, None, f["fort"])
        tell(f)
    measure.finish()


main()
