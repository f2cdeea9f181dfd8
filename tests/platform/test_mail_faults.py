"""What a mail server does wrong costs nobody a mail, and nobody but the worker any time."""

import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from leader_award.app import create_app
from leader_award.platform import clock, db, outbox, smtp
from leader_award.platform.outbox import FAILED, SENDING, SENT, WAITING, OutgoingMail, Recipient
from tests.conftest import settings_for
from tests.journeys.conftest import free_port


class Faulty:
    """A mail server that answers as it is told, and keeps what it has accepted."""

    def __init__(self) -> None:
        self.recipient = "250 OK"
        self.message = "250 OK"
        self.hangs_up_after_message = False
        self.accepted: list[str] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.message.startswith("250"):
            self.accepted.append(email.message_from_bytes(envelope.content)["Message-ID"])
        if self.hangs_up_after_message:
            server.transport.close()
        return self.message


@pytest.fixture
def server() -> Iterator[tuple[Faulty, int]]:
    faulty = Faulty()
    controller = Controller(faulty, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield faulty, controller.port
    controller.stop()


@contextmanager
def sending_to(port: int, database: str, folder: Path) -> Iterator[Callable[[], OutgoingMail]]:
    """Give a function that lets the worker send what is due and returns the only mail."""
    app = create_app(settings_for(folder, database, smtp_url=f"smtp://127.0.0.1:{port}"))
    with app.app_context():
        with db.transaction() as writer:
            template = "accounts/mail/password_changed.txt"
            outbox.queue(writer, Recipient("anna@example.org"), template, at=clock.now())

        def drain() -> OutgoingMail:
            outbox.drain()
            db.session().rollback()
            return db.session().query(OutgoingMail).one()

        yield drain
        db.engine().dispose()


@pytest.fixture
def drain(
    server: tuple[Faulty, int], database: str, tmp_path: Path
) -> Iterator[Callable[[], OutgoingMail]]:
    with sending_to(server[1], database, tmp_path) as found:
        yield found


def later(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> None:
    now = clock.now() + wait
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.mark.parametrize(
    "fault", [{"recipient": "421 busy"}, {"recipient": "451 later"}, {"message": "452 full"}]
)
def test_mail_that_is_put_off_is_tried_again(
    server: tuple[Faulty, int],
    drain: Callable[[], OutgoingMail],
    fault: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faulty = server[0]
    vars(faulty).update(fault)
    assert (drain().state, faulty.accepted) == (WAITING, [])
    assert drain().attempts == 1, "not before its time"
    vars(faulty).update(recipient="250 OK", message="250 OK")
    later(monkeypatch, timedelta(minutes=2))
    assert (drain().state, len(faulty.accepted)) == (SENT, 1)


def test_address_that_is_refused_for_good_is_shown_as_failed(
    server: tuple[Faulty, int], drain: Callable[[], OutgoingMail]
) -> None:
    server[0].recipient = "550 no such mailbox"
    mail = drain()
    assert mail.state == FAILED
    assert "550" in (mail.last_error or "")


def test_server_that_never_takes_it_lets_it_fail_in_the_end(
    server: tuple[Faulty, int],
    drain: Callable[[], OutgoingMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server[0].recipient = "421 busy"
    for _attempt in outbox.PATIENCE:
        assert drain().state == WAITING
        later(monkeypatch, timedelta(days=1))
    assert drain().state == FAILED


def test_server_that_hangs_up_after_the_message_gets_it_again_under_one_number(
    server: tuple[Faulty, int],
    drain: Callable[[], OutgoingMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faulty = server[0]
    faulty.hangs_up_after_message = True
    assert drain().state == WAITING
    faulty.hangs_up_after_message = False
    later(monkeypatch, timedelta(minutes=2))
    assert drain().state == SENT
    assert len(faulty.accepted) == 2
    assert len(set(faulty.accepted)) == 1, "whoever reads both sees that they are one mail"


def test_mail_of_a_worker_that_was_killed_is_sent_by_the_next(
    server: tuple[Faulty, int],
    drain: Callable[[], OutgoingMail],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [claimed] = outbox._claim(1)
    assert drain().state == SENDING, "another worker may still be at it"
    later(monkeypatch, outbox.ABANDONED + timedelta(minutes=1))
    sent = drain()
    assert (sent.id, sent.state, len(server[0].accepted)) == (claimed, SENT, 1)


def test_server_that_is_not_there_is_tried_later(database: str, tmp_path: Path) -> None:
    with sending_to(free_port(), database, tmp_path) as drain:
        mail = drain()
    assert (mail.state, mail.attempts) == (WAITING, 1)


def test_server_that_says_nothing_is_not_waited_for_long(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        sending_to(silent.getsockname()[1], database, tmp_path) as drain,
    ):
        worker = threading.Timer(20, silent.close)  # what ends a worker without patience
        worker.start()
        mail = drain()
        assert worker.is_alive()
        worker.cancel()
    assert (mail.state, "timed out" in (mail.last_error or "")) == (WAITING, True)
