#!/usr/bin/env python3
"""MRT to text against bgpdump -m, and MRT tables into memory against zcat and bzcat.

Needs WEIR_DATA. The files are decompressed (and packed anew with gzip) into a
temporary folder, so that bgpdump is not charged for decompression.
"""
import bz2
import gzip
import os
import shutil
import subprocess
import sys
import tempfile

import measure

TABLE = os.path.join(measure.BUILD, "bench", "table_load")

# What is made into text: the file, and the highest share of bgpdump's CPU seconds.
TEXT = (
    ("raw rrc06 to text", "mrt/rib.rrc06.20100701.bz2", 1 / 5),
    ("BGP4MP_ET to text", "mrt/updates.et-header.2015.gz", 1 / 3),
    ("wide RIB (IPv4, 35 peers) to text", "mrt/rib.20140523.0600-first9070.bz2", 1 / 3),
    ("wide RIB (IPv6, 27 peers) to text", "mrt/rib6.20151101.0600-first6870.bz2", 1 / 3),
)


def unpacked(name, folder):
    path = measure.data(name)
    to = os.path.join(folder, os.path.basename(path) + ".raw")
    opener = bz2.open if path.endswith(".bz2") else gzip.open
    with opener(path) as source, open(to, "wb") as sink:
        shutil.copyfileobj(source, sink)
    return to


def main():
    measure.need("bgpdump", "zcat", "bzcat", "gzip")
    if not os.access(TABLE, os.X_OK):
        print(f"bench: no {TABLE}: run 'make' first", file=sys.stderr)
        sys.exit(2)
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        raw = {}
        for name, file, bar in TEXT:
            raw[file] = unpacked(file, folder)
            measure.versus(name, [measure.weir(), "mrt", raw[file]], ["bgpdump", "-m", raw[file]],
                           bar=bar, peer_name="bgpdump")
        rrc06 = TEXT[0][1]
        packed = os.path.join(folder, "rrc06.gz")
        with open(packed, "wb") as sink:
            subprocess.run(["gzip", "-c", raw[rrc06]], stdout=sink, check=True)
        measure.versus("gz table into memory", [TABLE, packed], ["zcat", packed], bar=1.3,
                       peer_name="zcat")
        measure.versus("bz2 table into memory", [TABLE, measure.data(rrc06)],
                       ["bzcat", measure.data(rrc06)], wall_bar=1.1, peer_name="bzcat")
    measure.finish()


main()
