#!/usr/bin/env python3
"""weir rpki update and weir serve, from a small RPKI to routers: rpki-client fetches it by rsync and by RRDP, what it found is judged,
and what is wrong in the RPKI gives what the RFCs say: records that are gone, or the last good data and an alarm."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rpki_lab  # noqa: E402
from rpki_lab import Lab, Resources, free_port, make_tls, serve_https, serve_rsync  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402

WEIR = os.environ["WEIR"]
ROOT = os.geteuid() == 0
VRPS = {("vrp", "192.0.2.0/24", 26, 64496), ("vrp", "2001:db8::/32", 48, 64496), ("vrp", "198.51.100.0/24", 24, 64500)}
ASPAS = {("aspa", 64496, (64497, 64500)), ("aspa", 65536, (0,))}


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

    def configure(self, **serve):
        d = self.daemon
        keys = dict({"max-age": "6h", "max-shrink": "60%"}, **serve, **({"user": "nobody"} if ROOT else {}))
        client = "".join(f", {k.replace('_', '-')}: {v}" for k, v in dict({"rsync_only": "yes", "refresh": "10s"}, **self.client).items())
        d.configure(f"network: {{asn: 64500}}\nsources: {{rpki: [{{client: rpki-client, tals: tals{client}}}]}}\n"
                    f"serve: {{rtr: [{{listen: \"127.0.0.1:{d.port}\"}}], http: {{listen: \"127.0.0.1:{d.http}\"}}"
                    + "".join(f", {k}: {v}" for k, v in keys.items()) + "}\n")

    def update(self, *options, **more):
        return update(self.folder, *options, **more)

    def good(self):
        """The last good data, as facts."""
        with open(f"{self.folder}/weir.yaml.serve/rpki/rpki-client.json", encoding="utf-8") as f:
            j = json.load(f)
        return {("vrp", v["prefix"], v["maxLength"], v["asn"]) for v in j["roas"]} | {
            ("aspa", a["customer_asid"], tuple(a["providers"])) for a in j["aspas"]}

    def serve(self):
        return serve_rsync(f"{self.folder}/repo", self.port)


def facts_of(router):
    return {r for r in router.records if r[0] in ("vrp", "aspa")}


def end_to_end():
    """The daemon alone, from the RPKI to a router; then a change of the RPKI."""
    s = Scene("daemon")
    with s.serve(), s.daemon as d:
        ok("it fetches when it starts", d.wait("fetched"), d.log())
        ok("and serves what it found", d.wait("served"), d.log())
        r = d.router(2).ask()
        equal("a router has all of it", facts_of(r), VRPS | ASPAS)
        equal("with the router key", len(r.records - facts_of(r)), 1)
        equal("healthy", d.get("/healthz"), (200, "ok\n"))
        m = d.metrics()
        equal("counted", (m["weir_fetch_good"], m["weir_fetch_runs_good_total"], m["weir_fetch_aspas_valid"], m["weir_alarm"]), (1, 1, 2, 0))
        s.sub.roa(64501, ["198.51.100.0/24"])
        s.ca.aspa(64496, [64497])
        s.publish()
        ok("it fetches again", d.wait("fetched", 2), d.log())
        r.hear(lambda: r.notified)
        equal("and the router hears of it", facts_of(r.ask()), VRPS | {("vrp", "198.51.100.0/24", 24, 64501), ("aspa", 64496, (64497,)), ("aspa", 65536, (0,))})
        equal("ends when told to", d.stop(), 0)
    ok("nothing died", not d.log("server") and not d.log("fetcher"), d.log())


if not shutil.which("rpki-client", path=os.environ["PATH"] + ":/usr/sbin"):
    skip("all", "no rpki-client")
    done_testing()
    sys.exit()
end_to_end()
done_testing()
