"""BIRD 2 as far as weir build writes it: reads files, and runs their functions on a route. It fails at what it does not know.

    r = Bird().load(text_of_the_network).load(text_of_a_neighbor)
    r.accept(64501, net, path, communities)      as tests/policies.py has it
    r.templates["as64501_session_v4"]            the settings, as they stand there
"""
import ipaddress
import re

TOKEN = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:([\da-f:.]*[:.][\da-f:.]*/\d+(?:\{\d+,\d+\})?)|(\d+)|([A-Za-z_][\w.]*)|(\.\.|!=|!~|&&|\|\||[-=~<>!(){}\[\],;:*+]))")


class Unreadable(Exception):
    pass


def tokens_of(text):
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        if re.compile(r"\s*(#[^\n]*\n?\s*)*$").match(text, at):
            break
        m = TOKEN.match(text, at)
        if not m:
            raise Unreadable(text[at:at + 60])
        found.append(m[1] or (int(m[2]) if m[2] else m[3] or m[4]))
        at = m.end()
    return found


def prefix_entry(token):
    m = re.fullmatch(r"([^{]*)(?:\{(\d+),(\d+)\})?", token)
    at = ipaddress.ip_network(m[1])  # refuses host bits
    low, high = int(m[2] or at.prefixlen), int(m[3] or at.prefixlen)
    if not at.prefixlen <= low <= high <= at.max_prefixlen:
        raise Unreadable(token)
    return at, low, high


class Numbers(list):
    """Ranges of numbers; in a set of triples each element is a triple of them."""

    def has(self, n):
        return any(low <= n <= high for low, high in self)


class Prefixes(list):
    def has(self, net):
        return any(at.version == net.version and low <= net.prefixlen <= high and net.subnet_of(at) for at, low, high in self)


class Triples(list):
    def has(self, triple):
        return any(all(wanted in ("*", value) for wanted, value in zip(t, triple)) for t in self)


class Returned(Exception):
    pass


