#!/usr/bin/env python3
"""weir serve, from files to routers: what is served, what is not, what a reload, a restart and a death change."""
import json
import os
import re
import signal
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from frr import said  # noqa: E402
from rtr_routers import ToldBird  # noqa: E402
from serve_daemon import SERVE, Client, Daemon, document, free_port, until  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

FACTS = {("vrp", "192.0.2.0/24", 24, 64501), ("vrp", "198.51.100.0/24", 26, 64502), ("vrp", "2001:db8::/32", 48, 64501),
         ("aspa", 64501, (64510, 64511)), ("aspa", 64502, (0,))}
VRPS = {f for f in FACTS if f[0] == "vrp"}
MANY = {("vrp", f"10.{i // 256}.{i % 256}.0/24", 24, 64500 + i % 7) for i in range(200)}


def versions():
    with Daemon("versions", FACTS, environment={"NOTIFY_SOCKET": ""}) as d:
        d.wait("served")
        for version, facts in ((0, VRPS), (1, VRPS), (2, FACTS)):
            r = d.router(version).ask()
            equal(f"version {version}: all of its records", r.records, facts)
            ok(f"version {version}: nothing is new", r.ask().records == facts and r.payload_count == 0)
        equal("healthy", d.get("/healthz"), (200, "ok\n"))
        m = d.metrics()
        equal("counted", (m["weir_serving"], m["routinator_vrps_final"], m["weir_aspas"], m["weir_runs_taken_total"],
                          m["weir_rtr_reset_queries_total"], m["weir_rtr_serial_queries_total"], m['routinator_ta_contributed_vrps{name="ripe"}']),
              (1, 3, 2, 1, 3, 3, 3))
        ok("metrics end as OpenMetrics must", d.get("/metrics")[1].endswith("\n# EOF\n"))
        equal("no other page", d.get("/etc/passwd")[0], 404)
        equal("ends when told to", d.stop(), 0)
    ok("nothing died", not d.log("server"), d.log())


def changes():
    with Daemon("changes", FACTS | MANY) as d:
        d.wait("served")
        r = d.router(1).ask()
        before = r.serial
        more = (FACTS | MANY | {("vrp", "203.0.113.0/24", 24, 64503)}) - {("vrp", "10.0.7.0/24", 24, 64500)}
        d.write(more)
        d.reload()
        r.hear(lambda: r.notified)
        equal("a router hears of news", r.notified, [(r.session, (before + 1) % 2 ** 32)])
        r.ask()
        equal("and asks for what changed", (r.records, r.payload_count), ({f for f in more if f[0] == "vrp"}, 2))
        d.write(more | {("vrp", "203.0.113.0/25", 25, 64503)})
        ok("a file that changes is noticed without a signal", d.wait("served", 3), d.log())
        taken = d.metrics()["weir_runs_taken_total"]
        time.sleep(1)
        equal("a file that does not change is not read again", d.metrics()["weir_runs_taken_total"], taken)


def what_is_not_taken():
    with Daemon("held", FACTS | MANY, max_shrink="10%") as d:
        d.wait("served")
        served = d.router(1).ask()
        few = {f for f in MANY if int(f[1].split(".")[2]) < 170}
        for event, facts, why in (("held", FACTS | few, "30 of 203 VRPs of trust anchor 'ripe' are gone"),
                                  ("held", {f + ("afrinic",) if f[0] == "vrp" else f for f in FACTS | MANY}, "203 of 203"),
                                  ("parse-failed", '{"roas": [{"asn": 1,', "vrps.json:1:"),
                                  ("parse-failed", set(), "found none")):
            n = len(d.log(event))
            d.write(facts)
            d.reload()
            d.wait(event, n + 1)
            line = (d.log(event) or [""])[-1]
            ok(f"{event}: {why}", why in line and "the last good data stay" in line, d.log())
            r = d.router(1).ask()
            equal(f"{event}: {why}: the last good data are served", (r.serial, r.records), (served.serial, served.records))
        m = d.metrics()
        equal("all are counted, and an alarm is on", (m["weir_runs_held_total"], m["weir_runs_failed_total"], m["weir_alarm"]), (2, 2, 1))
        d.write(FACTS | MANY)
        d.reload()
        ok("good data end the alarm", until(lambda: d.metrics()["weir_alarm"] == 0))
    with Daemon("held", FACTS | few) as d:
        ok("what was held is held after a restart", d.wait("held"), d.log())


