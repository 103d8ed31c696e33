#!/usr/bin/env python3
"""weir check: each rule by a route that it rejects, the columns beside it, and what is not judged."""
import ipaddress
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run  # noqa: E402

TOP = os.environ["WEIR_TOP"]

BORDER = """network: {asn: 3333, prefixes: [81.0.0.0/16]}
neighbors:
  - {asn: 1, relationship: customer, as-set: AS-ONE, prefixes: [85.0.0.0/24], roa-routes: no}
  - {asn: 2, relationship: provider}
  - {asn: 3, relationship: peer, as-set: AS3}
  - {asn: 4, relationship: rs}
  - {asn: 5, relationship: sibling, as-set: AS5}
  - asn: 6
    relationship: customer
    as-set: AS6
    max-length: {ipv4: 24}
    exceptions:
      - {accept: 88.0.0.0/24, reason: in transfer, expires: 2999-01-31}
      - {accept: 89.0.0.0/24, reason: was in transfer, expires: 2020-01-31}
      - {reject: "86.0.0.0/16^24-32", reason: hijacked, expires: 2999-01-31}
      - {reject: AS13, reason: sold, expires: 2999-01-31}
sources:
  irr: [{dump: irr.db}]
  rpki: [{json: rpki.json}]
  routes: [{text: rib.txt}]
"""

REGISTRY = """as-set: AS-ONE
members: AS1, AS11, AS12
source: T

""" + "".join(f"{kind}: {prefix}\norigin: AS{origin}\nsource: T\n\n" for kind, prefix, origin in (
    ("route", "80.0.0.0/16", 1), ("route", "80.0.0.0/20", 11), ("route", "80.1.0.0/24", 12),
    ("route", "81.0.0.0/24", 1), ("route", "10.0.0.0/8", 1), ("route", "82.0.0.0/16", 3),
    ("route", "81.0.1.0/24", 3), ("route6", "2a00::/32", 11), ("route", "84.0.0.0/16", 5),
    ("route", "86.0.0.0/16", 6), ("route", "86.0.1.0/24", 6), ("route", "87.0.0.0/25", 6)))

RPKI = {"roas": [{"asn": 1, "prefix": "80.0.0.0/16", "maxLength": 20, "ta": "t"},
                 {"asn": 11, "prefix": "2a00::/32", "maxLength": 32, "ta": "t"}],
        "aspas": [{"customer_asid": 11, "providers": [1]}, {"customer_asid": 12, "providers": [9]}]}

