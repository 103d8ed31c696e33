#!/usr/bin/env python3
"""The gate and its sources: one that lost much of what it had, one that is gone, and what a person says to it."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from gated import TEN, build, in_force, last, read, registry, scene, weir, write  # noqa: E402
from tap import done_testing, equal, ok  # noqa: E402

OTHERS = [f"90.{2 * i}.0.0/16" for i in range(30)]
ONE = "[{asn: 1, relationship: customer}]"
LIST = "border/as1-in"


def border(name, gate="", extra=""):
    scene(name, {1: TEN, 9: OTHERS}, gate, ONE, "", extra)


def reasons(r):
    return json.loads(r.out)["lists"][0]["reasons"]


def sources(name, text):
    """Another line of sources."""
    write(f"{name}/weir.yaml", read(f"{name}/weir.yaml").replace(b"sources: {irr: [{dump: irr.db}]}", f"sources: {text}".encode()))


# A dump that lost most of its objects: nine of ten prefixes of the neighbor are left, which max-change alone lets pass.
border("cut")
build("cut")
good = in_force("cut")
registry("cut", {1: TEN[:9], 9: []})
r, got = build("cut")
equal("a dump that lost 31 of 41 objects: what it takes out of a list is held", (r.status, got, reasons(r)), (1, {LIST: "held"}, ["shrunk"]))
ok("the reason names the source and its figures", b"(entries: 0 came, 1 went), and irr.db has 10 records, of 41 in the last good build; "
   b"gate.max-change is 20 %" in r.out, r.out)
equal("the last good list stays", in_force("cut"), {k: v for k, v in good.items()})
text = weir("build", "cut").out.decode()
ok("the summary says it where it tells what was read", re.search(r" 10 objects(, indexed)?, warning: 41 in the last good build\n", text), text)
ok("the history has the reason", last("cut")[:2] == ("hold", "open") and "irr.db has 10 records, of 41" in last("cut")[3], last("cut"))
equal("weir diff shows it", weir("diff", "cut").out.count(b"  - 80.18.0.0/16\n"), 1)
registry("cut", {1: TEN[:9], 9: OTHERS})
equal("a later run does not move it", build("cut")[1], {LIST: "held"})
equal("it can be approved", weir("approve", "cut", "--all").status, 0)
registry("cut", {1: TEN[:8], 9: []})
equal("what was approved is the measure from then on", build("cut")[1], {LIST: "written"})
registry("cut", {1: TEN[:7], 9: OTHERS})
equal("a source may grow", build("cut")[1], {LIST: "written"})
registry("cut", {1: TEN[:6], 9: OTHERS[:25]})
equal("a loss within max-change passes", build("cut")[1], {LIST: "written"})
registry("cut", {1: TEN[:6], 9: []})
r, got = build("cut")
equal("a loss that changes no list is a warning", (r.status, got), (0, {LIST: "unchanged"}))
registry("cut", {1: TEN[:5], 9: []})
equal("and no good build: the next list that it changes is held", build("cut")[1], {LIST: "held"})
equal("dismissed", weir("approve", "cut", "--dismiss", "--all").status, 0)
r, got = build("cut")
equal("it stays out", (r.status, got), (1, {LIST: "held"}))
registry("cut", {1: TEN[:5], 9: OTHERS})
equal("the whole source ends it", build("cut")[1], {LIST: "written"})

border("exactly", "max-change: 50%")
registry("exactly", {1: TEN, 9: OTHERS[:29]})
build("exactly")
registry("exactly", {1: TEN[:9], 9: OTHERS[:10]})
equal("exactly so many percent pass", build("exactly")[1], {LIST: "written"})
border("off", "max-change: off")
build("off")
registry("off", {1: TEN[:9]})
equal("max-change: off asks nothing", build("off")[1], {LIST: "written"})
equal("-n leaves the measure as it is", (build("exactly", "-n")[0].status, build("exactly")[1]), (0, {LIST: "unchanged"}))

# VRPs, which take out as well as let in.
border("vrps")
sources("vrps", "{irr: [{dump: irr.db}], rpki: [{json: vrps.json}]}")
roas = [{"asn": "AS7", "prefix": f"95.{i}.0.0/16", "maxLength": 16} for i in range(20)]
invalid = [{"asn": "AS7", "prefix": TEN[0], "maxLength": 16}]
write("vrps/vrps.json", json.dumps({"roas": roas + invalid}))
build("vrps")
write("vrps/vrps.json", json.dumps({"roas": roas[:2]}))
r, got = build("vrps")
ok("VRPs that are gone let in what they made invalid: held", got == {LIST: "held"} and reasons(r) == ["shrunk"]
   and b"vrps.json has 2 records, of 21" in r.out, r.out)

# A pattern: one of its files is gone, or another took its place.
border("files")
sources("files", '{irr: [{dump: "irr*.db"}]}')
write("files/irr-small.db", "route: 80.40.0.0/16\norigin: AS1\nsource: T\n\n")
build("files")
os.remove("files/irr-small.db")
r, got = build("files")
ok("a file that a pattern no longer finds is a source that lost all, however small", got == {LIST: "held"}
   and b"irr-small.db is gone: 0 records, of 1 in" in r.out, r.out)
ok("the summary lists it", re.search(rb"irr-small.db +gone, warning: 1 in the last good build", weir("build", "files").out))
weir("approve", "files", "--dismiss", "--all")
write("files/irr-day2.db", "route: 80.44.0.0/16\norigin: AS1\nsource: T\n\n")
equal("one with another name in its place is none", build("files")[1], {LIST: "written"})
border("named")
sources("named", "{irr: [{dump: irr.db}, {dump: more.db}]}")
write("named/more.db", "route: 80.40.0.0/16\norigin: AS1\nsource: T\n\n")
build("named")
sources("named", "")
write("named/weir.yaml", read("named/weir.yaml").replace(b", {dump: more.db}", b""))
equal("a source that a person took out of the border file did not fail", build("named")[1], {LIST: "written"})

# Relationships: without them no tier-1 is known that may not stand behind a customer; the prefixes stay as they are.
TOP = "11|12|0\n11|13|0\n12|13|0\n" + "".join(f"{t}|{t}0{i}|-1\n" for t in (11, 12, 13) for i in range(5))


def top(name, text):
    border(name)
    sources(name, '{irr: [{dump: irr.db}], relationships: [{caida: "rel*.txt"}]}')
    write(f"{name}/rel.txt", TOP)
    build(name)
    if text is None:
        os.remove(f"{name}/rel.txt")
        write(f"{name}/rel-other.txt", "21|22|-1\n")
    else:
        write(f"{name}/rel.txt", text)
    return build(name)


for what, text in (("have no records", "# nothing\n"), ("lost most of theirs", "11|12|0\n"),
                   ("are another file's, of nobody at the top", None)):
    r, got = top("never-" + what.split()[1], text)
    ok(f"relationships that {what}: the customer's list keeps its tier-1s", (r.status, got, reasons(r)) == (1, {LIST: "held"}, ["never"])
       and json.loads(in_force("never-" + what.split()[1])["as1-in.json"])["path"]["never"] == [11, 12, 13], r.out)
r, got = top("never-said", TOP.replace("11|12|0\n", ""))
equal("one that is no tier-1 any more, by relationships that are whole", (r.status, got), (0, {LIST: "written"}))
border("never-given")
write("never-given/weir.yaml", read("never-given/weir.yaml").replace(ONE.encode(), b"[{asn: 1, relationship: customer}, "
      b"{asn: 2, relationship: provider}, {asn: 3, relationship: provider}]"))
build("never-given")
write("never-given/weir.yaml", read("never-given/weir.yaml").replace(b", {asn: 3, relationship: provider}", b""))
equal("a provider that was given up is nobody's loss", build("never-given")[1][LIST], "written")

# What a list does not depend on.
border("table")
sources("table", "{irr: [{dump: irr.db}], routes: [{text: table.txt}]}")
LINE = "TABLE_DUMP2|1|B|192.0.2.1|1|{}|1 9|IGP|192.0.2.1|0|0||NAG||\n"
write("table/table.txt", "".join(LINE.format(p) for p in OTHERS))
build("table")
write("table/table.txt", LINE.format(OTHERS[0]))
registry("table", {1: TEN[:9], 9: OTHERS})
equal("a table of routes decides no list of prefixes", build("table")[1], {LIST: "written"})
done_testing()
