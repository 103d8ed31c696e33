#!/usr/bin/env python3
"""weir mrt against bgpdump: stored output, the live program where it is installed, JSON, damage."""
import glob
import gzip
import json
import os
import shutil
import subprocess
import sys

TOP = os.environ["WEIR_TOP"]
sys.path.insert(0, os.path.join(TOP, "tests"))
from tap import done_testing, equal, ok, skip  # noqa: E402

WEIR = os.environ["WEIR"]
DATA = os.path.join(TOP, "tests", "data", "mrt")
# BIRD wrote ADD-PATH messages under the plain subtype: bgpdump makes default routes of the
# path identifiers. OpenBGPD writes 4-byte ASNs in an aggregator that bgpdump reads as 2 bytes.
# The entries of the last are of a kind that is not read, nor does bgpdump.
MISREAD = {"bird_bgp.mrt", "bird6_bgp.mrt"}
AGGREGATOR = {"openbgpd_rib_table.mrt"}
NOT_READ = {"openbgpd_rib_table-mp.mrt"}


def weir(*args, stdin=None):
    p = subprocess.run([WEIR, "mrt", *args], input=stdin, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, check=False)
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def files():
    return sorted(f for f in glob.glob(os.path.join(DATA, "*")) if not f.endswith(".bgpdump.gz"))


def compare(name, ours, theirs):
    """The exceptions are those of the manual, and each is looked at."""
    status, out, err = ours
    if name in MISREAD:
        ok(f"{name}: every line is one of bgpdump's", set(out.splitlines()) <= set(theirs.splitlines()))
        ok(f"{name}: no default route is made up", "|0.0.0.0/0" not in out and "|::/0" not in out)
        ok(f"{name}: damage is told with its place", status == 2 and "record 8 at byte" in err, err)
    elif name in AGGREGATOR:
        def cut(text):
            return [line.split("|")[:13] for line in text.splitlines()]
        equal(f"{name}: all but the aggregator", cut(out), cut(theirs))
        aggregators = {line.split("|")[13] for line in out.splitlines()}
        ok(f"{name}: the aggregators have ASNs", all(a == "" or a.startswith("65") for a in aggregators),
           aggregators)
    else:
        ok(f"{name}: the lines of bgpdump, byte for byte", out == theirs)
        equal(f"{name}: exit status", status, 0)


def stored():
    for path in files():
        name = os.path.basename(path)
        if name in NOT_READ:
            status, out, err = weir(path)
            ok(f"{name}: said not to be read", status == 2 and out == "" and "BGP4MP" in err, err)
            continue
        with gzip.open(path + ".bgpdump.gz", "rt") as f:
            compare(name, weir(path), f.read())


def plain(path):
    """The file as bgpdump can read it: it knows no zstd."""
    if not path.endswith(".zst"):
        return path
    with open("plain.mrt", "wb") as out:
        subprocess.run(["zstd", "-dc", path], stdout=out, check=True)
    return "plain.mrt"


def live():
    if not shutil.which("bgpdump"):
        skip("the same against the installed bgpdump", "no bgpdump")
        return
    for path in files():
        name = os.path.basename(path)
        if name in NOT_READ or (path.endswith(".zst") and not shutil.which("zstd")):
            continue
        p = subprocess.run(["bgpdump", "-m", plain(path)], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, check=False)
        compare(f"{name}", weir(path), p.stdout.decode())


def text_again():
    """What is printed can be read, and prints the same."""
    for name in ("updates.20160811.cut.gz", "rib6.20151101.cut.gz", "bview.ipv4_unicast_add_path.gz"):
        _, out, _ = weir(os.path.join(DATA, name))
        status, again, err = weir("-", stdin=out.encode())
        ok(f"{name}: its lines read and printed again", status == 0 and again == out, err)


def from_json(o):
    """A line of text from an object of JSON, by the manual; paths and addresses are text in both."""
    if o["type"] == "state":
        return [o["format"], o["peer"], o["peer_asn"], o["old_state"], o["new_state"]]
    fields = [o["format"], o["peer"], o["peer_asn"], o["prefix"]]
    if "path_id" in o:
        fields.append(o["path_id"])
    if o["type"] != "withdraw":
        fields += [o["path"], o.get("origin", "incomplete").upper(), o.get("next_hop", "255.255.255.255"),
                   o.get("local_pref", 0), o.get("med", 0), len(o["communities"])]
    return [str(f) for f in fields]


def from_text(line):
    f = line.split("|")
    if f[2] == "STATE":
        return f[:1] + f[3:]
    head = [f[0]] + f[3:]
    extra = 1 if f[0].endswith("_AP") else 0
    if f[2] == "W":
        return head
    head[9 + extra] = str(len(f[11 + extra].split()))
    return head[:10 + extra]


