#!/usr/bin/env python3
"""weir rpki update: rpki-client fetches a small RPKI, and what it found is judged: what is wrong gives what the RFCs say, records that
are gone, or the last good data and an alarm."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["WEIR_TOP"], "tests"))
from rpki_lab import HOUR, Resources  # noqa: E402
from rpki_scene import ASPAS, NAMESPACE, ROOT, VRPS, WEIR, Scene, rpki_client_is_here  # noqa: E402
from tap import done_testing, equal, ok, skip  # noqa: E402


def by_hand():
    """weir rpki update: the first run, one that changes nothing, and one that only looks."""
    s = Scene("hand", refresh="1d")
    p = subprocess.run([WEIR, "build", "-n", "-c", "weir.yaml"], cwd=s.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    ok("nothing was fetched yet: it is said what to do", p.returncode == 2 and
       "weir.yaml:2:" in p.stdout.decode() and "run 'weir rpki update -c weir.yaml'" in p.stdout.decode(), p.stdout.decode())
    with s.serve():
        status, report, told = s.update("-n")
        equal("a dry run finds all", (status, report["result"], report["vrps"], report["aspas"]), (0, "good", 3, 2))
        ok("and keeps nothing", not os.path.exists(f"{s.state}/rpki-client.json"))
        status, report, told = s.update("-v")
        equal("a run", (status, report["result"], report["why"], report["trust-anchors"]),
              (0, "good", None, [{"name": "ta", "vrps": 3, "before": 0, "aspas": 2}]))
        equal("objects by how they are", [report[k] for k in ("vrps", "router-keys", "aspas", "aspas-invalid", "aspas-unsupported", "manifests",
                                                             "failed-manifests", "older-manifests", "repositories-not-reached")],
              [3, 1, 2, 0, 0, 3, 0, 0, 0])
        ok("what rpki-client says is told", "loaded from network" in told, told)
        equal("the last good data", s.good(), VRPS | ASPAS)
        before = open(f"{s.state}/rpki-client.json", "rb").read().split(b"\n", 1)[1]
        s.update()
        equal("the same run leaves the same records", open(f"{s.state}/rpki-client.json", "rb").read().split(b"\n", 1)[1], before)
    p = subprocess.run([WEIR, "rov", "--vrps", f"{s.state}/rpki-client.json"], input=b"192.0.2.0/24 AS64496\n192.0.2.0/24 AS1\n",
                       stdout=subprocess.PIPE, check=False)
    equal("it is a file as any other", p.stdout, b"192.0.2.0/24 AS64496 valid\n192.0.2.0/24 AS1 invalid-asn\n")
    status, report, told = s.update()
    equal("nobody can be reached", (status, report["result"], report["why"]), (1, "held", "none of 2 repositories could be reached"))
    equal("the last good data stay", s.good(), VRPS | ASPAS)


def taken_back():
    """What is revoked, over, or beyond its issuer's resources is gone; all else stays."""
    s = Scene("back", refresh="1d")
    with s.serve():
        s.update()
        equal("all is there", s.good(), VRPS | ASPAS)
        s.sub.revoked.append(s.serial_of(s.sub, "roa64500.roa"))
        s.publish()
        status, report, _ = s.update()
        equal("a revoked ROA", (status, s.good()), (0, (VRPS | ASPAS) - {("vrp", "198.51.100.0/24", 24, 64500)}))
        s.sub.revoked.clear()
        past = {"not_before": s.lab.now - 3 * HOUR, "not_after": s.lab.now - HOUR}
        s.sub.roa(64500, ["198.51.100.0/24"], ee=past)
        s.sub.aspa(65536, [0], ee=past)
        s.publish()
        status, report, _ = s.update()
        equal("an expired ROA, and an expired ASPA", (status, s.good(), report["aspas-invalid"]),
              (0, (VRPS | ASPAS) - {("vrp", "198.51.100.0/24", 24, 64500), ("aspa", 65536, (0,))}, 1))
        ok("told with the rule", any("aspa65536.asa" in n and "RFC" in n for n in report["notes"]), report["notes"])
        s.sub.roa(64500, ["203.0.113.0/24"])
        s.sub.aspa(65536, [0])
        s.sub.aspa(1, [2], resources=Resources(None, [1]))
        s.publish()
        status, report, _ = s.update()
        equal("ROA and ASPA over what their issuer does not hold", (status, s.good(), report["aspas-invalid"]),
              (0, (VRPS | ASPAS) - {("vrp", "198.51.100.0/24", 24, 64500)}, 1))
        ok("told with the rule, too", any("aspa1.asa" in n and "claims AS1, which its issuer does not hold (RFC 6487 7.2)" in n for n in report["notes"]), report["notes"])
        del s.sub.files["aspa1.asa"]
        s.sub.aspa(65536, [0], version=3)
        s.publish()
        status, report, _ = s.update()
        equal("a version that is not known is unsupported, not invalid", (status, report["aspas-invalid"], report["aspas-unsupported"]), (0, 0, 1))


