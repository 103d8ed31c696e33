#!/usr/bin/env python3
"""Both aggregations against a naive model: the same prefixes, and never more entries than bgpq4's.

That pairs_merge() is bgpq4's aggregation is what filter_bgpq4.py shows; here prefix_set_aggregate()
is held against it on thousands of random sets, and both against enumeration.
"""
import ipaddress
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, skip  # noqa: E402
import irrd  # noqa: E402

PROBE = os.path.join(os.environ["WEIR_BUILD"], "tests", "prop", "aggregate_probe")
ROUNDS = 400 if os.environ.get("WEIR_SANITIZED") else 1500


def prefixes_of(entry):
    """Every prefix that "PREFIX GE LE" stands for, as (address, length)."""
    net = ipaddress.ip_network(entry[0])
    bits = net.max_prefixlen
    base = int(net.network_address)
    return {(base + (i << (bits - length)), length)
            for length in range(int(entry[1]), int(entry[2]) + 1)
            for i in range(1 << (length - net.prefixlen))}


def union(entries):
    found = set()
    for e in entries:
        found |= prefixes_of(e)
    return found


def probe(sets):
    text = "".join("\n".join(s) + "\n\n" for s in sets)
    p = subprocess.run([PROBE], input=text, capture_output=True, text=True, check=False)
    ok("the probe ran", p.returncode == 0, p.stderr)
    answers = []
    for block in p.stdout.split("\n\n"):
        rows = [line.split() for line in block.splitlines() if line]
        if rows:
            answers.append(([r[1:] for r in rows if r[0] == "best"],
                            [r[1:] for r in rows if r[0] == "pairs"]))
    return answers


def exact_sets():
    rng = random.Random(20)
    sets = []
    for i in range(ROUNDS):
        family = 4 if i % 2 else 6
        sets.append(irrd.random_prefixes(rng, family, rng.randint(1, rng.choice((4, 12, 60, 300)))))
    wrong = more = 0
    first = ""
    answers = probe(sets)
    equal("an answer for each set", len(answers), len(sets))
    for prefixes, (best, pairs) in zip(sets, answers):
        want = {(int(n.network_address), n.prefixlen) for n in map(ipaddress.ip_network, prefixes)}
        if union(best) != want or union(pairs) != want:
            wrong += 1
            first = first or repr((prefixes, best, pairs))
        if len(best) > len(pairs):
            more += 1
            first = first or repr((prefixes, best, pairs))
    equal(f"{len(sets)} sets of prefixes: the same prefixes after aggregation", wrong, 0)
    ok(f"{len(sets)} sets of prefixes: never more entries than bgpq4 -A", more == 0,
       f"{more} times more: {first}")


def range_sets():
    """Ranges too: only prefix_set_aggregate() takes them."""
    rng = random.Random(21)
    sets, wants = [], []
    for _ in range(ROUNDS // 3):
        entries = []
        for text in irrd.random_prefixes(rng, 4, rng.randint(1, 12)):
            length = int(text.split("/")[1])
            low = rng.randint(length, min(32, length + 5))
            entries.append((text, low, rng.randint(low, min(32, low + 4))))
        if any(int(low) - int(t.split("/")[1]) > 12 for t, low, _ in entries):
            continue
        sets.append([f"{t}^{low}-{high}" for t, low, high in entries])
        wants.append(union(entries))
    wrong = more = 0
    for entries, want, (best, _) in zip(sets, wants, probe(sets)):
        wrong += union(best) != want
        more += len(best) > len(entries)
    equal(f"{len(sets)} sets of ranges: the same prefixes after aggregation", wrong, 0)
    equal(f"{len(sets)} sets of ranges: never more entries than ranges", more, 0)


if not os.access(PROBE, os.X_OK):
    skip("aggregation against a naive model", "the probe is not built")
else:
    exact_sets()
    range_sets()
done_testing()
