#!/usr/bin/env python3
"""weir publish: the objects of the MANRS guide, attribute by attribute; ROAs and the ASPA; what is unknown; usage."""
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run  # noqa: E402

EXAMPLE = os.path.join(os.environ["WEIR_TOP"], "examples/as64500")
# The guide prints a filter that no registry takes: EXCEPT joins policies, never filters (RFC 2622 section 6.6).
CORRECTED = {"from AS64510 accept ANY except FLTR-BOGONS": "from AS64510 accept ANY AND NOT FLTR-BOGONS"}
OF_REGISTRY = ("created", "last-modified")


def objects(text):
    """Objects as lists of (attribute, value), blanks of any kind as one."""
    found = []
    for paragraph in re.split(r"\n\s*\n", re.sub(r"^%.*\n", "", text, flags=re.M)):
        unfolded = re.sub(r"\n[ \t+]\s*", " ", paragraph.strip())
        rows = [line.split(":", 1) for line in unfolded.split("\n") if line]
        if rows:
            found.append([(name, " ".join(value.split())) for name, value in rows if name not in OF_REGISTRY])
    return found


def of(found, asn):
    """Those that a network registers itself."""
    return [o for o in found if ("mnt-by", f"MAINT-AS{asn}") in o]


with open(os.path.join(EXAMPLE, "irr/ripe.db"), encoding="utf-8") as f:
    guide = objects(f.read())
own = [[(n, CORRECTED.get(v, v)) for n, v in o] for o in of(guide, 64500)]
equal("the guide has five objects of the network", [o[0][0] for o in own], ["route", "route6", "as-set", "as-set", "aut-num"])

# The example, all registered.
shutil.copytree(EXAMPLE, "net", ignore=shutil.ignore_patterns("out", "*.weir-index*"))
os.chdir("net")
r = run(["publish"])
equal("the example: exit 1, for the table has something to see", r.status, 1)
found = json.loads(run(["publish", "--json"]).out)
equal("what is found", [(f["code"], f["file"], f["line"]) for f in found["findings"]],
      [("invalid", "table.txt", 7), ("intended-not-announced", "weir.yaml", 5), ("announced-by-other", "table.txt", 4)])
equal("both prefixes, side by side",
      [(p["prefix"], p["announced"], p["intended"], [o["line"] for o in p["route_objects"]], p["rov"],
        p["roa"]["max_length"]) for p in found["prefixes"]],
      [("203.0.113.0/24", True, True, [37], "valid", 24), ("2001:db8:1000::/36", False, True, [45], "valid", 36)])
equal("no ASPA of anybody: unknown", [u["what"] for u in found["unknown"]], ["ASPA"])
text = r.out.decode()
ok("the text names every finding and its place", all(f"{f['file']}:{f['line']}" in text and f["what"] in text and
                                                     f"{f['code']}: {f['do']}" in text for f in found["findings"]), text)
r = run(["publish", "--objects"])
equal("nothing to register; the ASPA is unknown all the same", (r.status, r.out), (1, b""))
r = run(["publish", "--objects", "--all"])
equal("--all: the guide's objects, maintainer and registry taken from what is registered", objects(r.out.decode()), own)

# An empty registry: the customers' objects, and other networks' as-sets and aut-nums.
STRANGER = ("as-set: AS64499:AS-X\nmembers: AS64499\nsource: RIPE\n\naut-num: AS64499\nsource: RIPE\n\n")


def write_registry(more):
    with open("irr/ripe.db", "w", encoding="utf-8") as out:
        for o in of(guide, 64501) + of(guide, 64502):
            out.write("".join(f"{n}: {v}\n" for n, v in o) + "\n")
        out.write(STRANGER + more)


write_registry("")
r = run(["publish", "--objects", "--mnt-by", "MAINT-AS64500", "--source", "RIPE"])
equal("from an empty registry: exit 1", r.status, 1)
got = objects(r.out.decode())
for g, o in zip(got, own):
    for a, b in zip(g, o):
        equal(f"{o[0][0]} {o[0][1]}: {b[0]}", a, b)