def held():
    """What rpki-client ends well with, and is no success."""
    s = Scene("held", refresh="1d")
    with s.serve():
        s.update()
        whole = dict(s.sub.files)
        s.sub.roa(64500, ["198.51.100.0/24-25"])
        s.sub.files["roa64500.roa"], kept = s.sub.files["roa64500.roa"] + b"\0", s.sub.files["roa64500.roa"]
        s.sub.hashes["roa64500.roa"] = hashlib.sha256(kept).digest()
        s.publish()
        status, report, _ = s.update()
        equal("a tampered file", (status, report["result"], report["failed-manifests"]), (1, "held", 1))
        equal("a tampered file: the last good data stay", s.good(), VRPS | ASPAS)
        s.lab.publish()
        s.publish(again=False)
        os.unlink(f"{s.folder}/repo/sub/roa64500.roa")
        status, report, _ = s.update()
        equal("a missing file", (status, report["result"], report["failed-manifests"]), (1, "held", 1))
        equal("a missing file: the last good data stay", s.good(), VRPS | ASPAS)
        status, report, _ = s.update("--accept")
        equal("a person takes it", (status, report["result"], report["accepted"], ("vrp", "198.51.100.0/24", 24, 64500) in s.good()),
              (0, "good", True, False))
        s.sub.hashes.clear()
        s.sub.files.update(whole)
        s.publish()
        equal("when all is well again, nobody is asked", (s.update()[0], s.good()), (0, VRPS | ASPAS))
        s.configure(**{"max-shrink": "10%"})
        s.sub.files.pop("roa64500.roa")
        s.publish()
        status, report, _ = s.update()
        equal("a trust anchor that shrank", (status, report["why"]), (1, "1 of 3 VRPs of trust anchor 'ta' are gone (max-shrink)"))
        equal("a trust anchor that shrank: the last good data stay", s.good(), VRPS | ASPAS)
        equal("a person takes that, too", (s.update("--accept")[0], len(s.good())), (0, 4))
        equal("and is not asked again", s.update()[0], 0)


def aspas_held():
    """ASPAs that vanish while VRPs stay, as where a validator or the one repository that has them fails."""
    s = Scene("aspas", refresh="1d")
    s.configure(**{"max-shrink": "10%"})
    with s.serve():
        more = [f"aspa{asn}.asa" for asn in range(64497, 64510)]
        for asn in range(64497, 64510):
            s.ca.aspa(asn, [64496])
        s.publish()
        status, report, _ = s.update()
        equal("fifteen ASPAs", (status, report["aspas"]), (0, 15))
        whole, kept = s.good(), {name: s.ca.files[name] for name in more}
        for name in more[:9]:
            del s.ca.files[name]
        s.publish()
        status, report, _ = s.update()
        equal("nine may go, whatever their share", (status, report["aspas"], len(s.good())), (0, 6, 9))
        s.ca.files.update(kept)
        s.publish()
        equal("all again", (s.update()[0], s.good()), (0, whole))
        for name in more[:10]:
            del s.ca.files[name]
        s.publish()
        status, report, _ = s.update()
        equal("ten of fifteen", (status, report["result"], report["why"]), (1, "held", "10 of 15 ASPAs of trust anchor 'ta' are gone (max-shrink)"))
        equal("the last good data stay", s.good(), whole)
        s.ca.files.update(kept)
        for asn in range(64496, 64510):
            s.ca.aspa(asn, [64511], version=3)
        s.publish()
        status, report, _ = s.update()
        equal("all of one authority are there, and none can be read", (status, report["why"], report["aspas-unsupported"]),
              (1, "14 of 15 ASPAs of trust anchor 'ta' are gone (max-shrink)", 14))
        equal("the last good data stay, too", s.good(), whole)
        equal("a person takes it", (s.update("--accept")[0], s.good()), (0, VRPS | {("aspa", 65536, (0,))}))
        equal("and is not asked again", s.update()[0], 0)


