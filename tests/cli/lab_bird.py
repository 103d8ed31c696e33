#!/usr/bin/env python3
"""BIRD as the router of the scene in tests/lab, with the files of weir build and one line for each session: what a
customer, a peer and a provider announce to it over real links is let in and told as the scene says."""
import json
import os
import re
import shutil
import subprocess
import sys
import time

TOP = os.environ["WEIR_TOP"]
sys.path[:0] = [os.path.join(TOP, "tests"), os.path.join(TOP, "tests/lab")]
os.environ["PATH"] += ":/usr/sbin:/sbin"
import links  # noqa: E402
import scene  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

INSIDE = "--inside"


def birdc(command):
    p = subprocess.run(["birdc", "-s", "bird.ctl", *command.split()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return p.stdout.decode()


def config():
    lines = ["router id 10.0.0.1;", "protocol device {}"]
    for v in (4, 6):
        routes = " ".join(f"route {p} blackhole;" for p in scene.OWN_PREFIXES if (":" in p) == (v == 6))
        lines.append(f"protocol static own{v} {{ ipv{v}; {routes} }}")
    lines += [f'include "edge1/*-{way}.bird";' for way in ("out", "in")]
    for name, asn in scene.NEIGHBORS.items():
        lines += [f"protocol bgp {name}{v} from as{asn}_session_v{v} {{ neighbor {links.address(name, v)}; }}" for v in (4, 6)]
    return "\n".join(lines) + "\n"


def table(which=""):
    """{(sender, prefix): large communities} of what is let in, or of what is "filtered"."""
    found, prefix, key = {}, None, None
    for line in birdc(f"show route {which} all").splitlines():
        m = re.match(r"(\S+/\d+)?\s+\w+ \[(\w+) ", line)
        if m:
            prefix = m[1] or prefix
            key = (m[2][:-1], prefix)
            found[key] = set()
        elif "BGP.large_community:" in line:
            found[key] = {":".join(re.findall(r"\d+", c)) for c in re.findall(r"\([^)]*\)", line)}
    return {k: v for k, v in found.items() if k[0] in scene.NEIGHBORS}


def inside():
    links.make()
    with open("bird.conf", "w", encoding="utf-8") as f:
        f.write(config())
    bird = subprocess.Popen(["bird", "-f", "-c", "bird.conf", "-s", "bird.ctl", "-P", "bird.pid"])
    speakers = links.start_speakers()
    try:
        links.until(lambda: len(table()) + len(table("filtered")) >= len(scene.ROUTES) and links.all_were_told(scene.told))
        time.sleep(1)  # what should not come has its chance
        result = {"in": [[*k, sorted(v)] for k, v in table().items()], "filtered": [list(k) for k in table("filtered")],
                  "told": {n: sorted(links.told(n)) for n in scene.NEIGHBORS}, "status": birdc("show protocols"),
                  "log": [p.poll() for p in speakers]}
    finally:
        for p in [*speakers, bird]:
            p.terminate()
            p.wait(10)
    print(json.dumps(result))


def judge(result):
    here = {(s, p): set(c) for s, p, c in result["in"]}
    filtered = {tuple(k) for k in result["filtered"]}
    for r in scene.ROUTES:
        key = (r.sender, r.prefix)
        name = f"{r.prefix} from the {r.sender}, {r.what}: {r.rule or 'accepted'}"
        if scene.accepted(r):
            own = {c for c in here.get(key, ()) if c.startswith(f"{scene.OWN}:1:")}
            equal(name, (key in here, own), (True, scene.marks(r)))
        else:
            equal(name, (key in here, key in filtered), (False, True))
    equal("nothing else is in the table", len(here) + len(filtered), len(scene.ROUTES))
    for neighbor in scene.NEIGHBORS:
        equal(f"the {neighbor} is told", result["told"][neighbor], sorted(scene.told(neighbor)))


if sys.argv[1:] == [INSIDE]:
    inside()
    sys.exit(0)
if not shutil.which("bird") or not links.can_be_made():
    skip("BIRD with the files of weir build", "no bird, no ip, or no network namespaces")
    done_testing()
scene.write_border(".", {"edge1": "bird2"})
r = run(["build"])
ok("the border is built", r.status == 0, (r.out + r.err).decode())
p = subprocess.run([*links.APART, sys.executable, os.path.abspath(__file__), INSIDE], stdout=subprocess.PIPE,
                   stderr=subprocess.PIPE, timeout=90, check=False)
if ok("BIRD and its neighbors ran", p.returncode == 0, p.stderr.decode() + p.stdout.decode()):
    judge(json.loads(p.stdout))
done_testing()
