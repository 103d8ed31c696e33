#!/usr/bin/env python3
"""The prefix algebra against two models that share nothing with src/.

Small worlds: all prefixes of a few lengths below one block, as Python sets; every result is
compared whole. Wide worlds: any prefix of the family; a prefix is in a set or not by the
definitions alone, and the prefixes around every edge are asked. Aggregated lists must be exact
and never longer than what was put in.
"""
import ipaddress
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok  # noqa: E402

TOOL = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "setcalc")
SLOW = 3 if os.environ.get("WEIR_SANITIZED") else 1


def text(bits, p):
    kind = ipaddress.IPv4Address if bits == 32 else ipaddress.IPv6Address
    return f"{kind(p[0])}/{p[1]}"


def parse(s):
    """(bits, (address, length)) of a prefix."""
    n = ipaddress.ip_network(s)
    return n.max_prefixlen, (int(n.network_address), n.prefixlen)


def inside(bits, p, q):
    """Whether p lies in q."""
    return p[1] >= q[1] and p[0] >> (bits - q[1]) == q[0] >> (bits - q[1])


def ask(lines):
    p = subprocess.run([TOOL], input="\n".join(lines) + "\n", capture_output=True, text=True,
                       timeout=110, check=False)
    assert p.returncode == 0, (p.returncode, p.stderr)
    return p.stdout.splitlines()


def entries(bits, answer):
    """The entries and the answers to the prefixes asked for."""
    assert "error" not in answer, answer
    listed, _, bools = answer.partition("?")
    found = []
    for e in listed.split():
        p, ge, le = e.split(",")
        b, p = parse(p)
        assert b == bits, answer
        found.append((p, int(ge), int(le)))
    return found, bools.strip()


# Expressions: ("list", [(prefix, ge, le)…]), ("op", lo, hi, e) with hi None for ^-, (sign, e, e).

def write_op(bits, lo, hi, rng):
    if hi is None:
        return "^-"
    if (lo, hi) == (0, bits) and rng.random() < 0.5:
        return "^+"
    return f"^{lo}" if lo == hi and rng.random() < 0.5 else f"^{lo}-{hi}"


def write(bits, e, rng):
    if e[0] == "list":
        ranges = []
        for p, ge, le in e[1]:
            if ge == le == p[1] and rng.random() < 0.8:
                ranges.append(text(bits, p))
            elif ge == p[1] and le == bits and rng.random() < 0.5:
                ranges.append(text(bits, p) + "^+")
            elif ge == p[1] + 1 and le == bits and rng.random() < 0.5:
                ranges.append(text(bits, p) + "^-")
            else:
                ranges.append(text(bits, p) + write_op(bits, ge, le, rng))
        return "{ " + " ".join(ranges) + " }"
    if e[0] == "op":
        return "( " + write(bits, e[3], rng) + " )" + write_op(bits, e[1], e[2], rng)
    return f"( {write(bits, e[1], rng)} ) {e[0]} ( {write(bits, e[2], rng)} )"


class World:
    """Prefixes of lengths top to top + depth below one block."""

    def __init__(self, block, depth):
        self.bits, self.block = parse(block)
        self.top, self.depth = self.block[1], depth
        self.low = self.top + depth
        self.all = [(self.block[0] | i << (self.bits - length), length)
                    for length in range(self.top, self.low + 1) for i in range(1 << (length - self.top))]
        self.below = {p: [q for q in self.all if inside(self.bits, q, p)] for p in self.all}

    def random_range(self, rng):
        p = rng.choice(self.all)
        if rng.random() < 0.6:
            return p, p[1], p[1]
        ge = rng.randint(p[1], self.low)
        return p, ge, rng.randint(ge, self.low)

    def random_op(self, rng):
        lo = rng.randint(0, self.low) if rng.random() < 0.5 else rng.randint(self.top, self.low)
        if self.low == self.bits and rng.random() < 0.5:
            return rng.choice([(0, None), (0, self.bits)])
        return lo, rng.randint(lo, self.low)

    def random_expression(self, rng, depth):
        kind = rng.random()
        if depth == 0 or kind < 0.3:
            return ("list", [self.random_range(rng) for _ in range(rng.randint(0, 9))])
        if kind < 0.5:
            return ("op", *self.random_op(rng), self.random_expression(rng, depth - 1))
        return (rng.choice("+-&"), self.random_expression(rng, depth - 1),
                self.random_expression(rng, depth - 1))

    def value(self, e):
        if e[0] == "list":
            return {q for p, ge, le in e[1] for q in self.below[p] if ge <= q[1] <= le}
        if e[0] == "op":
            lo, hi, s = e[1], e[2], self.value(e[3])
            if hi is None:
                return {q for p in s for q in self.below[p] if q[1] > p[1]}
            return {q for p in s for q in self.below[p] if max(lo, p[1]) <= q[1] <= hi}
        a, b = self.value(e[1]), self.value(e[2])
        return a | b if e[0] == "+" else a - b if e[0] == "-" else a & b

    def expand(self, listed):
        s = set()
        for p, ge, le in listed:
            if not (p in self.below and p[1] <= ge <= le <= self.low):
                return None
            s |= {q for q in self.below[p] if ge <= q[1] <= le}
        return s


