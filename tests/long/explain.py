#!/usr/bin/env python3
"""Provenance at length: 200 random lines of every output of two large borders, and 200 AS numbers of its lines about
paths, each pasted to weir explain; an independent reader goes to the file and line of each object that is named and
looks whether it says so. One border is synthetic (40,000 route objects, sets of four levels; 21 neighbors, one with the
largest cone; each language; filters of source addresses), the other stands on the RIPE database's samples, the VRPs
of the whole Internet on one day, and a table of routes (21 neighbors, each language, rpki-invalid.txt)."""
import collections
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
from files import write  # noqa: E402
import make_rpsl  # noqa: E402
from provenance import Files, check_pasted, judge_invalid, judge_source, net, pasted_list  # noqa: E402
from routers import LANGUAGES  # noqa: E402
from tap import data, done_testing, note, ok, run, skip  # noqa: E402

NEIGHBORS = 21
PASTED = 200  # lines of an output


def border(folder, neighbors, sources, schemes=()):
    """A border with every neighbor on a router of every language: neighbors are (asn, relationship, as-set). Packets of
    customers are filtered, by one scheme after the other."""
    def beside(i, asn, what, name):
        filtered = f"interfaces: [e{asn}], sav: {schemes[i % len(schemes)]}, " if schemes and what == "customer" else ""
        return f"{f'as-set: {name}, ' if name else ''}{filtered}"
    names = list(LANGUAGES)
    rows = "".join(f"  - {{asn: {asn}, relationship: {what}, {beside(i, asn, what, name)}router: {names}}}\n"
                   for i, (asn, what, name) in enumerate(neighbors))
    routers = ", ".join(f'{{name: {n}, language: {n}, output: "out/{n}"}}' for n in names)
    write(f"{folder}/weir.yaml", f"network: {{asn: 65001}}\nneighbors:\n{rows}sources:\n{sources}"
                                 f"gate: {{freeze: neighbor, min-entries: 0}}\nrouters: [{routers}]\n")
    return f"{folder}/weir.yaml"


def questions(folder, any_neighbor):
    """All that is pasted, as {(neighbor, options): [(path, text, judge)]}; invalid routes are asked of any neighbor."""
    rng, found = random.Random(64500), {}
    for path in sorted(glob.glob(f"{folder}/out/bird2/as*-in.bird")):
        stem = os.path.basename(path).split(".")[0]
        asked = pasted_list([f"{folder}/out/{n}/{stem}.{suffix}" for n, suffix in LANGUAGES.items()], PASTED, rng)
        found[re.search(r"as(\d+)", stem)[1], ()] = asked
    for path in sorted(glob.glob(f"{folder}/out/*/rpki-invalid.txt")):
        with open(path, encoding="utf-8") as f:
            lines = [line for line in f.read().splitlines() if line and line[0] != "#"]
        found[any_neighbor, ()] += [(path, line, lambda files, a, line=line: judge_invalid(files, a, line, folder))
                              for line in rng.sample(lines, min(PASTED, len(lines)))]
    for path in sorted(glob.glob(f"{folder}/out/*/sources.nft") + glob.glob(f"{folder}/out/*/sources.junos")):
        for neighbor, chosen in source_lines(path, rng).items():
            found.setdefault((neighbor, ("--sources",)), []).extend(chosen)
    return found


def source_lines(path, rng):
    """Random lines of a filter of source addresses, by the neighbor behind the interface eASN."""
    interface, lines, found = None, [], {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            begun = re.match(r"\s*(?:set|prefix-list) \S*?e(\d+)[-_]v\d", line)
            interface = begun[1] if begun else None if line.strip() == "}" else interface
            prefix = re.search(r"[0-9a-f]+[.:][0-9a-f.:]*/\d+", line)
            if interface and prefix:
                lines.append((interface, line.rstrip("\n"), net(prefix[0])))
    for neighbor, line, block in rng.sample(lines, min(PASTED, len(lines))):
        found.setdefault(neighbor, []).append((path, line, lambda files, a, block=block: judge_source(files, a, block)))
    return found


def check(title, config, beside, any_neighbor):
    started = time.time()
    built = run(["build", "-c", config], timeout=600)
    files, asked = Files(), questions(os.path.dirname(config), any_neighbor)
    lines, wrong = 0, [] if built.status in (0, 1) else [built.err.decode()[-2000:]]
    for (neighbor, options), chosen in asked.items():
        n, found = check_pasted(lambda words, stdin: run(["explain", "-c", config, *words], stdin=stdin, timeout=600),
                                files, neighbor, chosen, options)
        lines, wrong = lines + n, wrong + found
    outputs = collections.Counter(path for chosen in asked.values() for path, _, _ in chosen)
    kinds = collections.Counter(path.rpartition(".")[2] for path in outputs)
    origins = sum(text.startswith("AS") and text[2:].isdigit() for chosen in asked.values() for _, text, _ in chosen)
    note(f"{title}: {time.time() - started:.0f} s; {origins} AS numbers, {lines - origins} other lines of {dict(kinds)}")
    ok(f"{title}: {lines} lines of {len(outputs)} outputs, each is in an object at a line",
       set(kinds) == set(LANGUAGES.values()) | beside and len(outputs) >= 7 * NEIGHBORS and lines > 100 * len(outputs)
       and not wrong, "\n".join([f"{len(wrong)} are wrong", *wrong[:40]]))


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
neighbors = [(131072 + i, "customer" if i % 2 else "peer", name) for i, name in enumerate(chosen)] + [(140000, "provider", None)]
with open("made/table.txt", "w", encoding="ascii") as f:
    for number, (asn, _, _) in enumerate(neighbors, 1):
        for _, prefix, origin, _ in rng.sample(registry.objects, 400):
            at = f"2001:db8::{number}" if ":" in prefix else f"198.18.0.{number}"
            f.write(f"TABLE_DUMP2|1|B|{at}|{asn}|{prefix}|{asn} {origin}|IGP|{at}|0|0||NAG||\n")
check("a synthetic border",
      border("made", neighbors, "  irr: [{dump: irr.db}]\n  rpki: [{csv: vrps.csv}]\n  routes: [{text: table.txt}]\n",
             ("strict", "feasible", "efp-a", "efp-a-roa", "efp-b")), {"txt", "nft"}, "140000")

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
neighbors = [(a, "peer", None) for a in largest] + [(174, "provider", None), (3333, "customer", None)]
check("the real border", border("real", neighbors, f'  irr: [{{dump: "ripe-db-route*.sample.txt"}}]\n  rpki: [{{csv: "{vrps}"}}]\n'
                                                   f'  routes: [{{mrt: "{table}"}}]\n'), {"txt"}, "3333")
done_testing()