class Bird:
    def __init__(self):
        self.sets, self.tables, self.functions, self.templates = {}, {}, {}, {}
        self.tokens = []

    # Reading.
    def peek(self, n=0):
        return self.tokens[-1 - n] if len(self.tokens) > n else None

    def take(self, *expected):
        token = self.tokens.pop()
        if expected and token not in expected:
            raise Unreadable(f"expected {expected}, found {token} before {self.tokens[:-9:-1]}")
        return token

    def load(self, text):
        self.tokens = tokens_of(text)[::-1]
        while self.tokens:
            kind = self.take("define", "roa4", "roa6", "protocol", "function", "template")
            getattr(self, "read_" + kind)()
        return self

    def name(self, known):
        name = self.take()
        if name in known:
            raise Unreadable(f"{name} is defined twice")
        return name

    def read_define(self):
        name = self.name(self.sets)
        self.take("=")
        self.sets[name] = self.read_set()
        self.take(";")

    def read_set(self):
        self.take("[")
        items = []
        while self.peek() != "]":
            items.append(self.read_item())
            if self.peek() != "]":
                self.take(",")
        self.take("]")
        kinds = {type(i) for i in items}
        if not kinds <= {Prefixes} and not kinds <= {Numbers} and not kinds <= {Triples}:
            raise Unreadable(f"a set of several kinds: {items[:3]}")
        return type(items[0])(sum(items, [])) if items else Prefixes()

    def read_item(self):
        if isinstance(self.peek(), str) and "/" in self.peek():
            return Prefixes([prefix_entry(self.take())])
        if self.peek() == "(":
            return Triples([self.read_triple()])
        low = high = self.take()
        if self.peek() == "..":
            self.take()
            high = self.take()
        if not 0 <= low <= high < 2 ** 32:
            raise Unreadable((low, high))
        return Numbers([(low, high)])

    def read_triple(self):
        self.take("(")
        parts = [self.take()]
        while self.peek() == ",":
            self.take()
            parts.append(self.take())
        self.take(")")
        return tuple(parts)

    def read_roa4(self):
        self.take("table")
        self.tables[self.name(self.tables)] = []
        self.take(";")

    read_roa6 = read_roa4

    def read_protocol(self):
        self.take("static")
        self.take()
        self.take("{")
        family = self.take("roa4", "roa6")
        for word in ("{", "table"):
            self.take(word)
        table = self.tables[self.take()]
        for word in (";", "}", ";"):
            self.take(word)
        while self.peek() == "route":
            self.take("route")
            at = ipaddress.ip_network(self.take())
            self.take("max")
            high = self.take()
            self.take("as")
            table.append((at, high, self.take()))
            self.take(";")
            if at.version != int(family[3]) or not at.prefixlen <= high <= at.max_prefixlen:
                raise Unreadable(table[-1])
        self.take("}")

    def read_function(self):
        name = self.name(self.functions)
        self.take("(")
        self.take(")")
        self.functions[name] = self.read_statement()

    def read_template(self):
        self.take("bgp")
        name = self.name(self.templates)
        self.templates[name] = self.read_settings()

    def read_settings(self):
        """{first word: rest of the line}; a block below one is a dict of its own."""
        self.take("{")
        settings = {}
        while self.peek() != "}":
            words = []
            while self.peek() not in (";", "{"):
                words.append(str(self.take()))
            key, value = (words[0], self.read_settings()) if self.peek() == "{" else (" ".join(words[:2]), " ".join(words[2:]))
            if key in settings:
                raise Unreadable(f"{key} stands twice")
            settings[key] = value
            self.take(";")
        self.take("}")
        return settings

    def read_statement(self):
        token = self.take()
        if token == "{":
            return ("block", self.read_statements())
        if token == "if":
            condition = self.read_expression()
            self.take("then")
            then = self.read_statement()
            return ("if", condition, then)
        if token == "case":
            return self.read_case()
        if token == "return":
            value = self.read_expression()
            self.take(";")
            return ("return", value)
        return self.read_change(token)

    def read_statements(self):
        found = []
        while self.peek() != "}":
            found.append(self.read_statement())
        self.take("}")
        return found

    def read_case(self):
        value, branches = self.read_expression(), {}
        self.take("{")
        while self.peek() != "}":
            label = self.take("NET_IP4", "NET_IP6", "else")
            self.take(":")
            branches[label] = []
            while self.peek() != "}" and self.peek(1) != ":":
                branches[label].append(self.read_statement())
        self.take("}")
        return ("case", value, branches)

    def read_change(self, token):
        """bgp_large_community.add(…); bgp_local_pref = 0;"""
        what, _, how = token.partition(".")
        if self.peek() == "=":
            self.take("=")
            value = self.read_expression()
        else:
            self.take("(")
            value = self.read_set() if self.peek() == "[" else self.read_triple()
            self.take(")")
        self.take(";")
        return ("change", what, how or "set", value)

    def read_expression(self):
        left = self.read_and()
        while self.peek() == "||":
            self.take()
            left = ("or", left, self.read_and())
        return left

    def read_and(self):
        left = self.read_comparison()
        while self.peek() == "&&":
            self.take()
            left = ("and", left, self.read_comparison())
        return left

    def read_comparison(self):
        left = self.read_primary()
        if self.peek() in ("=", "!=", "~", "!~", ">", "<"):
            return (self.take(), left, self.read_primary())
        return left

    def read_primary(self):
        if self.peek() == "!":
            self.take()
            return ("not", self.read_primary())
        if self.peek() == "[":
            return ("value", self.read_set())
        if self.peek() == "(" and isinstance(self.peek(1), int):
            return ("value", self.read_triple())
        token = self.take()
        if token == "(":
            inner = self.read_expression()
            self.take(")")
            return inner
        if isinstance(token, int):
            return ("value", token)
        if self.peek() == "(":
            return self.read_call(token)
        if token in self.sets:
            return ("value", self.sets[token])
        if token in ("true", "false"):
            return ("value", token == "true")
        if token not in ("net", "net.type", "bgp_path", "bgp_path.first", "bgp_path.last", "bgp_path.len", "bgp_large_community",
                         "bgp_community", "ROA_VALID", "RTD_BLACKHOLE"):
            raise Unreadable(f"an unknown name {token}")
        return ("name", token)

    def read_call(self, function):
        self.take("(")
        if function == "roa_check":
            table = self.take()
            for word in (",", "net", ",", "bgp_path.last", ")"):
                self.take(word)
            return ("roa", self.tables[table])
        self.take(")")
        if function not in self.functions:
            raise Unreadable(f"{function} is not defined yet")
        return ("call", function)

    # Running.
    def call(self, function, net, path, communities):
        """(answer, communities behind it)."""
        parts = {c: tuple(map(int, c.split(":"))) for c in communities}
        state = {"net": net, "path": tuple(path), "set": {}, "bgp_community": {p for p in parts.values() if len(p) == 2},
                 "bgp_large_community": {p for p in parts.values() if len(p) == 3}}
        return self.run(function, state), state

    def accept(self, asn, net, path, communities=frozenset()):
        answer, state = self.call(f"as{asn}_in", net, path, communities)
        behind = state["bgp_community"] | state["bgp_large_community"]
        return {":".join(map(str, c)) for c in behind} if answer else None

    def announce(self, asn, net, path, communities=frozenset()):
        return self.call(f"as{asn}_out", net, path, communities)[0]

    def run(self, function, state):
        try:
            self.execute(self.functions[function], state)
        except Returned as e:
            return e.args[0]
        raise Unreadable(f"{function} ends without an answer")

    def execute(self, statement, state):
        kind = statement[0]
        if kind == "block":
            for s in statement[1]:
                self.execute(s, state)
        elif kind == "if":
            if self.truth(statement[1], state):
                self.execute(statement[2], state)
        elif kind == "case":
            branches = statement[2]
            for s in branches.get(self.value(statement[1], state), branches.get("else", [])):
                self.execute(s, state)
        elif kind == "return":
            raise Returned(self.value(statement[1], state))
        else:
            self.change(*statement[1:], state)

    def change(self, what, how, value, state):
        if how == "set":
            state["set"][what] = self.value(value, state)
            return
        marks = state[what]
        if how == "add":
            marks.add(value)
        elif how == "delete":
            marks.difference_update([m for m in marks if value.has(m)])
        else:
            raise Unreadable(how)

    def truth(self, e, state):
        value = self.value(e, state)
        if not isinstance(value, bool):
            raise Unreadable(f"no condition: {e}")
        return value

    def value(self, e, state):
        kind = e[0]
        if kind == "value":
            return e[1]
        if kind == "name":
            return self.attribute(e[1], state)
        if kind == "call":
            return self.run(e[1], state)
        if kind == "roa":
            return self.roa(e[1], state["net"], self.attribute("bgp_path.last", state))
        if kind == "not":
            return not self.truth(e[1], state)
        if kind in ("and", "or"):
            left = self.truth(e[1], state)
            return self.truth(e[2], state) if left == (kind == "and") else left
        left, right = self.value(e[1], state), self.value(e[2], state)
        if kind in ("~", "!~"):
            return self.matches(left, right) == (kind == "~")
        return {"=": left == right, "!=": left != right, ">": left > right if kind == ">" else None,
                "<": left < right if kind == "<" else None}[kind]

    @staticmethod
    def matches(left, right):
        if isinstance(right, Numbers):  # bgp_path ~ [..]: any of its numbers
            return any(right.has(n) for n in left) if isinstance(left, tuple) else right.has(left)
        if isinstance(right, Prefixes):
            return right.has(left) if right else False
        if isinstance(right, Triples):  # a list of communities: any of them
            return any(right.has(c) for c in left)
        if isinstance(right, (set, frozenset)):
            return left in right
        raise Unreadable((left, right))

    @staticmethod
    def attribute(name, state):
        net, path = state["net"], state["path"]
        return {"net": net, "net.type": f"NET_IP{net.version}", "bgp_path": path, "bgp_path.first": path[0] if path else 0,
                "bgp_path.last": path[-1] if path else 0, "bgp_path.len": len(path), "ROA_VALID": "valid", "RTD_BLACKHOLE": "blackhole",
                "bgp_large_community": state["bgp_large_community"], "bgp_community": state["bgp_community"]}[name]

    @staticmethod
    def roa(table, net, origin):
        """RFC 6811."""
        covering = [r for r in table if r[0].version == net.version and net.subnet_of(r[0])]
        if any(net.prefixlen <= high and asn == origin for _, high, asn in covering):
            return "valid"
        return "invalid" if covering else "unknown"
