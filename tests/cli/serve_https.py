#!/usr/bin/env python3
"""weir serve with sources of the web: fetched on a schedule by a process of its own, into a router's table; and what is not taken."""
import json
import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from serve_daemon import Daemon, document, until  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402
from web import Web, need  # noqa: E402

A = {("vrp", "192.0.2.0/24", 24, 64501), ("vrp", "2001:db8::/32", 48, 64501)}
B = {("vrp", "198.51.100.0/24", 26, 64502)}
NEWER = {("vrp", "203.0.113.0/24", 24, 64503)}


def csv(facts):
    return ("ASN,IP Prefix,Max Length,Trust Anchor,Expires\n" + "".join(f"AS{f[3]},{f[1]},{f[2]},csv,0\n" for f in sorted(facts))).encode()


def sources(w, *more):
    ca = f"ca: {w.ca}, refresh: 10s"
    return "[" + ", ".join([f'{{json: "{w.url("/a.json")}", {ca}}}', f'{{csv: "{w.url("/b.csv")}", {ca}}}', *more]) + "]"


def environment():
    return {k: "" for k in os.environ if k.lower().endswith("_proxy")}


def daemon(w, name, *more, **serve):
    return Daemon(name, A, environment=environment(), sources=sources(w, *more), **serve)


def task(d, metric, url):
    return d.metrics().get(f'weir_task_{metric}{{task="fetch",source="{url}"}}')


def merged(w):
    w.files["/a.json"], w.files["/b.csv"] = document(A).encode(), csv(B)
    with daemon(w, "merged") as d:
        ok("both are fetched", d.wait("served"), d.log())
        r = d.router(1).ask()
        equal("JSON and CSV, merged, in a router's table", r.records, A | B)
        equal("nothing failed meanwhile", (d.log("parse-failed"), d.log("fetch-failed")), ([], []))
        ok("they have files of their own, below the state", len([n for n in os.listdir(f"{d.folder}/weir.yaml.serve/https") if not n.endswith(".fetched")]) == 2)
        w.files["/b.csv"] = csv(B | NEWER)
        os.utime(f"{d.folder}/weir.yaml")
        r.hear(lambda: r.notified, 40)
        equal("a change on the server reaches the router", r.ask().records, A | B | NEWER)
        ok("what has not changed is not sent again", until(lambda: ("/a.json", 304) in w.asked, 40) and w.asked.count(("/a.json", 200)) == 1, w.asked)
        age = d.metrics()["weir_data_age_seconds"]
        ok("and counts as asked just now", age < 30, age)
        equal("no alarm", (d.metrics()["weir_alarm"], task(d, "alarm", w.url("/a.json"))), (0, 0))
        failures(w, d, r)


def failures(w, d, r):
    served = set(r.records)
    w.says["/a.json"] = lambda request: request.say(500, b"no")
    ok("a server that fails is told", until(lambda: d.log("fetch-failed"), 40), d.log())
    line = (d.log("fetch-failed") or [""])[-1]
    ok("by URL and reason", w.url("/a.json") in line and "expected status 200, found 500" in line and "what was there stays" in line, line)
    equal("with an alarm", (until(lambda: d.metrics()["weir_alarm"]), task(d, "alarm", w.url("/a.json")), task(d, "alarm", w.url("/b.csv"))), (1, 1, 0))
    ok("and a count", d.metrics()[f'weir_task_runs_total{{task="fetch",source="{w.url("/a.json")}",result="failed"}}'] >= 1)
    equal("the last good data are served", d.router(1).ask().records, served)
    d.stop()
    d.start()
    ok("also after a restart", until(lambda: d.log("state")))
    equal("with the same records", until(lambda: d.router(1).ask()).records, served)
    del w.says["/a.json"]


def never(w):
    w.files["/a.json"] = document(A).encode()
    w.files.pop("/b.csv", None)
    with daemon(w, "never") as d:
        ok("a source that never came", until(lambda: d.log("fetch-failed") and d.log("fetched")), d.log())
        equal("is waited for", (d.get("/healthz"), len(d.log("waiting")) >= 1, d.log("parse-failed")), ((503, "no complete data yet\n"), True, []))
        r = run(["build", "-n", "-c", f"{d.folder}/weir.yaml"])
        ok("weir build says what to do", r.status == 2 and f"'{w.url('/b.csv')}' was never fetched: run 'weir rpki update -c ".encode() in r.err, r.err)
        r = run(["rpki", "update", "-c", f"{d.folder}/weir.yaml"])
        equal("weir rpki update tries all", (r.status, r.out.decode()), (2, f"unchanged: {w.url('/a.json')}\nfailed: "
                                                                         f"{w.url('/b.csv')}: expected status 200, found 404\nwhat was there stays\n"))
        w.files["/b.csv"] = csv(B)
        r = run(["rpki", "update", "-c", f"{d.folder}/weir.yaml", "--json"])
        equal("and says how each went", (r.status, [(s["url"], s["result"], s["why"]) for s in json.loads(r.out)["sources"]]),
              (0, [(w.url("/a.json"), "unchanged", None), (w.url("/b.csv"), "new", None)]))
        ok("and served when it comes", d.wait("served"), d.log())


def build_reads_it(w):
    w.files["/a.json"], w.files["/b.csv"] = document(A).encode(), csv(B)
    with daemon(w, "build") as d:
        d.wait("served")
    with open(f"{d.folder}/weir.yaml", "a", encoding="utf-8") as f:
        f.write("neighbors: [{asn: 64501, relationship: customer, prefixes: [192.0.2.0/24]}]\nbogons: off\n")
    r = run(["build", "-c", f"{d.folder}/weir.yaml"])
    ok("weir build reads what the daemon fetched", re.search(rb"rpki json +weir.yaml.serve/https/127.0.0.1_\d+-a.json-\w+ +2 VRPs, from " +
                                                             re.escape(w.url("/a.json").encode()), r.out), (r.out, r.err))


def confined(w):
    """While a slow server is waited for: whom the fetcher is, and what it may."""
    gate = []
    w.says["/a.json"] = lambda request: (gate.append(1), time.sleep(15), request.say(200, document(A).encode()))
    w.files["/b.csv"] = csv(B)
    with daemon(w, "confined") as d:
        until(lambda: gate and d.log("fetched"))  # the other one has ended
        pid = d.children().get("weir-fetcher")
        with open(f"/proc/{pid}/status", encoding="utf-8") as f:
            s = dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)
        equal("the fetcher gains nothing", s["NoNewPrivs"], "1")
        if os.geteuid() == 0:
            ok("and is not root", "0" not in s["Uid"].split() + s["Gid"].split(), s)
        ok("routers are served meanwhile", d.router(1).ask().errors)
        os.kill(pid, signal.SIGKILL)
        ok("one that dies is told", until(lambda: [x for x in d.log("fetch-failed") if "was ended by signal 9" in x]), d.log())
        begin = time.time()
        equal("the daemon ends while others wait for a server", (d.stop(), time.time() - begin < 15), (0, True))
    del w.says["/a.json"]


need()
with Web("web") as web:
    merged(web)
    never(web)
    build_reads_it(web)
    confined(web)
done_testing()