# session, prefix, path, rule (None: accepted), origin validation, path verification, bogon
ROWS = [
    (1, "80.0.0.0/16", "1", None, "valid", "valid", "-"),
    (1, "80.0.0.0/16", "1 1 1", None, "valid", "valid", "-"),
    (1, "2a00::/32", "1 11", None, "valid", "valid", "-"),
    (1, "81.0.0.0/24", "1", None, "not-found", "valid", "-"),
    (1, "85.0.0.0/24", "1 11", None, "not-found", "valid", "-"),
    (1, "85.0.0.0/24", "1 12", None, "not-found", "invalid", "-"),
    (1, "80.0.0.0/16", "11", "first-as", "invalid-asn", "invalid", "-"),
    (1, "80.0.0.0/16", "", "first-as", "invalid-asn", "invalid", "-"),
    (1, "80.0.0.0/16", "{1}", "first-as", "invalid-asn", "invalid", "-"),
    (1, "80.0.0.0/16", "(1) 1", "first-as", "valid", "valid", "-"),
    (1, "10.0.0.0/8", "11", "first-as", "not-found", "invalid", "prefix"),
    (1, "80.0.0.0/16", "1 64512 1", "bogon-asn", "valid", "unknown", "asn"),
    (1, "80.0.0.0/16", "1 {64512,11}", "bogon-asn", "invalid-asn", "invalid", "asn"),
    (1, "10.0.0.0/8", "1 23456", "bogon-asn", "not-found", "unknown", "prefix,asn"),
    (1, "80.0.0.0/20", "1 3 11", "peerlock", "invalid-asn", "invalid", "-"),
    (1, "80.0.0.0/20", "1 2 11", "peerlock", "invalid-asn", "invalid", "-"),
    (1, "10.0.0.0/8", "1", "bogon", "not-found", "valid", "prefix"),
    (1, "10.9.0.0/16", "1", "bogon", "not-found", "valid", "prefix"),
    (3, "81.0.1.0/24", "3", "own", "not-found", "valid", "-"),
    (2, "81.0.0.0/16", "2 7", "own", "not-found", "valid", "-"),
    (2, "81.0.1.0/25", "2 7", "own", "not-found", "valid", "-"),
    (2, "83.0.0.0/25", "2 7", "length", "not-found", "valid", "-"),
    (2, "80.0.0.0/7", "2 7", "length", "not-found", "valid", "-"),
    (2, "2a00::/49", "2 7", "length", "invalid-asn", "valid", "-"),
    (2, "80.0.0.0/20", "2 7 8", None, "invalid-asn", "unknown", "-"),
    (2, "80.0.0.0/20", "2 {7,8}", None, "invalid-asn", "invalid", "-"),
    (2, "0.0.0.0/0", "2", "length", "not-found", "valid", "-"),
    (1, "80.0.0.0/16", "1 77", "origin", "invalid-asn", "unknown", "-"),
    (1, "80.0.0.0/16", "1 {11}", "origin", "invalid-asn", "invalid", "-"),
    (1, "85.0.0.0/24", "1 77", "origin", "not-found", "unknown", "-"),
    (3, "82.0.0.0/16", "3 4", "origin", "not-found", "unknown", "-"),
    (1, "80.0.0.0/17", "1", "prefix", "valid", "valid", "-"),
    (1, "82.0.0.0/16", "1 11", "prefix", "not-found", "valid", "-"),
    (1, "80.1.0.0/24", "1 11", "binding", "not-found", "valid", "-"),
    (1, "80.0.0.0/20", "1", "prefix", "valid", "valid", "-"),
    (1, "80.0.0.0/20", "1 11 11", "prefix", "invalid-asn", "valid", "-"),  # nor is its route object
    (3, "82.0.0.0/16", "3", None, "not-found", "valid", "-"),
    (4, "83.0.0.0/24", "7 8", None, "not-found", "unknown", "-"),
    (4, "83.0.0.0/24", "7 64512", "bogon-asn", "not-found", "unknown", "asn"),
    (5, "84.0.0.0/16", "5", None, "not-found", "valid", "-"),
    (5, "84.0.0.0/16", "5 2 5", None, "not-found", "unknown", "-"),
    (6, "86.0.0.0/16", "6", None, "not-found", "valid", "-"),
    (6, "86.0.1.0/24", "6", "rejected", "not-found", "valid", "-"),
    (6, "10.0.1.0/24", "6 13", "rejected", "not-found", "unknown", "prefix"),
    (6, "88.0.0.0/24", "6 13", "rejected", "not-found", "unknown", "-"),
    (6, "88.0.0.0/24", "7 64512 9", None, "not-found", "invalid", "asn"),
    (6, "88.0.0.0/25", "6", "length", "not-found", "valid", "-"),
    (6, "89.0.0.0/24", "6", "prefix", "not-found", "valid", "-"),
    (6, "87.0.0.0/25", "6", "length", "not-found", "valid", "-"),
]
UNJUDGED = [(1, "90.0.0.0/16", "1 3333 7"), (3333, "81.0.0.0/16", ""), (3333, "81.0.0.0/17", "3333"), (77, "91.0.0.0/16", "77")]


def line(session, prefix, path, n):
    return f"TABLE_DUMP2|1|B|10.0.{n // 250}.{n % 250 + 1}|{session}|{prefix}|{path}|IGP|10.0.0.1|0|0||NAG||\n"


def write(name, text):
    with open(name, "w", encoding="utf-8") as f:
        f.write(text)


def columns(session, prefix, path, rule, rov, aspa, bogon):
    return (f"AS{session}", prefix, path or "-", "rejected" if rule else "accepted", rule or "-", rov, aspa, bogon)


def lines(r):
    return sorted(tuple(text.split("\t")) for text in r.out.decode().splitlines())


write("weir.yaml", BORDER)
write("irr.db", REGISTRY)
write("rpki.json", json.dumps(RPKI))
write("rib.txt", "".join(line(*row[:3], n) for n, row in enumerate(ROWS + UNJUDGED)))

r = run(["check", "--list"])
equal("a table with rejected routes is a finding", (r.status, r.err), (1, b""))
got = lines(r)
for row in ROWS:
    want = columns(*row)
    ok(f"AS{row[0]} {row[1]} path '{row[2]}': {row[3] or 'accepted'}", want in got,
       [g for g in got if g[:3] == want[:3]])
equal("there is no other line", len(got), len(ROWS))
equal("each rule has a vector", {"rejected", "first-as", "bogon-asn", "peerlock", "bogon", "own", "length", "origin", "prefix", "binding"} - {row[3] for row in ROWS}, set())

r = run(["check", "--rejected", "--neighbor", "AS1"])
equal("--rejected and --neighbor leave the others out", lines(r), sorted(columns(*row) for row in ROWS if row[0] == 1 and row[3]))

