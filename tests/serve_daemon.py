"""A weir serve that runs in a folder of its own, and routers that talk to it.

    with Daemon("d", facts, max_age="1h") as d:
        r = d.router(version=1)      a router of rtr_wire.py with a connection: r.ask(); r.records
        d.log(); d.metrics()["weir_serving"]; d.reload(); d.write(facts)
"""
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request

import rtr_wire

SERVE = os.path.join(os.environ["WEIR_BUILD"], "src", "serve", "weir-serve")
USER = "nobody"
TALS = ("afrinic", "ripe")


def until(what, seconds=20):
    for _ in range(seconds * 50):
        found = what()
        if found:
            return found
        time.sleep(0.02)
    return what()


reserved = []


def free_port(host="127.0.0.1"):
    """A port that a daemon can listen at, and that the kernel gives to nobody else while this program runs."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((host, 0))
    reserved.append(s)
    return s.getsockname()[1]


def vrps_of(facts):
    return [{"asn": f[3], "prefix": f[1], "maxLength": f[2], "ta": f[4] if len(f) > 4 else TALS[1]} for f in facts if f[0] == "vrp"]


def document(facts):
    return json.dumps({"roas": vrps_of(facts), "aspas": [{"customer_asid": f[1], "providers": list(f[2])} for f in facts if f[0] == "aspa"]})


class Client(rtr_wire.Router):
    """A router with its connection."""

    def __init__(self, port, version=1, aspa="current", host="127.0.0.1", source=None, buffer=None, tls=None, name="localhost"):
        """buffer: bytes it lets wait; tls: an ssl.SSLContext."""
        super().__init__(version, aspa)
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(20)
        self.socket.connect((host, port))
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=name)

    def read_some(self):
        data = self.socket.recv(65536)
        self.take(data)
        return bool(data)

    def ask(self, everything=False):
        """Until End of Data, Cache Reset or an Error Report; returns itself."""
        seen = (self.ends, self.resets, len(self.errors))
        self.socket.sendall(self.query(everything))
        while (self.ends, self.resets, len(self.errors)) == seen and self.read_some():
            pass
        return self

    def hear(self, what, seconds=20):
        """Read until what() holds."""
        self.socket.settimeout(seconds)
        while not what() and self.read_some():
            pass
        return what()


class Daemon:
    def __init__(self, folder, facts, environment=None, rtr="", sources='[{json: "vrps*.json"}]', descriptors=None, forms=(),
                 **serve):
        """serve: keys of the border's map, '-' as '_', None for one that is not to be there; rtr: more keys of the listener; sources: of the RPKI; descriptors: a
        limit of open files; forms: a listener for each of these forms of ASPAs, which router(aspa=...) chooses."""
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        # The daemon's user must be able to reach what a test run keeps to itself.
        for path in (self.folder, os.path.dirname(self.folder), os.path.dirname(os.path.dirname(self.folder))):
            if path.count("/") > 1:
                os.chmod(path, 0o755)
        self.port, self.http = free_port(), free_port()
        self.ports = {form: free_port() for form in forms}
        self.rtr, self.sources, self.serve, self.environment = rtr, sources, serve, environment or {}
        self.command = [SERVE, "-c", "weir.yaml"]
        if descriptors:
            self.command = ["prlimit", f"--nofile={descriptors}:{descriptors}", *self.command]
        self.write(facts)
        self.configure()

    def configure(self, text=None):
        serve = {"max_age": "6h", "user": USER if os.geteuid() == 0 else None, **self.serve}
        rtr = [f"{{listen: \"127.0.0.1:{self.port}\"{self.rtr}}}"] if not self.ports else \
            [f"{{listen: \"127.0.0.1:{port}\", aspa-pdu: {form}}}" for form, port in self.ports.items()]
        keys = "".join(f", {k.replace('_', '-')}: {v}" for k, v in serve.items() if v is not None)
        with open(f"{self.folder}/weir.yaml", "w", encoding="utf-8") as f:
            f.write(text or f"network: {{asn: 64500}}\nsources: {{rpki: {self.sources}}}\n"
                            f"serve: {{rtr: [{', '.join(rtr)}], "
                            f"http: {{listen: \"127.0.0.1:{self.http}\"}}{keys}}}\n")

    def write(self, facts, name="vrps.json"):
        text = facts if isinstance(facts, str) else document(facts)
        with open(f"{self.folder}/{name}.new", "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(f"{self.folder}/{name}.new", 0o644)
        os.rename(f"{self.folder}/{name}.new", f"{self.folder}/{name}")

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=dict(os.environ, **self.environment))
        return self

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.stop()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(30)

    def log(self, event=None):
        with open(f"{self.folder}/log", encoding="utf-8") as f:
            lines = f.read().splitlines()
        return [line for line in lines if event is None or line.split(" ")[2:3] == [event]]

    def wait(self, event, times=1):
        return until(lambda: len(self.log(event)) >= times)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}{path}", timeout=20) as r:
                return r.status, r.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def metrics(self):
        text = self.get("/metrics")[1]
        return {m[1]: int(m[2]) for m in re.finditer(r"^([^#\s]+) (\d+)$", text, re.M)}

    def router(self, version=1, **how):
        return Client(self.ports.get(how.get("aspa", "current"), self.port), version, **how)

    def children(self):
        """{name: process number}"""
        found = {}
        try:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="utf-8") as f:
                numbers = f.read().split()
        except OSError:
            return found
        for number in numbers:
            try:
                with open(f"/proc/{number}/comm", encoding="utf-8") as f:
                    found[f.read().strip()] = int(number)
            except OSError:
                pass
        return found
