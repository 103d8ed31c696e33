"""What BIRD, OpenBGPD, IOS, FRR, IOS XR and JunOS make of the files of weir build: a router for each language that loads them as they are
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
from frr import roles
from openbgpd import OpenBgpd

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
        (r" neighbor (\S+) local-role (\S+)", "local_role"),
        (r" (no )?neighbor (\S+) disable-connected-check", "far_next_hop"),
        (r"  neighbor (\S+) route-map (\S+) (in|out)", "neighbor_map"),
        (r"  (no )?neighbor (\S+) maximum-prefix(?: (\d+))?", "maximum"),
        (r"  (no )?neighbor (\S+) activate", "activate"),
    )

    def __init__(self, missing):
        self.missing, self.lists, self.maps, self.clause, self.groups, self.family = missing, {}, {}, None, {}, None

    def load(self, text, watch=lambda: None):
        setup = [" " + line for line in roles(text)]
        for line in text.splitlines() + setup:
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

    def local_role(self, name, role):
        expect(self.missing is False, "IOS knows no roles")
        self.groups[name]["role"] = {"rs-server": "rs"}.get(role, role)

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
        return {"remote-as": groups[0]["remote-as"], "role": groups[0].get("role", None if self.missing else "none"), "max": {v: g["max"][v] for v, g in zip((4, 6), groups)}}


def members(lines, last):
    """The members of a set of IOS XR, one a line, with a comma behind all but the last."""
    found = []
    for line in lines:
        if line == last:
            break
        expect(not found or found[-1].endswith(","), f"no comma before {line}")
        found.append(line)
    expect(found and not found[-1].endswith(","), "an empty set, or a comma behind its last member")
    return [m.strip().rstrip(",") for m in found]


class IosXr:
    """Sets, route policies and neighbor groups. What no policy passes is dropped."""

    def __init__(self):
        self.sets, self.paths, self.policies, self.groups = {}, {}, {}, {}

    def load(self, text, watch=lambda: None):
        lines = iter(text.splitlines())
        for line in lines:
            word, _, name = line.partition(" ")
            if word == "prefix-set":
                self.sets[name] = [self.prefix(m, name) for m in members(lines, "end-set")]
            elif word == "as-path-set":
                self.paths[name] = [self.path_member(m) for m in members(lines, "end-set")]
            elif word == "route-policy":
                self.policies[name] = self.block(lines, ["end-policy"])[0]
            elif word == "router":
                expect(name.startswith("bgp "), line)
                self.groups_in(lines)
            else:
                expect(line.startswith("!"), line)
        return self

    def prefix(self, text, name):
        m = re.fullmatch(r"(\S+/\d+)(?: ge (\d+))?(?: le (\d+))?", text)
        expect(m, text)
        at = network(m[1])
        expect(at.version == int(name[-1]), text)
        low = int(m[2] or at.prefixlen)
        return at, low, int(m[3] or (WIDTH[at.version] if m[2] else at.prefixlen))

    def path_member(self, text):
        if text == "ios-regex '_0_'":
            return "passes-through", 0, 0
        m = re.fullmatch(r"(passes-through|originates-from|neighbor-is) '(?:\[(\d+)\.\.(\d+)\]|(\d+))'", text)
        expect(m and m[4] != "0", text)
        return m[1], int(m[2] or m[4]), int(m[3] or m[4])

    def block(self, lines, ends):
        """Statements up to one of `ends`, which is told too."""
        found = []
        for line in (line.strip() for line in lines):
            if line in ends:
                return found, line
            m = re.fullmatch(r"if (.*) then", line)
            if m:
                yes, end = self.block(lines, ["else", "endif"])
                no = self.block(lines, ["endif"])[0] if end == "else" else []
                found.append(("if", self.condition(m[1]), yes, no))
            else:
                found.append((line,))
        raise Unreadable("no end")

    def condition(self, text):
        tokens = re.findall(r"\([\d:, ]+\)|[()]|'[^']*'|[\w-]+", text)
        result = self.any_of(tokens)
        expect(not tokens, tokens)
        return result

    def any_of(self, tokens):
        found = [self.all_of(tokens)]
        while tokens[:1] == ["or"]:
            tokens.pop(0)
            found.append(self.all_of(tokens))
        return lambda r: any(c(r) for c in found)

    def all_of(self, tokens):
        found = [self.one(tokens)]
        while tokens[:1] == ["and"]:
            tokens.pop(0)
            found.append(self.one(tokens))
        return lambda r: all(c(r) for c in found)

    def one(self, tokens):
        word = tokens.pop(0)
        if word == "not":
            inner = self.one(tokens)
            return lambda r: not inner(r)
        if word == "(":
            inner = self.any_of(tokens)
            expect(tokens.pop(0) == ")", tokens)
            return inner
        how = tokens.pop(0)
        if (word, how) == ("as-path", "is-local"):
            return lambda r: not r["path"]
        what = tokens.pop(0)
        if (word, how) == ("destination", "in"):
            return lambda r: any(has(e, r["net"]) for e in self.sets[what])
        if (word, how) == ("as-path", "in"):
            return lambda r: any(self.path_is(m, r["path"]) for m in self.paths[what])
        if (word, how) == ("as-path", "neighbor-is"):
            return lambda r: r["path"][:1] == [int(what.strip("'"))]
        expect(word in ("community", "large-community") and how == "matches-any", (word, how))
        wanted = set(what.strip("()").split(", "))
        expect(all(w.count(":") == (1 if word == "community" else 2) for w in wanted), wanted)
        return lambda r: bool(wanted & r["communities"])

    @staticmethod
    def path_is(member, path):
        how, low, high = member
        looked_at = {"passes-through": path, "originates-from": path[-1:], "neighbor-is": path[:1]}[how]
        return any(low <= asn <= high for asn in looked_at)

    def groups_in(self, lines):
        group = family = None
        for line in (line.strip() for line in lines):
            word, _, rest = line.partition(" ")
            if word == "neighbor-group":
                group = self.groups.setdefault(rest, {"policies": {}, "max": {}})
            elif word == "remote-as":
                group["remote-as"] = int(rest)
            elif word == "address-family":
                family = int(re.fullmatch("ipv([46]) unicast", rest)[1])
                group["active"] = family
            elif word == "route-policy":
                name, way = rest.split()
                group["policies"][way] = name
            elif word == "maximum-prefix":
                group["max"][family] = int(rest)
            elif line == "no maximum-prefix":
                group["max"][family] = 0
            else:
                expect(line == "!", line)

    def run(self, statements, r):
        """Whether it is decided: "done", "drop"; r["pass"] where it may pass at the end."""
        for s in statements:
            if s[0] == "if":
                decided = self.run(s[2] if s[1](r) else s[3], r)
            elif s[0].startswith("apply "):
                decided = self.run(self.policies[s[0].removeprefix("apply ")], r)
            else:
                decided = self.act(s[0], r)
            if decided:
                return decided
        return None

    @staticmethod
    def act(line, r):
        delete = re.fullmatch(r"delete large-community in \((\d+:\d+:)\*\)", line)
        add = re.fullmatch(r"set (?:large-)?community \((\S+)\) additive", line)
        if line in ("done", "drop"):
            return line
        if line == "pass":
            r["pass"] = True
        elif delete:
            r["communities"] = {c for c in r["communities"] if not c.startswith(delete[1])}
        elif add:
            r["communities"] |= {"65535:65281" if add[1] == "no-export" else add[1]}
        elif re.fullmatch(r"set local-preference \d+", line):
            r["notes"] |= {line.replace("set local-", "")}
        else:
            expect(line == "set next-hop discard", line)
            r["notes"] |= {"discard"}
        return None

    def behind(self, policy, net, path, communities):
        r = {"net": net, "path": path, "communities": set(communities), "notes": set(), "pass": False}
        decided = self.run(self.policies[policy], r)
        return r["communities"] | r["notes"] if decided == "done" or not decided and r["pass"] else None

    def policy(self, asn, net, way):
        group = self.groups[f"AS{asn}-V{net.version}"]
        expect(group["active"] == net.version, group)
        return group["policies"][way]

    def accept(self, asn, net, path, communities=frozenset()):
        return self.behind(self.policy(asn, net, "in"), net, path, communities)

    def announce(self, asn, net, path, communities=frozenset()):
        return self.behind(self.policy(asn, net, "out"), net, path, communities) is not None

    def entries(self, asn):
        return {v: self.sets.get(f"AS{asn}-IN-V{v}", []) for v in (4, 6)}

    def announced(self, asn):
        return {v: self.sets.get(f"AS{asn}-OUT-V{v}", []) for v in (4, 6)}

    def session(self, asn):
        groups = [self.groups[f"AS{asn}-V{v}"] for v in (4, 6)]
        expect(groups[0]["remote-as"] == groups[1]["remote-as"], asn)
        return {"remote-as": groups[0]["remote-as"], "role": None, "max": {v: g["max"][v] for v, g in zip((4, 6), groups)}}


class Junos:
    """A configuration as a tree; `load replace`. In a term only the route filters with the longest prefix around the route
    are looked at; all that a term asks must be so, and what no term decides goes on."""

    def __init__(self):
        self.tree = {}

    def load(self, text, watch=lambda: None):
        text = "\n".join(line for line in text.splitlines() if not line.startswith("##"))
        tokens = re.findall(r'"[^"]*"|[{};]|[^\s{};]+', text)
        self.merge(self.tree, tokens)
        expect(not tokens, tokens[:5])
        return self

    def merge(self, tree, tokens):
        """Statements: {words: None or a tree}."""
        replace, words = False, []
        while tokens and tokens[0] != "}":
            token = tokens.pop(0)
            if token == "replace:":
                replace = True
            elif token in "{;":
                # A keyword with one value has one: what is set again is replaced. Others have a name.
                one = token == ";" and words[0] in ("import", "export", "peer-as", "type", "maximum")
                for old in [k for k in tree if replace and k[:2] == words[:2] or one and k[0] == words[0]]:
                    del tree[old]
                key = tuple(words)
                if token == "{":
                    self.merge(tree.setdefault(key, {}), tokens)
                    expect(tokens.pop(0) == "}", key)
                else:
                    tree[key] = None
                replace, words = False, []
            else:
                words.append(token)
        expect(not words, words)

    def options(self, *key):
        found = [(k, v) for k, v in self.tree[("policy-options",)].items() if k[:len(key)] == key]
        expect(len(found) == 1, key)
        return found[0]

    @staticmethod
    def path_matches(pattern, path):
        """Junos's expressions: whole numbers, `.*`, one of [first-last]; "()" is the empty path."""
        if pattern == "()":
            return not path

        def match(parts, rest):
            if not parts:
                return not rest
            if parts[0] == ".*":
                return any(match(parts[1:], rest[i:]) for i in range(len(rest) + 1))
            m = re.fullmatch(r"\[(\d+)-(\d+)\]|(\d+)", parts[0])
            expect(m, pattern)
            return bool(rest) and int(m[1] or m[3]) <= rest[0] <= int(m[2] or m[3]) and match(parts[1:], rest[1:])
        return match(pattern.split(), path)

    def community(self, name):
        """The one member as an expression."""
        key, _ = self.options("community", name)
        expect(len(key) == 4 and key[2] == "members", key)
        return re.compile("^" + key[3].removeprefix("large:").replace("*", r"\d+") + "$")

    def in_list(self, group, asn):
        _, lists = self.options("as-list-group", group)
        return any(str(asn) in key[4:-1] for key in lists if (key[0], key[2], key[3], key[-1]) == ("as-list", "members", "[", "]"))

    def asks(self, key, r):
        word, rest = key[0], key[1:]
        if word == "family":
            return {"inet": 4, "inet6": 6}[rest[0]] == r["net"].version
        if word == "protocol":
            return rest == ("bgp",)
        if word == "as-path":
            return self.path_matches(self.options("as-path", rest[0])[0][2].strip('"'), r["path"])
        if word == "as-path-group":
            return any(self.path_matches(k[2].strip('"'), r["path"]) for k in self.options("as-path-group", rest[0])[1])
        if word == "as-path-origins":
            expect(rest[0] == "as-list-group", key)
            return bool(r["path"]) and self.in_list(rest[1], r["path"][-1])
        if word == "policy":
            return self.run(rest[0], dict(r, communities=set(r["communities"]))) == "accept"
        expect(word == "community", key)
        return any(self.community(n).search(c) for n in rest if n not in "[]" for c in r["communities"])

    @staticmethod
    def filter_of(key):
        at, kind = network(key[1]), key[2]
        low = high = at.prefixlen
        if kind == "upto":
            high = int(key[3].removeprefix("/"))
        elif kind == "prefix-length-range":
            low, high = (int(t.removeprefix("/")) for t in key[3].split("-"))
        else:
            expect(kind == "exact", kind)
        expect(at.prefixlen <= low <= high <= WIDTH[at.version], key)
        return at, low, high

    def filters_of(self, conditions):
        return [self.filter_of(k) for k in conditions if k[0] == "route-filter"]

    def term_asks(self, conditions, filters, r):
        if not all(self.asks(k, r) for k in conditions if k[0] != "route-filter"):
            return False
        if not filters:
            return True
        around = [e for e in filters if e[0].version == r["net"].version and r["net"].subnet_of(e[0])]
        longest = max((e[0].prefixlen for e in around), default=0)
        return any(has(e, r["net"]) for e in around if e[0].prefixlen == longest)

    def act(self, actions, r):
        for key in actions:
            if key in (("accept",), ("reject",)):
                return key[0]
            if key[:2] == ("community", "delete"):
                gone = self.community(key[2])
                r["communities"] = {c for c in r["communities"] if not gone.search(c)}
            elif key[:2] == ("community", "add"):
                added = self.community(key[2]).pattern
                expect(re.fullmatch(r"\^[\d:]+\$", added), added)
                r["communities"] |= {added.strip("^$")}
            elif key[0] == "local-preference":
                r["notes"] |= {f"preference {key[1]}"}
            elif key == ("next-hop", "discard"):
                r["notes"] |= {"discard"}
            else:
                expect(key == ("next", "term"), key)
        return None

    def run(self, policy, r):
        for key, term in self.options("policy-statement", policy)[1].items():
            if key == ("then", "reject"):
                return "reject"
            expect(key[0] == "term", key)
            if ("read",) not in term:
                conditions, actions = ({k[1:]: None for k in term if k[0] == word and len(k) > 1} | (term.get((word,)) or {})
                                       for word in ("from", "then"))
                term[("read",)] = conditions, self.filters_of(conditions), actions
            conditions, filters, actions = term[("read",)]
            if self.term_asks(conditions, filters, r):
                decided = self.act(actions, r)
                if decided:
                    return decided
        return None

    def group(self, asn, version):
        return self.tree[("protocols",)][("bgp",)][("group", f"AS{asn}-V{version}")]

    def behind(self, asn, way, net, path, communities):
        group = self.group(asn, net.version)
        expect(("family", "inet" if net.version == 4 else "inet6") in group and ("type", "external") in group, group)
        policy = [k[1] for k in group if k[0] == way]
        expect(len(policy) == 1, policy)
        r = {"net": net, "path": path, "communities": set(communities), "notes": set()}
        return r["communities"] | r["notes"] if self.run(policy[0], r) == "accept" else None

    def accept(self, asn, net, path, communities=frozenset()):
        return self.behind(asn, "import", net, path, communities)

    def announce(self, asn, net, path, communities=frozenset()):
        return self.behind(asn, "export", net, path, communities) is not None

    def entries_of(self, policy):
        found = {4: [], 6: []}
        for key, term in self.options("policy-statement", policy)[1].items():
            if key[0] == "term" and re.fullmatch(r"V[46]-\d+", key[1]):
                found[int(key[1][1])] += self.filters_of(term[("from",)])
        return found

    def entries(self, asn):
        return self.entries_of(f"AS{asn}-IN")

    def announced(self, asn):
        return self.entries_of(f"AS{asn}-OUT")

    def session(self, asn):
        most, number = {}, set()
        for v, family in ((4, "inet"), (6, "inet6")):
            group = self.group(asn, v)
            number |= {int(k[1]) for k in group if k[0] == "peer-as"}
            limit = (group[("family", family)].get(("unicast",)) or {}).get(("prefix-limit",), {})
            most[v] = next((int(k[1]) for k in limit if k[0] == "maximum"), 0)
            expect(not limit or ("teardown",) in limit, limit)
        expect(len(number) == 1, number)
        return {"remote-as": number.pop(), "role": None, "max": most}


def router(suffix):
    return {"ios": lambda: Ios(True), "frr": lambda: Ios(False), "iosxr": IosXr, "junos": Junos, "bird": Bird,
            "openbgpd": OpenBgpd}[suffix]()


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
