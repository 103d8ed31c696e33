"""A stand-in for a whois server of the IRRd kind, enough for bgpq4 to ask, and the random
registries that tests and benches serve with it. It shares nothing with src/.

    with irrd.Server(registry) as server:
        subprocess.run(["bgpq4", "-h", server.address, "-4", "AS-SAMPLE"])
"""
import random
import socket
import socketserver
import threading


class Registry:
    """Sets and routes: members are names as RPSL writes them, routes are texts by AS number."""

    def __init__(self):
        self.as_sets = {}     # name: [member]
        self.route_sets = {}  # name: [prefix with or without operator]
        self.routes4 = {}     # asn: [prefix]
        self.routes6 = {}

    def asns(self, name, seen=None):
        """Every AS number below a set, cycles followed once."""
        seen = set() if seen is None else seen
        found = set()
        if name in seen or name not in self.as_sets:
            return found
        seen.add(name)
        for member in self.as_sets[name]:
            if member.startswith("AS") and member[2:].isdigit():
                found.add(int(member[2:]))
            else:
                found |= self.asns(member, seen)
        return found

    def prefixes(self, name, family):
        routes = self.routes4 if family == 4 else self.routes6
        return sorted({p for asn in self.asns(name) for p in routes.get(asn, [])})

    def rpsl(self):
        """The same as a dump."""
        text = []

        def add(*attributes):
            text.append("".join(f"{k + ':':16}{v}\n" for k, v in attributes) +
                        "mnt-by:         MAINT-TEST\nsource:         TEST\n")

        for kind, sets in (("as-set", self.as_sets), ("route-set", self.route_sets)):
            for name, members in sets.items():
                six = kind == "route-set" and any(":" in m for m in members)
                add((kind, name), *[("mp-members" if six else "members", m) for m in members])
        for kind, routes in (("route", self.routes4), ("route6", self.routes6)):
            for asn, prefixes in routes.items():
                for prefix in prefixes:
                    add((kind, prefix), ("origin", f"AS{asn}"))
        return "\n".join(text)


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for line in self.rfile:
            query = line.decode("latin-1").strip()
            if query == "!q":
                return
            answer = self.server.answer(query)
            if answer:
                self.wfile.write(answer)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, registry):
        super().__init__(("127.0.0.1", 0), _Session)
        self.registry = registry
        self._ready = {}

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def address(self):
        return "127.0.0.1:%d" % self.server_address[1]

    def handle_error(self, request, client_address):
        pass  # a client that was killed is no error of ours

    def answer(self, query):
        if query == "!!":
            return b""
        if query == "!a":
            return b"F Missing required set name for A query\n"
        if query.startswith("!n") or (query.startswith("!s") and query != "!s-lc"):
            return b"C\n"
        if query not in self._ready:
            self._ready[query] = self._data(query)
        return self._ready[query]

    def _data(self, query):
        r = self.registry
        if query == "!s-lc":
            words = ["TEST"]
        elif query[:3] in ("!a4", "!a6"):
            words = r.prefixes(query[3:], int(query[2]))
        elif query.startswith("!i"):
            name, _, recursive = query[2:].partition(",")
            if name in r.route_sets:
                words = r.route_sets[name]
            elif recursive:
                words = [f"AS{asn}" for asn in sorted(r.asns(name))]
            else:
                words = r.as_sets.get(name, [])
        elif query.startswith("!gas"):
            words = r.routes4.get(int(query[4:]), [])
        elif query.startswith("!6as"):
            words = r.routes6.get(int(query[4:]), [])
        else:
            return b"F unknown query\n"
        if not words:
            return b"D\n"
        text = (" ".join(words) + "\n").encode()
        return b"A%d\n" % len(text) + text + b"C\n"


def random_prefixes(rng, family, n):
    """Prefixes that lie close together, so that halves, parents and children meet."""
    bits = 32 if family == 4 else 128
    base = rng.getrandbits(bits)
    top = rng.choice((0, 1, 8, 16, 20)) if family == 4 else rng.choice((0, 16, 29, 32, 44))
    depth = rng.randint(1, min(9, bits - top))
    found = set()
    for _ in range(n):
        length = top + rng.randint(0, depth)
        if rng.random() < 0.3:
            length = min(bits, top + depth)
        addr = base >> (bits - top) << (bits - top) if top else 0
        addr |= rng.getrandbits(depth) << (bits - top - depth)
        found.add((addr >> (bits - length) << (bits - length) if length else 0, length))
    return [prefix_text(family, a, l) for a, l in found]


def prefix_text(family, addr, length):
    packed = addr.to_bytes(4 if family == 4 else 16, "big")
    return "%s/%d" % (socket.inet_ntop(socket.AF_INET if family == 4 else socket.AF_INET6, packed),
                      length)


def random_registry(seed, objects=40):
    """AS-R0… with routes of AS1…, RS-R0… with ranges."""
    rng = random.Random(seed)
    r = Registry()
    for i in range(objects):
        asn = 1000 + i
        r.routes4[asn] = random_prefixes(rng, 4, rng.randint(1, 60))
        r.routes6[asn] = random_prefixes(rng, 6, rng.randint(1, 60))
        members = [f"AS{1000 + rng.randrange(objects)}" for _ in range(rng.randint(0, 4))]
        members += [f"AS-R{rng.randrange(objects)}" for _ in range(rng.randint(0, 1))]
        r.as_sets[f"AS-R{i}"] = [f"AS{asn}"] + members
        r.as_sets[f"AS-N{i}"] = [f"AS{rng.choice((rng.randint(1, 70000), rng.randint(1, 2**32 - 1)))}"
                                 for _ in range(rng.randint(1, 30))]
        # AS23456 is not among them: bgpq4 keeps it up to 1.10 and drops it from 1.11 on
        r.as_sets[f"AS-N{i}"] += ["AS64500"] if rng.random() < 0.3 else []
        for family in (4, 6):
            r.route_sets[f"RS-R{i}V{family}"] = [p + _operator(rng, family, p)
                                                for p in random_prefixes(rng, family, 6)]
    return r


def _operator(rng, family, prefix):
    """An operator that bgpq4 reads right: not `^n`, and not too wide for it."""
    bits = 32 if family == 4 else 128
    length = int(prefix.split("/")[1])
    if rng.random() < 0.5:
        return ""
    if bits - length < 7 and rng.random() < 0.5:
        return rng.choice(("^+", "^-"))
    low = rng.randint(length, min(bits, length + 4))
    return f"^{low}-{rng.randint(low, min(bits, low + 3))}"
