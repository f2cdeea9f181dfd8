"""Asks the application about cells, quickly: guards are real, what they guard is not run.

A recorder stands behind every guard in the place of its view. So a request tells whether it got
through, and thousands of them change nothing and render nothing.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from flask import Flask, g, has_app_context
from sqlalchemy import select
from werkzeug.test import create_environ, run_wsgi_app

from leader_award.accounts import sessions
from leader_award.accounts.models import SignInSession
from leader_award.platform import db, web
from tests.access.notation import ALLOW, DENY, LOGIN, Row
from tests.access.scene import Address, Scene
from tests.access.table import Cell

REACHED = 299
SIGN_IN = ("/logowanie", "/konto/drugi-skladnik")
"""Where guards lead those who may get through once they have said who they are."""
SETTINGS: Mapping[str, dict[str, Any]] = {
    "on": {"demo": True},
    "strict": {"second_factor_required": True},
    "one": {"oidc_issuer": "https://sign-in.invalid"},
}
"""States that are settings of the installation."""
NUMBER = "X-Request-ID"
"""Each answer's own, drawn at random."""
NOBODYS: Mapping[type, Any] = {str: "nobodys-0000", int: 987654}
"""What stands in addresses of things that do not exist, by the type of the real part."""


@dataclass(frozen=True)
class Answer:
    """What came back to a request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def outcome(self) -> str:
        """ALLOW, LOGIN or DENY, as a browser would see it."""
        target = dict(self.headers).get("Location", "")
        if self.status == 302 and target.startswith(SIGN_IN):
            return LOGIN
        return DENY if self.status in (403, 404) else ALLOW


@dataclass
class World:
    """The application on the scene's database."""

    app: Flask
    scene: Scene
    path: str
    tokens: dict[str, str]
    addresses: dict[tuple[Row, str], str] = field(default_factory=dict)

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The Cookie header of each role."""
        signer = self.app.session_interface.get_signing_serializer(self.app)
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {
            role: f"{name}={signer.dumps({sessions.COOKIE_KEY: token})}"
            for role, token in self.tokens.items()
        }

    @property
    def states(self) -> dict[str, list[str]]:
        """The states in which the scene has each kind of thing."""
        return {kind: list(found) for kind, found in self.scene.things.items()}

    @cached_property
    def _watcher(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path)

    @property
    def changes(self) -> int:
        """A number that differs once any other connection has changed anything."""
        return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def digest(self) -> str:
        """The digest of every row of every table."""
        lines = sha256()
        for line in self._watcher.iterdump():
            lines.update(line.encode())
        return lines.hexdigest()

    def restore(self, kept: sqlite3.Connection) -> None:
        """Make the database again what a copy of it holds."""
        with sqlite3.connect(self.path, timeout=10) as scene:
            kept.backup(scene)

    def address(self, row: Row, state: str, changed: Address | None = None) -> str:
        """The path of a row's route, for the thing in this state."""
        if changed is None and (row, state) in self.addresses:
            return self.addresses[row, state]
        with self.app.test_request_context():
            path = self.app.url_for(row.endpoint, **self.parts(row, state) | (changed or {}))
        if changed is None:
            self.addresses[row, state] = path
        return path

    def parts(self, row: Row, state: str) -> Address:
        """What the path of a row's route is made of."""
        known = {**self.scene.things[row.kind][state], **ADDRESSES.get(row.endpoint, {})}
        return {name: known[name] for name in self.names(row)}

    def names(self, row: Row) -> list[str]:
        """The names of the parts of a row's path that vary."""
        route = next(self.app.url_map.iter_rules(row.endpoint))
        return sorted(route.arguments)

    def nowhere(self, row: Row, state: str) -> str:
        """The same path with ids that nothing has."""
        fixed = ADDRESSES.get(row.endpoint, {})
        parts = self.parts(row, state)
        return self.address(
            row, state, {n: NOBODYS[type(v)] for n, v in parts.items() if n not in fixed}
        )

    def ask(
        self,
        method: str,
        path: str,
        role: str,
        state: str = "",
        raw: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> Answer:
        """Send a request as somebody; `rest` describes it, `raw` is put into its environment."""
        headers = {"Cookie": self.cookies[role]} if role in self.cookies else {}
        headers |= rest.pop("headers", {})
        environ = create_environ(path, method=method, headers=headers, **rest) | (raw or {})
        with self._set(**SETTINGS.get(state, {})):
            body, status, sent = run_wsgi_app(self.app, environ, buffered=True)
        if has_app_context():
            g.pop("_login_user", None)  # what Flask-Login keeps of this request's person
        told = ((name, value) for name, value in sent.items() if name != NUMBER)
        return Answer(int(status.split()[0]), tuple(sorted(told)), b"".join(body))

    def faults(self, cell: Cell) -> list[str]:
        """What is wrong with the answer to a cell, if anything."""
        path, changes = self.address(cell.row, cell.state), self.changes
        answer = self.ask(cell.row.method, path, cell.role, cell.state)
        if answer.outcome != cell.expected or answer.status >= 500:
            return [f"{cell}: {cell.expected} expected, {answer.status} answered"]
        return [f"{cell}: something was changed"] if self.changes != changes else []

    @contextmanager
    def _set(self, **changes: Any) -> Iterator[None]:
        settings = self.app.config["SETTINGS"]
        self.app.config["SETTINGS"] = replace(settings, **changes)
        try:
            yield
        finally:
            self.app.config["SETTINGS"] = settings


ADDRESSES: Mapping[str, Address] = {
    "static": {"version": "dev", "filename": "favicon.svg"},
    "editions.stage": {"event": "start_scoring"},
    "editions.parts": {"slug": "kategorie"},
    "editions.remind": {"kind": "szkice"},
    "entries.bulk_take_back": {"act_id": "nothing"},
    "editions.new_part": {"slug": "kategorie"},
    "editions.edit_part": {"slug": "kategorie"},
    "editions.delete": {"slug": "kategorie"},
    "editions.move": {"slug": "kategorie"},
    "privacy.give_consent": {"subject": "image"},
    "privacy.person": {"about": "osoba"},
    **{
        f"correspondence.{view}": {"key": "entries-receipt", "language": "pl", "number": 0}
        for view in ("words", "save_words", "word_versions", "restore_words")
    },
    "exchange.take_out": {"word": "jurorzy", "form": "csv"},
    "exchange.empty": {"word": "jurorzy"},
    "exchange.send_in": {"word": "jurorzy"},
    "exchange.own_sheet": {"form": "csv"},
    "diplomas.template": {"kind": "laureate"},
    "diplomas.restore": {"kind": "laureate"},
    "dissemination.advance": {"event": "publish"},
    "dissemination.shift_item": {"direction": "pozniej"},
    "practice_desk.decide": {"answer": "pokaz"},
    "self_assessment.edit_dimension": {"key": "trust"},
    "self_assessment.move_dimension": {"key": "trust"},
    "self_assessment.remove_dimension": {"key": "trust"},
}
"""Parts of addresses that are words of the route and no ids."""


def held(app: Flask, endpoint: str, name: str) -> Any:
    """The cell in which a guard holds its `view` or `load`; None for the static files."""
    guard: Any = app.view_functions[endpoint]
    if not hasattr(guard, "action"):
        return None
    return guard.__closure__[guard.__code__.co_freevars.index(name)]


def _recorder(*_things: Any, **_parts: Any) -> tuple[str, int]:
    return "", REACHED


class Recorder:
    """What stands behind every guard while cells are asked about.

    What a loader found for an address is kept as long as one thing is asked about: a loader is
    given the address alone, so it finds the same for everybody.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.found: dict[Any, Any] = {}

    @contextmanager
    def about_one_thing(self) -> Iterator[None]:
        """Let the requests of this block share what was loaded, in one session."""
        self.found.clear()
        with self.app.app_context():
            # held, so that the people of the requests are not read anew for each of them
            people = db.session().scalars(select(SignInSession)).all()
            yield
            del people

    def _remembering(self, load: Any) -> Any:
        if load is None:
            return None

        def remembered(**parts: Any) -> Any:
            key = (load, *sorted(parts.items()))
            if key not in self.found:
                self.found[key] = load(**parts)
            return self.found[key]

        return remembered

    @contextmanager
    def __call__(self) -> Iterator["Recorder"]:
        """Stand behind every guard; leave error pages empty and refusals out of the log."""
        guards = [name for name, view in self.app.view_functions.items() if hasattr(view, "action")]
        cells = [held(self.app, name, part) for name in guards for part in ("view", "load")]
        real = [cell.cell_contents for cell in cells]
        page = web._page
        logging.disable(logging.WARNING)
        web._page = lambda status, *_error, **_options: ("", status)
        for view, load in zip(cells[::2], cells[1::2], strict=True):
            view.cell_contents, load.cell_contents = (
                _recorder,
                self._remembering(load.cell_contents),
            )
        try:
            yield self
        finally:
            logging.disable(logging.NOTSET)
            web._page = page
            for cell, content in zip(cells, real, strict=True):
                cell.cell_contents = content
