#!/usr/bin/env python3
"""weir serve and routers that do wrong: each misdeed in each state of a session is answered as the protocol says, and harms
nobody else. Garbage, PDUs cut off, too long, in any order, amid an answer, behind the last word; each error code."""
import os
import random
import socket
import ssl
import struct
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import rtr_wire as wire  # noqa: E402
import rtr_wrong as wrong  # noqa: E402
from serve_daemon import Daemon, until  # noqa: E402
from tap import done_testing, equal, note, ok  # noqa: E402
from tls_lab import Authority  # noqa: E402

SANITIZED = bool(os.environ.get("WEIR_SANITIZED"))
TIMES = int(os.environ.get("WEIR_WRONG_TIMES", "1"))  # tests/long does more of what is random
RNG = random.Random(20261122 + TIMES)
FACTS = {("vrp", f"10.0.{i}.0/24", 24, 64500 + i) for i in range(20)} | {("aspa", 64500, (64510, 64511))}
STATES = ("before the query", "idle after End of Data", "after Cache Reset", "after an error", "after a query of version 3")


def converse(port, chunks, rest=b"", half=True):
    """Everything that is said to these bytes, and whether the cache hung up before it was asked to."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for c in chunks:
                s.sendall(c)
            if half:
                s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        found = rest
        try:
            while data := s.recv(1 << 20):
                found += data
        except ConnectionResetError:
            pass
        return found


def judge(d, sent, known, serving=True):
    """None, or what is wrong. A last Reset Query shows that the session lives, or that it does not."""
    first = [p for p in sent if p[1] != wire.ERROR and p[0] <= 2]
    version = first[0][0] if first else 2
    sent = [*sent, wire.reset_query(version)]
    expected = wrong.expect(sent, known, serving)
    data = b"".join(sent)
    try:
        said = wrong.heard(converse(d.port, [data]), expected[-1:] == [("closed",)], data)
    except (wire.Wrong, OSError) as e:
        return str(e)
    return None if wrong.agrees(said, expected) else f"said {said}, expected {expected}"


def lead(state, version, known):
    """What brings a session there."""
    return {"before the query": [], "idle after End of Data": [wire.reset_query(version)],
            "after Cache Reset": [wire.serial_query(version, known[version] ^ 0xf000, 1)],
            "after an error": [wire.pdu(version, 255)],
            "after a query of version 3": [wire.reset_query(3)]}[state]


def sessions(d):
    return {v: d.router(v).ask().session for v in (0, 1, 2)}


def each_misdeed(d, known, serving, states):
    for version in (0, 1, 2):
        for state in states:
            before, found, n = lead(state, version, known), [], 0
            deeds = {**wrong.misdeeds(version), **{f"a report, code {struct.unpack('!H', p[2:4])[0]}, {len(p)} bytes": p for p in wrong.reports(version)}}
            for v in range(4):
                if v != version:
                    deeds[f"a query of version {v}"] = wire.reset_query(v)
                    deeds[f"a report of version {v}"] = wire.error_report(v, 0)
            deeds["a serial query of another session"] = wire.serial_query(version, known[version] ^ 0xf000, 1)
            for name, p in deeds.items():
                n += 1
                why = judge(d, [*before, p], known, serving)
                if why:
                    found.append(f"{name}: {why}")
            ok(f"version {version}, {state}{'' if serving else ', no data'}: {n} misdeeds are answered as they must be", not found, "\n".join(found[:10]))


def any_order(d, known, n):
    """Queries and misdeeds of all versions, shuffled."""
    pool = [p for v in range(3) for p in (*wrong.misdeeds(v).values(), *wrong.reports(v)[:6])] + [wire.reset_query(3), wire.reset_query(255)]
    good = [q for v in range(3) for q in (wire.reset_query(v), wire.serial_query(v, known[v] ^ 0xf000, 7))]
    found = []
    for _ in range(n):
        version = RNG.randrange(3)
        sent = [RNG.choice(good[2 * version:2 * version + 2] * 3 + good + pool[:]) if RNG.random() < 0.4
                else RNG.choice(good[2 * version:2 * version + 2]) for _ in range(RNG.randrange(1, 6))]
        why = judge(d, sent, known)
        if why:
            found.append(f"{[p[:12].hex() for p in sent]}: {why}")
    ok(f"{n} conversations in any order are answered as they must be", not found, "\n".join(found[:10]))


def in_pieces(d, known, n):
    """The same, cut anywhere, with pauses of the network."""
    found = []
    for _ in range(n):
        v = RNG.randrange(3)
        sent = [wire.reset_query(v)] * RNG.randrange(3) + [RNG.choice([*wrong.misdeeds(v).values(), *wrong.reports(v)])]
        data, chunks = b"".join(sent), []
        while data:
            at = RNG.randrange(1, min(len(data), 40) + 1)
            chunks.append(data[:at])
            data = data[at:]
        data = b"".join(sent)
        expected = wrong.expect(sent, known)
        try:
            said = wrong.heard(converse(d.port, chunks, half=expected[-1:] != [("closed",)]), expected[-1:] == [("closed",)], data)
        except (wire.Wrong, OSError) as e:
            said = [str(e)]
        if not wrong.agrees(said, expected):
            found.append(f"{[p[:12].hex() for p in sent]}: {said}, expected {expected}")
    ok(f"{n} conversations in pieces of any size", not found, "\n".join(found[:10]))


def cut_off(d):
    """The router goes amid a PDU: no answer that it did not ask for, no Error Report to what may still be right."""
    found, n = [], 0
    for version in (0, 1, 2):
        for whole in (wire.reset_query(version), wire.serial_query(version, 1, 1), wire.error_report(version, 0, b"abcd", b"text")):
            for before in ([], [wire.reset_query(version)]):
                for at in range(1, len(whole)):
                    n += 1
                    data = b"".join(before) + whole[:at]
                    said = wrong.heard(converse(d.port, [data]), False, data)
                    if said != [("answer", version)] * len(before):
                        found.append(f"{whole.hex()} cut at {at}: {said}")
    ok(f"{n} PDUs cut off are not answered", not found, "\n".join(found[:10]))


def garbage(d, n):
    good = [wire.reset_query(v) for v in range(3)] + [wire.serial_query(v, 1, 1) for v in range(3)] + [p for v in range(3) for p in wrong.reports(v)[:20]]
    found = []
    for _ in range(n):
        data = bytearray(b"".join(RNG.choice(good) for _ in range(RNG.randrange(1, 4)))) if RNG.random() < 0.8 else bytearray(RNG.randbytes(RNG.randrange(1, 3000)))
        for _ in range(RNG.randrange(4)):
            at = RNG.randrange(len(data))
            data[at:at + RNG.randrange(2)] = bytes([RNG.randrange(256)])
        try:
            wrong.heard(converse(d.port, [bytes(data)]), False, bytes(data))
        except (wire.Wrong, OSError) as e:
            found.append(f"{bytes(data[:40]).hex()}: {e}")
    ok(f"{n} times garbage: what is said is protocol", not found, "\n".join(found[:10]))


MANY = 300000  # more than the buffers of both sides of a connection hold
LARGE = 300000  # bytes of a wrong PDU: more than a cache takes in at once


def connected(d, tls=None):
    """A router that lets little wait."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.settimeout(60)
    s.connect(("127.0.0.1", d.port))
    return tls.wrap_socket(s, server_hostname="localhost", suppress_ragged_eofs=False) if tls else s


