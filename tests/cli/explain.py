#!/usr/bin/env python3
"""weir explain: the reasons in scenes, and the lines of every output of the examples, each traced to an object that says so."""
import copy
import glob
import ipaddress
import json
import os
import random
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from files import write  # noqa: E402
from provenance import Files, check_output, judge  # noqa: E402
from routers import LANGUAGES  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402

TOP = os.environ["WEIR_TOP"]


def route(prefix, origin, mnt="M"):
    kind = "route6" if ":" in prefix else "route"
    return f"{kind}: {prefix}\norigin: AS{origin}\nmnt-by: {mnt}\nsource: TEST\n\n"


def explain(*arguments, stdin=None):
    return run(["explain", *arguments], stdin=stdin)


def answer(*arguments):
    """The first answer to the first question."""
    return json.loads(explain("--json", *arguments).out.decode().splitlines()[0])["answers"][0]


def places(a, kind):
    return [(f["file"], f["line"]) for f in a["why"] if f["kind"] == kind]


# A border with everything that puts a prefix into a list, or keeps it out.
DUMP = ("route-set: RS-TOP\nmembers: AS-LOW^24, AS20597\nmnt-by: M-TOP\nsource: TEST\n\n"            # lines 1 to 5
        "as-set: AS-LOW\nmembers: AS112\nmbrs-by-ref: M-REF\nmnt-by: M-LOW\nsource: TEST\n\n"     # 6 to 11
        "aut-num: AS7018\nmember-of: AS-LOW\nmnt-by: M-REF\nsource: TEST\n\n"                     # 12 to 16
        "route-set: RS-A\nmembers: 80.9.0.0/16^20-24,\n  AS-LOW\nmnt-by: M-RS\nsource: TEST\n\n"  # 17 to 22
        + route("80.1.0.0/16", 112, "M-112")        # 23
        + route("80.2.0.0/24", 7018, "M-REF")       # 28
        + route("80.3.0.0/16", 20597, "M-1")        # 33
        + route("80.4.0.0/16", 3356)                # 38
        + route("10.1.0.0/16", 20597)               # 43
        + route("2a00:1::/32", 20597)               # 48
        + route("80.250.1.0/24", 20597)             # 53
        + route("80.7.0.0/16", 3333)                # 58
        + route("80.6.0.0/16", 20597)               # 63
        + route("80.11.0.0/22", 6939)               # 68
        + route("80.12.0.0/25", 1299))              # 73
names = list(LANGUAGES)
BORDER = f"""network: {{asn: 3333, prefixes: [80.250.0.0/16, 80.7.0.0/16]}}
neighbors:
  - {{asn: 20597, name: One, relationship: customer, as-set: RS-TOP, router: {names}}}
  - {{asn: 64496, relationship: peer, as-set: RS-A, router: {names}}}
  - {{asn: 3356, relationship: provider, router: {names}}}
  - {{asn: 1299, relationship: peer, prefixes: [80.8.0.0/16, "2a00:8::/32"], router: {names}}}
  - {{asn: 2914, relationship: peer, as-set: AS1299, more-specifics: yes, max-length: {{ipv4: 24}}, router: {names}, exceptions: [
      {{accept: 80.20.0.0/24, reason: a test, expires: 2099-12-31}},
      {{accept: AS6939, reason: a test, expires: 2099-12-31}},
      {{reject: 80.21.0.0/16^+, reason: a test, expires: 2099-12-31}},
      {{accept: 80.22.0.0/24, reason: a test, expires: 2020-01-01}},
      {{reject: AS701, reason: a test, expires: 2099-12-31}}]}}
  - {{asn: 174, relationship: peer, as-set: AS-GONE, router: {names}}}
sources:
  irr: [{{dump: irr.db}}]
  rpki: [{{csv: vrps.csv}}]
gate: {{min-entries: 0, freeze: neighbor}}
routers: [{", ".join(f'{{name: {n}, language: {n}, output: "out/{n}"}}' for n in names)}]
"""
write("irr.db", DUMP)
write("vrps.csv", "ASN,IP Prefix,Max Length,Trust Anchor\nAS20597,80.3.0.0/16,16,ripe\n"      # lines 2,
      "AS1,80.6.0.0/16,24,ripe\nAS112,81.0.0.0/12,20,ripe\n")                                # 3, 4

write("weir.yaml", BORDER)

