#!/usr/bin/env python3
"""The files of weir build before the routers' own programs (BIRD, OpenBGPD, FRR), and read back from them; IOS, IOS XR
and JunOS by readers of tests/routers.py. What comes back is the list of the JSON file."""
import glob
import ipaddress
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from files import write  # noqa: E402
from frr import Frr, roles, said, until  # noqa: E402
from policies import WIDTH, router  # noqa: E402
from routers import LANGUAGES, differences, openbgpd_set, probes, read  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

TOP = os.environ["WEIR_TOP"]


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def routers(folder):
    return "[" + ", ".join(f'{{name: {n}, language: {n}, output: "{folder}/{n}"}}' for n in LANGUAGES) + "]"


# The guide's border and one of corner cases: a family that is empty, both, ranges, host routes, a default route, a name
# that would end a comment.
shutil.copytree(os.path.join(TOP, "examples/as64500"), "guide", ignore=shutil.ignore_patterns("out", "*.weir-index*", "*.history*"))
border = text_of("guide/weir.yaml").split("\nrouters:")[0]
border = re.sub(r"(\{asn: 64501.*|\{asn: 64502.*|\{asn: 64510.*)\}", rf"\1, router: {list(LANGUAGES)}}}", border)
write("guide/weir.yaml", border + "\nrouters: " + routers("out") + "\n")
ROUTES = ["80.1.0.0/16", "80.1.0.0/17", "80.1.128.0/17", "80.2.0.0/15", "80.2.0.0/24", "80.2.0.1/32", "80.128.0.0/9",
          "2a00:1::/32", "2a00:1::/48", "2a00:1:0:1::1/128", "2000::/3"]
write("corners/irr.db", "".join(
    f"route{'6' if ':' in p else ''}: {p}\norigin: AS1\nsource: T\n\n" for p in ROUTES)
    + "route: 80.9.0.0/16\norigin: AS2\nsource: T\n\nroute6: 2a00:9::/32\norigin: AS3\nsource: T\n\n"
    + "route-set: RS-RANGES\nmembers: 80.1.0.0/16^+, 80.8.0.0/13^24, 80.8.0.0/16^17-19\nmp-members: 2a00:8::/29^32-48\nsource: T\n\n")
write("corners/weir.yaml", f"""network: {{asn: 4200000000, as-set: AS1}}
neighbors:
  - {{asn: 1, relationship: customer, name: "one two; }} */ ! 3", router: {list(LANGUAGES)}}}
  - {{asn: 2, relationship: peer, router: {list(LANGUAGES)}, blackhole: yes, exceptions: [
        {{accept: 80.77.0.0/16, reason: r, expires: 2999-12-31}}, {{reject: "80.9.0.0/16^17-18", reason: r, expires: 2999-12-31}},
        {{accept: AS65550, reason: r, expires: 2999-12-31}}, {{reject: AS7, reason: r, expires: 2999-12-31}}]}}
  - {{asn: 3, relationship: customer, router: {list(LANGUAGES)}}}
  - {{asn: 4, relationship: peer, router: {list(LANGUAGES)}}}
  - {{asn: 4199999999, relationship: [customer, peer], as-set: [RS-RANGES, AS3], router: {list(LANGUAGES)}}}
sources: {{irr: [{{dump: irr.db}}]}}
bogons: off
gate: {{min-entries: 0}}
routers: {routers("out")}
""")

STEMS = []
for scene in ("guide", "corners"):
    r = run(["build", "-c", f"{scene}/weir.yaml"])
    equal(f"{scene}: built", (r.status, r.err), (0, b""))
    before = {p: text_of(p) for p in glob.glob(f"{scene}/out/*/*")}
    shutil.rmtree(f"{scene}/out")
    r = run(["build", "-c", os.path.abspath(f"{scene}/weir.yaml")])
    equal(f"{scene}: the same bytes when made anew", {p: text_of(p) for p in glob.glob(f"{scene}/out/*/*")}, before)
    STEMS += [(scene, os.path.basename(p)[:-5]) for way in ("out", "in") for p in sorted(glob.glob(f"{scene}/out/json/*-{way}.json"))]
