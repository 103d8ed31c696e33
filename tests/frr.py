"""A bgpd of FRR that runs alone in a folder of its own.

    with Frr("folder", "-p", "0") as frr:
        frr.load("as64501-in.frr")      (status, what it says)
        frr.show("running-config")
"""
import os
import re
import shutil
import subprocess
import time


def said(argv, **kw):
    p = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False, **kw)
    return p.returncode, p.stdout.decode("utf-8", "replace")


def until(what, seconds=15, pause=0.1):
    for _ in range(int(seconds / pause)):
        if what():
            return True
        time.sleep(pause)
    return False


def roles(text):
    """The lines of roles that the head of a file asks to be entered once."""
    return re.findall(r"^! in router bgp \d+, once, .*: (neighbor \S+ local-role \S+)$", text, re.M)


class Frr:
    """`with` ends it."""

    PROGRAM = "/usr/lib/frr/bgpd"

    def __init__(self, folder, *options):
        here = os.path.abspath(folder)
        os.makedirs(here, exist_ok=True)
        with open(f"{here}/vtysh.conf", "w", encoding="utf-8"):
            pass
        self.log = f"{here}/log"
        self.daemon = subprocess.Popen([self.PROGRAM, "-Z", "-S", "--vty_socket", here, "-i", f"{here}/bgpd.pid", "-f", os.devnull,
                                        "-P", "0", "--log", f"file:{self.log}", *options],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.vtysh = ["vtysh", "--vty_socket", here, "--config_dir", here, "-d", "bgpd"]

    def __enter__(self):
        until(lambda: said(self.vtysh + ["-c", "show version"])[0] == 0)
        return self

    def __exit__(self, *error):
        self.daemon.terminate()
        self.daemon.wait(20)

    def load(self, path):
        return said(self.vtysh + ["-f", path])

    def show(self, command):
        return said(self.vtysh + ["-c", "show " + command])[1]

    @classmethod
    def runs_here(cls):
        return os.access(cls.PROGRAM, os.X_OK) and shutil.which("vtysh") and os.geteuid() == 0