a = answer("--neighbor", "20597", "80.1.7.0/24")
equal("by an operator alone: the route object", places(a, "route"), [("irr.db", 23)])
equal("… and the chain of sets", places(a, "member"), [("irr.db", 2), ("irr.db", 7)])
equal("… from the border file down", places(a, "border"), [("weir.yaml", 3)])
equal("the covering prefix itself is not in the list", answer("--neighbor", "20597", "80.1.0.0/16")["rule"], "prefix")
a = answer("--neighbor", "20597", "80.3.0.0/16")
equal("the ROA that makes an object valid", places(a, "roa")[0], ("vrps.csv", 2))
a = answer("--neighbor", "20597", "80.6.0.0/16")
equal("a route object that is RPKI-invalid", (a["rule"], places(a, "route"), places(a, "roa")),
      ("prefix", [("irr.db", 63)], [("vrps.csv", 3)]))
ok("… does not count", a["why"][0]["counts"] is False and "RPKI-invalid" in a["why"][0]["text"], a)
ok("… until a ROA lets it", "a ROA lets AS20597 originate 80.6.0.0/16 up to /16" in a["changes"], a)
a = answer("--neighbor", "20597", "81.4.0.0/16")
equal("a ROA counts as a route object", (a["verdict"], places(a, "roa")), ("accepted", [("vrps.csv", 4)]))
equal("… by the chain to its AS", places(a, "member"), [("irr.db", 2), ("irr.db", 7)])
a = answer("--neighbor", "2914", "80.11.2.0/24")
equal("more specifics of what an accepted AS has registered", (a["verdict"], places(a, "route"), places(a, "exception")),
      ("accepted", [("irr.db", 68)], [("weir.yaml", 9)]))
a = answer("--neighbor", "2914", "80.12.0.0/25")
equal("longer than max-length", (a["rule"], places(a, "route")), ("length", [("irr.db", 73)]))
a = answer("--neighbor", "2914", "80.20.0.0/24")
equal("a prefix that an exception accepts", (a["verdict"], places(a, "exception")), ("accepted", [("weir.yaml", 8)]))
ok("… through its day, with its reason", "through 2099-12-31: a test" in a["why"][0]["text"], a)
a = answer("--neighbor", "2914", "80.21.0.0/24")
equal("a prefix that an exception rejects", (a["rule"], places(a, "exception")), ("rejected", [("weir.yaml", 10)]))
a = answer("--neighbor", "2914", "80.22.0.0/24")
ok("an exception that has expired", a["rule"] == "prefix" and any("without effect after 2020-01-01" in f["text"] for f in a["why"]), a)
equal("an AS that an exception rejects", answer("--neighbor", "2914", "AS701")["rule"], "rejected")
a = answer("--neighbor", "AS20597", "80.2.0.0/24")
equal("a member by reference: the aut-num", places(a, "reference"), [("irr.db", 12)])
a = answer("--neighbor", "64496", "80.9.16.0/20 le 24")
equal("a member of a route-set", places(a, "member"), [("irr.db", 18)])
ok("… has any origin", a["text"].endswith("any origin"), a["text"])
a = answer("--neighbor", "1299", "2a00:8::/32")
equal("a prefix of the border file", places(a, "border"), [("weir.yaml", 6)])
a = answer("--neighbor", "20597", "80.4.0.0/16")
equal("what another AS registered is shown", places(a, "route"), [("irr.db", 38)])
ok("… and how it could come in", "AS3356 becomes a member of RS-TOP (irr.db:1, M-TOP)" in a["changes"], a)
a = answer("--neighbor", "20597", "80.3.128.0/24")
ok("a covering object lets in no more specifics", "no more specifics" in a["why"][0]["text"], a)
ok("… so the prefix itself is to be registered", "is made for 80.3.128.0/24" in a["changes"][0], a)
a = answer("--neighbor", "20597", "10.1.0.0/16")
equal("a registered bogon", (a["verdict"], a["rule"]), ("rejected", "bogon"))
ok("… by IANA's row", "Private-Use (RFC 1918)" in a["why"][0]["text"], a)
a = answer("--neighbor", "20597", "::/0")
equal("a default route", (a["verdict"], a["rule"], a["why"][0]["text"], a["changes"]),
      ("rejected", "bogon", "::/0 is the default route: nobody holds all addresses",
       ["::/0 is listed in the border file (prefixes, or an exception)"]))
