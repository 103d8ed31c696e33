#!/usr/bin/env python3
"""Loading 600k VRPs from rpki-client's JSON: weir rov without routes, stayrtr beside it.

stayrtr's figure is what its process has used when it has answered a reset query with all VRPs; it
is then terminated. FORT reads VRPs only through SLURM, another format: it is left out. Bar: 0.35 CPU-s.
"""
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import measure  # noqa: E402
import vrps  # noqa: E402

END_OF_DATA, PREFIXES = 7, (4, 6)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def cpu_and_rss(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        rss = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), rss


def full_reset(port):
    """Send a Reset Query (RFC 8210 5.4); how many prefixes came before End of Data."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as s:
        s.sendall(struct.pack("!BBHI", 1, 2, 0, 8))
        f, count = s.makefile("rb"), 0
        while True:
            header = f.read(8)
            if len(header) < 8:
                return -1
            _, kind, _, length = struct.unpack("!BBHI", header)
            f.read(length - 8)
            count += kind in PREFIXES
            if kind in (END_OF_DATA, 8):  # 8: no data yet
                return count


def stayrtr(vrp_file, wanted):
    """What measure() returns, for stayrtr until it has served everything."""
    port = free_port()
    start = time.monotonic()
    p = subprocess.Popen(["stayrtr", "-cache", vrp_file, "-checktime=false", "-bind", f"127.0.0.1:{port}",
                          "-metrics.addr", "", "-protocol", "1"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while p.poll() is None and time.monotonic() - start < 180:
            try:
                if full_reset(port) == wanted:
                    cpu, rss = cpu_and_rss(p.pid)
                    return cpu, time.monotonic() - start, rss, 0
            except OSError:
                pass
            time.sleep(0.5)
        return 0.0, 0.0, 0, 1
    finally:
        if p.poll() is None:
            p.send_signal(signal.SIGTERM)
        p.wait()


def main():
    measure.need("stayrtr")
    with tempfile.TemporaryDirectory() as folder:
        rows = vrps.vrps()
        vrp_file = os.path.join(folder, "vrps.json")
        vrps.write_json(vrp_file, rows)
        unique = len({r for r in rows})
        print(f"{len(rows)} VRPs, {os.path.getsize(vrp_file) / 1e6:.1f} MB")
        ours = [measure.weir(), "rov", "--vrps", vrp_file]
        measure.versus("load 600k VRPs", ours, lambda: stayrtr(vrp_file, unique), bar=0.2, peer_name="stayrtr")
        measure.budget("load 600k VRPs", ours, cpu=0.35)
    measure.finish()


main()
