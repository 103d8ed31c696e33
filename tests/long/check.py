#!/usr/bin/env python3
"""weir check on a whole real table: each of its routes by the words of weir-check(1), beside the VRPs of the whole Internet.

A customer with route objects for half of what it announces, a peer with none, the other sessions providers. bgpdump reads
the table; all else is judged here, route by route."""
import collections
import csv
import gzip
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import data, done_testing, equal, note, ok, run, skip  # noqa: E402

BOGONS = {}  # IANA's special-purpose registries: not globally reachable, or ended; multicast; IPv6 outside 2000::/3


def number(prefix):
    """(version, length, address as a number without its host bits)"""
    address, length = prefix.split("/")
    if ":" not in address:
        a, b, c, d = map(int, address.split("."))
        return 4, int(length), (a << 24 | b << 16 | c << 8 | d) >> (32 - int(length))
    head, _, tail = address.partition("::")
    words = [int(w, 16) for w in head.split(":") if w]
    last = [int(w, 16) for w in tail.split(":") if w]
    words += [0] * (8 - len(words) - len(last)) + last
    return 6, int(length), sum(w << 16 * (7 - i) for i, w in enumerate(words)) >> (128 - int(length))


def around(p):
    version, length, at = p
    return [(version, n, at >> (length - n)) for n in range(length, -1, -1)]


for text in """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
        192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 2001:2::/48 2001:10::/28 2001:db8::/32
        3fff::/20""".split():
    BOGONS[number(text)] = True


def is_bogon(p, covers):
    return any(c in BOGONS for c in covers) or (p[0] == 6 and p[1] >= 3 and p[2] >> (p[1] - 3) != 1)


def is_bogon_asn(a):
    return a in (0, 23456) or 64496 <= a <= 131071 or a >= 4200000000


def rov(vrps, covers, length, origin):
    found = [v for c in covers for v in vrps.get(c, ())]
    own = [m for m, a in found if a == origin and a]
    if not found:
        return "not-found"
    return "valid" if any(m >= length for m in own) else "invalid-length" if own else "invalid-asn"


def read_table(path):
    """(session, prefix, path) of each route, as bgpdump prints it."""
    with subprocess.Popen(["bgpdump", "-m", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as p:
        return [(int(c[4]), c[5], c[6]) for c in (line.split("|", 7) for line in p.stdout)]


def read_vrps(path):
    vrps = collections.defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for row in csv.reader(f):
            if row and row[0].upper().startswith("AS") and row[0][2:].isdigit():
                vrps[number(row[1])].append((int(row[2]), int(row[0][2:])))
    return vrps


def origin_of(path):
    last = path.split()[-1] if path else ""
    return int(last) if last.isdigit() else None


class Registry:
    """Route objects of every second origin of the customer's routes, for every second prefix of these."""

    def __init__(self, routes, customer, vrps, rng):
        pairs = sorted({(p, origin_of(path)) for asn, p, path in routes if asn == customer and origin_of(path)})
        origins = sorted({o for _, o in pairs})
        self.cone = set(rng.sample(origins, len(origins) // 2)) | {customer}
        objects = [(p, o) for p, o in pairs if o in self.cone and rng.random() < 0.5]
        strangers = [(p, rng.choice(sorted(self.cone))) for p, o in rng.sample(pairs, len(pairs) // 20)]
        self.bound = collections.defaultdict(set)
        with open("irr.db", "w", encoding="utf-8") as f:
            f.write("as-set: AS-CUSTOMER\nmembers: " + ", ".join(f"AS{o}" for o in sorted(self.cone)) + "\nsource: T\n\n")
            for p, o in objects + strangers:
                f.write(f"route{'6' if ':' in p else ''}: {p}\norigin: AS{o}\nsource: T\n\n")
                at = number(p)
                if rov(vrps, around(at), at[1], o) in ("valid", "not-found"):
                    self.bound[at].add(o)


def rule(registry, asn, customer, providers, p, covers, path):
    words = path.replace("{", " ").replace("}", " ").replace(",", " ").split()
    numbers = [int(w) for w in words]
    origin = origin_of(path)
    if not path or path.split()[0] != str(asn):
        return "first-as"
    if any(is_bogon_asn(a) for a in numbers):
        return "bogon-asn"
    if asn == customer and providers & set(numbers):
        return "peerlock"
    if is_bogon(p, covers):
        return "bogon"
    if asn != customer:
        return "-" if (8 <= p[1] <= 24 if p[0] == 4 else 16 <= p[1] <= 48) else "length"
    if origin not in registry.cone:
        return "origin"
    bound = registry.bound.get(p, set())
    return "-" if origin in bound else "binding" if bound else "prefix"


def main():
    table, csv_path = data("mrt/rib.rrc06.20100701.bz2"), data("vrp/vrps-2020-02-24.csv.gz")
    if not table or not csv_path:
        skip("a whole real table", "no data")
        return
    routes, vrps, rng = read_table(table), read_vrps(csv_path), random.Random(2010)
    sessions = collections.Counter(asn for asn, _, _ in routes)
    customer = sessions.most_common(1)[0][0]
    providers = set(sessions) - {customer}
    registry = Registry(routes, customer, vrps, rng)
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write("network: {asn: 400000}\nneighbors:\n"
                f"  - {{asn: {customer}, relationship: customer, as-set: AS-CUSTOMER, roa-routes: no}}\n")
        f.write("".join(f"  - {{asn: {a}, relationship: provider}}\n" for a in sorted(providers)))
        f.write(f"sources:\n  irr: [{{dump: irr.db}}]\n  rpki: [{{csv: {csv_path}}}]\n  routes: [{{mrt: {table}}}]\n")
    want, rules = collections.Counter(), collections.Counter()
    for asn, text, path in routes:
        p = number(text)
        covers = around(p)
        said = rule(registry, asn, customer, providers, p, covers, path)
        want[f"AS{asn}", text, path or "-", said, rov(vrps, covers, p[1], origin_of(path))] += 1
        rules[said] += 1
    r = run(["check", "--list"], timeout=600)
    got = collections.Counter((c[0], c[1], c[2], c[4], c[5]) for c in (line.split("\t") for line in r.out.decode().splitlines()))
    note(f"{len(routes)} routes of {len(sessions)} sessions; " + ", ".join(f"{n} {k}" for k, n in rules.most_common()))
    damage = [line for line in r.err.decode().splitlines() if ": ASN: expected an AS number, found 'AS-" not in line]
    equal("weir check goes through the whole table, and tells two rows of the VRPs that have no AS number", (r.status, damage), (1, []))
    ok(f"each of {len(routes)} routes is judged by its rule and by the RPKI", got == want,
       f"want {sorted((want - got).items())[:5]}\ngot  {sorted((got - want).items())[:5]}")
    ok("the table meets the rules", min(rules[k] for k in ("-", "origin", "prefix", "binding", "peerlock", "bogon", "bogon-asn")) > 0)


main()
done_testing()