def until_closed(s, again=b""):
    """All that is said, while these bytes are sent now and then, to the end in order or (second) what ends it otherwise."""
    parts, size, sends, step = [], 0, 0, 1 << 20
    try:
        while data := s.recv(1 << 16):
            parts.append(data)
            size += len(data)
            if again and size >= (sends + 1) * step:
                sends += 1
                s.send(again)
    except OSError as e:
        return b"".join(parts), e
    return b"".join(parts), None


def amid(d, version, p, tls=None, again=b""):
    """Sent while the answer waits; the answer comes whole, then what is to be said, then an end in order."""
    with connected(d, tls) as s:
        s.sendall(wire.reset_query(version))
        found = s.recv(8)
        s.sendall(p)
        if not again and not tls:
            s.shutdown(socket.SHUT_WR)
        rest, why = until_closed(s, again)
    data = found + rest
    whole = 8 + 20 * MANY + (24 if version else 12)
    expected = wrong.expect([wire.reset_query(version), p], {version: struct.unpack("!H", data[2:4])[0]})
    try:
        said = wrong.heard(data[:8] + data[whole - (24 if version else 12):], expected[-1:] == [("closed",)], p)
    except wire.Wrong as e:
        return f"{len(data)} bytes of {whole}, {why}: {e}"
    return why if wrong.agrees(said, expected) else f"said {said}, expected {expected}, {why}"


