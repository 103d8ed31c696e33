#!/usr/bin/env python3
"""weir check against a naive model (check_model.py), and both against what the routers do with the files of weir build."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from check_model import OWN, World  # noqa: E402
from policies import router  # noqa: E402
from tap import done_testing, ok, run  # noqa: E402

ROUNDS = 10 if os.environ.get("WEIR_SANITIZED") else 40
FILTERED = 3 if os.environ.get("WEIR_SANITIZED") else 8  # borders whose files are read as routers do
SUFFIXES = {"bird2": "bird", "frr": "frr", "ios": "ios", "iosxr": "iosxr", "junos": "junos"}
BINDS = {"bird2"}  # the others cannot bind a prefix to its origin


def judge(seed, counts):
    w = World(random.Random(seed))
    w.write()
    r = run(["check", "--list"])
    want = sorted((f"AS{asn}", str(p), path or "-", w.rule(asn, p, path),
                   w.rov(p, int(path.split()[-1]) if path and path.split()[-1].isdigit() else None) if w.roas else "-")
                  for asn, p, path in w.routes)
    got = sorted((c[0], c[1], c[2], c[4], c[5]) for c in (line.split("\t") for line in r.out.decode().splitlines()))
    for row in want:
        counts[row[3]] = counts.get(row[3], 0) + 1
    wrong = [f"want {a}, got {[b for b in got if b[:3] == a[:3]]}" for a in want if a not in got][:5]
    with open("weir.yaml", encoding="utf-8") as f:
        ok(f"border {seed}: each route of {len(want)} is judged by its rule", got == want and not r.err,
           "\n".join(wrong + [str(r.err), f.read()]))


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def load(language, suffix, asn):
    """A router with the files of the network, if it announces anything, and of one neighbor; None where they are held."""
    r = router(suffix)
    network, neighbor = (f"out/{language}/as{n}.{suffix}" for n in (f"{OWN}-out", f"{asn}-in"))
    if not os.path.exists(neighbor) or os.path.exists(network + ".held"):
        return None
    return (r.load(text_of(network)) if os.path.exists(network) else r).load(text_of(neighbor))


def filters(seed, seen):
    """In a folder of its own, for nothing was delivered there before."""
    os.makedirs(f"border{seed}")
    os.chdir(f"border{seed}")
    w = World(random.Random(seed))
    w.write("gate: {min-entries: 0, freeze: neighbor}\nrouters:\n" + "".join(f"  - {{name: {n}, language: {n}, output: out/{n}}}\n" for n in SUFFIXES), ", router: [" + ", ".join(SUFFIXES) + "]")
    r = run(["build"])
    wrong = [] if r.status in (0, 1) else [r.err]
    for asn in w.neighbors if not wrong else []:
        routers = {n: load(n, s, asn) for n, s in SUFFIXES.items()}
        for p, text in [(p, text) for to, p, text in w.routes if to == asn and text and not set(text) & set("{(")]:
            rule = w.rule(asn, p, text)
            for n, one in ((n, one) for n, one in routers.items() if one):
                accepted = one.accept(asn, p, [int(a) for a in text.split()], set()) is not None
                seen[n, accepted] = seen.get((n, accepted), 0) + 1
                if accepted != (rule == "-" or rule == "binding" and n not in BINDS):
                    wrong.append(f"{n} AS{asn} {p} path '{text}': {rule}, but the router {'accepts' if accepted else 'rejects'} it")
    ok(f"border {seed}: what the routers accept is what is said", not wrong, "\n".join(map(str, wrong[:12])) + text_of("weir.yaml"))
    os.chdir("..")


counts = {}
for seed in range(ROUNDS):
    judge(seed, counts)
rare = [rule for rule in ("-", "first-as", "bogon-asn", "peerlock", "rejected", "bogon", "own", "length", "origin", "prefix", "binding")
        if counts.get(rule, 0) < 20]
ok("every rule was met often enough", not rare, counts)
accepted_or_not = {}
for seed in range(FILTERED):
    filters(seed, accepted_or_not)
ok("each router accepted and rejected often enough", len(accepted_or_not) == 2 * len(SUFFIXES) and min(accepted_or_not.values()) > 50, accepted_or_not)
done_testing()
