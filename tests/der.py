"""DER (X.690) for tests: a writer of bytes, sharing nothing with src/.

Each function returns the bytes of one element; what is inside is given as bytes.
"""


def element(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 0x80:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def sequence(*parts):
    return element(0x30, *parts)


def set_of(*parts):
    """The elements in the order that DER wants (X.690 11.6)."""
    return element(0x31, *sorted(parts))


def explicit(n, *parts):
    return element(0xA0 | n, *parts)


def implicit(n, *parts):
    """A primitive element of context-specific tag `n`."""
    return element(0x80 | n, *parts)


def boolean(v):
    return element(0x01, b"\xff" if v else b"\x00")


def integer(v):
    return element(0x02, v.to_bytes(v.bit_length() // 8 + 1, "big", signed=True))


def bits(body, unused=0):
    return element(0x03, bytes([unused]), body)


def octets(*parts):
    return element(0x04, *parts)


def null():
    return element(0x05)


def oid(dotted):
    arcs = [int(a) for a in dotted.split(".")]
    body = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        body += bytes(reversed(septets))
    return element(0x06, body)


def printable(s):
    return element(0x13, s.encode())


def ia5(s):
    return element(0x16, s.encode())


def utc_time(t):
    """`t` is a datetime in UTC."""
    return element(0x17, t.strftime("%y%m%d%H%M%SZ").encode())


def general_time(t):
    return element(0x18, t.strftime("%Y%m%d%H%M%SZ").encode())


def integers(der):
    """The numbers of a SEQUENCE of INTEGERs, as a private key is one (RFC 8017 A.1.2)."""
    found, body = [], _split(der)[1]
    while body:
        _, value, body = _split(body)
        found.append(int.from_bytes(value, "big"))
    return found


def _split(der):
    """(tag, content, what follows) of the first element."""
    n, at = der[1], 2
    if n & 0x80:
        at += n & 0x7F
        n = int.from_bytes(der[2:at], "big")
    return der[0], der[at:at + n], der[at + n:]
