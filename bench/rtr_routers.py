"""Routers that cost as little as can be: what they are sent is counted, and thrown away by the kernel.

    r = Router(port); r.reset(nbytes)        one full answer of a known size
    resets(port, n, nbytes)                  n routers at a time: wall seconds until each has all
    r.wait_for_news()                        Serial Notify, Serial Query, until End of Data

Version 1 (RFC 8210), which all servers here speak.
"""
import select
import socket
import struct
import time

HEADER, END = 8, 24
NOTIFY, RESPONSE, END_OF_DATA, CACHE_RESET = 0, 3, 7, 8
PIECE, ENOUGH = 1 << 22, 1 << 16
_trash = bytearray(PIECE)


def full_size(rows):
    """Bytes of the answer with all VRPs: Cache Response, prefixes, End of Data."""
    return HEADER + sum(20 if r[4] == 32 else 32 for r in rows) + END


class Router:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.session, self.serial = 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.socket.close()

    def exactly(self, n):
        data = b""
        while len(data) < n:
            more = self.socket.recv(n - len(data))
            if not more:
                raise ConnectionError("the server closed")
            data += more
        return data

    def pdu(self):
        header = self.exactly(HEADER)
        return header + self.exactly(struct.unpack("!I", header[4:])[0] - HEADER)

    def ask(self):
        self.socket.sendall(struct.pack("!BBHI", 1, 2, 0, HEADER))

    def wake_at(self, n):
        """Nobody is woken for less: some servers send a PDU at a time."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, max(1, min(n, ENOUGH)))

    def drop(self, n):
        """Let the kernel throw away up to `n` bytes (tcp(7), MSG_TRUNC); how many are left."""
        got = self.socket.recv_into(_trash, min(n, PIECE), socket.MSG_TRUNC)
        if not got:
            raise ConnectionError("the server closed")
        self.wake_at(n - got)
        return n - got

    def take_end(self):
        end = self.exactly(END)
        if end[1] != END_OF_DATA:
            raise RuntimeError(f"expected End of Data, found type {end[1]}")
        self.session, self.serial = struct.unpack("!HxxxxI", end[2:12])

    def reset(self, nbytes):
        """True with all of it; False where the server has no data yet."""
        self.ask()
        if self.exactly(HEADER)[1] != RESPONSE:
            return False
        left = nbytes - HEADER - END
        while left:
            left = self.drop(left)
        self.take_end()
        return True

    def wait_for_news(self):
        """Bytes of the answer to the Serial Query that follows a Serial Notify."""
        while self.pdu()[1] != NOTIFY:
            pass
        self.socket.sendall(struct.pack("!BBHII", 1, 1, self.session, 12, self.serial))
        got = 0
        while True:
            p = self.pdu()
            got += len(p)
            if p[1] == CACHE_RESET:
                raise RuntimeError("expected a delta, found Cache Reset")
            if p[1] == END_OF_DATA:
                self.session, self.serial = struct.unpack("!HxxxxI", p[2:12])
                return got


def resets(port, n, nbytes):
    routers = [Router(port) for _ in range(n)]
    poll, left = select.epoll(), {}
    for r in routers:
        left[r.socket.fileno()] = [nbytes - END, r]
        r.wake_at(ENOUGH)
        poll.register(r.socket, select.EPOLLIN)
    start = time.monotonic()
    for r in routers:
        r.ask()
    while left:
        for fd, _ in poll.poll(120):
            entry = left[fd]
            if entry[0]:
                entry[0] = entry[1].drop(entry[0])
            else:
                entry[1].take_end()
                poll.unregister(fd)
                del left[fd]
    wall = time.monotonic() - start
    for r in routers:
        r.socket.close()
    return wall
