#!/usr/bin/env python3
"""Three years of DN42's VRPs, change by change: after each one every router has what the cache has.

A router of tests/rtr_wire.py and one of src/ in each version, incrementally; at times all
anew, at times with the state of the cache written and read back.
"""
import gzip
import ipaddress
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
import tap  # noqa: E402
from rtr_probe import Line, Probe  # noqa: E402


def fact_of(prefix, longest, asn):
    """A VRP in its one spelling; None where it is none: some lack the prefix or the ASN, one has a maxLength above 32."""
    try:
        net, origin = ipaddress.ip_network(prefix), int(asn.removeprefix("AS"))
    except ValueError:
        return None
    return ("vrp", str(net), longest, origin) if net.prefixlen <= longest <= net.max_prefixlen else None


def facts_of(rows):
    return {fact_of(*row[:3]) for row in rows} - {None}


def changes(path):
    """The facts after each line."""
    with gzip.open(path, "rt", encoding="utf-8") as f:
        facts = set()
        for line in f:
            row = json.loads(line)
            if "full" in row:
                facts = facts_of(row["full"])
            else:
                facts = (facts - facts_of(row["del"])) | facts_of(row["add"])
            yield row["t"], facts


def main():
    path = tap.data("vrp/dn42-vrp-deltas.jsonl.gz")
    if not path:
        tap.skip("three years of DN42", "no WEIR_DATA")
        tap.done_testing()
    probe, wrong, steps, lines = Probe(), [], 0, []
    probe.tell("identity", 1, 2, 3, 2**32 - 100)
    for t, facts in changes(path):
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
