"""DN42's changes through weir serve: after each one routers of all versions, and BIRD, have what the cache has."""
import json

import dn42
import rtr_wire as wire
from rtr_routers import Bird
from serve_daemon import Daemon, until
from tap import equal, note, ok, skip


class EagerBird(Bird):
    """It asks each second, as a notify comes once a minute."""

    def write(self, name, text):
        super().write(name, text.replace("};\nremote", "};\nrefresh keep 1;\nretry keep 1;\nremote"))


def document(rows):
    return json.dumps({"roas": [{"prefix": r[0], "maxLength": r[1], "asn": r[2], "ta": r[3]} for r in sorted(rows, key=str)]})


class Replay:
    def __init__(self, daemon):
        self.d, self.wrong, self.incremental = daemon, [], 0
        self.routers = [daemon.router(v) for v in range(3)]

    def follow(self, step, facts):
        """Until a router has these; then the others must at once."""
        first = self.routers[0]

        def poll():
            self.one(step, first)
            return first.records == facts

        until(poll, 20)
        for r in self.routers:
            if r is not first:
                self.one(step, r)
            if r.records != facts:
                self.wrong.append(f"step {step}, version {r.version}: {len(r.records ^ facts)} differ")
                r.session = None  # anew, or all that follows is wrong too

    def one(self, step, r):
        try:
            r.ask()
            self.incremental += not r.asked_all
            if r.resets or r.errors:
                self.wrong.append(f"step {step}, version {r.version}: {r.resets} Cache Resets, errors {r.errors}")
        except (wire.Wrong, OSError) as e:
            self.wrong.append(f"step {step}, version {r.version}: {e}")

    def reconnect(self):
        for i, old in enumerate(self.routers):
            new = self.d.router(old.version)
            new.session, new.serial, new.records = old.session, old.serial, old.records
            self.routers[i] = new


def held(d, replay, step, rows, facts, before, lost):
    """It is held and told; a person lets it through; the bound is set again."""
    n = len(d.log("held"))
    d.write(document(rows))
    d.reload()
    d.wait("held", n + 1)
    line = (d.log("held") or ["nothing"])[-1]
    what = "the accident of 2019-02-02" if step == dn42.ACCIDENT else f"what change {step} takes away"
    ok(f"{what} ({', '.join(f'{gone} of {was} of {name}' for gone, was, name in lost)}) is held, and told",
       any(f" {gone} of {was} VRPs of trust anchor '{name}' are gone: the last good data stay" in line for gone, was, name in lost), d.log()[-5:])
    m = d.metrics()
    equal("the alarm is on, and the old data are served", (m["weir_alarm"], m["weir_serving"], m["weir_runs_held_total"]), (1, 1, 1))
    replay.follow(f"{step}, held", before)
    for shrink in ("off", "10%"):
        d.serve["max_shrink"], n = shrink, len(d.log("state"))
        d.configure()
        d.reload()
        d.wait("state", n + 1)
    until(lambda: d.metrics().get("routinator_vrps_final") == len(facts))
    replay.reconnect()
    replay.follow(f"{step}, let through", facts)
    equal("a person lets it through, and the alarm ends", (d.metrics()["weir_alarm"], replay.wrong), (0, []))


def replay(path, spots):
    """`spots`: after how many changes BIRD is looked at."""
    birds = []
    with Daemon("dn42", "{}", max_shrink="10%") as d:
        replay, before, rows_before, steps, holds = None, set(), set(), 0, 0
        try:
            for steps, (t, rows, facts) in enumerate(dn42.changes(path)):
                if lost := dn42.shrunk(rows_before, rows):
                    held(d, replay, steps, rows, facts, before, lost)
                    holds += 1
                else:
                    d.write(document(rows))
                    d.reload()
                if not replay:
                    d.wait("served")
                    replay = Replay(d)
                    birds = [EagerBird("bird", d.port)] if Bird.runs_here() else []
                replay.follow(steps, facts)
                if steps % spots == 0:
                    for b in birds:
                        ok(f"BIRD after {steps} changes: the records of the cache", until(lambda b=b, facts=facts: b.holds(facts), 30), len(facts))
                before, rows_before = facts, rows
        finally:
            for b in birds:
                b.__exit__()
        if not birds:
            skip("BIRD", "not here")
        ok(f"{steps} changes: routers of versions 0, 1 and 2 had the records of the cache after each", not replay.wrong, "\n".join(replay.wrong[:20]))
        ok("by what changed, all but the first time", replay.incremental > 3 * steps, replay.incremental)
        equal("nothing else was held", len(d.log("held")), holds)
        note(f"{steps} changes, {replay.incremental} incremental answers, {len(d.log('served'))} serials")
    return steps
