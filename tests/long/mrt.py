#!/usr/bin/env python3
"""weir mrt against bgpdump on every real file of WEIR_DATA, whole, byte for byte."""
import glob
import hashlib
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import tap  # noqa: E402

WEIR = os.environ["WEIR"]
# How many lines bgpdump 1.6.2 prints of these; the other files are compared only.
LINES = {"rib.rrc06.20100701.bz2": 641957, "updates.et-header.2015.gz": 577744,
         "rib.20140523.0600-first9070.bz2": 269914, "rib6.20151101.0600-first6870.bz2": 149561}


def digest(argv):
    """Exit status, lines and hash of what a program prints."""
    lines, sha = 0, hashlib.sha256()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
        while block := p.stdout.read(1 << 20):
            lines += block.count(b"\n")
            sha.update(block)
    return p.returncode, lines, sha.hexdigest()


def main():
    folder = tap.data("mrt")
    if not folder:
        tap.skip("real MRT files", "no WEIR_DATA")
        tap.done_testing()
    peer = shutil.which("bgpdump")
    for path in sorted(glob.glob(os.path.join(folder, "*.gz")) + glob.glob(os.path.join(folder, "*.bz2"))):
        name = os.path.basename(path)
        status, lines, ours = digest([WEIR, "mrt", path])
        tap.equal(f"{name}: exit status", status, 0)
        if name in LINES:
            tap.equal(f"{name}: lines", lines, LINES[name])
        if not peer:
            tap.skip(f"{name}: the lines of bgpdump", "no bgpdump")
            continue
        tap.equal(f"{name}: the lines of bgpdump", ours, digest([peer, "-m", path])[2])
    tap.done_testing()


main()
