#!/usr/bin/env python3
"""weir rtr: what it says of caches of this house and of others, of those that misbehave, and what differs."""
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from rtr_probe import CacheServer  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

SKI = "5d4250e2d81d4448d8a29efce91d29ff075ec9e2"
FACTS = {("vrp", "192.0.2.0/24", 25, 64496), ("vrp", "203.0.113.0/24", 32, 0), ("vrp", "2001:db8::/32", 48, 4200000000),
         ("key", 64496, SKI, "300102"), ("aspa", 64496, (64497, 65536))}
VRPS = "vrp 192.0.2.0/24 25 AS64496\nvrp 203.0.113.0/24 32 AS0\nvrp 2001:db8::/32 48 AS4200000000\n"
KEY = f"key AS64496 {SKI.upper()} MAEC\n"
ASPA = "aspa AS64496 AS64497 AS65536\n"


class Server:
    """A listener on loopback; each connection is one call of `serve`, in turn."""

    def __init__(self, serve):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.at = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.serve = serve
        threading.Thread(target=self.loop, daemon=True).start()

    def loop(self):
        while True:
            connection, _ = self.socket.accept()
            with connection:
                try:
                    self.serve(connection)
                except OSError:
                    pass


def canned(*answers):
    """One connection after the other: what is sent after a query, then the end."""
    left = list(answers)

    def serve(connection):
        connection.recv(500)
        connection.sendall(left.pop(0) if left else b"")
    return Server(serve)


def text(r):
    return r.out.decode()


def without_notes(r):
    return "".join(line for line in text(r).splitlines(True) if not line.startswith("#"))


def show_versions():
    for aspa, version in [(a, v) for a in ("current", "draft10", "off") for v in range(3)]:
        with CacheServer(FACTS, aspa) as server:
            r = run(["rtr", "show", server.at, "--version", version])
            expected = VRPS + (KEY if version else "") + (ASPA if version == 2 and aspa != "off" else "")
            equal(f"show, version {version}, {aspa}: records", without_notes(r), expected)
            equal(f"show, version {version}, {aspa}: all well", (r.status, r.err), (0, b""))
            ok(f"show, version {version}: says it", f"# {server.at}: version {version}, session {(1000 ^ 7, 1001, 1002)[version]}, serial 7, "
               in text(r), text(r))
            ok("nothing is out of order", "order" not in text(r))
            equal("the form of draft 10 is told", "draft 10" in text(r), version == 2 and aspa == "draft10")


def show_json():
    with CacheServer(FACTS) as server:
        r = run(["rtr", "show", server.at, "--json"])
        summary = run(["rtr", "show", server.at, "--json", "--summary"])
    said = json.loads(r.out)
    equal("json: the cache", {k: said["metadata"][k] for k in ("version", "session", "serial", "refresh", "retry", "expire")},
          {"version": 2, "session": 1002, "serial": 7, "refresh": 3600, "retry": 600, "expire": 7200})
    equal("json: VRPs", said["roas"][0], {"asn": 64496, "prefix": "192.0.2.0/24", "maxLength": 25})
    equal("json: ASPAs", said["aspas"], [{"customer_asid": 64496, "providers": [64497, 65536]}])
    with open("all.json", "wb") as f:
        f.write(r.out)
    equal("json: the summary", list(json.loads(summary.out)), ["metadata"])
    r = run(["rov", "--vrps", "all.json"], stdin=b"192.0.2.0/24 64496\n")
    equal("other commands read what show --json writes", (r.status, r.out), (0, b"192.0.2.0/24 64496 valid\n"))


def diff(server, other):
    r = run(["rtr", "diff", server.at, "all.json"])
    equal("a cache and what it said do not differ", (r.status, without_notes(r), r.err), (0, "", b""))
    r = run(["rtr", "diff", server.at, other.at])
    equal("two caches, two differences", (r.status, without_notes(r)),
          (1, "- vrp 192.0.2.0/24 25 AS64496\n+ aspa AS1 AS2\n"))
    r = run(["rtr", "diff", server.at, other.at, "--version", "1"])
    equal("version 1 has no ASPAs", (r.status, without_notes(r)), (1, "- vrp 192.0.2.0/24 25 AS64496\n"))
    ok("so they are not compared", "# ASPAs are not compared" in text(r), text(r))
    r = run(["rtr", "diff", "all.json", other.at, "--json"])
    said = json.loads(r.out)
    equal("json: what differs", (said["equal"], said["gone"]["roas"], said["came"]["aspas"]),
          (False, [{"asn": 64496, "prefix": "192.0.2.0/24", "maxLength": 25}], [{"customer_asid": 1, "providers": [2]}]))
    with open("bare.csv", "w", encoding="ascii") as f:
        f.write("ASN,IP Prefix,Max Length,Trust Anchor\nAS64496,192.0.2.0/24,25,x\nAS0,203.0.113.0/24,32,x\n"
                "AS4200000000,2001:db8::/32,48,x\n")
    r = run(["rtr", "diff", server.at, "bare.csv"])
    equal("a file without keys and ASPAs is not said to lack them", (r.status, without_notes(r)), (0, ""))


END = wire.pdu(0, wire.END, 9, b"\0\0\0\5")


