#!/usr/bin/env python3
"""The pages of weir serve: what a request is, and that nobody who asks slowly, or not at all, is in another's way."""
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, ok  # noqa: E402

FACTS = {("vrp", "192.0.2.0/24", 24, 64501)}


def ask(port, data, pieces=None):
    """All that is answered; '' where there is nothing."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as s:
        for piece in pieces or (data,):
            s.sendall(piece)
            if pieces:
                time.sleep(0.02)
        got = b""
        try:
            while more := s.recv(65536):
                got += more
        except ConnectionResetError:
            pass
    return got.decode()


def requests(d):
    head, body = ask(d.http, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").split("\r\n\r\n", 1)
    ok("a page: its head", head.startswith("HTTP/1.1 200 OK\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
       and f"\r\nContent-Length: {len(body)}\r\n" in head and "\r\nConnection: close" in head, head)
    ok("a page: all of it", body.startswith("# TYPE ") and body.endswith("# EOF\n"))
    got = ask(d.http, None, [bytes((c,)) for c in b"GET /healthz?x HTTP/1.0\n\n"])
    ok("byte by byte it is the same", got.endswith("\r\n\r\nok\n"), got)
    got = ask(d.http, b"HEAD /healthz HTTP/1.1\r\n\r\n")
    ok("a head alone", "\r\nContent-Length: 3\r\n" in got and got.endswith("\r\n\r\n"), got)
    for what, data, status in (("no such page", b"GET /healthz/ HTTP/1.1\r\n\r\n", "404 Not Found"), ("the folder above", b"GET /../healthz HTTP/1.1\r\n\r\n", "404 Not Found"),
                               ("another method", b"POST /healthz HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "405 Method Not Allowed\r\n"),
                               ("no request", b"\x16\x03\x01\r\n\r\n", "400 Bad Request"), ("nothing", b"\n", "400 Bad Request"),
                               ("another version", b"GET / HTTP/2.0\r\n\r\n", "505 HTTP Version"),
                               ("a large head", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 2000, "431 Request Header"),
                               ("a long path", b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n", "404 Not Found")):
        got = ask(d.http, data)
        ok(f"{what}: {status.strip()}", got.startswith(f"HTTP/1.1 {status}"), got)
    ok("which methods there are is told", "\r\nAllow: GET, HEAD\r\n" in ask(d.http, b"PUT / HTTP/1.1\r\n\r\n"))


def slow(d):
    """As many as there is room for, each with a byte a second, and some that send nothing: each has ten seconds."""
    began = time.time()
    crowd = [socket.create_connection(("127.0.0.1", d.http)) for _ in range(60)]
    longest, ended = 0, {}
    while len(ended) < len(crowd) and time.time() - began < 25:
        for i, s in enumerate(crowd):
            try:
                if i % 2:
                    s.send(b"X")
                if s.recv(1, socket.MSG_DONTWAIT) == b"":
                    ended.setdefault(i, time.time() - began)
            except BlockingIOError:
                pass
            except OSError:
                ended.setdefault(i, time.time() - began)
        at = time.time()
        equal(f"a monitor is answered, {time.time() - began:.0f} s", d.get("/healthz")[0], 200)
        longest = max(longest, time.time() - at)
        time.sleep(1)
    ok(f"at once ({longest:.2f} s at most)", longest < 2, longest)
    ok("all others are closed when their time is over", len(ended) == len(crowd) and 8 < min(ended.values()) and max(ended.values()) < 16, ended)
    ok("and counted", d.metrics()["weir_http_turned_out_total"] >= 60, d.metrics())


def many(d):
    """More than there is room for: the oldest makes room."""
    before = d.metrics()["weir_http_turned_out_total"]
    crowd = [socket.create_connection(("127.0.0.1", d.http)) for _ in range(500)]
    equal("behind 500 connections that say nothing", d.get("/healthz"), (200, "ok\n"))
    ok("the oldest are gone", until(lambda: d.metrics()["weir_http_turned_out_total"] - before > 430), d.metrics())
    crowd[-1].sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
    ok("the youngest is answered", crowd[-1].recv(4096).startswith(b"HTTP/1.1 200"))
    for s in crowd:
        s.close()
    open_files = len(os.listdir(f"/proc/{d.children()['weir-server']}/fd")) if os.geteuid() == 0 else 0
    ok("few sockets are open", open_files < 100, open_files)


def deaf(d):
    """Who asks, and does not read the answer."""
    crowd = []
    for _ in range(30):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        s.connect(("127.0.0.1", d.http))
        s.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
        crowd.append(s)
    equal("in nobody's way", d.get("/healthz"), (200, "ok\n"))
    for s in crowd:
        s.close()


with Daemon("http", FACTS) as daemon:
    daemon.wait("served")
    requests(daemon)
    slow(daemon)
    many(daemon)
    deaf(daemon)
    equal("routers never noticed", daemon.router(1).ask().records, FACTS)
ok("nothing died", not daemon.log("server"), daemon.log())
done_testing()
