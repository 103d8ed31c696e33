"""What is disturbed: weir build on the guide's network, and the index of a dump."""
import glob
import hashlib
import os
import shutil
import sqlite3
import time

from fault import MODES, counted_calls, execute, fresh, note, ok, points, skip, sweep, usable

WEIR = os.environ["WEIR"]
EXAMPLE = os.path.join(os.environ["WEIR_TOP"], "examples", "as64500")
# Every list of the network changes: its own prefixes, a customer's, the bogons of the transit.
CHANGES = (("irr/ripe.db", "203.0.113.0/24", "203.0.113.0/25"),
           ("irr/ripe.db", "192.0.2.0/24", "192.0.2.0/25"),
           ("irr/ripe.db", "198.51.100.0/24", "198.51.100.0/25"),
           ("irr/ripe.db", "2001:db8:", "2001:db9:"),
           ("rpki.json", "203.0.113.0/24", "203.0.113.0/26"),
           ("weir.yaml", "203.0.113.0/24]", "203.0.113.0/25]"),
           ("weir.yaml", "192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, \"2001:db8::/32\"",
            "192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, \"2001:db8::/31\""))

# Nothing that the gate would hold: without damage, with nothing that the RPKI does not know.
SOUND_CHANGES = (("irr/ripe.db", "2001:db8:2002::/48", "2001:db8:2003::/48"), CHANGES[-1])


def settle():
    """A dump of this very moment is not indexed: it may change again within its clock's tick."""
    time.sleep(0.03)


def edit(folder, changes):
    for name, old, new in changes:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace(old, new))


def gate(folder, keys):
    path = os.path.join(folder, "weir.yaml")
    with open(path, encoding="utf-8") as f:
        lines = [line for line in f if not line.startswith("gate:")]
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(lines + [f"gate: {{{keys}}}\n"])


def lay_example(folder):
    """The example without what an earlier run left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out", "*.weir-index*", "*.history*"))
    gate(folder, "checkers: off")  # a router's checker is a process of its own, in which a fault is none of ours


def history_is_sound(folder):
    """What is wrong with the history: damage, or files in force that its newest record does not explain."""
    path = os.path.join(folder, "weir.yaml.history")
    if not os.path.exists(path) or not os.path.getsize(path):
        return []
    db = sqlite3.connect(path)
    wrong = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    wrong += [f"begun and never ended: #{i}" for (i,) in db.execute("SELECT id FROM record WHERE state = 1")]
    newest = db.execute("SELECT r.id, r.output, f.name, f.hash FROM record r JOIN file f ON f.record = r.id WHERE r.state = 0 AND"
                        " r.kind IN (0, 2, 4, 5) AND r.id = (SELECT max(id) FROM record WHERE output = r.output AND state = 0"
                        " AND kind IN (0, 2, 4, 5))").fetchall()
    for number, output, name, digest in newest:
        with open(os.path.join(folder, "out", "edge1", name), "rb") as f:
            if hashlib.sha256(f.read()).hexdigest() != digest:
                wrong.append(f"{name} is not what #{number} of {output} put in force")
    db.close()
    return wrong


def build_is_clean(folder):
    """After a build, also no temporary file of a run that died."""
    left = glob.glob(os.path.join(folder, "out", "*", "*.weir-*"))
    return history_is_sound(folder) + [f"left behind: {os.path.basename(p)}" for p in left]


def lists(folder):
    """Every delivered file; what an interrupted run left under another name is none."""
    found = {}
    for path in glob.glob(os.path.join(folder, "out", "*", "*")):
        if path.endswith((".bird", ".json", ".txt", ".held")):
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


def build_old_state():
    """One whole run of yesterday's registry, kept to start from."""
    lay_example("yesterday")
    fresh(lambda folder: shutil.copytree("yesterday", folder, dirs_exist_ok=True))
    execute([WEIR, "build", "-c", "weir.yaml"])
    shutil.rmtree("yesterday")
    shutil.copytree("state", "yesterday")


def prepare_today(folder):
    shutil.copytree("yesterday", folder, dirs_exist_ok=True)
    edit(folder, CHANGES)
    settle()


def sweep_build(most):
    if usable():
        skip("weir build", usable())
        return
    build_old_state()
    old = lists("state")
    ok("weir build: yesterday's lists are there", len(old) >= 6, sorted(old))
    status = sweep("weir build, lists held", [WEIR, "build", "-c", "weir.yaml"], prepare_today, lists,
                   expected=exit_of_build(prepare_today), most=most, sound=build_is_clean)
    note(f"{status} faults in all")


