#!/usr/bin/env python3
"""weir build in scenes: what is delivered, what is held, what is refused; the lists of the MANRS guide."""
import gzip
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from files import read, write  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

TOP = os.environ["WEIR_TOP"]
GUIDE4 = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]
GUIDE6 = ["2001:db8:1000::/36", "2001:db8:1001::/48", "2001:db8:2002::/48"]


def tree(folder):
    """Every file below a folder, with its bytes."""
    return {os.path.join(d, f): read(os.path.join(d, f)) for d, _, files in os.walk(folder) for f in files}


def entries(path, family):
    return [e["prefix"] + (f"^{e['ge']}-{e['le']}" if "ge" in e else "")
            for e in json.loads(read(path))[family]]


def route(prefix, origin):
    kind = "route6" if ":" in prefix else "route"
    return f"{kind}: {prefix}\norigin: AS{origin}\nmnt-by: M\nsource: TEST\n\n"


def scene(name, dump, border=""):
    """A folder with a border of one customer, its dump and whatever else; the border may be replaced."""
    shutil.rmtree(name, ignore_errors=True)
    write(f"{name}/irr.db", dump)
    write(f"{name}/weir.yaml", border or CUSTOMER)
    return f"{name}/weir.yaml"


CUSTOMER = """network: {asn: 3333}
neighbors: [{asn: 20597, relationship: customer, as-set: AS-CUST}]
sources: {irr: [{dump: irr.db}]}
"""
SMALL = CUSTOMER + "gate: {max-change: off}\n"  # lists of three entries change by a third
SET = "as-set: AS-CUST\nmembers: AS20597, AS112\nmnt-by: M\nsource: TEST\n\n"
BOTH = SET + route("80.1.0.0/16", 20597) + route("80.2.0.0/16", 112) + route("2a00:1::/32", 112)


def build(border, *options, **kw):
    return run(["build", "-c", border, *options], **kw)


def dismiss(border):
    """A person has looked: the freeze ends."""
    equal("weir approve --dismiss", run(["approve", "-c", border, "--dismiss", "--all"]).status, 0)


def lists(border, *options):
    """The rows of the summary, by name."""
    return {r["list"]: r for r in json.loads(build(border, "--json", *options).out)["lists"]}


# The lists of the guide, by both commands.
shutil.copytree(os.path.join(TOP, "examples"), "examples", ignore=shutil.ignore_patterns("out", "*.weir-index*", "*.history*"))
GUIDE = "examples/as64500/weir.yaml"
r = build(GUIDE)
equal("the guide's border: exit status", (r.status, r.err), (0, b""))
OUT = "examples/as64500/out/edge1"
with open(os.path.join(TOP, "man/weir-build.1"), encoding="utf-8") as f:
    literals = [part.split(".Ed")[0].split("\n", 1)[1] for part in f.read().split(".Bd -literal")[1:]]
equal("the manual shows what is printed", [line for line in literals[0].splitlines()[1:-1]
                                           if line not in r.out.decode().splitlines()], [])
equal("AS64500:AS-ALL, IPv4, as the guide prints it", entries(f"{OUT}/as64500-out.json", "ipv4"), GUIDE4)
equal("AS64500:AS-ALL, IPv6, as the guide prints it", entries(f"{OUT}/as64500-out.json", "ipv6"), GUIDE6)
bird = read(f"{OUT}/as64500-out.bird").decode()
equal("the same in BIRD", re.findall(r"^    (\S+?),?$", bird, re.M), GUIDE4 + GUIDE6)
for family, expected in (("-4", GUIDE4), ("-6", GUIDE6)):
    r = run(["filter", family, "-p", "--irr", "examples/as64500/irr/ripe.db", "-F", "%n/%l\n", "AS64500:AS-ALL"])
    equal(f"the same by weir filter {family}", (r.status, r.out.decode().split()), (0, expected))
equal("a customer's list", (entries(f"{OUT}/as64501-in.json", "ipv4"), entries(f"{OUT}/as64501-in.json", "ipv6")),
      (["192.0.2.0/24"], ["2001:db8:1001::/48"]))
equal("the RPKI-invalid routes of the table",
      [line.split("\t")[:3] for line in read(f"{OUT}/rpki-invalid.txt").decode().splitlines() if line[0] != "#"],
      [["203.0.113.0/25", "AS64499", "invalid-asn"], ["2001:db8:1001:8000::/49", "AS64501", "invalid-length"]])
