#!/usr/bin/env python3
"""Every header compiles alone, under gcc and under clang, and is guarded."""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, ok, skip  # noqa: E402

TOP = os.environ["WEIR_TOP"]
SRC = os.path.join(TOP, "src")
FLAGS = ["-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wshadow", "-Wstrict-prototypes",
         "-Wmissing-prototypes", "-Wvla", "-Wwrite-strings", "-Wpointer-arith", "-Werror"]

headers = sorted(glob.glob(os.path.join(SRC, "**", "*.h"), recursive=True))
ok("there are headers", headers)
for compiler in ("gcc", "clang"):
    if not shutil.which(compiler):
        skip(f"headers alone under {compiler}", f"no {compiler}")
        continue
    for path in headers:
        name = os.path.relpath(path, SRC)
        # Included twice from an empty file: alone, and guarded.
        p = subprocess.run([compiler, *FLAGS, "-I", SRC, "-fsyntax-only", "-x", "c", "-"],
                           input=f'#include "{name}"\n#include "{name}"\n'.encode(),
                           stderr=subprocess.PIPE, check=False)
        ok(f"{name} compiles alone under {compiler}", p.returncode == 0, p.stderr.decode())
for path in headers:
    name = os.path.relpath(path, SRC)
    guard = "WEIR_" + re.sub(r"[/.-]", "_", name).upper()
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    ok(f"{name} is guarded by {guard}",
       lines[:2] == [f"#ifndef {guard}", f"#define {guard}"], lines[:2])
done_testing()
