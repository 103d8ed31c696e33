"""Generations of records that can be told apart, and what a router may hear of them.

    truth = Truth(2000)
    d.write(truth.of(7))                  the records of generation 7
    router = truth.again(d, router)       a new connection that goes on where the old one was
    truth.wrong                           sentences, one for each rule that was broken

A router of version v that has a serial must have the records of one generation, exactly; one serial of a session is
one generation for ever, whoever hears of it and whoever died meanwhile, and a later serial is none of an earlier generation.
"""
import random
import threading

import rtr_wire as wire

MARK = 4200000000


def mark(n):
    return ("vrp", f"100.{n >> 8 & 255}.{n & 255}.0/24", 24, MARK + (n >> 16))


class Truth:
    def __init__(self, size, seed=1, bulk=None):
        """bulk: {generation: how many VRPs it has beside the others}"""
        rng = random.Random(seed)
        self.base = sorted({("vrp", f"{rng.randrange(11, 99)}.{rng.randrange(256)}.{rng.randrange(256)}.0/24", 24, rng.randrange(1, 400000))
                            for _ in range(size)} | {("aspa", 64500 + i, (65000 + i, 65100 + i)) for i in range(size // 20)})
        self.bulk = bulk or {}
        self.seed, self.lock, self.made = seed, threading.Lock(), {}
        self.wrong, self.seen = [], {}  # (version, session without what depends on the serial, serial): generation
        self.answers = self.incremental = self.resets = 0

    def of(self, n):
        if n not in self.made:
            if len(self.made) > 20:
                self.made = {}
            self.made[n] = self.make(n)
        return self.made[n]

    def make(self, n):
        """Some come, some go, some customers have other providers."""
        rng = random.Random(self.seed << 32 | n)
        gone = set(rng.sample(self.base[:-1], min(20, len(self.base) // 10)))
        facts = {f for f in self.base if f not in gone} | {mark(n)}
        facts |= {("vrp", f"101.{i >> 8}.{i & 255}.0/24", 25, 64999) for i in range(self.bulk.get(n, 0))}
        changed = {f[1]: f for f in rng.sample([f for f in self.base if f[0] == "aspa"], min(3, len(self.base) // 20))}
        return {("aspa", f[1], (f[2][0], 66000 + n)) if f[1] in changed and f[0] == "aspa" else f for f in facts}

    def generation(self, router):
        marks = [((r[3] - MARK) << 16 | int(r[1].split(".")[1]) << 8 | int(r[1].split(".")[2])) for r in router.records
                 if r[0] == "vrp" and r[3] >= MARK]
        return marks[0] if len(marks) == 1 else None

    def blame(self, router, text):
        with self.lock:
            self.wrong.append(f"version {router.version}, serial {router.serial}: {text}")

    def judge(self, router):
        """After an End of Data."""
        n = self.generation(router)
        if n is None or router.records != wire.wanted(router.version, router.aspa, self.of(n)):
            expected = wire.wanted(router.version, router.aspa, self.of(n)) if n is not None else set()
            self.blame(router, f"{len(router.records ^ expected)} records are not of generation {n}")
            return
        session = router.session if router.version else router.session & 0xf000
        with self.lock:
            self.answers += 1
            self.incremental += not router.asked_all
            known = self.seen.setdefault((router.version, session, router.serial), n)
        if known != n:
            self.blame(router, f"generations {known} and {n}")

    def sessions(self, version):
        return {key[1] for key in self.seen if key[0] == version}

    def in_order(self):
        """Whether later serials are later generations, in each session."""
        for version, session in {key[:2] for key in self.seen}:
            serials = sorted((key[2], n) for key, n in self.seen.items() if key[:2] == (version, session))
            behind = [((s - serials[0][0] + 2 ** 31) % 2 ** 32, n) for s, n in serials]
            numbers = [n for _, n in sorted(behind)]
            if numbers != sorted(numbers):
                return False
        return True

    def ask(self, router, everything=False):
        """One query, answered well or with Cache Reset, or None where the connection broke or there are no data yet."""
        ends, resets = router.ends, router.resets
        try:
            router.ask(everything)
        except OSError:
            return None
        except wire.Wrong as e:
            self.blame(router, str(e))
            return None
        if any(code not in (2, 12) for code, *_ in router.errors):
            self.blame(router, f"errors {[e[0] for e in router.errors]}")
        if router.resets > resets:
            with self.lock:
                self.resets += 1
            return self.ask(router, everything=True)
        if router.ends == ends:
            return None
        self.judge(router)
        return router

    def resume(self, new, old):
        """A connection that goes on with what another one knew."""
        new.session, new.serial, new.records = old.session, old.serial, set(old.records)
        return new

    def again(self, daemon, old):
        """A new connection; None where there is none yet, or no answer."""
        try:
            new = daemon.router(old.version, aspa=old.aspa)
        except OSError:
            return None
        answered = self.ask(self.resume(new, old))
        if not answered:
            new.socket.close()
        return answered