def downgrade():
    reset = wire.reset_query(2)
    r = run(["rtr", "show", canned(wire.error_report(0, 4, reset), wire.pdu(0, wire.RESPONSE, 9) + END).at])
    ok("a cache of version 0 that hangs up is asked again", "version 0, session 9, serial 5" in text(r), r)
    equal("an empty cache is a finding", r.status, 1)
    r = run(["rtr", "show", canned(b"", b"", wire.pdu(0, wire.RESPONSE, 9) + END).at])
    ok("so is one that hangs up without a word", "version 0, session 9" in text(r), r)
    r = run(["rtr", "show", canned(wire.pdu(1, wire.RESPONSE, 9) + wire.pdu(1, wire.END, 9, bytes(16))).at])
    ok("one that answers in its own version is understood", "version 1, session 9" in text(r), r)
    ok("intervals that cannot be are told", "not as the protocol allows" in text(r), r)
    r = run(["rtr", "show", canned(b"", b"", b"").at])
    equal("one that only hangs up is trouble", r.status, 2)


def trouble():
    vrp = wire.pdu(2, wire.IPV4, 0, bytes([1, 24, 24, 0, 192, 0, 2, 0, 0, 0, 0, 1]))
    begin, end = wire.pdu(2, wire.RESPONSE, 9), wire.pdu(2, wire.END, 9, bytes(4) + b"\0\0\x0e\x10\0\0\2\x58\0\0\x1c\x20")
    for name, answer, said in (
            ("twice the same VRP", begin + vrp + vrp + end, b"error 7 (Duplicate Announcement Received)"),
            ("an Error Report", wire.error_report(2, 1, b"", b"no\n\x1b[1mway"), b"the cache reports error 1 (Internal Error): no??[1mway"),
            ("HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"error 8 (Unexpected Protocol Version)"),
            ("an impossible length", b"\2\3\0\1\xff\xff\xff\xff", b"error 0 (Corrupt Data)"),
            ("half an answer", begin + vrp, b"the cache hung up before all was there")):
        r = run(["rtr", "show", canned(answer).at])
        equal(f"{name} is trouble", (r.status, r.out), (2, b""))
        ok(f"{name} is told", said in r.err and len(r.err.splitlines()) == 1, r.err)
    with CacheServer() as server:
        r = run(["rtr", "show", server.at])
    equal("a cache without data is a finding", (r.status, r.out), (1, b""))
    ok("and says why", b"the cache has no data now: no complete data yet" in r.err, r.err)

    def silent(connection):
        connection.recv(500)
        connection.recv(500)
    r = run(["rtr", "show", Server(silent).at, "--timeout", "1"])
    ok("one that says nothing is not waited for", r.status == 2 and b"not all came in time" in r.err, r)
    with socket.socket() as s:  # bound and not listening: nobody is there
        s.bind(("127.0.0.1", 0))
        r = run(["rtr", "show", f"127.0.0.1:{s.getsockname()[1]}"])
    ok("nobody there is trouble", r.status == 2 and b"cannot connect: Connection refused" in r.err, r)


def usage():
    for arguments in ([], ["show"], ["show", "rpki.json"], ["show", "[::1]"], ["show", "::1:323"], ["show", "host:"],
                      ["show", "h:1", "h:2"], ["diff", "a"], ["show", "h:1", "--version", "3"],
                      ["show", "h:1", "--timeout", "0"], ["tell", "h:1"]):
        r = run(["rtr"] + arguments)
        ok(f"{' '.join(arguments)}: usage", r.status == 2 and b"usage: weir rtr" in r.err and not r.out, r)
    r = run(["rtr", "diff", "missing.json", "all.json"])
    ok("a file that is not there is trouble", r.status == 2 and b"missing.json" in r.err, r)


def wait_for(port, process):
    for _ in range(300):
        with socket.socket() as s:
            if process.poll() is None and s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def peer(name, command, expected):
    """A cache of other hands: asked until it has its data."""
    if not shutil.which(name):
        skip(f"{name} is shown", f"no {name}")
        return
    port = free_port()
    with open("peer.log", "wb") as log, subprocess.Popen(command(port), stdout=log, stderr=log) as p:
        try:
            wait_for(port, p)
            for _ in range(100):
                r = run(["rtr", "show", f"127.0.0.1:{port}"])
                if r.status == 0:
                    break
                time.sleep(0.1)
            equal(f"{name} is shown", (r.status, without_notes(r)), (0, expected))
            r = run(["rtr", "diff", f"127.0.0.1:{port}", "peer.json", "--version", "1"])
            equal(f"{name} has what its file has", (r.status, without_notes(r)), (0, ""))
        finally:
            p.terminate()


def peers():
    later = {"ta": "x", "expires": 4102444800}
    with open("all.json", encoding="utf-8") as f:
        said = json.load(f)
    roas = [dict(r, **later) for r in said["roas"]]
    keys = [dict(k, **later) for k in said["bgpsec_keys"]]
    aspas = [dict(a, expires=4102444800) for a in said["aspas"]]
    with open("peer.json", "w", encoding="ascii") as f:
        json.dump({"metadata": {}, "roas": roas, "bgpsec_keys": keys, "provider_authorizations": {"ipv4": aspas, "ipv6": aspas}}, f)
    peer("stayrtr", lambda port: ["stayrtr", "-cache", "peer.json", "-checktime=false", "-bind", f"127.0.0.1:{port}",
                                  "-metrics.addr", ""], VRPS + KEY + ASPA)


show_versions()
show_json()
with CacheServer(FACTS) as one, CacheServer(FACTS - {("vrp", "192.0.2.0/24", 25, 64496)} | {("aspa", 1, (2,))}, "draft10") as two:
    diff(one, two)
downgrade()
trouble()
usage()
peers()
done_testing()
