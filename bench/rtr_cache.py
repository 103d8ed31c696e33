#!/usr/bin/env python3
"""What a cache for routers costs, without sockets: 600k VRPs, 1 % of them changed again and again.

Bars: what a change costs beside reading it (the set, the delta, the answer to the first router, the
state) 0.2 CPU-s; 50 full resets from shared buffers, written to /dev/null, 0.01 CPU-s; 24 B a VRP.
"""
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import measure  # noqa: E402
import vrps  # noqa: E402

ROUNDS = 9


def ask(vrp_file):
    """name -> list of figures"""
    binary = os.path.join(measure.BUILD, "bench", "rtr_cache")
    if not os.access(binary, os.X_OK):
        print(f"bench: no {binary}: run 'make' first", file=sys.stderr)
        sys.exit(2)
    p = subprocess.run([binary, vrp_file, str(ROUNDS)], stdout=subprocess.PIPE, check=True)
    figures = {}
    for line in p.stdout.decode().splitlines():
        name, value = line.split()
        figures.setdefault(name, []).append(float(value))
        print(f"  {line}")
    return {name: statistics.median(values) for name, values in figures.items()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        vrp_file = os.path.join(folder, "vrps.json")
        vrps.write_json(vrp_file, vrps.vrps())
        f = ask(vrp_file)
    change = (f["changed"] + f["first-delta"] + f["first-v1"] + f["state-write"]) / 1000
    measure.result("RTR, 1 % of 600k VRPs changed", f"{change:.3f} s", "<= 0.2 s", change <= 0.2)
    resets = max(f["50-resets-v1"], f["50-resets-v2"]) / 1000
    measure.result("RTR, 50 full resets from memory", f"{resets:.5f} s", "<= 0.01 s", resets <= 0.01)
    measure.result("RTR, memory", f"{f['bytes-a-vrp']:.1f} B a VRP", "<= 24 B", f["bytes-a-vrp"] <= 24)
    measure.finish()


main()
