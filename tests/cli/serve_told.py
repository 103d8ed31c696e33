#!/usr/bin/env python3
"""What routers of each version are told when weir serve restarts, when its listeners change, and when its data grow too old."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, ok  # noqa: E402

MANY = 250000  # VRPs: more than the buffers of a connection hold


def word_of(r, before):
    """What a router was told since, and whether it is still connected: ([codes], connected, notifies)."""
    r.socket.settimeout(0.2)
    try:
        while r.read_some():
            pass
        alive = False
    except TimeoutError:
        alive = True
    except OSError:
        alive = False
    return [e[0] for e in r.errors[before:]], alive


def data_grow_old():
    """max-age: routers of each version are told in words of theirs, once; who comes then too; and when data are young again."""
    facts = {("vrp", "192.0.2.0/24", 24, 64500), ("aspa", 64500, (64501,))}
    with Daemon("age", facts, max_age="1h") as d:
        d.wait("served")
        routers = [d.router(v).ask() for v in range(3)]
        before_query = [d.router(v) for v in range(3)]
        silent = d.router(2)
        os.utime(f"{d.folder}/vrps.json", (1, 1))
        d.reload()
        d.wait("too-old")
        until(lambda: all(r.errors or r.hear(lambda r=r: r.errors, 5) for r in routers))
        equal("routers are told: 0 and 1 that there are no data and stay, 2 that the cache shuts down", [word_of(r, 0) for r in routers],
              [([2], True), ([2], True), ([13], False)])
        equal("who asks first then", [(e := r.ask().errors, e[0][0], r.records)[1:] for r in before_query], [(2, set())] * 3)
        equal("who asks again", [r.ask().errors[-1][0] for r in routers[:2]], [2, 2])
        ok("who has not spoken yet is not spoken to", word_of(silent, 0) == ([], True))
        again = d.router(2)
        again.session, again.serial, again.records = routers[2].session, routers[2].serial, set(routers[2].records)
        equal("version 2 that goes on from where it was", [e[0] for e in again.ask().errors], [2])
        os.utime(f"{d.folder}/vrps.json")
        d.reload()
        d.wait("young")
        ok("they are told when there is something again", all(r.hear(lambda r=r: r.notified) for r in routers[:2] + [again]))
        equal("and go on without a reset", [(r.ask().records, r.resets, r.asked_all) for r in routers[:2] + [again]],
              [(wire.wanted(v, "current", facts), 0, False) for v in range(3)])
        equal("so do those who came meanwhile", [r.ask().records for r in before_query], [wire.wanted(v, "current", facts) for v in range(3)])


def other_listeners():
    """Where `serve` changes another server takes over: told as a restart; amid an answer, behind a whole PDU; before a query, without a word."""
    rows = ",".join(f'{{"asn":64500,"prefix":"{11 + i // 65536}.{i // 256 % 256}.{i % 256}.0/24","maxLength":24,"ta":"ripe"}}' for i in range(MANY))
    with Daemon("takeover", f'{{"roas":[{rows}]}}') as d:
        until(lambda: d.log("served"), 60)
        amid = [d.router(v, buffer=4096) for v in range(3)]
        for r in amid:
            r.socket.sendall(wire.reset_query(r.version))
            r.socket.recv(8)
        idle = [d.router(v) for v in range(3)]
        for r in idle:  # bound to a serial of nobody: a short answer
            r.session, r.serial, r.asked_all = 1, 1, False
            r.ask()
        unasked = d.router(2)
        d.serve["max_age"] = "5h"
        d.configure()
        d.reload()
        equal("idle", [word_of(r, 0) for r in idle], [([], False), ([], False), ([12], False)])
        equal("before a query", word_of(unasked, 0), ([], False))
        for r in amid:
            data, n = bytearray(8), 1
            r.socket.settimeout(20)
            try:
                while n:
                    n = len(part := r.socket.recv(1 << 20))
                    data += part
            except OSError:
                pass
            found, rest = wire.split(bytes(data[8:]))
            kinds = {p[1] for p in found[:-1]}
            ok(f"version {r.version}, amid an answer: whole PDUs, cut short, then the word", not rest and kinds <= {wire.IPV4} and len(found) < MANY and
               (wire.read_error(found[-1])[0] == 12 if r.version == 2 else found[-1][1] == wire.IPV4), (len(found), rest, found[-1:]))
        ok("another server is there", until(lambda: d.log("state")[0:]) and until(lambda: d.router(1).ask().ends))


data_grow_old()
other_listeners()
done_testing()
