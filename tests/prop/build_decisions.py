#!/usr/bin/env python3
"""The decisions of weir build against a naive model: ROAs, RPKI-invalid objects, lengths and exceptions, pair by pair."""
import ipaddress
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run  # noqa: E402

ROUNDS = 20 if os.environ.get("WEIR_SANITIZED") else 60
# Around /24 and /48, where the policy of lengths bites; half of it is private space.
BLOCKS = [ipaddress.ip_network(n) for n in ("10.0.0.0/21", "80.0.0.0/21", "fc00::/45", "2a00::/45")]
BOGONS = [ipaddress.ip_network(n) for n in ("10.0.0.0/8", "fc00::/7")]
OWN = ipaddress.ip_network("80.0.2.0/24")
DEPTH = 5
ASNS = range(1, 7)


def within(block, shortest, longest):
    """Every prefix of a block with a length from `shortest` to `longest`."""
    lengths = range(max(shortest, block.prefixlen), min(longest, block.max_prefixlen) + 1)
    return {p for n in lengths for p in block.subnets(new_prefix=n)}


def inside(p, outer):
    return p.version == outer.version and p.subnet_of(outer)


def random_prefix(rng):
    block = rng.choice(BLOCKS)
    return rng.choice(list(block.subnets(new_prefix=rng.randint(block.prefixlen, block.prefixlen + DEPTH))))


class World:
    """One registry, its ROAs, one neighbor and what is let in from it."""

    def __init__(self, rng):
        self.routes = {(random_prefix(rng), rng.choice(ASNS)) for _ in range(rng.randint(2, 14))}
        self.vrps = []
        for _ in range(rng.randint(0, 8)):
            p = random_prefix(rng)
            self.vrps.append((p, rng.randint(p.prefixlen, p.prefixlen + rng.choice((0, 0, 2, 6))), rng.choice([0, *ASNS])))
        self.cone = set(rng.sample(ASNS, 3))
        self.listed = [random_prefix(rng) for _ in range(rng.choice((0, 0, 2)))]
        self.max = {4: rng.choice((None, 22, 23, 25)), 6: rng.choice((None, 46, 49))}
        self.more = rng.random() < .4
        self.roas = rng.random() < .7
        self.carries_own = rng.random() < .5
        self.exceptions = [self.random_exception(rng) for _ in range(rng.choice((0, 0, 1, 3)))]

    @staticmethod
    def random_exception(rng):
        p = random_prefix(rng)
        low = rng.randint(p.prefixlen, p.prefixlen + 2)
        what = (p, low, low + rng.randint(0, 2)) if rng.random() < .6 else rng.choice(ASNS)
        return rng.choice(("accept", "reject")), what, rng.choice(("2999-12-31", "2020-02-29"))

    def write(self, name):
        with open("irr.db", "w", encoding="utf-8") as f:
            for p, asn in sorted(self.routes, key=str):
                f.write(f"route{'6' if p.version == 6 else ''}: {p}\norigin: AS{asn}\nsource: T\n\n")
            f.write(f"as-set: AS-X\nmembers: {', '.join(f'AS{a}' for a in sorted(self.cone))}\nsource: T\n")
        with open("vrps.csv", "w", encoding="utf-8") as f:
            f.write("ASN,IP Prefix,Max Length\n")
            f.writelines(f"AS{asn},{p},{longest}\n" for p, longest, asn in self.vrps)
        lengths = ", ".join(f"ipv{v}: {n}" for v, n in self.max.items() if n)
        exceptions = ", ".join(
            "{%s: %s, reason: x, expires: %s}" % (verdict, f"AS{w}" if isinstance(w, int) else '"%s^%d-%d"' % w, day)
            for verdict, w, day in self.exceptions)
        with open("weir.yaml", "w", encoding="utf-8") as f:
            f.write(f"""network: {{asn: 3333, prefixes: ["{OWN}"]}}
neighbors:
  - asn: 9
    relationship: {"customer" if self.carries_own else "peer"}
    as-set: AS-X
    prefixes: [{", ".join(f'"{p}"' for p in self.listed)}]
    max-length: {{{lengths}}}
    more-specifics: {"yes" if self.more else "no"}
    roa-routes: {"yes" if self.roas else "no"}
    exceptions: [{exceptions}]
sources: {{irr: [{{dump: irr.db}}], rpki: [{{csv: vrps.csv}}]}}
gate: {{min-entries: 0}}
routers: [{{name: r, language: json, output: "{name}"}}]
""")

    def in_force(self, verdict):
        return [w for v, w, day in self.exceptions if v == verdict and day > "2026"]

    def numbers(self, verdict):
        return {w for w in self.in_force(verdict) if isinstance(w, int)}

    def prefixes(self, verdict):
        return set().union(*(within(*w) for w in self.in_force(verdict) if not isinstance(w, int)), set())

    def is_invalid(self, p, origin):
        """RFC 6811, route by route."""
        covering = [v for v in self.vrps if inside(p, v[0])]
        return bool(covering) and not any(asn == origin != 0 and p.prefixlen <= longest for _, longest, asn in covering)

    def fitting(self, p, longest):
        """What a registered prefix, with more specifics up to `longest`, lets in by the policy of lengths."""
        most = self.max[p.version]
        return {q for q in within(p, p.prefixlen, longest) if not most or q.prefixlen <= most}

    def limit(self, p):
        return self.max[p.version] or (24 if p.version == 4 else 48)

    def bound(self):
        cone = (self.cone | self.numbers("accept")) - self.numbers("reject")
        pairs = set()
        for p, asn in self.routes:
            if asn not in cone or self.is_invalid(p, asn):
                continue
            more = self.limit(p) if self.more else 0
            pairs |= {(q, asn) for q in self.fitting(p, max(p.prefixlen, more)) if not self.is_invalid(q, asn)}
        for p, longest, asn in self.vrps:
            if self.roas and asn in cone:
                pairs |= {(q, asn) for q in self.fitting(p, max(p.prefixlen, min(longest, self.limit(p))))}
        return {(p, asn) for p, asn in pairs if self.passes(p)}

    def passes(self, p):
        taken = BOGONS + ([] if self.carries_own else [OWN])
        lets = p in self.prefixes("accept") or not any(inside(p, t) for t in taken)
        return lets and p not in self.prefixes("reject")

    def unbound(self):
        return {p for p in set(self.listed) | self.prefixes("accept") if self.passes(p)}


