#!/usr/bin/env python3
"""Route-sets that name each other under operators, cycles among them, against a least fixed point.

The model is RFC 2622 section 2 by the letter: sets of single prefixes, operators on each, until
nothing more comes.
"""
import ipaddress
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run  # noqa: E402

CASES = 60 if os.environ.get("WEIR_SANITIZED") else 250


def random_operator(rng):
    """The text of one, often none."""
    kind = rng.random()
    if kind < 0.3:
        return ""
    if kind < 0.6:
        return rng.choice(["^+", "^-", "^-"])
    low = rng.randint(24, 32)
    return f"^{low}-{rng.randint(low, 32)}"


def below(p, low, high):
    """All prefixes in p of these lengths."""
    address, length = p
    return {(address | i << (32 - n), n) for n in range(max(low, length), high + 1) for i in range(1 << (n - length))}


def apply(operator, prefixes):
    if operator == "":
        return prefixes
    if operator == "^+":
        return {q for p in prefixes for q in below(p, 0, 32)}
    if operator == "^-":
        return {q for p in prefixes for q in below(p, p[1] + 1, 32)}
    low, high = map(int, operator[1:].split("-"))
    return {q for p in prefixes for q in below(p, low, high)}


def random_sets(rng):
    n = rng.randint(1, 5)
    sets = []
    for _ in range(n):
        members = [(rng.randrange(n), random_operator(rng)) for _ in range(rng.randint(0, 4))]
        for _ in range(rng.randint(0, 2)):
            length = rng.randint(24, 30)
            p = 10 << 24 | rng.randrange(256) >> (32 - length) << (32 - length), length
            operator = random_operator(rng)
            if apply(operator, {p}):  # one that leaves nothing is damage
                members.append((p, operator))
        sets.append(members)
    return sets


def model(sets):
    values = [set() for _ in sets]
    grown = True
    while grown:
        grown = False
        for i, members in enumerate(sets):
            new = set().union(*(apply(op, values[m] if isinstance(m, int) else {m}) for m, op in members))
            grown |= not new <= values[i]
            values[i] |= new
    return values[0]


def rpsl(sets):
    lines = []
    for i, members in enumerate(sets):
        lines.append(f"route-set: RS-{i}A")
        for m, op in members:
            name = f"RS-{m}A" if isinstance(m, int) else f"{ipaddress.IPv4Address(m[0])}/{m[1]}"
            lines.append(f"members: {name}{op}")
        lines += ["source: TEST", ""]
    return "\n".join(lines)


def listed(r):
    found = set()
    for e in json.loads(r.out)["entries"]:
        p = ipaddress.ip_network(e["prefix"])
        found |= below((int(p.network_address), p.prefixlen), e["ge"], e["le"])
    return found


rng = random.Random(3)
wrong, members = [], 0
for case in range(CASES):
    sets = random_sets(rng)
    with open("sets.db", "w", encoding="ascii") as f:
        f.write(rpsl(sets))
    result = run(["filter", "-4", "--json", "--no-index", "--irr", "sets.db", "RS-0A"])
    want = model(sets)
    members += len(want)
    if result.status != (0 if want else 1) or listed(result) != want:
        wrong.append((rpsl(sets), result.status, result.err))
ok(f"{CASES} webs of route-sets hold the {members} prefixes of the model", not wrong and members > 1000, wrong[:2])
done_testing()
