#!/usr/bin/env python3
"""Every allocation of a run finds no memory, one run each: no crash, no shorter answer with a good exit.

A run that exits as it does with all its memory must give the same answer; one that does not must say why.
"""
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_lab import Lab, Resources  # noqa: E402
from tap import done_testing, ok, skip  # noqa: E402

WEIR = os.environ["WEIR"]
TOOL = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "facts")
PROBE = os.path.join(os.environ["WEIR_BUILD"], "tests", "prop", "rtr_probe")
ASPAS = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "aspas")
MEMORY = os.path.join(os.environ["WEIR_BUILD"], "tests", "fault", "memory.so")
MOST = 150  # runs a command

FILES = {
    "vrps.json": json.dumps({"roas": [{"prefix": "10.0.0.0/24", "maxLength": 24, "asn": "AS64501", "ta": "x"}],
                             "aspas": [{"customer": 64501, "providers": [64500]}]}),
    "bad.json": '{"roas":[{]}',
    "vrps.csv": "ASN,IP Prefix,Max Length,Trust Anchor\nAS64501,10.0.0.0/24,24,x\n",
    "slurm.json": json.dumps({"slurmVersion": 1, "validationOutputFilters": {"prefixFilters": [{"asn": 1}], "bgpsecFilters": []},
                              "locallyAddedAssertions": {"prefixAssertions": [{"asn": 7, "prefix": "10.0.0.0/8"}],
                                                         "bgpsecAssertions": []}}),
    "routes": "10.0.0.0/24 64501\n10.0.1.0/24 64502\n",
    "paths": "64500 64501\n64502 {1,2}\n",
    "table.txt": "TABLE_DUMP2|1277942400|B|192.0.2.1|64500|10.0.0.0/24|64500 64501|IGP|192.0.2.1|0|0||NAG||\n",
    "irr.db": "as-set:  AS-CUST\nmembers: AS64501, AS64502\nsource:  TEST\n\nroute:   10.0.0.0/24\norigin:  AS64501\nsource:  TEST\n\n"
              "route:   10.0.1.0/24\norigin:  AS64502\nsource:  TEST\n\nroute-set: RS-X\nmembers: AS-CUST^25-26, 10.1.0.0/16^+\nsource:  TEST\n",
    "as-rel.txt": "64500|64501|-1\n64500|64502|-1\n",
    "delegated": "arin|US|ipv4|10.0.0.0|768|20010101|allocated|X\narin|US|asn|64500|9|20010101|allocated|X\narin||ipv6|2001:db8::|32||available\n",
    "weir.yaml": """\
network: {asn: 64500, prefixes: [198.18.0.0/24]}
neighbors: [{asn: 64501, relationship: customer, as-set: AS-CUST}, {asn: 64510, relationship: provider}]
sources:
  irr: [{dump: irr.db}]
  rpki: [{json: vrps.json}, {slurm: slurm.json}]
  relationships: [{caida: as-rel.txt}]
  delegations: [delegated]
  routes: [{text: table.txt}]
bogons: {except: [10.0.0.0/8]}
routers: [{name: edge1, language: bird2, output: out}]
""",
}
FILES["fib.txt"] = "10.0.0.0/24 64510 64501\n0.0.0.0/0 64510\n"
FILES["sav.yaml"] = """\
network: {asn: 64500, prefixes: [198.18.0.0/24]}
neighbors:
  - {asn: 64501, relationship: customer, as-set: AS-CUST, interfaces: [eth0], sav: [acl, strict]}
  - {asn: 64510, relationship: provider, interfaces: [eth0, eth1], sav: efp-a-roa}
sources:
  irr: [{dump: irr.db}]
  rpki: [{json: vrps.json}]
  fib: [{text: fib.txt}]
  routes: [{text: sav.txt}]
bogons: {except: [10.0.0.0/8]}
"""
FILES["sav.txt"] = "".join(f"TABLE_DUMP2|1|B|192.0.2.{n % 9}|{n}|{p}|{path}|IGP|192.0.2.1|0|0||NAG||\n" for n, p, path in (
    (64501, "10.0.0.0/24", "64501"), (64510, "10.0.0.0/24", "64510 64501"), (64510, "0.0.0.0/0", "64510")))
