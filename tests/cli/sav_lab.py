#!/usr/bin/env python3
"""Packets with true and false sources over a real link into a router that loaded the filter of weir sav.

A customer's namespace and a router's are joined by a veth pair. The router loads the nftables file; the customer
sends UDP packets whose source it writes itself; what the router's prerouting hook lets pass is counted behind it.
"""
import os
import shutil
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from tap import done_testing, equal, run, skip  # noqa: E402

os.environ["PATH"] += ":/usr/sbin:/sbin"
INSIDE = "--inside"
# AS1 announces 80.1.0.0/16 here and 80.2.0.0/16 to the peer AS3; AS3 also has 83.0.0.0/16.
SOURCES = ["80.1.0.9", "80.2.0.9", "83.0.0.9", "99.0.0.9", "10.0.0.1"]
PASS = {
    "strict": ["80.1.0.9", "10.0.0.1"],  # 10.0.0.1 is the customer's own address on the link
    "efp-b": ["80.1.0.9", "80.2.0.9", "10.0.0.1"],
    "loose": ["80.1.0.9", "80.2.0.9", "83.0.0.9", "10.0.0.1"],
}


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def send(source, port):
    """One UDP packet with a source of our choice, from the customer's end of the link."""
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton("10.0.0.2"))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    raw.sendto(head + struct.pack("!HHHH", 5, port, 8, 0), ("10.0.0.2", 0))
    raw.close()


def sh(text):
    subprocess.run(["sh", "-ec", text], check=True, stdout=subprocess.DEVNULL)


def inside(scheme):
    """In a fresh user and network namespace: the router; the customer is a namespace below it."""
    sh("mount -t tmpfs none /run && mkdir -p /run/netns && ip netns add cust && ip link set lo up && "
       "ip link add eth0 type veth peer name wan netns cust && ip addr add 10.0.0.2/24 dev eth0 && ip link set eth0 up && "
       "ip netns exec cust ip addr add 10.0.0.1/24 dev wan && ip netns exec cust ip link set wan up && "
       "ip netns exec cust ip route add default via 10.0.0.2 && "
       "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter; echo 0 > /proc/sys/net/ipv4/conf/eth0/rp_filter")
    sh(f"nft -f {scheme}.nft")
    # Behind the filter: what reaches the next hook, by source.
    rules = "".join(f"ip saddr {s} udp dport 7 counter\n" for s in SOURCES)
    with open("after.nft", "w", encoding="utf-8") as f:
        f.write(f"table ip after {{\nchain c {{\ntype filter hook prerouting priority 0;\n{rules}}}\n}}\n")
    sh("nft -f after.nft")
    for source in SOURCES:
        sh(f"ip netns exec cust {sys.executable} {os.path.abspath(__file__)} {INSIDE} send {source}")
    said = subprocess.run(["nft", "list", "table", "ip", "after"], stdout=subprocess.PIPE, check=True).stdout.decode()
    print(" ".join(s for s in SOURCES if f"ip saddr {s} udp dport 7 counter packets 1 " in said))


def border():
    with open("weir.yaml", "w", encoding="utf-8") as f:
        f.write("network: {asn: 2}\nneighbors:\n  - {asn: 1, relationship: customer, interfaces: [eth0]}\n"
                "  - {asn: 3, relationship: peer}\nsources: {routes: [{text: rib.txt}]}\n")
    with open("rib.txt", "w", encoding="utf-8") as f:
        for asn, address, prefix, path in ((1, "10.0.0.1", "80.1.0.0/16", "1"), (3, "10.9.0.3", "80.2.0.0/16", "3 1"),
                                           (3, "10.9.0.3", "83.0.0.0/16", "3")):
            f.write(f"TABLE_DUMP2|1|B|{address}|{asn}|{prefix}|{path}|IGP|{address}|0|0||NAG||\n")


def can_work():
    if not shutil.which("nft") or not shutil.which("ip"):
        return False
    p = subprocess.run(["unshare", "-rnm", "sh", "-ec", "mount -t tmpfs none /run && mkdir -p /run/netns && ip netns add x && "
                        "ip link add veth8 type veth peer name veth9 netns x"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return not p.returncode


if sys.argv[1:2] == [INSIDE]:
    if sys.argv[2] == "send":
        send(sys.argv[3], 7)
    else:
        inside(sys.argv[2])
    sys.exit(0)
border()
for name, passing in PASS.items():
    if not can_work():
        skip(name, "no nft, no ip, or no network namespaces")
        continue
    r = run(["sav", "list", "--scheme", name, "--format", "nftables"])
    with open(f"{name}.nft", "wb") as out:
        out.write(r.out)
    p = subprocess.run(["unshare", "-rnm", sys.executable, os.path.abspath(__file__), INSIDE, name],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    equal(f"{name}: of five sources, what the router lets pass", (p.stdout.decode().split(), p.stderr.decode()), (passing, ""))
done_testing()
