"""What BIRD, IOS, FRR, IOS XR and JunOS make of the files of weir build: a router for each language that loads them as they are
typed and fails at whatever it does not know.

    r = router("frr").load(text_of_the_network).load(text_of_a_neighbor)
    r.accept(64501, net, path, communities)      the communities that the route has then, and what else was done to it
                                                 ("preference 0", "discard"); None where it is rejected
    r.announce(64501, net, path, communities)    whether it is announced; `path` is empty for an own route
    r.entries(64501), r.announced(64500)         {4: [(network, ge, le)], 6: [...]} of the prefixes
    r.session(64501)                             {"remote-as": …, "role": …, "max": {4: …, 6: …}}

A path is a list of numbers, communities are a set of texts: "65535:0", "64500:1:1".
"""
import ipaddress
import re

from bird import Bird

WIDTH = {4: 32, 6: 128}


class Unreadable(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Unreadable(what)


def network(text):
    return ipaddress.ip_network(text)  # refuses host bits


def has(entry, net):
    at, ge, le = entry
    return at.version == net.version and ge <= net.prefixlen <= le and net.subnet_of(at)


def path_expression(text):
    """An expression of Cisco's over the path as text: `_` is what stands between numbers, or an end."""
    return re.compile(text.replace("_", "(?:^|[,{}() ]|$)"))


class Ios:
    """IOS and FRR: lists and route maps, line by line as they are typed. `missing`: what a list that is not there says."""

    COMMANDS = (
        (r"(no )?route-map (\S+) (permit|deny) (\d+)", "route_map"),
        (r" match (ip|ipv6) address prefix-list (\S+)", "match_prefix"),
        (r" match (as-path|community|large-community) (\S+)", "match_other"),
        (r" set (large-comm-list|comm-list) (\S+) delete", "set_delete"),
        (r" set (large-community|community) (\S+) additive", "set_add"),
        (r" set local-preference (\d+)", "set_preference"),
        (r" set (?:ip|ipv6) next-hop (?:global )?(\S+)", "set_next_hop"),
        (r"no (ip|ipv6) prefix-list (\S+)", "no_list"),
        (r"no (ip|ipv6) (prefix-list \S+) seq (\d+) (permit|deny) (\S+)(?: ge (\d+))?(?: le (\d+))?", "no_entry"),
        (r"(ip|ipv6) prefix-list (\S+)(?: seq (\d+))? (permit|deny) (\S+)(?: ge (\d+))?(?: le (\d+))?", "list_entry"),
        (r"no (?:ip|bgp) (as-path) access-list (\S+)", "no_list"),
        (r"(?:ip|bgp) as-path access-list (\S+) (permit|deny) (.+)", "path_entry"),
        (r"no (?:ip|bgp) (large-community|community)-list (?:standard|expanded) (\S+)", "no_list"),
        (r"(?:ip|bgp) (large-community|community)-list (standard|expanded) (\S+) permit (\S+)", "community_entry"),
        (r"router bgp (\d+)", "router_bgp"),
        (r" address-family (ipv[46]) unicast", "family_enter"),
        (r" exit-address-family|exit", "leave"),
        (r" neighbor (\S+) peer-group", "peer_group"),
        (r" neighbor (\S+) remote-as (\d+)", "remote_as"),
        (r" (no )?neighbor (\S+) local-role(?: (\S+))?", "local_role"),
        (r" (no )?neighbor (\S+) disable-connected-check", "far_next_hop"),
        (r"  neighbor (\S+) route-map (\S+) (in|out)", "neighbor_map"),
        (r"  (no )?neighbor (\S+) maximum-prefix(?: (\d+))?", "maximum"),
        (r"  (no )?neighbor (\S+) activate", "activate"),
    )

    def __init__(self, missing):
        self.missing, self.lists, self.maps, self.clause, self.groups, self.family = missing, {}, {}, None, {}, None

    def load(self, text, watch=lambda: None):
        for line in text.splitlines():
            if line.startswith("!"):
                continue
            expect(len(line) < 254 or self.missing is False, f"a line of {len(line)}")  # FRR takes longer ones
            for pattern, name in self.COMMANDS:
                m = re.fullmatch(pattern, line)
                if m:
                    getattr(self, name)(*m.groups())
                    break
            else:
                raise Unreadable(line)
            watch()
        return self

    # What is typed.

    def route_map(self, no, name, action, number):
        clauses = self.maps.setdefault(name, {})
        self.clause = None
        if no:
            expect(clauses.pop(int(number))["action"] == action, name)
        else:
            self.clause = clauses.setdefault(int(number), {"match": [], "set": []})
            self.clause["action"] = action

    def match_prefix(self, family, name):
        self.clause["match"].append((family, name))

    def match_other(self, kind, name):
        expect(kind not in [k for k, _ in self.clause["match"]], "a second match of one kind replaces the first")
        self.clause["match"].append((kind, name))

    def set_delete(self, kind, name):
        self.clause["set"].append(("delete", kind.replace("comm-list", "community"), name))

    def set_add(self, kind, value):
        self.clause["set"].append(("add", kind, value))

    def set_preference(self, value):
        self.clause["set"].append(("note", f"preference {value}", None))

    def set_next_hop(self, address):
        self.clause["set"].append(("note", "discard" if address in ("192.0.2.1", "100::1") else address, None))

    def local_role(self, no, name, role):
        expect(role and self.missing is False, "IOS knows no roles, and FRR wants one to be named")
        self.groups[name]["role"] = "none" if no else {"rs-server": "rs"}.get(role, role)

    def far_next_hop(self, no, name):
        self.groups[name]["far"] = not no

    def no_list(self, kind, name):
        self.lists.pop((kind, name), None)

    def no_entry(self, family, name, seq, *rest):
        key = family, name.removeprefix("prefix-list ")
        self.lists[key] = [e for e in self.lists[key] if e[0] != int(seq)]

    def list_entry(self, family, name, seq, action, prefix, ge, le):
        at = network(prefix)
        low, high = int(ge or at.prefixlen), int(le or (WIDTH[at.version] if ge else at.prefixlen))
        expect(at.version == (4 if family == "ip" else 6), prefix)
        expect(not ge or low > at.prefixlen, prefix)  # len < ge <= le: so IOS wants it
        expect(not le or high > at.prefixlen and high >= low, prefix)
        expect(high <= WIDTH[at.version], prefix)
        entries = self.lists.setdefault((family, name), [])
        number = int(seq) if seq else (entries[-1][0] // 5 + 1) * 5 if entries else 5
        if number not in [e[0] for e in entries[-1:]] or seq:
            entries[:] = sorted([e for e in entries if e[0] != number] + [(number, action, (at, low, high))], key=lambda e: e[0])

    def path_entry(self, name, action, text):
        entry = action, path_expression(text)
        entries = self.lists.setdefault(("as-path", name), [])
        if entry not in entries:
            entries.append(entry)

    def community_entry(self, kind, form, name, text):
        expect(form == "expanded" or re.fullmatch(r"[\d:]+", text), text)
        entry = re.compile(text.replace("_", "(?:^|[ ]|$)") if form == "expanded" else f"^{text}$")
        entries = self.lists.setdefault((kind, name), [])
        if entry not in entries:
            entries.append(entry)

    def router_bgp(self, asn):
        self.family = None

    def family_enter(self, family):
        self.family = int(family[-1])

    def leave(self):
        self.family = None

    def peer_group(self, name):
        self.groups.setdefault(name, {"maps": {}, "max": {}, "active": {4}})

    def remote_as(self, name, asn):
        self.groups[name]["remote-as"] = int(asn)

    def neighbor_map(self, name, route_map, way):
        self.groups[name]["maps"][self.family, way] = route_map

    def maximum(self, no, name, most):
        expect(bool(no) != bool(most), (no, most))
        self.groups[name]["max"][self.family] = int(most or 0)

    def activate(self, no, name):
        (set.discard if no else set.add)(self.groups[name]["active"], self.family)

    # What it does.

    def matches(self, kind, name, net, path, communities):
        found = self.lists.get((kind, name))
        if not found:
            return self.missing if kind in ("ip", "ipv6", "as-path") else False
        if kind in ("ip", "ipv6"):
            return next((action for _, action, e in found if has(e, net)), "deny") == "permit"
        if kind == "as-path":
            text = " ".join(map(str, path))
            return next((action for action, e in found if e.search(text)), "deny") == "permit"
        return any(e.search(c) for e in found for c in communities if c.count(":") == (2 if kind == "large-community" else 1))

    def run(self, name, net, path, communities):
        """The communities of the route behind a route map, None where it is denied."""
        for _, clause in sorted(self.maps[name].items()):
            if all(self.matches(kind, n, net, path, communities) for kind, n in clause["match"]):
                return None if clause["action"] == "deny" else self.behind(clause, communities)
        return None

    def behind(self, clause, communities):
        """What is deleted is deleted first, whatever is added then."""
        result = set(communities)
        for what, kind, name in sorted(clause["set"], key=lambda s: s[0] != "delete"):
            if what == "add":
                result.add({"no-export": "65535:65281"}.get(name, name))
            elif what == "note":
                result.add(kind)
            else:
                result -= {c for c in result if self.matches(kind, name, None, None, {c})}
        return result

    def group(self, asn, net):
        group = self.groups[f"AS{asn}-V{net.version}"]
        expect(group["active"] == {net.version}, (asn, group))
        return group

    def accept(self, asn, net, path, communities=frozenset()):
        return self.run(self.group(asn, net)["maps"][net.version, "in"], net, path, communities)

    def announce(self, asn, net, path, communities=frozenset()):
        return self.run(self.group(asn, net)["maps"][net.version, "out"], net, path, communities) is not None

    def entries_of(self, name):
        return {v: [e for _, action, e in self.lists[f, f"{name}-V{v}"] if action == "permit"]
                for v, f in ((4, "ip"), (6, "ipv6"))}

    def entries(self, asn):
        return self.entries_of(f"AS{asn}-IN")

    def announced(self, asn):
        return self.entries_of(f"AS{asn}-OUT")

    def session(self, asn):
        groups = [self.groups[f"AS{asn}-V{v}"] for v in (4, 6)]
        expect(groups[0]["remote-as"] == groups[1]["remote-as"], asn)
        expect(groups[0].get("role") == groups[1].get("role"), asn)
        return {"remote-as": groups[0]["remote-as"], "role": groups[0].get("role"), "max": {v: g["max"][v] for v, g in zip((4, 6), groups)}}


def router(suffix):
    return {"ios": lambda: Ios(True), "frr": lambda: Ios(False), "bird": Bird}[suffix]()


class OneFile:
    """A file by itself, as tests/routers.py reads the other languages: its entries, and what it lets in."""

    def __init__(self, suffix, text):
        self.router = router(suffix).load(text)
        first = text.splitlines()[0]
        self.asn = int(re.match(r"\W*AS(\d+)", first)[1])
        self.is_network = first.endswith("(this network): what it announces")
        self.entries = self.router.announced(self.asn) if self.is_network else self.router.entries(self.asn)

    def permits(self, net):
        if self.is_network:
            return any(has(e, net) for e in self.entries[net.version])
        return self.router.accept(self.asn, net, [self.asn]) is not None
