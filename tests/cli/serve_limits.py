#!/usr/bin/env python3
"""What weir serve bounds: the memory of its parser, and connections that say nothing."""
import os
import resource
import socket
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402

FACTS = {("vrp", "192.0.2.0/24", 24, 64501)}
ROUTERS = 4096


def limit_of(pid):
    with open(f"/proc/{pid}/limits", encoding="utf-8") as f:
        return next(line.split()[4] for line in f if line.startswith("Max data size"))


def parser():
    with Daemon("parser", FACTS) as d:
        d.wait("served")
        os.mkfifo(f"{d.folder}/vrps-slow.json", 0o666)  # the parser waits for who writes
        os.chmod(f"{d.folder}/vrps-slow.json", 0o666)
        d.reload()
        pid = until(lambda: d.children().get("weir-parser"))
        if os.geteuid():
            skip("the parser's memory", "not root")
            return
        with open(f"/proc/{d.children()['weir-server']}/maps", encoding="utf-8") as f:
            sanitized = "libasan" in f.read()
        if sanitized:
            skip("the parser's memory", "a sanitizer needs more")
            return
        until(lambda: limit_of(pid) == str(1 << 30))
        equal("the parser may take a gigabyte", limit_of(pid), str(1 << 30))


def crowd():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < ROUTERS + 600:
        skip("a crowd", f"{hard} descriptors")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (ROUTERS + 600, hard))
    with Daemon("crowd", FACTS) as d:
        d.wait("served")
        old = d.router(1).ask()
        silent = [socket.create_connection(("127.0.0.1", d.port)) for _ in range(ROUTERS + 100)]
        equal("behind as many as there is room for, and more", d.router(1).ask().records, FACTS)
        equal("who was there before is", old.ask().records, FACTS)
        m = d.metrics()
        ok("who had asked nothing for longest made room", m["weir_rtr_turned_out_total"] == 102 and m["weir_rtr_refused_total"] == 0
           and m["routinator_rtr_current_connections"] >= ROUTERS - 1, m)
        equal("it is the first of them", silent[0].recv(1), b"")
        silent[-1].setblocking(False)
        try:
            last = silent[-1].recv(1)
        except BlockingIOError:
            last = None
        equal("and not the last", last, None)
        for s in silent:
            s.close()
    ok("nothing died", not d.log("server"), d.log())


parser()
crowd()
done_testing()