def prepare_delivery(folder):
    """Lists change, and a gate lets that pass."""
    shutil.copytree("yesterday", folder, dirs_exist_ok=True)
    edit(folder, SOUND_CHANGES)
    gate(folder, "checkers: off, max-change: off")
    settle()


def sweep_delivery(most):
    """A build whose lists all pass: every write, sync and rename of files and history."""
    if usable():
        skip("weir build", usable())
        return
    build_old_state()
    fresh(prepare_delivery)
    execute([WEIR, "build", "-c", "weir.yaml"])
    changed = [k for k, v in lists("state").items() if lists("yesterday").get(k) != v]
    ok("weir build: several lists change and none is held", len(changed) >= 4 and not any(k.endswith(".held") for k in changed), changed)
    status = sweep("weir build, lists delivered", [WEIR, "build", "-c", "weir.yaml"], prepare_delivery, lists,
                   expected=exit_of_build(prepare_delivery), most=most, sound=build_is_clean)
    note(f"{status} faults in all")


def sweep_approve(most):
    """A person lets candidates through, drops them, or goes back."""
    if usable():
        skip("weir approve", usable())
        return
    build_old_state()
    fresh(prepare_today)
    execute([WEIR, "build", "-c", "weir.yaml"])
    shutil.rmtree("held", ignore_errors=True)
    shutil.copytree("state", "held")

    def prepare_held(folder):
        shutil.copytree("held", folder, dirs_exist_ok=True)

    for what in ("", "--dismiss"):
        argv = [WEIR, "approve", "-c", "weir.yaml", "--all"] + [what] * bool(what)
        sweep(f"weir approve {what or '--all'}", argv, prepare_held, lists, most=most, sound=history_is_sound)


def sweep_rollback(most):
    """A person goes back to yesterday's list. Where that is done already, a second run has nothing to do and says so."""
    if usable():
        skip("weir approve --rollback", usable())
        return
    build_old_state()
    fresh(prepare_delivery)
    execute([WEIR, "build", "-c", "weir.yaml"])
    shutil.rmtree("delivered", ignore_errors=True)
    shutil.copytree("state", "delivered")
    db = sqlite3.connect("delivered/weir.yaml.history")
    number = db.execute("SELECT min(id) FROM record GROUP BY output HAVING count(*) > 1").fetchone()[0]
    db.close()
    sweep("weir approve --rollback", [WEIR, "approve", "-c", "weir.yaml", "--rollback", str(number)],
          lambda folder: shutil.copytree("delivered", folder, dirs_exist_ok=True), lists, most=most, sound=history_is_sound, again=(2,))


def exit_of_build(prepare):
    """The exit status of the undisturbed run: 0, or 1 where the gate holds a list or a source has damage."""
    fresh(prepare)
    return execute([WEIR, "build", "-c", "weir.yaml"])[0]


def judge_index(argv, truth, status, answer, mode):
    wrong = []
    if status == 0 and answer != truth:
        wrong.append("exit 0 with another answer")
    elif status not in (0, 2) and not (mode in ("kill", "after", "short") and status == -9):
        wrong.append(f"exit {status}")
    elif status == 2 and answer:
        wrong.append("exit 2 and half an answer")
    again = execute(argv)
    if again[:2] != (0, truth):
        wrong.append(f"run again: exit {again[0]}, {again[2] or 'another answer'}")
    return wrong


def sweep_index(most):
    """The index of a dump, made anew because the dump changed: the answer is never a wrong one."""
    if usable():
        skip("the index", usable())
        return
    argv = [WEIR, "filter", "-4", "-j", "--irr", "irr/ripe.db", "AS64500:AS-ALL"]
    build_old_state()
    fresh(prepare_today)
    status, truth, said = execute(argv)
    ok("the index: undisturbed there is an answer", status == 0 and truth, f"exit {status}: {said}")
    calls = counted_calls(argv, prepare_today)
    ok("the index: it is written", "rename" in calls or "renameat2" in calls, calls)
    for mode in MODES:
        wrong = []
        for n in points(len(calls), most):
            fresh(prepare_today)
            status, answer, _ = execute(argv, at=n, mode=mode)
            wrong += [f"call {n} ({calls[n - 1]}): {w}"
                      for w in judge_index(argv, truth, status, answer, mode)]
        ok(f"the index: {mode} at each of {len(points(len(calls), most))} calls of {len(calls)}",
           not wrong, "\n".join(wrong))