a = answer("--neighbor", "3356", "80.250.1.0/24")
equal("own space from a provider", (a["rule"], places(a, "border")), ("own", [("weir.yaml", 1)]))
equal("… from a customer is taken", answer("--neighbor", "20597", "80.250.1.0/24")["verdict"], "accepted")
a = answer("--neighbor", "3356", "80.77.0.0/25")
equal("too long for a provider", (a["rule"], places(a, "border")), ("length", [("weir.yaml", 5)]))
a = answer("--neighbor", "20597", "80.0.0.0/14^16")
equal("some of a range", (a["verdict"], a["rule"]), ("partly", "prefix"))
equal("… is shown as far as it is there", places(a, "route")[0], ("irr.db", 33))
a = answer("--neighbor", "174", "80.4.0.0/16")
equal("a list that cannot be made is no answer", (a["verdict"], places(a, "border")), ("undecided", [("weir.yaml", 13)]))
a = answer("--neighbor", "3333", "80.7.0.0/16")
equal("what the network announces", (a["asn"], a["verdict"]), (3333, "accepted"))

a = answer("--neighbor", "20597", "AS112")
equal("an AS in a cone: its chain", places(a, "member"), [("irr.db", 2), ("irr.db", 7)])
equal("an AS that is in none", answer("--neighbor", "20597", "AS701")["rule"], "origin")
equal("an AS that nobody may have", answer("--neighbor", "20597", "AS64511")["rule"], "bogon-asn")
equal("a provider behind a customer", answer("--neighbor", "20597", "AS3356")["rule"], "peerlock")

# announced to whom, by what it is to the network and what that announces
guide = os.path.join(TOP, "examples/as64500/weir.yaml")
a = {x["asn"]: x for x in json.loads(explain("--json", "--export", "-c", guide, "192.0.2.0/24").out)["answers"]}
equal("a customer gets every route", (a[64502]["verdict"], len(a[64502]["why"])), ("accepted", 1))
equal("a provider what the network announces: own and customers'", a[64510]["verdict"], "accepted")
equal("… by the chain of its as-set", [f["line"] for f in a[64510]["why"] if f["kind"] == "member"][:2], [63, 54])
r = explain("--export", "-c", guide, "--neighbor", "64510", "192.0.2.0/25")
ok("… and nothing else", r.status == 1 and b"not announced: it is not in what the network announces" in r.out, r.out)

# sources of packets
a = {x["asn"]: x for x in json.loads(explain("--json", "--sources", "-c", guide, "192.0.2.0/24").out)["answers"]}
equal("sources: by the scheme in force", [(n, x["verdict"], x["rule"]) for n, x in a.items()],
      [(64501, "accepted", "accepted"), (64502, "rejected", "strict"), (64510, "accepted", "accepted")])
equal("… with the route behind it", [(os.path.basename(f["file"]), f["line"]) for f in a[64502]["why"] if f["kind"] == "sav"],
      [("table.txt", 2)])
ok("… and what it needs", a[64502]["changes"] == ["the best route to it goes to the neighbor"], a[64502])
a = json.loads(explain("--json", "--sources", "-c", guide, "--neighbor", "64501", "192.0.2.0/23").out)["answers"][0]
ok("a part of a block", a["verdict"] == "partly" and a["why"][0]["text"] == "strict denies 192.0.3.0", a)
wrong = []
for line in run(["sav", "list", "-c", guide]).out.decode().splitlines():
    a = json.loads(explain("--json", "--sources", "-c", guide, line).out)["answers"]
    at = [f for x in a for f in x["why"] if f["kind"] == "sav"]
    with open(os.path.join(TOP, "examples/as64500/table.txt"), encoding="ascii") as f:
        table = f.read().splitlines()
    wrong += [line] if len(a) != 1 or a[0]["verdict"] != "accepted" or not at else []
    wrong += [(line, f) for f in at if re.search(r"to (\S+/\d+) ", f["text"])[1] not in table[f["line"] - 1].split("|")]
ok("every line of weir sav list is permitted by a route at a line", not wrong, wrong)
for words in (["--sources", "--export", "192.0.2.0/24"], ["--sources", "AS64501"]):
    equal(f"{' '.join(words)}: trouble", explain("-c", guide, *words).status, 2)

# lines of outputs beside the list itself
for line, rule in (("ip prefix-list AS2914-REJECTED-V4 permit 80.21.0.0/16 le 32", "rejected"),
                   ("ip prefix-list AS2914-ACCEPTED-V4 permit 80.20.0.0/24", "accepted")):
    a = answer(line)
    equal(line, (a["asn"], a["rule"], places(a, "exception") != []), (2914, rule, True))
a = answer("--neighbor", "2914", "\troute 80.11.0.0/22 max 24 as 6939;")
equal("a route of BIRD's table of origins", (a["verdict"], a["text"]), ("accepted", "accepted, with origin AS6939"))