def small_world(block, depth, cases):
    rng = random.Random(block)
    world = World(block, depth)
    made = [world.random_expression(rng, rng.randint(0, 3)) for _ in range(cases)]
    answers = ask(["set " + write(world.bits, e, rng) + " ?" for e in made])
    wrong = []
    for e, answer in zip(made, answers):
        listed, _ = entries(world.bits, answer)
        got, want = world.expand(listed), world.value(e)
        longer = e[0] == "list" and len(listed) > len(e[1])
        if got != want or longer or len(listed) > len(want) or listed != sorted(listed):
            wrong.append((write(world.bits, e, rng), answer))
    ok(f"{cases} expressions below {block} are what sets of prefixes make of them",
       len(answers) == cases and not wrong, wrong[:3])


def has(bits, e, p):
    """By the definitions of RFC 2622 section 2, for one prefix."""
    if e[0] == "list":
        return any(ge <= p[1] <= le and inside(bits, p, q) for q, ge, le in e[1])
    if e[0] == "op":
        lo, hi, s = e[1], e[2], e[3]
        if hi is not None and not lo <= p[1] <= hi:
            return False
        lengths = range(p[1] + 1 if hi is not None else p[1])
        return any(has(bits, s, (p[0] >> (bits - n) << (bits - n), n)) for n in lengths)
    a = has(bits, e[1], p)
    if e[0] == "+":
        return a or has(bits, e[2], p)
    return a and has(bits, e[2], p) == (e[0] == "&")


def wide_range(bits, rng):
    top = 1 << bits
    address = rng.choice([0, top - 1, rng.randrange(top), rng.randrange(top), (1 << 64) % top,
                          (1 << 64) - 1 & top - 1, top >> 1, (top >> 1) - 1])
    length = rng.choice([0, 1, bits, bits - 1, bits // 2, bits // 2 + 1, bits // 2 - 1,
                         rng.randint(0, bits), rng.randint(0, bits)])
    p = (address >> (bits - length) << (bits - length), length)
    ge = length if rng.random() < 0.5 else rng.randint(length, bits)
    le = rng.choice([ge, bits, rng.randint(ge, bits)])
    return p, ge, le


def wide_expression(bits, rng, depth):
    if depth == 0:
        return ("list", [wide_range(bits, rng) for _ in range(rng.randint(1, 5))])
    if rng.random() < 0.25:
        lo = rng.randint(0, bits)
        op = rng.choice([(0, None), (0, bits), (lo, rng.randint(lo, bits)), (lo, lo)])
        return ("op", *op, wide_expression(bits, rng, depth - 1))
    return (rng.choice("+-&"), wide_expression(bits, rng, depth - 1),
            wide_expression(bits, rng, depth - 1))


def ranges_of(e):
    if e[0] == "list":
        return e[1]
    if e[0] == "op":
        return ranges_of(e[3])
    return ranges_of(e[1]) + ranges_of(e[2])


def probes(bits, e, rng, count):
    """Prefixes at the edges of what the expression names."""
    found = set()
    for p, ge, le in ranges_of(e):
        size = 1 << (bits - p[1])
        for address in (p[0] - 1, p[0], p[0] + size - 1, p[0] + size, p[0] ^ size):
            for length in {0, p[1] - 1, p[1], p[1] + 1, ge - 1, ge, le, le + 1, bits}:
                if 0 <= address < 1 << bits and 0 <= length <= bits:
                    found.add((address >> (bits - length) << (bits - length), length))
    found = sorted(found)
    return rng.sample(found, min(count, len(found)))


