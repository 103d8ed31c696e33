#!/usr/bin/env python3
"""weir serve runs weir build: at its start, where a source changed, through the gate; beside a person who does the same."""
import fcntl
import os
import pwd
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import USER, Daemon, until  # noqa: E402
from tap import done_testing, equal, ok  # noqa: E402

NAME = "Space held for whom the others failed"  # words of a summary, which say nothing here
FACTS = {("vrp", "80.1.0.0/16", 24, 64501)}


def route(prefix, asn=64501):
    return f"route: {prefix}\norigin: AS{asn}\nsource: T\n\n"


MANY = "".join(route(f"80.{2 * i}.0.0/16") for i in range(20))


class Border(Daemon):
    def put(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path + ".new", "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path + ".new", 0o644)
        os.rename(path + ".new", path)

    def configure(self, text=None):
        user = f", user: {USER}" if os.geteuid() == 0 else ""
        self.put("irr.db", MANY)
        self.put("weir.yaml", text or f"""network: {{asn: 64500, name: {NAME}}}
neighbors: [{{asn: 64501, relationship: customer}}]
sources: {{irr: [{{dump: "irr*"}}], rpki: [{{json: vrps.json}}]}}
bogons: off
history: state/history
routers: [{{name: r, language: bird2, output: state/out}}]
serve: {{rtr: [{{listen: "127.0.0.1:{self.port}"}}], http: {{listen: "127.0.0.1:{self.http}"}}, state: state/serve,
         build: {{every: 1h, settle: 1s}}{user}}}
""")
        os.makedirs(f"{self.folder}/state", exist_ok=True)
        if os.geteuid() == 0:
            who = pwd.getpwnam(USER)
            os.chown(f"{self.folder}/state", who.pw_uid, who.pw_gid)

    def lists(self):
        found = {}
        for top, _, names in os.walk(f"{self.folder}/state/out"):
            for n in (n for n in names if not n.endswith(".held")):
                with open(os.path.join(top, n), encoding="utf-8") as f:
                    found[n] = f.read()
        return found

    def has(self, prefix):
        return any(prefix in text for text in self.lists().values())

    def task(self, metric, result=None):
        more = f',result="{result}"' if result else ""
        return self.metrics().get(f'weir_task_{metric}{{task="build"{more}}}')


with Border("border", FACTS) as d:
    ok("built when the daemon starts", until(lambda: d.log("built")), d.log())
    ok("and says what was delivered", re.search(r" status=0 ms=\d+ written=1 unchanged=0 held=0 frozen=0 failed=0$", d.log("built")[0]),
       d.log("built"))
    equal("a name is not taken for a list that is held", d.log("build"), [])
    ok("the list is there", d.has("80.8.0.0/16"), d.lists())
    equal("and counted", until(lambda: (d.task("runs_total", "good"), d.task("alarm")) == (1, 0)), True)
    ok("the index of a run is no change", not until(lambda: d.log("built")[1:], 6), d.log("built"))  # looks, and what settles
    d.put("irr.db", MANY + route("81.1.0.0/16"))
    ok("a changed dump leads to new outputs", until(lambda: d.log("built")[1:], 40) and d.has("81.1.0.0/16"), d.log())
    before = d.lists()
    d.put("irr.db", "")
    ok("an emptied one is held", until(lambda: d.log("build-held"), 40), d.log())
    equal("the old files stay", d.lists(), before)
    equal("with an alarm", until(lambda: (d.task("runs_total", "held"), d.task("alarm"), d.metrics()["weir_alarm"]) == (1, 1, 1)), True)
    ok("with the numbers of the gate's answer", re.search(r" status=1 ms=\d+ written=0 unchanged=0 held=1 frozen=0 failed=0$",
                                                           d.log("build-held")[0]), d.log("build-held"))
    equal("the list by its name", [line.split(" ")[3:5] for line in d.log("build")][:1], [["r/as64501-in", "held:"]])
    ok("and the log says what is held", [line for line in d.log("build") if "held" in line], d.log())
    d.put("irr.db", MANY + route("81.1.0.0/16"))
    with open(f"{d.folder}/state/history", "rb") as history:
        fcntl.flock(history, fcntl.LOCK_EX)
        d.put("irr.db", MANY + route("81.2.0.0/16"))
        ok("while another is at work on the border it fails cleanly", until(lambda: d.log("build-failed"), 40), d.log())
        ok("and says why", [line for line in d.log("build") if "another weir is at work" in line], d.log())
    equal("with an alarm, and the files as they were", (d.task("alarm"), d.lists()), (1, before))
    equal("the daemon serves meanwhile", d.router(1).ask().records, FACTS)
    equal("and ends", d.stop(), 0)
with Border("off", FACTS) as d:
    d.stop()
    text = open(f"{d.folder}/weir.yaml", encoding="utf-8").read()
    d.configure(text.replace("build: {every: 1h, settle: 1s}", "build: off"))
    os.truncate(f"{d.folder}/log", 0)
    d.start()
    d.wait("served")
    equal("off: nothing is built", (until(lambda: d.log("built") + d.log("build-failed"), 5), d.task("alarm")), ([], None))
done_testing()
