"""The RPKI to Router protocol as a router sees it, for tests: versions 0, 1 and 2, both forms of ASPAs.

Written from RFC 6810, RFC 8210 and draft-ietf-sidrops-8210bis-26, with no code of src/. Records are
tuples: ("vrp", prefix, maxlength, asn), ("key", asn, ski, spki), ("aspa", customer, (provider, ...)).
"""
import ipaddress
import struct

NOTIFY, SERIAL_QUERY, RESET_QUERY, RESPONSE, IPV4, IPV6, END, CACHE_RESET, KEY, ERROR, ASPA = \
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11
PAYLOAD = (IPV4, IPV6, KEY, ASPA)


class Wrong(Exception):
    """The cache broke a rule."""


def need(condition, text):
    if not condition:
        raise Wrong(text)


def pdu(version, kind, field=0, body=b""):
    return struct.pack("!BBHI", version, kind, field, 8 + len(body)) + body


def serial_query(version, session, serial):
    return pdu(version, SERIAL_QUERY, session, struct.pack("!I", serial))


def reset_query(version):
    return pdu(version, RESET_QUERY)


def error_report(version, code, enclosed=b"", text=b""):
    return pdu(version, ERROR, code, struct.pack("!I", len(enclosed)) + enclosed + struct.pack("!I", len(text)) + text)


def split(data):
    """Whole PDUs and what is left."""
    found, at = [], 0
    while len(data) - at >= 8:
        length = struct.unpack_from("!I", data, at + 4)[0]
        need(8 <= length <= 65535, f"length {length}")
        if len(data) - at < length:
            break
        found.append(data[at:at + length])
        at += length
    return found, data[at:]


def read_error(p):
    """(code, enclosed PDU, text)"""
    code, n = struct.unpack("!H", p[2:4])[0], struct.unpack("!I", p[8:12])[0]
    m = struct.unpack("!I", p[12 + n:16 + n])[0]
    need(len(p) == 16 + n + m, "inner lengths of an Error Report")
    return code, p[12:12 + n], p[16 + n:].decode("utf-8")


def read_vrp(p):
    size = 4 if p[1] == IPV4 else 16
    need(len(p) == 16 + size and p[2:4] == b"\0\0" and p[11] == 0 and p[8] <= 1, "form of a prefix PDU")
    length, longest = p[9], p[10]
    need(length <= longest <= 8 * size, "lengths of a prefix PDU")
    net = ipaddress.ip_network((p[12:12 + size], length))  # raises where host bits are set
    return bool(p[8]), ("vrp", str(net), longest, struct.unpack("!I", p[12 + size:])[0])


def read_key(p):
    need(p[2] <= 1 and p[3] == 0 and len(p) > 32, "form of a router key PDU")
    return bool(p[2]), ("key", struct.unpack("!I", p[28:32])[0], p[8:28].hex(), p[32:].hex())


def numbers(data):
    return struct.unpack(f"!{len(data) // 4}I", data)


def check_providers(announce, providers):
    need(list(providers) == sorted(set(providers)), "providers ascending and unique")
    need(0 not in providers or len(providers) == 1, "AS0 alone")
    need(bool(providers) == announce, "providers exactly where an ASPA is announced")


def read_aspa(p):
    """Today's form: (announce, record, None)."""
    need(p[2] <= 1 and p[3] == 0 and len(p) % 4 == 0, "form of an ASPA PDU")
    customer, *providers = numbers(p[8:])
    check_providers(bool(p[2]), providers)
    return bool(p[2]), ("aspa", customer, tuple(providers)), None


def read_draft10(p):
    """The form of drafts 10 to 13: (announce, record, family)."""
    need(p[2:4] == b"\0\0" and p[8] <= 1 and p[9] <= 1, "form of an ASPA PDU of draft 10")
    count = struct.unpack("!H", p[10:12])[0]
    need(len(p) == 16 + 4 * count, "how many providers")
    customer, *providers = numbers(p[12:])
    check_providers(bool(p[8]), providers)
    return bool(p[8]), ("aspa", customer, tuple(providers)), p[9]


