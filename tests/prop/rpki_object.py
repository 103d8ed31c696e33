#!/usr/bin/env python3
"""No bit of an object can change: in an ASPA, each byte in turn has a bit flipped, and in the certificate, CRL and manifest above it some
bytes have, while the manifests list the new hashes; none of it is taken. Nor is any beginning of an ASPA."""
import datetime
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_lab import Lab, Resources  # noqa: E402
from tap import done_testing, equal, ok  # noqa: E402

PROGRAM = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "aspas")
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc)
SOME = 40
chance = random.Random(22)


def taken():
    """The files of the ASPAs that were taken; None where the program failed."""
    p = subprocess.run([PROGRAM, "cache", str(int(NOW.timestamp())), "ta.tal"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                       timeout=60, check=False)
    return None if p.returncode else [a["file"].rpartition("/")[2] for a in json.loads(p.stdout)["aspas"]]


def flipped(b, i):
    return b[:i] + bytes([b[i] ^ 1 << chance.randrange(8)]) + b[i + 1:]


def republish(manifest=True):
    if manifest:
        ca.files["ca.mft"] = ca.manifest()
        ta.files["ta.mft"] = ta.manifest()
    lab.write_cache("cache")


def all_bytes_of_an_aspa():
    good = ca.files["good.asa"]
    for i in range(len(good)):
        ca.files[f"flip{i}.asa"] = flipped(good, i)
    for _ in range(SOME):
        n = chance.randrange(len(good))
        ca.files[f"cut{n}.asa"] = good[:n]
    republish()
    equal(f"of {len(ca.files) - 3} ASPAs, each with one bit flipped or cut short, none is taken", taken(), ["good.asa"])
    ca.files = {k: v for k, v in ca.files.items() if not k.startswith(("flip", "cut"))}


def some_bytes_above(what, files, name, manifest):
    """Flip a bit of a file that stands above the ASPA, in SOME places."""
    whole, wrong = files[name], []
    for _ in range(SOME):
        i = chance.randrange(len(whole))
        files[name] = flipped(whole, i)
        republish(manifest)
        if taken() != []:
            wrong.append((i, files[name][i] ^ whole[i]))
    files[name] = whole
    ok(f"with a bit flipped in the {what}, nothing is taken", not wrong, wrong)


lab = Lab(NOW)
ta = lab.anchor("ta")
ca = ta.authority("ca", Resources(["192.0.2.0/24"], [(64496, 64511)]))
ca.revoked += [5000, 6000]
ca.aspa(64496, [64497, 64500], file="good.asa")
lab.publish()
lab.write_tal("ta.tal")
all_bytes_of_an_aspa()
some_bytes_above("certificate of its issuer", ta.files, "ca.cer", True)
some_bytes_above("CRL of its issuer", ca.files, "ca.crl", True)
some_bytes_above("manifest of its issuer", ca.files, "ca.mft", False)
republish()
equal("whole again, it is taken", taken(), ["good.asa"])
done_testing()
