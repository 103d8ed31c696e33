#!/usr/bin/env python3
"""The manual is sound and tells the truth: each command has a page, each option is in it."""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run, skip  # noqa: E402

TOP = os.environ["WEIR_TOP"]
# Examples come first in this house; that is the one rule of mandoc that it breaks.
ALLOWED = "sections out of conventional order"


def lint(path):
    p = subprocess.run(["mandoc", "-Tlint", "-Wwarning", path], stdout=subprocess.PIPE, check=False)
    said = [line for line in p.stdout.decode().splitlines() if ALLOWED not in line]
    ok(f"{os.path.basename(path)}: mandoc finds nothing", not said, "\n".join(said))


def sections(text):
    return re.findall(r"^\.Sh (.+)$", text, re.M)


def documented(text):
    """The options of OPTIONS: every .It with .Fl names, as they are typed."""
    body = re.search(r"^\.Sh OPTIONS$(.*?)(?=^\.Sh |\Z)", text, re.M | re.S)
    found = set()
    for line in re.findall(r"^\.It (.*)$", body.group(1) if body else "", re.M):
        for words in re.findall(r"Fl ((?:\\?-?[\w-]+)(?: , \S+)*)", line):
            found |= {"-" + w.replace("\\", "") for w in words.split(" , ")}
    return found


def real(command):
    """The options that the command's own table offers, as they are typed."""
    return set(run([command, "--complete"]).out.decode().split())


def check_page(name, path, options):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    found = sections(text)
    ok(f"{name}: the page opens with its examples", found[:3] == ["NAME", "SYNOPSIS", "EXAMPLES"],
       found)
    for wanted in ("OPTIONS", "EXIT STATUS"):
        ok(f"{name}: the page has {wanted}", wanted in found)
    # A letter beside a long name is one option; --complete says the long one.
    said = documented(text)
    equal(f"{name}: options that the page leaves out", sorted(options - said), [])
    letters = {o for o in said if re.fullmatch(r"-\w", o)}
    help_text = run([command_of(name), "-h"]).out.decode() if name != "weir" else ""
    unknown = {o for o in said - options - {"-h", "--help"}
               if not (o in letters and re.search(rf"^  {re.escape(o)}[, ]", help_text, re.M))}
    equal(f"{name}: options of the page that do not exist", sorted(unknown), [])


def command_of(name):
    return name.removeprefix("weir-")


if not shutil.which("mandoc"):
    skip("the manual", "mandoc is not installed")
    done_testing()
pages = {os.path.basename(p)[:-2]: p for p in glob.glob(os.path.join(TOP, "man", "*.1"))}
commands = run(["--complete"]).out.decode().split()
for path in sorted(glob.glob(os.path.join(TOP, "man", "*.[1-9]"))):
    lint(path)
equal("a page for each command, a command for each page", sorted(pages),
      sorted(["weir"] + ["weir-" + c for c in commands]))
check_page("weir", pages["weir"], {"--help", "--version", "--complete"})
with open(pages["weir"], encoding="utf-8") as f:
    overview = f.read()
named = re.findall(r"^\.It Cm (\S+)", overview, re.M)
equal("the overview names the commands", sorted(named), sorted(commands))
for command in commands:
    if "weir-" + command in pages:
        check_page("weir-" + command, pages["weir-" + command], real(command))
done_testing()