def aspas_that_vanish():
    """Their number is held as VRPs are; and let through as they are."""
    aspas = {("aspa", 64600 + i, (64500,)) for i in range(20)}
    with Daemon("aspas", FACTS | aspas, max_shrink="10%") as d:
        d.wait("served")
        served = d.router(2).ask()
        d.write(FACTS)
        d.reload()
        d.wait("held")
        line = (d.log("held") or [""])[-1]
        ok("ASPAs that vanish are told", "20 of " in line and "ASPAs are gone" in line, line)
        r = d.router(2).ask()
        equal("the last good data are served", (r.serial, r.records), (served.serial, served.records))
        equal("with an alarm", (d.metrics()["weir_runs_held_total"], d.metrics()["weir_alarm"]), (1, 1))
        with open(f"{d.folder}/weir.yaml.serve/accept", "wb"):
            pass
        os.utime(f"{d.folder}/vrps.json")
        d.reload()
        ok("a person lets them go", until(lambda: d.router(2).ask().records == FACTS), d.log()[-3:])
        equal("and that ends the alarm", d.metrics()["weir_alarm"], 0)


def old_data():
    seconds()
    with Daemon("old", FACTS, max_age="1h") as d:
        d.wait("served")
        r = d.router(2).ask()
        os.utime(f"{d.folder}/vrps.json", (time.time() - 7200,) * 2)
        d.reload()
        ok("data that are too old are told so", d.wait("too-old"), d.log())
        equal("routers too", (d.get("/healthz"), d.metrics()["weir_serving"]), ((503, "the data are too old\n"), 0))
        r2 = d.router(1).ask()
        equal("no data for who comes", ([e[0] for e in r2.errors], r2.records), ([2], set()))
        os.utime(f"{d.folder}/vrps.json")
        d.reload()
        d.wait("young")
        equal("young data are served", d.router(1).ask().records, VRPS)
    stale_data()
    with Daemon("none", "{") as d:
        d.wait("parse-failed")
        equal("nothing before the first complete data", ([e[0] for e in d.router(1).ask().errors], d.get("/healthz")),
              ([2], (503, "no complete data yet\n")))
        equal("and counted", d.metrics()["weir_rtr_no_data_total"], 1)


