"""A naive model of what is accepted from a neighbor: random borders, registries, ROAs, exceptions and tables of routes.

    w = World(random.Random(seed)); w.write()      weir.yaml and its sources, here
    w.rule(asn, prefix, path)                      the rule that rejects a route, by its name; "-": it is accepted

It asks, route by route and object by object, what the words of weir-check(1) and weir.yaml(5) say. Nothing is made into a
list or a set of prefixes; for each route all objects are looked at again."""
import ipaddress
import json

OWN = 100
net = ipaddress.ip_network
BLOCKS = [net("80.0.0.0/20"), net("2a00::/44"), net("10.0.0.0/20")]
RELATIONSHIPS = ["customer", "customer", "customer", "peer", "peer", "provider", "partial-customer", "partial-provider", "sibling",
                 "rs", "rs-client", "[customer, peer]"]
ASNS = list(range(1, 13))
BOGON_ASNS = [0, 23456, 64512, 65535, 4200000000]
LONGEST = {4: 24, 6: 48}


def random_prefix(rng, deepest=6):
    block = rng.choice(BLOCKS[:2] * 4 + BLOCKS[2:])
    length = block.prefixlen + rng.randint(0, deepest)
    bits = block.max_prefixlen
    return net((int(block.network_address) | rng.getrandbits(length - block.prefixlen) << (bits - length) if length > block.prefixlen
                else int(block.network_address), length))


def random_range(rng):
    """(prefix, from, to), and as RPSL writes it."""
    p = random_prefix(rng)
    kind = rng.randint(0, 3)
    if kind == 0:
        return (p, p.prefixlen, p.max_prefixlen), f"{p}^+"
    if kind == 1:
        ge = p.prefixlen + rng.randint(0, 2)
        le = ge + rng.randint(0, 2)
        return (p, ge, le), f"{p}^{ge}-{le}"
    return (p, p.prefixlen, p.prefixlen), str(p)


def has(r, p):
    return r[0].version == p.version and p.subnet_of(r[0]) and r[1] <= p.prefixlen <= r[2]


def inside(p, outer):
    return outer.version == p.version and p.subnet_of(outer)


class Neighbor:
    def __init__(self, rng, asn, sets):
        self.asn = asn
        self.relationships = rng.choice(RELATIONSHIPS)
        self.names = rng.sample(sets, rng.randint(1, 2)) if rng.random() < 0.6 else []
        self.prefixes = [random_prefix(rng) for _ in range(rng.randint(1, 3))] if rng.random() < 0.3 else []
        self.policy = random_policy(rng) if rng.random() < 0.5 else {}
        self.exceptions = []
        for _ in range(rng.choice((0, 0, 1, 3))):
            what = rng.choice((random_range(rng), (rng.choice(ASNS + BOGON_ASNS[2:]),) * 2))
            text = what[1] if isinstance(what[0], tuple) else f"AS{what[0]}"
            self.exceptions.append((rng.random() < 0.5, what[0], text, rng.random() < 0.8))

    def is_a(self, *names):
        return any(n in self.relationships.strip("[]").split(", ") for n in names)

    def excepted(self, accept, kind):
        return [what for yes, what, _, lasts in self.exceptions if lasts and yes == accept and isinstance(what, kind)]

    def yaml(self):
        text = f"{{asn: {self.asn}, relationship: {self.relationships}"
        text += f", as-set: [{', '.join(self.names)}]" if self.names else ""
        text += f", prefixes: [{', '.join(quoted(p) for p in self.prefixes)}]" if self.prefixes else ""
        text += "".join(f", {k}: {v}" for k, v in self.policy.items() if k != "max-length")
        text += max_length_yaml(self.policy)
        if self.exceptions:
            text += ", exceptions: [" + ", ".join(
                f"{{{'accept' if yes else 'reject'}: '{shown}', reason: because, expires: {'2999-01-31' if lasts else '2020-01-31'}}}"
                for yes, _, shown, lasts in self.exceptions) + "]"
        return text + "}"


def quoted(p):
    return f"'{p}'"


def max_length_yaml(policy):
    m = policy.get("max-length")
    return f", max-length: {{{', '.join(f'ipv{v}: {n}' for v, n in m.items())}}}" if m else ""


def random_policy(rng):
    policy = {}
    if rng.random() < 0.4:
        policy["max-length"] = {v: n for v, n in ((4, rng.randint(21, 25)), (6, rng.randint(45, 50))) if rng.random() < 0.7}
    if rng.random() < 0.4:
        policy["more-specifics"] = rng.choice(("yes", "no"))
    if rng.random() < 0.4:
        policy["roa-routes"] = rng.choice(("yes", "no"))
    return policy


