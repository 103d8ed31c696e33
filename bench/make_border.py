"""The border of the budgets: 200 neighbors with cones of one time 20,000 ASNs, five times 5,000, thirty times
500 and else 20; a registry of 1 M objects, 600,000 VRPs, a table of 640,000 routes. One language a neighbor.

    import make_border
    make_border.write(folder)       # weir.yaml and its sources; the same for the same seed
"""
import ipaddress
import os
import random
import struct

import make_rpsl
import vrps

OWN, ROUTES, VRPS = 3333, 640_000, 600_000
CONES = [20000] + [5000] * 5 + [500] * 30 + [20] * 164
LANGUAGES = ["bird2", "openbgpd", "frr", "ios", "iosxr", "junos", "json"]
OF_A_SET = 50  # ASNs that one set names itself; the others are in sets of its own


def _add_cones(rng, registry, asns):
    """An as-set for each cone, and the numbers in it."""
    cones = []
    for i, size in enumerate(CONES):
        members = asns if size >= len(asns) else rng.sample(asns, size)
        name = make_rpsl.TOP if size >= len(asns) else f"AS-CONE-{i}"
        cones.append((name, members))
        if name == make_rpsl.TOP:
            continue
        parts = [members[k:k + OF_A_SET] for k in range(0, len(members), OF_A_SET)]
        registry.as_sets[name] = [f"AS{a}" for a in parts[0]]
        for k, part in enumerate(parts[1:], 1):
            registry.as_sets[f"{name}-{k}"] = [f"AS{a}" for a in part]
            registry.as_sets[name].append(f"{name}-{k}")
    return cones


def _blocks(registry):
    """The registered prefixes as (asn, address, length, bits), each with the AS that holds it."""
    blocks = []
    for kind, text, asn, source in registry.objects:
        if source == make_rpsl.SOURCES[0]:
            address, length = text.split("/")
            make = ipaddress.IPv4Address if kind == "route" else ipaddress.IPv6Address
            blocks.append((asn, int(make(address)), int(length), 32 if kind == "route" else 128))
    return sorted(blocks)


def _vrps(rng, blocks):
    """Most registered prefixes have a ROA of their holder; the slack of maxLength is that of the real ones."""
    rows = set()
    for asn, address, length, bits in rng.sample(blocks, min(len(blocks), VRPS)):
        asn = rng.choice(blocks)[0] if rng.random() < 0.01 else asn
        rows.add((asn, address, length, vrps._slack(rng, length, bits), bits))
    while len(rows) < VRPS:  # a second ROA, for a longer prefix inside
        asn, address, length, bits = rng.choice(blocks)
        longer = min(length + rng.randint(1, 4), bits)
        rows.add((asn, address, longer, longer, bits))
    return sorted(rows)


def _attribute(kind, body):
    return struct.pack(">BBH", 0x50, kind, len(body)) + body


def _record(time, kind, body):
    return struct.pack(">IHHI", time, 13, kind, len(body)) + body


def _write_table(rng, path, neighbors, cones, blocks):
    """TABLE_DUMP_V2: each neighbor sends routes of its cone in proportion to the cone's size, few of them wrong."""
    by_asn, entries = {}, []
    for block in blocks:
        by_asn.setdefault(block[0], []).append(block)
    total = sum(CONES)
    for peer, (_, members) in enumerate(cones):
        mine = [b for a in members for b in by_asn.get(a, ())]
        want = max(1, ROUTES * len(members) // total)
        entries += [(b[3], b[1], b[2], peer, b[0]) for b in (rng.sample(mine, want) if want < len(mine) else mine)]
    missing = ROUTES - len(entries)
    entries += [(b[3], b[1], b[2], rng.randrange(len(cones)), b[0]) for b in (rng.choice(blocks) for _ in range(max(missing, 0)))]
    entries = sorted(entries[:ROUTES])
    with open(path, "wb") as f:
        table = b"\1\2\3\4" + struct.pack(">HH", 0, len(neighbors))
        for i, asn in enumerate(neighbors):
            table += struct.pack(">BIIII", 2, i + 1, 0xc6120000 + i, asn, 0)[:-4]
        f.write(_record(1, 1, table))
        for i, (bits, address, length, peer, origin) in enumerate(entries):
            path_asns = [neighbors[peer]] + [rng.choice(blocks)[0] for _ in range(rng.randint(0, 2))]
            path_asns += [origin] if origin != path_asns[-1] else []
            attributes = _attribute(1, b"\0") + _attribute(2, struct.pack(f">BB{len(path_asns)}I", 2, len(path_asns), *path_asns)) + \
                _attribute(3, b"\xc6\x12\0\1")
            prefix = bytes([length]) + (address >> (bits - length) << (bits - length)).to_bytes(bits // 8, "big")[:(length + 7) // 8]
            f.write(_record(1, 2 if bits == 32 else 4, struct.pack(">I", i) + prefix +
                            struct.pack(">HHIH", 1, peer, 1, len(attributes)) + attributes))
    return len(entries)


def _write_border(path, neighbors, cones):
    with open(path, "w", encoding="ascii") as f:
        f.write(f"network: {{asn: {OWN}, prefixes: [223.255.254.0/24, '2c0f:ffff::/32']}}\nneighbors:\n")
        for i, (asn, (name, members)) in enumerate(zip(neighbors, cones)):
            relationship = "peer" if len(members) > 500 else "customer"
            f.write(f"  - {{asn: {asn}, relationship: {relationship}, as-set: {name}, router: r{i % len(LANGUAGES)}}}\n")
        f.write("sources:\n  irr: [{dump: registry.db}]\n  rpki: [{json: rpki.json}]\n  routes: [{mrt: table.mrt}]\nrouters:\n")
        for i, language in enumerate(LANGUAGES):
            f.write(f"  - {{name: r{i}, language: {language}, output: out/r{i}}}\n")


def write(folder, seed=64500):
    """How many objects, VRPs and routes there are."""
    rng = random.Random(seed)
    registry = make_rpsl.make(seed=seed)
    asns = sorted({int(m[2:]) for members in registry.as_sets.values() for m in members if m[2:].isdigit()})
    cones = _add_cones(rng, registry, asns)
    neighbors = rng.sample(range(64000, 64496), len(CONES))
    blocks = _blocks(registry)
    rows = _vrps(rng, blocks)
    make_rpsl.write(registry, os.path.join(folder, "registry.db"))
    vrps.write_json(os.path.join(folder, "rpki.json"), rows)
    _write_border(os.path.join(folder, "weir.yaml"), neighbors, cones)
    routes = _write_table(rng, os.path.join(folder, "table.mrt"), neighbors, cones, blocks)
    return len(registry.objects) + len(registry.as_sets), len(rows), routes
