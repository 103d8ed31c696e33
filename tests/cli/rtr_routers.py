#!/usr/bin/env python3
"""BIRD 2, GoBGP, FRR, OpenBGPD and rtrclient each end with exactly the cache's VRPs: at first, after 200 changes one by
one, after a restart of the cache, and where what they know is older than what it remembers. OpenBGPD does not list VRPs: of
it, some thousand routes around them have the state that follows from exactly these."""
import contextlib
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
from frr import until  # noqa: E402
from rtr_probe import CacheServer  # noqa: E402
from rtr_routers import ROUTERS  # noqa: E402
from tap import done_testing, ok, skip  # noqa: E402

rng = random.Random(3)


def random_vrp():
    if rng.random() < 0.7:
        length = rng.randint(16, 24)
        addr = (10 << 24 | rng.getrandbits(16) << 8) >> (32 - length) << (32 - length)
        prefix = ".".join(str(addr >> s & 255) for s in (24, 16, 8, 0)) + f"/{length}"
        return ("vrp", prefix, rng.randint(length, 32), rng.choice([0, 7, 64500, 2**31 - 1]))
    return ("vrp", f"2001:db8:{rng.randrange(1, 4096):x}::/48", rng.randint(48, 128), rng.choice([0, 7, 64500, 2**31 - 1]))


def change(facts):
    """One comes, one goes."""
    gone = rng.choice(sorted(facts))
    return facts - {gone} | {random_vrp()}


def judge(routers, facts, when):
    for r in routers:
        ok(f"{r.NAME}, {when}: exactly the VRPs of the cache", until(lambda r=r: r.holds(facts), 30), str(r.shown())[:500])


def scene(cache, routers):
    facts = {random_vrp() for _ in range(300)}
    cache.update(facts)
    judge(routers, facts, "at first")
    for _ in range(200):
        facts = change(facts)
        seen = len(cache.queries)
        cache.update(facts)
        # What is a minute to the cache is none to GoBGP, which would ask twice with one serial and apply both answers.
        until(lambda seen=seen: len(cache.queries) >= seen + sum(r.EAGER for r in routers), 5, pause=0.01)
    judge(routers, facts, "after 200 changes")
    ok("they asked for what changed", wire.SERIAL_QUERY in cache.queries)
    cache.restart(steps=1)
    facts = change(facts)
    cache.update(facts)
    judge(routers, facts, "after a restart of the cache")
    for _ in range(5):
        facts = change(facts)
        cache.update(facts, told=False)
    del cache.queries[:]
    facts = change(facts)
    cache.update(facts)
    judge(routers, facts, "behind what the cache remembers")
    ok("they had to ask for all", wire.RESET_QUERY in cache.queries)


with CacheServer({random_vrp()}, intervals=(3600, 1, 7200)) as server, contextlib.ExitStack() as stack:
    running = []
    for kind in ROUTERS:
        if kind.runs_here():
            running.append(stack.enter_context(kind(kind.__name__, server.port)))
        else:
            skip(kind.NAME, "not here")
    scene(server, running)
done_testing()
