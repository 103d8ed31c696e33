#!/usr/bin/env python3
"""FRR as the router of the scene in tests/lab, with the files of weir build and the lines that they ask for: what a
customer, a peer and a provider announce to it over real links is let in and told as the scene says; the same files
loaded again change nothing."""
import glob
import json
import os
import subprocess
import sys
import time

TOP = os.environ["WEIR_TOP"]
sys.path[:0] = [os.path.join(TOP, "tests"), os.path.join(TOP, "tests/lab")]
os.environ["PATH"] += ":/usr/sbin:/sbin"
import links  # noqa: E402
import scene  # noqa: E402
from frr import Frr, roles  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

INSIDE = "--inside"
ROUTE_MAP_DELAY = 5  # seconds after a change FRR looks at the routes anew
SPEAKS_AS = {"customer": "provider", "peer": "peer", "provider": "customer"}


def config(files):
    """What the heads of the files ask for, and routes of the network itself; what was rejected is kept for this test to see."""
    lines = [f"router bgp {scene.OWN}", " bgp router-id 10.0.0.1", " no bgp network import-check"]
    for path in files:
        with open(path, encoding="utf-8") as f:
            lines += [f" {line}" for line in roles(f.read())]
    sessions = [(name, asn, v) for name, asn in scene.NEIGHBORS.items() for v in (4, 6)]
    lines += [f" neighbor {links.address(name, v)} peer-group AS{asn}-V{v}" for name, asn, v in sessions]
    lines += [f" neighbor {links.address(name, v)} ebgp-multihop" for name, _, v in sessions]  # without zebra no link is known
    for v in (4, 6):
        lines.append(f" address-family ipv{v} unicast")
        lines += [f"  network {p}" for p in scene.OWN_PREFIXES if (":" in p) == (v == 6)]
        lines += [f"  neighbor {links.address(name, w)} soft-reconfiguration inbound" for name, _, w in sessions if w == v]
        lines.append(" exit-address-family")
    return "\n".join(lines) + "\n"


def prefixes(frr, name, what):
    """Of a neighbor: what was received or accepted."""
    found = set()
    for v in (4, 6):
        text = frr.show(f"bgp ipv{v} unicast neighbors {links.address(name, v)} {what} json")
        found |= set((json.loads(text) if text.startswith("{") else {}).get("receivedRoutes" if what == "received-routes" else "routes", {}))
    return found


def communities(frr, name, prefix):
    v = 6 if ":" in prefix else 4
    paths = json.loads(frr.show(f"bgp ipv{v} unicast {prefix} json")).get("paths", [])
    return next((p.get("largeCommunity", {}).get("string", "").split() for p in paths
                 if p["peer"]["peerId"] == links.address(name, v)), [])


def state(frr):
    accepted = {n: prefixes(frr, n, "routes") for n in scene.NEIGHBORS}
    return {"accepted": [[n, p, communities(frr, n, p)] for n, ps in accepted.items() for p in sorted(ps)],
            "received": [[n, p] for n in scene.NEIGHBORS for p in sorted(prefixes(frr, n, "received-routes"))],
            "told": {n: sorted(links.told(n)) for n in scene.NEIGHBORS}}


def told(neighbor):
    return scene.told(neighbor, binds=False)


def sessions(frr):
    """[state, how often established, role] of each session."""
    return {a: [n["bgpState"], n["connectionsEstablished"], n.get("localRole")]
            for a, n in json.loads(frr.show("bgp neighbors json")).items()}


def withdrawn():
    """All that the neighbors were ever told to forget."""
    found = []
    for path in sorted(glob.glob("*.heard")):
        with open(path, encoding="utf-8") as f:
            found += [f"{path}: {line}" for line in f if line.startswith("-")]
    return found


def still(frr):
    return {"sessions": sessions(frr), "withdrawn": withdrawn(), "state": state(frr)}


def again(frr, files):
    """What there is before and after all files are loaded twice more, and FRR has looked at all routes anew."""
    before = still(frr)
    said = [frr.load(p) for _ in (1, 2) for p in files]
    time.sleep(ROUTE_MAP_DELAY + 2)
    return {"said": said, "before": before, "after": still(frr)}


def inside():
    links.make()
    files = sorted(glob.glob("edge1/*.frr"), key=lambda p: "-out" not in p)
    with Frr("frr") as frr:
        said = [frr.load(p) for p in files]
        with open("bgp.conf", "w", encoding="utf-8") as f:
            f.write(config(files))
        said.append(frr.load("bgp.conf"))
        links.until(lambda: frr.show("bgp summary").count(" Active ") == 2 * len(scene.NEIGHBORS), 5)  # Idle refuses
        speakers = links.start_speakers()
        try:
            end = time.monotonic() + 15
            while time.monotonic() < end and not (links.all_were_told(told) and sum(
                    len(prefixes(frr, n, "received-routes")) for n in scene.NEIGHBORS) >= len(scene.ROUTES)):
                time.sleep(0.5)
            time.sleep(1)  # what should not come has its chance
            print(json.dumps({"said": said, **state(frr), "again": again(frr, files)}))
        finally:
            for p in speakers:
                p.terminate()
                p.wait(10)


def judge(result):
    equal("FRR takes every file and says nothing", [s for s in result["said"] if s != [0, ""]], [])
    here = {(n, p): set(c) for n, p, c in result["accepted"]}
    received = {tuple(k) for k in result["received"]}
    for r in scene.ROUTES:
        key = (r.sender, r.prefix)
        name = f"{r.prefix} from the {r.sender}, {r.what}: {r.rule or 'accepted'}"
        if scene.accepted(r, binds=False):
            equal(name, (key in here, {c for c in here.get(key, ()) if c.startswith(f"{scene.OWN}:1:")}), (True, scene.marks(r)))
        else:
            equal(name, (key in here, key in received), (False, True))
    equal("nothing else is in the table", len(received), len(scene.ROUTES))
    for neighbor in scene.NEIGHBORS:
        sent = {r.prefix for r in scene.ROUTES if r.sender == neighbor}  # FRR tells a customer its own routes too
        equal(f"the {neighbor} is told", sorted(set(result["told"][neighbor]) - sent), sorted(told(neighbor)))
    judge_again(result["again"])


def judge_again(result):
    before, after = result["before"], result["after"]
    equal("FRR takes every file again, twice, and says nothing", [s for s in result["said"] if s != [0, ""]], [])
    equal("the sessions have their roles", {a: [s, r] for a, (s, _, r) in before["sessions"].items()},
          {links.address(n, v): ["Established", SPEAKS_AS[n]] for n in scene.NEIGHBORS for v in (4, 6)})
    for what, name in (("sessions", "no session is reset"), ("withdrawn", "nothing is withdrawn"), ("state", "no table changes")):
        equal(f"when nothing changed, {name}", after[what], before[what])


if sys.argv[1:] == [INSIDE]:
    inside()
    sys.exit(0)
if not Frr.runs_here() or not links.can_be_made():
    skip("FRR with the files of weir build", "frr is not installed, this is not root, or no network namespaces")
    done_testing()
scene.write_border(".", {"edge1": "frr"}, customer="blackhole: yes, ")
r = run(["build"])
ok("the border is built", r.status == 0, (r.out + r.err).decode())
p = subprocess.run([*links.APART, sys.executable, os.path.abspath(__file__), INSIDE], stdout=subprocess.PIPE,
                   stderr=subprocess.PIPE, timeout=150, check=False)
if ok("FRR and its neighbors ran", p.returncode == 0, p.stderr.decode() + p.stdout.decode()):
    judge(json.loads(p.stdout))
done_testing()
