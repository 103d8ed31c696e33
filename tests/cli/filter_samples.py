#!/usr/bin/env python3
"""What bgpq4 1.16 wrote, byte for byte: every sample of the languages that weir has."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run  # noqa: E402

SAMPLES = os.path.join(os.environ["WEIR_TOP"], "tests", "data", "filter-samples")
OBJECTS = os.path.join(SAMPLES, "objects.rpsl")
# Where bgpq4 is wrong: it leaves the symbol of BIRD undefined and writes what bgpd refuses.
BETTER = {
    "bird-empty4": "NAME = [\n];\n",
    "openbgpd-empty4": "# generated prefix-list NAME (AS 0) is empty\n"
                       '# use -a <asn> to generate "deny from ASN <asn>" instead of this list\n'
                       'NAME="prefix { \n\t0.0.0.0/32\n\t}"\n',
}


def sample(path):
    """(arguments, stdout, stderr lines, exit status) of one file."""
    with open(path, encoding="utf-8") as f:
        head, *lines = f.read().split("\n")
    end = next(i for i, line in enumerate(lines) if re.search(r"## exit=\d+$", line))
    status = int(lines[end].rsplit("=", 1)[1])
    arguments = re.search(r"bgpq4 1\.16: bgpq4 (.*)$", head).group(1).split()
    errors = [line for line in lines[:end] if line.startswith("ERROR:")]
    body = [line for line in lines[:end] if not line.startswith("ERROR:")]
    return arguments, "".join(line + "\n" for line in body), errors, status


files = sorted(glob.glob(os.path.join(SAMPLES, "*.txt")))
ok("there are samples", len(files) > 40, len(files))
for path in files:
    name = os.path.basename(path)[:-4]
    arguments, out, errors, status = sample(path)
    got = run(["filter", "--no-index", "--irr", OBJECTS] + arguments)
    text, said = got.out.decode(), got.err.decode().splitlines()
    if status:
        equal(f"{name}: refused with one line and no list",
              (got.status, text, len(said)), (2, "", 1))
        continue
    equal(f"{name}: stdout", text, BETTER.get(name, out))
    equal(f"{name}: exit status", got.status, 1 if "empty" in name else 0)
    equal(f"{name}: stderr has its ERROR lines", [s for s in said if s.startswith("ERROR:")], errors)
done_testing()