FILES["publish.db"] = FILES["irr.db"] + """
as-set: AS64500:AS-ALL
members: AS64500, AS64499
mnt-by: M-MNT
source: TEST

aut-num: AS64500
import: from AS64510 accept ANY
mnt-by: M-MNT
source: TEST

route6: 2001:db8::/32
origin: AS64500
source: TEST
"""
FILES["publish.yaml"] = FILES["sav.yaml"].replace("irr.db", "publish.db").replace("asn: 64500,", 'asn: 64500, as-set: "AS64500:AS-ALL",', 1)
FILES["other.json"] = json.dumps({"roas": [{"prefix": "10.0.0.0/24", "maxLength": 25, "asn": "AS64501", "ta": "x"}],
                                  "aspas": [{"customer": 64501, "providers": [64502]}]})
# Two serials; routers of each form, all at once and what changed; the state; a router, all at once and a change.
FILES["rtr.script"] = "".join(
    ["vrp 10.0.0.0/24 24 1\nvrp 2001:db8::/32 32 1\nkey 5 %040d 3001\naspa 5 6 7\nupdate\n" % 1,
     "vrp 10.0.0.0/24 25 1\nvrp 10.0.0.0/24 24 2\naspa 5 6\naspa 8 0\nupdate\nsave\nload\n"]
    + [f"open {i} {i % 3} 2 1\nin {i} 1 {min(i, 2):02d}02000000000008\ndrain {i} 9999 1\n" for i in range(4)]
    + [f"open {i} {i % 3} 2 1\nin {i} 1 {min(i, 2):02d}0103e{8 + min(i, 2):x}0000000c00000007\ndrain {i} 9999 1\n" for i in range(4)]
    + ["in 0 1 0099000000000008\ndrain 0 9999 1\nclient 0 2\nfeed 0 0203000900000008"
       "0204000000000014011818000a00000000000001020b0000000000140100000100000005000000060207000900000018"
       "0000000100000e100000025800001c20\nask 0\nfeed 0 02030009000000080204000000000014001818000a00000000000001"
       "02070009000000180000000200000e100000025800001c20\nfacts 0\n"])