def wide_world(bits, cases, count):
    rng = random.Random(bits)
    made, lines = [], []
    for _ in range(cases):
        e = wide_expression(bits, rng, rng.choice([0, 0, 1, 1, 2]))
        asked = probes(bits, e, rng, count)
        made.append((e, asked))
        lines.append("set " + write(bits, e, rng) + " ? " + " ".join(text(bits, p) for p in asked))
    wrong = []
    for (e, asked), line, answer in zip(made, lines, ask(lines)):
        listed, bools = entries(bits, answer)
        as_list = ("list", listed)
        want = "".join("01"[has(bits, e, p)] for p in asked)
        printed = "".join("01"[has(bits, as_list, p)] for p in asked)
        longer = e[0] == "list" and len(listed) > len(e[1])
        if bools != want or printed != want or longer:
            wrong.append((line, answer, want))
    ok(f"{sum(len(a) for _, a in made)} prefixes in {cases} expressions of {bits} bits", not wrong, wrong[:2])


def one(name, expression, expected):
    got = ask([expression])[0].strip()
    ok(name, got == expected, f"{expression}\n     got: {got}\nexpected: {expected}")


def edges():
    one("::/0^+ is one entry", "set { ::/0^+ } ? ::/0 ffff::/16 " + "f" * 4 + ":ffff" * 7 + "/128",
        "::/0,0,128 ? 111")
    one("2001:db8::/32^+ is one entry", "set { 2001:db8::/32^+ } ? 2001:db8::/32 2001:db8:ffff::/128 2001:db9::/128",
        "2001:db8::/32,32,128 ? 110")
    one("the top address of IPv6", "set { ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128 } - { ::/0 } ?",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128,128,128 ?")
    one("the top address of IPv4", "set { 255.255.255.255/32 } ? 255.255.255.255/32 0.0.0.0/0", "255.255.255.255/32,32,32 ? 10")
    one("0.0.0.0/0^32 is all hosts", "set { 0.0.0.0/0^32 } & { 10.0.0.0/8^+ } ? 10.0.0.1/32 10.0.0.0/31", "10.0.0.0/8,32,32 ? 10")
    one("a /128 has no more specifics", "set { ::1/128^- } ? ::1/128", "? 0")
    one("all less half is the other half and the whole", "set { ::/0^+ } - { 8000::/1^+ } ?", "::/0,0,0 ::/1,1,128 ?")
    one("all hosts less one", "set ( { 255.255.255.252/30^32 } - { 255.255.255.255/32 } ) ?",
        "255.255.255.252/31,32,32 255.255.255.254/32,32,32 ?")
    one("two halves of the space join", "set { ::/1^+ 8000::/1^+ } ?", "::/0,1,128 ?")
    one("two halves of the space join below themselves", "set { ::/1^2-128 8000::/1^2-128 } ?", "::/0,2,128 ?")
    one("both families in one set", "set { 10.0.0.0/8 2001:db8::/32 } - { ::/0^+ } ?", "10.0.0.0/8,8,8 ?")


def errors():
    for bad in ("30.0.0.0/8^24-28^+", "10.0.0.0/8^", "10.0.0.0/8^-^+", "10.0.0.0/8^26-24", "10.0.0.0/8^24-", "10.0.0.0/8^-24",
                "10.0.0.0/8^129", "10.0.0.0/8^4294967320", "10.0.0.0/8^24+", "10.0.0.0/8+", "10.0.0.0/33", "10.0.0.1/8",
                "010.0.0.0/8", "10.0.0.0", "2001:db8::/129", "2001:db8::1/32", "10.0.0.0/8^ 24"):
        got = ask(["set { " + bad + " } ?"])[0]
        ok(f"'{bad}' is refused", got.startswith("error"), got)


edges()
errors()
for block, depth in (("10.0.0.0/27", 5), ("0.0.0.0/0", 5), ("255.255.255.224/27", 5), ("::/123", 5), ("::/0", 5),
                     ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0/123", 5), ("2001:db8:0:fffc::/62", 5)):
    small_world(block, depth, 2000 // SLOW)
wide_world(32, 1500 // SLOW, 16)
wide_world(128, 900 // SLOW, 12)
done_testing()
