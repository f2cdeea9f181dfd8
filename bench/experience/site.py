"""The application of some checkout, really served: a fresh folder, a worker, a mailbox."""

import email
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from flask import Flask
from werkzeug.serving import make_server

from leader_award.app import all_tables, create_app
from leader_award.platform import db
from leader_award.platform.settings import Settings

Answer = TypeVar("Answer")

PATIENCE = 20.0
"""Seconds after which a mail that has not come will not come."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """An SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what has come to the address, oldest first."""
        return [message for message in self.messages if message["To"] == address]

    def link(self, address: str, holding: str = "") -> str:
        """Wait for a mail to the address with a link that holds `holding`; return the newest."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for message in reversed(self.to(address)):
                links: list[str] = re.findall(r"http://\S+", message.get_content())
                for link in links:
                    if holding in link:
                        return link
            time.sleep(0.05)
        raise LookupError(f"no mail to {address} with a link to {holding!r}")


@dataclass
class Site:
    """A served application: its address, its mailbox, and its database to look into."""

    app: Flask
    url: str
    mailbox: Mailbox

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return what `question` answers inside the application."""
        with self.app.app_context():
            return question()


class Ground:
    """Prepared folders, and the served application on copies of them.

    The port and the secret stay the same, so that links in mails prepared once still lead here.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.mailbox = Mailbox()
        self.mailbox.controller.start()

    def stop(self) -> None:
        """Close the mailbox."""
        self.mailbox.controller.stop()

    def settings(self, folder: Path) -> Settings:
        """Return settings such as an operator's, with the mailbox as mail server."""
        values = {
            "DATA_DIR": str(folder),
            "SECRET_KEY": "only to measure with",
            "SMTP_URL": self.mailbox.url,
            "SECOND_FACTOR": "offered",
        }
        environ = {f"LEADER_AWARD_{name}": value for name, value in values.items()}
        return Settings.from_environment(environ, port=self.port)

    def prepare(self, name: str, build: Callable[[], None]) -> Path:
        """Return a folder in which `build` has been called on an empty database, once."""
        folder = self.folder / "prepared" / name
        if not (folder / "ready").exists():
            app = create_app(self.settings(folder))
            with app.app_context():
                all_tables().create_all(db.engine())
                build()
            app.extensions["engine"].dispose()
            (folder / "ready").touch()
        return folder

    @contextmanager
    def open(self, prepared: Path) -> Iterator[Site]:
        """Serve a copy of the prepared folder, with a worker, until the block ends."""
        folder = self.folder / "served"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        self.mailbox.messages.clear()
        app = create_app(self.settings(folder))
        server = make_server("127.0.0.1", self.port, app, threaded=True)
        stop = threading.Event()
        threads = [
            threading.Thread(target=server.serve_forever, daemon=True),
            threading.Thread(target=_work, args=(app, stop), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield Site(app, f"http://127.0.0.1:{self.port}", self.mailbox)
        finally:
            stop.set()
            server.shutdown()
            for thread in threads:
                thread.join()
            server.server_close()
            app.extensions["engine"].dispose()


def _work(app: Flask, stop: threading.Event) -> None:
    """Do what the worker does: first the mail that waits, then each task as it comes."""
    from leader_award.platform import tasks

    with app.app_context():
        tasks.wake_mail()
    queue = app.extensions["queue"]
    while not stop.is_set():
        task = queue.dequeue()
        if task is None:
            stop.wait(0.02)
        else:
            queue.execute(task)
