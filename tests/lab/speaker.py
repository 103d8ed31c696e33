#!/usr/bin/env python3
"""A small BGP speaker (RFC 4271, 4760, 6793, 8092, 9234): announces what it is told, and writes what it is told back.

usage: speaker.py ASN LOCAL REMOTE ROLE ROUTES.json HEARD

Connects from LOCAL to REMOTE and sends the routes of its family: [[prefix, [path], [community]]…]. Each prefix that it
hears is a line of HEARD, "+PREFIX" or "-PREFIX", and "up" when it may.
"""
import ipaddress
import json
import socket
import struct
import sys
import time

OPEN, UPDATE, KEEPALIVE = 1, 2, 4
AFI = {4: 1, 6: 2}
ROLES = {"provider": 0, "customer": 3, "peer": 4}


def message(kind, body=b""):
    return b"\xff" * 16 + struct.pack("!HB", 19 + len(body), kind) + body


def capability(code, value):
    return struct.pack("!BBBB", 2, 2 + len(value), code, len(value)) + value


def open_message(asn, router_id, family, role):
    options = (capability(1, struct.pack("!HBB", AFI[family], 0, 1)) + capability(65, struct.pack("!I", asn))
               + capability(9, bytes([ROLES[role]])))
    return message(OPEN, struct.pack("!BHH4sB", 4, min(asn, 23456), 90, socket.inet_aton(router_id), len(options)) + options)


def attribute(flags, code, value):
    return struct.pack("!BBH", flags | 0x10, code, len(value)) + value


def nlri(prefix):
    return bytes([prefix.prefixlen]) + prefix.network_address.packed[:(prefix.prefixlen + 7) // 8]


def update(prefix, path, communities, local):
    at, local = ipaddress.ip_network(prefix), ipaddress.ip_address(local)
    parts = [list(map(int, c.split(":"))) for c in communities]
    attributes = attribute(0x40, 1, b"\0") + attribute(0x40, 2, struct.pack(f"!BB{len(path)}I", 2, len(path), *path))
    if at.version == 4:
        attributes += attribute(0x40, 3, local.packed)
    else:
        attributes += attribute(0x80, 14, struct.pack("!HBB", 2, 1, 16) + local.packed + b"\0" + nlri(at))
    attributes += b"".join(attribute(0xc0, 8, struct.pack("!HH", *c)) for c in parts if len(c) == 2)
    attributes += b"".join(attribute(0xc0, 32, struct.pack("!III", *c)) for c in parts if len(c) == 3)
    tail = nlri(at) if at.version == 4 else b""
    return message(UPDATE, struct.pack("!HH", 0, len(attributes)) + attributes + tail)


def prefixes(data, family):
    while data:
        size = (data[0] + 7) // 8
        packed = data[1:1 + size] + bytes((4 if family == 4 else 16) - size)
        yield ipaddress.ip_network((packed, data[0]))
        data = data[1 + size:]


def changes(body):
    """("+" or "-", prefix) of an UPDATE."""
    gone = struct.unpack_from("!H", body)[0]
    yield from (("-", p) for p in prefixes(body[2:2 + gone], 4))
    size = struct.unpack_from("!H", body, 2 + gone)[0]
    at, end = 4 + gone, 4 + gone + size
    yield from (("+", p) for p in prefixes(body[end:], 4))
    while at < end:
        wide = body[at] & 0x10
        length, head = struct.unpack_from("!H" if wide else "!B", body, at + 2)[0], 4 if wide else 3
        code, value = body[at + 1], body[at + head:at + head + length]
        if code == 14:
            yield from (("+", p) for p in prefixes(value[5 + value[3]:], 6))
        elif code == 15:
            yield from (("-", p) for p in prefixes(value[3:], 6))
        at += head + length


def exactly(connection, n):
    data = b""
    while len(data) < n:
        more = connection.recv(n - len(data))
        if not more:
            sys.exit("the session was closed")
        data += more
    return data


def receive(connection):
    _, length, kind = struct.unpack("!16sHB", exactly(connection, 19))
    return kind, exactly(connection, length - 19)


def connect(local, remote):
    for _ in range(100):
        try:
            return socket.create_connection((remote, 179), 5, (local, 0))
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nobody listens at {remote}")


def main():
    asn, local, remote, role, routes, heard = int(sys.argv[1]), *sys.argv[2:]
    family = ipaddress.ip_address(local).version
    with open(routes, encoding="utf-8") as f:
        ours = [r for r in json.load(f) if ipaddress.ip_network(r[0]).version == family]
    connection = connect(local, remote)
    connection.settimeout(60)
    connection.sendall(open_message(asn, f"10.9.{asn % 250}.{family}", family, role))
    established = False
    with open(heard, "w", encoding="utf-8", buffering=1) as log:
        while True:
            kind, body = receive(connection)
            if kind == OPEN:
                connection.sendall(message(KEEPALIVE))
            elif kind == KEEPALIVE:
                connection.sendall(message(KEEPALIVE) if established else b"".join(update(*r, local) for r in ours))
                log.write("" if established else "up\n")
                established = True
            elif kind == UPDATE:
                log.writelines(f"{sign}{p}\n" for sign, p in changes(body))
            else:
                sys.exit(f"message {kind}: {body!r}")


if __name__ == "__main__":
    main()
