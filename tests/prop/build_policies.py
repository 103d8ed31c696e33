#!/usr/bin/env python3
"""Random borders: each router language accepts and announces what a naive model of the rules does (filter/rules.h,
filter/export.h), over random routes; and no file opens a policy while it replaces the one before."""
import ipaddress
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from policies import Ios, router  # noqa: E402
from routers import LANGUAGES, probes, read  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402

ROUNDS, ROUTES = 5, 120
OWN = 3333
LANGUAGES = {n: s for n, s in LANGUAGES.items() if s in ("frr", "ios", "iosxr", "junos")}
BEHIND = {"customer", "partial-customer"}
NEVER_BEHIND = {"peer", "provider", "partial-provider"}
DOWN = BEHIND | {"sibling", "rs-client"}
KINDS = [["customer"], ["peer"], ["provider"], ["customer", "peer"], ["sibling"], ["rs"], ["rs-client"],
         ["partial-customer"], ["customer", "provider"], ["partial-provider"]]


def special(asn):
    """The numbers of IANA's registries that no network has."""
    return (asn in (0, 23456, 65535, 4294967295) or 64496 <= asn <= 131071 or 4200000000 <= asn)


class Border:
    """A random border and the facts behind it; `members` of each neighbor's as-set, None: it has none."""

    def __init__(self, rng):
        self.rng, self.neighbors, self.members, self.blackhole, self.most = rng, {}, {}, {}, {}
        self.exceptions = {}  # of each neighbor: [(accept or reject, network or number)]
        numbers = rng.sample(range(1, 60000), 8) + [64496 + rng.randrange(16), 4200000000 + rng.randrange(90)]
        for asn, kinds in zip(numbers, rng.sample(KINDS, len(KINDS))):
            self.neighbors[asn] = kinds
            self.members[asn] = rng.choice([None, sorted(rng.sample(range(1, 400000), rng.choice([1, 3, 40])))])
            self.blackhole[asn] = rng.random() < 0.5
            self.most[asn] = rng.randrange(1, 1000) if rng.random() < 0.5 else None
        self.registered = {asn: self.prefixes() for asn in {n for n in numbers} | {m for s in self.members.values() for m in s or []}}

        for asn in numbers:
            prefixes, others = (sorted(f(self.registered)) for f in (lambda r: {str(p) for ps in r.values() for p in ps}, set))
            self.exceptions[asn] = [
                (rng.choice(["accept", "reject"]), ipaddress.ip_network(rng.choice(prefixes)) if rng.random() < 0.6
                 else rng.choice([*others, *numbers, 65550])) for _ in range(rng.choice([0, 1, 4]))]

    def excepted(self, asn, verdict, kind):
        return {what for v, what in self.exceptions[asn] if v == verdict and isinstance(what, int) == (kind == "numbers")}

    def prefixes(self):
        return [ipaddress.ip_network((0x50000000 + self.rng.getrandbits(18) * 64 & ~0xff, 24)) for _ in range(2)] + [
            ipaddress.ip_network((0x2a00 << 112 | self.rng.getrandbits(20) << 80, 48))]

    def cone(self, asn):
        """Where its routes may end, None: anywhere."""
        if self.members[asn] is None and set(self.neighbors[asn]) & {"provider", "partial-provider", "rs"}:
            return None
        return {asn} | set(self.members[asn] or []) | self.trusted(asn)

    def trusted(self, asn):
        """Numbers that an exception accepts; rejecting beats accepting."""
        return self.excepted(asn, "accept", "numbers") - self.excepted(asn, "reject", "numbers")

    def never(self, asn):
        """Peerlock: who never stands behind a customer."""
        if not set(self.neighbors[asn]) & BEHIND or set(self.neighbors[asn]) & NEVER_BEHIND:
            return set()
        return {n for n, kinds in self.neighbors.items() if set(kinds) & NEVER_BEHIND and not set(kinds) & BEHIND} - self.trusted(asn) - {asn}

    def path_is_fine(self, asn, path):
        cone = self.cone(asn)
        return ((self.neighbors[asn] == ["rs"] or path[:1] == [asn])
                and not any(special(a) and a not in self.neighbors and a not in self.trusted(asn) for a in path)
                and not set(path) & self.never(asn) and (cone is None or path[-1] in cone))

    def accept(self, asn, listed, net, path, communities):
        """`listed`: whether a prefix is in the list."""
        if net in self.excepted(asn, "reject", "prefixes") or set(path) & self.excepted(asn, "reject", "numbers"):
            return None
        kinds = set(self.neighbors[asn])
        learned = 3 if kinds & {"provider", "partial-provider"} else 2 if kinds & {"peer", "rs"} else 1
        result = {c for c in communities if not c.startswith(f"{OWN}:1:")} | {f"{OWN}:1:{learned}"}
        shutdown = {"preference 0"} if "65535:0" in communities else set()
        if net in self.excepted(asn, "accept", "prefixes"):
            return result | shutdown
        if not self.path_is_fine(asn, path):
            return None
        if (self.blackhole[asn] and "65535:666" in communities and net.prefixlen == net.max_prefixlen
                and any(listed(net.supernet(new_prefix=n)) for n in range(net.max_prefixlen, 7, -1))):
            return result | {"discard", "65535:65281"}
        return result | shutdown if listed(net) else None

    def announce(self, asn, listed, path, communities):
        if communities & {"65535:65281", "65535:65282", "65535:666"}:
            return False
        if not set(self.neighbors[asn]) - DOWN:
            return True
        return listed and (not path or f"{OWN}:1:1" in communities)

    def is_session(self, asn, language, got):
        role = {"customer": "provider", "provider": "customer", "peer": "peer", "rs": "rs-client", "rs-client": "rs"}
        kinds = self.neighbors[asn]
        wanted = role.get(kinds[0], "none") if len(kinds) == 1 else "none"
        return (got["remote-as"] == asn and self.most[asn] in (None, got["max"][4])
                and got["role"] == (wanted if language == "frr" else None))

    def write(self, out, names):
        with open("irr.db", "w", encoding="utf-8") as f:
            for asn, prefixes in sorted(self.registered.items()):
                for p in prefixes:
                    f.write(f"route{'6' if p.version == 6 else ''}: {p}\norigin: AS{asn}\nsource: T\n\n")
            for asn, members in self.members.items():
                if members:
                    f.write(f"as-set: AS-{asn}X\nmembers: {', '.join(f'AS{m}' for m in members)}\nsource: T\n\n")
            customers = [n for n, kinds in self.neighbors.items() if "customer" in kinds]
            f.write(f"as-set: AS-ALL\nmembers: {', '.join(f'AS{m}' for m in customers)}\nsource: T\n\n")
        with open("weir.yaml", "w", encoding="utf-8") as f:
            f.write(f"network: {{asn: {OWN}, as-set: AS-ALL, prefixes: [80.0.3.0/24]}}\nneighbors:\n")
            for asn, kinds in self.neighbors.items():
                as_set = f"as-set: AS-{asn}X, " if self.members[asn] else ""
                more = "blackhole: yes, " if self.blackhole[asn] else ""
                more += f"max-prefix: {{ipv4: {self.most[asn]}}}, " if self.most[asn] else ""
                excepted = ", ".join(f'{{{v}: "{f"AS{what}" if isinstance(what, int) else what}", reason: because, expires: 2999-12-31}}'
                                     for v, what in self.exceptions[asn])
                f.write(f"  - {{asn: {asn}, relationship: {kinds}, {as_set}{more}exceptions: [{excepted}], router: {names}}}\n")
            f.write("sources: {irr: [{dump: irr.db}]}\ngate: {min-entries: 0}\nrouters: ["
                    + ", ".join(f'{{name: {n}, language: {n}, output: "{out}/{n}"}}' for n in names) + "]\n")

    def path(self, asn):
        """Mostly one that is fine, with one thing wrong."""
        rng, cone = self.rng, self.cone(asn) or set(range(1, 60))
        middle = [rng.randrange(1, 60000)] * rng.randrange(3)
        odd = rng.choice([0, 23456, 64511, 65535, 65551, 131071, 4200000001, 4294967295, *self.neighbors])
        whole = [asn] * rng.randint(1, 2) + middle + [rng.choice(sorted(cone))]
        return rng.choice([whole, [asn], whole[1:], whole + [rng.randrange(1, 400000)],
                           whole[:1] + [odd] + whole[1:], [odd] + whole, [asn * 10 % 4294967296, *whole], whole + [int(f"{whole[-1]}1") % 2**32]])


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def communities_of(rng):
    return set(rng.sample([f"{OWN}:1:1", f"{OWN}:1:1", f"{OWN}:1:2", f"{OWN}:1:33", f"{OWN}:11:1", f"1{OWN}:1:1", f"{OWN}:2:1",
                           "65535:65281", "65535:65282", "65535:0", "65535:666", "65535:666", "1:2"], rng.randrange(4)))


