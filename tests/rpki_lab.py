"""A small RPKI on disk: trust anchor, authorities, ROAs, ASPAs, router keys, CRLs, manifests.

    lab = Lab(now)                                  # a datetime in UTC, or the time it is
    ta = lab.anchor("ta")                           # all resources
    ca = ta.authority("ca", Resources(prefixes=["192.0.2.0/24"], asns=[(64496, 64511)]))
    ca.roa(64496, ["192.0.2.0/24-26"])
    ca.aspa(64496, [64497, 64500])
    ca.router(64496)
    lab.write_repository(folder)                    # what rsync and RRDP serve, rsync://BASE/…
    lab.write_rrdp(folder)
    lab.write_cache(folder)                         # the same as rpki-client leaves it in its cache
    lab.write_tal(path)

Everything is DER written here (tests/der.py) and signed here; only the keys are made by openssl(1). Each
method takes what a test wants to be wrong: other times, resources, extensions, or bytes changed by a
function before they are signed. Files are published in the order of their making; CRL and manifest come last,
when a folder is written.
"""
import base64
import collections
import contextlib
import datetime
import hashlib
import http.server
import ipaddress
import os
import socket
import ssl
import subprocess
import threading
import time

import der

SHA256 = "2.16.840.1.101.3.4.2.1"
RSA, SHA256_RSA = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"
SIGNED_DATA, CONTENT_TYPE = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.3"
MESSAGE_DIGEST, SIGNING_TIME = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
ROA, MANIFEST, ASPA = (f"1.2.840.113549.1.9.16.1.{n}" for n in (24, 26, 49))
CA_REPOSITORY, RPKI_MANIFEST, SIGNED_OBJECT, RPKI_NOTIFY = (f"1.3.6.1.5.5.7.48.{n}" for n in (5, 10, 11, 13))

HOUR, DAY, YEAR = (datetime.timedelta(hours=h) for h in (1, 24, 24 * 365))
# The digest that stands before a hash in an RSA signature (RFC 8017 9.2).
SHA256_PREFIX = der.sequence(der.sequence(der.oid(SHA256), der.null()), der.octets(bytes(32)))[:-32]


class Key:
    """An RSA key of 2048 bits that signs (RFC 7935 3), made by openssl."""

    def __init__(self, private):
        _, self.n, self.e, self.d, self.p, self.q, self.dp, self.dq, self.q_inverse = der.integers(private)
        public = der.sequence(der.integer(self.n), der.integer(self.e))
        self.spki = der.sequence(der.sequence(der.oid(RSA), der.null()), der.bits(public))
        self.ski = hashlib.sha1(public).digest()

    def sign(self, message):
        """PKCS #1 v1.5 with SHA-256 (RFC 8017 8.2.1), by the Chinese remainders."""
        size = (self.n.bit_length() + 7) // 8
        digest = SHA256_PREFIX + hashlib.sha256(message).digest()
        m = int.from_bytes(b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest, "big")
        a, b = pow(m, self.dp, self.p), pow(m, self.dq, self.q)
        return (b + self.q * ((a - b) * self.q_inverse % self.p)).to_bytes(size, "big")


def make_keys(n):
    """In one go of openssl, several at a time."""
    make = "openssl genrsa -traditional 2048 2>/dev/null | openssl rsa -traditional -outform DER 2>/dev/null | base64 -w0; echo"
    p = subprocess.run(["xargs", "-P2", "-I{}", "sh", "-c", f'printf "%s\\n" "$({make})"'], input="\n".join("k" * n).encode(),
                       stdout=subprocess.PIPE, check=True)
    return [Key(base64.b64decode(line)) for line in p.stdout.split()]


