#!/usr/bin/env python3
"""weir serve with a relying party: the fetcher and the daemon die in the middle of a run; the border gets another relying party."""
import contextlib
import os
import signal
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_scene import ASPAS, VRPS, Scene, facts_of, rpki_client_is_here  # noqa: E402
from serve_daemon import until  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402


def processes_in(folder):
    """rpki-client and its rsync, which work in a folder below it."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            with open(f"/proc/{entry}/cmdline", "rb") as f:
                words = f.read()
            if os.readlink(f"/proc/{entry}/cwd").startswith(folder) and (b"rpki-client" in words or b"rsync" in words):
                found.append(int(entry))
    return found


def deaths():
    """The fetcher and the daemon die in the middle of a run; a repository that says nothing keeps rpki-client busy."""
    s = Scene("deaths", refresh="10s", time_limit="1h")
    with s.serve():
        s.update()
    with socket.create_server(("127.0.0.1", s.port)), s.daemon as d:
        runs = lambda: processes_in(s.state)  # noqa: E731
        ok("the last good data are served while it hangs", d.wait("served") and until(runs), d.log())
        equal("to a router", facts_of(d.router(2).ask()), VRPS | ASPAS)
        status, report, _ = s.update()
        equal("another run does not begin", (status, report["why"]), (2, "another run is under way"))
        os.kill(d.children()["weir-fetcher"], signal.SIGKILL)
        ok("a fetcher that dies is told", d.wait("fetch-failed") and "ended by signal 9" in d.log("fetch-failed")[0], d.log())
        ok("and leaves nobody behind", until(lambda: not runs()), runs())
        equal("an alarm is on, and data are served", (d.metrics()["weir_alarm"], d.metrics()["weir_fetch_good"], d.get("/healthz")),
              (1, 0, (200, "ok\nrpki-client: failed: the fetcher was ended by signal 9\n")))
        ok("another one follows", until(runs, 40), d.log())
        began = time.monotonic()
        equal("the daemon ends when told to", d.stop(), 0)
        ok("at once, with rpki-client", time.monotonic() - began < 10 and not runs(), runs())
        d.start()
        until(runs)
        d.stop(signal.SIGKILL)
        ok("a daemon that is killed leaves nobody behind", until(lambda: not runs()), runs())
        equal("and the last good data", s.good(), VRPS | ASPAS)


def reload():
    """A border file that gets a relying party, another one, and none."""
    s = Scene("reload", refresh="1d")
    s.configure(**{"max-shrink": "off"})
    good = open(f"{s.folder}/weir.yaml", encoding="utf-8").read()
    with s.serve():
        s.daemon.write(VRPS)
        s.daemon.configure(good.replace("{client: rpki-client, tals: tals, rsync-only: yes, refresh: 1d}", "{json: vrps.json}"))
        with s.daemon as d:
            d.wait("served")
            equal("without a relying party nothing is fetched", (d.log("fetched"), "weir_fetch_good" in d.metrics()), ([], False))
            d.configure(good)
            d.reload()
            ok("with one it runs at once", d.wait("fetched"), d.log())
            r = d.router(2)
            ok("and is served", until(lambda: facts_of(r.ask()) == VRPS | ASPAS), r.records)
            d.configure(good.replace("tals: tals", "tals: tals, max-failed-manifests: 3"))
            d.reload()
            ok("another one runs at once, too", d.wait("fetched", 2), d.log())
            d.configure(good.replace("tals: tals", "tals: tals, max-failed-manifests: 3"))
            d.reload()
            time.sleep(1)
            equal("the same does not", len(d.log("fetched")), 2)


def accept():
    """A trust anchor shrinks, rightly: both guards hold it, and one word of a person is for both."""
    s = Scene("accept", refresh="1d")
    s.configure(**{"max-shrink": "10%"})
    with s.serve(), s.daemon as d:
        ok("all is served", d.wait("served"), d.log())
        r = d.router(2).ask()
        s.sub.files.pop("roa64500.roa")
        s.publish()
        equal("held", s.update()[0], 1)
        equal("so nothing changes", facts_of(r.ask()), VRPS | ASPAS)
        equal("accepted", s.update("--accept")[0], 0)
        ok("and served", until(lambda: facts_of(r.ask()) == {f for f in VRPS | ASPAS if f[-1] != 64500}, 30), (facts_of(r), d.log()))
        ok("once", until(lambda: not os.path.exists(f"{s.folder}/weir.yaml.serve/accept")))


if not rpki_client_is_here():
    skip("all", "no rpki-client")
    done_testing()
deaths()
reload()
accept()
done_testing()
