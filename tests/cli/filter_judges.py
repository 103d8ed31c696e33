#!/usr/bin/env python3
"""The routers themselves read the lists: BIRD, OpenBGPD, FRR; jq reads the JSON."""
import json
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, ok, run, skip  # noqa: E402

OBJECTS = os.path.join(os.environ["WEIR_TOP"], "tests", "data", "filter-samples", "objects.rpsl")
SETS = ["AS-SAMPLE", "AS-EMPTY", "RS-RANGE"]
MODES = [[], ["-A"], ["-R", "24"], ["-A", "-R", "28", "-r", "26"]]


def lists(*options):
    """(description, text) for each set, family and mode."""
    for name in SETS:
        for family in ("-4", "-6"):
            for mode in MODES:
                if name == "RS-RANGE" and (family == "-6" or "-A" not in mode):
                    continue  # thousands of lines: FRR takes minutes, a macro of bgpd is too long
                args = list(options) + [family] + mode + [name]
                got = run(["filter", "--no-index", "--irr", OBJECTS] + args)
                if got.status not in (0, 1):
                    ok(" ".join(args), False, got.err.decode())
                yield " ".join(args), got.out.decode()


def write(name, text):
    with open(name, "w", encoding="utf-8") as f:
        f.write(text)
    return os.path.abspath(name)


def said(argv):
    p = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, check=False)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def judge_bird():
    if not shutil.which("bird"):
        skip("BIRD reads the lists", "bird is not installed")
        return
    config, names = "router id 192.0.2.1;\nprotocol device {}\n", []
    for i, (_, text) in enumerate(lists("-b", "-l", "NAME")):
        names.append(f"L{i}")
        config += text.replace("NAME = [", f"define L{i} = [", 1)
    for kind in ("-t", "-f"):
        for name in SETS[:2]:
            options = [kind] + (["112"] if kind == "-f" else [])
            got = run(["filter", "--no-index", "--irr", OBJECTS, "-b", "-l", "NAME"] + options + [name])
            config += got.out.decode().replace("NAME = [", f"define P{len(names)} = [", 1)
            names.append(name)
    status, text = said(["bird", "-p", "-c", write("bird.conf", config)])
    ok(f"BIRD reads {len(names)} lists", status == 0, text)


def bgpd():
    """OpenBGPD's bgpd; FRR's has the same name."""
    for path in (shutil.which("bgpd") or "", "/usr/sbin/bgpd", "/usr/local/sbin/bgpd"):
        if os.access(path, os.X_OK) and "frr" not in os.path.realpath(path):
            return path
    return None


def judge_openbgpd():
    program = bgpd()
    if not program:
        skip("OpenBGPD reads the lists", "openbgpd is not installed")
        return
    config, n = "AS 64500\nrouter-id 192.0.2.1\n", 0
    for _, text in lists("-B", "-l", "NAME"):
        n += 1
        config += text.replace("NAME=", f"L{n}=", 1) + f"allow from any $L{n}\n"
    for _, text in lists("-BE", "-l", "NAME"):
        n += 1
        config += text.replace("prefix-set NAME", f"prefix-set S{n}", 1)
        config += f"allow from any prefix-set S{n}\n"
    for _, text in lists("-B", "-l", "NAME", "-a", "64501"):
        if text.startswith("#"):
            n += 1
            config += text
    for options in (["-f", "112"], ["-t"]):
        for name in SETS[:2]:
            got = run(["filter", "--no-index", "--irr", OBJECTS, "-B", "-l", f"P{n}"] + options + [name])
            config += got.out.decode()
            n += 1
    path = write("bgpd.conf", config)
    os.chmod(path, 0o600)
    status, text = said([program, "-n", "-f", path])
    ok(f"OpenBGPD reads {n} lists", status == 0, text)


def judge_frr():
    program = "/usr/lib/frr/bgpd"
    if not os.access(program, os.X_OK) or not shutil.which("vtysh") or os.geteuid() != 0:
        skip("FRR reads the lists", "frr is not installed, or this is not root")
        return
    here = os.getcwd()
    config, wanted = "", {}
    for i, (_, text) in enumerate(lists("-l", "NAME")):
        text = text.replace(" NAME", f" L{i}")
        config += text
        wanted[f"L{i}"] = sum(1 for line in text.splitlines() if " permit " in line or " deny " in line)
    write("vtysh.conf", "")
    path = write("frr.conf", config)
    log = os.path.join(here, "frr.log")
    daemon = subprocess.Popen([program, "-Z", "-S", "--vty_socket", here, "-i", os.path.join(here, "bgpd.pid"),
                               "-f", path, "-p", "0", "-P", "0", "--log", f"file:{log}"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shown = {}
    try:
        ask = ["vtysh", "--vty_socket", here, "--config_dir", here, "-d", "bgpd"]
        for _ in range(100):
            status, text = said(ask + ["-c", "show ip prefix-list json", "-c", "show ipv6 prefix-list json"])
            if status == 0 and text.lstrip().startswith("{"):
                decoder = json.JSONDecoder()
                first, end = decoder.raw_decode(text.lstrip())
                second, _ = decoder.raw_decode(text.lstrip()[end:].lstrip())
                shown = {**first["BGP"], **second["BGP"]}
                break
            time.sleep(0.1)
    finally:
        daemon.kill()
        daemon.wait(20)
    equal(f"FRR reads {len(wanted)} lists, each with all its entries",
          {k: len(v["entries"]) for k, v in shown.items()}, wanted)
    with open(log, encoding="utf-8", errors="replace") as f:
        bad = [line for line in f if "No such command" in line]
    equal("FRR knows every command", bad, [])


def judge_json():
    if not shutil.which("jq"):
        skip("jq reads the lists", "jq is not installed")
        return
    text = "".join(text for _, text in lists("-j", "-l", 'a "name" \\'))
    for options in (["-t"], ["-f", "112"]):
        for name in SETS[:2]:
            text += run(["filter", "--no-index", "--irr", OBJECTS, "-j"] + options + [name]).out.decode()
    status, out = said(["jq", "-e", "-c", ".[keys[0]] | type", write("all.json", text)])
    ok("jq reads the lists", status == 0 and set(out.split()) == {'"array"'}, out)


judge_bird()
judge_openbgpd()
judge_frr()
judge_json()
done_testing()
