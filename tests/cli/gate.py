#!/usr/bin/env python3
"""The gate in scenes: holds and what they freeze, weir diff, approve, dismiss, roll back, the history, other hands."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from gated import TEN, build, in_force, last, read, records, registry, scene, tree, weir, write  # noqa: E402
from tap import done_testing, equal, ok, run, skip  # noqa: E402

WHOLE = {1: TEN, 2: TEN, 3: TEN}
CUT = {1: TEN[:7] + ["80.20.0.0/16"], 2: TEN + ["80.20.0.0/16"], 3: TEN + ["80.20.0.0/16"]}  # AS1 changed by 40 %

# A border: what one list does to the others.
for freeze, states in (("border", {"r1/as1-in": "held", "r2/as1-in": "held", "r1/as2-in": "frozen", "r2/as3-in": "frozen"}),
                       ("router", {"r1/as1-in": "held", "r2/as1-in": "held", "r1/as2-in": "frozen", "r2/as3-in": "frozen"}),
                       ("neighbor", {"r1/as1-in": "held", "r2/as1-in": "held", "r1/as2-in": "written", "r2/as3-in": "written"})):
    scene("freeze", WHOLE, f"freeze: {freeze}")
    r, states0 = build("freeze")
    equal(f"freeze {freeze}: the first build delivers all", (r.status, set(states0.values())), (0, {"written"}))
    good = in_force("freeze")
    registry("freeze", CUT)
    r, got = build("freeze", "-n")
    equal(f"freeze {freeze}: -n says what would be held", (r.status, got, len(records("freeze"))), (1, states, 4))
    r, got = build("freeze")
    equal(f"freeze {freeze}: one list that changed too much, and what else stays", (r.status, got), (1, states))
    now = in_force("freeze")
    equal(f"freeze {freeze}: what is in force", {k for k in good if good[k] != now[k]},
          {f"{k}.{x}" for k, s in states.items() if s == "written" for x in ("bird", "json")})
    registry("freeze", WHOLE)
    r, got = build("freeze")
    equal(f"freeze {freeze}: sound data do not end it, and what stands as it was is unchanged", (r.status, got), (1, {
        "r1/as1-in": "held", "r2/as1-in": "held",
        "r1/as2-in": "unchanged" if freeze != "neighbor" else "written", "r2/as3-in": "unchanged" if freeze != "neighbor" else "written"}))
scene("freeze", WHOLE, "freeze: router", "[{asn: 1, relationship: customer, router: r1}, {asn: 2, relationship: customer, router: r1}, "
      "{asn: 3, relationship: customer, router: r2}]")
build("freeze")
registry("freeze", CUT)
equal("freeze router: the other router goes on", build("freeze")[1], {"r1/as1-in": "held", "r1/as2-in": "frozen", "r2/as3-in": "written"})
text = weir("build", "freeze").out.decode()
ok("the summary says since when, what to do, and who freezes", re.search(
    r"as1-in .* held\n    changed by 40 % \(entries: 1 came, 3 went, of 10\), gate.max-change is 20 %; held since \d{4}-\d\d-\d\d \d\d:\d\d UTC, "
    r"#\d+: see 'weir diff', then 'weir approve'\n", text) and "   frozen\n    r1/as1-in is held\n" in text
   and "1 held, 1 frozen, 0 failed" in text, text)

# weir diff.
scene("diff", WHOLE)
equal("diff of a border that never held anything", (lambda r: (r.status, r.out))(weir("diff", "diff")), (0, b"nothing differs\n"))
ok("and it leaves no history", not os.path.exists("diff/weir.yaml.history"))
build("diff")
registry("diff", {1: ["80.0.0.0/15", *TEN[:7], "80.14.0.0/15"], 2: TEN, 3: TEN})
build("diff")
r = weir("diff", "diff", "r1/as1-in")
ok("diff: prefixes and reason, exit 1", r.status == 1 and re.fullmatch(
    rb"r1/as1-in: held since [^,]+, #\d+: changed by 50 % [^\n]*\n  - 80.14.0.0/16\n  - 80.16.0.0/16\n  - 80.18.0.0/16\n  \+ 80.0.0.0/15\n  \+ 80.14.0.0/15\n", r.out), r.out)
equal("diff: without a name all", weir("diff", "diff").out.count(b": held since"), 2)
d = json.loads(weir("diff", "diff", "--json", "as1-in").out)["lists"]
equal("diff --json", [(x["router"], x["state"], x["came"], x["gone"][0]) for x in d],
      [(n, "held", [{"prefix": p, "ge": 15, "le": 15} for p in ("80.0.0.0/15", "80.14.0.0/15")], {"prefix": "80.14.0.0/16", "ge": 16, "le": 16}) for n in ("r1", "r2")])
r = weir("diff", "diff", "as9-in")
equal("diff of what is not held", (r.status, r.err), (2, b"weir: no list 'as9-in' to compare\n"))
registry("diff", {1: TEN, 2: TEN, 3: TEN + ["80.20.0.0/16"]})
before = tree("diff")
r = weir("diff", "diff", "-n", "r2/as3-in")
equal("diff -n: what a build would change now", (r.status, r.out),
      (1, b"r2/as3-in: frozen: r2/as1-in is held\n  + 80.20.0.0/16\n"))
equal("diff writes nothing", tree("diff"), before)
scene("asns", {}, 'max-change: off', '[{asn: 1, relationship: customer, as-set: AS-C}]', "")
write("asns/irr.db", "as-set: AS-C\nmembers: AS1, AS2\nsource: T\n\nroute: 80.0.0.0/16\norigin: AS1\nsource: T\n\n")
build("asns")
write("asns/irr.db", "as-set: AS-C\nmembers: AS1, AS5\nsource: T\n\nroute: 80.0.0.0/16\norigin: AS1\nsource: T\n\n")
equal("diff -n: AS numbers that come and go", weir("diff", "asns", "-n").out, b"border/as1-in: to be written\n  - AS2\n  + AS5\n")

# weir approve.
scene("approve", WHOLE)
build("approve")
registry("approve", CUT)
build("approve")
candidate = {k[:-5]: v for k, v in tree("approve/out").items() if k.endswith(".held")}
equal("both routers have the candidate beside it", sorted(candidate), ["r1/as1-in.bird", "r1/as1-in.json", "r2/as1-in.bird", "r2/as1-in.json"])
registry("approve", {1: TEN[:2], 2: TEN, 3: TEN})
build("approve")
equal("a later run does not replace what is being looked at",
      {k[:-5]: v for k, v in tree("approve/out").items() if k.endswith(".held")}, candidate)
os.remove("approve/out/r1/as1-in.bird.held")
build("approve")
ok("and puts it back where it is gone", read("approve/out/r1/as1-in.bird.held") == candidate["r1/as1-in.bird"])
os.remove("approve/out/r1/as1-in.bird.held")
os.mkdir("approve/out/r1/as1-in.bird.held")
r = weir("build", "approve")
ok("where that cannot be, the run says so", r.status == 2 and b"as1-in.bird.held: cannot read" in r.err, (r.status, r.err))
os.rmdir("approve/out/r1/as1-in.bird.held")
build("approve")
r = weir("approve", "approve", "r1/as1-in", "--reason", "called them")
ok("approve one list", r.status == 0 and re.fullmatch(rb"approved r1/as1-in, #\d+\n", r.out), (r.out, r.err))
equal("exactly the candidate is in force, on that router", {k for k in candidate if in_force("approve")[k] == candidate[k]},
      {"r1/as1-in.bird", "r1/as1-in.json"})
equal("it is no longer beside it", sorted(os.listdir("approve/out/r1")), ["as1-in.bird", "as1-in.json", "as2-in.bird", "as2-in.json"])
equal("the history has it", last("approve"), ("approval", "done", "r1/as1-in", "called them"))
env = dict(os.environ, SUDO_USER="alice")
p = subprocess.run([os.environ["WEIR"], "approve", "-c", "approve/weir.yaml", "--all", "--json"], env=env, stdout=subprocess.PIPE, check=False)
equal("approve --all --json", (p.returncode, [(x["done"], x["router"], x["list"]) for x in json.loads(p.stdout)["done"]]),
      (0, [("approved", "r2", "as1-in")]))
who = records("approve")[0]["who"]
ok("who: through sudo, whom it is for", re.fullmatch(r"alice by sudo \(uid 0\)" if os.geteuid() == 0 else r".+ \(uid \d+\)", who), who)
equal("nothing is held any more", (lambda r: (r.status, r.out))(weir("approve", "approve", "--all")), (0, b"nothing is held\n"))
equal("a name that nothing has", (lambda r: (r.status, r.err))(weir("approve", "approve", "as1-in")),
      (2, b"weir: no list 'as1-in' is held\n"))
registry("approve", CUT)
equal("the border goes on", build("approve")[1],
      {"r1/as1-in": "unchanged", "r2/as1-in": "unchanged", "r1/as2-in": "written", "r2/as3-in": "written"})

# What must not be approved.
for name, path, sentence in (("the candidate", "r1/as1-in.bird.held", "as1-in.bird.held was changed since it was judged"),
                             ("what is in force", "r1/as1-in.json", "as1-in.json in force was changed since the candidate was judged")):
    scene("moved", WHOLE)
    build("moved")
    registry("moved", CUT)
    build("moved")
    write(f"moved/out/{path}", read(f"moved/out/{path}") + b"\n")
    before = tree("moved/out")
    r = weir("approve", "moved", "r1/as1-in")
    ok(f"{name} was changed: refused, nothing written", r.status == 2 and sentence in r.err.decode() and tree("moved/out") == before, r.err)
for argv in ([], ["--all", "as1-in"], ["--all", "--rollback", "1"], ["--rollback", "1", "--dismiss"],
             ["--all", "--reason", "ok\n#99 forged"], ["--all", "--reason", "\033[2J"]):
    r = weir("approve", "moved", *argv)
    ok(f"usage: {argv}", r.status == 2 and b"usage: weir approve" in r.err, r.err)

for control in "a\nb", "a\x1b[2Jb", "a\x7fb", "a\u009b2Jb":
    r = weir("approve", "moved", "--all", "--reason", control)
    ok(f"a reason with {control!a} is refused", r.status == 2 and b"without control characters" in r.err, r.err)

# weir approve --dismiss.
scene("dismiss", WHOLE)
build("dismiss")
good = in_force("dismiss")
registry("dismiss", CUT)
build("dismiss")
r = weir("approve", "dismiss", "--dismiss", "--all", "--reason", "their mistake")
equal("dismiss: the last good lists stay, no candidate is left", (r.status, r.out.count(b"dismissed "), tree("dismiss/out")), (0, 2, good))
equal("the history has it", last("dismiss"), ("dismissal", "done", "r2/as1-in", "their mistake"))
r, got = build("dismiss")
equal("the same candidate stays out, and freezes nothing", (r.status, got),
      (1, {"r1/as1-in": "held", "r2/as1-in": "held", "r1/as2-in": "written", "r2/as3-in": "written"}))
ok("the summary says so", b"this candidate was dismissed, #" in weir("build", "dismiss").out)
ok("and leaves nothing beside it", not any(k.endswith(".held") for k in tree("dismiss/out")))
registry("dismiss", {**CUT, 1: TEN[:3]})
equal("another candidate that is held freezes again", set(build("dismiss")[1].values()), {"held", "unchanged"})
ok("as a hold of its own", last("dismiss")[:2] == ("hold", "open"), last("dismiss"))

# weir approve --rollback.
scene("back", WHOLE)
build("back")
first = [x for x in records("back") if (x["router"], x["list"]) == ("r1", "as1-in")][0]["id"]
old = in_force("back")
registry("back", {**WHOLE, 1: TEN[:9]})
build("back")
new = in_force("back")
r = weir("approve", "back", "--rollback", f"#{first}", "--reason", "too early")
ok("roll back: what was in force then is in force", r.status == 0 and b"rolled back to r1/as1-in, #" in r.out and
   in_force("back") == {**new, "r1/as1-in.bird": old["r1/as1-in.bird"], "r1/as1-in.json": old["r1/as1-in.json"]}, (r.out, r.err))
equal("it is in the history, and what it replaced is held", [(x["kind"], x["state"]) for x in records("back")[:2]],
      [("hold", "open"), ("rollback", "done")])
ok("the hold says why", last("back")[3] == f"rolled back to #{first}: too early", last("back"))
registry("back", {**WHOLE, 1: TEN[:8]})
equal("the next build does not undo it", build("back")[1]["r1/as1-in"], "held")
equal("it can be approved after all", (weir("approve", "back", "r1/as1-in").status, in_force("back")), (0, new))
r = weir("approve", "back", "--rollback", str(records("back", "r1/as1-in")[0]["id"]))
ok("what is in force is not rolled back to", r.status == 2 and b"is in force" in r.err, r.err)
weir("approve", "back", "--rollback", str(first))
r = weir("approve", "back", "--rollback", str(first))
ok("a list that is held is not rolled back", r.status == 2 and b"approve or dismiss that first" in r.err, r.err)
weir("approve", "back", "--dismiss", "--all")
equal("dismissed, the next build decides anew", build("back")[1]["r1/as1-in"], "written")
r = weir("approve", "back", "--rollback", "999")
equal("a number that is not there", (r.status, r.err), (2, b"weir: the history has no delivery with the number '999'\n"))

# Other hands, and a history that is new or gone.
scene("hands", WHOLE)
build("hands")
write("hands/out/r1/as2-in.bird", "# mine\n")
r = weir("build", "hands")
ok("a file that was edited is told, and delivered anew", r.status == 1 and re.search(
    rb"in the output folders\n  hands/out/r1/as2-in was changed by other hands since delivery #\d+ of .*; 'weir history' has both\n", r.out)
   and b"# mine" not in read("hands/out/r1/as2-in.bird"), r.out)
found = [x for x in records("hands", "r1/as2-in") if x["kind"] == "found"][0]
ok("what it said is kept", weir("approve", "hands", "--rollback", str(found["id"])).status == 0
   and read("hands/out/r1/as2-in.bird") == b"# mine\n")
weir("approve", "hands", "--dismiss", "--all")
weir("build", "hands")
equal("told once", weir("build", "hands").status, 0)
os.remove("hands/out/r1/as2-in.json")
ok("a file that was removed is told", b"was changed by other hands" in weir("build", "hands").out)
os.remove("hands/weir.yaml.history")
before = in_force("hands")
r, got = build("hands")
equal("a history that is gone begins anew with what it finds", (r.status, set(got.values()), in_force("hands") == before,
                                                               {x["kind"] for x in records("hands")}), (0, {"unchanged"}, True, {"found"}))
for name, content in (("noise", os.urandom(5000)), ("text", b"my notes\n")):
    write("hands/weir.yaml.history", content)
    registry("hands", CUT)
    r = weir("build", "hands")
    ok(f"a history of {name} is refused and left alone", r.status == 2 and r.out == b"" and r.err.count(b"\n") == 1
       and b"expected a history of weir" in r.err and read("hands/weir.yaml.history") == content and in_force("hands") == before, r.err)
    for command in (["diff"], ["history"], ["approve", "--all"]):
        ok(f"also by weir {command[0]}", weir(command[0], "hands", *command[1:]).status == 2)
scene("placed", WHOLE, extra="history: state/../log.db\n")
os.makedirs("placed/state")
build("placed")
ok("the border file places the history", sorted(f for f in os.listdir("placed") if "history" in f or "log" in f) == ["log.db"])
equal("and it is sound SQLite", sqlite3.connect("placed/log.db").execute("PRAGMA integrity_check").fetchone(), ("ok",))
with open("placed/log.db", "rb") as f:
    import fcntl
    fcntl.flock(f, fcntl.LOCK_EX)
    r = weir("build", "placed")
    equal("two at a time: the second is told", (r.status, r.err), (2, b"weir: placed/state/../log.db: another weir is at work on this border\n"))
    equal("but may look", weir("history", "placed").status, 0)
r = weir("history", "placed", "r1/as1-in")
ok("history as text", re.fullmatch(r"#\d+ +\d{4}-\d\d-\d\d \d\d:\d\d UTC  delivery  done       r1/as1-in  .+ \(uid \d+\)\n", r.out.decode()), r.out)
equal("a list that it does not have", weir("history", "placed", "as7-in").status, 2)

# The router's own checker: one that refuses a file, in the place of BIRD. The mount is gone with its process.
FAKE = """#!/bin/sh
for n in $(sed -n 's|^include "/proc/self/fd/\\([0-9]*\\)".*|\\1|p' "$3"); do
	grep -q 80.20.0.0 /proc/self/fd/$n && { echo "bird: /proc/self/fd/$n:7:1 syntax error"; exit 1; }
