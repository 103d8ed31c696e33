#!/usr/bin/env python3
"""Delegation files and AS relationships of the real world, read whole, against a plain reading."""
import bisect
import bz2
import glob
import gzip
import os
import random
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import data, done_testing, equal, ok, skip  # noqa: E402

TOOL = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "facts")


def ask(arguments, queries):
    p = subprocess.run([TOOL] + arguments, input="\n".join(queries) + "\n", capture_output=True, text=True,
                       timeout=110, check=False)
    ok(f"{arguments[0]}: all files are read", p.returncode == 0, p.stderr)
    return p.stdout.splitlines()


def number_of(family, address):
    return int.from_bytes(socket.inet_pton(family, address), "big")


def block(f):
    """Kind, first number and how many, of a record."""
    if f[2] == "asn":
        return "asn", int(f[3]), int(f[4])
    if f[2] == "ipv4":
        return "ipv4", number_of(socket.AF_INET, f[3]), int(f[4])
    return "ipv6", number_of(socket.AF_INET6, f[3]), 1 << 128 - int(f[4])


def query(kind, number):
    if kind == "asn":
        return f"AS{number}"
    if kind == "ipv4":
        return socket.inet_ntop(socket.AF_INET, number.to_bytes(4, "big")) + "/32"
    return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16, "big")) + "/128"


def records(path):
    """(line number, fields) of what is neither comment, version nor summary."""
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            fields = line.rstrip("\n").split("|")
            if len(fields) >= 7 and not fields[0][0].isdigit() and line[0] != "#":
                yield number, fields


def delegations(folder):
    files = sorted(glob.glob(folder + "/*.gz"))
    rows, counts = [], []
    for source, path in enumerate(files):
        n = {"asn": 0, "ipv4": 0, "ipv6": 0}
        for line, f in records(path):
            n[f[2]] += 1
            rows.append((source, line, f))
        counts.append(n)
    rng = random.Random(1)
    # The last numbers of 3,000 lines, and what a scan of all lines says about each.
    asked = rng.sample(rows, 1000 if os.environ.get("WEIR_SANITIZED") else 3000)
    points = [(kind, first + size - 1) for kind, first, size in (block(f) for _, _, f in asked)]
    queries = [query(*p) for p in points]
    lines = ask(["delegations"] + files, queries)
    for i, path in enumerate(files):
        said = lines[i].split()
        equal(f"{os.path.basename(path)}: every record", [int(n) for n in said[6::2]], list(counts[i].values()))
    equal("no surprise in any of them, and every summary is met", lines[len(files)], "notes 0")
    compare("who holds the last number of a record", queries, lines[len(files) + 1:], scan(rows, points))


def scan(rows, points):
    """For each point the line that stands: held first, then the smallest, then the first."""
    best = {p: None for p in points}
    by_kind = {k: sorted(p for p in best if p[0] == k) for k in ("asn", "ipv4", "ipv6")}
    for order, (source, line, f) in enumerate(rows):
        kind, first, size = block(f)
        rank = (f[6] not in ("allocated", "assigned"), size, order)
        for p in between(by_kind[kind], (kind, first), (kind, first + size)):
            if best[p] is None or rank < best[p][0]:
                holder = f[7] if len(f) > 7 and f[7] else "-"
                best[p] = rank, f"{source}:{line} {f[6]} {holder} whole"
    return [best[p][1] for p in points]


def between(points, low, high):
    return points[bisect.bisect_left(points, low):bisect.bisect_left(points, high)]


def compare(name, queries, got, want):
    wrong = [(q, g, w) for q, g, w in zip(queries, got, want) if g != w]
    ok(f"{len(queries)} times: {name}", len(got) == len(want) and not wrong, wrong[:5])


def relationships(path):
    links, degree = {}, {}
    with bz2.open(path, "rb") as f:
        for number, line in enumerate(f, 1):
            if line.startswith(b"#"):
                continue
            a, b, r = map(int, line.split(b"|")[:3])
            links[a, b] = r, number
            degree.setdefault(a, [0, 0, 0])[2 if r == 0 else 1] += 1
            degree.setdefault(b, [0, 0, 0])[2 if r == 0 else 0] += 1
    rng = random.Random(2)
    ases = list(degree)
    pairs = rng.sample(list(links), 5000) + [(rng.choice(ases), rng.choice(ases)) for _ in range(100)]
    pairs = [rng.choice([(a, b), (b, a)]) for a, b in pairs]
    lines = ask(["relationships", path], [f"{a} {b}" for a, b in pairs])
    name = os.path.basename(path)
    equal(f"{name}: every link", lines[0].split()[-1], str(len(links)))
    equal(f"{name}: no surprise", lines[1], "notes 0")
    equal(f"{name}: pairs and ASes", lines[2], f"pairs {len(links)} ases {len(degree)}")
    want = []
    for a, b in pairs:
        words, (r, number) = (("customer", "peer"), links[a, b]) if (a, b) in links else \
            (("provider", "peer"), links.get((b, a), (None, 0)))
        relation = "none" if r is None else words[r + 1]
        want.append(" ".join([relation, str(number)] + [str(n) for n in degree[a]]))
    compare(f"{name}: relation, line and degrees", pairs, lines[3:], want)


if data("delegated"):
    delegations(data("delegated"))
else:
    skip("delegation files of the RIRs", "no delegated/ in WEIR_DATA")
for file in ("as-rel/20170901.as-rel.txt.bz2", "as-rel/20250901.as-rel2.txt.bz2"):
    if data(file):
        relationships(data(file))
    else:
        skip(file, "not in WEIR_DATA")
done_testing()
