#!/usr/bin/env python3
"""weir serve with TCP MD5 signatures: who has the key is served, who has another or none hears nothing."""
import os
import re
import socket
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire  # noqa: E402
from frr import said  # noqa: E402
from process_memory import holds  # noqa: E402
from serve_daemon import SERVE, Daemon, until  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402

FACTS = {("vrp", "192.0.2.0/24", 24, 64501), ("vrp", "2001:db8::/32", 48, 64501)}
TCP_MD5SIG = 14
KEY, LONG = "correct-horse-battery", "".join(chr(33 + i % 94) for i in range(80))


def sign(s, key, host="127.0.0.1"):
    """struct tcp_md5sig of linux/tcp.h"""
    family = struct.pack("=HH", socket.AF_INET6, 0) + bytes(4) + socket.inet_pton(socket.AF_INET6, host) if ":" in host else \
        struct.pack("=HH", socket.AF_INET, 0) + socket.inet_aton(host)
    s.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, struct.pack("=128sBBHi80s", family, 0, 0, len(key), 0, key.encode()))


class Router(rtr_wire.Router):
    def __init__(self, port, key=None, source="127.0.0.1", timeout=10):
        super().__init__(1)
        self.socket = socket.socket(socket.AF_INET6 if ":" in source else socket.AF_INET)
        self.socket.settimeout(timeout)
        self.socket.bind((source, 0))
        host = "::1" if ":" in source else "127.0.0.1"
        if key:
            sign(self.socket, key, host)
        self.socket.connect((host, port))

    def ask(self):
        ends = self.ends
        self.socket.sendall(self.query())
        while self.ends == ends:
            data = self.socket.recv(65536)
            if not data:
                break
            self.take(data)
        return self.records


def hears_nothing(port, key, source="127.0.0.1"):
    try:
        Router(port, key, source, timeout=1.5)
    except TimeoutError:
        return True
    return False


def write_key(key, mode=0o600):
    with open("key.new", "w", encoding="utf-8") as f:
        f.write(key)
    os.chmod("key.new", mode)
    os.rename("key.new", "key")


def keys():
    path = os.path.abspath("key")
    write_key(KEY + "\n")
    with Daemon("md5", FACTS, rtr=f", allow: [127.0.0.0/30, \"::1/128\"], md5: {path}") as d:
        d.wait("served")
        old = Router(d.port, KEY)
        equal("who has the key", old.ask(), FACTS)
        equal("from another address of `allow`", Router(d.port, KEY, "127.0.0.2").ask(), FACTS)
        ok("who has none", hears_nothing(d.port, None))
        ok("who has another", hears_nothing(d.port, KEY + "x"))
        with socket.create_connection(("127.0.0.1", d.port), source_address=("127.0.0.9", 0), timeout=5) as s:
            equal("who is not in `allow` is closed", s.recv(1), b"")
        ok("a good key is not warned about", not d.log("md5"), d.log())

        def reload(word="read again"):
            n = len(d.log("reload"))
            d.reload()
            return until(lambda: [x for x in d.log("reload")[n:] if word in x])

        pid = d.children()["weir-server"]
        write_key(LONG)
        ok("another key, of 80 characters", reload())
        equal("is for new connections", Router(d.port, LONG).ask(), FACTS)
        ok("the old one is none any more", hears_nothing(d.port, KEY))
        equal("who is connected stays so, with the old key", old.ask(), FACTS)
        equal("and the server is the same", d.children()["weir-server"], pid)
        for what, key, mode, why in (("empty", "", 0o600, "expected a line of 1 to 80 printable characters"), ("81 characters", LONG + "x", 0o600, "1 to 80 printable"),
                                     ("a blank", "a b", 0o600, "1 to 80 printable"), ("two lines", "a\nb\n", 0o600, "1 to 80 printable"),
                                     ("no ASCII", "schlüssel", 0o600, "1 to 80 printable"), ("for everybody", KEY, 0o644, "found mode 0644")):
            write_key(key, mode)
            ok(f"{what}: the old border file stays", reload("stays in force") and any(f"key: {'expected'}" in x and why in x for x in d.log("reload")), d.log())
            if what in ("empty", "for everybody"):
                equal(f"{what}: with the key before", Router(d.port, LONG).ask(), FACTS)
        write_key("short")
        ok("a short key is warned about", reload() and any("fewer than 12 characters" in x for x in d.log("md5")), d.log())
        equal("and is one", Router(d.port, "short").ask(), FACTS)
        d.rtr = ", allow: [127.0.0.1/32]"
        d.configure()
        ok("no key", reload())
        equal("no signature", until(lambda: plain(d.port)), FACTS)
        d.rtr = f", allow: [127.0.0.2/32], md5: {path}"
        d.configure()
        ok("a key again", reload())
        equal("for another address", until(lambda: signed(d.port)), FACTS)
        log = "\n".join(d.log())
        ok("no key is in the log", not any(k in log for k in (KEY, LONG, "short\n", "schl")))
        if os.geteuid() == 0:
            ok("a memory is looked into", holds(d.process.pid, b"weir.yaml"))
            ok("nor in the supervisor", not holds(d.process.pid, KEY.encode()) and not holds(d.process.pid, LONG.encode()))
    ok("nothing died", not d.log("server"), d.log())
    os.unlink("key")
    status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
    ok("no file: no start", status == 2 and "key: cannot be opened" in told, told)


def plain(port):
    try:
        return Router(port, timeout=1).ask()
    except OSError:
        return None


def signed(port):
    try:
        return Router(port, "short", "127.0.0.2", timeout=1).ask()
    except OSError:
        return None


def ipv6():
    path = os.path.abspath("key6")
    with open(path, "w", encoding="utf-8") as f:
        f.write(KEY)
    os.chmod(path, 0o600)
    with Daemon("md5-6", FACTS, rtr=f", allow: [127.0.0.1/32, \"::1/128\"], md5: {path}") as d:
        d.wait("served")
        with open(f"{d.folder}/weir.yaml", encoding="utf-8") as f:
            text = f.read()
        d.configure(re.sub(r'rtr: \[\{listen: "127.0.0.1:', 'rtr: [{listen: "[::1]:', text))
        d.reload()

        def served():
            try:
                return Router(d.port, KEY, "::1", timeout=1).ask()
            except OSError:
                return None
        equal("IPv6", until(served), FACTS)
        ok("IPv6 without a key", hears_nothing(d.port, None, "::1"))


try:
    with socket.socket() as probe:
        sign(probe, KEY)
except OSError as e:
    skip("TCP MD5", f"this kernel: {e}")
else:
    keys()
    ipv6()
done_testing()
