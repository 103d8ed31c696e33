"""DN42's VRPs over three years, as its registry had them: one full set, then changes, one a line.

    for t, rows, facts in changes(path):      rows: [prefix, maxLength, asn, trust anchor]; facts: what of them are VRPs
"""
import collections
import functools
import gzip
import ipaddress
import json

FULL, CUT = "vrp/dn42-vrp-deltas.jsonl.gz", "dn42-vrp-deltas.cut.jsonl.gz"
ACCIDENT = 15  # the change in which 1,095 of 2,620 go


@functools.lru_cache(None)
def fact_of(prefix, longest, asn):
    """A VRP in its one spelling; None where it is none: some lack the prefix or the ASN, one has a maxLength above 32."""
    try:
        net, origin = ipaddress.ip_network(prefix), int(asn.removeprefix("AS"))
    except ValueError:
        return None
    return ("vrp", str(net), longest, origin) if net.prefixlen <= longest <= net.max_prefixlen else None


def facts_of(rows):
    return {fact_of(*row[:3]) for row in rows} - {None}


def shrunk(before, rows, percent=10):
    """[(VRPs gone, VRPs before, name)] of each trust anchor that lost more."""
    was, now = (collections.Counter(a for _, a in {(fact_of(*r[:3]), r[3]) for r in x if fact_of(*r[:3])}) for x in (before, rows))
    return [(n - now[a], n, a) for a, n in was.items() if (n - now[a]) * 100 > n * percent]


def changes(path):
    """What is there after each line."""
    with gzip.open(path, "rt", encoding="utf-8") as f:
        rows = set()
        for line in f:
            said = json.loads(line)
            gone, came = ({tuple(r) for r in said.get(k, said.get("full", []))} for k in ("del", "add"))
            if "full" in said:
                gone = set()
            rows = (rows - gone) | came
            yield said["t"], rows, facts_of(rows)