def as_json():
    for name in ("updates.20160811.cut.gz", "rib.rrc06.20100701.cut.bz2", "bird-mrtdump_rib.mrt",
                 "updates.et-header.2015.cut.gz"):
        path = os.path.join(DATA, name)
        status, out, _ = weir("--json", path)
        _, text, _ = weir(path)
        objects = [json.loads(line) for line in out.splitlines()]
        lines = text.splitlines()
        equal(f"{name}: as many objects as lines", (status, len(objects)), (0, len(lines)))
        # IPv6 prefixes apart: JSON writes addresses by RFC 5952
        wrong = [(o, t) for o, t in zip(objects, lines)
                 if ":" not in t.split("|")[5] and [str(x) for x in from_json(o)] != from_text(t)]
        ok(f"{name}: the objects say what the lines say", not wrong, wrong[:2])


def record(kind, subtype, body):
    return (1000).to_bytes(4, "big") + kind.to_bytes(2, "big") + subtype.to_bytes(2, "big") + \
        len(body).to_bytes(4, "big") + body


PEERS = record(13, 1, bytes.fromhex("c0000200 0000 0001 00 c0000201 c0000201 fbf5"))


def rib(attributes, prefix="18cb0071"):
    return record(13, 2, bytes(4) + bytes.fromhex(prefix) + bytes.fromhex("0001 0000 00000064") +
                  len(attributes).to_bytes(2, "big") + attributes)


SOUND = bytes.fromhex("400101 00 40020a 0202 0000fbf5 0000fbfe 400304 c0000201")


def large_communities():
    attributes = SOUND + bytes.fromhex("c02018 0000fbf5 00000001 00000002 fa56ea00 ffffffff 00000000")
    with open("large.mrt", "wb") as f:
        f.write(PEERS + rib(attributes) + rib(SOUND))
    want = "TABLE_DUMP2|1000|B|192.0.2.1|64501|203.0.113.0/24|64501 64510|IGP|192.0.2.1|0|0||%sNAG||\n"
    both = "64501:1:2 4200000000:4294967295:0|"
    equal("large communities in their field", weir("-l", "large.mrt")[:2], (0, want % both + want % "|"))
    equal("large communities not asked for", weir("large.mrt")[:2], (0, (want % "") * 2))
    if not shutil.which("bgpdump"):
        skip("the same by bgpdump -l", "no bgpdump")
        return
    p = subprocess.run(["bgpdump", "-m", "-l", "large.mrt"], stdout=subprocess.PIPE,
                       stderr=subprocess.DEVNULL, check=False)
    equal("the same by bgpdump -l", weir("-l", "large.mrt")[1], p.stdout.decode())


def bad_input():
    status, out, err = weir("nothing.mrt")
    ok("a missing file", status == 2 and not out and "nothing.mrt: cannot open" in err, err)
    for name, data, said in (
            ("an empty file", b"", "found an empty file"),
            ("a header cut", PEERS[:11], "expected a header of 12 bytes"),
            ("a record cut", PEERS + rib(SOUND)[:-1], "record 2 at byte"),
            ("rubbish", b"rubbish, as it comes from a wrong address\n", "expected MRT records or text"),
            ("a damaged gzip", gzip.compress(PEERS + rib(SOUND))[:-12] + b"\0" * 12, "gzip"),
            ("a cut gzip", gzip.compress(PEERS + rib(SOUND))[:-4], "gzip")):
        status, out, err = weir("-", stdin=data)
        ok(f"{name}: told, exit 2", status == 2 and said in err and "<stdin>" in err, f"{status} {err}")
    status, out, err = weir("-", stdin=PEERS + rib(SOUND) + rib(SOUND)[:-1])
    ok("what came before the end is printed", status == 2 and out.count("\n") == 1, out + err)
    status, out, err = weir("-", stdin=PEERS + rib(SOUND, "21cb00710000") + rib(SOUND))
    ok("a damaged record costs itself", status == 2 and out.count("\n") == 1 and "record 2" in err, err)
    many = PEERS + rib(b"\x40\x01\x01\x07") * 1000 + rib(SOUND)
    status, out, err = weir("-", stdin=many)
    ok("damage is counted, its first notes shown", status == 2 and out.count("\n") == 1 and
       err.count("\n") == 65 and "936 more" in err, err[-200:])
    with open("good.mrt", "wb") as f:
        f.write(PEERS + rib(SOUND))
    status, out, err = weir("nothing.mrt", "good.mrt")
    ok("a missing file does not hide the next", status == 2 and out.count("\n") == 1, out)
    status, out, err = weir("good.mrt", "good.mrt")
    ok("several files", status == 0 and out.count("\n") == 2, out)
    status, out, err = weir()
    ok("no file at all", status == 2 and "expected a file" in err, err)
    with open("/dev/full", "wb") as full:
        p = subprocess.run([WEIR, "mrt", "good.mrt"], stdout=full, stderr=subprocess.PIPE, check=False)
    ok("a full disk is trouble", p.returncode == 2 and b"cannot write" in p.stderr, p.stderr)


stored()
live()
text_again()
as_json()
large_communities()
bad_input()
done_testing()
