"""A reader of its own that goes to the file and line which `weir explain --json` names, and looks whether
the object there really says so; and whether these objects together hold what was asked.

    from provenance import Files, check_output
    lines, wrong = check_output(weir, Files(), "out/as1-in.bird", "bird", 1, random.Random(1))
    lines, wrong = check_pasted(weir, files, 1, pasted_list(["out/as1-in.bird", …], 200, rng))
"""
import bz2
import gzip
import ipaddress
import json
import os
import re
import struct

from routers import read

net = ipaddress.ip_network


class Files:
    """Lines of text files, each read once, compressed or not."""

    def __init__(self, folder="."):
        self.folder, self.read, self.read_mrt, self.sets = folder, {}, {}, {}

    def lines(self, path):
        path = os.path.join(self.folder, path)
        if path not in self.read:
            way = {"gz": gzip.open, "bz2": bz2.open}.get(path.rsplit(".", 1)[-1], open)
            with way(path, "rb") as f:
                self.read[path] = f.read().decode("latin-1").split("\n")
        return self.read[path]

    def mrt_record(self, path, number):
        """(type, subtype, body) of a record of an MRT file, the first being 1 (RFC 6396, section 2)."""
        path = os.path.join(self.folder, path)
        if path not in self.read_mrt:
            with (gzip.open if path.endswith("gz") else bz2.open)(path, "rb") as f:
                content, at, records = f.read(), 0, []
            while at + 12 <= len(content):
                kind, subtype, n = struct.unpack_from(">HHI", content, at + 4)
                records.append((kind, subtype, content[at + 12:at + 12 + n]))
                at += 12 + n
            self.read_mrt[path] = records
        return self.read_mrt[path][number - 1]

    def set_lines(self, path):
        """The lines that begin a set in a file that was read, by name."""
        if path not in self.sets:
            self.sets[path] = {}
            for n, text in enumerate(self.read[path], 1):
                begun = re.match(r"(?:as|route)-set:\s*(\S+)\s*$", text, re.I)
                if begun:
                    self.sets[path].setdefault(begun[1].upper(), []).append(n)
        return self.sets[path]

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
            for n in self.files.set_lines(path).get(fact["set"], ()):
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
        p = net(fact["prefix"])
        if re.search(r"\.(bz2|gz)$", fact["file"]):  # TABLE_DUMP_V2 (RFC 6396, section 4.3.2)
            kind, subtype, body = self.files.mrt_record(fact["file"], fact["line"])
            self.expect(fact, kind == 13 and subtype == (2 if p.version == 4 else 4), "no RIB record")
            n = (p.prefixlen + 7) // 8
            self.expect(fact, body[4] == p.prefixlen and body[5:5 + n] == p.network_address.packed[:n], "another prefix")
            path = [int(a) for a in re.search(r"path ([0-9 ]*)", fact["text"])[1].split()]
            self.expect(fact, struct.pack(f">{len(path)}I", *path) in body, "no such path")
        else:
            row = self.files.line(fact["file"], fact["line"]).split("|")
            self.expect(fact, fact["prefix"] in row and str(fact["asn"]) in row, "no such route")

    def sav(self, fact):
        route = re.search(r" to (\S+/\d+)\b", fact["text"])
        row = self.files.line(fact["file"], fact["line"])
        self.expect(fact, route and route[1] in row.replace(" ", "|").split("|"), "no such route")

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


def judge_origin(files, answer, origin):
    """What is wrong with one answer of --json about an AS that an output lets in as an origin."""
    if len(answer["answers"]) != 1 or answer["answers"][0]["verdict"] != "accepted" or answer.get("asn") != origin:
        return [f"{answer['query']}: the output has it, the answer says {[a['text'] for a in answer['answers']]}"]
    j, facts = Judge(files, answer), answer["answers"][0]["why"]
    for fact in facts + answer["facts"]:
        j.fact(fact)
    chain = [f for f in facts if f["kind"] in ("border", "exception", "member", "reference")]
    end = next((i for i, f in enumerate(chain) if i and "set" not in f), len(chain))
    j.chain(net("0.0.0.0/0"), origin, chain[:end], {"text": answer["query"]})
    return j.wrong


def judge_source(files, answer, block):
    """What is wrong with one answer of --sources about a block that a filter of source addresses really has."""
    if len(answer["answers"]) != 1 or answer["answers"][0]["verdict"] != "accepted" or net(answer["prefix"]) != block:
        return [f"{answer['query']}: the filter has it, the answer says {[a['text'] for a in answer['answers']]}"]
    j, facts = Judge(files, answer), [f for f in answer["answers"][0]["why"] if f["kind"] == "sav"]
    for fact in answer["facts"] + [f for f in facts if "file" in f and " to " in f["text"]]:
        j.fact(fact)
    told = [net(w) for f in facts if "file" in f for w in re.findall(r"[0-9a-f]+[.:][0-9a-f.:]*/\d+", f["text"])]
    if not any(p.version == block.version and block[0] in p for p in told):
        j.wrong.append(f"{answer['query']}: nothing that is named with a place holds {block[0]}")
    return j.wrong