before = tree(OUT)
r = build(GUIDE)
ok("a second run changes nothing and says so", r.status == 0 and tree(OUT) == before and b"5 unchanged" in r.out, r.out)
p = subprocess.run([os.environ["WEIR"], "build"], cwd="examples/as64500", stdout=subprocess.PIPE, check=False)
ok("the same bytes from another folder", p.returncode == 0 and tree(OUT) == before)
shutil.rmtree(OUT)
build(GUIDE)
ok("the same bytes when made anew", tree(OUT) == before)
r = build("examples/real/weir.yaml")
equal("the border of real records holds one list", (r.status, r.out.count(b"   held\n"), r.err), (1, 1, b""))

# BIRD itself; with the session that the manual shows.
BIRD_SESSION = literals[3].split("\n", 2)[2]
if shutil.which("bird"):
    for example in ("as64500", "real"):
        folder = os.path.abspath(f"examples/{example}/out/edge1")
        write("bird.conf", "router id 1.1.1.1;\nprotocol device {}\n" + "".join(
            f'include "{folder}/*-{way}.bird";\n' for way in ("out", "in"))
              + (BIRD_SESSION if example == "as64500" else ""))
        p = subprocess.run(["bird", "-p", "-c", "bird.conf"], stderr=subprocess.PIPE, check=False)
        equal(f"bird -p takes the files of {example}, empty families too", (p.returncode, p.stderr), (0, b""))
else:
    skip("bird -p takes the files", "no bird")

# What is delivered and what is held.
b = scene("hold", BOTH, SMALL)
equal("a first build", (build(b).status, entries("hold/out/as20597-in.json", "ipv4"),
                        entries("hold/out/as20597-in.json", "ipv6")), (0, ["80.1.0.0/16", "80.2.0.0/16"], ["2a00:1::/32"]))
good = tree("hold/out")
write("hold/irr.db", SET)
r = build(b)
ok("an empty list is held", r.status == 1 and b"the list is empty; the last good list stays" in r.out, r.out)
ok("and the last good files stay", {k: v for k, v in tree("hold/out").items() if not k.endswith(".held")} == good)
ok("with the candidate beside them", sorted(f for f in os.listdir("hold/out") if f.endswith(".held"))
   == ["as20597-in.bird.held", "as20597-in.json.held"])
dismiss(b)
write("hold/irr.db", SET + route("80.1.0.0/16", 20597))
r = build(b)
ok("a family that is gone is held", r.status == 1 and b"no IPv6 prefix is left" in r.out, r.out)
ok("and the last good files stay", {k: v for k, v in tree("hold/out").items() if not k.endswith(".held")} == good)
dismiss(b)
write("hold/irr.db", SET + route("80.1.0.0/16", 20597) + route("2a00:1::/32", 112))
r = build(b)
equal("a shorter list of sound data is delivered", (r.status, entries("hold/out/as20597-in.json", "ipv4")),
      (0, ["80.1.0.0/16"]))
equal("and the held candidate is gone", sorted(os.listdir("hold/out")), ["as20597-in.bird", "as20597-in.json"])

b = scene("damage", BOTH, SMALL)
build(b)
good = tree("damage/out")
write("damage/irr.db", SET + route("80.1.0.0/16", 20597) + "route: 80.2.0.0/16\norigin: AS1x2\nsource: TEST\n\n"
      + route("2a00:1::/32", 112))
r = build(b)
ok("a list that damage may have shortened is held", r.status == 1 and b"prefixes of the last good list are gone (entries: 1)" in r.out,
   r.out)
ok("and the damage is shown with its place", b"damage/irr.db:" in r.out and b"AS1x2" in r.out, r.out)
ok("the last good files stay", {k: v for k, v in tree("damage/out").items() if not k.endswith(".held")} == good)
write("damage/irr.db", BOTH[:-20])
r = build(b)
ok("a dump that ends in the middle of an object: its place, exit 2, nothing written", r.status == 2
   and b"weir: damage/irr.db:" in r.err and b"in the middle of an object" in r.err
   and {k: v for k, v in tree("damage/out").items() if not k.endswith(".held")} == good, (r.status, r.err, r.out))
dismiss(b)
write("damage/out/as20597-in.json", "{")
write("damage/irr.db", BOTH)
r = build(b)
ok("a last good list that cannot be read holds", r.status == 1 and b"the last good list cannot be read" in r.out, r.out)
ok("and is left as it is", read("damage/out/as20597-in.json") == b"{")