def sort_key(kind, announce, record):
    """Section 11.2: ascending in this is the order of a response."""
    if kind in (IPV4, IPV6):
        net = ipaddress.ip_network(record[1])
        key = (int(net.network_address), record[2], net.prefixlen, record[3])
        return (kind, not announce, tuple(-k for k in key) if announce else key)
    if kind == KEY:
        return (kind, not announce, (bytes.fromhex(record[2]), len(record[3]), bytes.fromhex(record[3]), record[1]))
    return (kind, not announce, (record[1],))


def wanted(version, aspa, facts):
    """What of the facts a router of that version hears of."""
    known = {"vrp"} | ({"key"} if version >= 1 else set()) | ({"aspa"} if version >= 2 and aspa != "off" else set())
    return {f for f in facts if f[0] in known}


class Router:
    """Takes what a cache sends, strictly; `records` are those of `serial` once `end` was seen."""

    def __init__(self, version, aspa="current"):
        self.version, self.aspa = version, aspa
        self.session = self.serial = self.intervals = None
        self.records, self.data = set(), b""
        self.notified, self.errors, self.resets, self.ends = [], [], 0, 0
        self.asked_all = self.open = False
        self.changes = None  # PDUs of the response at hand
        self.payload_count = 0

    def query(self, everything=False):
        self.asked_all = everything or self.session is None
        if self.asked_all:
            return reset_query(self.version)
        return serial_query(self.version, self.session, self.serial)

    def take(self, data):
        found, self.data = split(self.data + data)
        for p in found:
            self.one(p)

    def one(self, p):
        need(p[0] == self.version, f"version {p[0]}")
        field = struct.unpack("!H", p[2:4])[0]
        if p[1] == ERROR:
            self.errors.append(read_error(p))
        elif p[1] == NOTIFY:
            need(self.changes is None and len(p) == 12, "Serial Notify amid a response")
            self.notified.append((field, struct.unpack("!I", p[8:12])[0]))
        elif p[1] == RESPONSE:
            need(self.changes is None and len(p) == 8, "Cache Response amid a response")
            need(self.asked_all or field == self.session, "session of a Serial Query")
            self.session, self.changes = field, []
        elif p[1] == CACHE_RESET:
            need(len(p) == 8 and field == 0 and not self.asked_all, "Cache Reset")
            self.resets += 1
        elif p[1] == END:
            self.end(p, field)
        else:
            need(p[1] in PAYLOAD and self.changes is not None, f"type {p[1]}")
            self.changes.append(p)

    def end(self, p, field):
        need(field == self.session and len(p) == (12 if self.version == 0 else 24), "End of Data")
        self.records = self.apply(set() if self.asked_all else self.records)
        self.payload_count = len(self.changes)
        self.serial, self.changes = struct.unpack("!I", p[8:12])[0], None
        self.intervals = numbers(p[12:]) or None
        self.ends += 1

    def read(self, p):
        if p[1] in (IPV4, IPV6):
            return (*read_vrp(p), None)
        if p[1] == KEY:
            need(self.version >= 1, "router key in version 0")
            return (*read_key(p), None)
        need(self.version == 2 and self.aspa != "off", "ASPA")
        return read_draft10(p) if self.aspa == "draft10" else read_aspa(p)

    def apply(self, records):
        """In order, each thing once, everything a change: the least there can be."""
        last, families, mentioned = None, {}, set()
        aspas = {r[1]: r for r in records if r[0] == "aspa"}
        for p in self.changes:
            announce, record, family = self.read(p)
            key = (sort_key(p[1], announce, record), family or 0)
            need(last is None or last < key, f"order: {record}")
            last = key
            if record[0] == "aspa":
                need((record[1], family) not in mentioned, f"twice: {record}")
                mentioned.add((record[1], family))
                families.setdefault(record[1], []).append((announce, record))
                continue
            need((record in records) != announce, f"no change: {record}")
            (records.add if announce else records.remove)(record)
        for customer, said in families.items():
            need(len(said) == (2 if self.aspa == "draft10" else 1), "both families")
            need(all(s == said[0] for s in said), "both families alike")
            announce, record = said[0]
            need(aspas.get(customer) != record if announce else customer in aspas, f"no change: {record}")
            records.discard(aspas.get(customer))
            if announce:
                records.add(record)
        return records
