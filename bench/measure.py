"""What the benches share: one measurement, and ours against a peer in turn.

    import measure
    weir = measure.weir()                       # the binary under test
    measure.need("bgpq4")                       # exit 2 where the peer is missing
    measure.versus("expand", [weir, ...], ["bgpq4", ...], bar=1/5, rss_bar=1/3)
    measure.budget("load VRPs", [weir, ...], cpu=0.35)
    measure.rate("read RPSL", [weir, ...], nbytes, bar=200e6)
    measure.finish()                            # exit 0, or 1 where a bar was missed

Every figure is printed raw, then the medians and the ratio. Nothing is stored.
A line that starts with "RESULT" and a tab is what bench/all gathers.
"""
import os
import shutil
import statistics
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("WEIR_BUILD") or os.path.join(TOP, "build")
DATA = os.environ.get("WEIR_DATA") or os.path.join(os.path.dirname(TOP), "shared", "data")
ROUNDS = 5

_missed = []


def weir():
    path = os.environ.get("WEIR") or os.path.join(BUILD, "src", "cmd", "weir")
    if not os.access(path, os.X_OK):
        print(f"bench: no {path}: run 'make' first", file=sys.stderr)
        sys.exit(2)
    return path


def data(name):
    """The path of a file under WEIR_DATA; a bench without its data says so and exits 2."""
    path = os.path.join(DATA, name)
    if not os.path.exists(path):
        print(f"bench: no {path} (set WEIR_DATA)", file=sys.stderr)
        sys.exit(2)
    return path


def need(*programs):
    """A missing peer is a failure (exit 2), never a silent pass."""
    missing = [p for p in programs if not shutil.which(p)]
    if missing:
        print(f"bench: missing peer: {', '.join(missing)}", file=sys.stderr)
        sys.exit(2)


def _launcher():
    """The small program that forks what is measured (see measure.c), built on demand."""
    source = os.path.join(TOP, "bench", "measure.c")
    binary = os.path.join(BUILD, "bench-measure")
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        os.makedirs(BUILD, exist_ok=True)
        new = f"{binary}.{os.getpid()}"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", new, source], check=True)
        os.rename(new, binary)
    return binary


def measure(argv, stdin=None, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
    """Run once: (CPU seconds, wall seconds, max RSS in kB, exit status; 128 + N for signal N).

    `stdin` is None, a path or an open file; `stdout` a path, an open file or DEVNULL.
    """
    opened = []

    def as_file(what, mode):
        if not isinstance(what, (str, os.PathLike)):
            return what
        opened.append(open(what, mode))
        return opened[-1]

    source = as_file(stdin, "rb") if stdin is not None else subprocess.DEVNULL
    sink = as_file(stdout, "wb")
    r, w = os.pipe()
    try:
        process = subprocess.Popen([_launcher(), str(w)] + [str(a) for a in argv], stdin=source,
                                   stdout=sink, stderr=stderr, pass_fds=(w,))
        os.close(w)
        with os.fdopen(r) as answer:
            figures = answer.read().split()
        process.wait()
    finally:
        for f in opened:
            f.close()
    if len(figures) != 4:
        raise RuntimeError(f"could not measure {argv}")
    return float(figures[0]), float(figures[1]), int(figures[2]), int(figures[3])


def _run(what, **how):
    """argv, or a function that returns what measure() returns."""
    return what() if callable(what) else measure(what, **how)


def _round(label, figures, good):
    cpu, wall, rss, status = figures
    print(f"  {label:<5} cpu {cpu:9.4f} s  wall {wall:9.4f} s  rss {rss:8d} kB  exit {status}")
    if status not in good:
        print(f"bench: {label} exited {status}", file=sys.stderr)
        sys.exit(2)


def _medians(rows):
    return [statistics.median(row[i] for row in rows) for i in range(3)]


def result(name, figure, bar, met):
    """One row of the closing table; a bar that is missed makes finish() exit 1."""
    print(f"RESULT\t{name}\t{figure}\t{bar}\t{'met' if met else 'MISSED'}", flush=True)
    if not met:
        _missed.append(name)
    return met


def versus(name, ours, peer, rounds=ROUNDS, bar=None, rss_bar=None, wall_bar=None, good=(0,),
           stdin=None, peer_name="peer"):
    """Ours and the peer in turn; the bars are the highest allowed ratios ours / peer."""
    print(f"{name}: ours and {peer_name} in turn, {rounds} rounds")
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(_run(ours, stdin=stdin))
        _round("ours", mine[-1], good)
        theirs.append(_run(peer, stdin=stdin))
        _round("peer", theirs[-1], good)
    a, b = _medians(mine), _medians(theirs)
    print(f"  median ours cpu {a[0]:.4f} s, wall {a[1]:.4f} s, rss {a[2]:.0f} kB; "
          f"{peer_name} cpu {b[0]:.4f} s, wall {b[1]:.4f} s, rss {b[2]:.0f} kB")
    met = True
    for i, what, limit in ((0, "CPU", bar), (1, "wall", wall_bar), (2, "RSS", rss_bar)):
        if limit is None:
            continue
        ratio = a[i] / b[i] if b[i] else float("inf")
        met &= result(f"{name}, {what}", f"{ratio:.3f} of {peer_name}", f"<= {limit:.3f}",
                      ratio <= limit)
    return met


def budget(name, ours, rounds=ROUNDS, cpu=None, wall=None, rss_kb=None, good=(0,), stdin=None):
    """Ours alone against absolute bars: CPU seconds, wall seconds, kB."""
    print(f"{name}: ours, {rounds} rounds")
    rows = []
    for _ in range(rounds):
        rows.append(_run(ours, stdin=stdin))
        _round("ours", rows[-1], good)
    a = _medians(rows)
    met = True
    for i, what, unit, limit in ((0, "CPU", "s", cpu), (1, "wall", "s", wall),
                                 (2, "RSS", "kB", rss_kb)):
        if limit is not None:
            met &= result(f"{name}, {what}", f"{a[i]:.4g} {unit}", f"<= {limit:g} {unit}",
                          a[i] <= limit)
    return met


def rate(name, ours, amount, bar, unit="MB/s", scale=1e6, rounds=ROUNDS, good=(0,), stdin=None):
    """`amount` things a run (bytes, routes) over the median CPU seconds, at least `bar`."""
    print(f"{name}: ours, {rounds} rounds over {amount}")
    rows = []
    for _ in range(rounds):
        rows.append(_run(ours, stdin=stdin))
        _round("ours", rows[-1], good)
    cpu = _medians(rows)[0]
    got = amount / cpu if cpu else float("inf")
    return result(name, f"{got / scale:.1f} {unit}", f">= {bar / scale:.1f} {unit}", got >= bar)


def finish():
    sys.exit(1 if _missed else 0)