b = scene("gap", SET.replace("AS112", "AS112, AS-NOWHERE") + route("80.1.0.0/16", 20597),
          CUSTOMER.replace("AS-CUST}", "AS-CUST}, {asn: 113, relationship: peer, as-set: AS-CUST}"))
r = build(b)
ok("a member that no registry has: delivered, shown, exit 1",
   r.status == 1 and b"AS-NOWHERE" in r.out and os.path.exists("gap/out/as20597-in.bird"), r.out)

ok("and told once, however many neighbors reach it", r.out.count(b"AS-NOWHERE") == 1, r.out)
r = build(scene("gap", SET + route("80.1.0.0/16", 20597), CUSTOMER.replace("AS-CUST}", '"TEST::AS-CUST"}')))
equal("a set of one registry", (r.status, entries("gap/out/as20597-in.json", "ipv4")), (0, ["80.1.0.0/16"]))
r = build(scene("gap", SET + route("80.1.0.0/16", 20597), CUSTOMER.replace("AS-CUST}", '"NOPE::AS-CUST"}')))
ok("a registry that no dump holds: exit 2", r.status == 2 and b"weir: gap/weir.yaml:2:58: " in r.err, r.err)
p = subprocess.run([os.environ["WEIR"], "build", "-n", "-c", "-"], cwd="gap", input=CUSTOMER.encode(),
                   stdout=subprocess.PIPE, check=False)
ok("the border file from stdin", p.returncode == 0 and b"to be written" in p.stdout, p.stdout)

b = scene("v4only", SET + route("80.1.0.0/16", 20597))
equal("a customer that never had IPv6 is not held", (build(b).status, entries("v4only/out/as20597-in.json", "ipv6")), (0, []))
ok("its IPv6 is denied", b"define AS20597_IN_V6 = [];" in read("v4only/out/as20597-in.bird"))


def bird_routes(included, routes):
    """Which of these routes a running BIRD accepts by as20597_in(); None where it cannot run here."""
    write("run.conf", f'router id 1.1.1.1;\ninclude "{os.path.abspath(included)}";\nprotocol device {{}}\n' + "".join(
        f"protocol static {{ ipv{6 if ':' in p else 4} {{ import where as20597_in(); }}; route {p} blackhole; }}\n"
        for p in routes))
    daemon = subprocess.Popen(["bird", "-f", "-c", "run.conf", "-s", "bird.ctl"], stderr=subprocess.PIPE)
    said = b""
    for _ in range(50):
        time.sleep(0.1)
        if daemon.poll() is not None:
            return None
        p = subprocess.run(["birdc", "-s", "bird.ctl", "show", "route"], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False)
        settled = b"blackhole" in said and said == p.stdout
        said = p.stdout
        if settled:
            break
    daemon.terminate()
    daemon.wait()
    return re.findall(r"^(\S+/\d+)", said.decode(), re.M)


OFFERED = ["80.1.0.0/16", "80.1.0.0/17", "80.2.0.0/16", "2a00:1::/32", "::/0"]
accepted = bird_routes("v4only/out/as20597-in.bird", OFFERED) if shutil.which("birdc") else None
if accepted is None:
    skip("a running BIRD takes what is listed, and nothing of an empty family", "no bird that runs here")
else:
    equal("a running BIRD takes what is listed, and nothing of an empty family", accepted, ["80.1.0.0/16"])

b = scene("minimum", BOTH, CUSTOMER + "gate: {min-entries: 4}\n")
r = build(b)
ok("fewer entries than min-entries: held", r.status == 1 and b"only 3 of the 4 entries that gate.min-entries asks for" in r.out, r.out)
equal("and no file is in force", [f for f in os.listdir("minimum/out") if not f.endswith(".held")], [])

# Bogons and own space.
DIRTY = SET + route("80.1.0.0/16", 20597) + route("10.0.0.0/8", 20597) + route("192.0.2.0/24", 112)
b = scene("bogons", DIRTY)
equal("bogons are taken out", (build(b).status, entries("bogons/out/as20597-in.json", "ipv4"),
                               entries("bogons/out/as20597-in.json", "bogons")),
      (0, ["80.1.0.0/16"], ["10.0.0.0/8", "192.0.2.0/24"]))
