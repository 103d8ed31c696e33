#!/usr/bin/env python3
"""Every scheme of weir sav against a naive model: one address at a time, over random small borders.

The universe is 64 IPv4 and 64 IPv6 addresses. For each of them, each neighbor and each scheme the model says
permit or deny from the words of RFC 8704; `list` must hold exactly the permitted ones as the fewest prefixes, and
`check` must say the same."""
import ipaddress
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run  # noqa: E402

ROUNDS = 25
OWN = 100
SCHEMES = ["acl", "strict", "feasible", "efp-a", "efp-a-roa", "efp-b", "efp-b-roa", "loose", "loose-no-default"]
BLOCKS = [ipaddress.ip_network("80.0.0.0/26"), ipaddress.ip_network("2a00::/122")]
HOSTS = [h for b in BLOCKS for h in b]
RELATIONSHIPS = ["customer", "customer", "customer", "peer", "provider", "[customer, peer]", "rs", "sibling", "partial-customer"]
RANK = {"customer": 1, "partial-customer": 1, "sibling": 2, "peer": 3, "rs": 3, "provider": 4}


def random_prefix(rng):
    block = rng.choice(BLOCKS)
    return rng.choice(list(block.subnets(new_prefix=rng.randint(block.prefixlen, block.prefixlen + 6))))


class World:
    """A random border: neighbors, routes (neighbor, prefix, path), ROAs, perhaps a forwarding table."""

    def __init__(self, rng):
        self.neighbors = {asn: (rng.choice(RELATIONSHIPS), [random_prefix(rng) for _ in range(rng.randint(1, 3))])
                          for asn in range(1, rng.randint(3, 7))}
        self.routes = {}
        for _ in range(rng.randint(0, 25)):
            asn = rng.choice(list(self.neighbors))
            path = [asn] * rng.randint(1, 2) + [rng.randint(1, 12) for _ in range(rng.randint(0, 2))]
            path += [OWN, 3] if rng.random() < 0.05 else []  # a loop: no route of ours
            self.routes[(asn, random_prefix(rng))] = path
        if rng.random() < 0.3:
            self.routes[(rng.choice(list(self.neighbors)), ipaddress.ip_network("0.0.0.0/0"))] = [5, 9]
        self.sets = {k for k in self.routes if rng.random() < 0.1}  # these paths end in a set
        self.roas = [(rng.randint(1, 12), random_prefix(rng), rng.randint(0, 3)) for _ in range(rng.choice((0, 2, 6)))]
        self.own = [random_prefix(rng)]
        self.fib = {}
        if rng.random() < 0.4:
            for _ in range(rng.randint(1, 15)):
                hops = [rng.choice(list(self.neighbors) + [OWN, 99]) for _ in range(rng.randint(1, 3))]
                self.fib[random_prefix(rng)] = hops

    def write(self):
        with open("weir.yaml", "w", encoding="utf-8") as f:
            f.write(f"network: {{asn: {OWN}, prefixes: {[str(p) for p in self.own]}}}\nneighbors:\n")
            for asn, (rel, prefixes) in self.neighbors.items():
                f.write(f"  - {{asn: {asn}, relationship: {rel}, prefixes: {[str(p) for p in prefixes]}}}\n")
            f.write("sources:\n  routes: [{text: rib.txt}]\n")
            f.write("  rpki: [{csv: roas.csv}]\n" if self.roas else "")
            f.write("  fib: [{text: fib.txt}]\n" if self.fib else "")
        with open("rib.txt", "w", encoding="utf-8") as f:
            # A line of nobody we know, so that the file is never empty.
            f.write("TABLE_DUMP2|1|B|10.9.9.9|9999|99.0.0.0/8|9999|IGP|10.0.0.1|0|0||NAG||\n")
            for (asn, p), path in self.routes.items():
                words = " ".join(map(str, path)) + (" {3,4}" if (asn, p) in self.sets else "")
                f.write(f"TABLE_DUMP2|1|B|10.0.0.{asn}|{asn}|{p}|{words}|IGP|10.0.0.1|0|0||NAG||\n")
        with open("roas.csv", "w", encoding="utf-8") as f:
            f.write("ASN,IP Prefix,Max Length,Trust Anchor\n")
            for asn, p, more in self.roas:
                f.write(f"AS{asn},{p},{min(p.prefixlen + more, p.max_prefixlen)},t\n")
        with open("fib.txt", "w", encoding="utf-8") as f:
            for p, hops in self.fib.items():
                f.write(f"{p} {' '.join(map(str, hops))}\n")