def seconds():
    """Files are looked for, without a word from anybody, and one that is written slowly is read when it is whole."""
    with Daemon("seconds", FACTS, max_age="30s") as d:
        d.wait("served")
        os.utime(f"{d.folder}/vrps.json", (time.time() - 15,) * 2)
        ok("data get old by themselves", d.wait("too-old"), d.log())
        text = document(FACTS | MANY)
        with open(f"{d.folder}/vrps.json", "w", encoding="utf-8") as f:
            for at in range(0, len(text), len(text) // 15 + 1):
                f.write(text[at:at + len(text) // 15 + 1])
                f.flush()
                time.sleep(0.4)
        ok("what is written in pieces is read whole", d.wait("young") and not d.log("parse-failed"), d.log())
        equal("and served", d.router(2).ask().records, FACTS | MANY)


def stale_data():
    """A file that is young, and says that it is old: served, but not without a word."""
    def made(**metadata):
        return json.dumps({"metadata": metadata, **json.loads(document(FACTS))})

    now = int(time.time())
    old = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 7200))
    with Daemon("stale", made(buildtime=old), max_age="1h") as d:
        for n, what in enumerate(({"buildtime": old}, {"generated": now - 7200, "generatedTime": old})):
            d.write(made(**what))
            if n:
                d.reload()
            d.wait("stale", n + 1)
            ok(f"{what}: told", len(d.log("stale")) == n + 1 and "was made 72" in d.log("stale")[-1], d.log())
            m = d.metrics()
            ok(f"{what}: an alarm", (m["weir_alarm"], m["weir_serving"]) == (1, 1) and 7200 <= m["weir_data_made_age_seconds"] < 7300, m)
            equal(f"{what}: a line", d.get("/healthz"), (200, "ok\na source says of itself that it is older than max-age\n"))
            equal(f"{what}: served", d.router(2).ask().records, FACTS)
            d.write(made(generated=now))
            d.reload()
            ok(f"{what}: until there is a newer one", until(lambda: d.metrics()["weir_alarm"] == 0) and d.get("/healthz") == (200, "ok\n"))
    for what in ({"buildtime": 7}, {"buildtime": "soon"}, {"generated": "0"}, {"generated": -1}, {"generated": 1e300}, {"generated": now + 99999}, {}):
        with Daemon(f"unsaid-{list(what.values())}", made(**what)) as d:
            d.wait("served")
            equal(f"{what}: nothing", (d.log("stale"), d.metrics().get("weir_data_made_age_seconds", 0), d.metrics()["weir_alarm"]), ([], 0, 0))
    with Daemon("no-records", json.dumps({"metadata": {"buildtime": old}})) as d:
        ok("no records", d.wait("parse-failed"), d.log())


def restarts():
    with Daemon("restart", FACTS) as d:
        d.wait("served")
        routers = {v: d.router(v).ask() for v in (0, 1, 2)}
        equal("each version has a session of its own", len({r.session for r in routers.values()}), 3)
        d.stop()
        equal("version 2 is told of the restart", (routers[2].hear(lambda: routers[2].errors), [e[0] for e in routers[2].errors])[1], [12])
        d.write(FACTS | {("vrp", "203.0.113.0/24", 24, 64503)})
        d.start()
        d.wait("served", 2)
        for v, old in routers.items():
            new = d.router(v)
            new.session, new.serial, new.records = old.session, old.serial, set(old.records)
            new.ask()
            equal(f"version {v}: the session goes on, with what changed", (new.session, new.payload_count, len(new.records)),
                  (old.session, 1, len(old.records) + 1))
        served = d.router(1).ask()
        os.kill(d.children()["weir-server"], signal.SIGKILL)
        ok("a server that dies is started again", until(lambda: "weir-server" in d.children() and d.log("state")[1:]), d.log())
        again = until(lambda: d.router(1).ask())
        equal("with the same session and serial", (again.session, again.serial, again.records), (served.session, served.serial, served.records))
        stranger = d.router(1)
        stranger.session, stranger.serial = served.session ^ 1, served.serial
        stranger.ask()
        equal("a router of another session starts over", (stranger.resets, stranger.errors), (1, []))
        d.stop()
        with open(f"{d.folder}/weir.yaml.serve/last", "wb") as f:
            f.write(b"\xff" * 5000)
        n = len(d.log("served"))
        d.write(FACTS)
        d.start()
        ok("what was counted last is lost: new data are taken, and nobody compares", d.wait("served", n + 1) and d.log("state-lost")
           and not d.log("held") and not d.log("stale"), d.log())


def reloads():
    with Daemon("reload", FACTS) as d:
        d.wait("served")
        old = d.router(1).ask()
        good = open(f"{d.folder}/weir.yaml", encoding="utf-8").read()
        for why, text in (("no YAML", good + "}"), ("an unknown key", good + "colour: red\n"), ("nothing to serve", good.split("serve:")[0] + "neighbors: []\n"),
                          ("no such user", re.sub(r"user: \w+", "user: no-such-user", good)),
                          ("a port that is taken", good.replace(f":{d.port}\"", f":{taken.getsockname()[1]}\"").replace("max-age: 6h", "max-age: 5h"))):
            if text == good:
                continue
            n = len(d.log("reload"))
            d.configure(text)
            d.reload()
            until(lambda: any("stays in force" in line for line in d.log("reload")[n:]))
            ok(f"{why}: the old border file stays in force", any("stays in force" in line for line in d.log("reload")[n:]), d.log())
            equal(f"{why}: routers stay connected", old.ask().records, VRPS)
        d.port, before = free_port(), d.port
        d.configure()
        d.reload()
        ok("another port", until(lambda: any(c for c in [try_connect(d.port)] if c)), d.log())
        moved = d.router(1)
        moved.session, moved.serial, moved.records = old.session, old.serial, set(old.records)
        equal("is the same cache", (moved.ask().records, moved.resets), (VRPS, 0))
        ok("and the old one is closed", until(lambda: not try_connect(before)))


def try_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def who_may():
    with Daemon("allow", FACTS, rtr=", allow: [127.0.0.2/32], aspa-pdu: draft10") as d:
        d.wait("served")
        equal("an address that is allowed", Client(d.port, 2, "draft10", source="127.0.0.2").ask().records, FACTS)
        r = d.router(1)
        ok("one that is not is closed", r.socket.recv(1) == b"")
        equal("and counted", d.metrics()["weir_rtr_refused_total"], 1)


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def privileges():
    with Daemon("privileges", FACTS, state="of/serve") as d:
        d.wait("served")
        s = status_of(d.children()["weir-server"])
        equal("the server has system calls bound and gains nothing", (s["Seccomp"], s["NoNewPrivs"]), ("2", "1"))
        if os.geteuid() == 0:
            ok("it is not root, in no respect", "0" not in s["Uid"].split() + s["Gid"].split() and not s["Groups"].strip()
               and not any(int(s[c], 16) for c in ("CapEff", "CapPrm", "CapInh", "CapAmb")), s)
            boss = status_of(d.process.pid)
            few = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 10  # capabilities(7)
            equal("who starts it keeps few capabilities of root's, for good", [int(boss[c], 16) for c in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")],
                  [few, few, few, 0, 0])
            mine = os.stat(f"{d.folder}/of/serve")
            equal("the state is its user's", (mine.st_uid != 0, oct(mine.st_mode & 0o777)), (True, "0o750"))
    if os.geteuid() == 0:
        d.configure(re.sub(r"user: \w+", "user: no-such-user", open(f"{d.folder}/weir.yaml", encoding="utf-8").read()))
        status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
        ok("as root: a user that is not there", status == 2 and "found 'no-such-user'" in told, told)
        nobody_named()


def nobody_named():
    """Root's own files, which nobody else may read, are served by processes that can do nothing that root's alone can."""
    for user, warned in ((None, True), ("root", False)):
        with Daemon(f"user-{user}", FACTS, user=user) as d:
            os.chmod(d.folder, 0o700)
            os.chmod(f"{d.folder}/vrps.json", 0o600)
            d.wait("served")
            equal(f"user {user}: it serves", d.router(1).ask().records, VRPS)
            equal(f"user {user}: a warning", any("without a capability" in line for line in d.log("user")), warned)
            s = status_of(d.children()["weir-server"])
            equal(f"user {user}: who serves has root's files and none of root's capabilities",
                  (s["Uid"].split(), {s[c].strip("0") for c in ("CapEff", "CapPrm", "CapInh", "CapAmb")}, s["Groups"].strip(), s["Seccomp"], s["NoNewPrivs"]),
                  (["0"] * 4, {""}, "", "2", "1"))


def cache_alone():
    """A border that only serves needs neither neighbors nor a network; whoever asks for filters is told."""
    with Daemon("cache", FACTS) as d:
        d.wait("served")
    with open(f"{d.folder}/weir.yaml", encoding="utf-8") as f:
        text = f.read()
    d.configure(text.replace("network: {asn: 64500}\n", ""))
    with d:
        until(lambda: try_connect(d.port))
        equal("without a network it serves", d.router(1).ask().records, VRPS)
    r = run(["build", "-c", f"{d.folder}/weir.yaml"])
    equal("and nothing is built", (r.status, r.out, r.err.decode()),
          (2, b"", f"weir: {d.folder}/weir.yaml:1:1: the border file: expected a key 'network', found none: it only serves\n"))


def service_manager():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("notify")
        manager.settimeout(20)
        heard = []

        def hear(word):
            while not any(word in h for h in heard):
                heard.append(manager.recv(4096).decode())
            found = [h for h in heard if word in h]
            heard.clear()
            return found

        with Daemon("systemd", FACTS, environment={"NOTIFY_SOCKET": os.path.abspath("notify"), "WATCHDOG_USEC": "4000000"}) as d:
            ok("ready", hear("READY=1"))
            ok("serving", hear("STATUS=serving"))
            ok("the watchdog hears from a loop that runs", hear("WATCHDOG=1"))
            d.reload()
            ok("reloading, with its time", re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", hear("RELOADING=1")[0]))
            ok("ready again", hear("READY=1"))
            os.kill(d.children()["weir-server"], signal.SIGSTOP)
            time.sleep(5)
            manager.setblocking(False)
            try:
                while True:
                    manager.recv(4096)
            except BlockingIOError:
                pass
            time.sleep(3)
            try:
                quiet = b"WATCHDOG" not in manager.recv(4096)
            except BlockingIOError:
                quiet = True
            ok("a loop that hangs is not vouched for", quiet)
            os.kill(d.children()["weir-server"], signal.SIGCONT)
            manager.setblocking(True)
            manager.settimeout(20)
            d.process.send_signal(signal.SIGTERM)
            ok("stopping", hear("STOPPING=1"))


def bird():
    """A router that people use: its table is ours, before and after a change, and after our restart."""
    if not ToldBird.runs_here():
        skip("bird", "no bird")
        return
    changed = (FACTS | MANY | {("vrp", f"10.200.{i}.0/24", 24, 64999) for i in range(20)}) - set(sorted(MANY)[:10])
    with Daemon("bird", FACTS | MANY) as d:
        d.wait("served")
        with ToldBird("router", d.port) as router:
            def ends_with(what, facts):
                wanted = {f for f in facts if f[0] == "vrp"}
                until(lambda: router.holds(wanted))
                equal(what, router.vrps(), wanted)

            ends_with("BIRD has our VRPs", FACTS | MANY)
            d.write(changed)
            d.reload()
            ends_with("after a change", changed)
            d.stop()
            d.write(FACTS | MANY)
            d.start()
            ends_with("after a restart", FACTS | MANY)


def front():
    d = Daemon("front", FACTS)
    r = run(["serve", "-n", "-c", f"{d.folder}/weir.yaml"])
    equal("weir serve -n: a good border file", (r.status, r.out, r.err), (0, b"", b""))
    d.configure("network: {asn: 64500}\nneighbors: []\n")
    r = run(["serve", "-n", "-c", f"{d.folder}/weir.yaml", "--json"])
    ok("one that serves nothing", r.status == 2 and re.fullmatch(
        rb'\{"time":"[^"]+","level":"error","event":"border","text":"[^"]*expected a key \'serve\', found none"\}\n', r.err), r.err)
    d.configure()
    with socket.create_server(("127.0.0.1", d.port)):
        status, told = said([SERVE, "-c", f"{d.folder}/weir.yaml"])
        ok("a port that is taken", status == 2 and "cannot listen at 127.0.0.1:" in told, told)


versions()
changes()
what_is_not_taken()
old_data()
restarts()
with socket.create_server(("127.0.0.1", 0)) as taken:
    reloads()
who_may()
privileges()
cache_alone()
service_manager()
bird()
front()
done_testing()
