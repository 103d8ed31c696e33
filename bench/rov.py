#!/usr/bin/env python3
"""Origin validation in memory: 600k VRPs, routes of one family in random order, librtr beside it.

The same process holds both tables and asks them in turn; the states must agree. Bars: at least
20 M routes/s IPv4, 10 M/s IPv6, a core; at most 32 B a VRP.
"""
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import measure  # noqa: E402
import vrps  # noqa: E402

ROUTES, ROUNDS = 1_000_000, 9
BARS = {32: 20.0, 128: 10.0}


def program():
    """The bench program; made by the build, with librtr if that was there."""
    path = os.path.join(measure.BUILD, "bench", "rov_librtr")
    if not os.access(path, os.X_OK):
        print(f"bench: no {path}: run 'make' first", file=sys.stderr)
        sys.exit(2)
    return path


def ask(binary, vrp_file, rows, bits, folder):
    """The figures of one family: name -> list of numbers."""
    route_file = os.path.join(folder, "routes")
    with open(route_file, "w", encoding="ascii") as f:
        f.writelines(f"{prefix} {asn}\n" for prefix, asn in vrps.routes(rows, ROUTES, bits))
    p = subprocess.run([binary, vrp_file, route_file, str(ROUNDS)], stdout=subprocess.PIPE, check=True)
    figures = {}
    for line in p.stdout.decode().splitlines():
        name, value = line.split()
        figures.setdefault(name, []).append(float(value))
        print(f"  {line}")
    return figures


def main():
    with tempfile.TemporaryDirectory() as folder:
        rows = vrps.vrps()
        vrp_file = os.path.join(folder, "vrps.json")
        vrps.write_json(vrp_file, rows)
        for bits, family in ((32, "IPv4"), (128, "IPv6")):
            print(f"origin validation, {family}: {ROUTES} routes, ours and librtr in turn, {ROUNDS} rounds")
            f = ask(program(), vrp_file, rows, bits, folder)
            got, peer = statistics.median(f["ours"]), "librtr" in f
            beside = f", {got / statistics.median(f['librtr']):.0f}x librtr" if peer else ""
            measure.result(f"origin validation, {family}", f"{got:.1f} M/s{beside}", f">= {BARS[bits]:.0f} M/s",
                           got >= BARS[bits])
            if peer and f["disagree"] != [0.0]:
                sys.exit(f"bench: {f['disagree'][0]:.0f} states differ from librtr's")
        measure.result("origin validation, memory", f"{f['ours-bytes'][0]:.1f} B a VRP"
                       + (f" (librtr {f['librtr-bytes'][0]:.0f})" if peer else ""), "<= 32 B",
                       f["ours-bytes"][0] <= 32)
    if not peer:
        print("bench: missing peer: librtr (librtr-dev)", file=sys.stderr)
        sys.exit(2)
    measure.finish()


main()
