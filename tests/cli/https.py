#!/usr/bin/env python3
"""One file by HTTPS: what replaces the last good one, and all that does not."""
import gzip
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402
from web import Web, authority, need  # noqa: E402

TOOL = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "https")
GOOD = b'{"roas": [{"asn": 64501, "prefix": "192.0.2.0/24", "maxLength": 24}]}\n'
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}


def fetch(url, path="got", ca=None, most=1 << 20, seconds=20, stall=20):
    p = subprocess.run([TOOL, url, path, ca or "-", str(most), str(seconds), str(stall)], stdout=subprocess.PIPE, env=ENVIRONMENT, check=False)
    return p.returncode, p.stdout.decode().rstrip("\n")


def bytes_of(path):
    with open(path, "rb") as f:
        return f.read()


def left():
    """Files beside what was fetched that nobody owns."""
    return [n for n in os.listdir(".") if ".weir-" in n]


def good(w):
    w.files["/a"] = GOOD
    equal("a file that was not there", (fetch(w.url("/a"), ca=w.ca), bytes_of("got")), ((0, "new"), GOOD))
    before = os.stat("got")
    os.utime("got.fetched", (1, 1))
    equal("the same again is 304", (fetch(w.url("/a"), ca=w.ca), w.asked[-1]), ((0, "same"), ("/a", 304)))
    after = os.stat("got")
    ok("the file is not touched, and the time that the server was asked is kept", (before.st_mtime_ns, before.st_ino) ==
       (after.st_mtime_ns, after.st_ino) and time.time() - os.stat("got.fetched").st_mtime < 60)
    w.files["/a"] = GOOD + b" "
    equal("a change", (fetch(w.url("/a"), ca=w.ca), bytes_of("got")), ((0, "new"), GOOD + b" "))
    w.says["/plain"] = lambda r: r.say(200, GOOD)
    equal("a server without ETag", fetch(w.url("/plain"), "plain", ca=w.ca), (0, "new"))
    inode = os.stat("plain").st_ino
    equal("sends it all again, and the same bytes are no news", (fetch(w.url("/plain"), "plain", ca=w.ca), os.stat("plain").st_ino), ((0, "same"), inode))
    since = []
    w.says["/since"] = lambda r: (since.append(r.headers["If-Modified-Since"]), r.say(304) if since[-1] else
                                  r.say(200, GOOD, Last_Modified="Wed, 21 Oct 2026 07:28:00 GMT"))
    equal("one with Last-Modified alone", (fetch(w.url("/since"), "since", ca=w.ca), fetch(w.url("/since"), "since", ca=w.ca), since),
          ((0, "new"), (0, "same"), [None, "Wed, 21 Oct 2026 07:28:00 GMT"]))
    w.compress = True
    w.files["/z"] = GOOD * 100
    equal("gzip on the way is gzip on disk", (fetch(w.url("/z"), "z", ca=w.ca), gzip.decompress(bytes_of("z"))), ((0, "new"), GOOD * 100))
    w.compress = False
    w.says["/moved"] = lambda r: r.say(302, Location=w.url("/a"))
    equal("a redirect to https", (fetch(w.url("/moved"), "moved", ca=w.ca), bytes_of("moved")), ((0, "new"), GOOD + b" "))
    w.says["/loop"] = lambda r: r.say(302, Location=w.url("/loop"))
    w.files["/a"] = GOOD
    fetch(w.url("/a"), ca=w.ca)


def forgotten(w):
    """What is kept beside the file is believed only where it belongs to it."""
    for why, spoil in (("the file is gone", lambda: os.unlink("got")), ("it has another size", lambda: open("got", "ab").write(b"x")),
                       ("what was kept is gone", lambda: os.unlink("got.fetched")),
                       ("what was kept is of another URL", lambda: open("got.fetched", "r+b").write(b"url x")),
                       ("what was kept would end a line", lambda: open("got.fetched", "ab").write(b'etag "a\rX: y"\n'))):
        spoil()
        n = len(w.asked)
        fetch(w.url("/a"), ca=w.ca)
        status = 304 if "end a line" in why else 200
        equal(f"{why}: asked for anew", (w.asked[n:], bytes_of("got")), ([("/a", status)], GOOD))


def drip(request):
    for _ in range(200):
        request.raw(b"H")
        time.sleep(0.1)


def slow_body(request):
    request.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        request.raw(b"x")
        time.sleep(0.1)


