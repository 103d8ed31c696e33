#!/usr/bin/env python3
"""Synthetic VRPs of today's number and shape, the same on every run.

usage: bench/vrps.py [N] >vrps.json

14 % IPv6; maxLength - length is 0 in 84.6 %, 1 in 2.5 %, 2 in 4.1 %, 8 in 1.2 %, else 3 to 7 where
there is room; lengths as in the global table; 0.1 % AS0; some VRPs inside others. The JSON is laid
out as rpki-client writes it. routes() makes routes against them: half covered, half anywhere.
"""
import ipaddress
import random
import sys

LENGTHS4 = [(24, 56), (23, 9), (22, 12), (21, 5), (20, 5), (19, 4), (18, 2), (17, 1.5), (16, 4), (15, 0.6),
            (14, 0.5), (13, 0.2), (12, 0.2)]
LENGTHS6 = [(48, 44), (32, 20), (40, 8), (44, 8), (36, 6), (29, 5), (33, 3), (34, 2), (46, 1), (47, 1), (64, 0.3)]
BLOCKS6 = [0x2001, 0x2400, 0x2402, 0x2403, 0x2404, 0x2405, 0x2406, 0x2407, 0x2600, 0x2602, 0x2604, 0x2606,
           0x2607, 0x2620, 0x2800, 0x2801, 0x2803, 0x2804, 0x2806, 0x2a00, 0x2a01, 0x2a02, 0x2a03, 0x2a04,
           0x2a05, 0x2a06, 0x2a07, 0x2a09, 0x2a0a, 0x2a0b, 0x2a0c, 0x2a0d, 0x2a0e, 0x2a0f, 0x2a10, 0x2a12,
           0x2a13, 0x2a14, 0x2c0f]
ANCHORS = ["afrinic", "apnic", "arin", "lacnic", "ripe"]


def _pick(rng, table):
    return rng.choices([x for x, _ in table], [w for _, w in table])[0]


def _slack(rng, length, bits):
    r = rng.random()
    slack = 0 if r < 0.846 else 1 if r < 0.871 else 2 if r < 0.912 else 8 if r < 0.924 else rng.randint(3, 7)
    return min(length + slack, bits)


def vrps(n=600_000, seed=1):
    """A list of (asn, address, length, maxLength, bits), unique, sorted."""
    rng = random.Random(seed)
    asns = [rng.randint(1, 65000) if rng.random() < 0.5 else rng.randint(131072, 401308) for _ in range(50_000)]
    lengths4 = rng.choices([x for x, _ in LENGTHS4], [w for _, w in LENGTHS4], k=n)
    lengths6 = rng.choices([x for x, _ in LENGTHS6], [w for _, w in LENGTHS6], k=n)
    seen, recent = set(), {32: (0, 0, 0), 128: (0, 0, 0)}
    while len(seen) < n:
        i = len(seen)
        bits = 128 if rng.random() < 0.14 else 32
        length = lengths6[i] if bits == 128 else lengths4[i]
        asn = 0 if rng.random() < 0.001 else asns[min(int(rng.paretovariate(0.6)), len(asns)) - 1]
        address, outer, owner = recent[bits]
        if rng.random() < 0.3 and outer < length:  # inside the one before, mostly of the same AS
            address |= rng.getrandbits(length - outer) << (bits - length)
            asn = owner if rng.random() < 0.8 else asn
        elif bits == 32:
            address = (rng.randint(1, 223) << 24 | rng.getrandbits(24)) >> (32 - length) << (32 - length)
        else:
            address = (rng.choice(BLOCKS6) << 112 | rng.getrandbits(112)) >> (128 - length) << (128 - length)
        recent[bits] = (address, length, asn)
        seen.add((bits, address, length, asn, _slack(rng, length, bits)))
    return [(asn, address, length, max_length, bits) for bits, address, length, asn, max_length in sorted(seen)]


def prefix_text(address, length, bits):
    kind = ipaddress.IPv4Address if bits == 32 else ipaddress.IPv6Address
    return f"{kind(address)}/{length}"


def write_json(path, rows):
    with open(path, "w", encoding="ascii") as f:
        f.write('{\n\t"metadata": {\n\t\t"buildmachine": "bench",\n\t\t"buildtime": "2026-01-01T00:00:00Z",\n'
                f'\t\t"vrps": {len(rows)},\n\t\t"uniquevrps": {len(rows)}\n\t}},\n\n\t"roas": [')
        for i, (asn, address, length, max_length, bits) in enumerate(rows):
            f.write(f'{"," if i else ""}\n\t\t{{ "asn": {asn}, "prefix": "{prefix_text(address, length, bits)}", '
                    f'"maxLength": {max_length}, "ta": "{ANCHORS[asn % 5]}", "expires": 4102444800 }}')
        f.write("\n\t]\n}\n")


def routes(rows, n, bits, seed=2):
    """`n` routes (prefix text, ASN) of one family in random order."""
    rng = random.Random(seed)
    mine = [r for r in rows if r[4] == bits]
    longest = 24 if bits == 32 else 48
    for _ in range(n):
        asn, address, length, _, _ = rng.choice(mine)
        if rng.random() < 0.5:  # covered
            length = rng.randint(length, max(length, longest))
            asn = asn if rng.random() < 0.8 else rng.randint(1, 65000)
        elif bits == 32:
            address, length = rng.randint(1, 223) << 24 | rng.getrandbits(24), 24
        else:
            address, length = rng.choice(BLOCKS6) << 112 | rng.getrandbits(112), 48
        address = address >> (bits - length) << (bits - length)
        yield prefix_text(address, length, bits), asn


if __name__ == "__main__":
    write_json("/dev/stdout", vrps(int(sys.argv[1]) if len(sys.argv) > 1 else 600_000))