def judge_invalid(files, answer, line, folder):
    """What is wrong with what is said about a line of rpki-invalid.txt, whose paths count from a folder: RFC 6811 is
    asked once more."""
    prefix, origin, state, routes, vrps = line.split("\t")
    prefix, origin, j = net(prefix), asn(origin), Judge(files, answer)
    for fact in answer["facts"]:
        j.fact(fact)
    roas = [f for f in answer["facts"] if f["kind"] == "roa"]
    seen = [f for f in answer["facts"] if f["kind"] == "seen" and re.search(rf"\b{origin}: .*\bRPKI {state}", f["text"])]
    places = {os.path.join(folder, place) for place in re.findall(r"\((\S+:\d+)\)", vrps)}
    if not places or places != {f"{f['file']}:{f['line']}" for f in roas}:
        j.wrong.append(f"{line}: the answer names the VRPs {[f['text'] for f in roas]}")
    if any(not prefix.subnet_of(net(f["prefix"])) or f["asn"] == origin and prefix.prefixlen <= f["le"] for f in roas):
        j.wrong.append(f"{line}: it is not invalid by what the answer names")
    if (state == "invalid-length") != any(f["asn"] == origin for f in roas):
        j.wrong.append(f"{line}: it is invalid for another reason")
    if len(seen) != int(routes):
        j.wrong.append(f"{line}: {len(seen)} such routes in the answer")
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


def pasted_origins(path, lines, origins, most, rng):
    """Numbers of the lines about paths which the list lets in as origins, as ("AS64501", judge)."""
    found = {int(w) for line in lines if not re.match(r"\s*[#!]|.*\bdeny\b", line) and not re.search(r"[.:][0-9a-f.:]*/\d", line)
             for w in re.findall(r"(?<![\w.:/-])\d+(?![\w.:/-])", line.replace("_", " "))} & origins
    for n in rng.sample(sorted(found), min(most, len(found))):
        yield path, f"AS{n}", lambda files, a, n=n: judge_origin(files, a, n)


def bound(line, p):
    """(ge, le, origins) of a line that binds a prefix to origins, in the words of BIRD, OpenBGPD or JSON; None of others."""
    pairs = re.match(r'"[0-9a-f.:]+/\d+(?:\^(\d+)-(\d+))?((?: \d+)+)"', line)
    if pairs:
        return int(pairs[1] or p.prefixlen), int(pairs[2] or p.prefixlen), {int(a) for a in pairs[3].split()}
    origin, longest = re.search(r"(?:source-as| as) (\d+)", line), re.search(r"\b(?:max|maxlen) (\d+)", line)
    return (p.prefixlen, int(longest[1]) if longest else p.prefixlen, {int(origin[1])}) if origin else None


def judge_line(files, answer, line, among):
    """A line that holds an entry, or a prefix with its origins."""
    asked = net(answer["prefix"]), answer["ge"], answer["le"]
    told = bound(line, among[0][0])
    if asked not in ([(among[0][0], *told[:2])] if told else among):
        return [f"{line}: it was read as {asked}"]
    facts = [f for a in answer["answers"] for f in a["why"]]
    origins = {f["asn"] for f in facts if f["kind"] in ("route", "roa") and f.get("counts", True)}
    if told and not told[2] <= origins:
        return [f"{line}: no object that is named has the origins {told[2] - origins}"]
    return judge(files, answer, asked)


def pasted_list(paths, most, rng):
    """Random lines of the files of one list, in any languages, and random origins of their lines about paths, as
    [(path, text, judge)]. What is let in is read once, from the JSON beside the first."""
    with open(re.sub(r"\.\w+$", ".json", paths[0]), encoding="utf-8") as f:
        document = json.load(f)
    of_prefix, chosen = {}, []
    for e in document["ipv4"] + document["ipv6"]:
        p = net(e["prefix"])
        of_prefix.setdefault(e["prefix"], []).append((p, e.get("ge", p.prefixlen), e.get("le", p.prefixlen)))
    for path in paths:
        with open(path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        found = 0
        for line in rng.sample(lines, len(lines)):
            prefix = re.search(r"[0-9a-f]+[.:][0-9a-f.:]*/\d+", line)
            if found < most and prefix and prefix[0] in of_prefix and not re.match(r"\s*[#!]|.*\bdeny\b", line):
                among, found = of_prefix[prefix[0]], found + 1
                chosen.append((path, line, lambda files, a, line=line, among=among: judge_line(files, a, line, among)))
        chosen += pasted_origins(path, lines, set(document["origins"]), most, rng)
    return chosen


def check_pasted(weir, files, neighbor, chosen, options=()):
    """Paste lines, as (path, text, judge), to one weir explain: (lines, what is wrong)."""
    if not chosen:
        return 0, []
    r = weir(["--json", *options, "--neighbor", neighbor, "-"], "".join(line + "\n" for _, line, _ in chosen).encode())
    answers = [json.loads(a) for a in r.out.decode().splitlines()]
    if r.status == 2 or len(answers) != len(chosen):
        return 0, [f"AS{neighbor}: status {r.status}, {len(answers)} answers to {len(chosen)} lines", r.err.decode()]
    return len(chosen), [f"{path}: {w}" for (path, _, way), a in zip(chosen, answers) for w in way(files, a)]