equal("and nothing more or less", got, own)
listed = json.loads(run(["publish", "--objects", "--mnt-by", "MAINT-AS64500", "--source", "RIPE", "--json"]).out)
equal("the same as JSON", [[(a["name"], a["value"]) for a in o["attributes"]] for o in listed["objects"]], own)
missing = {f["code"] for f in json.loads(run(["publish", "--json"]).out)["findings"]}
ok("missing before", {"route-object-missing", "as-set-missing", "aut-num-missing"} <= missing, missing)
write_registry(r.out.decode())
after = {f["code"] for f in json.loads(run(["publish", "--json"]).out)["findings"]}
equal("not after", after, {"invalid", "intended-not-announced", "announced-by-other"})

# A whole dump of nothing: unknown, not missing; --all writes even so.
with open("irr/ripe.db", "w", encoding="utf-8") as out:
    out.write("% nothing\n")
r = run(["publish", "--objects"])
equal("an empty dump: nothing is said to be missing", (r.status, r.out), (1, b""))
said = [line.split() for line in run(["publish"]).out.decode().splitlines() if line.startswith("203.0.113.0/24 ")]
equal("nor is it said to be well", said, [["203.0.113.0/24", "yes", "yes", "?", "203.0.113.0/24-24", "?"]])
ok("but what is unknown is named", b"route objects: the irr sources have none at all" in r.err and b"aut-num" in r.err, r.err)
r = run(["publish", "--objects", "--all", "--mnt-by", "MAINT-AS64500", "--source", "RIPE"])
equal("--all from nothing: the guide's objects", objects(r.out.decode()), own)
r = run(["publish", "--objects", "--all"])
ok("without values a placeholder, and a word about it", r.out.count(b"TO-BE-NAMED-MNT") == 5 and b"give --mnt-by" in r.err and
   b"give --source" in r.err, r.err)
for arguments, message in ((["--mnt-by", "AS-OUR-MNT"], "mnt-by"), (["--source", "1"], "source"),
                           (["--tech-c", "nobody at all"], "tech-c")):
    r = run(["publish", "--objects", "--all", *arguments])
    ok(f"{' '.join(arguments)}: refused by the strict grammar, nothing written",
       r.status == 2 and not r.out and message in r.err.decode(), r.err)
r = run(["publish", "--objects", "--all", "--admin-c", "AB1-RIPE", "--tech-c", "CD2-RIPE"])
equal("contacts where a registry wants them", [("admin-c", "AB1-RIPE") in o for o in objects(r.out.decode())],
      [False, False, True, True, True])

# An object that is registered is changed, not replaced: what else it says stays.
write_registry("as-set: AS64500:AS-ALL\ndescr: ours\nmembers: AS64500, # we\n AS64499, AS-ELSEWHERE\nadmin-c: AB1-RIPE\n"
               "mnt-by: MAINT-AS64500\ncreated: 2012-10-27T12:14:23Z\nsource: RIPE\nremarks: last\n\n"
               "aut-num: AS64500\nas-name: PROVIDER\nimport: from AS64510\n accept ANY\nexport: to AS64510 announce AS64500\n"
               "org: ORG-P1-RIPE\nmnt-by: MAINT-AS64500\nsource: RIPE\n")
r = run(["publish", "--objects"])
equal("the as-set: customers in, strangers out, what is defined elsewhere kept, the rest as it stood",
      [o for o in objects(r.out.decode()) if o[0][0] == "as-set"],
      [[("as-set", "AS64500:AS-ALL"), ("descr", "ours"), ("members", "AS64500"), ("members", "AS-ELSEWHERE"), ("members", "AS64501"),
        ("members", "AS64502"), ("admin-c", "AB1-RIPE"), ("mnt-by", "MAINT-AS64500"), ("source", "RIPE"), ("remarks", "last")]])
equal("the aut-num: lines for who was not named, behind its policy", [o for o in objects(r.out.decode()) if o[0][0] == "aut-num"],
      [[("aut-num", "AS64500"), ("as-name", "PROVIDER"), ("import", "from AS64510 accept ANY"),
        ("export", "to AS64510 announce AS64500"),
        ("mp-import", "from AS64501 accept PeerAS AND <^PeerAS++$>"), ("mp-export", "to AS64501 announce ANY"),
        ("mp-import", "from AS64502 accept PeerAS AND <^PeerAS++$>"), ("mp-export", "to AS64502 announce ANY"),
        ("org", "ORG-P1-RIPE"), ("mnt-by", "MAINT-AS64500"), ("source", "RIPE")]])