# What our own router handed on has its number as session, and perhaps in front of the path.
own = [row for row in ROWS if row[0] != 4 and row[2].split()[:1] == [str(row[0])]]
write("own.txt", "".join(line(3333, row[1], ("3333 " * (n % 3)) + row[2], n) for n, row in enumerate(own)))
r = run(["check", "--list", "--routes", "own.txt"])
equal("in the network's own table a route is of who it was learned from",
      sorted((g[0], g[1]) + g[3:] for g in lines(r)), sorted((c[0], c[1]) + c[3:] for c in (columns(*row) for row in own)))

with open("rib.txt", "rb") as f:
    r2 = run(["check", "--list", "--routes", "-"], stdin=f.read())
equal("a table may come from standard input", (r2.status, lines(r2)), (1, got))

j = json.loads(run(["check", "--json", "--list"]).out)
equal("JSON counts what is not judged", j["routes_not_judged"], {"own": 2, "loops": 1, "of_no_neighbor": 1})
for n in j["neighbors"]:
    mine = [row for row in ROWS if row[0] == n["asn"]]
    equal(f"JSON: the routes of AS{n['asn']}", sorted((x["prefix"], x["path"], x["rule"], x["rov"], x["aspa"], x["bogon"]) for x in n["list"]),
          sorted((row[1], row[2], row[3], row[4], row[5], None if row[6] == "-" else row[6]) for row in mine))
    equal(f"JSON: the counts of AS{n['asn']}", (n["routes"], n["accepted"], n["rejected"], sum(n["rejected_by"].values()), sum(n["rov"].values())),
          (len(mine), sum(not row[3] for row in mine), sum(bool(row[3]) for row in mine), sum(bool(row[3]) for row in mine), len(mine)))
    uncovered = {row[1] for row in mine if row[3] in ("origin", "prefix", "binding")} if n["asn"] in (1, 3, 5, 6) else set()
    equal(f"JSON: prefixes of AS{n['asn']} that its objects do not cover", n["uncovered_prefixes"], len(uncovered))

text = run(["check"]).out.decode()
ok("the summary says what a customer's objects do not cover", "your customer AS1 announces 6 prefixes that its registered objects do not cover" in text, text)
ok("the summary says what is not judged", "2 routes of the network itself" in text and "1 route of sessions" in text, text)

write("good.txt", line(3, "82.0.0.0/16", "3", 1))
r = run(["check", "--routes", "good.txt"])
equal("all well is 0", (r.status, r.err), (0, b""))
write("invalid.txt", line(2, "80.0.0.0/20", "2 7", 1))
equal("an accepted route that is invalid is a finding", run(["check", "--routes", "invalid.txt"]).status, 1)

# What dropping invalid routes would cost: a model over the vectors.
DROP = ROWS + [(2, "80.0.0.0/21", "2 7", None, "invalid-asn", "valid", "-"), (3, "82.0.0.0/16", "3", None, "not-found", "valid", "-"),
               (2, "2a00::/40", "2 7", None, "invalid-asn", "valid", "-"), (4, "80.0.0.0/16", "7 1", None, "valid", "unknown", "-"),
               (2, "80.0.0.0/16", "2 9", None, "invalid-asn", "valid", "-"), (4, "2a00::/31", "7 1", None, "not-found", "unknown", "-")]
VRPS_WITHOUT_COVER = {"roas": RPKI["roas"] + [{"asn": 5, "prefix": "95.0.0.0/16", "maxLength": 16, "ta": "t"}], "aspas": RPKI["aspas"]}
DROP += [(2, "95.0.0.0/16", "2 7", None, "invalid-asn", "valid", "-"), (2, "95.0.1.0/24", "2 5", None, "invalid-length", "valid", "-")]
staying = {ipaddress.ip_network(row[1]) for row in DROP if not row[3] and not row[4].startswith("invalid")}


def instead(prefix):
    net = ipaddress.ip_network(prefix)
    around = [s for s in staying if s.version == net.version and net.subnet_of(s)]
    return str(max(around, key=lambda s: s.prefixlen)) if around else "-"


write("drop.txt", "".join(line(*row[:3], n) for n, row in enumerate(DROP + UNJUDGED)))
write("drop.json", json.dumps(VRPS_WITHOUT_COVER))
write("drop.yaml", BORDER.replace("json: rpki.json", "json: drop.json").replace("text: rib.txt", "text: drop.txt"))
going = sorted((f"AS{row[0]}", row[1], row[2] or "-", row[4], instead(row[1])) for row in DROP if not row[3] and row[4].startswith("invalid"))
r = run(["check", "-c", "drop.yaml", "--drop-invalid", "--list"])
equal("--drop-invalid lists what is accepted, invalid, and what stays in its place", (r.status, r.err, lines(r)), (1, b"", going))
equal("some are replaced by a route to the same prefix, some by one around it, some by none",
      {"same" if g[4] == g[1] else "around" if g[4] != "-" else "none" for g in going}, {"same", "around", "none"})
