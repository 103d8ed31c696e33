"""What is disturbed: weir rpki update while it puts what was fetched in the place of the last good data.

rpki-client runs for real to record what three publications of one RPKI lead to; in the sweeps a program in its place lays a record.
"""
import glob
import os
import re
import shutil
import subprocess

from fault import MODES, execute, fresh, note, ok, points, skip, usable
from rpki_scene import ROOT, Scene, rpki_client_is_here
from web import Web, need

WEIR = os.environ["WEIR"]
DIES = ("kill", "after", "short")
VARIANTS = [(mode, all_die) for mode in MODES for all_die in ((False, True) if mode in DIES else (False,))]
FEW = [("kill", True), ("after", False), ("eio", False)]
ARGV = [WEIR, "rpki", "update", "-c", "weir.yaml"]


def reason_not_to():
    return usable() or (None if rpki_client_is_here() else "no rpki-client")


def copy(folder, to):
    """With owners and times."""
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run(["cp", "-a", folder, to], check=True)


class Records:
    """What rpki-client left of each publication; `before` is a folder that had the first one."""

    def __init__(self):
        self.home = os.path.abspath("records")
        s = Scene("published", refresh="1d")
        s.configure(**{"max-shrink": "10%"})
        with s.serve():
            self.take(s, "old")
            shutil.rmtree("before", ignore_errors=True)
            copy("published", "before")
            s.ca.roa(64497, ["192.0.2.0/25"])
            s.ca.aspa(64496, [64497])
            s.publish()
            self.take(s, "new")
            s.sub.files.pop("roa64500.roa")
            s.ca.files.pop("roa64497.roa")
            s.publish()
            self.take(s, "less")
        subprocess.run(["chmod", "-R", "a+rX", self.home], check=True)
        shutil.rmtree("before/repo")
        self.run("before", "old")  # by the program in its place, so that what follows is compared with the same

    def take(self, s, name):
        status, report, told = s.update("--accept")
        if status:
            raise RuntimeError(f"{name}: {report} {told}")
        os.makedirs(f"{self.home}/{name}.bin")
        shutil.copytree(f"{s.work}/cache", f"{self.home}/{name}")
        with open(f"{s.work}/out/json", encoding="utf-8") as f:
            text = re.sub(r'"buildtime": "[^"]*"', '"buildtime": "2099-01-01T00:00:00Z"', f.read())
        with open(f"{self.home}/{name}.json", "w", encoding="utf-8") as f:
            f.write(text)
        with open(f"{self.home}/{name}.bin/rpki-client", "w", encoding="utf-8") as f:
            f.write('#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = -d ] && cache=$2; shift; done\n'
                    f'rm -rf "$cache"/* && cp -r {self.home}/{name}/. "$cache" && cp {self.home}/{name}.json "$1/json"\n')
        os.chmod(f"{self.home}/{name}.bin/rpki-client", 0o755)

    def path(self, name):
        return f"{self.home}/{name}.bin:/usr/sbin:/usr/bin:/sbin:/bin"

    def run(self, folder, name, *options):
        """One undisturbed run that finds this publication; its status."""
        return subprocess.run([*ARGV, *options], cwd=folder, env=dict(os.environ, PATH=self.path(name)), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=60, check=False).returncode

    def elsewhere(self, name, *options):
        """The same in a copy of what the fault left: its status, and the data then."""
        copy("state", "copy")
        return self.run("copy", name, *options), good("copy").get("data")


def read(pattern):
    found = glob.glob(pattern)
    if not found:
        return None
    with open(found[0], "rb") as f:
        return f.read()


def good(folder):
    return {"data": read(f"{folder}/weir.yaml.serve/rpki/rpki-client.json"), "seen": read(f"{folder}/weir.yaml.serve/rpki/seen")}


def fetched(folder):
    return {"data": read(f"{folder}/weir.yaml.serve/https/*-a.json-{'?' * 16}")}


def left_behind(folder):
    return [f"left behind: {p}" for p in glob.glob(f"{folder}/**/*.weir-*", recursive=True)]


def prepare(folder):
    os.rmdir(folder)
    copy("before", folder)


def calls_of(argv):
    """The calls of one undisturbed run, of all of its processes, in order."""
    fresh(prepare)
    said = execute(argv, log="-", together=1)[2]
    return [line.split()[1] for line in said.splitlines() if re.fullmatch(r"\d+ [a-z0-9]+", line)]


def near_renames(calls):
    """Where what is in force changes."""
    return sorted({m for n, name in enumerate(calls, 1) if name in ("rename", "renameat2") for m in (n, n + 1) if m <= len(calls)})


