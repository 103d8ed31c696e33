#!/usr/bin/env python3
"""weir filter beside bgpq4: random registries, random options, every language, byte for byte.

bgpq4 asks the stand-in server of tests/irrd.py, weir reads the same registry as a dump. What is
compared differently is where bgpq4 is wrong, as weir-filter(1) says.
"""
import os
import random
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, run, skip  # noqa: E402
import irrd  # noqa: E402

RUNS = 60 if os.environ.get("WEIR_SANITIZED") else 250
PREFIXES = [["-b"], ["-J"], ["-B"], ["-j"], [], ["-s"], ["-E"], ["-JE"], ["-JE", "-M", "protocol bgp"],
            ["-BE"], ["-Jz"], ["-F", "%n/%l %N;\\n"], ["-F", "%n %m %i \\t%%"]]
ASNS = [["-f"], ["-G"], ["-Jf"], ["-JG"], ["-bf"], ["-Bf"], ["-BG"], ["-jf"], ["-bt"], ["-Bt"], ["-jt"]]


def prefix_run(rng, _):
    """Options and an object for a list of prefixes."""
    options = list(rng.choice(PREFIXES))
    exact_only = options == ["-J"]
    family = 4 if options == ["-E"] else rng.choice((4, 6))
    bits = 32 if family == 4 else 128
    options.append(f"-{family}")
    if rng.random() < 0.3:
        options += ["-m", str(rng.randint(1, bits - 1))]
    if not exact_only and rng.random() < 0.5:
        most = rng.randint(2, bits)
        options += ["-R", str(most)]
        if rng.random() < 0.4:
            options += ["-r", str(rng.randint(1, most - 1))]
    if not exact_only and rng.random() < 0.6:
        options.append("-A")
    if rng.random() < 0.7:
        options += ["-l", rng.choice(("NAME", "POLICY/TERM", "define N"))]
    number = rng.randrange(40)
    objects = [rng.choice((f"AS-R{number}", f"AS{1000 + number}", f"RS-R{number}V{family}"))]
    if rng.random() < 0.2:
        objects.append(f"AS-R{rng.randrange(40)}")
    return options, objects


def asn_run(rng, registry):
    """Options and an object for a list of AS numbers."""
    options = list(rng.choice(ASNS))
    name = f"AS-N{rng.randrange(40)}"
    if options[0][-1] in "fG":
        members = sorted(registry.asns(name))
        options.append(str(rng.choice(members) if rng.random() < 0.5 else rng.randint(1, 64000)))
    if rng.random() < 0.4:
        options += ["-W", str(rng.randint(0, 12))]
    if rng.random() < 0.4:
        options.append("-p")
    return options + ["-l", "NAME"], [name]


def expected(theirs, options):
    """bgpq4's list, or None where it is wrong on purpose elsewhere tested."""
    if options[0] == "-b" and not theirs:
        return None
    if options[0] == "-B" and "is empty" in theirs:
        return None
    if options[0] == "-E" and (" host 0.0.0.0\n" in theirs or "0.0.0.0 host 255.255.255.255" in theirs):
        return None
    return theirs


def compare(make, runs, seed):
    rng = random.Random(seed)
    registry = irrd.random_registry(seed)
    with open("registry.rpsl", "w", encoding="utf-8") as f:
        f.write(registry.rpsl())
    different, statuses, skipped, shown = 0, 0, 0, ""
    with irrd.Server(registry) as server:
        for _ in range(runs):
            options, objects = make(rng, registry)
            theirs = subprocess.run(["bgpq4", "-h", server.address] + options + objects,
                                    capture_output=True, check=False).stdout.decode()
            ours = run(["filter", "--irr", "registry.rpsl"] + options + objects)
            want = expected(theirs, options)
            if ours.status not in (0, 1):
                statuses += 1
                shown = shown or f"{options} {objects}\n{ours.err.decode()}"
            elif want is None:
                skipped += 1
            elif ours.out.decode() != want:
                different += 1
                shown = shown or f"{options} {objects}\n{ours.out.decode()[:600]}\n---\n{want[:600]}"
    ok(f"seed {seed}: weir answered all of {runs} runs", statuses == 0, shown)
    ok(f"seed {seed}: the same bytes in {runs - skipped} runs", different == 0, f"{different}: {shown}")
    ok(f"seed {seed}: few runs were left out", skipped < runs / 4, skipped)


if not shutil.which("bgpq4"):
    skip("weir filter beside bgpq4", "bgpq4 is not installed")
else:
    for n in (1, 2):
        compare(prefix_run, RUNS, n)
    compare(asn_run, RUNS // 2, 3)
done_testing()
