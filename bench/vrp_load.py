#!/usr/bin/env python3
"""Loading 600k VRPs from rpki-client's JSON: weir rov without routes, stayrtr beside it.

stayrtr's figure is what its process has used when it has answered a reset query with all VRPs; it
is then terminated. FORT reads VRPs only through SLURM, another format: it is left out. Bar: 0.35 CPU-s.
"""
import os
import socket
import struct
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import measure  # noqa: E402
import rtr_servers  # noqa: E402
import vrps  # noqa: E402

END_OF_DATA, PREFIXES = 7, (4, 6)


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


class Stayrtr(rtr_servers.Stayrtr):
    polls = 600  # never while it is measured


def answered(server, wanted):
    """What measure() returns, for a server until it has served everything."""
    start = time.monotonic()
    with server:
        while server.process.poll() is None and time.monotonic() - start < 180:
            try:
                if full_reset(server.port) == wanted:
                    return server.cpu(), time.monotonic() - start, server.memory()[1], 0
            except OSError:
                pass
            time.sleep(0.5)
    return 0.0, 0.0, 0, 1


def main():
    measure.need("stayrtr")
    with tempfile.TemporaryDirectory() as folder:
        rows = vrps.vrps()
        peer, unique = Stayrtr(folder, rows), len(set(rows))
        print(f"{len(rows)} VRPs, {os.path.getsize(peer.file) / 1e6:.1f} MB")
        ours = [measure.weir(), "rov", "--vrps", peer.file]
        measure.versus("load 600k VRPs", ours, lambda: answered(peer, unique), bar=0.2, peer_name=peer.name)
        measure.budget("load 600k VRPs", ours, cpu=0.35)
    measure.finish()


main()
