#!/usr/bin/env python3
"""weir serve over TLS: who is let in, who is not and why, what a reload changes, who is delayed by nobody."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from frr import said  # noqa: E402
from process_memory import holds  # noqa: E402
from rtr_routers import ToldBird  # noqa: E402
from serve_daemon import SERVE, USER, Client, Daemon, free_port, until  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402
from tls_lab import Authority, openssl  # noqa: E402

FACTS = {("vrp", "192.0.2.0/24", 24, 64501), ("vrp", "198.51.100.0/24", 26, 64502), ("vrp", "2001:db8::/32", 48, 64501),
         ("aspa", 64501, (64510, 64511))}
VRPS = {f for f in FACTS if f[0] == "vrp"}
MANY = {("vrp", f"10.{i // 256}.{i % 256}.0/24", 24, 64500 + i % 7) for i in range(20000)}
SOME = set(sorted(MANY)[:2000])

CA, OTHER = Authority("certs", "ca"), Authority("other", "other")
CACHE = CA.issue("cache", "DNS:localhost")
RSA = CA.issue("rsa", "DNS:localhost", kind=("rsa", "rsa_keygen_bits:2048"))
ROUTER = CA.issue("router", "IP:127.0.0.1,IP:::1")


def context(router=ROUTER, ca=CA, **versions):
    c = ssl.create_default_context(cafile=ca.certificate)
    if router:
        c.load_cert_chain(*router)
    for k, v in versions.items():
        setattr(c, k, v)
    return c


def listener(server=CACHE, clients=CA.certificate):
    return f", tls: {{certificate: {server[0]}, key: {server[1]}" + (f", clients: {clients}}}" if clients else "}")


def weir(port):
    return run(["rtr", "show", f"localhost:{port}", "--tls", "--ca", CA.certificate, "--certificate", ROUTER[0], "--key", ROUTER[1]])


def served():
    for what, server in (("EC", CACHE), ("RSA", RSA)):
        with Daemon(f"served-{what}", FACTS | SOME, rtr=listener(server)) as d:
            d.wait("served")
            for name, tls in (("1.2", context(maximum_version=ssl.TLSVersion.TLSv1_2)), ("1.3", context(minimum_version=ssl.TLSVersion.TLSv1_3))):
                for version in (0, 1, 2):
                    r = d.router(version, tls=tls).ask()
                    wanted = {f for f in FACTS | SOME if f[0] == "vrp" or version == 2}
                    ok(f"{what}, TLS {name}, version {version}: all of its records", r.records == wanted, len(r.records))
                    equal(f"{what}, TLS {name}, version {version}: it is that", r.socket.version(), "TLSv" + name)
                    ok(f"{what}, TLS {name}, version {version}: asked again, nothing is new", r.ask().payload_count == 0 and r.records == wanted)
            r = weir(d.port)
            ok(f"{what}: weir rtr show --tls", r.status == 0 and r.out.count(b"\nvrp ") == len(VRPS | SOME), r)
            until(lambda: not d.metrics()["routinator_rtr_current_connections"])
            m = d.metrics()
            ok(f"{what}: when the certificate ends is told", 8 * 86400 < m[f'weir_certificate_expires{{listen="127.0.0.1:{d.port}"}}'] - time.time() < 11 * 86400, m)
            equal(f"{what}: no handshake failed, nobody is left", (m["weir_rtr_no_handshake_total"], m["routinator_rtr_current_connections"]), (0, 0))
            d.stop()
        ok(f"{what}: nothing died", not d.log("server"), d.log())
        with open(server[1], encoding="utf-8") as f:
            lines = [line for line in f.read().splitlines() if "-----" not in line]
        ok(f"{what}: nothing of the key is in the log", not any(line in "\n".join(d.log()) for line in lines))


def changes():
    """A session over TLS hears of news, and goes on after a restart."""
    with Daemon("changes", FACTS, rtr=listener()) as d:
        d.wait("served")
        r = d.router(2, tls=context()).ask()
        d.write(FACTS | {("vrp", "203.0.113.0/24", 24, 64503)})
        d.reload()
        r.hear(lambda: r.notified)
        ok("a router hears of news", r.notified, d.log())
        ok("and asks for what changed", len(r.ask().records) == len(FACTS) + 1 and r.payload_count == 1)
        d.stop()
        r.hear(lambda: r.errors)
        equal("it is told of a restart", [e[0] for e in r.errors], [12])
        equal("and the line ends in order", r.socket.recv(1), b"")
        d.start()
        d.wait("served", 3)
        new = d.router(2, tls=context())
        new.session, new.serial, new.records = r.session, r.serial, set(r.records)
        equal("the session goes on", (new.ask().payload_count, new.resets), (0, 0))


def refusal(d, router, said_in_log, source=None, tls=None):
    """What a client of Python is told; '' where it was let in."""
    n = len(d.log("router-gone"))
    try:
        c = Client(d.port, 1, tls=tls or context(router), source=source)
        c.ask()
        told = "" if c.records else "nothing"
        c.socket.close()
    except (ssl.SSLError, OSError) as e:
        told = str(e)
    line = until(lambda: [x for x in d.log("router-gone")[n:] if "reason=no-handshake" in x])
    ok(f"refused: {said_in_log}", told and line and said_in_log in line[0], (told, line))
    return told


def who_may():
    revoked = CA.issue("revoked", "IP:127.0.0.1")
    CA.revoke(revoked[0])
    with open("clients.pem", "w", encoding="utf-8") as to:
        for path in (CA.certificate, CA.revocations()):
            with open(path, encoding="utf-8") as f:
                to.write(f.read())
    middle = Authority("middle", "middle", by=CA)
    below = middle.issue("below", "IP:127.0.0.1")
    with Daemon("who", FACTS, rtr=listener(clients=os.path.abspath("clients.pem")) + ", allow: [127.0.0.0/30]") as d:
        d.wait("served")
        equal("of our CA, with this address", d.router(1, tls=context()).ask().records, VRPS)
        equal("from another address that it names", Client(d.port, 1, tls=context(CA.issue("two", "IP:127.0.0.1,IP:127.0.0.2")),
                                                          source="127.0.0.2").ask().records, VRPS)
        equal("two listed authorities", d.router(1, tls=context()).ask().records, VRPS)
        told = refusal(d, None, "peer did not return a certificate")
        ok("which TLS tells", re.search("certificate.required|CERTIFICATE_REQUIRED", told), told)
        told = refusal(d, OTHER.issue("stranger", "IP:127.0.0.1"), "unable to get local issuer certificate")
        ok("which TLS tells as well", re.search("UNKNOWN_CA", told), told)
        refusal(d, CA.issue("expired", "IP:127.0.0.1", days=-1), "certificate has expired")
        refusal(d, revoked, "certificate revoked")
        refusal(d, CA.issue("elsewhere", "IP:127.0.0.2"), "IP address mismatch")
        refusal(d, CA.issue("named", "DNS:localhost"), "IP address mismatch")
        refusal(d, CA.issue("127.0.0.1"), "IP address mismatch")
        refusal(d, ROUTER, "IP address mismatch", source="127.0.0.3")
        refusal(d, CA.issue("server", "IP:127.0.0.1", purpose="serverAuth"), "unsuitable certificate purpose")
        warnings.simplefilter("ignore", DeprecationWarning)
        weak = context(maximum_version=ssl.TLSVersion.TLSv1_1, minimum_version=ssl.TLSVersion.TLSv1)
        weak.set_ciphers("DEFAULT@SECLEVEL=0")
        refusal(d, None, "unsupported protocol", tls=weak)
        for suite in ("AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"):
            old = context(maximum_version=ssl.TLSVersion.TLSv1_2)
            old.set_ciphers(suite)
            refusal(d, None, "no shared cipher", tls=old)
        n = len(d.log("router"))
        with socket.create_connection(("127.0.0.1", d.port), source_address=("127.0.0.9", 0)) as s:
            ok("who is not in `allow` is closed before any handshake", s.recv(1) == b"" and len(d.log("router")) == n)
        m = d.metrics()
        ok("all are counted", m["weir_rtr_no_handshake_total"] >= 13 and m["weir_rtr_refused_total"] == 1, m)
        equal("and after all that", d.router(1, tls=context()).ask().records, VRPS)
        ok("a revocation list is of the routers, not of what stands above", "revoked" in "".join(d.log()))
        refusal(d, below, "unable to get certificate CRL")
    with Daemon("chain", FACTS, rtr=listener()) as d:
        d.wait("served")
        equal("with an authority between", d.router(1, tls=context(below)).ask().records, VRPS)
    with Daemon("anybody", FACTS, rtr=listener(clients=None)) as d:
        d.wait("served")
        equal("without `clients` no certificate is asked for", d.router(1, tls=context(None)).ask().records, VRPS)


def tool():
    """Another implementation's client, if the same library's: openssl s_client."""
    with Daemon("tool", FACTS, rtr=listener()) as d:
        d.wait("served")
        words = ["openssl", "s_client", "-connect", f"127.0.0.1:{d.port}", "-CAfile", CA.certificate, "-verify_return_error",
                 "-verify_hostname", "localhost", "-cert", ROUTER[0], "-key", ROUTER[1]]

        def talk(more, stdin, wanted):
            with subprocess.Popen(words + more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as p:
                p.stdin.write(stdin)
                p.stdin.flush()
                out = b""
                end = time.time() + 10
                os.set_blocking(p.stdout.fileno(), False)
                while time.time() < end and not re.search(wanted, out):
                    out += p.stdout.read() or b""
                    time.sleep(0.02)
                p.kill()
            return out

        query = bytes((1, 2, 0, 0, 0, 0, 0, 8))
        for version in ("-tls1_2", "-tls1_3"):
            out = talk([version, "-quiet"], query, b"\x01\x07..\0\0\0\x18")
            ok(f"s_client {version}: from Cache Response to End of Data", b"\x01\x03" in out and re.search(b"\x01\x07..\0\0\0\x18", out, re.S), out)
        out = talk(["-tls1_3"], b"", rb"Verify return code: \d").decode(errors="replace")
        ok("s_client: the certificate is verified", "Verification: OK" in out, out)
        ok("s_client: no session is kept", "Session-ID: \n" in out or "Session-ID" not in out, out)
        out = talk(["-tls1_2"], b"R\n", b"renegotiation.*\n.*error|no renegotiation")
        ok("s_client: renegotiation is refused", b"RENEGOTIATING" in out and b"no renegotiation" in out, out)
        equal("and after all that", d.router(1, tls=context()).ask().records, VRPS)


def reset_time(d):
    at = time.time()
    r = d.router(1, tls=context()).ask()
    took = time.time() - at
    if r.records != VRPS | MANY:
        ok("a router has all", False, len(r.records))
    return took


def troublemakers():
    """Each holds a connection, and delays nobody."""
    with Daemon("trouble", FACTS | MANY, rtr=listener()) as d:
        d.wait("served")
        hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
        starts = {"silent": b"", "half a hello": hello, "a hello cut in the head": hello[:3], "a query without TLS": bytes((1, 2, 0, 0, 0, 0, 0, 8)),
                  "HTTP": b"GET / HTTP/1.0\r\n\r\n", "noise": os.urandom(4000), "zeros": bytes(20000), "a huge record": b"\x16\x03\x01\xff\xff" + bytes(70000),
                  "an alert": b"\x15\x03\x03\x00\x02\x02\x28", "empty records": b"\x16\x03\x03\x00\x00" * 200}
        alone = min(reset_time(d) for _ in range(3))
        began, sockets = time.time(), {}
        for name, data in starts.items():
            sockets[name] = [socket.create_connection(("127.0.0.1", d.port)) for _ in range(5)]
            for s in sockets[name]:
                try:
                    s.sendall(data)
                except OSError:
                    pass
        deaf, slow = [], []
        for _ in range(8):
            c = Client(d.port, 1, tls=context())
            c.socket.sendall(c.query() * 50)
            deaf.append(c)
            c = Client(d.port, 1, tls=context())
            slow.append(c)
        half = Client(d.port, 1, tls=context())
        query = half.query()
        half.socket.send(query[:3])
        raw = Client(d.port, 1, tls=context())
        os.write(raw.socket.fileno(), b"\x17\x03\x03\x00\x40half a record of data")
        took = [reset_time(d) for _ in range(5)]
        ok(f"beside them a router has all as soon: {min(took):.2f} s, alone {alone:.2f} s", min(took) < 2 * alone + 0.5, took)
        half.socket.send(query[3:])
        half.hear(lambda: half.ends)
        equal("a query in two records is a query", half.records, VRPS | MANY)
        for name, group in sockets.items():
            for s in group:
                s.settimeout(max(0.1, 14 - (time.time() - began)))
                try:
                    while s.recv(4096):
                        pass
                    closed = True
                except TimeoutError:
                    closed = False
                except OSError:
                    closed = True
                if not closed:
                    break
            ok(f"{name}: closed in time", closed, d.log("router-gone"))
        ok("not before its time, where there was nothing wrong yet", 9 < time.time() - began, time.time() - began)
        lines = "\n".join(d.log("router-gone"))
        ok("the log says who took too long", lines.count("it took too long") >= 10, lines)
        ok("who does not read keeps only itself waiting", len(deaf) == 8 and d.metrics()["routinator_rtr_current_connections"] >= 17)
        equal("at last", weir(d.port).status, 0)
    ok("nothing died", not [line for line in d.log("server")], d.log())


def put(path, *parts, mode=0o600):
    with open(path + ".new", "w", encoding="utf-8") as to:
        for part in parts:
            with open(part, encoding="utf-8") as f:
                to.write(f.read())
    os.chmod(path + ".new", mode)
    os.rename(path + ".new", path)


def bad_files():
    """(what, certificate, key, mode of the key, what is said)"""
    expired, later = CA.issue("gone", "DNS:localhost", days=-1), CA.issue("other-key", "DNS:localhost")
    openssl("pkcs8", "-topk8", "-in", CACHE[1], "-out", "locked.key", "-passout", "pass:secret-word")
    with open("damaged.pem", "w", encoding="utf-8") as f:
        f.write("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
    with open("empty.pem", "w", encoding="utf-8") as f:
        f.write("nothing\n")
    return (("expired", *expired, 0o600, "live.pem: expected a certificate that is valid, found one that expired 20"),
            ("another key", CACHE[0], later[1], 0o600, "live.key: expected the key of the certificate in '"),
            ("a key for everybody", *CACHE, 0o644, "live.key: expected a key for its owner and group alone, found mode 0644"),
            ("a key with a password", CACHE[0], "locked.key", 0o600, "live.key: expected a private key without a password, found one with it"),
            ("a damaged certificate", "damaged.pem", CACHE[1], 0o600, "live.pem: expected a certificate in PEM, found none"),
            ("no certificate", "empty.pem", CACHE[1], 0o600, "live.pem: expected a certificate in PEM, found none"),
            ("no key", CACHE[0], "empty.pem", 0o600, "live.key: expected a private key in PEM, found none"))


def reloads():
    live = os.path.abspath("live/live.pem"), os.path.abspath("live/live.key")
    os.makedirs("live", exist_ok=True)
    put(live[0], CACHE[0])
    put(live[1], CACHE[1])
    with Daemon("reload", FACTS, rtr=listener(live)) as d:
        d.wait("served")

        def shown():
            with context().wrap_socket(socket.create_connection(("127.0.0.1", d.port)), server_hostname="localhost") as s:
                return s.getpeercert()["serialNumber"]

        first, old = shown(), d.router(1, tls=context()).ask()
        d.reload()
        until(lambda: d.log("reload"))
        equal("files that are the same: routers stay", old.ask().records, VRPS)
        bad = bad_files()
        for what, certificate, key, mode, why in bad:
            n = len(d.log("reload"))
            put(live[0], certificate)
            put(live[1], key, mode=mode)
            d.reload()
            until(lambda: any("stays in force" in line for line in d.log("reload")[n:]))
            ok(f"{what}: is said", any(why in line for line in d.log()), d.log())
            equal(f"{what}: the old certificate stays, and the router", (shown(), old.ask().records), (first, VRPS))
        os.unlink(live[1])
        n = len(d.log("reload"))
        d.reload()
        ok("no file", until(lambda: any("live.key: cannot be opened" in line for line in d.log("reload")[n:])), d.log())
        os.kill(d.children()["weir-server"], 9)
        ok("a server that starts again has the good ones", until(lambda: try_shown(shown)) == first, d.log())
        put(live[0], RSA[0])
        put(live[1], RSA[1])
        d.reload()
        ok("a new certificate", until(lambda: try_shown(shown) not in (None, first)), d.log())
        new = d.router(1, tls=context())
        new.session, new.serial, new.records = old.session, old.serial, set(old.records)
        equal("and routers go on from where they were", (new.ask().records, new.resets), (VRPS, 0))
        log = "\n".join(d.log())
        ok("no secret is in the log", "secret-word" not in log and "PRIVATE" not in log)
    for what, certificate, key, mode, why in bad:
        put(live[0], certificate)
        put(live[1], key, mode=mode)
        status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
        ok(f"{what}: no start", status == 2 and why in told, told)
    put(live[0], CACHE[0])
    put(live[1], CACHE[1])
    for what, clients, why in (("no authority", "empty.pem", "empty.pem: expected a certificate in PEM, found none"),
                               ("damaged authority", "damaged.pem", "damaged.pem: expected certificates in PEM, found something that is damaged"),
                               ("a folder", ".", "expected a regular file")):
        d.rtr = listener(live, clients=os.path.abspath(clients))
        d.configure()
        status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
        ok(f"{what}: no start", status == 2 and why in told, told)
    inside = f"{d.folder}/sub/inside.key"
    os.makedirs(f"{d.folder}/sub", exist_ok=True)
    put(inside, CACHE[1])
    if os.geteuid() == 0:
        shutil.chown(inside, USER)
    d.rtr = listener((CACHE[0], inside))
    d.configure()
    status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
    ok("a key that the parser could read", status == 2 and "inside.key: expected a key outside '" in told, told)
    if os.geteuid() == 0:
        shutil.chown(inside, "root")
        with d.start():
            ok("but only if its user may", d.wait("served"), d.log())
    nameless = CA.issue("nameless", "IP:127.0.0.1")
    with Daemon("nameless", FACTS, rtr=listener(nameless)) as d:
        ok("a certificate without a name is warned about", d.wait("served") and any("names no host (dNSName)" in line for line in d.log("tls")), d.log())


def try_shown(shown):
    try:
        return shown()
    except OSError:
        return None


def key_is_away():
    """The parser has no descriptor of a key, the supervisor no byte of it."""
    if not os.path.exists("/proc/self/mem") or os.geteuid() != 0:
        skip("memory of others", "not root")
        return
    with open(CACHE[1], encoding="utf-8") as f:
        secret = "".join(line for line in f.read().splitlines() if "-----" not in line)[:40].encode()

    with Daemon("away", FACTS, rtr=listener()) as d:
        d.wait("served")
        d.router(1, tls=context()).ask()
        ok("the text of the key is in no process", not holds(d.process.pid, secret) and not holds(d.children()["weir-server"], secret))
        os.mkfifo(f"{d.folder}/vrps-slow.json", 0o644)  # nobody writes: the parser waits
        d.reload()
        pid = until(lambda: d.children().get("weir-parser"))
        names = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")] if pid else []
        ok("the parser has no descriptor of it", pid and not any("credential" in n for n in names) and any("records" in n for n in names), names)


class Relay:
    """What stunnel does: a plain port on loopback for routers that speak no TLS."""

    def __init__(self, to):
        self.listener, self.to = socket.create_server(("127.0.0.1", 0)), to
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            plain, _ = self.listener.accept()
            try:
                secure = context().wrap_socket(socket.create_connection(("127.0.0.1", self.to)), server_hostname="localhost")
            except OSError:
                plain.close()
                continue
            for a, b in ((plain, secure), (secure, plain)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    @staticmethod
    def carry(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass
        for s in (a, b):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def bird():
    """No router of Debian speaks TLS here; BIRD does through a relay, and ends with exactly what is served."""
    if not ToldBird.runs_here():
        skip("bird", "no bird")
        return
    with Daemon("bird", FACTS | MANY, rtr=listener()) as d:
        d.wait("served")
        with ToldBird("router", Relay(d.port).port) as router:
            for what, facts in (("", VRPS | MANY), (" after a change", VRPS | set(sorted(MANY)[150:]) | {("vrp", "203.0.113.0/24", 25, 64999)})):
                d.write(facts)
                d.reload()
                ok(f"BIRD has our VRPs{what}", until(lambda facts=facts: router.holds(facts), 40), len(router.vrps()))


def http():
    with Daemon("http", FACTS) as d:
        d.wait("served")
        with open(f"{d.folder}/weir.yaml", encoding="utf-8") as f:
            text = f.read()
        d.configure(text.replace(f'http: {{listen: "127.0.0.1:{d.http}"', f'http: {{listen: "127.0.0.1:{d.http}"{listener()}'))
        d.reload()

        def get(router, path="/healthz"):
            try:
                with context(router).wrap_socket(socket.create_connection(("127.0.0.1", d.http), timeout=20), server_hostname="localhost") as s:
                    s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                    return b"".join(iter(lambda: s.recv(65536), b"")).decode()
            except (ssl.SSLError, OSError) as e:
                return str(e)

        ok("HTTP over TLS", until(lambda: get(ROUTER).endswith("\r\n\r\nok\n")), (get(ROUTER), d.log()))
        ok("of any address", get(CA.issue("monitor", "DNS:monitor.example")).endswith("\r\n\r\nok\n"))
        ok("/metrics too", get(ROUTER, "/metrics").endswith("# EOF\n"))
        ok("not without a certificate", not get(None).startswith("HTTP/"), get(None))


served()
changes()
who_may()
tool()
troublemakers()
reloads()
key_is_away()
bird()
http()
done_testing()
