"""The RTR servers that bench/rtr.py compares, started on the same VRPs, and what they use.

    with Weir(folder, rows) as s:       or Stayrtr, Fort: files in `folder`, a port of its own
        s.cpu(); s.memory()             CPU seconds of all its processes; (RSS, HWM) of the one that serves, kB
        s.write(rows); s.reread()       new data, and the word to look at them now where there is one

FORT takes VRPs from a SLURM file and wants one trust anchor beside it: the tests' small RPKI, whose one VRP is
among the rows. It looks at its files once a minute at most, so its changes are not measured.
"""
import json
import os
import signal
import socket
import subprocess
import sys

import vrps

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TICK = os.sysconf("SC_CLK_TCK")
FORT_ROW = (64496, 0xC0000200, 24, 24, 32)  # AS64496 192.0.2.0/24


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def stat_of(pid):
    """Parent, and ticks of itself and of its children that have ended."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return int(fields[1]), sum(map(int, fields[11:15]))


def children_of(pid):
    found = []
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and stat_of(entry)[0] == pid:
                found.append(int(entry))
        except OSError:
            pass  # it has ended meanwhile
    return found


class Server:
    name, polls = None, 0  # polls: seconds between looks at the file, where that is all that makes it look

    def __init__(self, folder, rows):
        self.folder, self.port = os.path.join(folder, self.name), free_port()
        os.makedirs(self.folder, exist_ok=True)
        self.file = os.path.join(self.folder, "vrps.json")
        self.write(rows)

    def __enter__(self):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def put(self, write):
        """A file is complete when it has its name."""
        write(self.file + ".new")
        os.chmod(self.file + ".new", 0o644)
        os.rename(self.file + ".new", self.file)

    def write(self, rows):
        self.put(lambda path: vrps.write_json(path, rows))

    def cpu(self):
        return sum(stat_of(pid)[1] for pid in [self.process.pid, *children_of(self.process.pid)]) / TICK

    def serving(self):
        return self.process.pid

    def memory(self):
        with open(f"/proc/{self.serving()}/status", encoding="ascii") as f:
            kb = {line.split(":")[0]: int(line.split()[1]) for line in f if line.startswith(("VmRSS", "VmHWM"))}
        return kb["VmRSS"], kb["VmHWM"]

    def reread(self):
        pass


class Weir(Server):
    name = "weir"

    def __init__(self, folder, rows, program):
        self.program = program
        super().__init__(folder, rows)
        user = ", user: nobody" if os.geteuid() == 0 else ""
        with open(os.path.join(self.folder, "weir.yaml"), "w", encoding="utf-8") as f:
            f.write("network: {asn: 64500}\nsources: {rpki: [{json: vrps.json}]}\n"
                    f"serve: {{rtr: [{{listen: \"127.0.0.1:{self.port}\"}}], state: {self.folder}/state, max-age: 6h{user}}}\n")

    def command(self):
        return [self.program, "-c", os.path.join(self.folder, "weir.yaml")]

    def serving(self):
        for pid in children_of(self.process.pid):
            with open(f"/proc/{pid}/comm", encoding="ascii") as f:
                if f.read().strip() == "weir-server":
                    return pid
        raise RuntimeError("no weir-server")

    def reread(self):
        self.process.send_signal(signal.SIGHUP)


class Stayrtr(Server):
    name, polls = "stayrtr", 20

    def command(self):
        return ["stayrtr", "-cache", self.file, "-checktime=false", "-bind", f"127.0.0.1:{self.port}", "-metrics.addr", "",
                "-protocol", "1", "-refresh", str(self.polls)]


class Fort(Server):
    name = "fort"

    def __init__(self, folder, rows):
        sys.path.insert(0, os.path.join(TOP, "tests"))
        from rpki_lab import Lab, Resources

        super().__init__(folder, rows)
        lab = Lab()
        lab.anchor("ta").authority("ca", Resources(prefixes=["192.0.2.0/24"], asns=[(64496, 64511)])).roa(64496, ["192.0.2.0/24"])
        lab.publish()
        lab.write_repository(os.path.join(self.folder, "repository", lab.host, lab.module))
        os.makedirs(os.path.join(self.folder, "tals"), exist_ok=True)
        lab.write_tal(os.path.join(self.folder, "tals", "ta.tal"))

    def write(self, rows):
        added = [{"asn": asn, "prefix": vrps.prefix_text(address, length, bits), "maxPrefixLength": longest}
                 for asn, address, length, longest, bits in rows if (asn, address, length, longest, bits) != FORT_ROW]
        whole = {"slurmVersion": 1, "validationOutputFilters": {"prefixFilters": [], "bgpsecFilters": []},
                 "locallyAddedAssertions": {"prefixAssertions": added, "bgpsecAssertions": []}}

        def dump(path):
            with open(path, "w", encoding="ascii") as f:
                json.dump(whole, f)

        self.put(dump)

    def command(self):
        return ["fort", "--mode=server", f"--tal={self.folder}/tals", f"--local-repository={self.folder}/repository", "--work-offline=true",
                f"--slurm={self.file}", "--server.address=127.0.0.1", f"--server.port={self.port}", "--server.interval.validation=3600"]
