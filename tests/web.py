"""A web server on loopback, by HTTPS with an authority of its own, that says what a test wants, also what no server should.

    need()
    with Web("web") as w:                 makes the authority w.ca and certificates in the folder
        w.files["/a.json"] = b"..."       answered with an ETag, and 304 to who has it
        w.says["/b"] = lambda request: request.raw(b"HTTP/1.1 500 No\\r\\n\\r\\n")
        w.url("/a.json"); w.asked         [(path, status)]
"""
import gzip
import hashlib
import http.server
import os
import shutil
import ssl
import subprocess
import threading

from tap import done_testing, skip


def openssl(*args, cwd):
    subprocess.run(["openssl", *args], cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def authority(folder, name="ca"):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-days", "2", "-subj", f"/CN={name} of a test", "-addext", "keyUsage=critical,keyCertSign,cRLSign", cwd=folder)
    os.chmod(f"{folder}/{name}.pem", 0o644)
    return os.path.abspath(f"{folder}/{name}.pem")


def certificate(folder, name, subject, ca="ca", days="2"):
    """subject: as subjectAltName has it, "IP:127.0.0.1"; days: also negative."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
            "-subj", f"/CN={name}", cwd=folder)
    with open(f"{folder}/{name}.ext", "w", encoding="utf-8") as f:
        f.write(f"subjectAltName={subject}\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial", "-days", days, "-extfile",
            f"{name}.ext", "-out", f"{name}.pem", cwd=folder)
    return f"{folder}/{name}.pem", f"{folder}/{name}.key"


def need():
    """Where there is no such server, the whole test program is skipped."""
    if not shutil.which("openssl"):
        skip("HTTPS", "no openssl")
        done_testing()


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def raw(self, data, status=0):
        """These bytes, and no more on this connection."""
        self.server.web.asked.append((self.path, status))
        self.close_connection = True
        self.wfile.write(data)
        self.wfile.flush()

    def say(self, status, body=b"", **fields):
        self.server.web.asked.append((self.path, status))
        self.send_response(status)
        for key, value in fields.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in fields:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        web = self.server.web
        if self.path in web.says:
            try:
                web.says[self.path](self)
            except (OSError, ssl.SSLError):
                self.close_connection = True
        elif self.path not in web.files:
            self.say(404, b"nothing here")
        else:
            self.send_file(web.files[self.path])

    def send_file(self, body):
        etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if self.headers["If-None-Match"] == etag:
            self.say(304, ETag=etag)
        elif self.server.web.compress and "gzip" in (self.headers["Accept-Encoding"] or ""):
            self.say(200, gzip.compress(body, mtime=0), ETag=etag, Content_Encoding="gzip")
        else:
            self.say(200, body, ETag=etag)


class Web:
    def __init__(self, folder, subject="IP:127.0.0.1", tls=True, ca=None, days="2"):
        self.files, self.says, self.asked, self.compress, self.tls = {}, {}, [], False, tls
        os.makedirs(folder, exist_ok=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None
        self.server.web = self
        if tls:
            self.ca = ca or authority(folder)
            home, name = os.path.split(self.ca)
            chain, key = certificate(home, f"server{self.server.server_port}", subject, name.removesuffix(".pem"), days)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(chain, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_port

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}{path}"