def router_spki():
    """The public half of a P-256 key (RFC 8608 3.1), as DER."""
    p = subprocess.run("openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -outform DER", shell=True,
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return p.stdout


# Resources (RFC 3779): each list sorted; "inherit" in the place of one; None leaves the extension out.
Resources = collections.namedtuple("Resources", "prefixes asns", defaults=[None, None])
EVERYTHING = Resources(["0.0.0.0/0", "::/0"], [(0, 2**32 - 1)])
INHERIT = Resources("inherit", "inherit")


def prefix_bits(prefix):
    size = (prefix.prefixlen + 7) // 8
    return der.bits(prefix.network_address.packed[:size], size * 8 - prefix.prefixlen)


def ip_blocks(prefixes):
    families = []
    for version, afi in ((4, b"\0\1"), (6, b"\0\2")):
        if prefixes == "inherit":
            families.append(der.sequence(der.octets(afi), der.null()))
            continue
        mine = [p for p in map(ipaddress.ip_network, prefixes) if p.version == version]
        if mine:
            families.append(der.sequence(der.octets(afi), der.sequence(*map(prefix_bits, mine))))
    return der.sequence(*families)


def as_identifiers(asns):
    """Numbers, and (low, high) ranges."""
    if asns == "inherit":
        return der.sequence(der.explicit(0, der.null()))
    each = [der.integer(a) if isinstance(a, int) else der.sequence(*map(der.integer, a)) for a in asns]
    return der.sequence(der.explicit(0, der.sequence(*each)))


def extension(dotted, value, critical=False):
    return der.sequence(der.oid(dotted), *([der.boolean(True)] if critical else []), der.octets(value))


def access(*pairs):
    """AccessDescriptions of URIs: (method, URI)."""
    return der.sequence(*(der.sequence(der.oid(m), der.implicit(6, u.encode())) for m, u in pairs))


def resource_extensions(r):
    found = {}
    if r.prefixes is not None:
        found["ip"] = extension("1.3.6.1.5.5.7.1.7", ip_blocks(r.prefixes), True)
    if r.asns is not None:
        found["as"] = extension("1.3.6.1.5.5.7.1.8", as_identifiers(r.asns), True)
    return found


def name(common, more=()):
    """A Name; `more` is (attribute, PrintableString)."""
    return der.sequence(*(der.set_of(der.sequence(der.oid(o), der.printable(s))) for o, s in [("2.5.4.3", common), *more]))


def time_of(t):
    """RFC 5280 4.1.2.5: from 2050 on as GeneralizedTime."""
    return der.utc_time(t) if t.year < 2050 else der.general_time(t)


def unchanged(b):
    return b


def algorithm(dotted):
    return der.sequence(der.oid(dotted), der.null())


def signed(tbs, key, change=unchanged):
    return change(der.sequence(tbs, algorithm(SHA256_RSA), der.bits(key.sign(tbs))))


def certificate(issuer, subject, spki, serial, not_before, not_after, extensions, version=2, change_signed=unchanged, subject_der=None):
    """`issuer` is (name, key); `extensions` a dict, in order; `subject_der` a whole Name."""
    tbs = der.sequence(
        der.explicit(0, der.integer(version)), der.integer(serial), algorithm(SHA256_RSA), name(issuer[0]),
        der.sequence(time_of(not_before), time_of(not_after)), subject_der or name(subject), spki,
        der.explicit(3, der.sequence(*(e for e in extensions.values() if e))))
    return signed(tbs, issuer[1], change_signed)


def attribute(dotted, *values):
    return der.sequence(der.oid(dotted), der.set_of(*values))


def signed_data(kind, content, ee, key, signing_time, *, attributes=None, attributes_as=der.set_of, version=3, signer_version=3,
                ski=None, digest=None, digest_algorithms=None, signature=RSA, certificates=None, crls=b"", signers=1, unsigned=b"",
                change_signature=unchanged, change=unchanged):
    """A CMS SignedData with one signer, as RFC 6488 2 has it; the rest is what a test makes wrong."""
    sha = der.sequence(der.oid(SHA256))
    if attributes is None:
        attributes = {
            "type": attribute(CONTENT_TYPE, der.oid(kind)), "time": attribute(SIGNING_TIME, der.utc_time(signing_time)),
            "digest": attribute(MESSAGE_DIGEST, der.octets(digest or hashlib.sha256(content).digest()))}
    elif callable(attributes):
        attributes = attributes(kind, content)
    attrs = attributes_as(*attributes.values())
    signer = der.sequence(
        der.integer(signer_version), der.implicit(0, ski or key.ski), sha, b"\xa0" + attrs[1:],
        algorithm(signature), der.octets(change_signature(key.sign(attrs))), unsigned)
    return change(der.sequence(der.oid(SIGNED_DATA), der.explicit(0, der.sequence(
        der.integer(version), digest_algorithms or der.set_of(sha),
        der.sequence(der.oid(kind), der.explicit(0, der.octets(content))),
        der.explicit(0, ee if certificates is None else certificates), crls, der.element(0x31, *[signer] * signers)))))


def roa_content(asn, prefixes):
    """`prefixes` as "192.0.2.0/24" or, with a maxLength, "192.0.2.0/24-26"."""
    blocks = []
    for version, afi in ((4, b"\0\1"), (6, b"\0\2")):
        each = []
        for text in prefixes:
            prefix, _, longest = text.partition("-")
            prefix = ipaddress.ip_network(prefix)
            if prefix.version == version:
                each.append(der.sequence(prefix_bits(prefix), *([der.integer(int(longest))] if longest else [])))
        if each:
            blocks.append(der.sequence(der.octets(afi), der.sequence(*each)))
    return der.sequence(der.integer(asn), der.sequence(*blocks))


def aspa_content(customer, providers, version=1):
    """draft-ietf-sidrops-aspa-profile 3; version None leaves it out, which says 0."""
    said = [] if version is None else [der.explicit(0, der.integer(version))]
    return der.sequence(*said, der.integer(customer), der.sequence(*map(der.integer, providers)))


def manifest_content(number, this_update, next_update, files):
    """`files` is (name, hash)."""
    return der.sequence(
        der.integer(number), der.general_time(this_update), der.general_time(next_update), der.oid(SHA256),
        der.sequence(*(der.sequence(der.ia5(n), der.bits(h)) for n, h in files)))


class Authority:
    """A CA with its publication point; made by Lab.anchor() or Authority.authority()."""

    def __init__(self, lab, common, parent, resources):
        self.lab, self.name, self.parent, self.resources = lab, common, parent, resources
        self.key = lab.take_key()
        self.base = f"rsync://{lab.host}/{lab.module}/{common}/"
        self.certificate_uri = f"{parent.base}{common}.cer" if parent else f"rsync://{lab.host}/{lab.module}/{common}.cer"
        self.certificate = None
        self.files = {}      # name -> bytes, of the publication point
        self.unlisted = set()  # names that the manifest does not list
        self.hashes = {}     # name -> the hash that the manifest lists in the place of the true one
        self.revoked = []    # serials
        self.serial = 1
        self.manifest_number = self.crl_number = 1
        self.crl_changes, self.manifest_changes = {}, {}
        lab.authorities.append(self)

    def next_serial(self):
        self.serial += 1
        return self.serial

    def crl_uri(self):
        return f"{self.base}{self.name}.crl"

    def mft_uri(self):
        return f"{self.base}{self.name}.mft"

    def extensions_of_ca(self, subject):
        """Of the certificate that makes `subject` an authority."""
        found = {"constraints": extension("2.5.29.19", der.sequence(der.boolean(True)), True),
                 "ski": extension("2.5.29.14", der.octets(subject.key.ski)),
                 "usage": extension("2.5.29.15", der.bits(b"\x06", 1), True),
                 **self.policy(), **resource_extensions(subject.resources)}
        sia = [(CA_REPOSITORY, subject.base), (RPKI_MANIFEST, subject.mft_uri())]
        if self.lab.notify:
            sia.append((RPKI_NOTIFY, self.lab.notify))
        found["sia"] = extension("1.3.6.1.5.5.7.1.11", access(*sia))
        return found if subject is self else {**found, **self.links()}

    def links(self):
        """What leads from a certificate to the one above."""
        names = der.explicit(0, der.explicit(0, der.implicit(6, self.crl_uri().encode())))
        return {"aki": extension("2.5.29.35", der.sequence(der.implicit(0, self.key.ski))),
                "crldp": extension("2.5.29.31", der.sequence(der.sequence(names))),
                "aia": extension("1.3.6.1.5.5.7.1.1", access(("1.3.6.1.5.5.7.48.2", self.certificate_uri)))}

    @staticmethod
    def policy():
        return {"policy": extension("2.5.29.32", der.sequence(der.sequence(der.oid("1.3.6.1.5.5.7.14.2"))), True)}

    def certify(self, subject, spki, extensions, *, serial=None, not_before=None, not_after=None, change=None, drop=(), **more):
        """Sign; `change` replaces extensions by name, `drop` leaves them out."""
        extensions = {k: v for k, v in {**extensions, **(change or {})}.items() if k not in drop}
        return certificate((self.name, self.key), subject, spki, serial or self.next_serial(),
                           not_before or self.lab.now - HOUR, not_after or self.lab.now + YEAR, extensions, **more)

    def authority(self, common, resources, publish=True, **more):
        """A CA below this one."""
        child = Authority(self.lab, common, self, resources)
        child.certificate = self.certify(common, child.key.spki, self.extensions_of_ca(child), **more)
        if publish:
            self.files[common + ".cer"] = child.certificate
        return child

    def ee(self, file, key, resources, **more):
        extensions = {"ski": extension("2.5.29.14", der.octets(key.ski)),
                      "usage": extension("2.5.29.15", der.bits(b"\x80", 7), True), **self.policy(),
                      **resource_extensions(resources), **self.links(),
                      "sia": extension("1.3.6.1.5.5.7.1.11", access((SIGNED_OBJECT, self.base + file)))}
        return self.certify(key.ski.hex(), key.spki, extensions, **more)

    def sign_object(self, file, kind, content, resources, ee=None, cms=None):
        """Publish a signed object; `ee` and `cms` are what certify() and signed_data() take."""
        key = self.lab.ee_key
        made = signed_data(kind, content, self.ee(file, key, resources, **(ee or {})), key, self.lab.now, **(cms or {}))
        self.files[file] = made
        return made

    def roa(self, asn, prefixes, file=None, **more):
        resources = Resources([p.split("-")[0] for p in prefixes])
        return self.sign_object(file or f"roa{asn}.roa", ROA, roa_content(asn, prefixes), resources, **more)

    def aspa(self, customer, providers, file=None, *, version=1, content=None, kind=ASPA, resources=None, **more):
        content = aspa_content(customer, providers, version) if content is None else content
        return self.sign_object(file or f"aspa{customer}.asa", kind, content, resources or Resources(None, [customer]), **more)

    def router(self, asn, file=None):
        """A BGPsec router certificate (RFC 8209 3)."""
        spki = self.lab.router_spki
        ski = hashlib.sha1(spki[-65:]).digest()
        extensions = {"ski": extension("2.5.29.14", der.octets(ski)), "usage": extension("2.5.29.15", der.bits(b"\x80", 7), True),
                      "purpose": extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.30"))),
                      **self.policy(), **resource_extensions(Resources(None, [asn])), **self.links()}
        self.files[file or f"router{asn}.cer"] = self.certify(f"ROUTER-{asn:08X}", spki, extensions)

    def crl(self, *, this_update=None, next_update=None, number=None, revoked=None, key=None, extensions=None, change_signed=unchanged):
        """RFC 6487 5."""
        at = self.lab.now - HOUR
        entries = [der.sequence(der.integer(s), time_of(at)) for s in (self.revoked if revoked is None else revoked)]
        if extensions is None:
            extensions = [extension("2.5.29.35", der.sequence(der.implicit(0, self.key.ski))),
                          extension("2.5.29.20", der.integer(number or self.crl_number))]
        tbs = der.sequence(
            der.integer(1), algorithm(SHA256_RSA), name(self.name), time_of(this_update or at),
            time_of(next_update or self.lab.now + DAY), *([der.sequence(*entries)] if entries else []),
            der.explicit(0, der.sequence(*extensions)))
        return signed(tbs, key or self.key, change_signed)

    def manifest(self, *, number=None, this_update=None, next_update=None, content=None, ee=None, cms=None, kind=MANIFEST):
        """Of all files, as they are now or as `hashes` says."""
        files = sorted((n, self.hashes.get(n) or hashlib.sha256(b).digest())
                       for n, b in self.files.items() if n not in self.unlisted and not n.endswith(".mft"))
        at, until = this_update or self.lab.now - HOUR, next_update or self.lab.now + DAY
        if content is None:
            content = manifest_content(number or self.manifest_number, at, until, files)
        key, file = self.lab.ee_key, self.name + ".mft"
        certificate_of = self.ee(file, key, INHERIT, **{"not_before": at, "not_after": until, **(ee or {})})
        return signed_data(kind, content, certificate_of, key, self.lab.now, **(cms or {}))

    def publish(self):
        """CRL and manifest anew; what a test set in crl_changes and manifest_changes is wrong in them."""
        self.files[self.name + ".crl"] = self.crl(**self.crl_changes)
        self.files[self.name + ".mft"] = self.manifest(**self.manifest_changes)


class Lab:
    """All authorities, their keys and where they publish. The labs of a process take the same keys in the same order."""
    made_keys = []

    def __init__(self, now=None, host="rpki.example.net", module="repo", notify=None):
        now = now or datetime.datetime.now(datetime.timezone.utc)
        self.now = now.replace(microsecond=0)
        self.host, self.module, self.notify = host, module, notify
        self.keys_taken = 0
        self.ee_key = self.take_key()
        self.router_spki = router_spki()
        self.authorities = []

    def take_key(self):
        if self.keys_taken == len(self.made_keys):
            self.made_keys += make_keys(4)
        self.keys_taken += 1
        return self.made_keys[self.keys_taken - 1]

    def anchor(self, common, resources=EVERYTHING, **more):
        """A trust anchor (RFC 6487 7.2, RFC 8630)."""
        ta = Authority(self, common, None, resources)
        ta.certificate = ta.certify(common, ta.key.spki, ta.extensions_of_ca(ta), serial=1, **more)
        return ta

    def publish(self):
        for a in self.authorities:
            a.publish()

    def anchors(self):
        return [a for a in self.authorities if a.parent is None]

    def write_publication_points(self, folder):
        for a in self.authorities:
            where = os.path.join(folder, a.name)
            os.makedirs(where, exist_ok=True)
            for file in set(os.listdir(where)) - set(a.files):
                os.unlink(os.path.join(where, file))
            for file, content in a.files.items():
                write(os.path.join(where, file), content)

    def write_repository(self, folder):
        """What the rsync module serves: anchors' certificates, and a folder for each authority."""
        for a in self.anchors():
            write(os.path.join(folder, a.name + ".cer"), a.certificate)
        self.write_publication_points(folder)

    def write_cache(self, folder):
        """rpki-client's cache after a good run: anchors below ta/, else HOST/MODULE/…"""
        for a in self.anchors():
            write(os.path.join(folder, "ta", a.name, a.name + ".cer"), a.certificate)
        self.write_publication_points(os.path.join(folder, self.host, self.module))

    def write_tal(self, path, uri=None):
        """Of the first anchor (RFC 8630 2.2)."""
        a = self.anchors()[0]
        key = base64.encodebytes(a.key.spki).decode()
        write(path, f"{uri or a.certificate_uri}\n\n{key}".encode())

    def write_rrdp(self, folder, serial=1, session="9df4b597-af9e-4dca-bdda-719cce2c4e28"):
        """What an HTTPS server gives at self.notify (RFC 8182): all files as a snapshot; beside it the anchors' certificates."""
        head = f'xmlns="http://www.ripe.net/rpki/rrdp" version="1" session_id="{session}" serial="{serial}"'
        publish = "".join(f'<publish uri="{a.base}{n}">{base64.b64encode(b).decode()}</publish>\n'
                          for a in self.authorities for n, b in a.files.items())
        snapshot = f"<snapshot {head}>\n{publish}</snapshot>\n".encode()
        name = f"snapshot{serial}.xml"
        write(os.path.join(folder, name), snapshot)
        uri, digest = self.notify.rpartition("/")[0] + "/" + name, hashlib.sha256(snapshot).hexdigest()
        write(os.path.join(folder, "notification.xml"),
              f'<notification {head}>\n<snapshot uri="{uri}" hash="{digest}"/>\n</notification>\n'.encode())
        for a in self.anchors():
            write(os.path.join(folder, a.name + ".cer"), a.certificate)


def write(path, content):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(content)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def make_tls():
    """A certificate for localhost that trusts itself, and its key: web.pem, web.key."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "web.key", "-out", "web.pem", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], stderr=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def serve_https(folder, port):
    """Serve a folder by HTTPS on loopback, with the certificate of make_tls()."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=folder)

        def log_message(self, *args):
            pass

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain("web.pem", "web.key")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Quiet)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def serve_rsync(folder, port, module="repo"):
    """Serve a folder by rsync on loopback while the context lasts."""
    config = os.path.abspath(f"rsyncd{port}.conf")
    write(config, f"use chroot = no\nreverse lookup = no\n[{module}]\npath = {os.path.abspath(folder)}\n".encode())
    p = subprocess.Popen(["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={config}"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield
    finally:
        p.terminate()
        p.wait()
