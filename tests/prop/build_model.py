#!/usr/bin/env python3
"""The lists of weir build against a naive model of its own: sets of prefixes in random registries."""
import ipaddress
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run  # noqa: E402

ROUNDS = 25
# A small universe, so that prefixes meet: half of it is private space (RFC 1918, RFC 4193).
BLOCKS = [ipaddress.ip_network(n) for n in ("10.0.0.0/24", "80.0.0.0/24", "fc00::/120", "2a00::/120")]
BOGONS = [ipaddress.ip_network(n) for n in ("10.0.0.0/8", "fc00::/7")]
OWN = ipaddress.ip_network("80.0.0.64/26")


def random_prefix(rng):
    block = rng.choice(BLOCKS)
    length = rng.randint(block.prefixlen, block.prefixlen + 5)
    return rng.choice(list(block.subnets(new_prefix=length)))


def random_registry(rng):
    """{asn: prefixes}, {set: members}; sets may hold themselves, each other, and each other's holders. The peers, AS8
    and AS9, are in no set: the gate would hold a customer's list that has them."""
    routes = {asn: [random_prefix(rng) for _ in range(rng.randint(0, 12))] for asn in range(1, 10)}
    names = [f"AS-S{i}" for i in range(6)]
    sets = {n: rng.sample([f"AS{a}" for a in range(1, 8)] + names, rng.randint(1, 4)) for n in names}
    return routes, sets


def reached(sets, name):
    seen, todo = set(), [name]
    while todo:
        n = todo.pop()
        if n not in seen:
            seen.add(n)
            todo += sets.get(n, [])
    return {int(n[2:]) for n in seen if n[2:].isdigit()}


def inside(p, blocks):
    return any(p.version == b.version and p.subnet_of(b) for b in blocks)


def model(routes, asns, without):
    return {p for a in asns for p in routes.get(a, []) if not inside(p, without)}


def spelled_out(entry):
    """Every prefix of an entry."""
    p = ipaddress.ip_network(entry["prefix"])
    lengths = range(entry.get("ge", p.prefixlen), entry.get("le", p.prefixlen) + 1)
    return {s for n in lengths for s in p.subnets(new_prefix=n)}


def delivered(path):
    with open(path, encoding="utf-8") as f:
        document = json.load(f)
    entries = document["ipv4"] + document["ipv6"]
    return set().union(*map(spelled_out, entries)), len(entries)


for seed in range(ROUNDS):
    rng = random.Random(seed)
    routes, sets = random_registry(rng)
    with open("irr.db", "w", encoding="utf-8") as f:
        for asn, prefixes in routes.items():
            for p in prefixes:
                f.write(f"route{'6' if p.version == 6 else ''}: {p}\norigin: AS{asn}\nsource: T\n\n")
        for name, members in sets.items():
            f.write(f"as-set: {name}\nmembers: {', '.join(members)}\nsource: T\n\n")
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write(f"""network: {{asn: 3333, as-set: AS-S0, prefixes: ["{OWN}"]}}
neighbors:
  - {{asn: 1, relationship: customer, as-set: AS-S1}}
  - {{asn: 8, relationship: peer, as-set: [AS-S2, AS3]}}
  - {{asn: 9, relationship: peer}}
sources: {{irr: [{{dump: irr.db}}]}}
gate: {{min-entries: 0}}
routers: [{{name: r, output: "out{seed}"}}]
""")
    r = run(["build"])
    wanted = {
        "as3333-out": model(routes, reached(sets, "AS-S0"), BOGONS) | {OWN},
        "as1-in": model(routes, reached(sets, "AS-S1"), BOGONS),
        "as8-in": model(routes, reached(sets, "AS-S2") | {3}, BOGONS + [OWN]),
        "as9-in": model(routes, {9}, BOGONS + [OWN]),
    }
    wrong = []
    for name, prefixes in wanted.items():
        got, entries = delivered(f"out{seed}/{name}.json")
        if got != prefixes:
            wrong.append(f"{name}: too many {sorted(map(str, got - prefixes))}, missing {sorted(map(str, prefixes - got))}")
        if entries > len(prefixes):
            wrong.append(f"{name}: {entries} entries for {len(prefixes)} prefixes")
    ok(f"random registry {seed}: every list is the model's", r.status == 0 and not wrong,
       "\n".join(wrong) or (r.status, r.err))
done_testing()
