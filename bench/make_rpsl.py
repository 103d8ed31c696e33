#!/usr/bin/env python3
"""A synthetic registry of the size and shape of the real ones: 1 M route objects of 20,000
ASes with the prefix lengths that registries have, 4,311 as-sets in four levels with cycles.

    import make_rpsl
    registry = make_rpsl.make()             # the same for the same seed
    make_rpsl.write(registry, path)         # as one RPSL dump
    registry.as_sets, .routes4, .routes6    # for a stand-in server: names, {asn: [prefix]}

    make_rpsl.py [--scale 0.01] FILE        # scale: the share of the objects
"""
import argparse
import ipaddress
import random

ASES, ROUTES4, DISTINCT4, ROUTES6, SETS = 20000, 850000, 465707, 148093, 4311
LENGTHS4 = ([24, 22, 23, 21, 20, 19, 18, 17, 16], [69, 10, 10, 4, 3, 1.5, 1, 0.5, 1])
LENGTHS6 = ([48, 32, 44, 40, 36, 29, 64], [64, 17, 7, 5, 4, 2, 1])
SOURCES = ["RIPE", "RADB", "ALTDB"]
TOP = "AS-TOP"


class Registry:
    def __init__(self):
        self.as_sets = {}
        self.route_sets = {}
        self.routes4 = {}
        self.routes6 = {}
        self.objects = []  # (class, prefix, asn, source)


def _blocks(rng, count, lengths, bits, first, last):
    """Distinct (address, length): short runs of neighbors, as networks announce them."""
    seen, made = set(), []
    choices = rng.choices(lengths[0], lengths[1], k=count * 2)
    for length in choices:
        size = 1 << (bits - length)
        address = rng.randrange(first, last) // size * size
        for _ in range(min(1 + int(rng.expovariate(0.5)), count - len(made))):
            if address + size <= last and (address, length) not in seen:
                seen.add((address, length))
                made.append((address, length))
            address += size
        if len(made) >= count:
            break
    return made


def _weights(rng, asns):
    """Few ASes have many routes, most have few."""
    return [1 / (rank + 5) ** 0.8 for rank in range(len(asns))]


def _text4(address, length):
    return "%d.%d.%d.%d/%d" % (address >> 24, address >> 16 & 255, address >> 8 & 255,
                               address & 255, length)


def _text6(address, length):
    return "%s/%d" % (ipaddress.IPv6Address(address), length)


def _routes(rng, registry, asns, objects, distinct, family):
    """`objects` routes over `distinct` prefixes: the rest are other origins or other sources."""
    if family == 4:
        made = _blocks(rng, distinct, LENGTHS4, 32, 1 << 24, 224 << 24)
        texts, table, name = [_text4(*b) for b in made], registry.routes4, "route"
    else:
        made = _blocks(rng, distinct, LENGTHS6, 128, 0x2001 << 112, 0x2c00 << 112)
        texts, table, name = [_text6(*b) for b in made], registry.routes6, "route6"
    owners = rng.choices(asns, _weights(rng, asns), k=len(texts))
    pairs = list(zip(texts, owners))
    for text, asn in pairs:
        table.setdefault(asn, []).append(text)
        registry.objects.append((name, text, asn, SOURCES[0]))
    others = rng.choices(asns, _weights(rng, asns), k=max(objects - len(pairs), 0))
    for other in others:
        text, asn = rng.choice(pairs)
        if rng.random() < 0.5:
            registry.objects.append((name, text, asn, SOURCES[1]))
        else:
            table.setdefault(other, []).append(text)
            registry.objects.append((name, text, other, SOURCES[2]))


def _sets(rng, registry, asns, count):
    """Four levels below TOP; every AS in a leaf; one set in twenty names one above it."""
    sizes = [1, max(count // 100, 1), max(count // 10, 1)]
    sizes.append(max(count - sum(sizes), 1))
    levels = [[TOP]] + [[f"AS-L{level}-{i}" for i in range(n)]
                        for level, n in enumerate(sizes[1:], 1)]
    for names in levels:
        for name in names:
            registry.as_sets[name] = []
    for above, below in zip(levels, levels[1:]):
        for name in below:
            registry.as_sets[rng.choice(above)].append(name)
            if rng.random() < 0.05:
                registry.as_sets[name].append(rng.choice(above))
    for asn in asns:
        registry.as_sets[rng.choice(levels[-1])].append(f"AS{asn}")
        while rng.random() < 0.4:
            registry.as_sets[rng.choice(rng.choice(levels[1:]))].append(f"AS{asn}")


def make(scale=1.0, seed=64500):
    rng = random.Random(seed)
    registry = Registry()
    asns = rng.sample(range(1, 64000), max(int(ASES * min(scale * 10, 1)), 10))
    _routes(rng, registry, asns, int(ROUTES4 * scale), int(DISTINCT4 * scale), 4)
    _routes(rng, registry, asns, int(ROUTES6 * scale), int(ROUTES6 * scale), 6)
    _sets(rng, registry, asns, max(int(SETS * scale), 10))
    rng.shuffle(registry.objects)
    return registry


def _put_set(out, name, members):
    out.write(f"as-set:         {name}\ndescr:          the cone of {name[3:]}\n")
    for i in range(0, len(members), 8):
        out.write(f"members:        {', '.join(members[i:i + 8])}\n")
    out.write(f"tech-c:         TC{len(members)}-RIPE\nadmin-c:        AC{len(members)}-RIPE\n"
              f"mnt-by:         MNT-{name[3:]}\ncreated:        2004-05-06T07:08:09Z\n"
              f"last-modified:  2020-11-12T13:14:15Z\nsource:         RIPE\n\n")


def write(registry, path):
    with open(path, "w", encoding="ascii") as out:
        out.write("%\n% A synthetic registry\n%\n\n")
        for i, (name, prefix, asn, source) in enumerate(registry.objects):
            out.write(f"{name + ':':16}{prefix}\n"
                      f"descr:          Network {i} of AS{asn}, somewhere in the world\n"
                      f"origin:         AS{asn}\nmnt-by:         AS{asn}-MNT\n"
                      f"notify:         noc{asn}@example.net\n"
                      f"created:        {1998 + i % 25}-{1 + i % 12:02}-{1 + i % 28:02}T15:33:55Z\n"
                      f"last-modified:  {2015 + i % 10}-{1 + i % 12:02}-{1 + i % 28:02}T09:32:17Z\n"
                      f"source:         {source}\n\n")
        for name, members in registry.as_sets.items():
            _put_set(out, name, members)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=64500)
    parser.add_argument("file")
    given = parser.parse_args()
    write(make(given.scale, given.seed), given.file)
