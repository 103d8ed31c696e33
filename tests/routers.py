"""What routers make of the files of weir build: a reader for each language that fails at whatever it does not know.

    r = read("junos", "out/as64501-in.junos")
    r.entries        {4: [(network, ge, le)], 6: [...]} of what is let in, in the file's order
    r.permits(net)   the router's own way to decide on the prefix alone

The rules beside the prefixes are policies.py's.
"""
import functools
import json
import re

from bird import Bird
from openbgpd import OpenBgpd, prefix_set as openbgpd_set  # noqa: F401
from policies import WIDTH, OneFile, Unreadable, expect, has, network

class Entries:
    """Entries of both families; a route is let in where one of them has it."""

    def __init__(self):
        self.entries = {4: [], 6: []}

    def add(self, at, ge, le):
        expect(at.prefixlen <= ge <= le <= WIDTH[at.version], (at, ge, le))
        self.entries[at.version].append((at, ge, le))

    def permits(self, net):
        return any(has(e, net) for e in self.entries[net.version])


def read_json(text):
    result = Entries()
    document = json.loads(text)
    for key, version in (("ipv4", 4), ("ipv6", 6)):
        for e in document[key]:
            at = network(e["prefix"])
            expect(at.version == version, e)
            result.add(at, e.get("ge", at.prefixlen), e.get("le", at.prefixlen))
    return result


def read_bird(text):
    """The sets of a list; what the functions make of them is BirdPolicy's."""
    result = Entries()
    sets = Bird().load(text[:text.index("\nfunction ")].split("\nroa")[0]).sets
    for version in (4, 6):
        for at, ge, le in next(s for name, s in sets.items() if name.endswith((f"_IN_V{version}", f"_OUT_V{version}"))):
            expect(at.version == version, at)
            result.add(at, ge, le)
    return result


def read_openbgpd(text):
    """The sets of a list; what the rules make of them is openbgpd.py's."""
    result = Entries()
    for name, members in OpenBgpd().load(text).prefixes.items():
        if re.fullmatch(r"AS\d+-(IN|OUT)-V[46]", name):
            for e in members:
                expect(e[0].version == int(name[-1]), (name, e))
                result.add(*e)
    return result


READERS = {"json": read_json, "bird": read_bird, "openbgpd": read_openbgpd, "frr": functools.partial(OneFile, "frr"),
           "ios": functools.partial(OneFile, "ios"),
           "iosxr": functools.partial(OneFile, "iosxr"), "junos": functools.partial(OneFile, "junos")}
LANGUAGES = {"bird2": "bird", "openbgpd": "openbgpd", "frr": "frr", "ios": "ios", "iosxr": "iosxr", "junos": "junos",
             "json": "json"}


def read(suffix, path):
    with open(path, encoding="utf-8") as f:
        return READERS[suffix](f.read())


def probes(entries, rng, most=40):
    """Prefixes at the edges of entries: what is around them, their shortest and longest lengths and one beyond."""
    found = {network("0.0.0.0/0"), network("::/0"), network("80.0.0.0/8"), network("2a00::/12")}
    for at, ge, le in rng.sample(entries, min(most, len(entries))):
        if at.prefixlen:
            found.add(at.supernet())
        for length in {at.prefixlen, ge - 1, ge, le, le + 1}:
            if not at.prefixlen <= length <= at.max_prefixlen:
                continue
            host = rng.getrandbits(at.max_prefixlen - at.prefixlen)
            found.add(type(at)((int(at.network_address) | host, length), strict=False))
    return found


def differences(entries, got, wanted, rng):
    """What two readings of a list differ in, as lines."""
    found = [f"IPv{v}: {sorted(map(str, set(got.entries[v]) ^ set(wanted.entries[v])))[:4]}"
             for v in (4, 6) if sorted(got.entries[v], key=str) != sorted(wanted.entries[v], key=str)]
    return found + [f"{p}: {got.permits(p)}, and {wanted.permits(p)} by JSON"
                    for p in sorted(probes(entries, rng), key=str) if got.permits(p) != wanted.permits(p)]
