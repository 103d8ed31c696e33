#!/usr/bin/env python3
"""The filters of weir sav list --format: nft itself judges and reads back; a reader of our own does for JunOS.
What they hold must be what the lines of weir sav list hold, joined per interface."""
import ipaddress
import json
import os
import random
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run, skip  # noqa: E402

net = ipaddress.ip_network
NAMES = ["eth0", "eth1.100", "xe-0/0/1.0", "bond0:1", "9p@if2"]


def collapse(prefixes, version):
    return [str(p) for p in ipaddress.collapse_addresses(p for p in prefixes if p.version == version)]


def world(seed):
    """A random border; which neighbors are behind which interface."""
    rng = random.Random(seed)
    neighbors = {asn: rng.sample(NAMES, rng.randint(0, 3)) for asn in range(1, 8)}
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write("network: {asn: 100}\nneighbors:\n")
        for asn, interfaces in neighbors.items():
            f.write(f"  - {{asn: {asn}, relationship: {rng.choice(['customer', 'peer'])}, interfaces: {interfaces}}}\n")
        f.write("sources: {routes: [{text: rib.txt}]}\n")
    with open("rib.txt", "w", encoding="utf-8") as f:
        for asn in range(1, 7):
            for _ in range(rng.randint(1, 6)):
                p = net((rng.getrandbits(8) << 24 | 80 << 24, 8 + rng.randint(0, 20)), strict=False) if rng.random() < .6 \
                    else net((0x2a << 120 | rng.getrandbits(64) << 48, rng.randint(20, 64)), strict=False)
                f.write(f"TABLE_DUMP2|1|B|10.0.0.{asn}|{asn}|{p}|{asn}|IGP|10.0.0.{asn}|0|0||NAG||\n")
    return neighbors


def expected(neighbors, scheme):
    lists = {}
    for line in run(["sav", "list", "--scheme", scheme]).out.decode().splitlines():
        who, prefix = line.split()
        lists.setdefault(int(who[2:]), []).append(net(prefix))
    return {(i, v): collapse([p for asn, at in neighbors.items() if i in at for p in lists.get(asn, [])], v)
            for i in {i for at in neighbors.values() for i in at} for v in (4, 6)}