def spelled_out(entry):
    p = ipaddress.ip_network(entry["prefix"])
    return within(p, entry.get("ge", p.prefixlen), entry.get("le", p.prefixlen))


def all_of(entries):
    return set().union(*map(spelled_out, entries), set())


def pairs_of(text):
    """"10.0.0.0/8^9-24 1 2": a range, then its origins."""
    block, *origins = text.split()
    block, _, lengths = block.partition("^")
    p = ipaddress.ip_network(block)
    low, _, high = lengths.partition("-")
    low = int(low or p.prefixlen)
    return {(q, int(o)) for q in within(p, low, int(high or low)) for o in origins}


def texts(pairs):
    return sorted(map(str, pairs))[:6]


seen = {"bound": 0, "unbound": 0, "invalid": 0}
for seed in range(ROUNDS):
    w = World(random.Random(seed))
    os.mkdir(f"border{seed}")
    os.chdir(f"border{seed}")
    w.write("out")
    r = run(["build"])
    wrong = []
    document = {}
    # What the border file names and no rule lets in holds the list: the candidate is judged all the same.
    path = next((p for p in ("out/as9-in.json", "out/as9-in.json.held") if os.path.exists(p)), None)
    if path:
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
        got = set().union(*map(pairs_of, document["bound"]), set())
        for what, have, want in (("bound", got, w.bound()), ("unbound", all_of(document["unbound"]), w.unbound()),
                                 ("entries", all_of(document["ipv4"] + document["ipv6"]),
                                  {p for p, _ in w.bound()} | w.unbound())):
            seen[what] = seen.get(what, 0) + len(want)
            if have != want:
                wrong.append(f"{what}: too many {texts(have - want)}, missing {texts(want - have)}")
    ok(f"border {seed}: every pair is the model's", r.status in (0, 1) and document and not wrong and not r.err,
       "\n".join(wrong) or (r.status, r.out, r.err))
    seen["invalid"] += sum(w.is_invalid(*pair) for pair in w.routes)
    os.chdir("..")
ok("there was something of each kind to be wrong about", all(n > ROUNDS // 2 for n in seen.values()), seen)
done_testing()