b = scene("except", DIRTY, CUSTOMER + "bogons: {except: [192.0.2.0/24]}\n")
build(b)
equal("but for exceptions", entries("except/out/as20597-in.json", "ipv4"), ["80.1.0.0/16", "192.0.2.0/24"])
b = scene("off", DIRTY, CUSTOMER + "bogons: off\n")
build(b)
equal("or all of them", entries("off/out/as20597-in.json", "ipv4"), ["10.0.0.0/8", "80.1.0.0/16", "192.0.2.0/24"])
OWN = """network: {asn: 3333, prefixes: [80.2.0.0/16]}
neighbors: [{asn: 20597, relationship: %s, as-set: AS-CUST}]
sources: {irr: [{dump: irr.db}]}
"""
b = scene("own", BOTH, OWN % "peer")
build(b)
equal("a peer may not announce my space", (entries("own/out/as20597-in.json", "ipv4"), entries("own/out/as20597-in.json", "own")),
      (["80.1.0.0/16"], ["80.2.0.0/16"]))
b = scene("own", BOTH, OWN % "[customer, peer]")
build(b)
equal("a customer may", entries("own/out/as20597-in.json", "ipv4"), ["80.1.0.0/16", "80.2.0.0/16"])
PROVIDER = "network: {asn: 3333, prefixes: [80.2.0.0/16]}\nneighbors: [{asn: 174, relationship: provider}]\n"
b = scene("provider", "", PROVIDER)
build(b)
got = set(entries("provider/out/as174-in.json", "ipv4"))
ok("a provider may announce anything", "11.0.0.0/8^8-24" in got, got)
ok("but no default route, no bogon and none of my space",
   not [e for e in got if re.match(r"(0\.|10\.|127\.|192\.168\.|80\.2\.)", e)], got)

# Refusals.
b = scene("unknown", BOTH, CUSTOMER.replace("AS-CUST", "AS-CSUT").replace(
    "}]\nsources", "}, {asn: 112, relationship: peer}]\nsources"))
r = build(b)
ok("an unknown as-set: its place in the border file, exit 2",
   r.status == 2 and b"weir: unknown/weir.yaml:2:58: " in r.err and b"AS-CSUT" in r.err, r.err)
equal("the other neighbors go on", sorted(os.listdir("unknown/out")), ["as112-in.bird", "as112-in.json"])
b = scene("errors", BOTH, "network: {asn: 0}\nneigbors: []\n")
r = build(b)
equal("errors of the border: all of them, nothing on stdout, exit 2", (r.status, r.out, r.err.decode()), (2, b"", """\
weir: errors/weir.yaml:1:1: the border file: expected a key 'neighbors' or 'serve', found none
weir: errors/weir.yaml:1:16: asn: expected an AS number that a network can have, found '0'
weir: errors/weir.yaml:2:1: unknown key 'neigbors' of the border file; did you mean 'neighbors'?
"""))
r = build("nowhere/weir.yaml")
ok("no border file: one line, exit 2", r.status == 2 and r.err.count(b"\n") == 1 and b"nowhere/weir.yaml" in r.err, r.err)
equal("an operand is refused", run(["build", "x"]).status, 2)

b = scene("missing", BOTH)
build(b)
good = tree("missing/out")
os.remove("missing/irr.db")
r = build(b)
ok("a source that is missing: one line, exit 2, nothing written",
   r.status == 2 and r.err.count(b"\n") == 1 and b"missing/irr.db" in r.err and tree("missing/out") == good, r.err)
b = scene("globs", BOTH, CUSTOMER.replace("irr.db", "irr/*.db"))
r = build(b)
ok("a pattern without a file: its place, exit 2, nothing written", r.status == 2 and not os.path.exists("globs/out")
   and b"weir: globs/weir.yaml:3:24: expected files at 'globs/irr/*.db', found none\n" == r.err, r.err)
b = scene("globs", BOTH, CUSTOMER.replace("irr.db", "irr.db*"))
equal("a pattern never takes the index of a dump for a dump", (build(b).status, build(b).status, len(json.loads(
    build(b, "--json").out)["sources"])), (0, 0, 1))
for name, line, text in (("json", "rpki: [{json: bad}]", '{"roas": [{"asn": "AS1", "prefix": "10.0.0'),
                         ("csv", "rpki: [{csv: bad}]", "hello\nworld\n"),
                         ("slurm", "rpki: [{slurm: bad}]", '{"slurmVersion": 9}'),
                         ("caida", "relationships: [{caida: bad}]", "hello\n"),
                         ("delegations", "delegations: [bad]", "hello\n"),
                         ("mrt", "routes: [{mrt: bad}]", b"\x00\x01\x02\x03garbage garbage garbage")):
    b = scene("bad", BOTH, CUSTOMER.replace("db}]}", "db}], " + line + "}"))
    write("bad/bad", text)
    r = build(b)
    ok(f"a damaged {name} source: its place, exit 2, nothing written",
       r.status == 2 and b"weir: bad/bad" in r.err and not os.path.exists("bad/out"), (r.status, r.err, r.out[-300:]))
