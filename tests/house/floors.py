#!/usr/bin/env python3
"""The floors of the house: who includes whom, and who may speak.

Reads the #include lines of src/ against floors.tsv. Below serve/ and cmd/ nothing prints, logs or exits.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]
SRC = os.path.join(TOP, "src")
CALL = re.compile(r"(?<![\w.>])(?:printf|vprintf|puts|putchar|perror|syslog|vsyslog|exit|_exit|abort"
                  r"|err|errx|warn|warnx|dprintf)\s*\(|\bstd(?:err|out)\b")


def read_table():
    table = {}
    with open(os.path.join(TOP, "tests/house/floors.tsv"), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            table[cells[0]] = (int(cells[1]), cells[2].split() if len(cells) > 2 else [])
    return table


def without_comments_and_strings(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)


def included_rooms(text):
    """(line number, room) of each include of a house header."""
    for i, line in enumerate(text.splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if m:
            yield i, m.group(1).split("/")[0] if "/" in m.group(1) else None


def may_include(table, room, other):
    floor, beside = table[room]
    return other == room or other in table and (table[other][0] < floor or other in beside)


def trespasses(table, room, path, text):
    for line, other in included_rooms(text):
        if other is None:
            yield f"{path}:{line}: include as \"room/file.h\""
        elif not may_include(table, room, other):
            yield f"{path}:{line}: '{room}' may not include '{other}'"


def voices(room, path, text):
    if room not in ("cmd", "serve"):
        text = without_comments_and_strings(text)
        if room == "confine":  # the end of a child that it made is not the program's
            text = text.replace("_exit(", "end(")
        for i, line in enumerate(text.splitlines(), 1):
            if CALL.search(line):
                yield f"{path}:{i}: only cmd/ and serve/ print or exit: {line.strip()}"


def self_test(table):
    """A check that cannot fail proves nothing."""
    low = '#include "cmd/cmd.h"\n'
    equal("an include upwards is found", len(list(trespasses(table, "base", "x", low))), 1)
    equal("a room beside that the table does not name is found",
          len(list(trespasses(table, "irr", "x", '#include "rpki/vrp.h"\n'))), 1)
    equal("a voice below cmd is found", len(list(voices("net", "x", 'fprintf(stderr, "x");'))), 1)
    equal("a comment and a string are no voices",
          len(list(voices("net", "x", '/* exit() */ f("exit(1)"); out_printf(o, "x");'))), 0)


table = read_table()
self_test(table)
rooms = sorted(os.path.basename(os.path.dirname(p)) for p in glob.glob(os.path.join(SRC, "*", "meson.build")))
equal("every room has a floor", [r for r in rooms if r not in table], [])
for room in rooms:
    wrong, loud = [], []
    for path in sorted(glob.glob(os.path.join(SRC, room, "**", "*.[ch]"), recursive=True)):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        name = os.path.relpath(path, TOP)
        wrong += trespasses(table, room, name, text)
        loud += voices(room, name, text)
    ok(f"{room} includes only what is below it", not wrong, "\n".join(wrong))
    ok(f"{room} neither prints nor exits" if room not in ("cmd", "serve") else f"{room} may print", not loud,
       "\n".join(loud))
done_testing()
