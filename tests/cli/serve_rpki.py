#!/usr/bin/env python3
"""weir serve from a small RPKI to routers: rpki-client fetches it on a schedule, by rsync and by RRDP, and what it found is served."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_lab import free_port, make_tls, serve_https  # noqa: E402
from rpki_scene import ASPAS, NAMESPACE, VRPS, Scene, facts_of, rpki_client_is_here  # noqa: E402
from rtr_routers import Bird  # noqa: E402
from serve_daemon import until  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402


def comes_to(router, wanted, seconds=60):
    """Whether it has these in the end, where it asks again and again."""
    for _ in range(2 * seconds):
        if facts_of(router.ask()) == wanted:
            return True
        time.sleep(0.5)
    return False


def end_to_end():
    """The daemon alone, from the RPKI to a router; then a change of the RPKI."""
    s = Scene("daemon")
    with s.serve(), s.daemon as d:
        ok("it fetches when it starts", d.wait("fetched"), d.log())
        ok("and serves what it found", d.wait("served"), d.log())
        equal("that there was nothing before is no failure", d.log("parse-failed"), [])
        r = d.router(2).ask()
        equal("a router has all of it", facts_of(r), VRPS | ASPAS)
        equal("with the router key", len(r.records - facts_of(r)), 1)
        equal("healthy", d.get("/healthz"), (200, "ok\n"))
        m = d.metrics()
        equal("counted", (m["weir_fetch_good"], m["weir_fetch_runs_good_total"], m["weir_fetch_aspas_valid"], m["weir_alarm"]), (1, 1, 2, 0))
        s.sub.roa(64501, ["198.51.100.0/24"])
        s.ca.roa(64500, ["198.51.100.0/24"], file="again.roa")
        s.ca.aspa(64496, [64497])
        s.publish()
        wanted = VRPS | {("vrp", "198.51.100.0/24", 24, 64501), ("aspa", 64496, (64497,)), ("aspa", 65536, (0,))}
        ok("it fetches again, and the router has what changed", comes_to(r, wanted), (facts_of(r), d.log()))
        equal("ends when told to", d.stop(), 0)
    ok("nothing died", not d.log("server") and not d.log("fetcher"), d.log())


def bird():
    """A router that people use, beside the daemon of its own RPKI."""
    if not Bird.runs_here():
        skip("BIRD", "no bird")
        return
    s = Scene("bird")
    with s.serve(), s.daemon as d:
        d.wait("served")
        with Bird("bird-router", d.port) as router:
            ok("BIRD has the VRPs", until(lambda: router.holds(VRPS)), router.shown())
            s.sub.revoked.append(s.serial_of(s.sub, "roa64500.roa"))
            s.publish()
            ok("BIRD loses what is revoked", until(lambda: router.holds({v for v in VRPS if v[3] == 64496}), 60), router.shown())


def by_rrdp():
    """Nobody serves the rsync URIs; the only CA of HTTPS is ours."""
    port = free_port()
    s = Scene("rrdp", f"https://localhost:{port}/notification.xml", rsync_only="no")
    s.lab.write_tal(f"{s.folder}/tals/ta.tal", f"https://localhost:{port}/ta.cer")
    make_tls()
    s.lab.write_rrdp(f"{s.folder}/web")
    os.utime(f"{s.folder}/web/notification.xml", (time.time() - 100,) * 2)  # or one of the same second is not asked for again
    s.daemon.command = ["unshare", "-m", "sh", "-c",
                        f'mount --bind {os.path.abspath("web.pem")} /etc/ssl/certs/ca-certificates.crt && exec "$@"', "sh", *s.daemon.command]
    with serve_https(f"{s.folder}/web", port), s.daemon as d:
        ok("by RRDP: served", d.wait("served"), d.log())
        r = d.router(2).ask()
        equal("by RRDP: a router has all of it", facts_of(r), VRPS | ASPAS)
        s.sub.aspa(65536, [64497])
        s.publish()
        s.lab.write_rrdp(f"{s.folder}/web", serial=2)
        wanted = VRPS | {("aspa", 64496, (64497, 64500)), ("aspa", 65536, (64497,))}
        ok("by RRDP: it fetches again, and the router has what changed", comes_to(r, wanted), (facts_of(r), d.log()))


if not rpki_client_is_here():
    skip("all", "no rpki-client")
    done_testing()
end_to_end()
bird()
if NAMESPACE:
    by_rrdp()
else:
    skip("RRDP", "no mount namespace can be made here")
done_testing()
