#!/usr/bin/env python3
"""weir router-config: what it prints is taken by BIRD, OpenBGPD and FRR; BIRD and FRR then hold the VRPs of a cache and
reject what they make invalid. IOS, IOS XR and JunOS say what their manuals say."""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from frr import Frr, said, until  # noqa: E402
from rtr_cache import RtrCache  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

VRPS = [("192.0.2.0/24", 24, 64500), ("198.51.100.0/24", 24, 64499), ("2001:db8:1::/48", 48, 64500), ("2001:db8:2::/48", 48, 64499)]


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return os.path.abspath(path)


def config(language, *caches, asn=64500, more=(), status=0):
    options = [x for c in caches or ("192.0.2.2:8282", "[2001:db8::2]:323") for x in ("--cache", c)]
    r = run(["router-config", "rtr", "--language", language, "--asn", asn, *options, *more])
    equal(f"{language}: written {' '.join(more)}", (r.status, r.err), (status, b""))
    return r.out.decode()


# The sessions of a piece, and how each language begins a comment.
SESSIONS = {"bird2": (r"^ +remote (\S+) port (\d+);$", "#"), "openbgpd": (r"^rtr (\S+) \{\n\tdescr .*\n\tport (\d+)$", "#"),
            "frr": (r"^ rpki cache (\S+) (\d+) preference \d$", "!"), "ios": (r"^ bgp rpki server tcp (\S+) port (\d+) ", "!"),
            "iosxr": (r"^ rpki server (\S+)\n  transport tcp port (\d+)$", "!"),
            "junos": (r"session (\S+) \{\n.*\n *port (\d+);", "/*")}
HOSTS = ("bird2", "openbgpd", "frr")  # beside which stunnel runs


def sessions(language, text):
    return re.findall(SESSIONS[language][0], text, re.M)


def is_comment(language, line):
    return line.startswith(SESSIONS[language][1] + " ") and (language != "junos" or line.endswith(" */") and line.count("*/") == 1)