def read_nft(path):
    """Load into an empty network namespace and list: {(set name, version): prefixes}."""
    p = subprocess.run(["unshare", "-rn", "sh", "-c", f"nft -c -f {path} && nft -f {path} && nft -f {path} && nft -j list ruleset"],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if p.returncode:
        return p.stdout
    sets = {}
    for item in json.loads(p.stdout)["nftables"]:
        if "set" not in item:
            continue
        elements = [net(f"{e['prefix']['addr']}/{e['prefix']['len']}") if isinstance(e, dict) and "prefix" in e else net(e)
                    for e in item["set"].get("elem", [])]
        name, version = item["set"]["name"].rsplit("_v", 1)
        sets[name, int(version)] = collapse(elements, int(version))
    return sets


def read_junos(text):
    """A reader of JunOS braces: nested dictionaries; a statement without braces has the value None."""
    tokens = re.findall(r'"[^"]*"|[{};]|[^\s{};]+', re.sub(r"/\*.*?\*/|replace:", " ", text, flags=re.S))
    root = {}
    stack, words = [root], []
    for t in tokens:
        if t == "{":
            stack.append(stack[-1].setdefault(" ".join(words), {}))
            words = []
        elif t == "}":
            assert not words
            stack.pop()
        elif t == ";":
            stack[-1][" ".join(words)] = None
            words = []
        else:
            words.append(t)
    assert stack == [root] and not words
    return root


def permitted_junos(tree, name):
    """What a filter accepts by its list, and whether all else is discarded."""
    version = int(name[-1])
    terms = tree["firewall"]["family inet" + ("6" if version == 6 else "")][f"filter {name}"]
    prefixes = []
    order = list(terms)
    for key, term in terms.items():
        if "from" in term and "source-prefix-list" in term["from"]:
            for which in term["from"]["source-prefix-list"]:
                prefixes += map(net, tree["policy-options"][f"prefix-list {which}"])
            assert term["then accept"] is None and len(term["from"]) == 1
    assert order[-1] == "term rest" and "discard" in terms["term rest"]["then"] and "from" not in terms["term rest"]
    return collapse(prefixes, version)


has_nft = shutil.which("nft", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") and not subprocess.run(
    ["unshare", "-rn", "true"], stderr=subprocess.DEVNULL, check=False).returncode
os.environ["PATH"] += ":/usr/sbin:/sbin"
for seed in range(4):
    neighbors = world(seed)
    for scheme in ("feasible", "loose", "efp-b"):
        want = expected(neighbors, scheme)
        r = run(["sav", "list", "--scheme", scheme, "--format", "junos"])
        tree = read_junos(r.out.decode())
        equal(f"border {seed}, {scheme}: JunOS filters hold what is listed",
              {(i, v): permitted_junos(tree, f"SAV-{re.sub('[/:@]', '-', i)}-v{v}") for i, v in want}, want)
        if not has_nft:
            skip(f"border {seed}, {scheme}: nft", "no nft, or no network namespace")
            continue
        r = run(["sav", "list", "--scheme", scheme, "--format", "nftables"])
        with open("out.nft", "wb") as f:
            f.write(r.out)
        equal(f"border {seed}, {scheme}: nft loads it twice and holds what is listed", read_nft("out.nft"),
              {("on_" + re.sub("[:@]", "-", i), v): p for (i, v), p in want.items()})

# The session addresses pass, and an interface without a source denies all else.
with open("weir.yaml", "w", encoding="utf-8") as f:
    f.write("network: {asn: 100}\nneighbors:\n  - {asn: 1, relationship: customer, interfaces: [eth0], sav: feasible}\n"
            "  - {asn: 2, relationship: customer, interfaces: [eth1], sav: feasible}\nsources: {routes: [{text: rib.txt}]}\n")
with open("rib.txt", "w", encoding="utf-8") as f:
    f.write("TABLE_DUMP2|1|B|10.0.0.1|1|80.0.0.0/16|1|IGP|10.0.0.1|0|0||NAG||\n"
            "TABLE_DUMP2|1|B|2001:db8::1|1|2a00::/32|1|IGP|2001:db8::1|0|0||NAG||\n")
nft = run(["sav", "list", "--format", "nftables"]).out
ok("nftables: the sessions' addresses pass", b"ip saddr 10.0.0.1 return" in nft and b"ip6 saddr 2001:db8::1 return" in nft, nft)
junos = run(["sav", "list", "--format", "junos"]).out.decode()
ok("JunOS: the sessions' addresses pass", "10.0.0.1/32;" in junos and "2001:db8::1/128;" in junos, junos)
equal("JunOS: an interface without sources has no permitting term",
      list(read_junos(junos)["firewall"]["family inet"]["filter SAV-eth1-v4"]), ["term rest"])

for interfaces, arguments, message in (
        ("[a:1, a@1]", ["--format", "nftables"], b"two interfaces would both be called 'a-1' in nftables"),
        ("[sixteen-letters0]", ["--format", "nftables"], b"no interface with a name as long as 'sixteen-letters0'"),
        ("[]", ["--format", "nftables"], b"no neighbor of router 'border' has 'interfaces'"),
        ("[e0]", ["--format", "cisco"], b"expected --format nftables or junos, found 'cisco'"),
        ("[e0]", ["--format", "junos", "--router", "r9"], b"no router 'r9'")):
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write(f"network: {{asn: 100}}\nneighbors: [{{asn: 1, relationship: peer, interfaces: {interfaces}}}]\n"
                "sources: {routes: [{text: rib.txt}]}\n")
    r = run(["sav", "list"] + arguments)
    ok(f"{interfaces} {' '.join(arguments)}: {message.decode()}", r.status == 2 and message in r.err and not r.out, (r.status, r.out, r.err))

done_testing()
