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


def openbgpd_lengths(at, words):
    """The lengths behind a prefix of a prefix-set (bgpd.conf(5), and as `bgpd -nv` prints them)."""
    for pattern, lengths in ((r"", lambda: (at.prefixlen, at.prefixlen)),
                             (r"or-longer", lambda: (at.prefixlen, at.max_prefixlen)),
                             (r"maxlen (\d+)", lambda n: (at.prefixlen, n)),
                             (r"prefixlen = (\d+)", lambda n: (n, n)),
                             (r"prefixlen >= (\d+)", lambda n: (n, at.max_prefixlen)),
                             (r"prefixlen (\d+) - (\d+)", lambda n, m: (n, m))):
        m = re.fullmatch(pattern, words)
        if m:
            return lengths(*map(int, m.groups()))
    raise Unreadable(f"{at} {words}")


def openbgpd_set(body):
    found = []
    for item in re.split(r"\s+(?=\S+/\d)", " " + body.replace(",", " ").strip()):
        prefix, _, words = item.partition(" ")
        if prefix:
            at = network(prefix)
            found.append((at, *openbgpd_lengths(at, words)))
    return found


class OpenBgpd(Entries):
    """bgpd.conf(5): the last rule that matches decides; without any it is denied."""

    def __init__(self, text):
        super().__init__()
        text = "".join(line for line in text.splitlines(True) if not line.startswith("#"))
        self.sets = {name: openbgpd_set(body)
                     for name, body in re.findall(r'^prefix-set "?([\w-]+)"? \{([^}]*)\}\n', text, re.M)}
        rules = re.sub(r'^prefix-set "?([\w-]+)"? \{([^}]*)\}\n', "", text, flags=re.M)
        self.rules = []
        for line in filter(None, rules.splitlines()):
            m = re.fullmatch(r'(allow|deny) from AS \d+(?: prefix-set "?([\w-]+)"?)? ?', line)
            expect(m and (m[2] is None or m[2] in self.sets), line)
            self.rules.append((m[1] == "allow", m[2]))
        for name, members in self.sets.items():
            for e in members:
                expect(e[0].version == int(name[-1]), (name, e))
                self.add(*e)
        self.is_export = not self.rules

    def permits(self, net):
        if self.is_export:
            return super().permits(net)
        verdict = False
        for allow, name in self.rules:
            if name is None or any(has(e, net) for e in self.sets[name]):
                verdict = allow
        return verdict


READERS = {"json": read_json, "bird": read_bird, "openbgpd": OpenBgpd, "frr": functools.partial(OneFile, "frr"),
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