class World:
    def __init__(self, rng):
        self.rng = rng
        self.sets = {}
        for name in ("AS-A", "AS-B", "AS-C", "AS-D"):
            self.sets[name] = [f"AS{rng.choice(ASNS)}" for _ in range(rng.randint(0, 3))] + \
                              ([rng.choice(("AS-A", "AS-B", "AS-C"))] if rng.random() < 0.5 else [])
        self.route_set = [random_range(rng) for _ in range(rng.randint(1, 3))]
        self.objects = [(random_prefix(rng), rng.choice(ASNS)) for _ in range(rng.randint(5, 60))]
        self.roas = []
        for _ in range(rng.choice((0, 3, 10, 20))):
            p = random_prefix(rng, 4)
            self.roas.append((p, min(p.prefixlen + rng.randint(0, 4), p.max_prefixlen), rng.choice(ASNS + [0])))
        self.own = [random_prefix(rng, 2) for _ in range(rng.randint(0, 2))]
        self.policy = random_policy(rng) if rng.random() < 0.3 else {}
        self.bogons_off = rng.random() < 0.15
        names = list(self.sets) + ["RS-R"] * (rng.random() < 0.5) + [f"AS{a}" for a in rng.sample(ASNS, 3)]
        numbers = rng.sample(ASNS, rng.randint(2, 5)) + ([64512] if rng.random() < 0.2 else [])
        self.neighbors = {asn: Neighbor(rng, asn, names) for asn in numbers}
        self.routes = [self.random_route() for _ in range(300)]

    def random_route(self):
        rng = self.rng
        asn = rng.choice(list(self.neighbors))
        path = [asn] * rng.randint(1, 2) if rng.random() < 0.95 else []
        path += [rng.choice(ASNS) for _ in range(rng.choice((0, 1, 1, 2)))]
        if rng.random() < 0.05:
            path.insert(rng.randint(0, len(path)), rng.choice(BOGON_ASNS))
        prefix, origin = rng.choice(self.objects)
        kind = rng.random()
        listed = self.neighbors[asn].prefixes
        if listed and rng.random() < 0.3:
            prefix = rng.choice(listed)
        elif kind < 0.2 and prefix.prefixlen < prefix.max_prefixlen:
            prefix = rng.choice(list(prefix.subnets(rng.choice((1, 1, 2)))))
        elif kind < 0.5:
            prefix = random_prefix(rng)
        elif kind < 0.9:
            path += [origin]
        text = [str(a) for a in path]
        shape = rng.random()
        if shape < 0.04:
            text.append("{" + ",".join(str(rng.choice(ASNS)) for _ in range(rng.randint(1, 2))) + "}")
        elif shape < 0.06 and text:
            text[0] = "{" + text[0] + "}"
        elif shape < 0.07:
            text.insert(0, "(65001)")
        return asn, prefix, " ".join(text)

    def write(self, more="", of_each=""):
        """`more` is appended to the border file, `of_each` to each neighbor."""
        with open("weir.yaml", "w", encoding="utf-8") as f:
            f.write(f"network: {{asn: {OWN}, prefixes: [{', '.join(quoted(p) for p in self.own)}]")
            f.write("".join(f", {k}: {v}" for k, v in self.policy.items() if k != "max-length") + max_length_yaml(self.policy) + "}\n")
            f.write("neighbors:\n" + "".join(f"  - {n.yaml()[:-1]}{of_each}}}\n" for n in self.neighbors.values()))
            f.write("sources:\n  irr: [{dump: irr.db}]\n  routes: [{text: rib.txt}]\n")
            f.write("  rpki: [{json: rpki.json}]\n" if self.roas else "")
            f.write(("bogons: off\n" if self.bogons_off else "") + more)
        with open("irr.db", "w", encoding="utf-8") as f:
            for name, members in self.sets.items():
                f.write(f"as-set: {name}\n" + (f"members: {', '.join(members)}\n" if members else "") + "source: T\n\n")
            f.write("route-set: RS-R\nmp-members: " + ", ".join(text for _, text in self.route_set) + "\nsource: T\n\n")
            for p, origin in self.objects:
                f.write(f"{'route' if p.version == 4 else 'route6'}: {p}\norigin: AS{origin}\nsource: T\n\n")
        with open("rpki.json", "w", encoding="utf-8") as f:
            json.dump({"roas": [{"asn": a, "prefix": str(p), "maxLength": m, "ta": "t"} for p, m, a in self.roas]}, f)
        with open("rib.txt", "w", encoding="utf-8") as f:
            for n, (asn, prefix, path) in enumerate(self.routes):
                f.write(f"TABLE_DUMP2|1|B|10.0.{n // 250}.{n % 250 + 1}|{asn}|{prefix}|{path}|IGP|10.0.0.1|0|0||NAG||\n")

    # What the words say.

    def rov(self, p, origin):
        covering = [(m, a) for r, m, a in self.roas if inside(p, r)]
        if not covering:
            return "not-found"
        own = [m for m, a in covering if a == origin and a]
        if any(m >= p.prefixlen for m in own):
            return "valid"
        return "invalid-length" if own else "invalid-asn"

    def expand(self, names):
        """The AS numbers of sets, and the ranges that any origin may have."""
        asns, ranges, seen, todo = set(), [], set(), list(names)
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            if name == "RS-R":
                ranges += [r for r, _ in self.route_set]
            elif name in self.sets:
                todo += self.sets[name]
            else:
                asns.add(int(name[2:]))
        return asns, ranges

    def word(self, n, key, default):
        return n.policy.get(key, self.policy.get(key, default))

    def max_length(self, n, version):
        return n.policy.get("max-length", {}).get(version) or self.policy.get("max-length", {}).get(version)

    def reached(self, n):
        """(anything, cone, ranges of route-sets) of a neighbor."""
        if n.names or n.prefixes:
            asns, ranges = self.expand(n.names)
        elif n.is_a("provider", "partial-provider", "rs"):
            return True, set(), []
        else:
            asns, ranges = {n.asn}, []
        rejected = set(n.excepted(False, int))
        asns |= set(n.excepted(True, int)) - rejected
        return False, asns - rejected, ranges

    def fits(self, n, exact, p):
        """Whether a registered prefix or range lets in p, by the policy of lengths."""
        limit = self.max_length(n, p.version)
        if limit and p.prefixlen > limit:
            return False
        if has(exact, p):
            return True
        top = limit or LONGEST[p.version]
        begins = exact[1] <= (min(exact[2], limit) if limit else exact[2])
        return self.word(n, "more-specifics", "no") == "yes" and begins and exact[1] <= top and inside(p, exact[0]) and \
            exact[1] <= p.prefixlen <= top

    def bound(self, n, p, asns):
        """The origins that may announce p, by route objects and ROAs."""
        origins = set()
        for r, origin in self.objects:
            if origin in asns and self.rov(r, origin) not in ("invalid-asn", "invalid-length") and \
               self.fits(n, (r, r.prefixlen, r.prefixlen), p):
                if self.word(n, "more-specifics", "no") != "yes" or self.rov(p, origin) not in ("invalid-asn", "invalid-length"):
                    origins.add(origin)
        limit = self.max_length(n, p.version)
        for r, m, origin in self.roas:
            if origin and origin in asns and self.word(n, "roa-routes", "yes") == "yes" and inside(p, r) and \
               not (limit and r.prefixlen > limit) and p.prefixlen <= min(m, max(limit or LONGEST[p.version], r.prefixlen)):
                origins.add(origin)
        return origins

    def is_bogon(self, p):
        return not self.bogons_off and inside(p, net("10.0.0.0/8"))

    def bogon_asns(self, n):
        if self.bogons_off:
            return set()
        return set(BOGON_ASNS + [65001]) - set(self.neighbors) - (set(n.excepted(True, int)) - set(n.excepted(False, int)))

    def never(self, n):
        if not n.is_a("customer", "partial-customer") or n.is_a("peer", "provider", "partial-provider"):
            return set()
        never = {m.asn for m in self.neighbors.values() if m.is_a("peer", "provider", "partial-provider")
                 and not m.is_a("customer", "partial-customer", "sibling")}
        return never - {n.asn} - (set(n.excepted(True, int)) - set(n.excepted(False, int)))

    def rule(self, asn, p, text):
        n = self.neighbors[asn]
        words = text.split()
        path = [int(a) for a in text.replace("{", " ").replace("}", " ").replace("(", " ").replace(")", " ").replace(",", " ").split()]
        origin = path[-1] if path and words[-1].isdigit() else None
        rejected = set(n.excepted(False, int))
        anything, cone, ranges = self.reached(n)
        if any(has(r, p) for r in n.excepted(False, tuple)) or rejected & set(path):
            return "rejected"
        if any(has(r, p) for r in n.excepted(True, tuple)):
            return "-"
        if not n.is_a("rs") and not (words and words[0] == str(asn)):
            return "first-as"
        if set(path) & self.bogon_asns(n):
            return "bogon-asn"
        if set(path) & self.never(n):
            return "peerlock"
        if self.is_bogon(p):
            return "bogon"
        if any(inside(p, o) for o in self.own) and not n.is_a("customer", "partial-customer", "sibling", "rs-client"):
            return "own"
        return self.registered(n, p, origin, anything, cone, ranges)

    def registered(self, n, p, origin, anything, cone, ranges):
        if anything:
            return "-" if p.prefixlen <= LONGEST[p.version] else "length"
        limit = self.max_length(n, p.version)
        listed = p in n.prefixes
        if limit and p.prefixlen > limit and not listed:
            return "length"
        origins = cone | {n.asn}
        if self.word(n, "roa-routes", "yes") == "yes":
            origins |= {a for r, m, a in self.roas for q in n.prefixes if a and inside(q, r) and m >= q.prefixlen}
        if not ranges and origin not in origins - set(n.excepted(False, int)):
            return "origin"
        bound = self.bound(n, p, cone)
        if listed or any(self.fits(n, r, p) for r in ranges) or origin in bound:
            return "-"
        return "binding" if bound else "prefix"