r = run(["check", "-c", "drop.yaml", "--drop-invalid", "--list", "--neighbor", "AS1"])
equal("of one neighbor", (r.status, lines(r)), (bool([g for g in going if g[0] == "AS1"]), [g for g in going if g[0] == "AS1"]))
j = json.loads(run(["check", "-c", "drop.yaml", "--drop-invalid", "--json"]).out)
equal("as JSON", sorted((f"AS{x['neighbor']}", x["prefix"], x["path"], x["rov"], x["instead"] or "-") for x in j["routes"]), going)
equal("JSON counts them", (j["going"], j["with_no_other"]), (len(going), sum(g[4] == "-" for g in going)))
text = run(["check", "-c", "drop.yaml", "--drop-invalid"]).out.decode()
row = re.search(r"^  AS2 .* (\d+) +(\d+) +(\d+)$", text, re.M)
equal("the summary counts them", tuple(map(int, row.groups())) if row else text,
      (sum(r[0] == 2 and not r[3] for r in DROP), sum(g[0] == "AS2" for g in going), sum(g[0] == "AS2" and g[4] == "-" for g in going)))
ok("the summary has examples", "80.0.0.0/16 path 2 9 is invalid-asn, another route to it stays" in text
   or "is invalid-asn, 80.0.0.0/16 stays" in text, text)
r = run(["check", "-c", "drop.yaml", "--drop-invalid", "--routes", "good.txt"])
equal("a table that loses nothing is 0", (r.status, r.err), (0, b""))
r = run(["check", "-c", "drop.yaml", "--drop-invalid", "--rejected"])
ok("--rejected does not go with it", r.status == 2 and b"expected --rejected or --drop-invalid" in r.err, r)

for name, arguments, said in (
        ("an operand", ["x"], b"expected no operand"),
        ("no neighbor", ["--neighbor", "99"], b"AS99 is no neighbor"),
        ("no AS number", ["--neighbor", "x"], b"--neighbor with an AS number"),
        ("no such table", ["--routes", "none.txt"], b"none.txt"),
        ("no route of any neighbor", ["--routes", "strangers.txt"], b"none of the table's 1 routes was judged")):
    write("strangers.txt", line(77, "82.0.0.0/16", "77", 1))
    r = run(["check"] + arguments)
    ok(f"{name} is trouble, and said", r.status == 2 and said in r.err, r)

r = run(["check", "--drop-invalid", "--routes", "strangers.txt"])
ok("nothing judged is trouble with --drop-invalid too", r.status == 2 and b"was judged" in r.err, r)

write("none.yaml", "network: {asn: 3333}\nneighbors: [{asn: 1, relationship: customer, prefixes: [80.0.0.0/16]}]\nsources: {}\n")
r = run(["check", "-c", "none.yaml"])
ok("a border without routes is trouble", r.status == 2 and b"expected a source of routes, or --routes FILE" in r.err, r)
r = run(["check", "-c", "none.yaml", "--list", "--routes", "rib.txt"])
ok("without RPKI sources nothing is said of origins and paths", all(g[5:7] == ("-", "-") for g in lines(r)) and lines(r), r)

r = run(["check", "-c", "none.yaml", "--drop-invalid", "--routes", "rib.txt"])
ok("without RPKI sources nothing can be dropped", r.status == 2 and b"expected a source of VRPs" in r.err, r)

write("unknown.yaml", BORDER.replace("as-set: AS3", "as-set: AS-NOBODY"))
r = run(["check", "-c", "unknown.yaml", "--list"])
ok("a neighbor whose set nobody defines is trouble", r.status == 2 and b"AS-NOBODY" in r.err, r)
equal("the other neighbors are judged all the same", lines(r), sorted(columns(*row) for row in ROWS if row[0] != 3))

r = run(["check", "-c", os.path.join(TOP, "examples/as64500/weir.yaml"), "--list"])
equal("the example", (r.status, [g[:2] + g[3:5] for g in lines(r)]),
      (1, [("AS64501", "192.0.2.0/24", "accepted", "-"), ("AS64501", "2001:db8:1001:8000::/49", "rejected", "prefix"),
           ("AS64501", "2001:db8:1001::/48", "accepted", "-"), ("AS64502", "198.51.100.0/24", "accepted", "-"),
           ("AS64510", "203.0.113.0/25", "rejected", "bogon-asn")]))
done_testing()
