#!/usr/bin/env python3
"""Debian's rpki-client judges the tests' small RPKI: served on loopback, by rsync and by RRDP, all of it is accepted, the cache that it
leaves is the one that rpki_lab writes, and out of that cache come the ASPAs that it cannot read itself."""
import json
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_lab import Lab, Resources, free_port, make_tls, serve_https, serve_rsync  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402

ASPAS = os.path.join(os.environ["WEIR_BUILD"], "tests", "tools", "aspas")


def files_of(folder):
    """Path and content of each, but for what rpki-client only fetched."""
    found = {}
    for top, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            path = os.path.join(top, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = f.read()
    return found


def make_folders():
    """As root, rpki-client runs as a user of its own, who must come down to here."""
    for folder in ("cache", "out"):
        os.makedirs(folder)
        if os.getuid() == 0:
            shutil.chown(folder, "_rpki-client")
    if os.getuid() == 0:
        for folder in (".", ".."):  # both made for this program alone
            os.chmod(folder, 0o711)


RSYNC = ["rpki-client", "-R"]
# In a mount namespace where the only CA of HTTPS is ours.
RRDP = ["unshare", "-m", "sh", "-c", 'mount --bind web.pem /etc/ssl/certs/ca-certificates.crt && exec rpki-client "$@"', "sh"]


def validate(program):
    """One run into cache/ and out/: its JSON, and what it said."""
    p = subprocess.run([*program, "-t", "ta.tal", "-d", "cache", "-j", "out"], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=60, check=False)
    ok("rpki-client ends well", p.returncode == 0, p.stdout.decode())
    with open("out/json", encoding="utf-8") as f:
        return json.load(f), p.stdout.decode()


def counts(said, *names):
    return [said["metadata"][n] for n in names]


def publish(host, notify=None):
    lab = Lab(host=host, notify=notify)
    ta = lab.anchor("ta")
    ca = ta.authority("ca", Resources(["192.0.2.0/24", "198.51.100.0/24", "2001:db8::/32"], [(64496, 64511), 65536]))
    sub = ca.authority("sub", Resources(["198.51.100.0/24"], "inherit"))
    ca.roa(64496, ["192.0.2.0/24-26", "2001:db8::/32-48"])
    sub.roa(64500, ["198.51.100.0/24"])
    ca.router(64496)
    ca.aspa(64496, [64497, 64500])
    sub.aspa(65536, [0])
    lab.publish()
    lab.write_repository("repo")
    lab.write_tal("ta.tal")
    return lab


def judge_all(lab, program):
    said, output = validate(program)
    equal("all objects are there, and sound", counts(
        said, "roas", "bgpsec_pubkeys", "certificates", "manifests", "crls", "aspas", "failedroas", "invalidroas", "invalidcertificates",
        "failedmanifests", "stalemanifests"), [2, 1, 4, 3, 3, 2, 0, 0, 0, 0, 0])
    equal("the ROAs come out as they went in", sorted((v["asn"], v["prefix"], v["maxLength"]) for v in said["roas"]), [
        (64496, "192.0.2.0/24", 26), (64496, "2001:db8::/32", 48), (64500, "198.51.100.0/24", 24)])
    equal("the router key too", [k["asn"] for k in said["bgpsec_keys"]], [64496])
    ok("it cannot read ASPAs of version 1", "failed to parse ASProviderAttestation" in output, output)
    lab.write_cache("expected")
    equal("its cache is laid out as ours", files_of("cache"), files_of("expected"))


def judge_revoked_and_replayed(lab):
    """A new manifest without a ROA, whose certificate is revoked; then the old point again, whole and not over yet."""
    ca, gone = lab.authorities[1], "roa64496.roa"
    before = dict(ca.files)
    ca.revoked.append(3)
    ca.files.pop(gone)
    ca.manifest_number = ca.crl_number = 2
    lab.publish()
    now = ca.files
    for what, ca.files in (("what was taken back is gone", now), ("and does not come back with an older manifest", before)):
        lab.write_repository("repo")
        said, _ = validate(RSYNC)
        equal(what, [(v["asn"], v["prefix"]) for v in said["roas"]], [(64500, "198.51.100.0/24")])
        ok("nor is it in the cache", not any(f.endswith(gone) for f in files_of("cache")))
    ca.files = now


def judge_tampered(lab):
    """A file changed behind the manifest's back, seen for the first time: the whole authority goes, and the run ends well."""
    lab.authorities[2].files["roa64500.roa"] += b"\0"
    lab.write_repository("repo")
    for folder in ("cache", "out"):
        shutil.rmtree(folder)
    make_folders()
    said, output = validate(RSYNC)
    ok("the tampered file is told", "bad message digest for roa64500.roa" in output, output)
    equal("nothing of its authority is taken", (said["roas"], counts(said, "failedmanifests")), ([], [1]))


def ours(host):
    p = subprocess.run([ASPAS, "cache", str(int(time.time())), "ta.tal"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       timeout=60, check=False)
    equal("we read the ASPAs that it kept", [(a["file"], a["customer_asid"], a["providers"]) for a in json.loads(p.stdout)["aspas"]], [
        (f"{host}/repo/ca/aspa64496.asa", 64496, [64497, 64500]), (f"{host}/repo/sub/aspa65536.asa", 65536, [0])])
    equal("and refuse none", p.stderr.decode(), "")


def by_rsync():
    port = free_port()
    lab = publish(f"127.0.0.1:{port}")
    make_folders()
    with serve_rsync("repo", port):
        judge_all(lab, RSYNC)
        ours(f"127.0.0.1:{port}")
        judge_revoked_and_replayed(lab)
        judge_tampered(lab)


def by_rrdp():
    """Nobody serves the rsync URIs."""
    port, nobody = free_port(), free_port()
    lab = publish(f"127.0.0.1:{nobody}", f"https://localhost:{port}/notification.xml")
    lab.write_tal("ta.tal", f"https://localhost:{port}/ta.cer")
    make_tls()
    lab.write_rrdp("web")
    for folder in ("cache", "out", "expected"):
        shutil.rmtree(folder)
    make_folders()
    with serve_https("web", port):
        judge_all(lab, RRDP)
        ours(f"127.0.0.1:{nobody}")


by_rsync()
if subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
    by_rrdp()
else:
    skip("RRDP", "no mount namespace can be made here")
done_testing()
