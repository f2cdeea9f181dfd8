"""Mail goes to the server that its certificate names, and to no other."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_mail
import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from leader_award.app import create_app
from leader_award.platform import clock, db, outbox, smtp
from leader_award.platform.outbox import OutgoingMail, Recipient
from tests.conftest import settings_for
from tests.journeys.conftest import free_port


class Kept:
    """Keeps what it receives."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.bodies.append(envelope.content)
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of 127.0.0.1 and its key, in one file, signed by itself."""
    path = tmp_path_factory.mktemp("certificate") / "mail.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=mail", "-addext"]
    command += ["subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture(params=["smtps", "smtp+tls"])
def server(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, Kept]]:
    """A mail server that speaks TLS from the start, or once it is asked to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    way = {"smtps": "ssl_context", "smtp+tls": "tls_context"}[request.param]
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port(), **{way: context})
    controller.start()
    yield f"{request.param}://127.0.0.1:{controller.port}", kept
    controller.stop()


@pytest.fixture
def deliver(
    database: str, tmp_path: Path, server: tuple[str, Kept]
) -> Iterator[Callable[[], OutgoingMail]]:
    """Return a function that sends a mail through the server and gives its row."""
    app: Flask = create_app(settings_for(tmp_path, database, smtp_url=server[0]))

    def send() -> OutgoingMail:
        with db.transaction() as writer:
            mail = outbox.queue(
                writer,
                Recipient("anna@example.org"),
                "accounts/mail/password_changed.txt",
                at=clock.now(),
            )
            writer.flush()
            mail_id = mail.id
        outbox.drain()
        return db.session().get_one(OutgoingMail, mail_id)

    with app.app_context():
        yield send
        db.engine().dispose()


def test_server_that_nobody_vouches_for_gets_no_mail(
    deliver: Callable[[], OutgoingMail], server: tuple[str, Kept]
) -> None:
    mail = deliver()
    assert (mail.state, server[1].bodies) == (outbox.WAITING, [])
    assert "CERTIFICATE_VERIFY_FAILED" in (mail.last_error or "")


def test_server_that_is_vouched_for_gets_it(
    deliver: Callable[[], OutgoingMail],
    server: tuple[str, Kept],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert deliver().state == outbox.SENT
    assert len(server[1].bodies) == 1


def test_connection_that_checks_nothing_would_be_seen(
    deliver: Callable[[], OutgoingMail],
    server: tuple[str, Kept],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "Connection", flask_mail.Connection)
    assert deliver().state == outbox.SENT
    assert server[1].bodies
