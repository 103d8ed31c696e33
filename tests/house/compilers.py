#!/usr/bin/env python3
"""gcc and clang build everything, with every warning that the house asks for as an error."""
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
FLAGS = ["-Wall", "-Wextra", "-Wshadow", "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wvla",
         "-Wwrite-strings", "-Wpointer-arith", "-Werror"]
BUILDS = {"build": "gcc", "build-asan": "gcc", "build-clang": "clang", "build-fuzz": "clang"}


def family(command):
    """"gcc" or "clang": what the compiler of a command line says that it is."""
    said = subprocess.run([command.split()[0], "--version"], stdout=subprocess.PIPE, check=True).stdout
    return "clang" if b"clang" in said else "gcc" if b"Free Software Foundation" in said else "other"


compiled = set()
for name, compiler in BUILDS.items():
    folder = os.path.join(TOP, name)
    p = subprocess.run(["ninja", "-C", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       check=False)
    ok(f"{name} builds whole", p.returncode == 0, p.stdout.decode()[-4000:])
    with open(os.path.join(folder, "compile_commands.json"), encoding="utf-8") as f:
        commands = json.load(f)
    equal(f"{name} is built by {compiler}", family(commands[0]["command"]), compiler)
    lacking = [c["file"] for c in commands if not set(FLAGS) <= set(c["command"].split())]
    equal(f"{name}: files that are compiled without all warnings as errors", lacking, [])
    compiled |= {os.path.normpath(os.path.join(c["directory"], c["file"])) for c in commands}
sources = set(glob.glob(os.path.join(TOP, "src", "*", "*.c")))
equal("sources that no build compiles", sorted(sources - compiled), [])
done_testing()
