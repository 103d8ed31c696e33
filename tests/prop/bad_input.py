#!/usr/bin/env python3
"""Bad input: one clear line and exit 2, or counted and shown where the rest is sound.

Never a crash, a hang, or a shorter list passed off as whole. Every input here is made here.
"""
import bz2
import gzip
import json
import os
import re
import shutil
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run, skip  # noqa: E402

LIMIT = 60 if os.environ.get("WEIR_SANITIZED") else 20  # seconds: a hang
STEP = 5 if os.environ.get("WEIR_SANITIZED") else 1  # of cuts and flips, each of which is a run
COMMANDS = run(["--complete"]).out.decode().split()


def put(name, content):
    with open(name, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    return name


def outcome(arguments, stdin):
    """What a run gave, or None where it hung."""
    try:
        r = run(arguments, stdin=stdin, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return r


def told(r):
    return [line for line in r.err.decode("utf-8", "replace").splitlines() if line]


def why(r):
    if r is None:
        return f"no end after {LIMIT} s"
    return f"exit {r.status}\n--- stderr\n{r.err[:1500].decode('utf-8', 'replace')}\n--- stdout\n" \
           f"{r.out[:600].decode('utf-8', 'replace')}"


def refused(name, arguments, says, stdin=None, out=b""):
    """Exit 2, nothing printed but `out`, and exactly one line, which matches `says`."""
    r = outcome(arguments, stdin)
    lines = told(r) if r else []
    return ok(name, r is not None and r.status == 2 and r.out == out and len(lines) == 1 and
              re.search(says, lines[0]) and lines[0].startswith("weir"), f"wanted /{says}/\n{why(r)}")


def counted(name, arguments, says, out, stdin=None, status=2):
    """The sound rest is printed, and each damage has its line, in order."""
    r = outcome(arguments, stdin)
    lines = told(r) if r else []
    return ok(name, r is not None and r.status == status and r.out == out and len(lines) == len(says) and
              all(re.search(s, line) for s, line in zip(says, lines)), f"wanted {says}\n{why(r)}")


def damaged_files(command, make, good, name, whole_first=True):
    """What can befall any file: `make` gives the arguments for a file called so, `good` its bytes.

    A command that prints as it reads has printed something by then (`whole_first` False).
    """
    refused(f"{command}: {name} is missing", make("missing"), r"missing: cannot open: No such file")
    os.makedirs("folder", exist_ok=True)
    refused(f"{command}: {name} is a folder", make("folder"), r"folder: cannot read: Is a directory")
    refused(f"{command}: {name} is empty", make(put("empty", b"")), r"empty(:1:1)?: expected .*found (an empty file|none)")
    packed = {"gzip": gzip.compress(good, mtime=0), "bzip2": bz2.compress(good)}
    if shutil.which("zstd"):
        packed["zstd"] = subprocess.run(["zstd", "-qc"], input=good, capture_output=True, check=True).stdout
    for kind, whole in packed.items():
        r = outcome(make(put("cut", whole[:len(whole) * 2 // 3])), None)
        ok(f"{command}: {name}, {kind}, is cut", r and r.status == 2 and (not r.out or not whole_first) and
           f"cut: expected more {kind} data, found the end of the file" in told(r)[-1], why(r))
        middle = len(whole) // 2
        bent = whole[:middle] + bytes(b ^ 0x55 for b in whole[middle:middle + 8]) + whole[middle + 8:]
        r = outcome(make(put("bent", bent)), None)
        ok(f"{command}: {name}, {kind}, is corrupt", r and r.status == 2 and len(told(r)) >= 1 and
           "bent: " in told(r)[-1], why(r))


# weir rov

VRPS = {"roas": [{"prefix": "192.0.2.0/24", "maxLength": 24, "asn": "AS64500", "ta": "x"},
                 {"prefix": "2001:db8::/32", "maxLength": 48, "asn": "AS64500", "ta": "x"}]}
ROUTE = "192.0.2.0/24 64500\n"
VALID, UNKNOWN = b"192.0.2.0/24 64500 valid\n", b"192.0.2.0/24 64500 not-found\n"


def rov_vrps():
    def make(f):
        return ["rov", "--vrps", f, "--routes", "routes"]

    put("routes", ROUTE)
    good = json.dumps(VRPS).encode() * 1
    damaged_files("rov", make, good + b" " * 2000, "the VRP file")
    wrong = []
    for n in range(1, len(good), STEP):
        r = outcome(make(put("vrps.json", good[:n])), None)
        if r is None or r.status != 2 or r.out or len(told(r)) != 1 or "vrps.json:1:" not in told(r)[0]:
            wrong.append((n, why(r)))
    ok("rov: VRPs in JSON cut at any byte are refused", not wrong, wrong[:2])
    refused("rov: JSON of no VRPs", make(put("x.json", "{}")), r"x\.json:1:1: expected .*'roas'")
    refused("rov: a JSON array", make(put("x.json", "[]")), r"x\.json:1:1: expected an object, found an array")
    refused("rov: JSON followed by more", make(put("x.json", good + b"\n{}")), r"x\.json:2:1: expected")
    refused("rov: JSON nested 100,000 deep", make(put("x.json", '{"roas":[{"x":' + "[" * 100000)),
            r"x\.json:1:\d+: expected at most 64 levels")
    refused("rov: a page of HTML", make(put("x", "<!DOCTYPE html>\n<html>\n")), r"x:1:1: expected VRPs")
    refused("rov: bytes of no kind", make(put("x", bytes(range(256)))), r"x:\d+(:\d+)?: expected")
    counted("rov: no VRPs at all is a warning", make(put("x.json", '{"roas":[]}')), ["x.json: warning: no records"],
            UNKNOWN, status=0)
    rows = [
        ("a null prefix", '"prefix":null,"maxLength":24,"asn":1', "prefix: expected a prefix, found null"),
        ("a null ASN", '"prefix":"192.0.2.0/24","maxLength":24,"asn":null', "asn: expected an AS number, found null"),
        ("no prefix", '"asn":1', "prefix: expected a prefix, found none"),
        ("host bits", '"prefix":"192.0.2.1/24","maxLength":24,"asn":1', r"no bits set beyond .*'192\.0\.2\.1/24'"),
        ("010.1.2.0/24", '"prefix":"010.1.2.0/24","maxLength":24,"asn":1', r"leading zeros, found '010\.1\.2\.0/24'"),
        ("/33", '"prefix":"192.0.2.0/33","maxLength":33,"asn":1', "a length of at most 32"),
        ("/129", '"prefix":"2001:db8::/129","maxLength":129,"asn":1', "a length of at most"),
        ("maxLength 33", '"prefix":"192.0.2.0/24","maxLength":33,"asn":1', "maxLength: expected .*'33'"),
        ("maxLength below the length", '"prefix":"192.0.2.0/24","maxLength":8,"asn":1', "maxLength: expected .*'8'"),
        ("maxLength -1", '"prefix":"192.0.2.0/24","maxLength":-1,"asn":1', "maxLength: expected .*'-1'"),
        ("maxLength 2^32 + 24", '"prefix":"192.0.2.0/24","maxLength":4294967320,"asn":1', "maxLength: expected"),
        ("AS4294967296", '"prefix":"192.0.2.0/24","maxLength":24,"asn":"AS4294967296"', "an AS number, found 'AS4294967296'"),
        ("a list as prefix", '"prefix":["192.0.2.0/24"],"maxLength":24,"asn":1', "prefix: expected a prefix, found an array"),
        ("a range as prefix", '"prefix":"2001:db8::/32^+","maxLength":48,"asn":1', "expected a prefix"),
        ("a string in place of a record", None, "expected"),
    ]
    for what, members, says in rows:
        record = '"192.0.2.0/24"' if members is None else "{" + members + "}"
        text = '{"roas":[\n' + record + ',\n{"prefix":"10.0.0.0/8","maxLength":8,"asn":1}]}'
        counted(f"rov: a VRP with {what} is counted", make(put("x.json", text)), [rf"x\.json:2:\d+: .*{says}"], UNKNOWN)
    counted("rov: unknown members and nulls of no meaning are passed over",
            make(put("x.json", '{"metadata":{"a":null,"b":[1,{"c":[]}]},"roas":[{"prefix":"192.0.2.0/24","x":{"roas":[null]},'
                               '"maxLength":null,"asn":64500,"ta":null,"expires":null}],"more":[[[]]]}')), [], VALID, status=0)
    counted("rov: a CSV line cut short is counted",
            make(put("x.csv", "ASN,IP Prefix,Max Length,Trust Anchor\nAS64500,192.0.2.0/24,24,x\nAS1,10.0.0.0/8\n")),
            [r"x\.csv:3:\d+: expected 4 columns, found 2"], VALID)


def rov_routes():
    put("vrps.json", json.dumps(VRPS))
    lines = [("192.0.2.1/24 64500", r"1: expected no bits set beyond the length, found '192\.0\.2\.1/24'"),
             ("010.1.2.0/24 1", r"1: expected .*leading zeros, found '010\.1\.2\.0/24'"),
             ("192.0.2.0/33 1", "1: expected a length of at most 32"),
             ("2001:db8::/32^+ 1", r"1: expected a prefix .*'2001:db8::/32\^\+'"),
             ("192.0.2.0 1", "1: expected a length"),
             ("192.0.2.0/24 AS4294967296", "14: expected an AS number, found 'AS4294967296'"),
             ("192.0.2.0/24", "13: expected an AS number, found the end of the line"),
             ("192.0.2.0/24 1 2", "16: expected the end of the line, found '2'"),
             ("\0\x1b[31m", "1: expected a prefix")]
    text = ROUTE + "".join(line + "\n" for line, _ in lines) + ROUTE.strip()
    put("bad", text)
    counted("rov: bad lines among good ones are counted, each with its place",
            ["rov", "--vrps", "vrps.json", "--routes", "bad"],
            [rf"bad:{n}:{says}" for n, (_, says) in enumerate(lines, 2)], VALID * 2)
    r = outcome(["rov", "--vrps", "vrps.json", "--routes", "bad", "--json"], None)
    try:
        summary = json.loads(r.out)["summary"]
    except (ValueError, KeyError, AttributeError):
        summary = {}
    ok("rov: --json counts them too", r and r.status == 2 and summary.get("routes") == 2 and
       summary.get("bad-lines") == len(lines), why(r))
    r = outcome(["rov", "--vrps", "vrps.json", "--routes", put("bad", "x\n" * 100000)], None)
    ok("rov: 100,000 bad lines are 64 notes and a count", r and r.status == 2 and len(told(r)) == 65 and
       "99936" in told(r)[-1], why(r))
    counted("rov: an empty list of routes is a warning", ["rov", "--vrps", "vrps.json", "--routes", put("empty", "")],
            ["empty: warning: no routes"], b"", status=0)
    refused("rov: a line of 64 kB", ["rov", "--vrps", "vrps.json"], r"<stdin>:2: expected a line of at most",
            (ROUTE + "1" * 65536).encode(), out=VALID)
    r = outcome(["rov"], None)
    ok("rov: no VRPs named is a usage error", r and r.status == 2 and not r.out and "expected --vrps" in told(r)[0], why(r))


# weir mrt

def mrt_record(kind, sub, body):
    return struct.pack(">IHHI", 1277942400, kind, sub, len(body)) + body


def attribute(kind, body, flags=0x40):
    return struct.pack(">BBH", flags | 0x10, kind, len(body)) + body


def as_path(asns):
    """As segments of at most 255."""
    return b"".join(struct.pack(">BB", 2, len(part)) + b"".join(struct.pack(">I", a) for a in part)
                    for part in (asns[i:i + 255] for i in range(0, len(asns), 255)))


def peers():
    return mrt_record(13, 1, b"\1\2\3\4" + struct.pack(">HH", 0, 1) + b"\2" + b"\5\6\7\10" + b"\xc0\0\2\1" +
                      struct.pack(">I", 64500))


def rib(prefix, attributes, sequence=0):
    return mrt_record(13, 2, struct.pack(">I", sequence) + prefix + struct.pack(">HHIH", 1, 0, 1277942400, len(attributes)) + attributes)


NEXT_HOP = attribute(3, b"\xc0\0\2\1")
IGP = attribute(1, b"\0")


def sound(i=0):
    return rib(b"\x18\x0a\0" + bytes([i]), IGP + attribute(2, as_path([64500, 64501])) + NEXT_HOP, i)


def line(i=0):
    return f"TABLE_DUMP2|1277942400|B|192.0.2.1|64500|10.0.{i}.0/24|64500 64501|IGP|192.0.2.1|0|0||NAG||\n".encode()


def mrt():
    good = peers() + sound(0) + sound(1)
    r = outcome(["mrt", put("x", good)], None)
    ok("mrt: what this test makes is sound", r and r.status == 0 and r.out == line(0) + line(1), why(r))
    damaged_files("mrt", lambda f: ["mrt", f], peers() + b"".join(sound(i % 256) for i in range(2000)), "the file",
                  whole_first=False)
    ends = {len(peers()), len(peers() + sound(0))}
    wrong = []
    for n in range(1, len(good), STEP):
        r = outcome(["mrt", put("cut.mrt", good[:n])], None)
        whole = line(0) if n >= len(peers() + sound(0)) else b""
        if r is None or r.out != whole or r.status != (0 if n in ends else 2) or (n not in ends and len(told(r)) != 1):
            wrong.append((n, why(r)))
    ok("mrt: a file cut within a record ends with a line of its own and exit 2", not wrong, wrong[:2])
    wrong = []
    for n in range(len(peers()), len(good), STEP):
        for flip in (0xff, 0x01):
            bent = good[:n] + bytes([good[n] ^ flip]) + good[n + 1:]
            r = outcome(["mrt", put("bent.mrt", bent)], None)
            if r is None or r.status not in (0, 2) or b"|0.0.0.0/0|" in r.out or (r.status == 2) != bool(told(r)):
                wrong.append((n, flip, why(r)))
    ok("mrt: no byte changed makes a crash, a default route or a silent exit 2", not wrong, wrong[:2])
    long_path = [64500] + list(range(100000, 103999))
    r = outcome(["mrt", put("x", peers() + rib(b"\x18\x0a\0\0", IGP + attribute(2, as_path(long_path)) + NEXT_HOP))], None)
    text = b"|" + " ".join(map(str, long_path)).encode() + b"|"
    ok("mrt: an AS path of 4,000 ASNs is printed whole", r and r.status == 0 and text in r.out, why(r))
    r2 = outcome(["mrt", put("x.txt", r.out if r else b"")], None)
    ok("mrt: and read again from the text", r2 and r2.status == 0 and r2.out == r.out, why(r2))
    huge = struct.pack(">IHHI", 1277942400, 13, 2, 0xffffffff) + b"x" * 100
    r = outcome(["mrt", put("x", good + huge)], None)
    ok("mrt: a record of 4 GB by its own word is refused", r and r.status == 2 and r.out == line(0) + line(1) and
       len(told(r)) == 1 and "4294967295" in told(r)[0], why(r))
    r = outcome(["mrt", put("x", peers() + rib(b"\x21\x0a\0\0\0\0", IGP) + sound(1))], None)
    ok("mrt: a prefix of 33 bits costs its record alone", r and r.status == 2 and r.out == line(1) and len(told(r)) == 1, why(r))
    r = outcome(["mrt", put("x.txt", line(0) + b"TABLE_DUMP2|1277942400|B|192.0.2.1|64500|010.0.0.0/24|1|IGP|192.0.2.1|0|0||NAG||\n" +
                            b"TABLE_DUMP2|1277942400|B|192.0.2.1|64500|10.0.0.0/33|1|IGP|192.0.2.1|0|0||NAG||\n" +
                            b"TABLE_DUMP2|1277942400|B|192.0.2.1|64500|10.0.0.0/24|4294967296|IGP|192.0.2.1|0|0||NAG||\n" +
                            b"TABLE_DUMP2|1277942400|B|192.0\n" + line(1))], None)
    ok("mrt: bad lines of text are counted, each with its place", r and r.status == 2 and r.out == line(0) + line(1) and
       [re.search(r"x\.txt:(\d+)", s).group(1) if re.search(r"x\.txt:(\d+)", s) else "" for s in told(r)] == ["2", "3", "4", "5"], why(r))


# weir aspa

ASPAS = {"aspas": [{"customer": "AS64501", "providers": ["AS64502"]}]}


def aspa_objects():
    def make(f):
        return ["aspa", "--aspas", f, "--direction", "upstream", "--paths", "paths"]

    put("paths", "64501 64502\n")
    good = json.dumps(ASPAS).encode()
    damaged_files("aspa", make, good + b" " * 2000, "the ASPA file")
    wrong = []
    for n in range(1, len(good), STEP):
        r = outcome(make(put("aspas.json", good[:n])), None)
        if r is None or r.status != 2 or r.out or len(told(r)) != 1 or "aspas.json:1:" not in told(r)[0]:
            wrong.append((n, why(r)))
    ok("aspa: ASPAs in JSON cut at any byte are refused", not wrong, wrong[:2])
    rows = [("a null customer", '{"customer":null,"providers":[1]}'), ("a null provider", '{"customer":1,"providers":[null]}'),
            ("providers null", '{"customer":1,"providers":null}'), ("no providers", '{"customer":1}'),
            ("customer AS4294967296", '{"customer":"AS4294967296","providers":[1]}'),
            ("provider -1", '{"customer":1,"providers":[-1]}'), ("a map as provider", '{"customer":1,"providers":[{}]}'),
            ("a number in place of a record", "7")]
    for what, record in rows:
        text = '{"aspas":[\n' + record + ',\n{"customer":64502,"providers":[7]}]}'
        counted(f"aspa: {what} is counted", make(put("x.json", text)), [r"x\.json:2:\d+: .*expected"], b"invalid\t64501 64502\n")


def aspa_paths():
    put("aspas.json", json.dumps({"aspas": [{"customer": n + 1, "providers": [n]} for n in range(1, 4000)]}))
    make = ["aspa", "--aspas", "aspas.json", "--direction", "upstream"]
    path = " ".join(map(str, range(1, 4001)))
    counted("aspa: a path of 4,000 ASNs is verified whole", make, [], f"valid\t{path}\n".encode(), stdin=path.encode(), status=0)
    path = " ".join(map(str, list(range(1, 3990)) + [4000] + list(range(3990, 4000))))
    counted("aspa: and one hop in it that is no provider's shows", make, [], f"invalid\t{path}\n".encode(), stdin=path.encode(), status=1)
    lines = [("4294967296", "1: expected"), ("1 x 2", "3: expected"), ("1 {2", "5: expected"), ("2,1", "2: expected"),
             ("1 }", "3: expected"), ("\x1b[31m", "1: expected"), ("-1", "1: expected")]
    text = "2 1\n" + "".join(t + "\n" for t, _ in lines) + "\n2 1"
    counted("aspa: bad paths are counted, each with its place; an empty line is the empty path", make,
            [rf"<stdin>:{n}:{says}" for n, (_, says) in enumerate(lines, 2)],
            b"unknown\t2 1\ninvalid\t\nunknown\t2 1\n", stdin=text.encode())
    counted("aspa: an empty list of paths is a warning", make + ["--paths", put("empty", "")],
            ["empty: warning: no paths"], b"", status=0)
    r = outcome(make, b"1 " * 40000)
    ok("aspa: a line of 80 kB is refused", r and r.status == 2 and not r.out and len(told(r)) == 1 and "expected a line of at most" in told(r)[0], why(r))
    for what, more in (("a direction of no kind", ["--direction", "sideways"]), ("neighbor AS4294967296", ["--neighbor", "AS4294967296"])):
        r = outcome(make + more, b"1\n")
        ok(f"aspa: {what} is a usage error", r and r.status == 2 and not r.out and more[0] in told(r)[0], why(r))


# weir filter

def dump(*objects):
    return "".join("\n".join(f"{k + ':':<16}{v}" for k, v in o) + "\n\n" for o in objects)


def route(prefix, origin, **more):
    return [("route6" if ":" in prefix else "route", prefix), ("origin", origin), *more.items(), ("source", "TEST")]


def as_set(name, members):
    return [("as-set", name), ("members", members), ("source", "TEST")]


def route_set(name, members):
    return [("route-set", name), ("members", members), ("source", "TEST")]


def ask_filter(path, *objects, options=("-4",)):
    return ["filter", *options, "-b", "--no-index", "--irr", path, *objects]


def bird(*entries):
    return ("NN = [\n    " + ",\n    ".join(entries) + "\n];\n").encode()


WEB = dump(as_set("AS-X", "AS64500, AS-Y"), as_set("AS-Y", "AS64501"), [("person", "A Person"), ("source", "TEST")],
           route("10.0.0.0/24", "AS64500"), route("10.0.1.0/24", "AS64501"), [("mntner", "MNT-X"), ("source", "TEST")])


def filter_dumps():
    def make(f):
        return ask_filter(f, "AS-X")

    whole = bird("10.0.0.0/24", "10.0.1.0/24")
    counted("filter: what this test makes is sound", make(put("x.db", WEB)), [], whole, status=0)
    damaged_files("filter", make, WEB.encode() * 20, "the dump")
    objects = WEB.split("\n\n")
    ends = {sum(len(o) + 2 for o in objects[:n]) - i for n in range(1, len(objects)) for i in (0, 1, 2)}
    wrong = []
    for n in range(WEB.index("source") + 20, len(WEB), STEP):
        r = outcome(make(put("cut.db", WEB[:n])), None)
        if r is None or (r.status == 2) == (n in ends and r.out != b"") or (r.out and (n not in ends)) or \
                (r.status == 2 and not any(re.search(r"cut\.db:\d+: .*end of the dump|set that a dump has", line) for line in told(r))):
            wrong.append((n, WEB[:n][-40:], why(r)))
    ok("filter: a dump cut anywhere but between objects gives no list", not wrong, wrong[:2])
    r = outcome(ask_filter(put("cut.db", WEB[:-70]), "AS-X", options=("-4", "--partial")), None)
    ok("filter: --partial gives the rest of it, exit 1", r and r.status == 1 and r.out.startswith(b"NN = [") and
       any("end of the dump" in line for line in told(r)), why(r))
    for name, content in (("a page of HTML", "<!DOCTYPE html>\n<html>\n<body>none</body>\n"), ("bytes of no kind", bytes(range(256)) * 40),
                          ("a million NULs", b"\0" * 1000000), ("a line of 1 MB", "x" * 1000000)):
        r = outcome(make(put("x", content)), None)
        ok(f"filter: {name} is no dump", r and r.status == 2 and not r.out and told(r) and
           re.search(r"x(:\d+)?: expected RPSL objects, found none", told(r)[-1]), why(r))
    refused("filter: an as-set that does not exist", ask_filter(put("x.db", WEB), "AS-NONE"), "expected a set that a dump has, found 'AS-NONE'")
    refused("filter: AS4294967296", ask_filter("x.db", "AS4294967296"), "'AS4294967296'")
    for bad in ("010.1.2.0/24", "192.0.2.0/33", "192.0.2.1/24", "2001:db8::/129", "10.0.0.0/8^24-28^+", "10.0.0.0/8^"):
        refused(f"filter: {bad} on the command line", ask_filter("x.db", bad), re.escape(bad))
    refused("filter: a name of 64 kB on the command line", ask_filter("x.db", "AS-" + "X" * 65536), "expected a name of at most")


def filter_objects():
    for bad in ("192.0.2.1/24", "010.1.2.0/24", "192.0.2.0/33", "192.0.2.0/24^33", "192.0.2.0/24^8", "10.0.0.0/8^24-28^+", "10.0.0.0/8^",
                "AS4294967296", "AS1-AS5", "PeerAS", "RS-" + "X" * 65536, "\x1b[31m"):
        shown = "64 kB of name" if len(bad) > 100 else repr(bad)
        path = put("x.db", dump(route_set("RS-X", f"10.1.0.0/16, {bad}"), route("10.0.0.0/24", "AS1")))
        r = outcome(ask_filter(path, "RS-X"), None)
        ok(f"filter: a member {shown} is told, and no list given", r and r.status == 2 and not r.out and
           any(re.search(r"x\.db:2: RS-X: expected .*, found '", line) for line in told(r)), why(r))
        r = outcome(ask_filter(path, "RS-X", options=("-4", "--partial")), None)
        ok(f"filter: --partial leaves {shown} out and exits 1", r and r.status == 1 and r.out == bird("10.1.0.0/16"), why(r))
        r = outcome(ask_filter(path, "AS1"), None)
        ok(f"filter: who does not ask for {shown} is not hindered", r and r.status == 0 and r.out == bird("10.0.0.0/24"), why(r))
    for bad in ("192.0.2.1/24", "010.1.2.0/24", "192.0.2.0/33", "10.0.0.0/-1", "hello"):
        path = put("x.db", dump(route(bad, "AS1"), route("10.0.0.0/24", "AS1"), route("10.0.2.0/24", "AS2")))
        r = outcome(ask_filter(path, "AS1"), None)
        ok(f"filter: a route {bad} is told, and no list given", r and r.status == 2 and not r.out and
           any(re.search(r"x\.db:1: .*expected", line) for line in told(r)), why(r))
        r = outcome(ask_filter(path, "AS2"), None)
        ok(f"filter: AS2 is not hindered by the route {bad} of AS1", r and r.status == 0 and r.out == bird("10.0.2.0/24"), why(r))
    path = put("x.db", dump(route("10.0.0.0/24", "AS4294967296"), route("10.0.1.0/24", "AS1")))
    r = outcome(ask_filter(path, "AS1"), None)
    ok("filter: an origin AS4294967296 is damage of the dump", r and r.status == 0 and r.out == bird("10.0.1.0/24") and
       "damaged in 1 places" in "".join(told(r)), why(r))


def filter_size():
    n = 10000
    text = dump(*(as_set(f"AS-C{i}", f"AS-C{(i + 1) % n}, AS-C{i}, as-c{i * 7 % n}, AS-C{i * i % n}, AS{i + 1}") for i in range(n)),
                *(route(f"10.{i >> 8}.{i & 255}.0/24", f"AS{i + 1}") for i in range(n)))
    r = outcome(ask_filter(put("x.db", text), "AS-C0", options=("-4", "-p")), None)
    ok("filter: 10,000 as-sets in cycles", r and r.status == 0 and r.out.count(b"/24") == n, why(r))
    text = dump(*(route_set(f"RS-C{i}", f"RS-C{(i + 1) % n}^+, RS-C{i * 7 % n}^24-28, RS-C{i}^-, 10.{i >> 8}.{i & 255}.0/24") for i in range(n)))
    r = outcome(ask_filter(put("x.db", text), "RS-C0"), None)
    ok("filter: 10,000 route-sets in cycles, under operators", r and r.status == 0 and r.out.count(b"/") >= n // 300, why(r))
    text = dump(*(as_set(f"AS-D{i}", f"AS-D{i + 1}" if i < 999 else "AS1") for i in range(1000)), route("10.0.0.0/24", "AS1"))
    counted("filter: as-sets 1,000 deep", ask_filter(put("x.db", text), "AS-D0"), [], bird("10.0.0.0/24"), status=0)
    text = dump(*(route_set(f"RS-D{i}", f"RS-D{i + 1}^-" if i < 999 else "10.0.0.0/8") for i in range(1000)))
    r = outcome(ask_filter(put("x.db", text), "RS-D0"), None)
    ok("filter: route-sets 1,000 deep under ^- leave nothing: the empty list and exit 1", r and r.status == 1 and r.out, why(r))
    text = dump(route_set("RS-X", "2001:db8::/32^+, ::/0^+, 2001:db8::/32^128").copy())
    text = text.replace("members", "mp-members")
    r = outcome(ask_filter(put("x.db", text), "RS-X", options=("-6",)), None)
    ok("filter: 2001:db8::/32^+ is one entry", r and r.status == 0 and r.out.count(b"/") == 2 + r.out.count(b"{0,128}") - 1 or
       r and r.status == 0 and len(r.out) < 300, why(r))
    text = dump(as_set("AS-X", ", ".join(f"AS{i}" for i in range(1, 200001))), route("10.0.0.0/24", "AS1"))
    counted("filter: a set of 200,000 members", ask_filter(put("x.db", text), "AS-X"), [], bird("10.0.0.0/24"), status=0)


# weir build

BORDER = """\
network: {asn: 64500, as-set: AS64500, prefixes: [198.18.0.0/24]}
neighbors:
  - {asn: 64501, relationship: customer, as-set: AS-CUST}
  - {asn: 64502, relationship: customer, as-set: AS64502}
sources:
  irr: [{dump: irr.db}]
  rpki: [{json: rpki.json}]
  relationships: [{caida: as-rel.txt}]
  delegations: [delegated]
  routes: [{text: table.txt}]
bogons: off
routers:
  - {name: edge1, language: bird2, output: out}
"""
REGISTRY = dump(as_set("AS-CUST", "AS64501"), route("10.0.0.0/24", "AS64501"), route("10.0.1.0/24", "AS64502"), route("198.18.0.0/24", "AS64500"))
SOURCES = {
    "irr.db": REGISTRY,
    "rpki.json": json.dumps({"roas": [{"prefix": "10.0.0.0/24", "maxLength": 24, "asn": 64501}]}),
    "as-rel.txt": "64500|64501|-1\n64500|64502|-1\n",
    "delegated": "2|arin|20260101|1|19830101|20260101|+0000\narin|*|ipv4|*|1|summary\narin|US|ipv4|10.0.0.0|65536|20010101|allocated\n",
    "table.txt": line(0).decode(),
}


def fresh_border():
    shutil.rmtree("out", ignore_errors=True)
    if os.path.exists("weir.yaml.history"):
        os.remove("weir.yaml.history")
    for f, text in SOURCES.items():
        put(f, text)
    return ["build", "-c", put("weir.yaml", BORDER)]


def delivered():
    """What stands in the output folder, without candidates that are held."""
    if not os.path.isdir("out"):
        return {}
    found = {}
    for f in sorted(os.listdir("out")):
        with open(os.path.join("out", f), "rb") as h:
            found[f] = h.read()
    return {f: text for f, text in found.items() if not f.endswith(".held")}


def lists(of=None):
    """What a router loads; the JSON beside it also counts the damage that was met."""
    return {f: text for f, text in (delivered() if of is None else of).items() if f.endswith(".bird")}


def build_border_file():
    r = outcome(fresh_border(), None)
    ok("build: what this test makes is sound", r and r.status == 0 and "as64501-in.bird" in delivered(), why(r))
    changes = [
        ("an unknown key", "as-set: AS-CUST", "as_set: AS-CUST", r"weir\.yaml:3:42: unknown key 'as_set'.*did you mean 'as-set'"),
        ("a duplicate neighbor", "asn: 64502", "asn: 64501", r"weir\.yaml:4:\d+: duplicate neighbor AS64501, first on line 3"),
        ("a key given twice", "asn: 64502", "asn: 64502, asn: 64503", r"weir\.yaml:4:\d+: key 'asn' is given twice"),
        ("bad indentation", "  rpki:", " rpki:", r"weir\.yaml:7:\d+: expected a key at the indentation"),
        ("a tab for indentation", "  rpki:", "\trpki:", r"weir\.yaml:7:\d+: expected .*found a tab"),
        ("host bits", "198.18.0.0/24", "198.18.0.1/24", r"weir\.yaml:1:\d+: expected no bits set beyond the length, found '198\.18\.0\.1/24'"),
        ("010.1.2.0/24", "198.18.0.0/24", "010.1.2.0/24", r"weir\.yaml:1:\d+: expected .*leading zeros, found '010\.1\.2\.0/24'"),
        ("/33", "198.18.0.0/24", "198.18.0.0/33", r"weir\.yaml:1:\d+: expected a length of at most 32"),
        ("2001:db8::/32^+", "198.18.0.0/24", '"2001:db8::/32^+"', r"weir\.yaml:1:\d+: expected a prefix .*'2001:db8::/32\^\+'"),
        ("AS4294967296", "asn: 64502", "asn: 4294967296", r"weir\.yaml:4:\d+: .*expected an AS number"),
        ("an unknown relationship", "relationship: customer, as-set: AS64502", "relationship: custommer", r"weir\.yaml:4:\d+: .*'custommer'; did you mean 'customer'"),
        ("a misspelt language", "bird2", "bird9", r"weir\.yaml:13:\d+: .*'bird9'; did you mean 'bird2'"),
        ("an unknown language", "bird2", "nokia", r"weir\.yaml:13:\d+: .*'nokia'; expected .*bird2.* or json"),
        ("a bracket that is missing", "output: out}", "output: out", r"weir\.yaml:14:1: expected ',' or '}'"),
        ("a quote that is missing", "bogons: off", 'bogons: "off', r"weir\.yaml:\d+:\d+: expected a closing quote"),
        ("an alias", "AS64502", "*x", r"weir\.yaml:4:\d+: expected a value written out, found an anchor or alias"),
        ("a list where a map belongs", "network: {asn: 64500, as-set: AS64500, prefixes: [198.18.0.0/24]}", "network: [64500]", r"weir\.yaml:1:\d+: .*expected a map"),
        ("a name of 64 kB", "AS-CUST", "AS-" + "X" * 65536, r"weir\.yaml:3:\d+: as-set: expected"),
        ("no UTF-8", "AS-CUST", "\udcff", r"weir\.yaml:3:\d+: expected text in UTF-8, found a byte 0xff"),
    ]
    for what, old, new, says in changes:
        arguments = fresh_border()
        put("weir.yaml", BORDER.replace(old, new).encode("utf-8", "surrogateescape"))
        refused(f"build: {what} in the border file", arguments, says)
    arguments = fresh_border()
    put("weir.yaml", BORDER.replace("as-set: AS-CUST", "as_set: AS-CUST").replace("198.18.0.0/24", "198.18.0.1/24").replace("bird2", "bird9"))
    r = outcome(arguments, None)
    ok("build: all errors of the border file in one run", r and r.status == 2 and not r.out and
       [re.search(r":(\d+):", t).group(1) for t in told(r)] == ["1", "3", "13"], why(r))
    for what, text in (("empty", ""), ("only a comment", "# none\n")):
        arguments = fresh_border()
        put("weir.yaml", text)
        refused(f"build: a border file that is {what}", arguments, r"weir\.yaml: expected a map")
    arguments = fresh_border()
    for what, text in (("4 MB of [", "[" * 4000000), ("2 million dashes", "- " * 2000000), ("a million keys in a line", "a: " * 1000000),
                       ("a quote that never ends", '"' + "x\n" * 1000000), ("5 MB", "x" * 5000000), ("a million question marks", "? " * 1000000)):
        put("weir.yaml", text)
        refused(f"build: {what} in place of a border file", arguments, r"weir\.yaml(:\d+:\d+)?: ")
    for what, text in (("a byte order mark", b"\xef\xbb\xbf" + BORDER.encode()), ("CRLF", BORDER.replace("\n", "\r\n").encode())):
        arguments = fresh_border()
        put("weir.yaml", text)
        r = outcome(arguments, None)
        ok(f"build: {what} in the border file is no matter", r and r.status == 0 and "as64501-in.bird" in delivered(), why(r))
    refused("build: no border file", ["build", "-c", "missing.yaml"], r"missing\.yaml: cannot open")


def build_sources():
    arguments = fresh_border()
    outcome(arguments, None)
    good = delivered()
    bad = {
        "irr.db": [("is cut", REGISTRY[:-9]), ("is cut in a set", dump(route("10.0.0.0/24", "AS64501")) + "as-set: AS-CUST\nmembers: AS645")],
        "rpki.json": [("is cut", SOURCES["rpki.json"][:-9]), ("is empty", ""), ("is HTML", "<html>\n")],
        "as-rel.txt": [("is HTML", "<html>\n")],
        "delegated": [("is HTML", "<html>\n")],
        "table.txt": [("is HTML", "<html>\n")],
    }
    for f, cases in bad.items():
        packed = gzip.compress(SOURCES[f].encode(), mtime=0)
        for what, content in cases + [("is missing", None), ("is a folder", "FOLDER"), ("is gzip and cut", packed[:-9])]:
            arguments = fresh_border()
            outcome(arguments, None)
            if content is None or content == "FOLDER":
                os.remove(f)
            if content == "FOLDER":
                os.mkdir(f)
            elif content is not None:
                put(f, content)
            r = outcome(arguments, None)
            ok(f"build: {f} {what}: exit 2 with its name, and the last good files stay",
               r and r.status == 2 and delivered() == good and any(f in t and ("expected" in t or "cannot" in t) for t in told(r)), why(r))
            if content == "FOLDER":
                os.rmdir(f)
    arguments = fresh_border()
    outcome(arguments, None)
    put("irr.db", REGISTRY.replace("10.0.0.0/24", "010.1.2.0/24"))
    r = outcome(arguments, None)
    ok("build: a customer's only route damaged: its list is held, the last good one stays",
       r and r.status == 1 and lists() == lists(good) and b"irr.db:5:" in r.out and b"held" in r.out, why(r))
    put("irr.db", "# nothing\n")
    r = outcome(arguments, None)
    ok("build: a dump of no objects: every list stays as it was", r and r.status in (1, 2) and lists() == lists(good), why(r))
    arguments = fresh_border()
    put("weir.yaml", BORDER.replace("AS-CUST", "AS-NONE"))
    r = outcome(arguments, None)
    ok("build: an as-set that does not exist: exit 2, its place, no list of its neighbor, the others whole",
       r and r.status == 2 and any(re.search(r"weir\.yaml:3:\d+: .*'AS-NONE'", t) for t in told(r)) and
       sorted(delivered()) == sorted(f for f in good if "64501" not in f), why(r))
    for f, more, says in (("rpki.json", '{"roas":[{"prefix":null,"maxLength":null,"asn":null},{"prefix":"10.0.0.0/24","maxLength":24,"asn":64501}]}', b"rpki.json:1:"),
                          ("as-rel.txt", SOURCES["as-rel.txt"] + "64500|64503|7\n", b"as-rel.txt:3:"),
                          ("delegated", SOURCES["delegated"] + "arin|US|ipv4|10.1.0.0|0|20010101|allocated\n", b"delegated:4:"),
                          ("table.txt", SOURCES["table.txt"] + "TABLE_DUMP2|1|B|192.0.2.1|1|010.0.0.0/24|1|IGP|192.0.2.1|0|0||NAG||\n", b"table.txt:2")):
        arguments = fresh_border()
        put(f, more)
        r = outcome(arguments, None)
        ok(f"build: a damaged record of {f} is shown with its place, the rest is built",
           r and r.status in (0, 1) and says in r.out + r.err and lists() == lists(good), why(r))


# weir check

def check_tables():
    fresh_border()

    def make(f):
        return ["check", "-c", "weir.yaml", "--list", "--routes", f]

    def route_line(prefix, path="64501"):
        return f"TABLE_DUMP2|1|B|192.0.2.1|64501|{prefix}|{path}|IGP|192.0.2.1|0|0||NAG||\n"

    judged = b"AS64501\t10.0.0.0/24\t64501\taccepted\t-\tvalid\t-\t-\n"
    r = outcome(make(put("table", route_line("10.0.0.0/24"))), None)
    ok("check: what this test makes is sound", r and r.status == 0 and r.out == judged, why(r))
    damaged_files("check", make, peers() + b"".join(sound(i % 256) for i in range(2000)), "the table")
    damaged_files("check", make, route_line("10.0.0.0/24").encode() * 50, "a table of text")
    counted("check: lines that are none are told, the rest is judged",
            make(put("table", route_line("10.0.0.0/33") + route_line("10.0.0.0/24") + route_line("10.1.0.0/24", "64501 {"))),
            [r"table:1:\d+: ", r"table:3:\d+: "], judged, status=1)
    r = outcome(make(put("table", route_line("10.0.0.0/24", " ".join(["64501"] * 70000)) + route_line("10.0.0.0/24"))), None)
    ok("check: a path of 70,000 ASNs is told", r and r.status == 1 and r.out == judged and len(told(r)) == 1, why(r))


PARTS = {"rov": [rov_vrps, rov_routes], "mrt": [mrt], "aspa": [aspa_objects, aspa_paths],
         "filter": [filter_dumps, filter_objects, filter_size], "build": [build_border_file, build_sources], "check": [check_tables]}

for command, parts in PARTS.items():
    for part in parts:
        if command in COMMANDS:
            part()
        else:
            skip(f"{command}: {part.__name__}", f"no weir {command} in this build")
done_testing()
