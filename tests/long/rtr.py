#!/usr/bin/env python3
"""Three years of DN42's VRPs, change by change: after each one every router has what the cache has.

A router of tests/rtr_wire.py and one of src/ in each version, incrementally; at times all
anew, at times with the state of the cache written and read back.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import dn42  # noqa: E402
import rtr_wire as wire  # noqa: E402
import tap  # noqa: E402
from rtr_probe import Line, Probe  # noqa: E402


def main():
    path = tap.data(dn42.FULL)
    if not path:
        tap.skip("three years of DN42", "no WEIR_DATA")
        tap.done_testing()
    probe, wrong, steps, lines = Probe(), [], 0, []
    probe.tell("identity", 1, 2, 3, 2**32 - 100)
    for t, _, facts in dn42.changes(path):
        probe.update(facts)
        if not lines:
            lines = [Line(probe, 2 * v, v, "current") for v in range(3)]
        if steps % 100 == 50:
            probe.ask("save")
            probe.ask("load")
        for line in lines:
            try:
                line.poll(steps * 1000, everything=steps % 200 == 199)
                line.poll_own(steps * 1000)
            except wire.Wrong as e:
                wrong.append(f"{t}, version {line.version}: {e}")
            if line.router.records != facts or probe.facts(line.i) != facts:
                wrong.append(f"{t}, version {line.version}: {len(line.router.records ^ facts)} differ")
        steps += 1
    tap.equal("changes replayed", steps - 1, 875)
    tap.ok("every router had the cache's records after each", not wrong, "\n".join(wrong[:10]))
    tap.equal("nobody had to start over", [line.router.resets for line in lines], [0, 0, 0])
    tap.equal("the probe ends well", probe.close(), 0)
    tap.done_testing()


main()