equal("every language has every list, and the JSON beside it",
      sorted(os.path.relpath(p) for s in ("guide", "corners") for p in glob.glob(f"{s}/out/*/as*")),
      sorted({f"{s}/out/{n}/{stem}.{x}" for s, stem in STEMS for n, suffix in LANGUAGES.items() for x in (suffix, "json")}))
for language, suffix in LANGUAGES.items():
    wrong = []
    for scene, stem in STEMS:
        wanted = read("json", f"{scene}/out/json/{stem}.json")
        got = read(suffix, f"{scene}/out/{language}/{stem}.{suffix}")
        wrong += [f"{stem}: {d}" for d in differences(wanted.entries[4] + wanted.entries[6], got, wanted, random.Random(1))]
        wrong += [f"{stem}: {f} is empty and lets something in" for v, f in ((4, "11.0.0.0/8"), (6, "2c0f::/32"))
                  if not wanted.entries[v] and got.permits(ipaddress.ip_network(f))]
    ok(f"{language}: the sets of the JSON files", not wrong, "\n".join(wrong))


def entries(scene, stem, version):
    return read("json", f"{scene}/out/json/{stem}.json").entries[version]


def judge_bird():
    if not shutil.which("bird"):
        skip("bird -p takes every file", "bird is not installed")
        return
    config = "router id 192.0.2.1;\nprotocol device {}\n"
    for scene, stem in STEMS:
        path = os.path.abspath(f"{scene}/out/bird2/{stem}.bird")
        config += f'include "{path}";\n'
        for session, to in zip(re.findall(r"^# (protocol bgp from .*)$", text_of(path), re.M), ("192.0.2.9", "2001:db8::9")):
            config += session.replace("ADDRESS", to) + "\n"
    ok("the files say how a session is made of them", config.count("protocol bgp") == 2 * sum("-in" in s for _, s in STEMS), config)
    equal("bird -p takes every file, used as each says", said(["bird", "-p", "-c", write("bird.conf", config)]), (0, ""))


def openbgpd():
    """OpenBGPD's bgpd; FRR's has the same name."""
    for path in (shutil.which("bgpd") or "", "/usr/sbin/bgpd", "/usr/local/sbin/bgpd"):
        if os.access(path, os.X_OK) and "frr" not in os.path.realpath(path):
            return path
    return None


def judge_openbgpd():
    program = openbgpd()
    if not program:
        skip("bgpd -n takes every file", "openbgpd is not installed")
        return
    config, wanted, rules, sessions = "AS 64500\nrouter-id 192.0.2.1\n", {}, [], []
    for scene, stem in STEMS:
        path = os.path.abspath(f"{scene}/out/openbgpd/{stem}.openbgpd")
        config += f'include "{path}"\n'
        wanted.update({f"{stem.upper()}-V{v}": entries(scene, stem, v) for v in (4, 6)})
        rules += re.findall(r"^(?:allow|deny|match) .*$", text_of(path), re.M)
        sessions += re.findall(r"^# neighbor ADDRESS \{\n(?:#\t.*\n)*# \}\n", text_of(path), re.M)
    for i, session in enumerate(sessions):
        address = f"2001:db8::{i + 1}" if "IPv6" in session else f"192.0.2.{i + 1}"
        config += session.replace("# ", "").replace("#", "").replace("ADDRESS", address)
    path = write("bgpd.conf", config)
    os.chmod(path, 0o600)
    status, text = said([program, "-n", "-v", "-f", path])
    ok("bgpd -n takes every file, with the sessions that they show", status == 0, text)
    equal("two of each neighbor", len(sessions), 2 * sum(stem.endswith("-in") for _, stem in STEMS))
    sets = {n: openbgpd_set(body) for n, body in re.findall(r'^prefix-set "([\w-]+)" \{([^}]*)\}', text, re.M)
            if re.search(r"-(IN|OUT)-V[46]$", n)}
    equal("and prints the sets of the JSON files", sets, wanted)
    shown = re.findall(r"^((?:allow|deny|match) .*?) *$", text.replace('"', ""), re.M)
    equal("and the rules, in their order", shown, rules)


