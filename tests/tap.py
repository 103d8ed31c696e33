"""TAP for Python tests.

    import os, sys
    sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
    from tap import ok, equal, skip, run, done_testing

    ok("name", condition, "note shown where it fails")
    equal("name", got, expected)
    skip("name", "reason")
    r = run(["rov", "--vrps", path], stdin=b"...")    # weir itself: r.status, r.out, r.err
    done_testing()                                    # the plan; exits; always last
"""
import collections
import os
import subprocess
import sys

_state = {"n": 0, "failed": 0}

Result = collections.namedtuple("Result", "status out err")


def note(text, lines=20):
    for line in str(text).splitlines()[:lines]:
        print(f"# {line}")


def ok(name, condition, why=""):
    _state["n"] += 1
    if not condition:
        _state["failed"] += 1
    print(f"{'ok' if condition else 'not ok'} {_state['n']} - {name}", flush=True)
    if not condition and why != "":
        note(why)
    return bool(condition)


def equal(name, got, expected):
    return ok(name, got == expected, f"     got: {got!r:.2000}\nexpected: {expected!r:.2000}")


def skip(name, reason):
    _state["n"] += 1
    print(f"ok {_state['n']} - {name} # SKIP {reason}", flush=True)


def run(arguments, stdin=None, timeout=60, env=None):
    """Run weir; bytes in, bytes out."""
    p = subprocess.run([os.environ["WEIR"]] + [str(a) for a in arguments], input=stdin,
                       stdin=subprocess.DEVNULL if stdin is None else None,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                       env=dict(os.environ, **(env or {})), check=False)
    return Result(p.returncode, p.stdout, p.stderr)


def data(name):
    """A file under WEIR_DATA, or None where it is missing (then skip)."""
    top = os.environ["WEIR_TOP"]
    base = os.environ.get("WEIR_DATA") or os.path.join(os.path.dirname(top), "shared", "data")
    path = os.path.join(base, name)
    return path if os.path.exists(path) else None


def done_testing():
    print(f"1..{_state['n']}", flush=True)
    sys.exit(1 if _state["failed"] else 0)
