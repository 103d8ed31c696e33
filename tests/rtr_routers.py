"""Routers of other hands that take VRPs from a cache on loopback, each in a folder of its own.

    for kind in ROUTERS:
        if kind.runs_here():
            with kind("folder", port) as router:
                router.holds(vrps)      whether these, and no others, are in its table: {("vrp", prefix, maxlength, asn)}
                router.shown()          what it shows of them, or of what follows from them
    A router that is EAGER asks as soon as it is notified.
"""
import contextlib
import ipaddress
import json
import os
import re
import shutil
import socket
import subprocess

from bgp_speaker import Speaker
from frr import Frr, said, until
from tap import run


def vrp(prefix, length, longest, asn):
    return ("vrp", str(ipaddress.ip_network(f"{prefix}/{length}")), int(longest), int(asn))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Router:
    EAGER = True

    def vrps(self):
        raise NotImplementedError

    def holds(self, vrps):
        return self.vrps() == vrps

    def shown(self):
        return sorted(self.vrps())


class Process(Router):
    """One program; `with` ends it."""

    PROGRAM = ""

    def __init__(self, folder, port):
        self.folder, self.port = os.path.abspath(folder), port
        os.makedirs(self.folder, exist_ok=True)
        with open(self.path("log"), "wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)

    @classmethod
    def runs_here(cls):
        return shutil.which(cls.PROGRAM)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as f:
            f.write(text)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(20)


class Bird(Process):
    NAME, PROGRAM, TABLES = "BIRD 2", "bird", ("r4", "r6")

    def protocol(self):
        return ("roa4 table r4;\nroa6 table r6;\nprotocol rpki {\n"
                f"roa4 {{ table r4; }};\nroa6 {{ table r6; }};\nremote 127.0.0.1 port {self.port};\n}}\n")

    def command(self):
        self.write("bird.conf", f"router id 192.0.2.9;\nprotocol device {{}}\n{self.protocol()}")
        return ["bird", "-f", "-c", "bird.conf", "-s", "bird.ctl", "-P", "bird.pid"]

    def vrps(self):
        text = "".join(said(["birdc", "-s", self.path("bird.ctl"), "show", "route", "table", t])[1] for t in self.TABLES)
        return {vrp(*m) for m in re.findall(r"^(\S+)/(\d+)-(\d+) AS(\d+)", text, re.M)}


class ToldBird(Bird):
    """As `weir router-config` tells it, but that it asks again each second."""

    TABLES = ("weir_rpki4", "weir_rpki6")

    def protocol(self):
        told = run(["router-config", "rtr", "--language", "bird2", "--cache", f"127.0.0.1:{self.port}"]).out.decode()
        return told.replace("refresh 600", "refresh keep 1; retry keep 1")


class GoBgp(Process):
    NAME, PROGRAM = "GoBGP", "gobgpd"

    def command(self):
        self.write("gobgp.toml", '[global.config]\nas = 64500\nrouter-id = "192.0.2.9"\nport = -1\n[[rpki-servers]]\n'
                                 f'[rpki-servers.config]\naddress = "127.0.0.1"\nport = {self.port}\n')
        self.api = free_port()
        return ["gobgpd", "-f", "gobgp.toml", "--api-hosts", f"127.0.0.1:{self.api}"]

    def vrps(self):
        text = "".join(said(["gobgp", "-u", "127.0.0.1", "-p", str(self.api), "rpki", "table", "-a", a])[1] for a in ("ipv4", "ipv6"))
        return {vrp(*m) for m in re.findall(r"^(\S+)/(\d+)\s+(\d+)\s+(\d+)\s", text, re.M)}


class RtrClient(Process):
    NAME, PROGRAM = "rtrclient", "rtrclient"

    def command(self):
        return ["stdbuf", "-oL", "rtrclient", "-p", "tcp", "127.0.0.1", str(self.port)]

    def vrps(self):
        """What came and went, line by line."""
        found = set()
        with open(self.path("log"), encoding="utf-8", errors="replace") as f:
            for sign, prefix, length, longest, asn in re.findall(r"^([-+]) (\S+)\s+(\d+) -\s+(\d+)\s+(\d+)$", f.read(), re.M):
                (found.add if sign == "+" else found.discard)(vrp(prefix, length, longest, asn))
        return found


def states(vrps, routes):
    """{(prefix, origin): its state} after RFC 6811 section 2."""
    def covers(at, net):
        return at.version == net.version and at.prefixlen <= net.prefixlen and \
            int(at.network_address) ^ int(net.network_address) < 1 << (at.max_prefixlen - at.prefixlen)
    known = [(ipaddress.ip_network(p), longest, asn) for _, p, longest, asn in vrps]
    covering = {p: [v for v in known if covers(v[0], ipaddress.ip_network(p))] for p in {p for p, _ in routes}}

    def state(prefix, origin):
        length = int(prefix.split("/")[1])
        if any(length <= longest and origin == asn != 0 for _, longest, asn in covering[prefix]):
            return "valid"
        return "invalid" if covering[prefix] else "not-found"
    return {route: state(*route) for route in routes}


def around(prefix, longest):
    """The prefixes at which a VRP begins and ends to have effect: its own, its longest, and one bit beyond either."""
    net = ipaddress.ip_network(prefix)
    for length in {net.prefixlen - 1, net.prefixlen, longest, longest + 1}:
        if 0 <= length <= net.max_prefixlen:
            yield str(net.supernet(new_prefix=length) if length < net.prefixlen else next(net.subnets(new_prefix=length)))


class OpenBgpd(Process):
    """It shows how many prefixes have VRPs, and the state of routes. So it has neighbors that announce routes around each VRP
    that it ever was to hold, one neighbor for each origin. It asks some seconds after it is notified."""

    NAME, PROGRAM, EAGER = "OpenBGPD", "bgpd", False
    ORIGINS = {"127.0.0.2": 7, "127.0.0.3": 64500, "127.0.0.4": 2 ** 31 - 1, "127.0.0.5": 64999}
    NEIGHBORS = 64601

    @classmethod
    def runs_here(cls):
        return shutil.which("bgpctl") and shutil.which("bgpd") and os.geteuid() == 0

    def command(self):
        self.bgp = free_port()
        neighbors = "".join(f"neighbor {a} {{\nremote-as {self.NEIGHBORS}\npassive\nannounce IPv4 unicast\nannounce IPv6 unicast\n}}\n" for a in self.ORIGINS)
        self.write("bgpd.conf", f"AS 64600\nrouter-id 192.0.2.9\nlisten on 127.0.0.1 port {self.bgp}\nfib-update no\n"
                                f'socket "{self.path("sock")}"\nrtr 127.0.0.1 {{ port {self.port} }}\n{neighbors}allow from any\n')
        os.chmod(self.path("bgpd.conf"), 0o600)
        os.makedirs("/run/openbgpd", exist_ok=True)
        return ["bgpd", "-d", "-f", "bgpd.conf"]

    def __enter__(self):
        self.probes, self.wrong, self.held, self.expected = set(), [], None, {}
        until(lambda: "127.0.0.5" in self.bgpctl("show", "summary"))
        self.stack = contextlib.ExitStack()
        self.speakers = {origin: self.stack.enter_context(Speaker(address, ("127.0.0.1", self.bgp), self.NEIGHBORS))
                         for address, origin in self.ORIGINS.items()}
        return self

    def __exit__(self, *error):
        self.stack.close()
        super().__exit__(*error)

    def bgpctl(self, *words):
        return said(["bgpctl", "-s", self.path("sock"), *words])[1]

    def probe(self, vrps):
        """Announce what is not yet announced, and foresee the state of all."""
        if vrps == self.held:
            return
        new = {p for v in vrps for p in around(v[1], v[2])} - self.probes
        for origin, speaker in self.speakers.items():
            speaker.announce(new, origin)
        self.probes |= new
        self.held, self.expected = set(vrps), states(vrps, {(p, o) for p in self.probes for o in self.speakers})

    def counts(self):
        sets = re.search(r"^ROA\s+RPKI ROA\s+(\d+)\s+(\d+)", self.bgpctl("show", "sets"), re.M)
        return (int(sets[1]), int(sets[2])) if sets else None

    def routes(self):
        try:
            rib = json.loads(self.bgpctl("-j", "show", "rib") or "{}")
        except ValueError:
            return {}
        return {(r["prefix"], int(r["aspath"].split()[-1])): r["ovs"] for r in rib.get("rib", [])}

    def holds(self, vrps):
        self.probe(vrps)
        found, prefixes = self.routes(), {v[1] for v in vrps}
        self.wrong = [(r, found.get(r), self.expected.get(r)) for r in found.keys() | self.expected.keys() if found.get(r) != self.expected.get(r)]
        return not self.wrong and self.counts() == (sum(":" not in p for p in prefixes), sum(":" in p for p in prefixes))

    def shown(self):
        return f"{self.counts()} prefixes; {len(self.wrong)} routes of a wrong state (found, expected): {self.wrong[:5]}"


class FrrRpki(Router):
    NAME = "FRR"

    def __init__(self, folder, port):
        self.frr, self.port, self.folder = Frr(folder, "-M", "rpki", "-p", "0"), port, folder

    @staticmethod
    def runs_here():
        return Frr.runs_here() and os.path.exists(f"/usr/lib/{os.uname().machine}-linux-gnu/frr/modules/bgpd_rpki.so")

    def __enter__(self):
        self.frr.__enter__()
        path = os.path.join(self.folder, "rpki.conf")
        with open(path, "w", encoding="ascii") as f:
            f.write(f"rpki\n rpki retry_interval 1\n rpki cache 127.0.0.1 {self.port} preference 1\n exit\n")
        self.frr.load(os.path.abspath(path))
        said(self.frr.vtysh + ["-c", "conf t", "-c", "rpki", "-c", "rpki start"])
        return self

    def __exit__(self, *error):
        self.frr.__exit__(*error)

    def vrps(self):
        try:
            table = json.loads(self.frr.show("rpki prefix-table json") or "{}")
        except ValueError:
            return set()
        return {vrp(p["prefix"], p["prefixLenMin"], p["prefixLenMax"], p["asn"]) for p in table.get("prefixes", [])}


ROUTERS = [Bird, GoBgp, RtrClient, FrrRpki, OpenBgpd]