# exit statuses and words
equal("accepted: 0", explain("--neighbor", "20597", "80.3.0.0/16").status, 0)
equal("rejected: 1", explain("--neighbor", "20597", "80.5.0.0/16").status, 1)
equal("accepted from one of all, undecided from another: 2", explain("80.3.0.0/16").status, 2)
equal("one of two rejected: 1", explain("--neighbor", "20597", "80.3.0.0/16", "80.5.0.0/16").status, 1)
for words, said in ((["--neighbor", "65000", "80.3.0.0/16"], "AS65000 is no neighbor of this border"),
                    (["nonsense"], "expected a prefix or an AS number, found 'nonsense'"),
                    (["--neighbor", "x", "80.3.0.0/16"], "expected --neighbor with an AS number"),
                    (["80.3.0.0/16^33"], "expected a range operator"),
                    ([], "expected a prefix or an AS number, found none"),
                    (["-c", "none.yaml", "80.3.0.0/16"], "none.yaml")):
    r = explain(*words)
    ok(f"trouble: {' '.join(words) or 'nothing'}", r.status == 2 and said in r.err.decode(), r.err)
text = explain("--neighbor", "20597", "80.3.0.0/16").out.decode()
ok("the answer comes first", text.startswith("80.3.0.0/16: accepted from AS20597\n"), text)
ok("then a line for each object", "\n  irr.db:33: route object 80.3.0.0/16 AS20597 (TEST, M-1)\n" in text, text)
ok("then what would change it", "  would change it: both objects above are deleted, or leave the chain\n" in text, text)
text = explain("--neighbor", "20597", "2a00:1::/32").out.decode()
ok("… by name where one is behind it", "  would change it: the route object 2a00:1::/32 AS20597 is deleted (irr.db:48, M)\n" in text, text)
r = explain("-", "AS112", stdin=b"AS20597 80.3.0.0/16\n\nip prefix-list AS1299-IN-V4 permit 80.8.0.0/16\n")
equal("lines of standard input name their neighbors, operands follow",
      [line for line in r.out.decode().splitlines() if re.match(r"\S+: accepted", line)],
      ["80.3.0.0/16: accepted from AS20597", "80.8.0.0/16: accepted from AS1299"] + [
          line for line in explain("AS112").out.decode().splitlines()[:1]])

# every output of this border and of the examples; first the reader itself: it sees what is wrong
good = json.loads(explain("--json", "--neighbor", "20597", "80.2.0.0/24").out)
asked = (ipaddress.ip_network("80.2.0.0/24"), 24, 24)
equal("the reader finds nothing wrong with a good answer", judge(Files(), good, asked), [])
for kind, key, value in (("route", "line", 33), ("route", "asn", 112), ("route", "maintainers", "M-1"), ("member", "line", 7),
                         ("member", "name", "AS112"), ("reference", "line", 6), ("reference", "set", "AS-TOP"),
                         ("border", "line", 4), ("route", "kind", "note"), ("reference", "kind", "note")):
    bad = copy.deepcopy(good)
    next(f for f in bad["answers"][0]["why"] if f["kind"] == kind)[key] = value
    ok(f"… and sees a {kind} with another {key}", judge(Files(), bad, asked))


def all_languages(example):
    """An example with a router of each language, for every neighbor."""
    shutil.copytree(os.path.join(TOP, "examples", example), example, ignore=shutil.ignore_patterns("out", "*.weir-index"))
    with open(f"{example}/weir.yaml", encoding="utf-8") as f:
        head = f.read().partition("\nrouters:")[0]
    head = re.sub(r"(\{asn:[^{}]*relationship: \w+)", rf"\1, router: {names}", head)
    routers = ", ".join(f'{{name: {n}, language: {n}, output: "out/{n}"}}' for n in names)
    write(f"{example}/weir.yaml", f"{head}\nrouters: [{routers}]\n")
    return example


def check_all(title, folder):
    config = os.path.join(folder, "weir.yaml") if folder else "weir.yaml"
    run(["build", "-c", config])
    files, lines, outputs, wrong = Files(), 0, 0, []
    for path in sorted(glob.glob(os.path.join(folder, "out", "*", "as*-*.*"))):
        stem, suffix = os.path.basename(path).split(".", 1)
        if suffix not in LANGUAGES.values():
            continue
        n, found = check_output(lambda words, stdin: explain("-c", config, *words, stdin=stdin), files, path, suffix,
                                stem[2:].split("-")[0], random.Random(1), more={4: 24, 6: 48} if stem == "as2914-in" else None)
        lines, outputs, wrong = lines + n, outputs + 1, wrong + found
    ok(f"{title}: {lines} lines of {outputs} outputs, each is in an object at a line", lines and not wrong,
       "\n".join(wrong))


check_all("the border above", "")
check_all("the guide", all_languages("as64500"))
check_all("the real one", all_languages("real"))
done_testing()
