#!/usr/bin/env python3
"""ASPAs of a cache as rpki-client leaves it: the good ones are read as they were made, each bad one is refused with its rule."""
import datetime
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
import der  # noqa: E402
import rpki_lab  # noqa: E402
from rpki_lab import ASPA, DAY, HOUR, INHERIT, ROA, Lab, Resources, attribute, extension  # noqa: E402
from tap import done_testing, equal, ok, run  # noqa: E402

PROGRAM = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "aspas")
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc)
PLACE = "rpki.example.net/repo"
MINE = Resources(["192.0.2.0/24", "2001:db8::/32"], [(64496, 64511), (65536, 65551)])


class Found:
    """What the program says: valid {path: (expires, customer, providers)}, refused {path: reason}, counts (invalid, unsupported)."""

    def __init__(self, folder, *tals, now=NOW):
        p = subprocess.run([PROGRAM, folder, str(int(now.timestamp())), *tals], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           timeout=60, check=False)
        self.status, self.out, self.err = p.returncode, p.stdout, p.stderr.decode()
        said = json.loads(p.stdout) if p.stdout else {"aspas": [], "metadata": {}}
        self.valid = {a["file"]: (a["expires"], a["customer_asid"], a["providers"]) for a in said["aspas"]}
        self.refused = dict(line.partition(": ")[::2] for line in self.err.splitlines())
        self.counts = (said["metadata"].get("invalidaspas"), said["metadata"].get("unsupported"))

    def text(self):
        return f"valid {self.valid}\n{self.counts}\n{self.err}"


def read(lab, name, now=NOW, publish=True):
    if publish:
        lab.publish()
    lab.write_cache(name)
    lab.write_tal(name + ".tal")
    return Found(name, name + ".tal", now=now)


def new_lab():
    lab = Lab(NOW)
    return lab, lab.anchor("ta")


def flipped(at):
    """Change the lowest bit of a byte, counted from the front or the back."""
    def change(b):
        i = at % len(b)
        return b[:i] + bytes([b[i] ^ 1]) + b[i + 1:]
    return change


def indefinite(b):
    """The outermost SEQUENCE as BER has it."""
    return b"\x30\x80" + b[4:] + b"\0\0"


def in_pieces(b):
    """An OCTET STRING in two pieces, as BER has it, in the place of a primitive one."""
    return der.sequence(der.element(0x24, der.octets(b[:9]), der.octets(b[9:])))


def long_length(b):
    """A length in more bytes than it needs."""
    return b"\x30\x83\x00" + b[2:]


def attributes(*, kind=None, digest=None, drop=(), more=None, twice=()):
    """Signed attributes other than the usual, as sign_object() takes them."""
    def make(its_kind, content):
        found = {"type": attribute(rpki_lab.CONTENT_TYPE, der.oid(kind or its_kind)),
                 "time": attribute(rpki_lab.SIGNING_TIME, der.utc_time(NOW)),
                 "digest": attribute(rpki_lab.MESSAGE_DIGEST, der.octets(digest or rpki_lab.hashlib.sha256(content).digest()))}
        found.update(more or {})
        found.update({k + " again": found[k] for k in twice})
        return {k: v for k, v in found.items() if k not in drop}
    return make


def unsorted_set(*parts):
    return der.element(0x31, *sorted(parts, reverse=True))


def explicit_content(*numbers, version=1):
    return rpki_lab.aspa_content(numbers[0], numbers[1:], version)


SHA1 = der.sequence(der.oid("1.3.14.3.2.26"))
BINARY_TIME = attribute("1.2.840.113549.1.9.16.2.46", der.integer(1772366400))
CERTIFICATE = "certificate: "