# ROAs: what is too broad goes, what is intended comes.
with open("rpki.json", "w", encoding="utf-8") as out:
    json.dump({"roas": [{"asn": 64500, "prefix": "203.0.113.0/24", "maxLength": 28},
                        {"asn": 64500, "prefix": "198.18.0.0/15", "maxLength": 15}],
               "aspas": [{"customer_asid": 64500, "providers": [64499]}]}, out)
r = run(["publish", "--roas"])
equal("a delta as krill reads it", (r.status, r.out.decode()),
      (1, "A: 203.0.113.0/24 => 64500\nA: 2001:db8:1000::/36 => 64500\nR: 198.18.0.0/15 => 64500\n"
          "R: 203.0.113.0/24-28 => 64500\n"))
equal("the same as JSON", json.loads(run(["publish", "--roas", "--json"]).out),
      {"added": [{"asn": 64500, "prefix": "203.0.113.0/24", "max_length": 24},
                 {"asn": 64500, "prefix": "2001:db8:1000::/36", "max_length": 36}],
       "removed": [{"asn": 64500, "prefix": "198.18.0.0/15", "max_length": 15},
                   {"asn": 64500, "prefix": "203.0.113.0/24", "max_length": 28}]})
r = run(["publish", "--aspa"])
equal("the ASPA", (r.status, r.out.decode()), (1, "AS64500 => AS64510\n"))
equal("the ASPA as JSON", json.loads(run(["publish", "--aspa", "--json"]).out), {"customer": 64500, "providers": [64510]})
csv = run(["publish", "--roas", "--all", "--csv"]).out
equal("the whole set as CSV", csv.decode().splitlines(),
      ["ASN,IP Prefix,Max Length", "AS64500,203.0.113.0/24,24", "AS64500,2001:db8:1000::/36,36"])
with open("vrps.csv", "wb") as out:
    out.write(csv)
r = run(["rov", "--vrps", "vrps.csv"], stdin=b"203.0.113.0/24 64500\n203.0.113.0/25 64500\n")
ok("which our own reader takes", b"203.0.113.0/24" in r.out and b"invalid" in r.out and b"valid" in r.out, r.out + r.err)

# Everything known and in order: exit 0. Of the example's table only its own route is left.
with open("rpki.json", "w", encoding="utf-8") as out:
    json.dump({"roas": [{"asn": 64500, "prefix": "203.0.113.0/24", "maxLength": 24},
                        {"asn": 64500, "prefix": "2001:db8:1000::/36", "maxLength": 36}],
               "aspas": [{"customer_asid": 64500, "providers": [64510]}]}, out)
with open("table.txt", "w", encoding="utf-8") as out:
    for prefix in ("203.0.113.0/24", "2001:db8:1000::/36"):
        out.write(f"TABLE_DUMP2|1|B|10.0.0.1|64510|{prefix}|64510 64500|IGP|10.0.0.1|0|0||NAG||\n")
write_registry("\n".join("".join(f"{n}: {v}\n" for n, v in o) for o in own))
r = run(["publish"])
equal("all well: exit 0", (r.status, r.err), (0, b""))
ok("and it says so", b"2 prefixes intended, 2 with a route object, 2 RPKI-valid; 0 findings\n" in r.out, r.out)
equal("no text to write", [(run(["publish", o]).status, run(["publish", o]).out) for o in ("--objects", "--roas", "--aspa")],
      [(0, b"")] * 3)
with open("irr/ripe.db", "a", encoding="utf-8") as out:
    out.write("\nroute: 198.51.100.0/99\norigin: AS64502\nsource: RIPE\n")
equal("a damaged record of a source: no longer all well", run(["publish"]).status, 1)

# Usage.
for arguments in (["--objects", "--roas"], ["--all"], ["--mnt-by", "X-MNT"], ["--roas", "--csv"], ["word"], ["--objets"]):
    r = run(["publish", *arguments])
    ok(f"{' '.join(arguments)}: wrong usage", r.status == 2 and not r.out and b"usage: weir publish" in r.err, r.err)
equal("no border file: trouble", run(["publish", "-c", "none.yaml"]).status, 2)
done_testing()
