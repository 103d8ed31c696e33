#!/usr/bin/env python3
"""weir build: the filters of source addresses of each router, made by weir sav, judged by the gate and by nft."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run, skip  # noqa: E402


TOP = os.getcwd()


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def text_of(path):
    with open(path, "rb") as f:
        return f.read()


def scene(name):
    """A folder of its own: what one hold freezes is no matter to the next."""
    os.makedirs(f"{TOP}/{name}")
    os.chdir(f"{TOP}/{name}")
    write("irr.db", "".join(f"route: {80 + asn}.0.0.0/16\norigin: AS{asn}\nsource: T\n\n" for asn in (1, 2, 3, 4)))


def border(gate="{min-entries: 0, freeze: router}", beacons="[]"):
    write("weir.yaml", f"""network: {{asn: 100}}
beacons: {beacons}
neighbors:
  - {{asn: 1, relationship: customer, sav: strict, interfaces: [eth0, eth1.5], router: [bird, openbgpd, frr, junos, ios, json, none, other]}}
  - {{asn: 2, relationship: peer, sav: strict, interfaces: eth0, router: [bird, junos, ios, none]}}
  - {{asn: 3, relationship: peer, sav: strict, interfaces: eth2, router: [bird]}}
  - {{asn: 4, relationship: peer, router: bare}}
sources: {{routes: [{{text: rib.txt}}], irr: [{{dump: irr.db}}]}}
gate: {gate}
routers:
  - {{name: bird, language: bird2, output: out/bird}}
  - {{name: openbgpd, language: openbgpd, output: out/openbgpd}}
  - {{name: frr, language: frr, output: out/frr}}
  - {{name: junos, language: junos, output: out/junos}}
  - {{name: ios, language: ios, output: out/ios}}
  - {{name: json, language: json, output: out/json}}
  - {{name: none, language: bird2, sources: off, output: out/none}}
  - {{name: other, language: json, sources: junos, output: out/other}}
  - {{name: bare, language: bird2, output: out/bare}}