def replayed():
    """An older manifest, whole and not over yet: rpki-client refuses it while it has the newer one, we also when it has lost it."""
    s = Scene("replayed", refresh="1d")
    with s.serve():
        before = [dict(a.files) for a in s.lab.authorities]
        s.ca.revoked.append(s.serial_of(s.ca, "roa64496.roa"))
        s.ca.files.pop("roa64496.roa")
        s.ca.aspa(64496, [64497])
        s.publish()
        s.update()
        now = {("vrp", "198.51.100.0/24", 24, 64500), ("aspa", 64496, (64497,)), ("aspa", 65536, (0,))}
        equal("what was taken back is gone", s.good(), now)
        for a, files in zip(s.lab.authorities, before):
            a.files = files
        s.publish(again=False)
        equal("the older manifest again", (s.update()[0], s.good()), (0, now))
        shutil.rmtree(f"{s.work}/cache")
        status, report, _ = s.update()
        equal("and where rpki-client's cache is lost", (status, report["result"], report["older-manifests"], report["aspas"]), (1, "held", 3, 0))
        equal("the last good data stay", s.good(), now)
        ok("told with the rule", any("ca.mft" in n and "RFC 9286" in n for n in report["notes"]), report["notes"])
        status, report, _ = s.update("--accept")
        equal("an authority that began anew: a person takes it", (status, s.good()), (0, VRPS | ASPAS))
        equal("and is not asked again", (s.update()[0], s.good()), (0, VRPS | ASPAS))


def rogue():
    """A program in the place of rpki-client: what it may do, and what comes of what it leaves."""
    s = Scene("rogue", refresh="1d")
    metadata = {"buildtime": "2099-01-01T00:00:00Z", "manifests": 1, "failedmanifests": 0, "stalemanifests": 0, "repositories": 1, "uniquevrps": 1}
    vrp = {"asn": 64496, "prefix": "192.0.2.0/24", "maxLength": 24, "ta": "ta"}
    with s.serve():
        s.update()
    s.client["time_limit"] = "1s"
    s.configure()
    json_of = lambda m, roas: json.dumps({"metadata": {**metadata, **m}, "roas": roas})  # noqa: E731
    for what, lines, why in (
            ("ends badly", 'echo "I do not know"; exit 3', "rpki-client ended with status 3: I do not know"),
            ("dies", "kill -SEGV $$", "ended by signal 11"),
            ("leaves nothing", "exit 0", "cannot open: No such file"),
            ("leaves no JSON", "echo '{' >$out/json", "json:"),
            ("leaves half of it", f"echo '{json_of({}, [vrp])[:-9]}' >$out/json", "json:"),
            ("counts other VRPs", f"echo '{json_of({'uniquevrps': 2}, [vrp])}' >$out/json", "expected 2 VRPs, found 1"),
            ("has none", f"echo '{json_of({'uniquevrps': 0}, [])}' >$out/json", "no VRP was found"),
            ("has one that is none", f"echo '{json_of({'uniquevrps': 1}, [dict(vrp, prefix='192.0.2.1/24')])}' >$out/json", "prefix"),
            ("brings JSON of another day", f"echo '{json_of({'buildtime': '2020-01-01T00:00:00Z'}, [vrp])}' >$out/json", "older than the run"),
            ("brings an old file", f"echo '{json_of({}, [vrp])}' >$out/json; touch -d 2020-01-01 $out/json", "older than the run"),
            ("does not say how manifests are", "echo '{\"metadata\": {}, \"roas\": []}' >$out/json", "metadata.manifests")):
        status, report, told = s.update(environment=s.fake(lines))
        ok(f"one that {what}", status == 2 and report["result"] == "failed" and why in report["why"], (status, report, told))
    equal("after all of them the last good data stay", s.good(), VRPS | ASPAS)
    mark = f"{s.folder}/mark"
    environment = s.fake(f'trap "" TERM; sleep 1234 & echo $! >$out/pid; for f in {mark} {s.state}/rpki-client.json {s.state}/seen {s.state}/new; '
                         'do echo x >$f; done; rm -f $state/lock; echo inside >$out/inside; cp $out/inside $out/copy; mv $out/copy $cache/copy; wait')
    began = time.monotonic()
    status, report, told = s.update(environment=environment)
    took = time.monotonic() - began
    ok("one that hangs is ended", status == 2 and "took longer than 1 seconds (time-limit)" in report["why"] and took < 20, (took, report))
    with open(f"{s.work}/out/pid", encoding="utf-8") as f:
        ok("with all that it started", not os.path.exists(f"/proc/{f.read().strip()}"))
    ok("it may write to its folder", os.path.exists(f"{s.work}/cache/copy"))
    ok("and to no other", not os.path.exists(mark) and not os.path.exists(f"{s.state}/new") and os.path.exists(f"{s.state}/lock"))
    equal("so the last good data stay", s.good(), VRPS | ASPAS)


