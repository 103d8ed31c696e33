"""An RPKI cache that serves a few VRPs by RTR, versions 0 and 1, for routers in tests.

    with RtrCache([("192.0.2.0/24", 24, 64500)]) as cache:
        cache.port; cache.queries       (how often a router asked for all)
"""
import ipaddress
import socket
import struct
import threading

RESET_QUERY, CACHE_RESPONSE, END_OF_DATA = 2, 3, 7
SESSION = 0x5eed


def prefix_pdu(version, prefix, max_length, asn):
    net = ipaddress.ip_network(prefix)
    kind = 4 if net.version == 4 else 6
    body = struct.pack("!BBBB", 1, net.prefixlen, max_length, 0) + net.network_address.packed + struct.pack("!I", asn)
    return struct.pack("!BBHI", version, kind, 0, 8 + len(body)) + body


def answer(version, vrps):
    end = struct.pack("!I", 1) + (struct.pack("!III", 3600, 600, 7200) if version else b"")
    return (struct.pack("!BBHI", version, CACHE_RESPONSE, SESSION, 8)
            + b"".join(prefix_pdu(version, *v) for v in vrps)
            + struct.pack("!BBHI", version, END_OF_DATA, SESSION, 8 + len(end)) + end)


class RtrCache:
    def __init__(self, vrps, host="127.0.0.1"):
        self.vrps, self.queries, self.clients = vrps, 0, []
        self.listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.listener.close()
        for c in self.clients:
            c.close()

    def accept(self):
        try:
            while True:
                client = self.listener.accept()[0]
                self.clients.append(client)
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()
        except OSError:
            pass

    def serve(self, client):
        try:
            with client.makefile("rb") as stream:
                while len(head := stream.read(8)) == 8:
                    version, kind, _, length = struct.unpack("!BBHI", head)
                    stream.read(length - 8)
                    if kind == RESET_QUERY:
                        self.queries += 1
                        client.sendall(answer(min(version, 1), self.vrps))
        except OSError:
            pass
