"""A folder with a small RPKI that is published, and the border file of who reads it: by weir rpki update, or by weir serve.

    s = Scene("name", refresh="1d")        keys of the source {client: rpki-client}, '-' as '_'
    with s.serve():                        by rsync, on loopback
        status, report, told = s.update()  one run by hand
        s.good()                           the last good data: VRPS | ASPAS
    with s.serve(), s.daemon as d: ...     serve_daemon.py
"""
import json
import os
import shutil
import subprocess
import time

from rpki_lab import Lab, Resources, free_port, serve_rsync
from serve_daemon import Daemon

WEIR = os.environ["WEIR"]
ROOT = os.geteuid() == 0
NAMESPACE = subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
VRPS = {("vrp", "192.0.2.0/24", 26, 64496), ("vrp", "2001:db8::/32", 48, 64496), ("vrp", "198.51.100.0/24", 24, 64500)}
ASPAS = {("aspa", 64496, (64497, 64500)), ("aspa", 65536, (0,))}


def rpki_client_is_here():
    return shutil.which("rpki-client", path=os.environ["PATH"] + ":/usr/sbin")


def facts_of(router):
    """VRPs and ASPAs that a router has."""
    return {r for r in router.records if r[0] in ("vrp", "aspa")}


def update(folder, *options, environment=None):
    """One run by hand: its status, its JSON (or None), and what it said."""
    p = subprocess.run([WEIR, "rpki", "update", "-c", "weir.yaml", "--json", *options], cwd=folder, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, env=dict(os.environ, **(environment or {})), timeout=120, check=False)
    return p.returncode, json.loads(p.stdout) if p.stdout else None, p.stderr.decode()


class Scene:
    """A folder with an RPKI that is published, and the border file of who reads it."""

    def __init__(self, name, notify=None, **client):
        self.folder, self.port = os.path.abspath(name), free_port()
        os.makedirs(self.folder)
        self.client = client
        self.published = int(time.time()) - 10000
        self.lab = Lab(host=f"127.0.0.1:{self.port}", notify=notify)
        ta = self.lab.anchor("ta")
        self.ca = ta.authority("ca", Resources(["192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32"], [(64496, 64511), 65536]))
        self.sub = self.ca.authority("sub", Resources(["198.51.100.0/24"], "inherit"))
        self.ca.roa(64496, ["192.0.2.0/24-26", "2001:db8::/32-48"])
        self.sub.roa(64500, ["198.51.100.0/24"])
        self.ca.router(64496)
        self.ca.aspa(64496, [64497, 64500])
        self.sub.aspa(65536, [0])
        self.publish()
        os.makedirs(f"{self.folder}/tals")
        self.lab.write_tal(f"{self.folder}/tals/ta.tal")
        self.daemon = Daemon(name, set())
        os.unlink(f"{self.folder}/vrps.json")
        self.configure()

    def publish(self, again=True):
        """All manifests and CRLs anew, with higher numbers; not `again`: the files as they are."""
        if again:
            for a in self.lab.authorities:
                a.manifest_number += 1
                a.crl_number += 1
            self.lab.publish()
        self.lab.write_repository(f"{self.folder}/repo")
        self.published += 2  # rsync takes a file of the same size and second for the same
        for top, _, names in os.walk(f"{self.folder}/repo"):
            for name in names:
                os.utime(os.path.join(top, name), (self.published,) * 2)

    def configure(self, **serve):
        d = self.daemon
        keys = dict({"max-age": "6h", "max-shrink": "60%"}, **serve, **({"user": "nobody"} if ROOT else {}))
        client = "".join(f", {k.replace('_', '-')}: {v}" for k, v in dict({"rsync_only": "yes", "refresh": "10s"}, **self.client).items())
        d.configure(f"network: {{asn: 64500}}\nsources: {{rpki: [{{client: rpki-client, tals: tals{client}}}]}}\n"
                    f"serve: {{rtr: [{{listen: \"127.0.0.1:{d.port}\"}}], http: {{listen: \"127.0.0.1:{d.http}\"}}"
                    + "".join(f", {k}: {v}" for k, v in keys.items()) + "}\n")

    @property
    def state(self):
        return f"{self.folder}/weir.yaml.serve/rpki"

    @property
    def work(self):
        """Where alone the relying party may write."""
        return os.path.join(self.state, "work")

    @staticmethod
    def serial_of(authority, file):
        """Of the certificate in a signed object: the serial before the SHA-256 with RSA in it, as they are made here."""
        made = authority.files[file]
        at = made.index(bytes.fromhex("a003020102")) + 5
        return int.from_bytes(made[at + 2:at + 2 + made[at + 1]], "big")

    def fake(self, lines):
        """A program of that name, as an environment; $out, $cache and $state are its folders."""
        os.makedirs(f"{self.folder}/bin", exist_ok=True)
        with open(f"{self.folder}/bin/rpki-client", "w", encoding="utf-8") as f:
            f.write(f"#!/bin/sh\nstate={self.state} out={self.work}/out cache={self.work}/cache\n{lines}\n")
        os.chmod(f"{self.folder}/bin/rpki-client", 0o755)
        return {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def update(self, *options, **more):
        return update(self.folder, *options, **more)

    def good(self):
        """The last good data, as facts."""
        with open(f"{self.state}/rpki-client.json", encoding="utf-8") as f:
            j = json.load(f)
        return {("vrp", v["prefix"], v["maxLength"], v["asn"]) for v in j["roas"]} | {
            ("aspa", a["customer_asid"], tuple(a["providers"])) for a in j["aspas"]}

    def serve(self):
        return serve_rsync(f"{self.folder}/repo", self.port)
