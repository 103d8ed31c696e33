#!/usr/bin/env python3
"""Random borders: what each router language lets in is what the JSON list holds, by each router's own rules."""
import ipaddress
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from routers import LANGUAGES, differences, read  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402

ROUNDS = 6
BLOCKS = [ipaddress.ip_network(n) for n in ("80.0.0.0/20", "11.0.0.0/22", "2a00::/28", "2a01:1::/44")]
OWN = "80.0.3.0/24"


def random_routes(rng):
    """Prefixes within prefixes; whole levels of them, so that some become ranges of lengths."""
    found = set()
    for block in rng.sample(BLOCKS, rng.randint(0, len(BLOCKS))):
        for _ in range(rng.randint(1, 6)):
            top = rng.choice(list(block.subnets(prefixlen_diff=rng.randint(0, 4))))
            for level in rng.sample(range(5), rng.randint(1, 4)):
                inside = list(top.subnets(prefixlen_diff=level))
                found.update(inside if rng.random() < 0.7 else rng.sample(inside, 1))
    return sorted(found, key=str)


def make(seed, rng):
    with open("irr.db", "w", encoding="utf-8") as f:
        for asn in range(1, 5):
            for p in random_routes(rng):
                f.write(f"route{'6' if p.version == 6 else ''}: {p}\norigin: AS{asn}\nsource: T\n\n")
        f.write("as-set: AS-ALL\nmembers: AS1, AS2\nsource: T\n\n")
    names = list(LANGUAGES)
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write(f"""network: {{asn: 3333, as-set: AS-ALL, prefixes: ["{OWN}"]}}
neighbors:
  - {{asn: 2, relationship: customer, as-set: AS-ALL, router: {names}}}
  - {{asn: 3, relationship: peer, router: {names}}}
  - {{asn: 4, relationship: provider, router: {names}}}
sources: {{irr: [{{dump: irr.db}}]}}
gate: {{min-entries: 0}}
routers: [{", ".join(f'{{name: {n}, language: {n}, output: "out{seed}/{n}"}}' for n in names)}]
""")


nested = empty = 0
for seed in range(ROUNDS):
    rng = random.Random(seed)
    make(seed, rng)
    r = run(["build"])
    wrong = [] if r.status == 0 else [r.err]
    for stem in ("as3333-out", "as2-in", "as3-in", "as4-in"):
        wanted = read("json", f"out{seed}/json/{stem}.json")
        entries = wanted.entries[4] + wanted.entries[6]
        empty += not wanted.entries[4] or not wanted.entries[6]
        for language, suffix in LANGUAGES.items():
            got = read(suffix, f"out{seed}/{language}/{stem}.{suffix}")
            wrong += [f"{language} {stem}: {d}" for d in differences(entries, got, wanted, random.Random(seed))]
            nested += len(getattr(got, "terms", "")) > 2
    ok(f"random border {seed}: every language lets in the same", not wrong, "\n".join(map(str, wrong)))
ok("some lists were nested, and some had an empty family", nested > 2 and empty > 2, (nested, empty))

done_testing()
