"""A reader of its own that goes to the file and line which `weir explain --json` names, and looks whether
the object there really says so; and whether these objects together hold what was asked.

    from provenance import Files, check_output
    lines, wrong = check_output(weir, Files(), "out/as1-in.bird", "bird", 1, random.Random(1))
"""
import gzip
import bz2
import ipaddress
import json
import os
import re

from routers import read

net = ipaddress.ip_network


class Files:
    """Lines of text files, each read once, compressed or not."""

    def __init__(self, folder="."):
        self.folder, self.read = folder, {}

    def lines(self, path):
        path = os.path.join(self.folder, path)
        if path not in self.read:
            way = {"gz": gzip.open, "bz2": bz2.open}.get(path.rsplit(".", 1)[-1], open)
            with way(path, "rb") as f:
                self.read[path] = f.read().decode("latin-1").split("\n")
        return self.read[path]

    def line(self, path, number):
        return self.lines(path)[number - 1]

    def object_at(self, path, number):
        """(first line, attributes): the RPSL object that a line is in, as [(name, value, line)]."""
        lines = self.lines(path)
        first = number
        while first > 1 and lines[first - 2].strip() and not lines[first - 2].startswith("%"):
            first -= 1
        found = []
        for n in range(first, len(lines) + 1):
            text = lines[n - 1]
            if not text.strip():
                break
            value = text.split("#")[0]
            if text[0] in " \t+":
                if found:
                    found.append((found[-1][0], value[1:].strip(), n))
            elif ":" in value:
                name, value = value.split(":", 1)
                found.append((name.strip().lower(), value.strip(), n))
        return first, found


def values(attributes, name):
    return [v for n, v, _ in attributes if n == name]


def words(attributes, name):
    return [w.upper() for v in values(attributes, name) for w in re.split(r"[\s,;]+", v) if w]


def asn(text):
    return int(text.strip().upper().removeprefix("AS"))


def operate(lengths, op, bits):
    """RFC 2622 section 2: an operator on the (length, ge, le) of a prefix; None where nothing is left."""
    length, ge, le = lengths
    if not op:
        return lengths
    if op == "-":
        ge, le = ge + 1, bits
    elif op == "+":
        le = bits
    else:
        low, _, high = op.partition("-")
        low, high = int(low), int(high or low)
        if ge > high:
            return None
        ge, le = max(ge, low), min(high, bits)
    return (length, ge, le) if ge <= le else None


def gives(prefix, ops):
    """What operators, the innermost first, make of a prefix."""
    lengths = (prefix.prefixlen, prefix.prefixlen, prefix.prefixlen)
    for op in ops:
        lengths = operate(lengths, op, prefix.max_prefixlen)
        if not lengths:
            return None
    return prefix, lengths[1], lengths[2]


def has(entry, p):
    prefix, ge, le = entry
    return prefix.version == p.version and ge <= p.prefixlen <= le and p.subnet_of(prefix)


def has_all(held, entry):
    return held[0].version == entry[0].version and entry[0].subnet_of(held[0]) and held[1] <= entry[1] and held[2] >= entry[2]