b = scene("blocked", BOTH)
write("blocked/out", "a file where the folder should be")
r = build(b)
ok("an output that is no folder: one line, exit 2", r.status == 2
   and r.err == b"weir: blocked/out: expected a folder, found a file\n", r.err)
b = scene("empty", BOTH, CUSTOMER.replace("db}]}", "db}, {dump: e.db}], rpki: [{json: e.json}]}"))
write("empty/e.json", '{"roas": []}')
write("empty/e.db", "% no objects\n")
r = build(b)
equal("sources that are well formed and empty: a warning each, exit 1, each time",
      (r.status, r.out.count(b"warning: well formed, but no records"), build(b).status), (1, 2, 1))

b = scene("nothing", BOTH, CUSTOMER.replace("db}]}", "db}], routes: [{text: e.txt}]}"))
write("nothing/e.txt", "")
r = build(b)
ok("a table of no bytes: one line, exit 2", r.status == 2 and b"nothing/e.txt: " in r.err, r.err)

# -n, --json, later keys.
b = scene("dry", BOTH)
before = tree("dry")
r = build(b, "-n")
ok("-n writes nothing, no index either", r.status == 0 and tree("dry") == before and not os.path.exists("dry/out"), r.out)
ok("-n says what would be", b"to be written" in r.out and b"nothing was written (-n)" in r.out, r.out)
equal("--json: the rows", [(n, x["state"], x["ipv4"], x["ipv6"]) for n, x in lists(b).items()],
      [("as20597-in", "written", 2, 1)])
write("dry/irr.db", SET)
held = lists(b)["as20597-in"]
equal("--json: what is held and why", (held["state"], held["reason"]), ("held", "the list is empty"))
b = scene("later", BOTH, CUSTOMER.replace("db}]", 'db}, {irrd: "127.0.0.1:43"}]'))
ok("a source without effect yet is a finding", build(b).status == 1)
ok("no color where there is no terminal", b"\033" not in r.out)

b = scene("doubts", BOTH, CUSTOMER.replace("db}]}", "db}], relationships: [{caida: rel}], delegations: [del]}"))
write("doubts/rel", "# made up\n20597|3333|-1\n")
write("doubts/del", "2|ripencc|1|1|19830705|20130418|+0200\nripencc||asn|20597|1||available\n")
r = build(b)
ok("what is known against a neighbor is told", r.status == 0
   and b"doubts/weir.yaml:2:13: AS20597 is customer here, and provider by doubts/rel:2" in r.out
   and b"doubts/weir.yaml:2:13: AS20597 is available by doubts/del:2: nobody holds it" in r.out, r.out)

b = scene("policy", BOTH + route("80.9.0.0/25", 112), CUSTOMER.replace("as-set: AS-CUST}", """as-set: AS-CUST,
  max-length: {ipv4: 24}, exceptions: [
  {accept: 10.0.0.0/8, reason: lab, expires: 2999-12-31},
  {reject: AS112, reason: past, expires: 2020-01-31}]}""").replace("db}]}", "db}], rpki: [{csv: vrps.csv}], delegations: [del]}"))
write("policy/vrps.csv", "ASN,IP Prefix,Max Length\nAS1,80.2.0.0/16,16\nAS112,90.0.0.0/20,21\n")
write("policy/del", "2|ripencc|3|3|19830705|20130418|+0200\nripencc|NL|asn|20597|1|20200101|allocated|one\n"
      "ripencc|NL|ipv4|80.1.0.0|65536|20200101|allocated|two\nripencc||ipv4|90.0.8.0|2048||available\n")
r = build(b)
ok("what was taken out of a list and why", r.status == 0 and b"as20597-in" in r.out
   and b"(1 bogon out, 1 RPKI-invalid out, 1 too long out)" in r.out, r.out)
ok("exceptions in force, and those whose day is over",
   b"policy/weir.yaml:4:3: AS20597: accept 10.0.0.0/8 until 2999-12-31: lab" in r.out
   and b"policy/weir.yaml:5:3: AS20597: reject AS112 had no effect after 2020-01-31: past" in r.out, r.out)
