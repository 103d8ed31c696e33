#!/usr/bin/env python3
"""Random borders: what each router language lets in is what the JSON list holds, by each router's own rules; and where the
language's file has the rules of paths, origins and exports too, what they make of routes."""
import collections
import ipaddress
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from decision import Decision, differences_of_policy  # noqa: E402
from policies import router  # noqa: E402
from routers import LANGUAGES, differences, read  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402

ROUNDS = 6
BLOCKS = [ipaddress.ip_network(n) for n in ("80.0.0.0/20", "11.0.0.0/22", "2a00::/28", "2a01:1::/44")]
OWN = "80.0.3.0/24"


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


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
        for asn in (1, 2, 3, 4, 8):
            for p in random_routes(rng):
                f.write(f"route{'6' if p.version == 6 else ''}: {p}\norigin: AS{asn}\nsource: T\n\n")
        f.write("as-set: AS-ALL\nmembers: AS1, AS2\nsource: T\n\n")
        f.write(f"route-set: RS-MIX\nmembers: AS1^{rng.randint(22, 24)}-{rng.randint(24, 26)}, AS8, 80.0.4.0/22^23-25\nsource: T\n\n")
    names = list(LANGUAGES)
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write(f"""network: {{asn: 3333, as-set: AS-ALL, prefixes: ["{OWN}"]}}
neighbors:
  - {{asn: 2, relationship: customer, as-set: AS-ALL, router: {names}}}
  - {{asn: 3, relationship: peer, router: {names}}}
  - {{asn: 4, relationship: provider, router: {names}}}
  - {{asn: 5, relationship: [customer, peer], as-set: [RS-MIX, AS-ALL], router: {names}}}
  - asn: 6
    relationship: rs
    as-set: AS-ALL
    router: {names}
    blackhole: yes
    exceptions:
      - {{accept: "80.0.9.0/24^25-26", reason: r, expires: 2999-01-31}}
      - {{accept: "80.0.0.0/22", reason: r, expires: 2999-01-31}}
      - {{accept: "2a00:f::/32", reason: r, expires: 2999-01-31}}
      - {{reject: "80.0.8.0/22^+", reason: r, expires: 2999-01-31}}
      - {{reject: "2a00:f::/32^40", reason: r, expires: 2999-01-31}}
      - {{reject: AS9, reason: r, expires: 2999-01-31}}
  - {{asn: 7, relationship: rs-client, as-set: RS-MIX, router: {names}}}
sources: {{irr: [{{dump: irr.db}}]}}
gate: {{min-entries: 0}}
routers: [{", ".join(f'{{name: {n}, language: {n}, output: "out{seed}/{n}"}}' for n in names)}]
""")


STEMS = ("as2-in", "as3-in", "as4-in", "as5-in", "as6-in", "as7-in")
nested = empty = 0
asked = collections.Counter()
for seed in range(ROUNDS):
    rng = random.Random(seed)
    make(seed, rng)
    r = run(["build"])
    wrong, policy = [] if r.status == 0 else [r.err], []
    for stem in ("as3333-out", *STEMS):
        wanted = read("json", f"out{seed}/json/{stem}.json")
        entries = wanted.entries[4] + wanted.entries[6]
        empty += not wanted.entries[4] or not wanted.entries[6]
        for language, suffix in LANGUAGES.items():
            got = read(suffix, f"out{seed}/{language}/{stem}.{suffix}")
            wrong += [f"{language} {stem}: {d}" for d in differences(entries, got, wanted, random.Random(seed))]
            nested += suffix == "junos" and any(a[0] != b[0] and a[0].subnet_of(b[0]) for a in got.entries[4] for b in got.entries[4])
    ok(f"random border {seed}: every language lets in the same", not wrong, "\n".join(map(str, wrong)))
    for stem in STEMS:
        decision = Decision(f"out{seed}/json", int(stem[2:-3]), 3333)
        for language, suffix in (("bird2", "bird"), ("openbgpd", "openbgpd")):
            r = router(suffix).load(text_of(f"out{seed}/{language}/as3333-out.{suffix}"))
            r.load(text_of(f"out{seed}/{language}/{stem}.{suffix}"))
            found, rules = differences_of_policy(r, decision, random.Random(seed))
            policy += [f"{language} {stem}: {d}" for d in found]
            asked.update(rules)
    ok(f"random border {seed}: the rules decide as the JSON file says", not policy, "\n".join(policy[:20]))
ok("every rule was met", set(asked) == {"accepted", "blackhole", "rejected", "first-as", "bogon-asn", "peerlock",
                                           "origin", "prefix", "binding"}, asked)
ok("some lists were nested, and some had an empty family", nested > 2 and empty > 2, (nested, empty))

done_testing()
