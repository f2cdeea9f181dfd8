"""A timestamp authority for tests: `openssl ts` answers what a small HTTP server is sent."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[ ca ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[ signer ]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ req ]
distinguished_name = name
[ name ]
[ tsa ]
default_tsa = tsa_of_tests
[ tsa_of_tests ]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/ca.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """The authority's folder and the address at which it answers."""

    folder: Path
    url: str = ""
    answers: bool = True

    @contextmanager
    def broken(self) -> Iterator[None]:
        """Answer with an error meanwhile."""
        self.answers = False
        yield
        self.answers = True

    def make(self) -> None:
        """Make a certificate authority and the certificate of the one who stamps."""
        (self.folder / "ts.cnf").write_text(CONFIGURATION.format(folder=self.folder))
        (self.folder / "serial").write_text("01")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        base = ("-config", "ts.cnf", "-days", "2")
        made = ("req", "-x509", *curve, *base, "-extensions")
        self._openssl(*made, "ca", "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem")
        self._openssl(
            *made, "signer", "-subj", "/CN=TSA", "-keyout", "signer.key", "-out", "signer.pem",
            "-CA", "ca.pem", "-CAkey", "ca.key",
        )  # fmt: skip

    def stamp(self, request: bytes) -> bytes:
        """Answer a TimeStampReq."""
        (self.folder / "request.tsq").write_bytes(request)
        self._openssl(
            "ts", "-reply", "-config", "ts.cnf", "-queryfile", "request.tsq", "-out", "answer.tsr"
        )
        return (self.folder / "answer.tsr").read_bytes()

    def verifies(self, response: bytes, digest: str) -> bool:
        """Let `openssl ts -verify` say whether the response stamps the digest."""
        (self.folder / "given.tsr").write_bytes(response)
        command = ("ts", "-verify", "-digest", digest, "-in", "given.tsr", "-CAfile", "ca.pem")
        return self._run(*command).returncode == 0

    def _openssl(self, *arguments: str) -> None:
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )


@contextmanager
def running(folder: Path) -> Iterator[Authority]:
    """Run an authority at a free port of this machine."""
    authority = Authority(folder)
    authority.make()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            asked = self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response(200 if asked and authority.answers else 500)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(authority.stamp(request))

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