class Model:
    def __init__(self, w):
        self.w = w
        self.routes = []
        refused = set()
        for (asn, p), path in w.routes.items():
            if OWN in path:
                continue
            origin = None if (asn, p) in w.sets else path[-1]
            covering = [(a, r, r.prefixlen + more) for a, r, more in w.roas if r.version == p.version and p.subnet_of(r)]
            if covering and not any(a == origin and p.prefixlen <= most for a, _, most in covering):
                refused.add((p, asn))
                continue
            self.routes.append((asn, p, origin, len(path) + ((asn, p) in w.sets)))
        self.customers = {a for a, (rel, _) in w.neighbors.items() if "customer" in rel}
        self.origins = {o for a, _, o, _ in self.routes if a in self.customers and o}
        if w.fib:
            self.fib = {p: [h for h in hops if (p, h) not in refused] for p, hops in w.fib.items()}
            self.fib = {p: hops for p, hops in self.fib.items() if hops}
        else:
            self.fib = {}
            for prefix in {p for _, p, _, _ in self.routes}:
                self.fib[prefix] = [min((self.rank(a), n, a) for a, p, _, n in self.routes if p == prefix)[2]]

    def rank(self, asn):
        return min(RANK[r] for r in self.w.neighbors[asn][0].strip("[]").split(", "))

    def rib(self, asn):
        return {p for a, p, _, _ in self.routes if a == asn}

    def lists(self, scheme, n):
        """The prefixes of a scheme that is a list; the other schemes are in permits()."""
        if scheme == "feasible":
            return self.rib(n)
        if scheme.startswith("efp-a"):
            found = set()
            for origin in self.origins:
                announced = {p for _, p, o, _ in self.routes if o == origin}
                if announced & self.rib(n):
                    found |= announced
            if scheme.endswith("roa"):
                here = {o for a, _, o, _ in self.routes if a == n}
                found |= {p for a, p, _ in self.w.roas if a in here}
            return found
        found = {p for a, p, o, _ in self.routes if a in self.customers or o in self.origins}
        if scheme.endswith("roa"):
            found |= {p for a, p, _ in self.w.roas if a in self.origins}
        return found

    def permitted(self, scheme, n):
        if scheme == "acl":
            rel, prefixes = self.w.neighbors[n]
            own = [] if "customer" in rel or rel in ("sibling",) else self.w.own
            return {h for h in HOSTS if any(h in p for p in prefixes) and not any(h in p for p in own)}
        if scheme in ("strict", "loose", "loose-no-default"):
            result = set()
            for h in HOSTS:
                covering = [p for p in self.fib if h in p and (scheme != "loose-no-default" or p.prefixlen)]
                if covering and (scheme != "strict" or n in self.fib[max(covering, key=lambda p: p.prefixlen)]):
                    result.add(h)
            return result
        prefixes = self.lists(scheme, n)
        return {h for h in HOSTS if any(h in p for p in prefixes)}


def listed(scheme):
    r = run(["sav", "list", "--scheme", scheme])
    lists = {}
    for line in r.out.decode().splitlines():
        who, prefix = line.split()
        lists.setdefault(int(who[2:]), []).append(ipaddress.ip_network(prefix))
    return r.status, lists


def few(prefixes):
    """The same in as few prefixes as there can be."""
    return [c for v in (4, 6) for c in ipaddress.collapse_addresses([p for p in prefixes if p.version == v])]


for seed in range(ROUNDS):
    rng = random.Random(seed)
    world = World(rng)
    world.write()
    model = Model(world)
    wrong = []
    wanted = {(s, n): model.permitted(s, n) for s in SCHEMES for n in world.neighbors}
    for scheme in SCHEMES:
        status, lists = listed(scheme)
        if status:
            wrong.append((scheme, "status", status))
        for n in world.neighbors:
            prefixes = lists.get(n, [])
            got = {h for h in HOSTS if any(h in p for p in prefixes)}
            if got != wanted[scheme, n] or prefixes != few(prefixes):
                wrong.append((scheme, n, prefixes))
    for _ in range(8):
        scheme, n, host = rng.choice(SCHEMES), rng.choice(list(world.neighbors)), rng.choice(HOSTS)
        r = run(["sav", "check", "--scheme", scheme, "--from", n, "--src", host, "--json"])
        said = json.loads(r.out)
        yes = host in wanted[scheme, n]
        if (said["verdict"], r.status) != (("permit", 0) if yes else ("deny", 1)) or not said["schemes"][0]["why"]:
            wrong.append((scheme, n, host, r.out))
    ok(f"random border {seed}: {len(model.routes)} routes, {len(world.roas)} ROAs, {len(model.fib)} in the FIB",
       not wrong, wrong[:4])

done_testing()
