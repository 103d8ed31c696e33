"""What is disturbed: the server of weir serve while it writes its state, call by call."""
import concurrent.futures
import os
import shutil
import signal

from fault import MODES, PRELOAD, note, ok, points, skip, usable
from serve_daemon import Daemon, until
from serve_truth import Truth

DIES = ("kill", "after", "short")
VERSIONS = ((0, "current"), (1, "current"), (2, "current"))


class Scene:
    """A daemon whose state was written well once, and routers that know what it had."""

    def __init__(self, name, size):
        self.name, self.truth = name, Truth(size)
        self.daemon = Daemon(name, self.truth.of(1))
        self.state = f"{self.daemon.folder}/weir.yaml.serve"
        self.number = 1
        with self.daemon as d:
            d.wait("served")
            self.before = [d.router(v, aspa=a) for v, a in VERSIONS]
            for r in self.before:
                self.truth.ask(r)
        shutil.copytree(self.state, f"{self.state}.before")

    def restore(self):
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.copytree(f"{self.state}.before", self.state)
        for path in (self.state, *(f"{self.state}/{name}" for name in os.listdir(self.state))):
            st = os.stat(f"{self.state}.before/rtr")
            shutil.chown(path, st.st_uid, st.st_gid)

    def start(self, facts_of, inject=None):
        """Other records, and a daemon that finds them at its start; how often it logged each event before."""
        self.daemon.environment = {} if inject is None else dict(
            {"LD_PRELOAD": PRELOAD, "INJECT_PROCESS": "weir-server", "INJECT_LOG": "-"},
            **{f"INJECT_{k.upper()}": str(v) for k, v in inject.items()})
        self.daemon.write(self.truth.of(facts_of))
        open(f"{self.daemon.folder}/log", "wb").close()
        self.daemon.start()

    def end(self):
        """All of it, without a word."""
        children = self.daemon.children().values() if self.daemon.process.poll() is None else ()
        if self.daemon.process.poll() is None:
            self.daemon.process.send_signal(signal.SIGKILL)
        self.daemon.process.wait(30)
        ok_to_go = until(lambda: not any(os.path.exists(f"/proc/{p}") for p in children))
        return ok_to_go

    def calls(self):
        """What the server calls when it writes its state once."""
        self.restore()
        self.start(2, {})
        self.daemon.wait("served")
        self.end()
        with open(f"{self.daemon.folder}/log", encoding="utf-8") as f:
            return [line.split()[1] for line in f if line[:1].isdigit() and len(line.split()) == 2]

    def routers_go_on(self, routers, needed, what):
        """Each of them, from where it was; those that were answered."""
        found = []
        for r in routers:
            new = until(lambda r=r: self.truth.again(self.daemon, r)) if needed else self.truth.again(self.daemon, r)
            if needed and not new:
                self.truth.blame(r, f"{what}: no answer; {self.daemon.log()[-3:]}")
            found.append(new or r)
        return found

    def disturb(self, n, mode, all_die):
        """One fault at the n-th call; then what routers hear, then another start."""
        self.restore()
        self.start(self.next(), {"at": n, "mode": mode, **({"all": 1} if all_die else {})})
        routers, first = self.before, self.before
        if all_die:  # but for a fault that came too late: the state was written
            until(lambda: self.daemon.process.poll() is not None or self.daemon.log("served"))
        elif mode in DIES:
            self.daemon.wait("state", 2)
        else:
            until(lambda: self.daemon.log("not-served") or self.daemon.log("served"))
        if not all_die:
            routers = self.routers_go_on(routers, True, f"{mode} at {n}")
            again = mode not in (*DIES, "full")
            if again and not until(lambda: self.daemon.log("served"), 30):
                self.truth.wrong.append(f"{mode} at {n}: what could not be written once is never served: {self.daemon.log()}")
        self.end()
        self.start(self.next())
        self.daemon.wait("served")
        self.routers_go_on(routers, True, f"after {mode} at {n}")
        self.routers_go_on(first, True, f"long after {mode} at {n}")
        if self.daemon.log("state-lost"):
            self.truth.wrong.append(f"{mode} at {n}: {self.daemon.log('state-lost')}")
        left = [name for name in os.listdir(self.state) if name not in ("rtr", "last")]
        if left:
            self.truth.wrong.append(f"{mode} at {n}: left behind: {left}")
        self.end()

    def next(self):
        self.number += 1
        return self.number

    def forget(self):
        """Only what was served before is known of the serials: each fault is a world of its own."""
        self.truth.seen = {key: n for key, n in self.truth.seen.items() if n == 1}
        wrong, self.truth.wrong = self.truth.wrong, []
        return wrong


def sweep_mode(mode, all_die, calls, most, size):
    """One mode at each call; what went wrong, and the scene."""
    scene, wrong = Scene(f"state-{mode}{'-all' * all_die}", size), []
    for n in points(len(calls), most):
        scene.disturb(n, mode, all_die)
        wrong += [f"call {n} ({calls[n - 1]}): {w}" for w in scene.forget()]
    return scene, wrong


def tell(mode, all_die, calls, most, scene, wrong):
    n = len(points(len(calls), most))
    ok(f"{mode} at {n} calls of {len(calls)}{', the supervisor dies too' * all_die}: sessions and serials go on with their records",
       not wrong, "\n".join(wrong))
    sessions = [len(scene.truth.sessions(v)) for v, _ in VERSIONS]
    ok("it was one session all the time", sessions == [1, 1, 1] and not scene.truth.resets, (sessions, scene.truth.resets))
    note(f"{n} faults, {scene.truth.answers} answers, {scene.truth.incremental} incremental")


def sweep_state(most, size=200):
    """A fault at each call of the server that touches its state. The modes side by side: mostly they wait."""
    if usable():
        skip("the state of weir serve", usable())
        return
    scene = Scene("state", size)
    calls = scene.calls()
    ok("the state is written, synced and renamed, twice", calls.count("rename") + calls.count("renameat2") == 2
       and calls.count("fsync") == 4 and "write" in calls, calls)
    wrong = scene.forget()
    ok("undisturbed routers hear the truth", not wrong, wrong)
    variants = [(mode, all_die) for mode in MODES for all_die in ((False, True) if mode in DIES else (False,))]
    with concurrent.futures.ThreadPoolExecutor(len(variants)) as pool:
        jobs = [(v, pool.submit(sweep_mode, *v, calls, most, size)) for v in variants]
        for variant, job in jobs:
            tell(*variant, calls, most, *job.result())
    note(f"calls: {' '.join(calls)}")