def what_is_missing():
    s = Scene("missing", refresh="1d")
    shutil.rmtree(f"{s.folder}/tals")
    os.makedirs(f"{s.folder}/tals")
    status, report, _ = s.update()
    ok("no trust anchor locator", status == 2 and "Debian has them in the package rpki-trust-anchors" in report["why"], report)
    s.lab.write_tal(f"{s.folder}/tals/ta.tal")
    if not NAMESPACE:
        skip("no rpki-client", "no mount namespace can be made here")
        return
    with open("nothing", "wb"):
        pass
    program = shutil.which("rpki-client", path="/usr/sbin:/usr/bin")
    p = subprocess.run(["unshare", "-m", "sh", "-c", f'mount --bind {os.path.abspath("nothing")} {program} && exec "$@"', "sh",
                        WEIR, "rpki", "update", "-c", "weir.yaml"], cwd=s.folder, stdout=subprocess.PIPE, check=False)
    ok("no rpki-client", p.returncode == 2 and b"Debian has it in the package rpki-client" in p.stdout, p.stdout.decode())
    for keys, why in (("json: vrps.json, tals: tals", "expected a key 'client' beside"), ("client: routinator", "client: expected rpki-client"),
                      ("client: rpki-client}, {client: rpki-client", "expected one relying party")):
        s.daemon.configure(f"network: {{asn: 64500}}\nneighbors: []\nsources: {{rpki: [{{{keys}}}]}}\n")
        p = subprocess.run([WEIR, "rpki", "update"], cwd=s.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        ok(f"a border with {keys}", p.returncode == 2 and why in p.stderr.decode(), p.stderr.decode())
    s.daemon.configure("network: {asn: 64500}\nneighbors: []\n")
    p = subprocess.run([WEIR, "rpki", "update"], cwd=s.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    ok("a border without", p.returncode == 2 and "expected a source {client: rpki-client}" in p.stderr.decode(), p.stderr.decode())


def without_root():
    """The same where nothing is root: rpki-client runs as who started it."""
    s = Scene("user", refresh="1d")
    subprocess.run(["chown", "-R", "nobody", s.folder], check=True)
    command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", WEIR, "rpki", "update", "-c", "weir.yaml"]
    with s.serve():
        p = subprocess.run(command, cwd=s.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    ok("not as root", p.returncode == 0 and p.stdout.startswith(b"good\nVRPs 3, router keys 1, ASPAs 2 "), p.stdout.decode())
    equal("the last good data", s.good(), VRPS | ASPAS)
    equal("they are the user's", os.stat(f"{s.state}/rpki-client.json").st_uid, os.stat(s.folder).st_uid)


if not rpki_client_is_here():
    skip("all", "no rpki-client")
    done_testing()
by_hand()
taken_back()
held()
aspas_held()
replayed()
rogue()
what_is_missing()
if ROOT:
    without_root()
done_testing()
