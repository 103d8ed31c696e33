"""Routers that do wrong, and what the drafts and RFCs say that a cache does then.

    sent = [pdu, ...]                     what a router sends on one connection
    expect(sent, known, serving)          what a cache says: ("answer", version), ("reset", version), ("error", version, codes),
                                          and last ("closed",) where it must hang up
    heard(bytes)                          the same of what a cache did say, with one code each

Written from RFC 6810, RFC 8210 and 8210bis-26, sections 5, 7, 8 and 12; no code of src/.
"""
import struct

import rtr_wire as wire

NEWEST = 2
TYPES = {0: {0, 1, 2, 3, 4, 6, 7, 8, 10}, 1: {0, 1, 2, 3, 4, 6, 7, 8, 9, 10}, 2: {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11}}
CODES = {0: 8, 1: 9, 2: 14}  # how many each version has
QUERIES = (wire.SERIAL_QUERY, wire.RESET_QUERY)


def from_cache(version):
    """Sound PDUs that a router must not send."""
    end = struct.pack("!I", 5) + (struct.pack("!III", 3600, 600, 7200) if version else b"")
    found = [wire.pdu(version, wire.NOTIFY, 1, struct.pack("!I", 5)), wire.pdu(version, wire.RESPONSE, 1),
             wire.pdu(version, wire.IPV4, 0, bytes([1, 24, 24, 0, 192, 0, 2, 0, 0, 0, 0, 1])),
             wire.pdu(version, wire.IPV6, 0, bytes([1, 32, 48, 0]) + b"\x20\x01\x0d\xb8" + bytes(12) + b"\0\0\0\1"),
             wire.pdu(version, wire.END, 1, end), wire.pdu(version, wire.CACHE_RESET),
             wire.pdu(version, wire.KEY, 0x100, bytes(20) + b"\0\0\0\1" + b"\x30\x01\x02"),
             wire.pdu(version, wire.ASPA, 0x100, struct.pack("!III", 64500, 64501, 64502))]
    return found


def of_wrong_length(version):
    head = "!BBHI"
    return [struct.pack(head, version, wire.RESET_QUERY, 0, n) + bytes(max(0, min(n, 300) - 8)) for n in (0, 7, 9, 12, 65535, 65536, 2 ** 32 - 1)] + \
           [struct.pack(head, version, wire.SERIAL_QUERY, 1, n) + bytes(max(0, min(n, 300) - 8)) for n in (0, 8, 11, 13, 24, 70000, 2 ** 32 - 1)] + \
           [struct.pack(head, version, wire.IPV4, 0, 2 ** 31) + bytes(40)]


def of_no_type(version):
    return [wire.pdu(version, t, 0, b"\0\0\0\1") for t in (5, 12, 13, 100, 254, 255)]


def reports(version):
    """Error Reports: each code, with and without a PDU and a text, and some that are damaged."""
    found = [wire.error_report(version, c, p, t) for c in (*range(14), 14, 255, 65535)
             for p, t in ((b"", b""), (wire.reset_query(version), "wrong: ü\n\x1b[2J".encode()))]
    found.append(wire.pdu(version, wire.ERROR, 0, struct.pack("!I", 2 ** 32 - 1) + bytes(20)))
    found.append(wire.pdu(version, wire.ERROR, 1, struct.pack("!I", 4) + bytes(4) + struct.pack("!I", 99)))
    found.append(wire.pdu(version, wire.ERROR, 2, b""))
    found.append(wire.pdu(version, wire.ERROR, 3, b"\0\0"))
    found.append(wire.error_report(version, 6, bytes(30000), b"x" * 30000))
    return found


def misdeeds(version):
    """What is wrong in itself, by a name."""
    found = {f"type {p[1]} of a cache": p for p in from_cache(version)}
    found.update({f"type {p[1]}, length {struct.unpack('!I', p[4:8])[0]}": p for p in of_wrong_length(version)})
    found.update({f"type {p[1]}": p for p in of_no_type(version)})
    return found


def is_length(version, kind, n):
    fixed = {wire.NOTIFY: 12, wire.SERIAL_QUERY: 12, wire.RESET_QUERY: 8, wire.RESPONSE: 8, wire.IPV4: 20, wire.IPV6: 32,
             wire.END: 24 if version else 12, wire.CACHE_RESET: 8}
    if kind in fixed:
        return n == fixed[kind]
    if kind == wire.KEY:
        return 33 <= n <= 65535
    return n >= 12 and n % 4 == 0 and n <= 65535


def fault(version, p):
    """The codes that say what is wrong with a PDU of a session; none: nothing is."""
    kind, n = p[1], struct.unpack("!I", p[4:8])[0]
    if kind not in TYPES[version]:
        return {5}
    if not is_length(version, kind, n):
        return {0} if kind in QUERIES else {0, 3}
    return set() if kind in QUERIES else {3}


def expect(sent, known, serving=True):
    """`known`: the session of each version; its serial is taken to be known too."""
    said, version, bound, refused = [], None, False, False
    for p in sent:
        v, kind, field, n = struct.unpack("!BBHI", p[:8])
        if kind == wire.ERROR:
            return said + [("closed",)]  # 5.11: never answered
        if version is None and v > NEWEST:
            said.append(("error", NEWEST, frozenset({4})))
            if kind not in QUERIES or not is_length(NEWEST, kind, n) or refused:
                return said + [("closed",)]
            refused = True
            continue
        if version is not None and v != version:
            return said + [("error", version, frozenset({8} if version else {4})), ("closed",)]
        codes = fault(v, p)
        if not codes and bound and kind == wire.SERIAL_QUERY and field != known[v]:
            codes = {0}  # 5.1
        if codes:
            return said + [("error", v, frozenset(codes)), ("closed",)]
        version = v
        if not serving:
            said.append(("error", v, frozenset({2})))
        elif kind == wire.SERIAL_QUERY and field != known[v]:
            said.append(("reset", v))
        else:
            said.append(("answer", v))
            bound = True
    return said


def heard(data, closed, sent):
    """What was said, in the words of expect(); Wrong where it is no protocol."""
    found, rest = wire.split(data)
    wire.need(not rest, "a PDU cut off")
    said, amid = [], False
    for p in found:
        wire.need(p[0] <= NEWEST and p[1] in TYPES[p[0]] - set(QUERIES), f"type {p[1]} of version {p[0]}")
        if p[1] == wire.ERROR:
            code, enclosed, text = wire.read_error(p)
            wire.need(code < CODES[p[0]], f"code {code} in version {p[0]}")
            wire.need(not amid, "an Error Report amid an answer")
            wire.need((code == 2 and not enclosed) or (len(enclosed) >= 8 and enclosed in sent), f"what is enclosed beside code {code}")
            wire.need(text.isprintable(), "the text")
            said.append(("error", p[0], code))
        elif p[1] == wire.RESPONSE:
            wire.need(not amid, "a Cache Response amid an answer")
            amid = True
        elif p[1] == wire.END:
            wire.need(amid, "End of Data without an answer")
            amid = False
            said.append(("answer", p[0]))
        elif p[1] == wire.CACHE_RESET:
            said.append(("reset", p[0]))
        elif p[1] != wire.NOTIFY:
            wire.need(amid and p[1] in wire.PAYLOAD, f"type {p[1]}")
    wire.need(not amid, "an answer cut off")
    return said + [("closed",)] * closed


def agrees(said, expected):
    return len(said) == len(expected) and all(
        s == e or (s[0] == e[0] == "error" and s[1] == e[1] and s[2] in e[2]) for s, e in zip(said, expected))
