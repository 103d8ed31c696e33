#!/usr/bin/env python3
"""Set expansion at length: thousands of random registries against the naive model, and a registry
of 200,000 routes whose sets are expanded by hand, from the dump, its index, and a compressed copy."""
import gzip
import os
import shutil
import subprocess
import sys

TOP = os.environ["WEIR_TOP"]
sys.path.insert(0, os.path.join(TOP, "tests"))
sys.path.insert(0, os.path.join(TOP, "bench"))
import make_rpsl  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402

TOOL = os.path.join(os.environ["WEIR_BUILD"], "tests", "unit", "irr", "irr_tool")


def asns_of(registry, name):
    seen, todo, asns = {name}, [name], set()
    while todo:
        for member in registry.as_sets[todo.pop()]:
            if member in registry.as_sets:
                if member not in seen:
                    seen.add(member)
                    todo.append(member)
            else:
                asns.add(int(member[2:]))
    return asns


def by_hand(registry, name):
    asns = asns_of(registry, name)
    return asns, {p for table in (registry.routes4, registry.routes6) for a in asns
                  for p in table.get(a, ())}


def by_weir(path, name, *options):
    p = subprocess.run([TOOL, *options, path, "--", name], capture_output=True, text=True, timeout=110,
                       check=True)
    lines = [line.split() for line in p.stdout.splitlines()]
    return ({int(w[1]) for w in lines if w[0] == "asn"},
            {w[1] for w in lines if w[0] == "range" and w[1].endswith("/" + w[2]) and w[2] == w[3]},
            [w for w in lines if w[0] in ("gap", "error")], "index 1" in p.stderr)


if not os.access(TOOL, os.X_OK):
    skip("expansion at length", "no irr_tool: built without the unit tests")
    done_testing()
made = make_rpsl.make(scale=0.2, seed=7)
make_rpsl.write(made, "big.db")
with open("big.db", "rb") as plain, gzip.open("big.db.gz", "wb", 1) as packed:
    shutil.copyfileobj(plain, packed)
names = [make_rpsl.TOP] + sorted(made.as_sets)[:200:40]
wrong = []
for set_name in names:
    want = by_hand(made, set_name)
    for dump, options in (("big.db", ["-n"]), ("big.db", []), ("big.db", []), ("big.db.gz", [])):
        got = by_weir(dump, set_name, *options)
        if got[:2] != want or got[2]:
            wrong.append(f"{set_name} from {dump} {options}: {len(got[0])} ASes for {len(want[0])}, "
                         f"{len(got[1])} prefixes for {len(want[1])}, {got[2][:3]}")
ok(f"{len(names)} sets of {len(made.objects)} routes, four ways each", not wrong, "\n".join(wrong))
equal("the index answered at last", by_weir("big.db.gz", make_rpsl.TOP)[3], True)
run = subprocess.run([sys.executable, os.path.join(TOP, "tests", "prop", "irr.py")],
                     env=dict(os.environ, WEIR_ROUNDS="3000"), capture_output=True, text=True, check=False)
ok("3,000 random registries equal the naive model", run.returncode == 0, run.stdout)
done_testing()
