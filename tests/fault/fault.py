"""Drive a program through every fault that inject.so knows, and judge what is left on disk.

    sweep("weir build", argv, prepare, outputs, expected=0)

`prepare(folder)` lays the old state into an empty folder, `outputs(folder)` returns {name: bytes} of
what must be whole. First the program runs undisturbed: that is the new state. Then for each counted
call and each mode it runs from the old state with that one fault; afterwards
 - each output is the old one or the new one, byte for byte;
 - a program that lived exits 2, or as it should, and then every output is the new one;
 - run again undisturbed, it reaches the new state.
"""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, note, ok, skip  # noqa: E402

INJECT = os.path.join(os.environ["WEIR_BUILD"], "tests", "fault", "inject.so")
MODES = ("kill", "after", "short", "enospc", "eio", "full")


def sanitizer():
    """The sanitizer's runtime that the program is linked with, which must be loaded before anything else; None where it has none."""
    if not os.environ.get("WEIR_SANITIZED"):
        return None
    libraries = subprocess.run(["ldd", os.environ["WEIR"]], stdout=subprocess.PIPE, check=True, text=True).stdout
    return next((line.split()[2] for line in libraries.splitlines() if "libasan.so" in line), None)


RUNTIME = sanitizer()
PRELOAD = f"{RUNTIME}:{INJECT}" if RUNTIME else INJECT


def usable():
    """A reason not to, or None."""
    if os.environ.get("WEIR_SANITIZED") and not RUNTIME:
        return "a preloaded library cannot come before a sanitizer's runtime that is in the program"
    return None


def fresh(prepare):
    shutil.rmtree("state", ignore_errors=True)
    os.mkdir("state")
    prepare("state")


def execute(argv, **inject):
    env = dict(os.environ)
    if inject:
        env["LD_PRELOAD"] = PRELOAD
        env.update({"INJECT_" + k.upper(): str(v) for k, v in inject.items()})
    p = subprocess.run(argv, cwd="state", env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60, check=False)
    return p.returncode, p.stdout, p.stderr.decode("utf-8", "replace")


def counted_calls(argv, prepare):
    """The names of the calls that one undisturbed run makes, in order."""
    log = os.path.abspath("calls")
    if os.path.exists(log):
        os.unlink(log)
    fresh(prepare)
    execute(argv, log=log)
    with open(log, encoding="utf-8") as f:
        return [line.split()[1] for line in f]


def judge(argv, outputs, old, new, expected, mode, status, said, sound=lambda folder: [], again=()):
    """What is wrong after one fault; an empty list where nothing is."""
    wrong = []
    got = outputs("state")
    for name in sorted(set(old) | set(new)):
        if got.get(name) not in (old.get(name), new.get(name)):
            size = len(got[name]) if name in got else "no"
            wrong.append(f"{name}: neither the old nor the new one ({size} bytes)")
    if mode in ("kill", "after", "short"):
        if status not in (-9, expected):
            wrong.append(f"exit {status} where it should have been killed: {said}")
    elif status == expected:
        if got != new:
            wrong.append(f"exit {status}, but not every output is the new one")
    elif status != 2:
        wrong.append(f"exit {status}, expected 2: {said}")
    elif not said.strip():
        wrong.append("exit 2 without a word")
    status, _, said = execute(argv)
    if status not in (expected, *again) or outputs("state") != new:
        wrong.append(f"run again: exit {status}, {said or 'another result'}")
    return wrong + [f"run again: {w}" for w in sound("state")]


def points(total, most):
    """At most so many call numbers of 1..total, spread evenly, both ends among them."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + i * (total - 1) // (most - 1) for i in range(most)})


def sweep(name, argv, prepare, outputs, expected=0, modes=MODES, most=10**9, sound=lambda folder: [], again=()):
    """One TAP result for each mode; returns how many faults were injected. `sound(folder)` says what else is wrong in the end,
    `again` how a second run may exit beside `expected`."""
    reason = usable()
    if reason:
        skip(name, reason)
        return 0
    fresh(prepare)
    old = outputs("state")
    status, _, said = execute(argv)
    new = outputs("state")
    if not ok(f"{name}: undisturbed it exits {expected} and changes its outputs",
              status == expected and new != old, f"exit {status}: {said}"):
        return 0
    calls = counted_calls(argv, prepare)
    injected = 0
    ok(f"{name}: there are calls to disturb", calls)
    for mode in modes:
        wrong = []
        for n in points(len(calls), most):
            fresh(prepare)
            status, _, said = execute(argv, at=n, mode=mode)
            injected += 1
            wrong += [f"call {n} ({calls[n - 1]}): {w}"
                      for w in judge(argv, outputs, old, new, expected, mode, status, said, sound, again)]
        ok(f"{name}: {mode} at each of {len(points(len(calls), most))} calls of {len(calls)}", not wrong,
           "\n".join(wrong))
    note(f"{name}: {injected} faults; calls: {' '.join(calls[:40])}")
    return injected
