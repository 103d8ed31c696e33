#!/usr/bin/env python3
"""Provenance at length: 200 random lines of every output of two large borders, each pasted to weir explain; an
independent reader goes to the file and line of each object that is named and looks whether it says so.
One border is synthetic (40,000 route objects, sets of four levels), the other stands on the RIPE database's
samples, the VRPs of the whole Internet on one day, and a table of routes."""
import csv
import glob
import gzip
import os
import random
import re
import sys
import time

TOP = os.environ["WEIR_TOP"]
sys.path.insert(0, os.path.join(TOP, "tests"))
sys.path.insert(0, os.path.join(TOP, "bench"))
import make_rpsl  # noqa: E402
from provenance import Files, check_output  # noqa: E402
from routers import LANGUAGES  # noqa: E402
from tap import data, done_testing, note, ok, run, skip  # noqa: E402

NEIGHBORS = 21


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def border(folder, neighbors, sources):
    """A border with every neighbor on a router of every language: neighbors are (asn, relationship, as-set)."""
    names = list(LANGUAGES)
    rows = "".join(f"  - {{asn: {asn}, relationship: {what}, {f'as-set: {name}, ' if name else ''}router: {names}}}\n"
                   for asn, what, name in neighbors)
    routers = ", ".join(f'{{name: {n}, language: {n}, output: "out/{n}"}}' for n in names)
    write(f"{folder}/weir.yaml", f"network: {{asn: 65001}}\nneighbors:\n{rows}sources:\n{sources}"
                                 f"gate: {{freeze: neighbor, min-entries: 0}}\nrouters: [{routers}]\n")
    return f"{folder}/weir.yaml"


def check(title, config):
    started = time.time()
    built = run(["build", "-c", config], timeout=600)
    files, rng = Files(), random.Random(64500)
    lines, outputs, wrong = 0, 0, [] if built.status in (0, 1) else [built.err.decode()[-2000:]]
    for language, suffix in LANGUAGES.items():
        for path in sorted(glob.glob(os.path.join(os.path.dirname(config), "out", language, f"as*-in.{suffix}*"))):
            asn = re.search(r"as(\d+)-in", path)[1]
            n, found = check_output(lambda words, stdin: run(["explain", "-c", config, *words], stdin=stdin, timeout=600),
                                    files, path, suffix, asn, rng)
            lines, outputs, wrong = lines + n, outputs + 1, wrong + found
    note(f"{title}: {time.time() - started:.0f} s")
    ok(f"{title}: {lines} lines of {outputs} outputs, each is in an object at a line",
       outputs >= 7 * NEIGHBORS and lines > 100 * outputs / 2 and not wrong, "\n".join(wrong[:40]))


registry = make_rpsl.make(scale=0.04, seed=3)
os.makedirs("made", exist_ok=True)
make_rpsl.write(registry, "made/irr.db")
rng = random.Random(5)
with open("made/vrps.csv", "w", encoding="ascii") as f:
    f.write("ASN,IP Prefix,Max Length,Trust Anchor\n")
    for kind, prefix, asn, source in registry.objects:
        if rng.random() < 0.2:
            length = int(prefix.rpartition("/")[2])
            longer = min(length + rng.choice((0, 0, 0, 1, 2)), 24 if kind == "route" else 48)
            f.write(f"AS{asn if rng.random() < 0.97 else 1},{prefix},{max(length, longer)},made\n")
chosen = [make_rpsl.TOP]
for level, n in (("AS-L1", 1), ("AS-L2", 7), ("AS-L3", NEIGHBORS - 10)):
    chosen += rng.sample([s for s in sorted(registry.as_sets) if s.startswith(level)], n)
neighbors = [(131072 + i, "peer", name) for i, name in enumerate(chosen)] + [(140000, "provider", None)]
check("a synthetic border", border("made", neighbors, "  irr: [{dump: irr.db}]\n  rpki: [{csv: vrps.csv}]\n"))

samples = [data(f"rpsl/ripe-db-route{n}.sample.txt") for n in ("", "6")]
vrps, table = data("vrp/vrps-2020-02-24.csv.gz"), data("mrt/rib.rrc06.20100701.bz2")
if not (all(samples) and vrps and table):
    skip("real data", "WEIR_DATA has no RIPE samples, VRPs or table")
    done_testing()
roas = {}
with gzip.open(vrps, "rt", encoding="ascii") as f:
    for row in csv.reader(f):
        if re.fullmatch(r"AS\d+", row[0]) and row[0] != "AS0":
            roas[int(row[0][2:])] = roas.get(int(row[0][2:]), 0) + 1
largest = sorted(roas, key=lambda a: (-roas[a], a))[:NEIGHBORS - 2]
os.makedirs("real", exist_ok=True)
for path in samples:  # copies, as the index of a dump lies beside it
    with open(path, "rb") as f, open("real/" + os.path.basename(path), "wb") as to:
        to.write(f.read())
check("the real border", border("real", [(a, "peer", None) for a in largest] + [(174, "provider", None), (3333, "customer", None)],
                                f'  irr: [{{dump: "ripe-db-route*.sample.txt"}}]\n  rpki: [{{csv: "{vrps}"}}]\n'
                                f'  routes: [{{mrt: "{table}"}}]\n'))
done_testing()