def large(version):
    """Wrong PDUs that are longer than what a session takes in, and a crowd of small ones."""
    return {"a report of 60 kB": wrong.reports(version)[-1], "a report of 300 kB": wire.error_report(version, 6, bytes(LARGE), b"x"),
            "a prefix of 300 kB": struct.pack("!BBHI", version, wire.IPV4, 0, LARGE) + bytes(LARGE - 8),
            "reports": wire.error_report(version, 2) * (LARGE // 16), "prefixes": wrong.from_cache(version)[2] * (LARGE // 20)}


def document():
    rows = ",".join(f'{{"asn":{64500 + (i & 1)},"prefix":"{i // 65536 + 1}.{i // 256 % 256}.{i % 256}.0/24","maxLength":24,"ta":"ripe"}}' for i in range(MANY))
    return f'{{"roas":[{rows}]}}'


def amid_an_answer():
    with Daemon("amid", document()) as d:
        until(lambda: d.log("served"), 60)
        server = d.children()["weir-server"]
        with connected(d) as s:
            s.sendall(wire.reset_query(1))
            until(lambda: d.metrics()["routinator_rtr_bytes_written_total"] > 0)
            written = d.metrics()["routinator_rtr_bytes_written_total"]
            ok("who does not read has the server wait amid an answer", 0 < written < 20 * MANY, written)
        for version in (0, 1, 2):
            deeds = {**wrong.misdeeds(version), **{f"a report, code {struct.unpack('!H', p[2:4])[0]}, {len(p)} bytes": p for p in wrong.reports(version)},
                     **{f"a query of version {v}": wire.reset_query(v) for v in range(4) if v != version}}
            if SANITIZED:
                deeds = dict(RNG.sample(sorted(deeds.items()), 10))
            deeds.update(large(version))
            found = [f"{name}: {why}" for name, p in deeds.items() if (why := amid(d, version, p))]
            ok(f"version {version}, amid an answer: {len(deeds)} misdeeds are answered behind it", not found, "\n".join(found[:10]))
            found = [f"{name}: {why}" for name, p in large(version).items() if (why := amid(d, version, p, again=p[:500]))]
            ok(f"version {version}, amid an answer: so they are where more of that follows", not found, "\n".join(found))
        equal("by the same process", d.children()["weir-server"], server)


def amid_an_answer_over_tls():
    authority = Authority("certs", "ca")
    certificate, key = authority.issue("cache", "DNS:localhost")
    tls = ssl.create_default_context(cafile=authority.certificate)
    with Daemon("amid-tls", document(), rtr=f", tls: {{certificate: {certificate}, key: {key}}}") as d:
        until(lambda: d.log("served"), 60)
        found = [f"{name}: {why}" for name, p in large(1).items() if (why := amid(d, 1, p, tls) or amid(d, 1, p, tls, p[:500]))]
        ok("over TLS, amid an answer: large misdeeds are answered behind it, and the line ends in order", not found, "\n".join(found))


def who_does_not_hang_up(d):
    """What is said behind the last word is taken in for a while, and so much of it."""
    def connections():
        return d.metrics()["routinator_rtr_current_connections"]
    before, heard = connections(), d.metrics()["weir_rtr_errors_heard_total"]
    with connected(d) as s:
        s.sendall(wire.error_report(1, 2))
        equal("who does not hang up is hung up on", until_closed(s), (b"", None))
        equal("its session is counted as ended", d.metrics()["weir_rtr_errors_heard_total"], heard + 1)
        equal("but it may still send", connections(), before + 1)
        until(lambda: connections() == before, 15)
        equal("for some seconds", connections(), before)
    with connected(d) as s:
        s.sendall(wire.error_report(1, 2))
        sent = 0
        try:
            while sent < 64 << 20:
                sent += s.send(bytes(65536))
        except OSError:
            pass
        ok("what it sends is taken in up to a limit", 1 << 20 <= sent < 64 << 20, sent)


def main():
    with Daemon("wrong", FACTS) as d:
        d.wait("served")
        server = d.children()["weir-server"]
        known = sessions(d)
        each_misdeed(d, known, True, STATES)
        any_order(d, known, 300 * TIMES)
        in_pieces(d, known, 200 * TIMES)
        cut_off(d)
        garbage(d, 300 * TIMES)
        r = d.router(2).ask()
        equal("after all that a router is served, by the same process", (r.records, d.children()["weir-server"]), (FACTS, server))
        who_does_not_hang_up(d)
        m = d.metrics()
        note({k: v for k, v in m.items() if "errors" in k or "connections" in k})
        until(lambda: d.metrics()["routinator_rtr_current_connections"] == 1)
        equal("and nobody else is connected", d.metrics()["routinator_rtr_current_connections"], 1)
        ok("errors of routers are counted", m["weir_rtr_errors_sent_total"] > 200 and m["weir_rtr_errors_heard_total"] > 200, m)
        ok("nothing of what they say can harm a terminal", not any(c < " " and c != "\n" for line in d.log() for c in line))
    with Daemon("no data", "{") as d:
        d.wait("parse-failed")
        each_misdeed(d, {0: 0, 1: 0, 2: 0}, False, ("before the query", "idle after End of Data"))
    amid_an_answer()
    amid_an_answer_over_tls()


main()
done_testing()
