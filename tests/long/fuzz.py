#!/usr/bin/env python3
"""An hour of fuzzing, shared evenly by the targets (WEIR_FUZZ_HOUR: another number of seconds)."""
import os
import re
import sys

TOP = os.environ["WEIR_TOP"]
with open(os.path.join(TOP, "tests/fuzz/meson.build"), encoding="utf-8") as f:
    targets = len(re.findall(r"^\s*'\w+':", f.read(), re.M))
hour = int(os.environ.get("WEIR_FUZZ_HOUR", "3600"))
os.environ["WEIR_FUZZ_SECONDS"] = str(max(1, hour // targets))
program = os.path.join(TOP, "tests/house/fuzz.py")
os.execv(sys.executable, [sys.executable, program])
