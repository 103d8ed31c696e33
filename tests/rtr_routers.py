"""Routers of other hands that take VRPs from a cache on loopback, each in a folder of its own.

    for kind in ROUTERS:
        if kind.runs_here():
            with kind("folder", port) as router:
                router.holds(vrps)      whether these, and no others, are in its table: {("vrp", prefix, maxlength, asn)}
                router.shown()          what it shows of them
    A router that is EAGER asks as soon as it is notified.
"""
import ipaddress
import json
import os
import re
import shutil
import socket
import subprocess

from frr import Frr, said


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
    NAME, PROGRAM = "BIRD 2", "bird"

    def command(self):
        self.write("bird.conf", "router id 192.0.2.9;\nroa4 table r4;\nroa6 table r6;\nprotocol device {}\nprotocol rpki {\n"
                                f"roa4 {{ table r4; }};\nroa6 {{ table r6; }};\nremote 127.0.0.1 port {self.port};\n}}\n")
        return ["bird", "-f", "-c", "bird.conf", "-s", "bird.ctl", "-P", "bird.pid"]

    def vrps(self):
        text = "".join(said(["birdc", "-s", self.path("bird.ctl"), "show", "route", "table", t])[1] for t in ("r4", "r6"))
        return {vrp(*m) for m in re.findall(r"^(\S+)/(\d+)-(\d+) AS(\d+)", text, re.M)}


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


class OpenBgpd(Process):
    """It shows how many prefixes have VRPs, no more; and asks some seconds after it is notified."""

    NAME, PROGRAM, EAGER = "OpenBGPD", "bgpd", False

    @classmethod
    def runs_here(cls):
        return shutil.which("bgpctl") and shutil.which("bgpd") and os.geteuid() == 0

    def command(self):
        self.write("bgpd.conf", f"AS 64500\nrouter-id 192.0.2.9\nlisten on 127.0.0.1 port {free_port()}\nfib-update no\n"
                                f'socket "{self.path("sock")}"\nrtr 127.0.0.1 {{ port {self.port} }}\n')
        os.chmod(self.path("bgpd.conf"), 0o600)
        os.makedirs("/run/openbgpd", exist_ok=True)
        return ["bgpd", "-d", "-f", "bgpd.conf"]

    def shown(self):
        sets = re.search(r"^ROA\s+RPKI ROA\s+(\d+)\s+(\d+)", said(["bgpctl", "-s", self.path("sock"), "show", "sets"])[1], re.M)
        return (int(sets[1]), int(sets[2])) if sets else None

    def holds(self, vrps):
        prefixes = {v[1] for v in vrps}
        return self.shown() == (sum(":" not in p for p in prefixes), sum(":" in p for p in prefixes))


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