# name: (what aspa() takes, what the reason has to say). The customer is AS64496 and its provider AS64500 unless said.
REFUSED = {
    # the content
    "version0": ({"version": None}, "unsupported: .*version 0.*profile 3.1"),
    "version2": ({"version": 2}, "unsupported: .*version 2.*profile 3.1"),
    "written0": ({"version": 0}, "the version is not in DER"),
    "unsorted": ({"providers": [64502, 64501]}, "AS64501 is not in ascending order (aspa-profile 3.3)"),
    "twice": ({"providers": [64501, 64501]}, "AS64501 is there twice (aspa-profile 3.3)"),
    "itself": ({"providers": [64496, 64501]}, "AS64496 is its own provider (aspa-profile 3.3)"),
    "zero": ({"providers": [0, 64501]}, "AS0 is not alone (aspa-profile 3.3)"),
    "none": ({"providers": []}, "no providers (aspa-profile 3.3)"),
    "large": ({"providers": [2**32]}, "a provider is no AS number (aspa-profile 3.3)"),
    "negative": ({"providers": [-1]}, "a provider is no AS number (aspa-profile 3.3)"),
    "customer0": ({"content": explicit_content(0, 1)}, "the customer is no AS number (aspa-profile 3.2)"),
    "customer_large": ({"content": explicit_content(2**32, 1)}, "the customer is no AS number (aspa-profile 3.2)"),
    "many": ({"providers": list(range(70000, 70000 + 16381))}, "more than 16380 providers (aspa-profile 5.5)"),
    "garbage_within": ({"content": explicit_content(64496, 1) + b"\0"}, "not an ASProviderAttestation in DER"),
    "more_within": ({"content": der.sequence(der.explicit(0, der.integer(1)), der.integer(64496), der.sequence(der.integer(1)),
                                             der.null())}, "not an ASProviderAttestation in DER"),
    "long_number": ({"content": der.sequence(der.explicit(0, der.integer(1)), der.integer(64496),
                                             der.sequence(b"\x02\x02\x00\x01"))}, "a provider is no AS number"),
    "roa_within": ({"content": rpki_lab.roa_content(64496, ["192.0.2.0/24"])}, "unsupported: .*version 0"),
    "wrong_type": ({"kind": ROA}, "another type than an ASPA's (aspa-profile 2)"),
    # its certificate's resources
    "ip": ({"resources": Resources(["192.0.2.0/24"], [64496])}, "the certificate has IP resources (aspa-profile 4)"),
    "inherit": ({"resources": Resources(None, "inherit")}, "the certificate inherits its AS resources (aspa-profile 4)"),
    "inherit_ip": ({"resources": Resources("inherit", [64496])}, "the certificate has IP resources (aspa-profile 4)"),
    "two": ({"resources": Resources(None, [64496, 64498])}, "not of one AS number alone (aspa-profile 4)"),
    "range": ({"resources": Resources(None, [(64496, 64497)])}, "not of one AS number alone (aspa-profile 4)"),
    "another": ({"resources": Resources(None, [64497])}, "the customer is AS64496, the certificate that of AS64497 (aspa-profile 4)"),
    "over": ({"customer": 64999}, "claims AS64999, which its issuer does not hold (RFC 6487 7.2)"),
    "no_resources": ({"resources": Resources(None, None)}, "neither IP nor AS resources"),
    "range_of_one": ({"resources": Resources(None, [(64496, 64496)])}, "RFC 6487 4.8.11"),
    # its certificate
    "expired": ({"ee": {"not_before": NOW - 2 * DAY, "not_after": NOW - DAY}}, CERTIFICATE + "expired (RFC 6487 7.2)"),
    "future": ({"ee": {"not_before": NOW + DAY}}, CERTIFICATE + "not valid yet (RFC 6487 7.2)"),
    "revoked": ({"ee": {"serial": 7777}}, CERTIFICATE + "revoked (RFC 6487 7.2)"),
    "ee_signature": ({"ee": {"change_signed": flipped(-1)}}, CERTIFICATE + "the signature is not its issuer's (RFC 6487 7.2)"),
    "ee_version": ({"ee": {"version": 1}}, "expected version 3 (RFC 6487 4.1)"),
    "ee_no_name": ({"ee": {"subject_der": der.sequence()}}, "expected a commonName and at most a serialNumber as subject (RFC 6487 4.5)"),
    "ee_two_names": ({"ee": {"subject_der": rpki_lab.name("a", [("2.5.4.3", "b")])}}, "(RFC 6487 4.5)"),
    "ee_organization": ({"ee": {"subject_der": rpki_lab.name("a", [("2.5.4.10", "b")])}}, "(RFC 6487 4.5)"),
    "ee_long_serial": ({"ee": {"serial": 1 << 160}}, "a positive serial number of at most 20 octets (RFC 6487 4.2)"),
    "ee_backwards": ({"ee": {"not_before": NOW, "not_after": NOW - HOUR}}, "the validity is none (RFC 6487 4.6)"),
    "ee_no_ski": ({"ee": {"drop": ["ski"]}}, "subject key identifier: is missing (RFC 6487 4.8.2)"),
    "ee_wrong_ski": ({"ee": {"change": {"ski": extension("2.5.29.14", der.octets(bytes(20)))}}},
                     "the subject key identifier is not the SHA-1 of the key (RFC 6487 4.8.2)"),
    "ee_no_policy": ({"ee": {"drop": ["policy"]}}, "certificate policies: is missing (RFC 6487 4.8.9)"),
    "ee_reconsidered": ({"ee": {"change": {"policy": extension("2.5.29.32", der.sequence(der.sequence(
        der.oid("1.3.6.1.5.5.7.14.3"))), True)}}}, "unsupported: .*RFC 8360"),
    "ee_usage": ({"ee": {"change": {"usage": extension("2.5.29.15", der.bits(b"\x06", 1), True)}}}, "key usage: .*(RFC 6487 4.8.4)"),
    "ee_usage_not_critical": ({"ee": {"change": {"usage": extension("2.5.29.15", der.bits(b"\x80", 7))}}},
                              "key usage: is not critical (RFC 6487 4.8.4)"),
    "ee_ca": ({"ee": {"change": {"ca": extension("2.5.29.19", der.sequence(der.boolean(True)), True)}}},
              "basic constraints: may not be in such a certificate (RFC 6487 4.8.1)"),
    "ee_purpose": ({"ee": {"change": {"purpose": extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.30")))}}},
                   "extended key usage: may not be in such a certificate (RFC 6487 4.8.5)"),
    "ee_twice": ({"ee": {"change": {"aki again": extension("2.5.29.35", der.sequence(der.implicit(0, bytes(20))))}}},
                 "authority key identifier: is there twice (RFC 6487 4.8.3)"),
    "ee_unknown": ({"ee": {"change": {"x": extension("1.2.3.4", der.null(), True)}}}, "critical extension that is not known"),
    "ee_no_crl": ({"ee": {"drop": ["crldp"]}}, "CRL distribution points: is missing (RFC 6487 4.8.6)"),
    "ee_no_aia": ({"ee": {"drop": ["aia"]}}, "authority information access: is missing (RFC 6487 4.8.7)"),
    "ee_elsewhere": ({"ee": {"change": {"sia": extension("1.3.6.1.5.5.7.1.11", rpki_lab.access(
        (rpki_lab.SIGNED_OBJECT, f"rsync://{PLACE}/ca/other.asa")))}}}, "it is of another object (RFC 6487 4.8.8.2)"),
    "ee_other_aki": ({"ee": {"change": {"aki": extension("2.5.29.35", der.sequence(der.implicit(0, bytes(20))))}}},
                     "the authority key identifier is not its issuer's (RFC 6487 4.8.3)"),
    "ee_aia_nowhere": ({"ee": {"change": {"aia": extension("1.3.6.1.5.5.7.1.1", rpki_lab.access(
        ("1.3.6.1.5.5.7.48.2", f"rsync://{PLACE}/ta/nobody.cer")))}}}, f"its issuer '{PLACE}/ta/nobody.cer' was refused"),
    "ee_aia_dots": ({"ee": {"change": {"aia": extension("1.3.6.1.5.5.7.1.1", rpki_lab.access(
        ("1.3.6.1.5.5.7.48.2", f"rsync://{PLACE}/../../../etc/passwd")))}}}, "authority information access: not of the form"),
    # the CMS around it (RFC 6488 2.1)
    "signature": ({"cms": {"change_signature": flipped(9)}}, "the signature is not that of its certificate's key (RFC 6488 3, 2)"),
    "digest": ({"cms": {"digest": bytes(32)}}, "the content is not what was signed: its digest differs"),
    "sid": ({"cms": {"ski": bytes(20)}}, "the signer is not the one that the certificate is of (RFC 6488 2.1.6.2)"),
    "cms_version": ({"cms": {"version": 1}}, "expected SignedData of version 3 (RFC 6488 2.1.1)"),
    "two_digests": ({"cms": {"digest_algorithms": der.set_of(der.sequence(der.oid(rpki_lab.SHA256)), SHA1)}}, "RFC 6488 2.1.2"),
    "sha1": ({"cms": {"digest_algorithms": der.set_of(SHA1)}}, "RFC 6488 2.1.2"),
    "no_certificate": ({"cms": {"certificates": b""}}, "expected exactly one certificate (RFC 6488 2.1.4)"),
    "crls": ({"cms": {"crls": der.explicit(1, der.sequence())}}, "CRLs may not be in it (RFC 6488 2.1.5)"),
    "no_signer": ({"cms": {"signers": 0}}, "expected exactly one signer (RFC 6488 2.1.6)"),
    "two_signers": ({"cms": {"signers": 2}}, "expected exactly one signer (RFC 6488 2.1.6)"),
    "signer_version": ({"cms": {"signer_version": 1}}, "expected version 3 (RFC 6488 2.1.6.1)"),
    "signer_algorithm": ({"cms": {"signature": "1.2.840.113549.1.1.5"}}, "RFC 6488 2.1.6.5"),
    "unsigned": ({"cms": {"unsigned": der.explicit(1, BINARY_TIME)}}, "unsigned attributes may not be there (RFC 6488 2.1.6.7)"),
    "attr_no_type": ({"cms": {"attributes": attributes(drop=["type"])}}, "expected content-type and message-digest"),
    "attr_no_digest": ({"cms": {"attributes": attributes(drop=["digest"])}}, "expected content-type and message-digest"),
    "attr_other_type": ({"cms": {"attributes": attributes(kind=ROA)}}, "RFC 6488 2.1.6.4"),
    "attr_unknown": ({"cms": {"attributes": attributes(more={"x": attribute("1.2.3.4", der.null())})}}, "RFC 6488 2.1.6.4"),
    "attr_twice": ({"cms": {"attributes": attributes(twice=["time"])}}, "RFC 6488 2.1.6.4"),
    "attr_order": ({"cms": {"attributes_as": unsorted_set}}, "not in the order of DER (RFC 6488 3, 1m)"),
    # the bytes
    "garbage": ({"cms": {"change": lambda b: b + b"\0"}}, "expected DER, found something else at byte"),
    "indefinite": ({"cms": {"change": indefinite}}, "expected DER, found something else at byte 0"),
    "long_length": ({"cms": {"change": long_length}}, "expected DER, found something else at byte 0"),
    "in_pieces": ({"cms": {"change": in_pieces}}, "expected DER, found something else at byte"),
    "cut": ({"cms": {"change": lambda b: b[:-100]}}, "expected DER, found something else at byte"),
    "empty": ({"cms": {"change": lambda b: b""}}, "expected DER, found something else at byte 0"),
    "nested": ({"cms": {"change": lambda b: b"\x30\x80" * 5000}}, "expected DER, found something else at byte"),
    "not_cms": ({"cms": {"change": lambda b: der.sequence(der.integer(1))}}, "expected a CMS SignedData (RFC 6488 2.1)"),
}


def matches(pattern, reason):
    """The pattern's parts, split at '.*', in order."""
    for part in pattern.split(".*"):
        at = reason.find(part)
        if at < 0:
            return False
        reason = reason[at + len(part):]
    return True


def refuse_some(names, folder):
    """A cache where these and one good one are published; a report holds 64 refusals."""
    lab, ta = new_lab()
    ca = ta.authority("ca", MINE)
    for name in names:
        what = dict(REFUSED[name][0])
        ca.aspa(what.pop("customer", 64496), what.pop("providers", [64500]), file=name + ".asa", **what)
    ca.revoked.append(7777)
    ca.aspa(64498, [64500], file="good.asa")
    found = read(lab, folder)
    ok("the good one among them is read", found.valid.keys() == {f"{PLACE}/ca/good.asa"}, found.text())
    for name in names:
        got, reason = found.refused.get(f"{PLACE}/ca/{name}.asa", "nothing"), REFUSED[name][1]
        ok(f"{name} is refused: {reason}", matches(reason, got), got)
    unsupported = sum("unsupported" in REFUSED[n][1] for n in names)
    equal("they are counted", found.counts, (len(names) - unsupported, unsupported))


def each_refusal():
    names = list(REFUSED)
    for i in range(0, len(names), 30):
        refuse_some(names[i:i + 30], f"refusals{i}")


def beside_the_manifest():
    lab, ta = new_lab()
    ca = ta.authority("ca", MINE)
    ca.aspa(64497, [64500], file="unlisted.asa")
    ca.unlisted.add("unlisted.asa")
    ca.aspa(64497, [64501], file="swapped.asa")
    ca.files["odd.xyz"] = b"?"
    ca.aspa(64498, [64500], file="link.asa")
    lab.publish()
    lab.write_cache("beside")
    os.rename(f"beside/{PLACE}/ca/link.asa", "elsewhere")
    os.symlink(os.path.abspath("elsewhere"), f"beside/{PLACE}/ca/linked.asa")
    ca.aspa(64497, [64502], file="swapped.asa")
    found = read(lab, "beside", publish=False)
    got = found.refused.get(f"{PLACE}/ca/unlisted.asa", "nothing")
    ok("what is not on the manifest is refused", "is not on its issuer's manifest (RFC 9286 6.4)" in got, got)
    got = found.refused.get(f"{PLACE}/ca/swapped.asa", "nothing")
    ok("what is another than on the manifest is refused", "the hash differs (RFC 9286 6.5)" in got, got)
    equal("a file of no known kind is unsupported, not invalid", found.counts, (2, 1))


def replayed():
    """An old publication point whole, then a mixture: old objects under the new manifest, the old manifest with the new CRL."""
    lab, ta = new_lab()
    ca = ta.authority("ca", MINE)
    ca.aspa(64496, [64500], ee={"serial": 5000})
    lab.publish()
    old = dict(ca.files)
    ca.revoked.append(5000)
    ca.manifest_number = ca.crl_number = 2
    ca.aspa(64496, [64501])
    lab.publish()
    new = dict(ca.files)
    aspa = f"{PLACE}/ca/aspa64496.asa"
    found = read(lab, "replayed", publish=False)
    equal("the new one", [v[2] for v in found.valid.values()], [[64501]])
    ca.files = {**new, "aspa64496.asa": old["aspa64496.asa"]}
    found = read(lab, "replayed", publish=False)
    ok("an old object under the new manifest is refused", "the hash differs" in found.refused.get(aspa, ""), found.text())
    ca.files = {**new, "ca.mft": old["ca.mft"]}
    found = read(lab, "replayed", publish=False)
    ok("the old manifest beside the new CRL is refused", "the hash differs" in found.refused.get(f"{PLACE}/ca/ca.crl", ""), found.text())
    ca.files = {**new, "ca.crl": old["ca.crl"]}
    found = read(lab, "replayed", publish=False)
    ok("the old CRL beside the new manifest is refused", "the hash differs" in found.refused.get(f"{PLACE}/ca/ca.crl", ""), found.text())
    ca.files = old
    found = read(lab, "replayed", publish=False, now=NOW + 2 * DAY)
    ok("the old point whole is refused when it is over", not found.valid, found.text())


def the_good_ones():
    lab, ta = new_lab()
    ca = ta.authority("ca", MINE)
    sub = ca.authority("sub", INHERIT, not_after=NOW + 3 * DAY)
    ca.aspa(64496, [64497, 64500])
    ca.aspa(64498, [0])
    ca.aspa(65536, list(range(70000, 70000 + 16380)), file="most.asa")
    ca.aspa(64499, [4294967295], cms={"attributes": attributes(more={"binary": BINARY_TIME}, drop=["time"])})
    ca.aspa(64500, [1], cms={"signature": rpki_lab.SHA256_RSA})
    ca.aspa(64501, [1], ee={"change": {"x": extension("1.2.3.4", der.null())}})
    ca.aspa(64504, [1], ee={"subject_der": rpki_lab.name("a", [("2.5.4.5", "1")]), "serial": (1 << 159) - 1, "not_after": NOW + 30 * rpki_lab.YEAR})
    sub.aspa(64502, [1, 2], ee={"not_after": NOW + 2 * HOUR})
    sub.aspa(64503, [1], file="-x_Y1.asa")
    found = read(lab, "good")
    tomorrow = int((NOW + DAY).timestamp())
    equal("nothing is refused", (found.err, found.counts), ("", (0, 0)))
    most = found.valid.pop(f"{PLACE}/ca/most.asa", (0, 0, []))
    equal("as many providers as an RTR PDU holds", most[1:], (65536, list(range(70000, 86380))))
    equal("customers, providers, and when they are over", found.valid, {
        f"{PLACE}/ca/aspa64496.asa": (tomorrow, 64496, [64497, 64500]),
        f"{PLACE}/ca/aspa64498.asa": (tomorrow, 64498, [0]),
        f"{PLACE}/ca/aspa64499.asa": (tomorrow, 64499, [4294967295]),
        f"{PLACE}/ca/aspa64500.asa": (tomorrow, 64500, [1]),
        f"{PLACE}/ca/aspa64501.asa": (tomorrow, 64501, [1]),
        f"{PLACE}/ca/aspa64504.asa": (tomorrow, 64504, [1]),
        f"{PLACE}/sub/aspa64502.asa": (int((NOW + 2 * HOUR).timestamp()), 64502, [1, 2]),
        f"{PLACE}/sub/-x_Y1.asa": (tomorrow, 64503, [1])})
    with open("good.json", "wb") as f:
        f.write(found.out)
    r = run(["aspa", "--aspas", "good.json", "--direction", "upstream", "--explain"], stdin=b"64500 64496\n64501 64496\n")
    ok("weir aspa reads them", r.status == 1 and b"valid\t64500 64496" in r.out and b"invalid\t64501 64496" in r.out, r)


def too_many_together():
    """A customer's ASPAs stand or fall together; AS64500 has as many as may be."""
    lab, ta = new_lab()
    ca = ta.authority("ca", MINE)
    for i, (customer, first, n) in enumerate([(64496, 1, 9000), (64497, 1, 9), (64496, 20000, 9000), (64496, 1, 1),
                                              (64500, 1, 16000), (64500, 90000, 380)]):
        ca.aspa(customer, list(range(first, first + n)), file=f"{i}.asa")
    found = read(lab, "together")
    equal("the others are taken", sorted(found.valid), [f"{PLACE}/ca/{i}.asa" for i in (1, 4, 5)])
    reason = "the ASPAs of AS64496 have more than 16380 providers together (aspa-profile 5.5)"
    equal("all of one who has too many are refused", found.refused, {f"{PLACE}/ca/{i}.asa": reason for i in (0, 2, 3)})
    equal("and counted", found.counts, (3, 0))


def change_crl(**changes):
    return lambda ca: ca.crl_changes.update(changes)


def change_manifest(**changes):
    return lambda ca: ca.manifest_changes.update(changes)


def manifest_says(files, number=1):
    return rpki_lab.manifest_content(number, NOW - HOUR, NOW + DAY, files)


def v1_manifest():
    return der.sequence(der.explicit(0, der.integer(1)), der.integer(1), der.general_time(NOW), der.general_time(NOW + DAY),
                        der.oid(rpki_lab.SHA256), der.sequence())


def dropped(suffix):
    """Remove a file behind the manifest's back."""
    def change(ca):
        ca.lab.publish()
        del ca.files["sub" + suffix]
    change.publishes = True
    return change


def listed_wrong(ca):
    ca.hashes["sub.crl"] = bytes(32)


def crl_unlisted(ca):
    ca.unlisted.add("sub.crl")


def sub_revoked(ca):
    ca.parent.revoked.append(4242)


MFT, CRL, CER = f"{PLACE}/sub/sub.mft", f"{PLACE}/sub/sub.crl", f"{PLACE}/ca/sub.cer"

# name: (what is done to the authority "sub" of "ca", what its certificate is made with, the file refused, the reason)
AUTHORITIES = {
    "stale manifest": (change_manifest(this_update=NOW - 2 * DAY, next_update=NOW - DAY), {}, MFT, "stale: its nextUpdate is over (RFC 9286 6.3)"),
    "manifest of tomorrow": (change_manifest(this_update=NOW + HOUR), {}, MFT, "its thisUpdate is to come (RFC 9286 6.3)"),
    "no manifest": (dropped(".mft"), {}, MFT, "is not in the cache"),
    "manifest of another type": (change_manifest(kind=ASPA), {}, MFT, "the content is of another type (RFC 9286 4.1)"),
    "manifest of version 1": (change_manifest(content=v1_manifest()), {}, MFT, "a version that is not supported"),
    "manifest with a file twice": (change_manifest(content=manifest_says([("a.roa", bytes(32))] * 2)), {}, MFT, "listed twice"),
    "manifest with a path": (change_manifest(content=manifest_says([("../a.roa", bytes(32))])), {}, MFT, "no proper name"),
    "manifest with a short hash": (change_manifest(content=manifest_says([("a.roa", bytes(31))])), {}, MFT, "no SHA-256 hash"),
    "manifest without the CRL": (crl_unlisted, {}, CRL, "is not on its issuer's manifest (RFC 9286 6.4)"),
    "manifest with another CRL": (listed_wrong, {}, CRL, "the hash differs (RFC 9286 6.5)"),
    "manifest whose signature is broken": (change_manifest(cms={"change_signature": flipped(9)}), {}, MFT, "(RFC 6488 3, 2)"),
    "manifest with resources": (change_manifest(ee={"change": {"as": rpki_lab.resource_extensions(Resources(None, [64496]))["as"]}}), {}, MFT,
                                "resources of its own (RFC 9286 5.1)"),
    "no CRL": (dropped(".crl"), {}, CRL, "is not in the cache"),
    "old CRL": (change_crl(this_update=NOW - 2 * DAY, next_update=NOW - DAY), {}, CRL, "its nextUpdate is over"),
    "CRL of tomorrow": (change_crl(this_update=NOW + HOUR), {}, CRL, "not valid yet"),
    "CRL of another key": (lambda ca: ca.crl_changes.update(key=ca.parent.key), {}, CRL, "the signature is not its issuer's"),
    "CRL without number": (change_crl(extensions=[]), {}, CRL, "expected an authority key identifier, a CRL number"),
    "CRL with garbage": (change_crl(change_signed=lambda b: b + b"\0"), {}, CRL, "expected DER"),
    "authority revoked": (sub_revoked, {"serial": 4242}, CER, "revoked (RFC 6487 7.2)"),
    "authority expired": (lambda ca: None, {"not_before": NOW - 2 * DAY, "not_after": NOW - DAY}, CER, "expired"),
    "authority not published": (lambda ca: None, {"publish": False}, CER, "is not in the cache"),
    "authority without a manifest": (lambda ca: None, {"change": {"sia": extension("1.3.6.1.5.5.7.1.11", rpki_lab.access(
        (rpki_lab.CA_REPOSITORY, f"rsync://{PLACE}/sub/")))}}, CER, "subject information access: not of the form"),
    "authority that is none": (lambda ca: None, {"drop": ["constraints"]}, CER, "basic constraints: is missing (RFC 6487 4.8.1)"),
    "authority with a path length": (lambda ca: None, {"change": {"constraints": extension("2.5.29.19", der.sequence(
        der.boolean(True), der.integer(3)), True)}}, CER, "basic constraints: not of the form"),
    "authority of another publisher": (lambda ca: None, {"change": {"sia": extension("1.3.6.1.5.5.7.1.11", rpki_lab.access(
        (rpki_lab.CA_REPOSITORY, f"rsync://{PLACE}/other/"), (rpki_lab.RPKI_MANIFEST, f"rsync://{PLACE}/sub/sub.mft")))}}, CRL,
                                       "is not where its issuer publishes"),
}


def each_authority():
    lab, ta = new_lab()
    taken = lab.keys_taken
    for i, (name, (change, more, path, reason)) in enumerate(AUTHORITIES.items()):
        lab.keys_taken, lab.authorities = taken, [ta]
        ta.files.clear()
        ca = ta.authority("ca", MINE)
        sub = ca.authority("sub", Resources(None, [64496]), **more)
        ca.aspa(64497, [64500])
        sub.aspa(64496, [64500])
        change(sub)
        found = read(lab, f"authority{i}", publish=not hasattr(change, "publishes"))
        got = found.refused.get(path, "nothing")
        ok(f"{name}: refused with its rule", reason in got, f"{got}\n{found.text()}")
        ok(f"{name}: what is below it goes too, what is beside it stays",
           list(found.valid) == [f"{PLACE}/ca/aspa64497.asa"] and f"its issuer '{CER}' was refused" in
           found.refused.get(f"{PLACE}/sub/aspa64496.asa", ""), found.text())


def over_claiming_authority():
    """RFC 6487 7.2: all of it goes, as rpki-client 8.2 has it too; a trust anchor that claims less than all."""
    lab = Lab(NOW)
    ta = lab.anchor("ta", Resources(["192.0.2.0/24"], [(64496, 64500)]))
    ca = ta.authority("ca", Resources(["192.0.2.0/24"], [(64496, 64501)]))
    ca.aspa(64496, [1])
    found = read(lab, "over")
    ok("an authority that claims more than its issuer has is refused",
       "claims AS64496-AS64501, which its issuer does not hold" in found.refused.get(f"{PLACE}/ta/ca.cer", "") and not found.valid, found.text())
    lab = Lab(NOW)
    ta = lab.anchor("ta", Resources(["192.0.2.0/24", "2001:db8::/32"], [(64496, 64500)]))
    ca = ta.authority("ca", Resources(["2001:db8::/31"], [64496]))
    ca.aspa(64496, [1])
    found = read(lab, "over6")
    ok("in addresses too", "claims 2001:db8::-2001:db9:ffff:ffff:ffff:ffff:ffff:ffff" in found.refused.get(f"{PLACE}/ta/ca.cer", ""), found.text())


def anchors():
    lab, ta = new_lab()
    ta.authority("ca", MINE).aspa(64496, [1])
    other = Lab(NOW, host="rpki.example.org")
    other.take_key()
    other.anchor("other").aspa(64497, [2])
    for one in (lab, other):
        one.publish()
        one.write_cache("two")
    lab.write_cache("anchors")
    lab.write_tal("anchors.tal")
    other.write_tal("other.tal")
    found = Found("two", "anchors.tal", "other.tal")
    equal("two anchors, each with its TAL", [a[1:] for a in found.valid.values()], [(64496, [1]), (64497, [2])])
    found = Found("two", "other.tal")
    equal("two anchors, one TAL", ([a[1:] for a in found.valid.values()], found.counts), ([(64497, [2])], (1, 0)))
    found = Found("anchors", "other.tal")
    ok("an anchor that no TAL names is none", not found.valid and "no sound certificate of its key" in found.refused.get("other.tal", ""),
       found.text())
    late = read(lab, "anchors", now=NOW + 400 * DAY)
    ok("an anchor that has expired is none", not late.valid and "expired" in late.refused.get("ta/ta/ta.cer", ""), late.text())
    ta.certificate = flipped(-1)(ta.certificate)
    found = read(lab, "anchors")
    ok("an anchor whose signature is broken is none", not found.valid and "signature" in found.refused.get("ta/ta/ta.cer", ""), found.text())
    found = Found("nowhere", "anchors.tal")
    ok("a cache that is not there is an error", found.status == 2 and "nowhere" in found.err, found.text())


def circle():
    """Two authorities that issued each other's certificates, and one that issued its own."""
    lab, ta = new_lab()
    a = ta.authority("a", MINE, publish=False)
    b = a.authority("b", MINE)
    a.certificate = b.certify("a", a.key.spki, b.extensions_of_ca(a))
    a.certificate_uri, b.files["a.cer"] = b.base + "a.cer", a.certificate
    b.certificate = a.certify("b", b.key.spki, a.extensions_of_ca(b))
    a.files["b.cer"] = b.certificate
    b.aspa(64496, [1])
    found = read(lab, "circle")
    ok("certificates in a circle lead nowhere", not found.valid and "or a circle" in found.refused.get(f"{PLACE}/b/aspa64496.asa", ""), found.text())


def deep():
    """A long way down, its end looked at first: only what is too deep is refused."""
    lab, ta = new_lab()
    above, taken = ta, lab.keys_taken
    for depth in range(1, 35):
        lab.keys_taken = taken + depth % 2
        above = above.authority(f"a{100 - depth}", MINE)
        above.aspa(64400 + 96 + depth % 10, [1], file=f"{depth}.asa")
    found = read(lab, "deep")
    equal("32 authorities above an ASPA are enough", sorted(int(p.split("/")[-1][:-4]) for p in found.valid), list(range(1, 33)))
    ok("more are too many", "more than 32 certificates" in found.refused.get(f"{PLACE}/a66/34.asa", ""), found.text())


each_refusal()
beside_the_manifest()
replayed()
the_good_ones()
too_many_together()
each_authority()
over_claiming_authority()
anchors()
circle()
deep()
done_testing()
