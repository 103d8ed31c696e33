#!/usr/bin/env python3
"""Every fuzz target, from its seeds, for some seconds (WEIR_FUZZ_SECONDS each, default 2).

What a crash needs to be seen again is kept in build-fuzz/artifacts.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, note, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
BUILD = os.path.join(TOP, "build-fuzz")
SECONDS = int(os.environ.get("WEIR_FUZZ_SECONDS", "2"))


def listed():
    with open(os.path.join(TOP, "tests/fuzz/meson.build"), encoding="utf-8") as f:
        return re.findall(r"^\s*'(\w+)':", f.read(), re.M)


def fuzz(name):
    artifacts = os.path.join(BUILD, "artifacts", "")
    os.makedirs(artifacts, exist_ok=True)
    seeds = os.path.join(TOP, "tests/fuzz/seeds", name)
    with tempfile.TemporaryDirectory() as corpus:
        p = subprocess.run([os.path.join(BUILD, "tests/fuzz", "fuzz_" + name), corpus, seeds,
                            f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=2048",
                            "-max_len=16384", "-print_final_stats=1",
                            f"-artifact_prefix={artifacts}{name}-"],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    said = p.stdout.decode("utf-8", "replace")
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    runs = int(runs.group(1)) if runs else 0
    if ok(f"{name}: {SECONDS} s of fuzzing find nothing", p.returncode == 0 and runs > 0,
          "\n".join(said.splitlines()[-40:])):
        edges = re.findall(r"\bcov: (\d+)", said)
        note(f"{name}: {runs} executions, {edges[-1] if edges else 'no'} edges")


targets = listed()
ok("the table lists targets", targets)
for target in targets:
    if ok(f"{target}: has seeds", glob.glob(os.path.join(TOP, "tests/fuzz/seeds", target, "*"))):
        fuzz(target)
done_testing()
