#!/usr/bin/env python3
"""Routers end with what the cache has: random histories, every version and form of ASPAs, incremental and
full, slow readers, restarts, serials that wrap; held against tests/rtr_wire.py, which shares no code with src/.
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from rtr_probe import Line, Probe  # noqa: E402
from tap import done_testing, note, ok  # noqa: E402

SANITIZED = bool(os.environ.get("WEIR_SANITIZED"))


def random_fact(rng):
    kind = rng.random()
    if kind < 0.45:  # few addresses, so that records meet
        length = rng.choice([8, 16, 22, 24, 24, 32])
        addr = (10 << 24 | rng.randrange(4) << 16 | rng.randrange(3) << 8) >> (32 - length) << (32 - length)
        text = ".".join(str(addr >> s & 255) for s in (24, 16, 8, 0))
        return ("vrp", f"{text}/{length}", rng.randint(length, min(32, length + 3)), rng.choice([0, 1, 2, 2**32 - 1]))
    if kind < 0.75:
        length = rng.choice([0, 32, 48, 48, 128])
        net = "::" if length == 0 else "2001:db8::" if length == 32 else f"2001:db8:{rng.randrange(1, 5)}::"
        return ("vrp", f"{net}/{length}", rng.randint(length, min(128, length + 2)), rng.choice([0, 1, 2**32 - 1]))
    if kind < 0.88:
        return ("key", rng.randrange(3), f"{rng.randrange(4):040x}", f"{rng.randrange(256):02x}" * rng.choice([1, 2, 91]))
    return ("aspa", rng.randrange(1, 9), tuple(sorted(rng.sample(range(10, 20), rng.randint(1, 4)))) if rng.random() < 0.8 else (0,))


def change(rng, facts):
    """The next facts: now nothing, now a little, now most of it; each customer once."""
    facts = set(facts)
    rate = rng.choice([0, 0.02, 0.1, 0.1, 0.7, 1])
    facts = {f for f in facts if rng.random() >= rate}
    for _ in range(rng.randrange(int(60 * rate) + 1)):
        facts.add(random_fact(rng))
    one = {f[1]: f for f in facts if f[0] == "aspa"}
    return {f for f in facts if f[0] != "aspa"} | set(one.values())


def history(seed, rounds):
    """True, or what went wrong and when."""
    rng = random.Random(seed)
    probe = Probe()
    serial = rng.choice([0, 7, 2**31 - 3, 2**32 - 4])
    probe.tell("identity", 11, 22, 33, serial)
    probe.tell("limits", rng.choice([1, 3, 256]), rng.choice([400, 1 << 24]))
    facts, now = {random_fact(rng) for _ in range(3)}, 0
    facts = change(rng, facts)
    last, _ = probe.update(facts)
    if last != serial:
        return f"first serial {last}"
    lines = [Line(probe, 2 * n, version, aspa, rng)
             for n, (version, aspa) in enumerate([(0, "off"), (1, "off"), (2, "current"), (2, "draft10"), (2, "off")])]
    for step in range(rounds):
        if step:
            new = change(rng, facts)
            got, _ = probe.update(new)
            if got != (last + (new != facts)) % 2**32:
                return f"step {step}: serial {got} after {last}"
            last, facts = got, new
        if rng.random() < 0.15:
            probe.ask("save")
            if probe.ask("load")[0] != "loaded":
                return f"step {step}: the state does not load"
        for line in lines:
            if rng.random() < 0.15:
                line.connect(now)
            if rng.random() < 0.3:
                continue
            now += 1000
            try:
                line.poll(now, rng.random() < 0.1)
                own = line.poll_own(now)
            except wire.Wrong as e:
                return f"step {step}, version {line.version} {line.aspa}: {e}"
            expected = wire.wanted(line.version, line.aspa, facts)
            if line.router.records != expected or line.router.serial != last:
                return f"step {step}, version {line.version} {line.aspa}: {line.router.records ^ expected}"
            if probe.facts(line.i) != expected or own["serial"] != last:
                return f"step {step}, own router, version {line.version} {line.aspa}"
    return probe.close() == 0


wrong = []
HISTORIES = 15 if SANITIZED else 50
for seed in range(HISTORIES):
    said = history(seed, 30)
    if said is not True:
        wrong.append(f"seed {seed}: {said}")
ok(f"{HISTORIES} histories of 30 steps: every router ends with the cache's records", not wrong, "\n".join(map(str, wrong[:5])))
ok("they had incremental answers, empty ones, and Cache Resets", min(Line.seen.values()) > HISTORIES, Line.seen)
note(Line.seen)
done_testing()
