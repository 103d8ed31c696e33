"""A neighbor of BGP that announces routes and reads nothing: as much of RFC 4271, 4760 and 6793 as that takes.

    with Speaker("127.0.0.2", ("127.0.0.1", port), asn=64602) as s:
        s.announce({"192.0.2.0/24", "2001:db8::/32"}, origin=64500)      at the end of a path of two
"""
import ipaddress
import socket
import struct

OPEN, UPDATE, KEEPALIVE = 1, 2, 4
AS_TRANS = 23456
IPV4, IPV6 = 1, 2
NEXT_HOPS = {4: "192.0.2.1", 6: "2001:db8::1"}


def message(kind, body=b""):
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body


def attribute(flags, kind, value):
    return struct.pack("!BBH", flags | 0x10, kind, len(value)) + value


def nlri(net):
    return bytes([net.prefixlen]) + net.network_address.packed[:(net.prefixlen + 7) // 8]


class Speaker:
    def __init__(self, source, to, asn):
        self.asn, self.address = asn, ipaddress.ip_address(source)
        self.socket = socket.socket()
        self.socket.settimeout(20)
        self.socket.bind((source, 0))
        self.socket.connect(to)

    def __enter__(self):
        capabilities = b"".join(struct.pack("!BBHBB", 1, 4, family, 0, 1) for family in (IPV4, IPV6)) + struct.pack("!BBI", 65, 4, self.asn)
        # No hold timer: nobody has to say that they are still there.
        self.socket.sendall(message(OPEN, struct.pack("!BHH", 4, min(self.asn, AS_TRANS), 0) + self.address.packed +
                                    bytes([len(capabilities) + 2, 2, len(capabilities)]) + capabilities))
        self.expect(OPEN)
        self.socket.sendall(message(KEEPALIVE))
        self.expect(KEEPALIVE)
        return self

    def __exit__(self, *error):
        self.socket.close()

    def take(self, n):
        data = b""
        while len(data) < n:
            more = self.socket.recv(n - len(data))
            if not more:
                raise ConnectionError("the neighbor hung up")
            data += more
        return data

    def expect(self, wanted):
        size, kind = struct.unpack("!16xHB", self.take(19))
        body = self.take(size - 19)
        if kind != wanted:
            raise ConnectionError(f"expected message {wanted}, found {kind} {body.hex()}")

    def announce(self, prefixes, origin):
        path = attribute(0x40, 1, b"\0") + attribute(0x40, 2, struct.pack("!BBII", 2, 2, self.asn, origin))
        for net in map(ipaddress.ip_network, prefixes):
            hop = ipaddress.ip_address(NEXT_HOPS[net.version]).packed
            if net.version == 4:
                way, rest = attribute(0x40, 3, hop), nlri(net)
            else:
                way, rest = attribute(0x80, 14, struct.pack("!HBB", IPV6, 1, len(hop)) + hop + b"\0" + nlri(net)), b""
            self.socket.sendall(message(UPDATE, struct.pack("!HH", 0, len(path + way)) + path + way + rest))