def compare(border, rng, asn, routers, imports, exports):
    """What the languages and the model differ in, and how often a route was accepted and rejected."""
    known = [p for v in (4, 6) for p, _, _ in imports.entries[v] + exports.entries[v]]
    nets = known * 3 + sorted(probes(imports.entries[4] + exports.entries[6], rng), key=str)
    nets += [n for n in sorted(border.excepted(asn, "accept", "prefixes") | border.excepted(asn, "reject", "prefixes"), key=str)] * 20
    nets += [ipaddress.ip_network((p.network_address, p.max_prefixlen)) for p in rng.choices(nets, k=len(nets) // 2)]
    wrong, seen = [], set()
    for _ in range(ROUTES):
        net, path, communities = rng.choice(nets), border.path(asn), communities_of(rng)
        wanted = border.accept(asn, imports.permits, net, path, communities)
        sent = path if rng.random() < 0.6 else []
        told = border.announce(asn, exports.permits(net), sent, communities)
        seen |= {wanted is None, f"told {told}"} | (wanted or set()) & {"preference 0", "discard"}
        for name, r in routers.items():
            got = r.accept(asn, net, path, communities)
            if got and "discard" in got:
                got -= {"preference 0"}  # which is nothing to traffic that is discarded
            if got != wanted:
                wrong.append(f"{name} {asn} accepts {net} {path} {communities}: {got}, not {wanted}")
            if r.announce(asn, net, sent, communities) != told:
                wrong.append(f"{name} {asn} announces {net} {sent} {communities}: {not told}")
    return wrong, seen


seen_at_all = set()
for seed in range(ROUNDS):
    rng = random.Random(seed)
    border = Border(rng)
    border.write(f"out{seed}", list(LANGUAGES) + ["json"])
    r = run(["build"])
    wrong = [] if r.status == 0 else [r.err]
    exports = read("json", f"out{seed}/json/as{OWN}-out.json")
    routers = {n: router(s).load(text_of(f"out{seed}/{n}/as{OWN}-out.{s}")) for n, s in LANGUAGES.items()}
    for n, s in LANGUAGES.items():
        for asn in border.neighbors:
            routers[n].load(text_of(f"out{seed}/{n}/as{asn}-in.{s}"))
    for asn in border.neighbors:
        imports = read("json", f"out{seed}/json/as{asn}-in.json")
        found, seen = compare(border, rng, asn, routers, imports, exports)
        wrong += found + [f"{n} {asn}: {x.session(asn)}" for n, x in routers.items() if not border.is_session(asn, n, x.session(asn))]
        seen_at_all |= seen
    ok(f"random border {seed}: every language accepts, marks and announces the same", not wrong, "\n".join(map(str, wrong)))
equal("routes were accepted and rejected, announced and not", seen_at_all, {True, False, "told True", "told False", "preference 0", "discard"})


# IOS and FRR replace a list by removing it: in no moment does a route map let in or tell what neither policy does.
FOREIGN = [ipaddress.ip_network("203.0.114.0/24"), ipaddress.ip_network("2c0f:f000::/32")]


def opened(suffix):
    found, r = [], router(suffix)

    def watch(asn, way):
        for name in (n for n in r.maps if f"-{way}-" in n and asn in (OWN, int(n[2:].split("-")[0]))):
            path, communities = ([asn], set()) if way == "IN" else ([], {f"{OWN}:1:1"})
            if name not in everything and r.run(name, FOREIGN[name.endswith("V6")], path, communities) is not None:
                found.append((name, path))
    for seed in [*range(ROUNDS), 0]:
        border, everything = Border(random.Random(seed)), set()
        for asn, kinds in border.neighbors.items():
            everything |= {f"AS{asn}-IN-V{v}" for v in (4, 6) if border.cone(asn) is None}
            everything |= {f"AS{asn}-OUT-V{v}" for v in (4, 6) if not set(kinds) - DOWN}
        r.maps.clear()
        for _ in range(2):
            r.load(text_of(f"out{seed}/{suffix}/as{OWN}-out.{suffix}"), lambda: watch(OWN, "OUT"))
            for asn in border.neighbors:
                r.load(text_of(f"out{seed}/{suffix}/as{asn}-in.{suffix}"), lambda: (watch(asn, "IN"), watch(asn, "OUT")))
    return found


for suffix in ("ios", "frr"):
    equal(f"{suffix}: files replace each other without a moment that lets everything in or out", opened(suffix), [])
# IOS has 500 lists of AS paths, one of which is for the network's own routes.
with open("many.yaml", "w", encoding="utf-8") as f:
    f.write("network: {asn: 3333}\nneighbors:\n" + "".join(
        f"  - {{asn: {i}, relationship: peer, prefixes: [80.1.0.0/16]}}\n" for i in range(1, 502)) + "gate: {min-entries: 0}\n"
        "routers: [{name: r, language: ios, output: many}]\n")
run(["build", "-c", "many.yaml"])
last, beyond = (router("ios").load(text_of(f"many/as{asn}-in.ios")) for asn in (499, 500))
route = [ipaddress.ip_network("80.1.0.0/16"), [499, 500]]
equal("the 499th neighbor of IOS has a list of AS paths, the next one lets in any path and says so",
      [last.accept(499, *route), beyond.accept(500, *route), "paths of this neighbor are not checked" in text_of("many/as500-in.ios")],
      [None, {"3333:1:2"}, True])
bare = Ios(True).load("route-map X-V4 permit 10\n match ip address prefix-list X-V4\n")
ok("a list that is missing would let everything in", bare.run("X-V4", ipaddress.ip_network("203.0.114.0/24"), [1], set()) is not None)
done_testing()