def judge(argv, outputs, old, new, status, told, after):
    """What is wrong after one fault."""
    got, wrong = outputs("state"), []
    for name in old:
        if got[name] not in (old[name], new[name]):
            wrong.append(f"{name}: neither the old nor the new one ({'none' if got[name] is None else len(got[name])})")
    if status == 0 and got != new:
        wrong.append("exit 0, but not all is new")
    elif status not in (0, 2, -9):
        wrong.append(f"exit {status}: {told}")
    elif status == 2 and not told.strip():
        wrong.append("exit 2 without a word")
    wrong += after(got)
    status, out, said = execute(argv)
    if status != 0 or outputs("state") != new:
        wrong.append(f"run again: exit {status}, {out.decode()} {said or 'another result'}")
    return wrong + [f"run again: {w}" for w in left_behind("state")]


def sweep(name, argv, outputs, after, every):
    """A fault of each kind at each call, or of some near those that count; `after(got)` says what else is wrong of what it left."""
    fresh(prepare)
    old = outputs("state")
    status, out, said = execute(argv)
    new = outputs("state")
    if not ok(f"{name}: undisturbed all is replaced", status == 0 and all(old[k] != new[k] and new[k] for k in old), f"exit {status}: {out} {said}"):
        return
    calls = calls_of(argv)
    at = points(len(calls), 10**9) if every else near_renames(calls)
    ok(f"{name}: files are written, synced and renamed", {"write", "fsync"} <= set(calls) and {"rename", "renameat2"} & set(calls), calls)
    for mode, all_die in VARIANTS if every else FEW:
        wrong = []
        for n in at:
            fresh(prepare)
            status, out, said = execute(argv, at=n, mode=mode, together=1, **({"all": 1} if all_die else {}))
            wrong += [f"call {n} ({calls[n - 1]}): {w}" for w in judge(argv, outputs, old, new, status, out.decode() + said, after)]
        ok(f"{name}: {mode}{' of all processes' * all_die} at {len(at)} calls of {len(calls)}", not wrong, "\n".join(wrong))
    note(f"{name}: calls: {' '.join(calls)}")


def sweep_run(records, every):
    """Another publication. What was seen never falls behind the data: an older publication would pass for a new one."""
    os.environ["PATH"] = records.path("new")
    old = good("before")["data"]

    def replay(got):
        status, data = records.elsewhere("old")
        if got["data"] == old:
            return [] if data == old else ["replayed: neither held nor the old data"]
        return [] if (status, data) == (1, got["data"]) else [f"an older publication is taken after newer data: exit {status}"]

    sweep("a run", ARGV, good, replay, every)


def sweep_accepted(records, every):
    """What a person takes in spite of its loss. Where the data are there, nobody is asked once more."""
    os.environ["PATH"] = records.path("less")
    old = good("before")["data"]

    def unattended(got):
        status, data = records.elsewhere("less")
        if got["data"] == old and (status, data) == (1, old):
            return []
        return [] if status == 0 and data not in (None, old) else [f"what was accepted is held: exit {status}"]

    sweep("an accepted run", ARGV + ["--accept"], good, unattended, every)


def sweep_web(every):
    """A source by HTTPS. Both bodies have the same length, so that only validators tell them apart."""
    bodies = [b'{"roas": [{"asn": %d, "prefix": "192.0.2.0/24", "maxLength": 24}]}\n' % asn for asn in (64501, 64502)]
    for key in [k for k in os.environ if k.lower().endswith("_proxy")]:
        del os.environ[key]
    with Web("web") as w:
        s = Scene("asks", refresh="1d")
        s.daemon.configure(f'network: {{asn: 64500}}\nsources: {{rpki: [{{json: "{w.url("/a.json")}", ca: {w.ca}}}]}}\n'
                           f'serve: {{rtr: [{{listen: "127.0.0.1:{s.daemon.port}"}}]{", user: nobody" * ROOT}}}\n')
        w.files["/a.json"] = bodies[0]
        if subprocess.run(ARGV, cwd="asks", check=False, stdout=subprocess.DEVNULL).returncode:
            raise RuntimeError("the first body is not fetched")
        shutil.rmtree("asks/repo")
        copy("asks", "before")
        w.files["/a.json"] = bodies[1]

        def not_believed(got):
            """A run after the next one finds nothing new, by what the next one has kept."""
            copy("state", "copy")
            for _ in range(2):
                subprocess.run(ARGV, cwd="copy", check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return [] if w.asked[-1][1] == 304 and fetched("copy")["data"] == bodies[1] else [f"validators are not of the data: {w.asked[-2:]}"]

        sweep("a source by HTTPS", ARGV, fetched, not_believed, every)


def sweep_update(every):
    if reason_not_to():
        skip("weir rpki update", reason_not_to())
        return
    path, records = os.environ["PATH"], Records()
    sweep_run(records, every)
    sweep_accepted(records, every)
    os.environ["PATH"] = path
    need()
    sweep_web(every)