def frr_lists(frr):
    """The prefix lists of a running bgpd: {name: [(action, network, ge, le)]}."""
    found = {}
    for command in ("ip prefix-list json", "ipv6 prefix-list json"):
        for name, body in json.loads(frr.show(command)).get("BGP", {}).items():
            found[name] = []
            for e in body["entries"]:
                at = ipaddress.ip_network(e["prefix"])
                low = e.get("minimumPrefixLength", at.prefixlen)
                high = e.get("maximumPrefixLength", at.max_prefixlen if "minimumPrefixLength" in e else at.prefixlen)
                found[name].append((e["type"], at, low, high))
    return found


def frr_loaded():
    """The files of both scenes in the order in which they are loaded: the network's own first."""
    return [f"{scene}/out/frr/{stem}.frr" for scene, stem in sorted(STEMS, key=lambda s: (s[0], not s[1].endswith("-out")))]


def frr_roles(files):
    """What the heads of files ask to be entered once, after them."""
    texts = [text_of(p) for p in files]
    own = re.search(r"^router bgp \d+$", "".join(texts), re.M)[0]
    return "".join(f"{line}\n" for line in [own] + [" " + line for text in texts for line in roles(text)])


def read_back(config):
    """What a running FRR says of itself, as tests/policies.py reads a file."""
    for name, number in (("graceful-shutdown", "65535:0"), ("blackhole", "65535:666"), ("no-export", "65535:65281"),
                         ("no-advertise", "65535:65282")):
        config = re.sub(rf"(community-list standard .*permit ){name}$", rf"\g<1>{number}", config, flags=re.M)
    lines = [re.sub(r"^(\S+ (?:as-path access|(?:large-)?community)-list .*)seq \d+ ", r"\1", line) for line in config.splitlines()]
    return router("frr").load("".join(line + "\n" for line in lines if re.match(
        r"ip|bgp (as-path|(large-)?community)|route-map| (match|set) |router|  ?(no )?neighbor| address-family| ?exit", line)))


def by_name(clauses):
    return {n: {"action": c["action"], "match": sorted(c["match"]), "set": sorted(c["set"])} for n, c in clauses.items()}


def judge_frr():
    if not Frr.runs_here():
        skip("a running FRR loads every file", "frr is not installed, or this is not root")
        return
    for scene in ("guide", "corners"):
        files = [p for p in frr_loaded() if p.startswith(scene)]
        with Frr("frr", "-p", "0") as frr:
            loads = [frr.load(p) for _ in (1, 2) for p in files]
            loads.append(frr.load(write("frr/roles.conf", frr_roles(files))))
            lists, got = frr_lists(frr), read_back(frr.show("running-config"))
        equal(f"{scene}: a running FRR loads every file twice, and says nothing", set(loads), {(0, "")})
        wanted = router("frr")
        for path in files:
            wanted.load(text_of(path))
        equal(f"{scene}: its lists are those of the files", got.lists, wanted.lists)
        equal(f"{scene}: and its route maps", {n: by_name(c) for n, c in got.maps.items()},
              {n: by_name(c) for n, c in wanted.maps.items()})
        equal(f"{scene}: and its peer groups", *({n: {"as": g["remote-as"], "maps": g["maps"], "role": g.get("role"),
                                                     "max": {v: n for v, n in g["max"].items() if n}, "far": g.get("far", False)}
                                                 for n, g in r.groups.items()} for r in (got, wanted)))
        sets = {}
        for s, stem in STEMS:
            for v, everything in ((4, "0.0.0.0/0"), (6, "::/0")):
                if s == scene:
                    sets[f"{stem.upper()}-V{v}"] = [("permit", *e) for e in entries(s, stem, v)] or [
                        ("deny", ipaddress.ip_network(everything), 0, WIDTH[v])]
        equal(f"{scene}: its prefix lists are those of the JSON files, an empty one denies",
              {n: e for n, e in lists.items() if re.search("-(IN|OUT)-", n)}, sets)
        with open(frr.log, encoding="utf-8", errors="replace") as f:
            bad = [line for line in f if not re.search(r"starting:|Configuration Read in|Terminating on signal", line)]
        equal(f"{scene}: and its log holds no complaint", bad, [])


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def facing(address):
    """Where FRR listens for a neighbor: one BIRD has one session only to an address and port."""
    return address.replace("127.0.0.", "127.0.1.")


