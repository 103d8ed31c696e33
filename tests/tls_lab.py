"""Authorities and certificates for tests, made by the openssl tool in a folder of their own.

    ca = Authority("tls", "ca")                      ca.certificate: a path
    cert, key = ca.issue("router", "IP:127.0.0.1")   paths; days=-1: expired; purpose="serverAuth"
    ca.revoke(cert); ca.revocations()                a path of the list
"""
import os
import subprocess
import time


def openssl(*words, stdin=b""):
    subprocess.run(["openssl", *words], input=stdin, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def stamp(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))


class Authority:
    def __init__(self, folder, name, by=None):
        """`by`: the authority above this one; none: it signs itself."""
        self.folder = os.path.abspath(folder)
        self.name, self.by = name, by
        os.makedirs(self.folder, exist_ok=True)
        self.certificate, self.key = self.path("pem"), self.path("key")
        with open(self.path("cnf"), "w", encoding="utf-8") as f:
            f.write(f"[ca]\ndefault_ca=me\n[me]\ndatabase={self.path('db')}\nserial={self.path('serial')}\nnew_certs_dir={self.folder}\n"
                    f"certificate={self.certificate}\nprivate_key={self.key}\ndefault_md=sha256\npolicy=any\nunique_subject=no\n"
                    f"crlnumber={self.path('crlnumber')}\ndefault_crl_days=2\n[any]\ncommonName=supplied\n")
        open(self.path("db"), "w", encoding="utf-8").close()
        for n in ("serial", "crlnumber"):
            with open(self.path(n), "w", encoding="utf-8") as f:
                f.write("1000\n")
        extensions = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
        if by:
            by.sign(self.certificate, self.key, name, extensions, 30)
        else:
            with open(self.path("ext"), "w", encoding="utf-8") as f:
                f.write(f"[req]\ndistinguished_name=dn\n[dn]\n[ext]\n{extensions}")
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                    "-out", self.certificate, "-subj", f"/CN={name}", "-days", "30", "-config", self.path("ext"), "-extensions", "ext")

    def path(self, suffix):
        return os.path.join(self.folder, f"{self.name}.{suffix}")

    def sign(self, certificate, key, name, extensions, days, kind=("ec", "ec_paramgen_curve:P-256")):
        request, ext = certificate + ".csr", certificate + ".ext"
        with open(ext, "w", encoding="utf-8") as f:
            f.write(extensions)
        openssl("req", "-new", "-newkey", kind[0], "-pkeyopt", kind[1], "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        openssl("ca", "-batch", "-notext", "-config", self.path("cnf"), "-in", request, "-out", certificate, "-extfile", ext,
                "-startdate", stamp(min(0, days) - 1), "-enddate", stamp(days))
        os.chmod(key, 0o600)

    def issue(self, name, names=None, days=10, purpose=None, kind=("ec", "ec_paramgen_curve:P-256")):
        """`names`: a subjectAltName as openssl writes it. The certificate with the chain below the root, and its key."""
        certificate, key = os.path.join(self.folder, f"{name}.pem"), os.path.join(self.folder, f"{name}.key")
        extensions = "basicConstraints=CA:FALSE\n" + (f"subjectAltName={names}\n" if names else "")
        self.sign(certificate, key, name, extensions + (f"extendedKeyUsage={purpose}\n" if purpose else ""), days, kind)
        if self.by:
            with open(certificate, "a", encoding="utf-8") as to, open(self.certificate, encoding="utf-8") as chain:
                to.write(chain.read())
        return certificate, key

    def revoke(self, certificate):
        openssl("ca", "-config", self.path("cnf"), "-revoke", certificate)

    def revocations(self):
        openssl("ca", "-gencrl", "-config", self.path("cnf"), "-out", self.path("crl"))
        return self.path("crl")
