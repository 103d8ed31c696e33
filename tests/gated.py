"""Borders of a few lines, built, held and approved: for the tests of the gate."""
import json
import os
import shutil

from files import read, write
from tap import run

TEN = [f"80.{2 * i}.0.0/16" for i in range(10)]  # apart, so that each is an entry


def tree(folder):
    return {os.path.relpath(os.path.join(d, f), folder): read(os.path.join(d, f))
            for d, _, files in os.walk(folder) for f in files}


def in_force(name):
    """Files that routers read: no held candidates."""
    return {k: v for k, v in tree(f"{name}/out").items() if not k.endswith(".held")}


def registry(name, lists):
    """A dump of {asn: prefixes}."""
    write(f"{name}/irr.db", "as-set: AS-NONE\nsource: T\n\n" + "".join(
        f"route: {p}\norigin: AS{asn}\nsource: T\n\n" for asn, prefixes in lists.items() for p in prefixes))


def scene(name, lists, gate="", neighbors=None, routers="routers: [{name: r1, output: out/r1}, {name: r2, output: out/r2}]\n",
          extra=""):
    """Three neighbors on two routers: AS1 on both, AS2 on the first, AS3 on the second."""
    shutil.rmtree(name, ignore_errors=True)
    registry(name, lists)
    neighbors = neighbors or ("[{asn: 1, relationship: customer, router: [r1, r2]}, {asn: 2, relationship: customer, router: r1}, "
                              "{asn: 3, relationship: customer, router: r2}]")
    write(f"{name}/weir.yaml", f"network: {{asn: 3333}}\nneighbors: {neighbors}\n"
          f"sources: {{irr: [{{dump: irr.db}}]}}\n{routers}{extra}" + (f"gate: {{{gate}}}\n" if gate else ""))


def build(name, *options):
    r = run(["build", "-c", f"{name}/weir.yaml", "--json", *options])
    if r.status == 2 and not r.out:
        return r, {}
    return r, {f"{x['router']}/{x['list']}": x["state"] for x in json.loads(r.out)["lists"]}


def weir(command, name, *options):
    return run([command, "-c", f"{name}/weir.yaml", *options])


def records(name, *lists):
    return json.loads(weir("history", name, "--json", *lists).out)["records"]


def last(name, *lists):
    r = records(name, *lists)[0]
    return r["kind"], r["state"], f"{r['router']}/{r['list']}", r["why"]