def bird_config(neighbors, offered, to):
    """A BIRD that offers the same routes as each of these neighbors, on a session for each family."""
    config = "router id 192.0.2.2;\nprotocol device {}\n"
    for v in (4, 6):
        routes = "".join(f" route {p} blackhole;" for p in offered if p.version == v)
        config += f"protocol static {{ ipv{v};{routes} }}\n"
    for (asn, v), address in neighbors.items():
        config += (f"protocol bgp {{ local {address} port {free_port()} as {asn}; neighbor {facing(address)} port {to} as 4200000000; multihop;"
                   " connect delay time 0; connect retry time 1; error wait time 1, 1;"
                   f" ipv{v} {{ import none; export all; next hop address {'192.0.2.2' if v == 4 else '2001:db8::2'}; }}; }}\n")
    return config


def frr_config(own, neighbors):
    """The one line that each file asks for, and what this test needs to have all of them on one address."""
    return f"router bgp {own}\n bgp router-id 192.0.2.1\n" + "".join(
        f" neighbor {a} peer-group AS{asn}-V{v}\n neighbor {a} passive\n neighbor {a} ebgp-multihop\n"
        for (asn, v), a in neighbors.items())


def judge_sessions():
    """Real sessions: BIRD offers all, FRR lets in what its lists hold; of neighbor 4, whose lists are empty, nothing."""
    neighbors = {(asn, v): f"127.0.0.{v}{i}" for i, asn in enumerate((1, 2, 3, 4, 4199999999)) for v in (4, 6)}
    if not Frr.runs_here() or not shutil.which("bird"):
        skip("a running FRR lets in what is listed", "frr or bird is not installed, or this is not root")
        return
    offered, port, got = set(), free_port(), {}
    for asn, _ in neighbors:
        known = entries("corners", f"as{asn}-in", 4) + entries("corners", f"as{asn}-in", 6)
        offered |= probes(known, random.Random(asn))
    offered = sorted(offered, key=str)
    listen = [o for a in neighbors.values() for o in ("-l", facing(a))]
    with Frr("frr-session", "-p", str(port), *listen) as frr:
        for path in frr_loaded():
            if path.startswith("corners"):
                frr.load(path)
        frr.load(write("frr-session/bgp.conf", frr_config(4200000000, neighbors)))
        bird = subprocess.Popen(["bird", "-f", "-c", write("session.conf", bird_config(neighbors, offered, port)), "-s", "bird.ctl"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        whole = until(lambda: text_of(frr.log).count("rcvd End-of-RIB") == len(neighbors) or bird.poll() is not None)
        for (asn, v), address in neighbors.items():
            got[asn, v] = json.loads(frr.show(f"bgp ipv{v} unicast neighbors {address} routes json")).get("routes", {})
        bird.terminate()
        bird.wait(20)
    ok(f"{len(neighbors)} sessions of BIRD with FRR came up, and all {len(offered)} routes were sent", whole, text_of(frr.log))
    for asn, v in neighbors:
        wanted = read("json", f"corners/out/json/as{asn}-in.json")
        equal(f"FRR lets in from AS{asn} what is listed of IPv{v}, and nothing else", sorted(got[asn, v]),
              sorted(str(p) for p in offered if p.version == v and wanted.permits(p)))


judge_bird()
judge_openbgpd()
judge_frr()
judge_sessions()
done_testing()
