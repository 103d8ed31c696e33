#!/usr/bin/env python3
"""weir aspa against NIST's vectors, and against a direct transcription of the draft's text."""
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run  # noqa: E402


def write_aspas(name, aspas):
    """aspas: a list of (customer, providers); one customer may come several times."""
    with open(name, "w", encoding="utf-8") as f:
        json.dump({"aspas": [{"customer_asid": c, "expires": 1, "providers": p} for c, p in aspas]}, f)


# draft-ietf-sidrops-aspa-verification-28, sections 4 to 5.5, sentence by sentence

def union_of_providers(aspas):
    u_spas = {}
    for customer, providers in aspas:
        u_spas.setdefault(customer, set()).update(providers)
    for providers in u_spas.values():
        if len(providers) >= 2:
            providers.discard(0)
    return u_spas


def authorized(u_spas, x, y):
    if x not in u_spas:
        return "No Attestation"
    return "Provider+" if y in u_spas[x] else "Not Provider+"


def ramps(u_spas, a):
    """a is the path compressed, origin first; the draft counts from 1."""
    n = len(a)

    def at(i, j):
        return authorized(u_spas, a[i - 1], a[j - 1])

    up = range(1, n)
    down = range(n, 1, -1)
    return {
        "length": n,
        "max-up": next((i for i in up if at(i, i + 1) == "Not Provider+"), n),
        "min-up": next((i for i in up if at(i, i + 1) != "Provider+"), n),
        "max-down": next((n - j + 1 for j in down if at(j, j - 1) == "Not Provider+"), n),
        "min-down": next((n - j + 1 for j in down if at(j, j - 1) != "Provider+"), n),
    }


def model(u_spas, path, direction, neighbor=None, rs_client=False):
    """path: neighbor first, ints and sets of ints."""
    if not path:
        return "invalid"
    if neighbor is not None and not (direction == "upstream" and rs_client):
        if path[0] != neighbor:
            return "invalid"
    if any(isinstance(x, frozenset) for x in path):
        return "invalid"
    a = []
    for x in reversed(path):
        if not a or a[-1] != x:
            a.append(x)
    r = ramps(u_spas, a)
    highest = r["max-up"] + (r["max-down"] if direction == "downstream" else 0)
    lowest = r["min-up"] + (r["min-down"] if direction == "downstream" else 0)
    if highest < len(a):
        return "invalid"
    return "unknown" if lowest < len(a) else "valid"


def text_of(path):
    return " ".join("{" + ",".join(map(str, sorted(x))) + "}" if isinstance(x, frozenset) else str(x)
                    for x in path)


def states(lines):
    return [line.split("\t", 1) for line in lines.decode().splitlines()]


def nist():
    with open(os.path.join(os.environ["WEIR_TOP"], "tests/data/aspa-nist.json"), encoding="utf-8") as f:
        vectors = json.load(f)
    equal("NIST has 25 vectors", len(vectors), 25)
    for i, v in enumerate(vectors):
        write_aspas("nist.json", [(int(c), p) for c, p in v["aspas"].items()])
        direction = {"up": "upstream", "down": "downstream"}[v["direction"]]
        r = run(["aspa", "--aspas", "nist.json", "--direction", direction, "--explain", "--json"],
                stdin=(text_of(v["path"]) + "\n").encode())
        got = json.loads(r.out)["paths"][0]
        wanted = {"state": v["expect"]}
        for ramp in ("max_up", "min_up", "max_down", "min_down"):
            if ramp in v and (direction == "downstream" or "up" in ramp):
                wanted[ramp.replace("_", "-")] = v[ramp]
        equal(f"NIST vector {i + 1}, {v['source']}: {text_of(v['path'])}",
              {k: got.get(k) for k in wanted}, wanted)
        equal(f"NIST vector {i + 1}: exit status", r.status, 1 if v["expect"] == "invalid" else 0)


def random_case(rng):
    """A small topology where ASes attest some of their providers, and paths that wander over it."""
    ases = rng.sample(range(1, 60), rng.randint(3, 9))
    providers = {a: [b for b in ases[:i] if rng.random() < 0.5] for i, a in enumerate(ases)}
    aspas = []
    for a in ases:
        if rng.random() < 0.7:
            listed = [p for p in providers[a] if rng.random() < 0.9]
            if rng.random() < 0.2:
                listed.append(0)
            if rng.random() < 0.1:
                listed += [x for x in rng.sample(ases, 1) if x != a]
            aspas.append((a, listed or [0]))
    if aspas and rng.random() < 0.3:  # a second ASPA of the same customer
        a = rng.choice(aspas)[0]
        aspas.append((a, [rng.choice([x for x in ases if x != a] + [0])]))
    rng.shuffle(aspas)
    return ases, providers, aspas


def random_path(rng, ases, providers):
    path = [rng.choice(ases)]
    up = True
    while len(path) < 8 and rng.random() < 0.85:
        here = path[0]
        above = providers[here] if up else [a for a in ases if here in providers[a]]
        if rng.random() < 0.25:
            up = False
        step = rng.choice(above) if above and rng.random() < 0.9 else rng.choice(ases)
        path = [step] * (2 if rng.random() < 0.1 else 1) + path
    if rng.random() < 0.05:
        path[rng.randrange(len(path))] = frozenset(rng.sample(ases, 2))
    return [] if rng.random() < 0.02 else path


def against_model(topologies, seed):
    rng = random.Random(seed)
    wrong, asked, seen = [], 0, set()
    for _ in range(topologies):
        ases, providers, aspas = random_case(rng)
        write_aspas("a.json", aspas)
        u_spas = union_of_providers(aspas)
        paths = [random_path(rng, ases, providers) for _ in range(150)]
        stdin = "".join(text_of(p) + "\n" for p in paths).encode()
        for direction in ("upstream", "downstream"):
            neighbor = rng.choice([None, rng.choice(ases)])
            rs_client = direction == "upstream" and rng.random() < 0.3
            arguments = ["aspa", "--aspas", "a.json", "--direction", direction]
            arguments += ["--neighbor", f"AS{neighbor}"] if neighbor is not None else []
            arguments += ["--rs-client"] if rs_client else []
            got = states(run(arguments, stdin=stdin).out)
            wanted = [[model(u_spas, p, direction, neighbor, rs_client), text_of(p)] for p in paths]
            asked += len(paths)
            seen |= {(direction, w[0]) for w in wanted}
            if got != wanted:
                wrong += [(aspas, direction, neighbor, g, w) for g, w in zip(got, wanted) if g != w]
    ok(f"{asked} random paths over {topologies} topologies", not wrong, wrong[:3])
    equal("all states came up in both directions", len(seen), 6)


nist()
against_model(12 if os.environ.get("WEIR_SANITIZED") else 60, 1)
done_testing()
