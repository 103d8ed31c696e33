#!/usr/bin/env python3
"""The tour of README.md is real: each command prints what is shown below it."""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok  # noqa: E402

TOP = os.environ["WEIR_TOP"]


def shown():
    """(command, output) of each block that begins with "    $ "."""
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
        lines = f.read().splitlines()
    for i, line in enumerate(lines):
        if line.startswith("    $ "):
            output = []
            for more in lines[i + 1:]:
                if more and not more.startswith("    ") or more.startswith("    $ "):
                    break
                output.append(more[4:])
            yield line[6:], "\n".join(output).rstrip("\n")


@contextlib.contextmanager
def daemon(border, port):
    """The one that the tour says is running. Where it is root's, its user must be able to read what only this test has."""
    for folder in (".", "..", "examples"):
        os.chmod(folder, 0o755)
    with subprocess.Popen([os.environ["WEIR"], "serve", "-c", border], cwd="examples", stderr=subprocess.DEVNULL) as p:
        for _ in range(100):
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield
        p.terminate()


shutil.copytree(os.path.join(TOP, "examples"), "examples",
                ignore=shutil.ignore_patterns("out", "*.weir-index*", "*.history*"))
os.environ["PATH"] = os.path.dirname(os.environ["WEIR"]) + os.pathsep + os.environ["PATH"]
count = 0
with daemon("as64500/weir.yaml", 8282):
    for command, output in shown():
        count += 1
        p = subprocess.run(["bash", "-c", command], cwd="examples", stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False)
        equal(command, p.stdout.decode().rstrip("\n"), output)
ok("there is a tour", count >= 8, count)
with open(os.path.join(TOP, "README.md"), encoding="utf-8") as f:
    text = f.read()
with open(os.path.join(TOP, "Makefile"), encoding="utf-8") as f:
    targets = set(re.findall(r"^([a-z][\w-]*):", f.read(), re.M))
named = set(re.findall(r"(?:`|^    )make ([a-z][\w-]*)", text, re.M))
equal("targets of make that do not exist", sorted(named - targets), [])
done_testing()