ok("customers' space that is another's", b"80.1.0.0/16 from AS20597 is held by another than AS20597: "
   b"policy/del:3, policy/del:2" in r.out and b"80.2.0.0/16 from AS112 is invalid-asn by policy/vrps.csv:2" in r.out, r.out)
with open("policy/out/as20597-in.json", encoding="utf-8") as f:
    policy = json.load(f)
equal("the list: ROAs and exceptions are in it", [(e["prefix"], e.get("le")) for e in policy["ipv4"]],
      [("10.0.0.0/8", None), ("80.1.0.0/16", None), ("90.0.0.0/20", None), ("90.0.0.0/21", None)])
summary = json.loads(build(b, "--json").out)
equal("--json: due diligence", [(d["asn"], d["number"], d["agree"], d["disagree"], d["unknown"])
                                for d in summary["diligence"]], [(20597, "agree", 2, 2, 2)])
equal("--json: what was taken out", [(x["bogons_out"], x["invalid_out"], x["too_long_out"])
                                     for x in summary["lists"] if x["list"] == "as20597-in"], [(1, 1, 1)])
equal("--json: exceptions", (summary["exceptions"]["total"], summary["expired"]["total"]), (1, 1))


def on_terminal(environment):
    """What a build says where its outputs are a terminal."""
    ours, its = pty.openpty()
    subprocess.run([os.environ["WEIR"], "build", "-n", "-c", "dry/weir.yaml"], stdin=subprocess.DEVNULL,
                   stdout=its, stderr=its, env=dict(os.environ, **environment), check=False)
    os.write(its, b"\0")  # all before it was said by the build; a terminal that closes may lose some
    said = b""
    while not said.endswith(b"\0"):
        said += os.read(ours, 4096)
    os.close(its)
    os.close(ours)
    return said


def check_color():
    os.environ.pop("NO_COLOR", None)
    said = on_terminal({})
    ok("on a terminal: color, and the file that is read", b"\033[33mheld\033[0m" in said and b"reading dry/irr.db" in said, said)
    said = on_terminal({"NO_COLOR": "1"})
    ok("with NO_COLOR: no color", b"held" in said and b"\033[33m" not in said and b"\033[1m" not in said, said)


try:
    for end in pty.openpty():
        os.close(end)
    check_color()
except OSError as e:
    skip("color on a terminal", e)

# The border files of the manual, with the files that they name.
with open(os.path.join(TOP, "man/weir.yaml.5"), encoding="utf-8") as f:
    files = [part.split(".Ed")[0].split("\n", 1)[1] for part in f.read().split(".Bd -literal")[1:]]
everything = gzip.compress((BOTH + "as-set: AS-PEER\nmembers: AS112\nsource: RIPE\n\n" + "".join(
    route(f"80.{a % 100}.0.0/16", a) for a in range(64500, 64504)) + "as-set: AS64500:AS-ALL\nmembers: AS64500\nsource: RIPE\n\n").encode())
for i, text in enumerate(files):
    b = scene(f"manual{i}", "", text)
    write(f"manual{i}/irr/x.db.gz", everything)
    write(f"manual{i}/ripe.db.route.gz", everything)
    write(f"manual{i}/rpki.json", '{"roas": [{"asn": "AS64511", "prefix": "203.0.113.0/24", "maxLength": 24}]}')
    write(f"manual{i}/local.json", '{"slurmVersion": 1, "validationOutputFilters": {"prefixFilters": [], "bgpsecFilters": []},'
          ' "locallyAddedAssertions": {"prefixAssertions": [], "bgpsecAssertions": []}}')
    shutil.copy(os.path.join(TOP, "examples/real/routes/rrc06-20100701.mrt.bz2"), f"manual{i}/rib.mrt.bz2")
    r = build(b)
    equal(f"border file {i} of the manual works", (r.status, r.err), (0, b""))
equal("there are border files in the manual", len(files), 3)

# Several routers.
b = scene("routers", BOTH, CUSTOMER.replace("AS-CUST}", "AS-CUST, router: [a, b]}") +
          "routers: [{name: a, output: out/a}, {name: b, output: out/b, language: json}]\n")
equal("each router gets its language", (build(b).status, sorted(os.listdir("routers/out/a")), sorted(os.listdir("routers/out/b"))),
      (0, ["as20597-in.bird", "as20597-in.json"], ["as20597-in.json"]))
done_testing()