def bird():
    """Static routes that get a path stand for what a neighbor sends."""
    with RtrCache(VRPS) as cache:
        text = "log \"log\" all;\nrouter id 192.0.2.9;\nprotocol device {}\n" + config("bird2", f"127.0.0.1:{cache.port}")
        for family, routes in (("4", ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")), ("6", ("2001:db8:1::/48", "2001:db8:2::/48"))):
            text += f"protocol static s{family} {{ ipv{family} {{ import filter {{ bgp_path = +empty+; bgp_path.prepend(64500);\n" \
                    f"if weir_is_invalid() then reject; accept; }}; }};\n" + "".join(f"route {r} blackhole;\n" for r in routes) + "}\n"
        conf = write("bird.conf", text)
        with subprocess.Popen(["bird", "-f", "-c", conf, "-s", "bird.ctl", "-P", "bird.pid"], stderr=subprocess.PIPE) as daemon:
            try:
                talk = ["birdc", "-s", "bird.ctl"]
                ok("bird2: all VRPs are in its tables", until(lambda: "4 of 4 routes for 4 networks in table" in said(
                    talk + ["show", "route", "count"])[1] or ("2 of 2 routes for 2 networks in table weir_rpki4" in said(
                        talk + ["show", "route", "count", "table", "weir_rpki4"])[1] and "2 of 2 routes for 2 networks in table weir_rpki6"
                        in said(talk + ["show", "route", "count", "table", "weir_rpki6"])[1])),
                   said(talk + ["show", "protocols", "all"])[1])
                said(talk + ["reload", "in", "all"])
                got = lambda: sorted(re.findall(r"^(\S+/\d+)", said(talk + ["show", "route", "table", "master4"])[1]
                                                + said(talk + ["show", "route", "table", "master6"])[1], re.M))
                wanted = ["192.0.2.0/24", "2001:db8:1::/48", "203.0.113.0/24"]
                until(lambda: got() == wanted)
                equal("bird2: invalid routes are rejected, all others are not", got(), wanted)
            finally:
                daemon.terminate()


def frr():
    with RtrCache(VRPS) as cache, Frr("frr", "-M", "rpki", "-p", "0") as router:
        path = write("weir.frr", config("frr", f"127.0.0.1:{cache.port}"))
        # Without a zebra FRR announces a network where it need not ask for the route; its own number is then the origin.
        equal("frr: loads the file", router.load(path), (0, ""))
        load = write("routes.frr", "router bgp 64500\n no bgp network import-check\n bgp router-id 192.0.2.9\n address-family ipv4 unicast\n"
                     + "".join(f"  network {n} route-map WEIR-DROP-INVALID\n" for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
        ok("frr: the cache is asked", until(lambda: cache.queries, seconds=60))  # by a thread of its own, when it gets to it
        table = lambda: sorted((p["prefix"] + f"/{p['prefixLenMin']}", p["prefixLenMax"], p["asn"])
                               for p in json.loads(router.show("rpki prefix-table json") or "{}").get("prefixes", []))
        until(lambda: len(table()) == len(VRPS))
        equal("frr: all VRPs are in its table", table(), sorted((p, m, a) for p, m, a in VRPS))
        equal("frr: networks", router.load(load)[0], 0)
        got = lambda: sorted(json.loads(router.show("bgp ipv4 unicast json") or "{}").get("routes", {}))
        until(lambda: got() == ["192.0.2.0/24", "203.0.113.0/24"])
        equal("frr: invalid routes are rejected, all others are not", got(), ["192.0.2.0/24", "203.0.113.0/24"])


def frr_protected():
    with Frr("frr-protected", "-M", "rpki", "-p", "0") as router:
        for option, ports in (("--md5", []), ("--tls", ["8300", "8301"])):
            path = write("protected.frr", config("frr", more=[option], status=1))
            equal(f"frr {option}: loads the file", router.load(path), (0, ""))
            equal(f"frr {option}: its caches", re.findall(r"host: 127\.0\.0\.1 port: (\d+)", router.show("rpki cache-server")), ports)


def openbgpd():
    path = write("bgpd.conf", "AS 64500\nrouter-id 192.0.2.9\n" + config("openbgpd"))
    os.chmod(path, 0o600)
    status, text = said(["bgpd", "-nv", "-f", path])
    equal("openbgpd: bgpd takes it", (status, re.findall(r"^rtr (\S+) \{", text, re.M), re.findall(r"^\tport (\d+)", text, re.M)),
          (0, ["192.0.2.2", "2001:db8::2"], ["8282", "323"]))
    ok("openbgpd: invalid routes are rejected at once", "deny quick from ebgp ovs invalid" in text, text)


def others():
    """The session as section 4.4.2.3 of the MANRS implementation guide has it."""
    junos = config("junos")
    equal("junos: braces are closed", (junos.count("{"), junos.count("{") > 10), (junos.count("}"), True))
    equal("junos: sessions", re.findall(r"session (\S+) \{\n *preference (\d);\n *port (\d+);", junos),
          [("192.0.2.2", "2", "8282"), ("2001:db8::2", "1", "323")])
    ok("junos: the policy", re.search(r"validation-database invalid;\n *\}\n *then \{\n *validation-state invalid;\n *reject;", junos), junos)
    ios = config("ios")
    equal("ios: sessions", re.findall(r"^ bgp rpki server tcp (\S+) port (\d+) refresh \d+$", ios, re.M),
          [("192.0.2.2", "8282"), ("2001:db8::2", "323")])
    ok("ios: the policy", "router bgp 64500\n" in ios and "route-map WEIR-DROP-INVALID deny 10\n match rpki invalid\n"
       "route-map WEIR-DROP-INVALID permit 20\n" in ios, ios)
    iosxr = config("iosxr", asn="AS65550")
    equal("iosxr: sessions", re.findall(r"^ rpki server (\S+)\n  transport tcp port (\d+)$", iosxr, re.M),
          [("192.0.2.2", "8282"), ("2001:db8::2", "323")])
    ok("iosxr: the policy", "router bgp 65550\n" in iosxr and "if validation-state is invalid then\n    drop\n  endif\n  pass\n" in iosxr, iosxr)


def tls(language):
    """No router speaks it: those on a host talk to stunnel there, of the others there is no session, least of all a plain one."""
    text, plain = config(language, more=["--tls"], status=1), config(language)
    head = text.splitlines()[:text.count("\n") - plain.count("\n")] if language in HOSTS else \
        [line for line in text.splitlines() if line not in plain.splitlines()]
    ok(f"{language}: a comment says that there is no TLS, and what to do", head and all(is_comment(language, h) for h in head)
       and "has no TLS for RTR" in head[0] and "stunnel(8)" in "".join(head[:2]), head)
    ends = [tuple(end.rsplit(":", 1)) for end in re.findall(r"accept = (\S+)", text)]
    equal(f"{language}: sessions are with the near ends of tunnels", sessions(language, text), ends)
    equal(f"{language}: whose far ends are the caches", re.findall(r"connect = (\S+)", text),
          ["192.0.2.2:8282", "2001:db8::2:323"] if language in HOSTS else [])
    ok(f"{language}: each has its own, and is checked", len(set(ends)) == len(ends) == text.count("verifyChain = yes") == text.count("checkHost = "))


def md5(language):
    text = config(language, more=["--md5"], status=0 if language == "bird2" else 1)
    if language == "bird2":
        equal("bird2: each session is signed", (len(sessions(language, text)), text.count("transport tcp { authentication md5; password \"KEY\"; };")), (2, 2))
        ok("bird2: since when it can, and what KEY is", "2.16 and later. KEY is" in text.splitlines()[0], text)
        return
    head = text.splitlines()[:2]
    ok(f"{language}: a comment says that there is no TCP MD5, and what to do", all(is_comment(language, h) for h in head)
       and "has no TCP MD5 for RTR, so there is no session here" in head[0] and "--tls" in head[1], head)
    equal(f"{language}: and there is no session", sessions(language, text), [])
    ok(f"{language}: the policy is there", "invalid" in text.lower().split("\n", 3)[3], text)


def protected_here():
    """The same files by the routers' own programs."""
    if shutil.which("bird"):
        for option, wanted in (("--tls", True), ("--md5", tuple(map(int, re.findall(r"\d+", said(["bird", "--version"])[1])[:2])) >= (2, 16))):
            path = write("protected.conf", "router id 192.0.2.9;\n" + config("bird2", more=[option], status=int(option == "--tls")))
            status, text = said(["bird", "-p", "-c", path])
            ok(f"bird2 {option}: bird {'takes' if wanted else 'of this age stops at the transport of'} it",
               not status if wanted else status and re.search(r"protected\.conf:10:\d+ syntax error", text), text)
    if shutil.which("bgpd"):
        for option in ("--tls", "--md5"):
            path = write("protected.conf", "AS 64500\nrouter-id 192.0.2.9\n" + config("openbgpd", more=[option], status=1))
            os.chmod(path, 0o600)
            status, text = said(["bgpd", "-nv", "-f", path])
            equal(f"openbgpd {option}: bgpd takes it", (status, len(re.findall(r"^rtr 127\.0\.0\.1 \{", text, re.M))),
                  (0, 2 if option == "--tls" else 0))


def as_json():
    r = run(["router-config", "rtr", "--language", "frr", "--cache", "192.0.2.2:8282", "--cache", "[2001:db8::2]:323", "--json"])
    got = json.loads(r.out)
    equal("--json", (r.status, got), (0, {"language": "frr", "caches": ["192.0.2.2:8282", "[2001:db8::2]:323"],
                                          "protection": "plain", "router_has_it": True, "config": config("frr")}))
    r = run(["router-config", "rtr", "--language", "frr", "--cache", "192.0.2.2:8282", "--cache", "[2001:db8::2]:323", "--json", "--tls"])
    got = json.loads(r.out)
    equal("--json --tls", (r.status, got["protection"], got["router_has_it"], got["config"]),
          (1, "tls", False, config("frr", more=["--tls"], status=1)))


def usage():
    for arguments, why in ((["rtr", "--cache", "192.0.2.2:1"], "expected --language LANGUAGE"),
                           (["rtr", "--language", "bird", "--cache", "192.0.2.2:1"], "a language such as 'bird2', found 'bird'"),
                           (["rtr", "--language", "frr"], "expected --cache ADDRESS:PORT"),
                           (["rtr", "--language", "frr", "--cache", "cache.example:323"], "found 'cache.example:323'"),
                           (["rtr", "--language", "ios", "--cache", "192.0.2.2:1"], "expected --asn ASN"),
                           (["rtr", "--language", "frr", "--cache", "192.0.2.2:1", "--tls", "--md5"], "expected --tls or --md5, not both"),
                           (["rtr", "--language", "ios", "--asn", "0", "--cache", "192.0.2.2:1"], "found '0'"),
                           (["--language", "frr", "--cache", "192.0.2.2:1"], "expected rtr"),
                           (["bmp", "--language", "frr", "--cache", "192.0.2.2:1"], "expected rtr, found 'bmp'")):
        r = run(["router-config", *arguments])
        ok(f"usage: {' '.join(arguments)}", (r.status, r.out) == (2, b"") and why in r.err.decode(), r.err)


others()
for one in SESSIONS:
    equal(f"{one}: its sessions are seen", sessions(one, config(one)), [("192.0.2.2", "8282"), ("2001:db8::2", "323")])
    tls(one)
    md5(one)
protected_here()
usage()
as_json()
if shutil.which("bird"):
    bird()
else:
    skip("bird2", "no bird")
if shutil.which("bgpd"):
    openbgpd()
else:
    skip("openbgpd", "no bgpd")
if Frr.runs_here() and os.path.exists(f"/usr/lib/{os.uname().machine}-linux-gnu/frr/modules/bgpd_rpki.so"):
    frr()
    frr_protected()
else:
    skip("frr", "no FRR with its RPKI module, or not root")
done_testing()
