"""Real links between a router's namespace and those of its neighbors, in a namespace apart, which is gone with its process;
and the neighbors on them.

    subprocess.run([*links.APART, sys.executable, __file__, "--inside"])
    inside: links.make(), then the router, then links.start_speakers(); links.told(neighbor)
"""
import json
import os
import subprocess
import sys
import time

import scene

APART = ["unshare", "-rnm", "--kill-child"]
ROLES = {"customer": "customer", "peer": "peer", "provider": "provider"}


def sh(text):
    subprocess.run(["sh", "-ec", text], check=True, stdout=subprocess.DEVNULL)


def number(neighbor):
    return list(scene.NEIGHBORS).index(neighbor) + 1


def address(neighbor, version, host=2):
    """Of the neighbor on its link, or with host=1 of the router."""
    n = number(neighbor)
    return f"10.0.{n}.{host}" if version == 4 else f"fd00:{n}::{host}"


def can_be_made():
    p = subprocess.run(["unshare", "-rnm", "sh", "-ec", "mount -t tmpfs none /run && mkdir -p /run/netns && ip netns add x && "
                        "ip link add veth8 type veth peer name veth9 netns x && ip addr add fd00::1/64 dev veth8 nodad"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return not p.returncode


def make():
    sh("mount -t tmpfs none /run && mkdir -p /run/netns && ip link set lo up")
    for name in scene.NEIGHBORS:
        n = number(name)
        sh(f"ip netns add n{n} && ip link add eth{n} type veth peer name wan netns n{n} && ip link set eth{n} up && "
           f"ip netns exec n{n} ip link set lo up && ip netns exec n{n} ip link set wan up")
        for version, length in ((4, 24), (6, 64)):
            nodad = "nodad" if version == 6 else ""
            sh(f"ip addr add {address(name, version, 1)}/{length} dev eth{n} {nodad} && "
               f"ip netns exec n{n} ip addr add {address(name, version)}/{length} dev wan {nodad}")


def start_speakers():
    """Each neighbor's two sessions; the processes, which the caller ends."""
    found = []
    for name, asn in scene.NEIGHBORS.items():
        with open(f"{name}.json", "w", encoding="utf-8") as f:
            json.dump([[r.prefix, r.path, r.communities] for r in scene.ROUTES if r.sender == name], f)
        for v in (4, 6):
            found.append(subprocess.Popen(
                ["ip", "netns", "exec", f"n{number(name)}", sys.executable, os.path.join(os.path.dirname(__file__), "speaker.py"),
                 str(asn), address(name, v), address(name, v, 1), ROLES[name], f"{name}.json", f"{name}{v}.heard"]))
    return found


def told(neighbor):
    """The prefixes that a neighbor has been told, and not been told to forget."""
    found = set()
    for v in (4, 6):
        if os.path.exists(f"{neighbor}{v}.heard"):
            with open(f"{neighbor}{v}.heard", encoding="utf-8") as f:
                for line in f:
                    (found.add if line[0] == "+" else found.discard)(line[1:].strip())
    return found


def all_were_told(wanted):
    return all(told(n) >= wanted(n) for n in scene.NEIGHBORS)


def until(what, seconds=25):
    for _ in range(seconds * 5):
        if what():
            return True
        time.sleep(0.2)
    return False
