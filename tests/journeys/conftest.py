"""A site that is really served, a mailbox that really receives, and people with browsers."""

import email
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from leader_award.app import create_app
from leader_award.platform import clock, outbox
from tests.conftest import settings_for
from tests.journeys import pictures

IMAGES = os.environ.get("LEADER_AWARD_IMAGES")
"""Folder for screenshots; none are taken without it."""

SENDS_A_FORM = """button => button.type === "submit" && button.form
    && (button.getAttribute("formmethod") || button.form.method) === "post" """


MARK = "document.documentElement.dataset.leaving = ''"
ARRIVED = """() => document.readyState === "complete" && document.querySelector("main")
    && !("leaving" in document.documentElement.dataset)"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """An SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]

    def link(self, address: str) -> str:
        """Return the first link in the last mail to the address."""
        body = self.to(address)[-1].get_content()
        links: list[str] = re.findall(r"http://\S+", body)
        return links[0]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.controller.start()
    yield box
    box.controller.stop()


@dataclass
class Site:
    app: Flask
    url: str
    mailbox: Mailbox
    monkeypatch: pytest.MonkeyPatch

    def travel_to(self, instant: datetime) -> None:
        """Let the site's clock, and nothing else in this process, go on from `instant`."""
        offset = instant - datetime.now(UTC)
        self.monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + offset)

    def deliver(self) -> None:
        """Do what the worker does: send the mail that waits."""
        with self.app.app_context():
            while outbox.drain():
                pass


@pytest.fixture
def site(
    database: str, tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, Flask("placeholder"), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app = create_app(settings_for(tmp_path, database, base_url=url, smtp_url=mailbox.url))
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, url, mailbox, monkeypatch)
    server.shutdown()
    thread.join()
    app.extensions["engine"].dispose()


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    shown: ClassVar[set[str]] = set()
    """Pages of the handbook that somebody has looked at: the first look counts."""

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)

    def look(self, name: str) -> None:
        """Check the page with axe; take its picture at both widths if asked to.

        A page that the handbook shows must still say what it said when its picture was taken.
        """
        result = Axe().run(self.page)
        for violation in result.response["violations"]:
            targets = [node["target"] for node in violation["nodes"]]
            self.complaints.append(f"{name}: {violation['id']} at {targets}")
        self._mind_the_handbook(name)
        if IMAGES:
            for width, height in ((1280, 900), (390, 844)):
                self.page.set_viewport_size({"width": width, "height": height})
                target = Path(IMAGES) / f"{name}-{width}.png"
                self.page.screenshot(path=target, full_page=True)
            self.page.set_viewport_size({"width": 1280, "height": 900})

    def _mind_the_handbook(self, name: str) -> None:
        if name not in pictures.SHOWN or name in self.shown:
            return
        self.shown.add(name)
        if IMAGES:
            pictures.take(self.page, name)
        elif changed := pictures.changes(self.page.inner_text("main"), name):
            self.complaints.append(f"{name}: take the pictures anew (make pictures)\n{changed}")

    def press(self, name: str) -> None:
        """Click a button; if it sends a form, wait until the site's answer is shown whole."""
        button = self.page.get_by_role("button", name=name).first
        if not button.evaluate(SENDS_A_FORM):
            button.click()
            return
        self.page.evaluate(MARK)
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            button.click()
        if sent.value.request.is_navigation_request():
            self.page.wait_for_function(ARRIVED)

    def follow(self, name: str) -> None:
        """Click a link to another page and wait until that page is shown whole."""
        self.page.evaluate(MARK)
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_function(ARRIVED)

    def download(self, name: str, role: Literal["link", "button"] = "link") -> Path:
        """Click what gives a file; return where the browser has kept it."""
        with self.page.expect_download() as download:
            self.page.get_by_role(role, name=name).first.click()
        return Path(download.value.path())

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str) -> None:
        """Click a radio button or checkbox by its words."""
        self.page.locator("main label").filter(has_text=label).first.click()

    def reads(self, text: str) -> None:
        assert text in self.page.inner_text("body"), f"{text!r} is not on {self.page.url}"


@pytest.fixture
def visitor(
    chromium: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Visitor]]:
    """Return a function that opens a new browser of somebody's own.

    When the test has failed, what each browser shows is printed.
    """
    failed_before = request.session.testsfailed
    contexts = []

    def arrive() -> Visitor:
        context = chromium.new_context(locale="pl-PL", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context.new_page(), site.url)

    yield arrive
    for context in contexts:
        page = context.pages[0]
        if request.session.testsfailed > failed_before and page.url != "about:blank":
            print(page.url, page.locator("main").aria_snapshot(), sep="\n")
        context.close()
