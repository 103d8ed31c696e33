#!/usr/bin/env python3
"""weir sav on the figures of RFC 8704 and the four modes of draft-ymbk-bcp38-multihoming-update,
each verdict derived by hand from the text of these documents."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run  # noqa: E402

SCHEMES = ["acl", "strict", "feasible", "efp-a", "efp-a-roa", "efp-b", "efp-b-roa", "loose", "loose-no-default"]
P1, P2, P3, P6 = "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8:6::/48"
S1, S2, S3, S6 = "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8:6::1"


def scene(name, own, neighbors, routes, roas=(), fib=None):
    """A border and its sources; `routes` are (prefix, path), sent by the first AS of the path."""
    os.mkdir(name)
    with open(f"{name}/weir.yaml", "w", encoding="utf-8") as f:
        f.write(f"network: {{asn: {own}}}\nbogons: off\nneighbors:\n")
        for n in neighbors:
            f.write(f"  - {{{n}}}\n")
        f.write("sources:\n  routes: [{text: rib.txt}]\n")
        f.write("  rpki: [{csv: roas.csv}]\n" if roas else "")
        f.write("  fib: [{text: fib.txt}]\n" if fib else "")
    with open(f"{name}/rib.txt", "w", encoding="utf-8") as f:
        for prefix, path in routes:
            asn = int(path.split()[0])
            f.write(f"TABLE_DUMP2|1700000000|B|10.0.0.{asn % 250}|{asn}|{prefix}|{path}|IGP|10.0.0.1|0|0||NAG||\n")
    with open(f"{name}/roas.csv", "w", encoding="utf-8") as f:
        f.write("ASN,IP Prefix,Max Length,Trust Anchor\n")
        for asn, prefix in roas:
            f.write(f"AS{asn},{prefix},{prefix.split('/')[1]},test\n")
    if fib:
        with open(f"{name}/fib.txt", "w", encoding="utf-8") as f:
            f.write(fib)
    return name


def packet(name, what, asn, source, permitted):
    """One packet: the schemes that permit it; all others must deny it."""
    got = []
    for scheme in SCHEMES:
        r = run(["sav", "check", "-c", f"{name}/weir.yaml", "--scheme", scheme, "--from", asn, "--src", source])
        first = r.out.split(b"\n")[0]
        if (r.status, first) == (0, b"permit"):
            got.append(scheme)
        elif (r.status, first) != (1, b"deny") or len(r.out.splitlines()) < 3:
            got.append(f"{scheme}: status {r.status}: {(r.out + r.err)!r}")
    equal(f"{name}: {what}", got, permitted.split())


EFP = "efp-a efp-a-roa efp-b efp-b-roa"
LOOSE = "loose loose-no-default"

# Figure 1, at AS2. The customer AS1 announces P1 to AS2 and P2 to AS3; AS3 is a peer.
f = scene("figure-1", 2, ["asn: 1, relationship: customer, prefixes: [192.0.2.0/24]",
                          "asn: 3, relationship: peer, prefixes: [198.51.100.0/24]"],
          [(P1, "1"), (P2, "3 1")], roas=[(1, P1), (1, P2), (1, P3)])
packet(f, "P1 from AS1: announced there, best there", 1, S1, f"acl strict feasible {EFP} {LOOSE}")
# (1) of the figure: strict and feasible fail; the access list lacks P2; origin AS1 joins P1 and P2.
packet(f, "P2 from AS1", 1, S2, f"{EFP} {LOOSE}")
# (2): P1's only route is AS1's. X(AS1) = {P1, P2}, and P2 is announced by AS3.
packet(f, "P1 from AS3", 3, S1, f"{EFP} {LOOSE}")
packet(f, "P2 from AS3", 3, S2, f"acl strict feasible {EFP} {LOOSE}")
# Announced nowhere, but in a ROA of AS1, which has a route on both sessions (section 3.5).
packet(f, "P3 from AS1: a ROA alone", 1, S3, "efp-a-roa efp-b-roa")
packet(f, "P3 from AS3: a ROA alone", 3, S3, "efp-a-roa efp-b-roa")
packet(f, "a source without route or ROA", 1, "192.88.0.1", "")

# Figure 2, at AS2. AS1 announces both prefixes to both, prepended for balance.
both = ["asn: 1, relationship: customer, prefixes: [192.0.2.0/24, 198.51.100.0/24]",
        "asn: 3, relationship: peer, prefixes: [192.0.2.0/24, 198.51.100.0/24]"]
at_as2 = [(P1, "1"), (P2, "1 1 1"), (P2, "3 1")]
# 2a: AS3 prefers the customer's route, so that AS2 hears P1 from it too. AS2 prefers its customer.
f = scene("figure-2a", 2, both, at_as2 + [(P1, "3 1 1 1")])
packet(f, "P1 from AS3", 3, S1, f"acl feasible {EFP} {LOOSE}")
packet(f, "P2 from AS3: the customer's longer path is preferred", 3, S2, f"acl feasible {EFP} {LOOSE}")
packet(f, "P2 from AS1: best there, though longer", 1, S2, f"acl strict feasible {EFP} {LOOSE}")
# 2b: AS3 prefers the shorter path by AS2 itself, and does not send P1 back.
f = scene("figure-2b", 2, both, at_as2)
packet(f, "P1 from AS3", 3, S1, f"acl {EFP} {LOOSE}")
packet(f, "P1 from AS1", 1, S1, f"acl strict feasible {EFP} {LOOSE}")

# Figure 3, at AS4: AS2 and AS3 are customers, AS5 a peer; each has another prefix of AS1. AS6 is a customer of its own.
f = scene("figure-3", 4, [f"asn: {a}, relationship: {r}, prefixes: [{p}]" for a, r, p in
                          ((2, "customer", P1), (3, "customer", P2), (5, "peer", P3), (6, "customer", '"' + P6 + '"'))],
          [(P1, "2 1"), (P2, "3 1"), (P3, "5 1"), (P6, "6")])
for asn, at_home in ((2, S1), (3, S2), (5, S3)):
    for source in (S1, S2, S3):
        packet(f, f"{source} from AS{asn}", asn, source,
               ("acl strict feasible " if source == at_home else "") + f"{EFP} {LOOSE}")
# Spoofed across customers: AS6 and AS1 share no origin. Only algorithm B lets that pass (its known price).
packet(f, "AS6's space from AS2", 2, S6, f"efp-b efp-b-roa {LOOSE}")
packet(f, "P3, a peer's route, from AS6", 6, S3, f"efp-b efp-b-roa {LOOSE}")

# Figure 4, at AS4: P1 and P2 carry NO_EXPORT at AS2, so that AS2 announces nothing.
f = scene("figure-4", 4, ["asn: 2, relationship: customer, prefixes: [192.0.2.0/25]",
                          "asn: 3, relationship: customer, prefixes: [192.0.2.0/24]"],
          [(P1, "3 1"), (P2, "3 1")])
packet(f, "P1 from AS2, in the first half that its list has", 2, S1, f"acl efp-b efp-b-roa {LOOSE}")
packet(f, "P2 from AS2", 2, S2, f"efp-b efp-b-roa {LOOSE}")
packet(f, "P2 from AS3", 3, S2, f"strict feasible {EFP} {LOOSE}")

# Step 3 of algorithm A tests the prefix, not prefix and origin: P2 has two origins, so AS7's P3 passes from
# AS1 too, which announces no route of AS7. The ROA of AS7 needs a route with that origin on the session.
f = scene("two-origins", 4, ["asn: 1, relationship: customer, prefixes: []", "asn: 7, relationship: customer, prefixes: []"],
          [(P2, "1"), (P2, "7"), (P3, "7")], roas=[(7, P1), (7, P2), (7, P3), (1, P2)])
for scheme, want in (("efp-a", 0), ("feasible", 1), ("efp-a-roa", 0), ("strict", 1)):
    r = run(["sav", "check", "-c", f"{f}/weir.yaml", "--scheme", scheme, "--from", "1", "--src", S3])
    equal(f"two origins: AS7's P3 from AS1, {scheme}", r.status, want)
for scheme, want in (("efp-a-roa", 1), ("efp-b-roa", 0), ("efp-b", 1)):
    r = run(["sav", "check", "-c", f"{f}/weir.yaml", "--scheme", scheme, "--from", "1", "--src", S1])
    equal(f"two origins: a ROA of AS7 alone, from AS1, {scheme}", r.status, want)

# RPKI-invalid routes are no routes: AS666 announces P1, whose ROA has AS1.
f = scene("invalid", 4, ["asn: 1, relationship: customer, prefixes: [192.0.2.0/24]",
                         "asn: 666, relationship: customer, prefixes: [198.51.100.0/24]"],
          [(P1, "666"), (P2, "666")], roas=[(1, P1)])
packet(f, "P1 from AS666, whose route for it is invalid", 666, S1, "")
packet(f, "P2 from AS666, not found", 666, S2, f"acl strict feasible {EFP} {LOOSE}")
packet(f, "P1 from AS1, which announces nothing", 1, S1, "acl")

# max-length is about announcements: who is registered for a /25 alone still sends from it.
f = scene("max-length", 4, ["asn: 1, relationship: customer, max-length: {ipv4: 24}"], [(P3, "1")])
with open(f"{f}/irr.db", "w", encoding="utf-8") as dump:
    dump.write("route: 192.0.2.128/25\norigin: AS1\nsource: T\n")
with open(f"{f}/weir.yaml", "a", encoding="utf-8") as border:
    border.write("  irr: [{dump: irr.db}]\n")
packet(f, "the registered half", 1, "192.0.2.129", "acl")
packet(f, "the other half", 1, "192.0.2.1", "")

# The BCP 38 draft. An edge network E (AS1) with a prefix of each of its providers, A (P1) and B (P2); A and B are
# peers; we are A. E announces P1 to A alone. 2.1: the list has A's prefix only. 2.3: a route to P2 exists.
MARTIAN = "10.1.2.3"
edge = "asn: 1, relationship: customer, prefixes: [192.0.2.0/24]"
others = ["asn: 20, relationship: peer, prefixes: [198.51.100.0/24]", "asn: 30, relationship: provider, prefixes: [203.0.113.0/24]"]
table = [(P1, "1"), (P2, "20"), (P3, "30 40")]
f = scene("bcp38", 10, [edge] + others, table)
packet(f, "2.1, 2.2: the provider's own prefix", 1, S1, f"acl strict feasible {EFP} {LOOSE}")
packet(f, "2.1 the list lacks the other's prefix, 2.2 strict too; 2.3 loose has no direction", 1, S2, LOOSE)
packet(f, "2.3: a martian has no route", 1, MARTIAN, "")
packet(f, "2.3: a martian from the provider", 30, MARTIAN, "")
packet(f, "2.3: loose lets a provider send a customer's space", 30, S1, f"efp-b efp-b-roa {LOOSE}")
# 2.3 and 2.4: a default route of the provider makes everything routed, except for the mode that ignores it.
# It is the best route to the martian, so that strict RPF towards the provider accepts it as well.
f = scene("bcp38-default", 10, [edge] + others, table + [("0.0.0.0/0", "30")])
packet(f, "2.3: loose with a default route permits a martian", 1, MARTIAN, "loose")
packet(f, "2.4: a routed source still passes without the default", 1, S2, LOOSE)
packet(f, "2.4: from the provider the default is announced, and best", 30, MARTIAN, "strict feasible loose")
# 4.2: a complete list, and the prefix carried in routing.
f = scene("bcp38-complete", 10, [edge.replace("192.0.2.0/24", "192.0.2.0/24, 198.51.100.0/24")] + others, table + [(P2, "1")])
packet(f, "4.2: with a complete filter both pass", 1, S2, f"acl strict feasible {EFP} {LOOSE}")
# 3: the issue is recursive. We are a transit provider of A (AS10), which passes only its own aggregate on.
f = scene("bcp38-recursive", 30, ["asn: 10, relationship: customer, prefixes: [192.0.2.0/24]",
                                  "asn: 20, relationship: customer, prefixes: [198.51.100.0/24]"], [(P1, "10"), (P2, "20")])
packet(f, "3: B's prefix by A is lost one level up", 10, S2, f"efp-b efp-b-roa {LOOSE}")

# The forwarding table: equal-cost paths count for strict; what is our own is behind no neighbor.
f = scene("fib", 10, ["asn: 1, relationship: customer, prefixes: [192.0.2.0/24]",
                      "asn: 2, relationship: customer, prefixes: [192.0.2.0/24]"], [(P1, "1"), (P1, "2")],
          fib="# made by hand\n192.0.2.0/24 2 1\n198.51.100.0/24 10\n192.0.2.128/25 99\n")
packet(f, "equal-cost paths: the one", 1, S1, f"acl strict feasible {EFP} {LOOSE}")
packet(f, "equal-cost paths: the other", 2, S1, f"acl strict feasible {EFP} {LOOSE}")
packet(f, "the longest prefix decides, whoever it goes to", 1, "192.0.2.200", f"acl feasible {EFP} {LOOSE}")
packet(f, "a local prefix from a customer", 1, S2, LOOSE)
f = scene("fib-invalid", 10, ["asn: 1, relationship: customer, prefixes: [192.0.2.0/24]",
                              "asn: 2, relationship: peer, prefixes: [192.0.2.0/24]"], [(P1, "1"), (P1, "2 666")],
          roas=[(1, P1)], fib="192.0.2.0/24 1 2\n")
packet(f, "a next hop whose route is invalid does not count", 2, S1, f"acl efp-b efp-b-roa {LOOSE}")
packet(f, "the other next hop does", 1, S1, f"acl strict feasible {EFP} {LOOSE}")

# What is printed.
r = run(["sav", "check", "-c", "figure-1/weir.yaml", "--scheme", "strict", "--from", "AS1", "--src", S2])
equal("a denial names the route, its place, and what is missing", r.out.decode(),
      "deny\nstrict denies:\n"
      "  figure-1/rib.txt:2: the best route to 198.51.100.0/24 goes to AS3: not back to AS1\n"
      "  to be permitted: the best route to it goes to the neighbor\n")
r = run(["sav", "check", "-c", "figure-1/weir.yaml", "--scheme", "efp-a-roa", "--from", "1", "--src", S3])
equal("a ROA is named with its line", r.out.decode(),
      "permit\nefp-a-roa permits:\n"
      "  figure-1/roas.csv:4: a ROA has 203.0.113.0/24 for AS1\n"
      "  figure-1/rib.txt:1: AS1 announces 192.0.2.0/24, origin AS1\n")
r = run(["sav", "list", "-c", "figure-3/weir.yaml", "--scheme", "efp-a"])
equal("list: neighbor and prefix", (r.status, r.out.decode()),
      (0, "".join(f"AS{a} {p}\n" for a in (2, 3, 5) for p in (P1, P2, P3)) + f"AS6 {P6}\n"))
r = run(["sav", "list", "-c", "figure-3/weir.yaml"])
equal("list: the defaults of RFC 8704 3.7: efp-b, loose for the peer, strict for the stub", r.out.decode(),
      "".join(f"AS{a} {p}\n" for a in (2, 3) for p in (P1, P2, P3, P6)) +
      "".join(f"AS5 {p}\n" for p in (P1, P2, P3, P6)) + f"AS6 {P6}\n")
r = run(["sav", "compare", "-c", "figure-3/weir.yaml", "--from", "2"])
ok("compare: sizes, differences, routes that would be lost",
   r.status == 0 and b"* efp-b" in r.out and b"permitted by acl" not in r.out
   and b"  permitted by efp-a efp-a-roa, denied by acl strict feasible: 2 prefixes, 512 IPv4 addresses, "
       b"0 IPv6 /64: 198.51.100.0/24, 203.0.113.0/24\n" in r.out, r.out)
r = run(["sav", "compare", "-c", "figure-2a/weir.yaml", "--from", "3"])
ok("compare: strict at the peer would lose its routes", b"2 of its 2 routes would lose traffic: 192.0.2.0/24 198.51.100.0/24\n" in r.out, r.out)

# Wrong usage: 2, and one line that says what was expected.
for arguments, message in (
        (["sav"], b"expected one of list, check, compare"),
        (["sav", "chekc"], b"found 'chekc'"),
        (["sav", "list", "-c", "figure-1/weir.yaml", "--scheme", "efp-c"], b"unknown scheme 'efp-c'; did you mean 'efp-a'?"),
        (["sav", "list", "-c", "figure-1/weir.yaml", "--scheme", "urpf"], b"a scheme such as strict, efp-b or loose, found 'urpf'"),
        (["sav", "check", "-c", "figure-1/weir.yaml", "--scheme", "strict", "--from", "1"], b"--src ADDRESS"),
        (["sav", "check", "-c", "figure-1/weir.yaml", "--from", "9", "--src", S1], b"AS9 is no neighbor"),
        (["sav", "check", "-c", "figure-1/weir.yaml", "--from", "1", "--src", P1], b"an address such as"),
        (["sav", "check", "-c", "figure-1/weir.yaml", "--from", "x", "--src", S1], b"an AS number"),
        (["sav", "list", "-c", "none.yaml", "--scheme", "strict"], b"none.yaml")):
    r = run(arguments)
    ok(f"usage: {' '.join(arguments)}", r.status == 2 and message in r.err and not r.out, (r.status, r.out, r.err))

done_testing()
