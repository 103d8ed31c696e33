"""The decision about a neighbor as its JSON file has it, and routes at its edges to compare a router with.

    d = Decision("out/edge1", 64501, 64500)
    d.refusal(net, path, communities)     the rule of filter/rules.h that rejects a route, or None
    d.accept(net, path, communities)      as tests/policies.py has it, like d.announce()
    differences_of_policy(router, d, rng)
"""
import json
import os

from policies import has, network
from routers import Entries, probes, read


def range_of(entry):
    at = network(entry["prefix"])
    return at, entry.get("ge", at.prefixlen), entry.get("le", at.prefixlen)


def bound_pair(text):
    """"192.0.2.0/24^25-26 64501 64502" """
    words = text.split()
    prefix, _, lengths = words[0].partition("^")
    at = network(prefix)
    ge, le = map(int, lengths.split("-")) if lengths else (at.prefixlen, at.prefixlen)
    return (at, ge, le), set(map(int, words[1:]))


class Decision:
    def __init__(self, folder, asn, own):
        path = f"{folder}/as{asn}-in.json"
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
        self.asn, self.own_asn, self.path, self.mark, self.told = asn, own, document["path"], document["mark"], document["export"]
        self.list = read("json", path)
        self.origins = None if self.path["any-origin"] else document["origins"]
        self.accepted, self.rejected = ([range_of(e) for e in document["exceptions"][k]] for k in ("accepted", "rejected"))
        self.blackholes = [range_of(e) for e in document["session"]["blackholes"]]
        self.unbound = [range_of(e) for e in document["unbound"]]
        self.bound = [bound_pair(text) for text in document["bound"]]
        announced = f"{folder}/as{own}-out.json"
        self.announced = read("json", announced) if os.path.exists(announced) else Entries()

    def refusal(self, net, path, communities=frozenset()):
        if any(has(e, net) for e in self.rejected) or set(path) & set(self.path["rejected"]):
            return "rejected"
        if any(has(e, net) for e in self.accepted):
            return None
        return self.refusal_of_path(path) or (None if self.is_blackhole(net, communities) else self.refusal_of_prefix(net, path))

    def refusal_of_path(self, path):
        origin = path[-1] if path else 0
        if self.path.get("first-as") not in (None, path[0] if path else 0):
            return "first-as"
        if any(low <= asn <= high for asn in path for low, high in self.path["bogons"]):
            return "bogon-asn"
        if set(path) & set(self.path["never"]):
            return "peerlock"
        return None if self.origins is None or origin in self.origins else "origin"

    def refusal_of_prefix(self, net, path):
        origin = path[-1] if path else 0
        if not self.list.permits(net):
            return "prefix"
        if any(has(e, net) for e in self.unbound) or any(has(e, net) and origin in who for e, who in self.bound):
            return None
        return "binding"

    def is_blackhole(self, net, communities):
        return "65535:666" in communities and any(has(e, net) for e in self.blackholes)

    def accept(self, net, path, communities):
        if self.refusal(net, path, communities):
            return None
        ours = f"{self.mark['asn']}:{self.mark['function']}:"
        kept = {c for c in communities if not c.startswith(ours)} | {f"{ours}{self.mark['relation']}"}
        return kept | {"65535:65281"} if self.is_blackhole(net, communities) else kept

    def announce(self, net, path, communities):
        if communities & {"65535:65281", "65535:65282", "65535:666"}:
            return False
        if self.told == "everything":
            return True
        return self.announced.permits(net) and (not path or f"{self.mark['asn']}:{self.mark['function']}:1" in communities)


def routes_around(d, rng, most=30):
    """(net, path, communities) at the edges of a decision: prefixes of its list and beside it, paths that break one rule and none."""
    first, own = d.path.get("first-as", 3356), d.own_asn
    never, bogons = d.path["never"] or [7], d.path["bogons"] or [[0, 0]]
    origins = d.origins or [first, 3333]
    marks = [set(), {f"{own}:1:1"}, {f"{own}:1:2"}, {f"{own}:1:3"}, {f"{own}:2:1", "7:1:1"}, {f"{own}:1:1", f"{own}:1:3"},
             {f"{own}:1:1", "65535:65281"}, {f"{own}:1:1", "65535:65282"}, {"65535:666"}, {"65535:0", "65535:1"}]
    known = [e for of in (d.list, d.announced) for v in (4, 6) for e in of.entries[v]] + d.accepted + d.rejected + d.blackholes
    nets = sorted(probes(known, rng), key=str)
    for _ in range(most):
        net = rng.choice(nets)
        registered = [o for e, who in d.bound if has(e, net) for o in sorted(who)]
        origin = rng.choice(registered * 3 + rng.sample(origins, min(3, len(origins))) + [first, 20597])
        good = [first, origin] if origin != first else [first]
        for path in (good, [], [origin], [20597, first, origin], [first, rng.choice(never), origin],
                     [first, rng.choice(rng.choice(bogons)), origin], [first, 20597, origin], [first, origin, 20597],
                     [first, rng.choice(d.path["rejected"] or [8]), origin]):
            yield net, path, rng.choice(marks)


def differences_of_policy(router, d, rng):
    """Where a router and the decision differ, as lines; and the rules that decided."""
    found, asked = [], []
    for net, path, communities in routes_around(d, rng):
        asked.append(d.refusal(net, path, communities) or ("blackhole" if d.is_blackhole(net, communities) else "accepted"))
        for what in ("accept", "announce"):
            got, wanted = getattr(router, what)(d.asn, net, path, communities), getattr(d, what)(net, path, communities)
            if got != wanted:
                found.append(f"{what} {net} {path} {sorted(communities)}: {got}, and {wanted} by JSON ({asked[-1]})")
    return found, asked