done
exit ${STATUS:-0}
"""


def with_checker(script, command):
    write("fake/bird", script)
    os.chmod("fake/bird", 0o755)
    p = subprocess.run(["unshare", "-m", "sh", "-c", f"mount -t tmpfs -o mode=755 tmpfs /usr/local/sbin && cp -p fake/bird /usr/local/sbin/ && {command}"],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


if subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /usr/local/sbin"], stderr=subprocess.DEVNULL, check=False).returncode:
    skip("a checker that refuses", "mounting needs root")
else:
    scene("checker", WHOLE, "freeze: neighbor")
    build("checker")
    good = in_force("checker")
    registry("checker", {**WHOLE, 1: TEN[:9], 3: TEN + ["80.20.0.0/16"]})
    command = f"{os.environ['WEIR']} build -c checker/weir.yaml"
    status, said, _ = with_checker(FAKE, command)
    ok("what the router's checker refuses is held, by name", status == 1 and "'bird -p' refuses it: as3-in.bird:7:1 syntax error" in said, said)
    equal("what it takes is delivered", {k for k in good if in_force("checker")[k] != good[k]},
          {f"{r}/as1-in.{x}" for r in ("r1", "r2") for x in ("bird", "json")})
    weir("approve", "checker", "--dismiss", "--all")
    good = in_force("checker")
    registry("checker", {**WHOLE, 1: TEN[:8]})
    status, said, _ = with_checker("#!/bin/sh\necho no; exit 1\n", command)
    ok("where it does not say which, all that would change is held", status == 1 and said.count("'bird -p' refuses it: no") == 2
       and in_force("checker") == good, said)
    weir("approve", "checker", "--dismiss", "--all")
    registry("checker", WHOLE)
    status, said, err = with_checker("#!/bin/sh\nkill -9 $$\n", command)
    ok("where it dies nothing is delivered, exit 2", status == 2 and "'bird -p' did not start, or died" in err and in_force("checker") == good, err)
    write("checker/weir.yaml", read("checker/weir.yaml").decode().replace("freeze: neighbor", "freeze: neighbor, checkers: off"))
    status, said, _ = with_checker("#!/bin/sh\necho no; exit 1\n", command)
    ok("checkers: off does not ask", status == 0 and "2 written" in said, said)

# Many deliveries: the file does not grow without end.
scene("growth", WHOLE, "max-change: off")
for i in range(40):
    registry("growth", {**WHOLE, 1: TEN[:1 + i % 9]})
    build("growth")
equal("the newest records stay", len(records("growth", "r1/as1-in")), 32)
# A default route that anybody may register: a bogon that is taken out, and the rest goes on.
scene("default", WHOLE)
build("default")
registry("default", {**WHOLE, 1: TEN + ["0.0.0.0/0", "81.0.0.0/16"]})
r, got = build("default")
equal("a default route is registered: the list goes on without", (r.status, set(got.values()), got["r1/as1-in"]),
      (0, {"written", "unchanged"}, "written"))
ok("and it is told as a bogon", b'"bogons_out":1' in r.out and b"0.0.0.0/0" not in in_force("default")["r1/as1-in.bird"], r.out)

# A source that is well formed and empty: VRPs that are gone take out prefixes, and let in what they made invalid.
scene("emptied", {1: TEN + [f"81.{2 * i}.0.0/16" for i in range(20)] + ["82.0.0.0/16"]}, routers="",
      neighbors="[{asn: 1, relationship: customer}]")
write("emptied/vrps.json", json.dumps({"roas": [{"asn": "AS1", "prefix": "82.2.0.0/16", "maxLength": 16},
                                                {"asn": "AS7", "prefix": "82.0.0.0/16", "maxLength": 16}]}))
write("emptied/weir.yaml", read("emptied/weir.yaml").replace(b"irr.db}]", b"irr.db}], rpki: [{json: vrps.json}]"))
equal("a border with ROAs", build("emptied")[0].status, 0)
write("emptied/vrps.json", '{"roas": []}')
r, got = build("emptied")
equal("a list that an empty source changes is held, however little", (r.status, got), (1, {"border/as1-in": "held"}))
ok("and the reason says it", b"(entries: 1 came, 1 went), and a source has no records that had some then" in r.out, r.out)
shutil.rmtree("emptied/out")
os.remove("emptied/weir.yaml.history")
r, got = build("emptied")
equal("nothing is held where nothing was delivered before", (r.status, got), (1, {"border/as1-in": "written"}))
write("emptied/vrps.slurm", json.dumps({"slurmVersion": 1, "validationOutputFilters": {"prefixFilters": [], "bgpsecFilters": []},
                                        "locallyAddedAssertions": {"prefixAssertions": [], "bgpsecAssertions": []}}))
write("emptied/weir.yaml", read("emptied/weir.yaml").replace(b"{json: vrps.json}", b"{json: vrps.json}, {slurm: vrps.slurm}"))
registry("emptied", {1: TEN + [f"81.{2 * i}.0.0/16" for i in range(20)]})
equal("an empty SLURM file is no news", build("emptied")[1], {"border/as1-in": "written"})

r = weir("approve", "emptied", "--rollback", "1x")
equal("a number with something behind it is no record's", (r.status, r.err),
      (2, b"weir: the history has no delivery with the number '1x'\n"))
scene("grown", {1: TEN[:1]}, routers="", neighbors="[{asn: 1, relationship: customer}]")
build("grown")
registry("grown", {1: [f"85.{2 * i}.0.0/16" for i in range(125)]})
ok("a very large change is told in plain digits", b"changed by 12600 % (entries: 125 came, 1 went, of 1)" in build("grown")[0].out)

done_testing()