""")


def table(routes):
    """{asn: how many /24}"""
    write("rib.txt", "".join(f"TABLE_DUMP2|1|B|10.0.0.{asn}|{asn}|{80 + asn}.0.{2 * k}.0/24|{asn}|IGP|10.0.0.{asn}|0|0||NAG||\n"
                             for asn, n in routes.items() for k in range(n)))


def build(*options):
    r = run(["build", "--json", *options])
    found = {e["router"]: e for e in json.loads(r.out)["outputs" if b'"outputs"' in r.out else "lists"] if e["kind"] == "sources"}
    return r.status, {name: e["state"] for name, e in found.items()}, {name: e["reason"] for name, e in found.items()}


FORMS = {"bird": "nftables", "openbgpd": "nftables", "frr": "nftables", "junos": "junos", "other": "junos"}
WRITTEN, UNCHANGED = ({name: state for name in FORMS} for state in ("written", "unchanged"))
scene("good")
border()
table({1: 10, 2: 10, 3: 10})
equal("each router whose neighbors have interfaces gets its filter, by its language or by `sources`", build()[:2], (0, WRITTEN))
equal("and nothing is there where there is none to have", [n for n in ("ios", "json", "none", "bare")
                                                         if os.path.exists(f"out/{n}/sources.json")], [])
for name, form in FORMS.items():
    suffix = {"nftables": "nft", "junos": "junos"}[form]
    equal(f"{name}: it is what weir sav list writes", text_of(f"out/{name}/sources.{suffix}"),
          run(["sav", "list", "--format", form, "--router", name]).out)
equal("the same again is unchanged", build()[:2], (0, UNCHANGED))

# nft -c as the gate asks it: itself, one that reads a damaged copy, and one that the kernel does not answer.
DAMAGED = ("sed 's/flags interval/flags intervals/' /proc/self/fd/11 | %s -c -f /dev/stdin 2>&1 |"
           " sed 's|/dev/stdin|/proc/self/fd/11|'; exit 1")
UNANSWERED = "echo 'netlink: Error: cache initialization failed: Operation not permitted'; exit 1"


def with_nft(script, *before):
    """weir build with this in the place of nft; the mount is gone with its process."""
    write("nft", "#!/bin/sh\n" + script + "\n")
    os.chmod("nft", 0o755)
    p = subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs -o mode=755 tmpfs /usr/local/sbin && cp -p nft /usr/local/sbin/ && exec \"$@\"",
                        "sh", *before, os.environ["WEIR"], "build", "--json"], stdout=subprocess.PIPE, check=False)
    s = json.loads(p.stdout)
    return p.returncode, {e["router"]: e["state"] for e in s["lists"] if e["kind"] == "sources"}, s


nft = shutil.which("nft", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
mounts = not subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /usr/local/sbin"], stderr=subprocess.DEVNULL, check=False).returncode
kernel = nft and not subprocess.run(["unshare", "-n", nft, "-c", "list ruleset"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
if not (mounts and kernel):
    skip("nft -c as the gate asks it", "no nft, or not root")
else:
    table({1: 10, 2: 10, 3: 11})
    good = text_of("out/bird/sources.nft")
    status, states, s = with_nft(DAMAGED % nft)
    reason = [e["reason"] for e in s["lists"] if e["kind"] == "sources" and e["router"] == "bird"][0]
    ok("what nft refuses is held, by name", states["bird"] == "held" and "'nft -c' refuses it: sources.nft:" in reason
       and "Error: " in reason and status == 1, (states, reason))
    ok("the last good one stays", text_of("out/bird/sources.nft") == good)
    run(["approve", "--dismiss", "--all"])
    table({1: 10, 2: 10, 3: 12})
    status, states, s = with_nft(UNANSWERED)
    equal("a kernel that does not answer holds nothing, and is told once", (status, states["bird"], s["unasked"]["total"], s["unasked"]["notes"][0]["message"]),
          (0, "written", 1, "'nft -c' could not ask the kernel: netlink: Error: cache initialization failed: Operation not permitted"))
    table({1: 10, 2: 10, 3: 10})
    status, states, s = with_nft(f'exec {nft} "$@"')
    equal("what nft takes is delivered, asked as root", (status, states["bird"], s["unasked"]["total"]), (0, "written", 0))

# An interface that loses its sources loses its packets: the last good filter stays.
good = text_of("out/bird/sources.nft")
table({1: 10, 2: 10})
status, states, reasons = build()
equal("an interface that would permit nothing is held", (status, states["bird"]), (1, "held"))
ok("and the reason says which", "interface eth2 would permit no source" in (reasons["bird"] or ""), reasons)
equal("the other routers' are not, for they have no such interface", states["openbgpd"], "unchanged")
ok("the last good filter stays, the candidate is beside it",
   text_of("out/bird/sources.nft") == good and b"eth2" in text_of("out/bird/sources.nft.held"))
scene("shrunk")
border(gate="{min-entries: 0, max-change: 25%, freeze: router}")
table({1: 10, 2: 10, 3: 40})
build()
table({1: 7, 2: 10, 3: 45})
status, states, reasons = build()
ok("an interface that shrinks by more than max-change is held where the list of all has not changed so much",
   status == 1 and "eth1.5 would permit 7 prefixes, and permitted 10" in (reasons["bird"] or ""), reasons)
scene("beacon")
border(beacons="[82.0.2.1/32]")
table({1: 10, 2: 10, 3: 10})
build()
write("rib.txt", text_of("rib.txt").decode().replace("82.0.2.0/24", "82.0.3.0/24"))
status, states, reasons = build()
ok("a beacon that was a permitted source and would be none is held", states["bird"] == "held" and "82.0.2.1/32" in reasons["bird"], reasons)
write("out/bird/sources.json", "{")
equal("a last good filter that cannot be read holds the next", build()[1]["bird"], "held")
scene("names")
border()
table({1: 10})
write("weir.yaml", text_of("weir.yaml").decode().replace("eth1.5", "'a@1', 'a:1'").replace("[eth0,", "[eth0,"))
status, states, reasons = build()
equal("names that a form cannot have fail, and the others go on", (status, states["bird"], "failed" in states.values()), (2, "failed", True))
write("weir.yaml", text_of("weir.yaml").decode().replace("sources: junos", "sources: iptables"))
r = run(["build"])
ok("a form that there is not", r.status == 2 and b"expected nftables, junos or off, found 'iptables'" in r.err, r.err)
done_testing()
