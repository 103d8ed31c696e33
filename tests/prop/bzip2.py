#!/usr/bin/env python3
"""bzip2 by several threads gives what one thread gives, byte for byte and error for error; and
what Python's bz2 gives: random texts, levels, members in a row, cuts, flips, rests, false magics.
"""
import bz2
import os
import random
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

PROBE = os.path.join(os.environ["WEIR_BUILD"], "tests", "prop", "input_probe")
ROUNDS = 40 if os.environ.get("WEIR_SANITIZED") else 90
BLOCK, END = f"{0x314159265359:048b}", f"{0x177245385090:048b}"
rng = random.Random(7)


def text(n):
    """Bytes of some kind: noise, words, runs; the shorter the alphabet the more they shrink."""
    alphabet = rng.choice([2, 16, 90, 256])
    made = bytes(rng.choices(range(alphabet), k=n))
    return made if rng.random() < 0.7 else made[:n // 2] + b"\0" * (n // 4) + made[:n - n // 2 - n // 4]


def to_bits(data):
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"


def to_bytes(bits):
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def with_false_magic(packed, magic):
    """A member of one block, again, with one more Huffman table, which no group uses and which spells a magic."""
    bits, at = to_bits(packed), 32 + 48 + 32 + 1 + 24

    def take(n):
        nonlocal at
        at += n
        return int(bits[at - n:at], 2)

    used = sum(bin(take(16)).count("1") for _ in range(bin(take(16)).count("1")))
    tables_at = at
    tables = take(3)
    selectors = take(15)
    for _ in range(selectors):
        while take(1):
            pass
    for _ in range(tables):
        take(5)
        for _ in range(used + 2):
            while take(1):
                take(1)
    steps, k, symbols = magic, 0, 0  # 0 ends a symbol, 10 is a bit longer, 11 a bit shorter
    while k < len(steps):
        symbols += steps[k] == "0"
        k += 1 if steps[k] == "0" else 2
    steps += "0" * (k - len(steps) + used + 2 - symbols)
    if symbols > used or tables == 6:
        raise ValueError("no room for a false magic")
    return to_bytes(bits[:tables_at] + f"{tables + 1:03b}" + bits[tables_at + 3:at]
                    + f"{10:05b}" + steps + bits[at:])


def member():
    return bz2.compress(text(rng.choice([0, 1, 700, 99_000, 150_000, 400_000])), rng.choice([1, 1, 1, 2, 9]))


def spoil(data):
    """One damage of some kind, or none."""
    kind, data = rng.randrange(8), bytearray(data)
    at = rng.randrange(len(data)) if data else 0
    if kind == 0:
        return bytes(data[:at])
    if kind in (1, 2):
        data[at] ^= 1 << rng.randrange(8)
    if kind == 3:
        data += rng.choice([b"\0", b"garbage", b"BZh", b"BZh9", b"BZh91AY&SY", b"BZh0" + bytes(20), b"\x17\x72"])
    if kind == 4:
        bits, bit = to_bits(bytes(data)), rng.randrange(8 * len(data))
        return to_bytes(bits[:bit] + rng.choice([BLOCK, END]) + bits[bit + 48:])
    if kind == 5:
        data[at:at] = bytes(rng.randrange(1, 9))
    return bytes(data)


def by_python(data):
    """(text, whether it is sound): members one after the other, nothing else behind them."""
    made = b""
    while True:
        one = bz2.BZ2Decompressor()
        try:
            made += one.decompress(data)
        except OSError:
            return made, False
        if not one.eof:
            return made, False
        data = one.unused_data
        if not data:
            return made, True


def probe(cases):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, data in enumerate(cases):
            paths.append(os.path.join(folder, str(i)))
            with open(paths[-1], "wb") as f:
                f.write(data)
        p = subprocess.run([PROBE], input="\n".join(paths) + "\n", capture_output=True, text=True, check=False)
    lines = p.stdout.splitlines()
    ok("the probe ran", p.returncode == 0 and len(lines) == 2 * len(cases), p.stderr)
    return list(zip(lines[::2], lines[1::2]))


def judge(name, cases):
    unequal, wrong = [], []
    for data, (threads, one) in zip(cases, probe(cases)):
        if threads != one:
            unequal.append((data[:16], len(data), threads, one))
        made, sound = by_python(data)
        if not sound:
            good = one.split(" ")[2] != "0"
        else:
            good = one == f"{len(made)} {zlib.crc32(made):08x} 0 "
        if not good:
            wrong.append((data[:16], len(data), one, len(made), sound))
    equal(f"{name}: as by one thread, {len(cases)} files", unequal, [])
    equal(f"{name}: as by Python's bz2", wrong, [])


# A file that does not begin with "BZh" is a plain one.
sound = [b"".join(member() for _ in range(rng.choice([1, 1, 2, 3]))) for _ in range(ROUNDS // 3)]
judge("sound files", sound)
judge("damaged files", [d for d in (spoil(rng.choice(sound)) for _ in range(ROUNDS)) if d[:3] == b"BZh"])

large, block = bz2.compress(text(300_000), 1), bz2.compress(bytes(rng.choices(range(90), k=500)), 9)
false = [with_false_magic(block, m) for m in (BLOCK, END)]
ok("a false magic changes nothing", all(bz2.decompress(f) == bz2.decompress(block) for f in false))
ok("a false magic is there", BLOCK in to_bits(false[0])[100:] and END in to_bits(false[1])[100:-100])
judge("false magics", [a + f + b for f in false for a in (b"", large) for b in (b"", large)]
      + [spoil(large + f + large) for f in false for _ in range(20)])
judge("very large blocks", [bz2.compress(text(120_000) + bytes(n) + text(5000), 1) + large[:k]
                            for n in (1_000_000, 6_000_000, 30_000_000) for k in (None, -1)])
sums = []
for _ in range(6):
    packed = bytearray(b"".join(bz2.compress(text(250_000), 1) for _ in range(2)))
    packed[-rng.randrange(2, 6)] ^= 0x40  # the sum of the last member, or its padding
    sums.append(bytes(packed))
judge("wrong sums", sums)
done_testing()
