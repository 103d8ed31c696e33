"""A network with a customer, a peer and a provider: what each announces to it, and what must become of that. Every judge of
a router in a lab uses this table.

    write_border(folder, {"edge1": "bird2"})    weir.yaml and its dump
    ROUTES                                      what is announced, each with the rule that must reject it
    accepted(route), marks(route)               the verdict
    told(neighbor)                              the prefixes that a neighbor must be told, and no others

`binding` is the rule of languages that bind a prefix to its origin; others let such a route in.
"""
import collections
import os

OWN = 3000
NEIGHBORS = {"customer": 3001, "peer": 3002, "provider": 3003}
MARKS = {"customer": 1, "peer": 2, "provider": 3}
OWN_PREFIXES = ("80.0.0.0/16", "2a00::/32")
NO_EXPORT = "65535:65281"

Route = collections.namedtuple("Route", "sender prefix path communities rule what", defaults=(None, ""))


def route(sender, prefix, path, rule, what, communities=()):
    return Route(sender, prefix, [int(a) for a in path.split()], tuple(communities), rule, what)


ROUTES = [
    route("customer", "80.1.0.0/16", "3001", None, "its own"),
    route("customer", "2a00:1::/32", "3001", None, "its own, IPv6"),
    route("customer", "80.11.0.0/20", "3001 3011", None, "of its customer"),
    route("customer", "80.15.0.0/20", "3001 3011 3011", None, "as if a provider's: the mark is not theirs to make", ["3000:1:3"]),
    route("customer", "80.17.0.0/20", "3001", None, "that is to stay here", [NO_EXPORT]),
    route("customer", "80.12.0.0/20", "3001", "binding", "a hijack: registered, for another origin of the cone"),
    route("customer", "80.99.0.0/16", "3001", "prefix", "a hijack: nobody registered it for the cone"),
    route("customer", "80.13.0.0/20", "3001 3098", "origin", "a hijack: an origin that is none of the cone"),
    route("customer", "82.9.0.0/16", "3001 3003 3099", "peerlock", "a leak: the provider behind the customer"),
    route("customer", "80.18.0.0/20", "3001 3002 3011", "peerlock", "a leak: the peer behind the customer"),
    route("customer", "10.1.0.0/16", "3001", "bogon", "a bogon"),
    route("customer", "fc00:1::/32", "3001", "bogon", "a bogon, IPv6"),
    route("customer", "80.1.1.0/25", "3001", "prefix", "a too-long prefix"),
    route("customer", "2a00:1:1:1::/64", "3001", "prefix", "a too-long prefix, IPv6"),
    route("customer", "80.16.0.0/20", "3011", "first-as", "a path that does not begin with the customer"),
    route("customer", "80.0.1.0/24", "3001", "prefix", "the network's own prefix, registered for nobody else"),
    route("customer", "80.14.0.0/20", "3001 64512 3011", "bogon-asn", "a number that no network may have"),
    route("peer", "80.2.0.0/16", "3002", None, "its own"),
    route("peer", "2a00:2::/32", "3002", None, "its own, IPv6"),
    route("peer", "80.3.0.0/16", "3002", None, "as if a customer's: the mark is not theirs to make", ["3000:1:1"]),
    route("peer", "82.8.0.0/16", "3002 3003 3099", "origin", "a leak of a provider's route"),
    route("peer", "80.98.0.0/16", "3002", "prefix", "what is not registered"),
    route("peer", "80.0.2.0/24", "3002", "own", "the network's own prefix"),
    route("provider", "82.0.0.0/16", "3003 3099", None, "anything"),
    route("provider", "2a02::/32", "3003 3099", None, "anything, IPv6"),
    route("provider", "80.19.0.0/20", "3003 3011", None, "a customer's prefix from elsewhere"),
    route("provider", "10.2.0.0/16", "3003 3099", "bogon", "a bogon"),
    route("provider", "2001:db8:5::/48", "3003 3099", "bogon", "a bogon, IPv6"),
    route("provider", "82.1.0.0/25", "3003 3099", "length", "a too-long prefix"),
    route("provider", "0.0.0.0/0", "3003", "length", "a default route"),
    route("provider", "80.0.3.0/24", "3003 3099", "own", "the network's own prefix"),
    route("provider", "82.2.0.0/16", "3003 65551 3099", "bogon-asn", "a number that no network may have"),
    route("provider", "82.3.0.0/16", "3099", "first-as", "a path that does not begin with the provider"),
]

# What stands in the registry beside the network's own.
REGISTERED = [("80.1.0.0/16", 3001), ("2a00:1::/32", 3001), ("80.17.0.0/20", 3001), ("80.2.0.0/16", 3002), ("80.3.0.0/16", 3002),
              ("2a00:2::/32", 3002)] + [(f"80.{n}.0.0/20", 3011) for n in (11, 12, 13, 14, 15, 16, 18, 19)]


def write_border(folder, routers, customer=""):
    """`routers`: {name: language}; all of them serve every neighbor, each has its output in folder/NAME; what else the
    customer has: "blackhole: yes, "."""
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/irr.db", "w", encoding="utf-8") as f:
        for prefix, origin in REGISTERED + [(p, OWN) for p in OWN_PREFIXES]:
            f.write(f"route{'6' if ':' in prefix else ''}: {prefix}\norigin: AS{origin}\nsource: T\n\n")
        f.write("as-set: AS-CUSTOMER\nmembers: AS3001, AS3011\nsource: T\n\n"
                "as-set: AS-OURS\nmembers: AS3000, AS-CUSTOMER\nsource: T\n\n")
    with open(f"{folder}/weir.yaml", "w", encoding="utf-8") as f:
        own = ", ".join(f'"{p}"' for p in OWN_PREFIXES)
        f.write(f"network: {{asn: {OWN}, as-set: AS-OURS, prefixes: [{own}]}}\nneighbors:\n")
        for name, asn in NEIGHBORS.items():
            more = f"as-set: AS-CUSTOMER, {customer}" if name == "customer" else ""
            f.write(f"  - {{asn: {asn}, relationship: {name}, {more}router: [{', '.join(routers)}]}}\n")
        f.write("sources: {irr: [{dump: irr.db}]}\nrouters:\n" + "".join(
            f"  - {{name: {name}, language: {language}, output: {name}}}\n" for name, language in routers.items()))


def accepted(r, binds=True):
    return r.rule is None or (r.rule == "binding" and not binds)


def marks(r):
    """The large communities with which an accepted route stands in the table."""
    return {f"{OWN}:1:{MARKS[r.sender]}"}


def told(neighbor, binds=True):
    """Own routes and customers', a customer everything; what is to stay here, to nobody."""
    found = {r.prefix for r in ROUTES if accepted(r, binds) and r.sender != neighbor and NO_EXPORT not in r.communities
             and "customer" in (neighbor, r.sender)}
    return found | set(OWN_PREFIXES)