def some_of(entry, most=256):
    """Prefixes of an entry: of each length all where they are few, else some."""
    prefix, ge, le = entry
    for length in range(ge, le + 1):
        n = 1 << (length - prefix.prefixlen)
        step = max(1, n // most)
        size = 1 << (prefix.max_prefixlen - length)
        for i in list(range(0, n, step)) + [n - 1]:
            yield type(prefix)((int(prefix.network_address) + i * size, length))


class Judge:
    def __init__(self, files, answer, more=None):
        self.files, self.answer, self.wrong, self.held, self.more = files, answer, [], [], more or {}

    def complain(self, fact, what):
        self.wrong.append(f"{fact.get('file')}:{fact.get('line')}: {fact['text']}: {what}")

    def expect(self, fact, holds, what):
        if not holds:
            self.complain(fact, what)

    def route(self, fact):
        first, found = self.files.object_at(fact["file"], fact["line"])
        cls = "route6" if ":" in fact["prefix"] else "route"
        self.expect(fact, first == fact["line"] and found and found[0][0] == cls, "no such object begins here")
        self.expect(fact, net(found[0][1].replace(" ", ""), strict=False) == net(fact["prefix"]), "another prefix")
        self.expect(fact, asn(values(found, "origin")[0]) == fact["asn"], "another origin")
        self.expect(fact, words(found, "source")[0] == fact.get("source", ""), "another source")
        self.expect(fact, words(found, "mnt-by") == fact.get("maintainers", "").split(), "other maintainers")

    def member(self, fact):
        _, found = self.files.object_at(fact["file"], fact["line"])
        line = [v for n, v, at in found if at == fact["line"] and n in ("members", "mp-members")]
        self.expect(fact, found[0][0] in ("as-set", "route-set") and found[0][1].upper() == fact["set"], "another set")
        self.expect(fact, line and self.name_is_among(fact["name"], line[0]), "no such member on this line")

    @staticmethod
    def name_is_among(name, text):
        found = re.split(r"[\s,;]+", text.upper())
        if "/" not in name:
            return any(name == w or w.endswith("::" + name) for w in found)
        return any("/" in w and ranges_equal(name, w) for w in found)

    def reference(self, fact):
        first, found = self.files.object_at(fact["file"], fact["line"])
        self.expect(fact, first == fact["line"] and fact["set"] in words(found, "member-of"), "it refers to no such set")
        allowed = []
        for path in list(self.files.read):
            for n, text in enumerate(self.files.read[path], 1):
                if re.match(rf"(as|route)-set:\s*{re.escape(fact['set'])}\s*$", text, re.I):
                    allowed += words(self.files.object_at(path, n)[1], "mbrs-by-ref")
        self.expect(fact, set(allowed) & set(words(found, "mnt-by") + ["ANY"]), "the set does not let its maintainer refer")

    def border(self, fact):
        text = self.files.line(fact["file"], fact["line"]) if "line" in fact else "\n".join(self.files.lines(fact["file"]))
        wanted = fact.get("name") or fact.get("prefix") or str(fact["asn"])
        self.expect(fact, wanted.lower() in text.lower(), f"the border file does not name {wanted} there")

    def exception(self, fact):
        text = self.files.line(fact["file"], fact["line"])
        self.expect(fact, fact["name"].lower() in text.lower(), "the border file excepts something else there")

    def roa(self, fact):
        text = self.files.line(fact["file"], fact["line"])
        p = net(fact["prefix"])
        self.expect(fact, any(net(w, strict=False) == p for w in re.findall(r"[0-9a-fA-F.:]+/\d+", text)), "another prefix")
        self.expect(fact, re.search(rf"\b(AS)?{fact['asn']}\b", text), "another AS")
        lengths = re.findall(r'(?:maxLength"\s*:\s*|/\d+"?\s*,\s*"?)(\d+)', text)
        self.expect(fact, (int(lengths[0]) if lengths else p.prefixlen) == fact["le"], "another maxLength")

    def delegation(self, fact):
        row = self.files.line(fact["file"], fact["line"]).split("|")
        self.expect(fact, row[2] in ("ipv4", "ipv6", "asn") and row[6] in fact["text"], "the line says something else")

    def link(self, fact):
        self.expect(fact, str(fact["asn"]) in self.files.line(fact["file"], fact["line"]).split("|"), "another link")

    def aut_num(self, fact):
        first, found = self.files.object_at(fact["file"], fact["line"])
        self.expect(fact, first == fact["line"] and found[0][0] == "aut-num" and asn(found[0][1]) == fact["asn"],
                    "no such aut-num")

    def seen(self, fact):
        text = self.files.line(fact["file"], fact["line"]) if fact["file"].endswith(".txt") else None
        self.expect(fact, text is None or fact["prefix"] in text.split("|") and str(fact["asn"]) in text.split("|"),
                    "no such route")

    def fact(self, fact):
        way = getattr(self, fact["kind"].replace("-", "_"), None)
        if way and "file" in fact:
            try:
                way(fact)
            except (IndexError, ValueError) as e:
                self.complain(fact, f"cannot be read there: {e!r}")
        elif fact["kind"] not in ("note", "special"):
            self.complain(fact, "names no file")

    def chain(self, prefix, origin, steps, whole):
        """One chain, from the border file down to `origin` or to a prefix: what it puts in."""
        ops = []
        if not steps or steps[0]["kind"] not in ("border", "exception"):
            self.complain(whole, "the chain does not begin in the border file")
            return
        name = steps[0].get("name") or f"AS{steps[0]['asn']}"
        for step in steps:
            if "set" in step:
                if base(name) != step["set"]:
                    self.complain(step, f"the chain breaks: {name} was named")
                name = step["name"]
            if "/" not in name and "^" in name:
                ops.insert(0, name.partition("^")[2])
        if "/" in name:
            prefix, ge, le = read_range(name)
            if steps[-1]["kind"] == "reference" and (ge, le) != (prefix.prefixlen,) * 2:
                self.complain(whole, "a reference with an operator")
            lengths = (prefix.prefixlen, ge, le)
            for op in ops:
                lengths = lengths and operate(lengths, op, prefix.max_prefixlen)
            self.held += [(prefix, *lengths[1:])] if lengths else []
            return
        if base(name) != f"AS{origin}":
            self.complain(whole, f"the chain ends at {name}")
        held = gives(prefix, ops)
        if held:
            limit = self.more.get(prefix.version, 0)
            self.held.append((prefix, held[1], max(held[2], limit if held[1] <= limit else 0)))

    def why(self, facts):
        at = 0
        for fact in facts:
            self.fact(fact)
        while at < len(facts):
            f = facts[at]
            end = at + 1
            while end < len(facts) and facts[end]["level"]:
                end += 1
            steps = [s for s in facts[at + 1:end] if s["kind"] in ("border", "exception", "member", "reference")]
            if not f.get("counts", True):
                pass
            elif f["kind"] == "route":
                self.chain(net(f["prefix"]), f["asn"], steps, f)
            elif f["kind"] == "roa":
                held = len(self.held)
                self.chain(net(f["prefix"]), f["asn"], steps, f)
                longest = max(net(f["prefix"]).prefixlen, 48 if ":" in f["prefix"] else 24)
                self.held[held:] = [(net(f["prefix"]), f["ge"], min(f["le"], longest))]
            elif f["kind"] == "exception" and "prefix" in f:
                self.held.append((net(f["prefix"]), f["ge"], f["le"]))
            elif f["kind"] == "border" and "set" not in f and "prefix" not in f and "name" in f:
                # a member of a route-set: the chain itself stands at level 0
                while end < len(facts) and facts[end]["kind"] == "member":
                    end += 1
                self.chain(None, None, facts[at:end], f)
            elif f["kind"] == "border" and "among" in f["text"]:
                self.held.append((net(f["prefix"]), f["ge"], f["le"]))
            elif f["kind"] == "border" and "anything" in f["text"]:
                self.held += [(net("0.0.0.0/0"), 8, 24), (net("2000::/3"), 16, 48)]
            at = end


def base(name):
    return re.split(r"\^", name.upper().rpartition("::")[2])[0].split("@")[0]


def read_range(text):
    prefix, _, op = text.partition("^")
    p = net(prefix, strict=False)
    lengths = operate((p.prefixlen,) * 3, op, p.max_prefixlen)
    return p, lengths[1], lengths[2]


def ranges_equal(a, b):
    try:
        return read_range(a) == read_range(b)
    except ValueError:
        return False


def judge(files, answer, entry, more=None):
    """What is wrong with one answer of --json about an entry that an output really has; `more` is how far more
    specifics of route objects come in, {4: 24}."""
    j = Judge(files, answer, more)
    if len(answer["answers"]) != 1 or answer["answers"][0]["verdict"] != "accepted":
        return [f"{answer['query']}: the output has it, the answer says {[a['text'] for a in answer['answers']]}"]
    j.why(answer["answers"][0]["why"])
    for fact in answer["facts"]:
        j.fact(fact)
    whole = any(has_all(h, entry) for h in j.held)
    missing = [] if whole else [p for p in some_of(entry) if not any(has(h, p) for h in j.held)]
    if missing:
        j.wrong.append(f"{answer['query']}: nothing that is named holds {missing[0]}")
    return j.wrong


def entry_lines(text, entries):
    """The lines that hold an entry of what is let in, each with the entries of its prefix."""
    of_prefix, found = {}, []
    for e in entries:
        of_prefix.setdefault(e[0], []).append(e)
    for line in text.split("\n"):
        prefix = re.search(r"[0-9a-f]+[.:][0-9a-f.:]*/\d+", line)
        if prefix and not re.match(r"\s*[#!]|.*\bdeny\b", line) and net(prefix[0], strict=False) in of_prefix:
            found.append((line, of_prefix[net(prefix[0])]))
    return found


def check_output(weir, files, path, suffix, neighbor, rng, most=200, more=None):
    """Paste random lines of an output to weir explain: (lines, what is wrong)."""
    router = read(suffix, path)
    entries = router.entries[4] + router.entries[6]
    with open(path, encoding="utf-8") as f:
        lines = entry_lines(f.read(), entries)
    if len({e for _, among in lines for e in among}) < len(set(entries)):
        return 0, [f"{path}: {len(lines)} lines with {len(entries)} entries"]
    chosen = rng.sample(lines, min(most, len(lines)))
    if not chosen:
        return 0, []
    r = weir(["--json", "--neighbor", neighbor, "-"], "".join(line + "\n" for line, _ in chosen).encode())
    answers = [json.loads(a) for a in r.out.decode().splitlines()]
    if r.status == 2 or len(answers) != len(chosen):
        return 0, [f"{path}: status {r.status}, {len(answers)} answers to {len(chosen)} lines", r.err.decode()]
    wrong = []
    for (line, among), a in zip(chosen, answers):
        asked = (net(a["prefix"]), a["ge"], a["le"])
        found = judge(files, a, asked, more) if asked in among else [f"{line}: it was read as {asked}"]
        wrong += [f"{path}: {w}" for w in found]
    return len(chosen), wrong
