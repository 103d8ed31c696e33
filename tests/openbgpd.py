"""OpenBGPD as far as weir build writes it (bgpd.conf(5)): the last rule that matches decides, and each that matches
changes the route. It fails at what it does not know.

    r = OpenBgpd().load(text_of_the_network).load(text_of_a_neighbor)
    r.accept(64501, net, path, communities)      as tests/policies.py has it
"""
import ipaddress
import re


class Unreadable(Exception):
    pass


def lengths_behind(at, words):
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


def prefix_set(body):
    found = []
    for item in re.split(r"\s+(?=\S+/\d)", " " + body.replace(",", " ").strip()):
        prefix, _, words = item.partition(" ")
        if prefix:
            at = ipaddress.ip_network(prefix)  # refuses host bits
            found.append((at, *lengths_behind(at, words)))
    return found


class OpenBgpd:
    # What a rule may ask for, in this order: pattern, and the method that answers.
    CONDITIONS = (
        (r"prefix-set ([\w-]+)", "in_prefix_set"),
        (r"prefix (\S+) prefixlen (= \d+|\d+ - \d+)", "in_prefix"),
        (r"origin-set ([\w-]+)", "in_origin_set"),
        (r"(AS|source-as|peer-as) (as-set [\w-]+|!= \d+|\d+ - \d+|\d+)", "of_path"),
        (r"max-as-len (\d+)", "is_longer"),
        (r"(community|large-community) (\d+(?::\d+)+)", "has_community"),
    )

    def __init__(self):
        self.prefixes, self.asns, self.origins, self.rules = {}, {}, {}, []

    def load(self, text):
        text = "".join(line for line in text.splitlines(True) if not line.startswith("#"))
        for kind, name, body in re.findall(r"^(prefix|as|origin)-set ([\w-]+) \{([^}]*)\}\n", text, re.M):
            known = {"prefix": self.prefixes, "as": self.asns, "origin": self.origins}[kind]
            if name in known:
                raise Unreadable(f"{name} is defined twice")
            known[name] = {"prefix": prefix_set, "as": lambda b: set(map(int, b.split())), "origin": self.origin_set}[kind](body)
        for line in filter(None, re.sub(r"^\w+-set [\w-]+ \{[^}]*\}\n", "", text, flags=re.M).splitlines()):
            self.rules.append(self.read_rule(line))
        return self

    @staticmethod
    def origin_set(body):
        found = []
        for line in filter(None, (part.strip() for part in body.splitlines())):
            m = re.fullmatch(r"(\S+)(?: maxlen (\d+))? source-as (\d+)", line)
            if not m:
                raise Unreadable(line)
            at = ipaddress.ip_network(m[1])
            found.append((at, int(m[2] or at.prefixlen), int(m[3])))
        if not found:
            raise Unreadable("an origin-set without members")
        return found

    def read_rule(self, line):
        m = re.fullmatch(r"(allow|deny|match) (from|to) AS (\d+)(.*?)(?: set \{ (.*) \})?", line)
        if not m:
            raise Unreadable(line)
        rest, conditions = m[4], []
        for pattern, method in self.CONDITIONS:
            found = re.match(" " + pattern + "(?= |$)", rest)
            if found:
                conditions.append((method, found.groups()))
                rest = rest[found.end():]
        if rest or (m[1] == "match") != bool(m[5]):
            raise Unreadable(f"{line}: {rest}")
        return m[1], m[2], int(m[3]), conditions, re.findall(r"(large-community delete|large-community|community|nexthop|localpref) (\S+)",
                                                            m[5] or "")

    # What conditions ask.
    def in_prefix_set(self, route, name):
        return any(at.version == route["net"].version and low <= route["net"].prefixlen <= high and route["net"].subnet_of(at)
                   for at, low, high in self.prefixes[name])

    @staticmethod
    def in_prefix(route, prefix, lengths):
        at, net = ipaddress.ip_network(prefix), route["net"]
        _, low, high = (at, *lengths_behind(at, f"prefixlen {lengths}"))
        return at.version == net.version and low <= net.prefixlen <= high and net.subnet_of(at)

    def in_origin_set(self, route, name):
        origin = route["path"][-1] if route["path"] else 0
        return any(at.version == route["net"].version and route["net"].subnet_of(at) and route["net"].prefixlen <= high
                   and origin == asn for at, high, asn in self.origins[name])

    def of_path(self, route, which, what):
        path = route["path"]
        numbers = {"AS": path, "source-as": path[-1:], "peer-as": path[:1]}[which]
        if what.startswith("as-set "):
            return any(n in self.asns[what[7:]] for n in numbers)
        if what.startswith("!= "):
            return numbers != [int(what[3:])]
        low, high = [int(n) for n in what.split(" - ")] * (1 if "-" in what else 2)
        return any(low <= n <= high for n in numbers)

    @staticmethod
    def is_longer(route, most):
        return len(route["path"]) > int(most)

    @staticmethod
    def has_community(route, kind, value):
        if (kind == "community") != (value.count(":") == 1):
            raise Unreadable(value)
        return value in route["communities"]

    @staticmethod
    def change(route, changes):
        for what, value in sorted(changes, key=lambda c: not c[0].endswith("delete")):  # bgpd deletes first
            if what == "large-community delete":
                route["communities"] = {c for c in route["communities"] if not (c.count(":") == 2 and c.startswith(value[:-1]))}
            elif what in ("community", "large-community"):
                route["communities"].add(value)
            else:
                route[what] = value

    def run(self, way, asn, net, path, communities):
        route, verdict = {"net": net, "path": list(path), "communities": set(communities)}, False
        for action, to, of, conditions, changes in self.rules:
            if (to, of) != (way, asn) or not all(getattr(self, method)(route, *args) for method, args in conditions):
                continue
            verdict = verdict if action == "match" else action == "allow"
            self.change(route, changes)
        return verdict, route

    def accept(self, asn, net, path, communities=frozenset()):
        verdict, route = self.run("from", asn, net, path, communities)
        return route["communities"] if verdict else None

    def announce(self, asn, net, path, communities=frozenset()):
        return self.run("to", asn, net, path, communities)[0]
