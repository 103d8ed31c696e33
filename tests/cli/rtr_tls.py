#!/usr/bin/env python3
"""weir rtr --tls: what it demands of a cache's certificate, and another cache that speaks TLS."""
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import free_port, until  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402
from tls_lab import Authority  # noqa: E402

CA, OTHER = Authority("certs", "ca"), Authority("other", "other")
CACHE = CA.issue("cache", "DNS:localhost")
ME = CA.issue("me", "IP:127.0.0.1")
ANSWER = (bytes((1, 3, 0, 7, 0, 0, 0, 8)) + bytes((1, 4, 0, 0, 0, 0, 0, 20, 1, 24, 24, 0, 192, 0, 2, 0, 0, 0, 251, 240))
          + bytes((1, 7, 0, 7, 0, 0, 0, 24)) + bytes((0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 2, 88, 0, 0, 28, 32)))


def weir(port, *options, host="localhost"):
    return run(["rtr", "show", f"{host}:{port}", "--tls", "--ca", CA.certificate, *options])


def cache(server, demand=None, answer=ANSWER):
    """An RTR cache of Python over TLS; its port."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(*server)
    if demand:
        c.load_verify_locations(demand)
        c.verify_mode = ssl.CERT_REQUIRED
    s = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            connection, _ = s.accept()
            try:
                with c.wrap_socket(connection, server_side=True) as line:
                    line.recv(100)
                    for i in range(0, len(answer), 5):  # a record each
                        line.sendall(answer[i:i + 5])
            except OSError:
                pass
    threading.Thread(target=serve, daemon=True).start()
    return s.getsockname()[1]


def demands():
    wrong = CA.issue("wrong", "DNS:rtr.example.net,IP:127.0.0.2")
    common = CA.issue("localhost", "DNS:elsewhere.example")
    late = CA.issue("late", "DNS:localhost,IP:127.0.0.1", days=-1)
    both = CA.issue("both", "DNS:localhost,DNS:*.example.net,IP:127.0.0.1")
    stranger = OTHER.issue("cache", "DNS:localhost")

    for what, server, options, host, status, why in (
            ("the right name", CACHE, (), "localhost", 0, ""),
            ("an address that it names", both, (), "127.0.0.1", 0, ""),
            ("an address that it does not name", CACHE, (), "127.0.0.1", 2, "IP address mismatch"),
            ("an address, but the name is given", CACHE, ("--name", "localhost"), "127.0.0.1", 0, ""),
            ("another name is given", CACHE, ("--name", "rtr.example.net"), "localhost", 2, "hostname mismatch"),
            ("a wildcard of a whole label", both, ("--name", "rtr.example.net"), "localhost", 0, ""),
            ("another name", wrong, (), "localhost", 2, "hostname mismatch"),
            ("a common name alone", common, (), "localhost", 2, "hostname mismatch"),
            ("expired", late, (), "localhost", 2, "certificate has expired"),
            ("a stranger's", stranger, (), "localhost", 2, "unable to get local issuer certificate")):
        r = weir(cache(server), *options, host=host)
        ok(f"weir rtr --tls: {what}", r.status == status and why.encode() in r.err and (r.out.endswith(b"\nvrp 192.0.2.0/24 24 AS64496\n") or status), r)
    r = run(["rtr", "show", f"localhost:{cache(CACHE)}", "--tls"])
    ok("the system's authorities do not know ours", r.status == 2 and b"unable to get local issuer certificate" in r.err, r)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        r = weir(silent.getsockname()[1], "--timeout", "1")
        ok("a cache that is silent in the handshake", r.status == 2 and b"not all came in time" in r.err, r)
    with socket.create_server(("127.0.0.1", 0)) as plain:
        threading.Thread(target=lambda: plain.accept()[0].sendall(ANSWER), daemon=True).start()
        r = weir(plain.getsockname()[1])
        ok("one that speaks no TLS", r.status == 2 and b"cannot speak TLS: " in r.err, r)
    port = cache(CACHE, demand=CA.certificate)
    for what, options, status, why in (("with a certificate", ("--certificate", ME[0], "--key", ME[1]), 0, b""), ("without", (), 2, b"certificate required"),
                                       ("with a stranger's", ("--certificate", stranger[0], "--key", stranger[1]), 2, b"unknown ca")):
        r = weir(port, *options)
        ok(f"a cache that demands a certificate: {what}", r.status == status and why in r.err, r)
    r = weir(cache(CACHE, answer=ANSWER[:40]))
    ok("a cache that stops half-way", r.status == 2 and b"hung up before all was there" in r.err and not r.out, r)
    r = run(["rtr", "diff", f"localhost:{cache(CACHE)}", f"localhost:{cache(CACHE)}", "--tls", "--ca", CA.certificate])
    equal("two that say the same", r.status, 0)
    with open("empty.pem", "w", encoding="utf-8") as f:
        f.write("nothing\n")
    for words, why in ((("--ca", CA.certificate), b"expected --tls beside them"), (("--tls", "--key", ME[1]), b"expected --certificate and --key together"),
                       (("--tls", "--ca", "no-such.pem"), b"no-such.pem: cannot be opened"),
                       (("--tls", "--certificate", ME[0], "--key", CACHE[1]), b"expected the key of the certificate in"),
                       (("--tls", "--ca", "empty.pem"), b"empty.pem: expected a certificate in PEM, found none")):
        r = run(["rtr", "show", "localhost:9", *words])
        ok(f"weir rtr {words[0]} …: {why.decode()}", r.status == 2 and why in r.err, r)


def stayrtr():
    """Another cache's TLS."""
    if not shutil.which("stayrtr"):
        skip("stayrtr", "no stayrtr")
        return
    with open("stay.json", "w", encoding="utf-8") as f:
        f.write('{"metadata": {"buildtime": "2026-01-01T00:00:00Z"}, "roas": [{"prefix": "192.0.2.0/24", "maxLength": 25, "asn": 64496, "ta": "x"},'
                ' {"prefix": "2001:db8::/32", "maxLength": 48, "asn": 64497, "ta": "x"}]}')
    port = free_port()
    with open("stay.log", "wb") as log, subprocess.Popen(
            ["stayrtr", "-bind", "", "-tls.bind", f"127.0.0.1:{port}", "-tls.cert", CACHE[0], "-tls.key", CACHE[1], "-cache", "stay.json", "-checktime=false",
             "-metrics.addr", f"127.0.0.1:{free_port()}"], stdout=log, stderr=log) as p:
        try:
            r = until(lambda: [x for x in [weir(port)] if x.status == 0])
            ok("stayrtr's TLS: all that it has", r and r[0].out.decode().endswith("\nvrp 192.0.2.0/24 25 AS64496\nvrp 2001:db8::/32 48 AS64497\n"), weir(port))
            r = weir(port, "--name", "other.example")
            ok("and not under another name", r.status == 2 and b"hostname mismatch" in r.err, r)
        finally:
            p.terminate()


demands()
stayrtr()
done_testing()