def bad(w, other):
    big = gzip.compress(b"\n" * (4 << 20))
    cut = gzip.compress(GOOD * 1000)[:-9]
    say = w.says
    say["/500"] = lambda r: r.say(500, GOOD)
    say["/204"] = lambda r: r.say(204)
    say["/206"] = lambda r: r.say(206, GOOD)
    say["/304"] = lambda r: r.say(304)
    say["/empty"] = lambda r: r.say(200)
    say["/cut"] = lambda r: r.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + GOOD[:40])
    say["/chunk"] = lambda r: r.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n")
    say["/close"] = lambda r: (r.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + GOOD[:40]), r.connection.shutdown(2))
    say["/large"] = lambda r: r.say(200, b" " * (2 << 20))
    say["/endless"] = lambda r: (r.raw(b"HTTP/1.0 200 OK\r\n\r\n"), [r.raw(b" " * 65536) for _ in range(64)])
    say["/bomb"] = lambda r: r.say(200, big, Content_Encoding="gzip")
    say["/bomb.gz"] = lambda r: r.say(200, big)
    say["/cut.gz"] = lambda r: r.say(200, cut)
    say["/nozip"] = lambda r: r.say(200, GOOD, Content_Encoding="gzip")
    say["/br"] = lambda r: r.say(200, GOOD, Content_Encoding="br")
    say["/head"] = lambda r: r.raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(200)))
    say["/http"] = lambda r: r.say(302, Location=f"http://127.0.0.1:{w.port}/a")
    say["/file"] = lambda r: r.say(302, Location="file:///etc/passwd")
    say["/garbage"] = lambda r: r.raw(b"\x00\xff\x13\x37" * 100 + b"\r\n\r\n")
    say["/nothing"] = lambda r: r.raw(b"")
    for path, why, how in (
            ("/404", "expected status 200, found 404", {}), ("/500", "expected status 200, found 500", {}),
            ("/204", "expected status 200, found 204", {}), ("/206", "expected status 200, found 206", {}),
            ("/304", "expected status 200, found 304", {"fresh": True}), ("/empty", "expected a file, found an empty one", {}),
            ("/cut", "with 60 bytes remaining to read", {}), ("/chunk", "", {}), ("/close", "expected an answer that says its length", {}),
            ("/large", "expected at most 1048576 bytes, found more", {}), ("/endless", "expected at most 1048576 bytes, found more", {}),
            ("/bomb", "when decompressed, found more", {}), ("/bomb.gz", "when decompressed, found more", {}),
            ("/cut.gz", "", {}), ("/nozip", "expected gzip, as its server says it is", {}),
            ("/br", "expected gzip or no coding of the content, found 'br'", {}), ("/head", "found a head without end", {}),
            ("/http", "expected a redirect to https", {}), ("/file", "expected a redirect to https", {}), ("/loop", "redirects", {}),
            ("/garbage", "", {}), ("/nothing", "Empty reply", {})):
        target = "fresh" if how.get("fresh") else "got"
        status, told = fetch(w.url(path), target, ca=w.ca)
        ok(f"{path}: {why}", status == 1 and why in told and w.url(path) in told, told)
        equal(f"{path}: the last good file stays", (bytes_of("got"), left()), (GOOD, []))
    ok("nothing is made of what never came", not os.path.exists("fresh"))
    say["/drip"], say["/slow"] = drip, slow_body
    for path, how in (("/drip", {"stall": 2}), ("/slow", {"stall": 2}), ("/slow", {"seconds": 2}), ("/drip", {"seconds": 2})):
        begin = time.time()
        status, told = fetch(w.url(path), ca=w.ca, **how)
        ok(f"{path}: a slow server is given up", status == 1 and time.time() - begin < 8, (told, time.time() - begin))
        equal(f"{path}: the last good file stays", (bytes_of("got"), left()), (GOOD, []))
    for why, url, ca in (("of an authority that is not believed", w.url("/a"), other), ("of none that the system knows", w.url("/a"), None),
                         ("of another host", w.url("/a").replace("127.0.0.1", "localhost"), w.ca), ("an authority that is no file", w.url("/a"), "nowhere")):
        status, told = fetch(url, ca=ca)
        ok(f"a certificate {why}", status == 1 and "ertificate" in told + "certificate" * (ca == "nowhere"), told)
    status, told = fetch(f"http://127.0.0.1:{w.port}/a", ca=w.ca)
    ok("no http where https listens", status == 1, told)
    equal("after all that", (bytes_of("got"), fetch(w.url("/a"), ca=w.ca), left()), (GOOD, (0, "same"), []))


def expired():
    with Web("expired", days="-1") as w:
        w.files["/a"] = GOOD
        status, told = fetch(w.url("/a"), "expired.json", ca=w.ca)
        ok("a certificate that has ended", status == 1 and "expired" in told, told)


def plain():
    with Web("plainly", tls=False) as w:
        w.files["/a"] = GOOD
        equal("http, where the URL says so", (fetch(w.url("/a"), "http.json"), bytes_of("http.json")), ((0, "new"), GOOD))
        w.says["/b"] = lambda r: r.say(302, Location=w.url("/a"))
        status, told = fetch(w.url("/b"), "http.json")
        ok("even there a redirect goes to https alone", status == 1 and "expected a redirect to https" in told, told)
    status, told = fetch(w.url("/a"), "http.json")
    ok("nobody listens", status == 1 and "onnect" in told and bytes_of("http.json") == GOOD, told)


def no_room(w):
    status, told = fetch(w.url("/a"), "no/such/folder", ca=w.ca)
    ok("a folder that is not there", status == 1 and "cannot create" in told, told)


need()
with Web("web") as web:
    good(web)
    forgotten(web)
    bad(web, authority("web", "other"))
    no_room(web)
expired()
plain()
done_testing()