COMMANDS = {
    "rtr diff": [WEIR, "rtr", "diff", "vrps.json", "other.json"],
    "rtr diff --json": [WEIR, "rtr", "diff", "--json", "other.json", "vrps.csv"],
    "a cache and its routers": [PROBE, "rtr.script"],
    "rov": [WEIR, "rov", "--vrps", "vrps.json", "--vrps", "vrps.csv", "--slurm", "slurm.json", "--routes", "routes"],
    "rov, damaged JSON": [WEIR, "rov", "--vrps", "bad.json", "--routes", "routes"],
    "aspa": [WEIR, "aspa", "--aspas", "vrps.json", "--direction", "upstream", "--paths", "paths", "--explain"],
    "mrt": [WEIR, "mrt", "--json", "table.txt"],
    "filter": [WEIR, "filter", "-4Ab", "--no-index", "--irr", "irr.db", "AS-CUST", "RS-X"],
    "filter with an index": [WEIR, "filter", "-bf", "1", "--irr", "irr.db", "AS-CUST"],
    "build": [WEIR, "build", "-c", "weir.yaml"],
    "explain": [WEIR, "explain", "-c", "weir.yaml", "10.0.0.0/24", "10.0.1.0/24"],
    "explain --sources": [WEIR, "explain", "-c", "sav.yaml", "--sources", "10.0.0.0/24"],
    "explain --export": [WEIR, "explain", "-c", "weir.yaml", "--export", "--json", "10.0.0.0/24"],
    "explain --json": [WEIR, "explain", "-c", "weir.yaml", "--json", "AS64501", "198.18.0.0/25"],
    "sav list": [WEIR, "sav", "list", "-c", "sav.yaml"],
    "sav check": [WEIR, "sav", "check", "-c", "sav.yaml", "--scheme", "acl", "--from", "64501", "--src", "10.0.0.1"],
    "sav check, efp-a-roa": [WEIR, "sav", "check", "-c", "sav.yaml", "--scheme", "efp-a-roa", "--from", "64510", "--src", "10.0.0.1"],
    "sav compare": [WEIR, "sav", "compare", "-c", "sav.yaml", "--from", "64501"],
    "sav list --format": [WEIR, "sav", "list", "-c", "sav.yaml", "--format", "nftables", "--scheme", "efp-a-roa"],
    "publish": [WEIR, "publish", "-c", "publish.yaml"],
    "publish --objects": [WEIR, "publish", "-c", "publish.yaml", "--objects"],
    "publish --roas": [WEIR, "publish", "-c", "publish.yaml", "--roas", "--json"],
    "delegations": [TOOL, "delegations", "delegated"],
    "relationships": [TOOL, "relationships", "as-rel.txt"],
    "ASPA objects": [ASPAS, "cache", str(int(time.time())), "ta.tal"],
}


def write_objects():
    """A cache with a good ASPA and one whose signature is broken."""
    lab = Lab()
    ca = lab.anchor("ta").authority("ca", Resources(None, [64496, 64497]))
    ca.aspa(64496, [64500])
    ca.aspa(64497, [64500], cms={"change_signature": lambda b: b[::-1]})
    lab.publish()
    lab.write_cache("cache")
    lab.write_tal("ta.tal")


def lists():
    found = {}
    for name in sorted(os.listdir("out")) if os.path.isdir("out") else []:
        with open(os.path.join("out", name), "rb") as f:
            found[name] = f.read()
    return found


def run(argv, **env):
    for path in [os.path.join("out", n) for n in lists()] + [n for n in os.listdir(".") if n.endswith("-index")]:
        os.remove(path)
    p = subprocess.run(argv, env=dict(os.environ, LD_PRELOAD=MEMORY, **env), stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=30, check=False)
    return p.returncode, p.stdout, p.stderr, lists()


def wrong_with(name, got, whole):
    if got[0] < 0:
        return f"signal {-got[0]}"
    if got[0] == whole[0] and got[3] != whole[3]:
        return "other lists with the same exit"
    # A build may add a line on the index that it could not leave behind.
    if got[0] == whole[0] and got[1] != whole[1] and name != "build":
        return "another answer with the same exit"
    if got[0] != whole[0] and b"memory" not in got[1] + got[2]:
        return f"exit {got[0]} without a reason"
    return None


def sweep(name, argv):
    whole = run(argv, MEMORY_COUNT="count")
    with open("count", encoding="ascii") as f:
        calls = int(f.read())
    step = (calls + MOST - 1) // MOST
    wrong = []
    for at in range(1, calls + 1, step):
        got = run(argv, MEMORY_FAILS_AT=str(at))
        what = wrong_with(name, got, whole)
        if what:
            wrong.append((at, what, got[0], got[1][-200:], got[2][-200:]))
    ok(f"{name}: {len(range(1, calls + 1, step))} of {calls} allocations fail, one run each", calls > 5 and not wrong, wrong[:3])


for path, text in FILES.items():
    with open(path, "w", encoding="ascii") as handle:
        handle.write(text)
write_objects()
for title, command in COMMANDS.items():
    if os.environ.get("WEIR_SANITIZED"):
        skip(title, "a preloaded library cannot come before a sanitizer's runtime")
    else:
        sweep(title, command)
done_testing()
