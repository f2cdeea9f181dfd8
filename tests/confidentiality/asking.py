"""Asks a world for every page as everybody, and says where two worlds answer differently."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import create_environ, run_wsgi_app

from leader_award.accounts import sessions
from leader_award.accounts.models import Person
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail
from leader_award.platform.settings import Settings
from leader_award.results.models import PressPicture
from leader_award.scoring.models import ScoreCard
from tests.confidentiality.contest import UNENTITLED, Contest, drawn_from
from tests.confidentiality.secret import Secret

WORDS: Mapping[str, Any] = {
    "version": "dev",
    "filename": "favicon.svg",
    "event": "announce",
    "kind": "laureate",
    "key": "trust",
    "role": "organiser",
    "number": 987654,
    "width": 700,
    "word": "zgloszenia",
    "form": "csv",
}
"""Parts of addresses that are words of the route and no ids."""
NOBODYS = "nobodys-0000"
"""What stands in addresses for things of which the worlds have none."""
VISITOR = "visitor"
DESKS = ("/organizator", "/administrator")
"""Pages of the entitled: those are asked for about one edition."""
FORMS = "/zgloszenia/<entry_id>/"
"""Pages of an entry's form, which know no more of one edition than of another."""
ASKED = {
    **dict.fromkeys(DESKS, (VISITOR, "owner", "juror")),
    "/zgloszenia/": (VISITOR, "owner", "other", "juror"),
    "/jury/": (VISITOR, "other", "juror", "idle_juror", "recused"),
}
"""Where one person of each kind is asked, instead of everybody."""
SHOWING = r"/zapieczetowane-oceny|/laureaci(\.json)?$"
"""Pages that show digests of what was recorded and sealed."""
LISTS = (
    "/dobre-praktyki?q={}",
    "/api/v1/practices?q={}",
    "/baza-wiedzy?q={}",
    "/samorzady/szukaj?q={}",
    "/partnerstwa?q={}",
    "/dyplom?kod={}",
    "/edycje?q={}",
    "/konferencje?q={}",
    "/zgloszenia?q={}",
    "/jury?q={}",
    "/start?q={}",
    "/logowanie?email={}",
    "/administrator/osoby?q={}",
)
"""Pages that look for words, and pages that might one day."""


@dataclass(frozen=True)
class Answer:
    """What came back: the headers in their order, and every byte of the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


@dataclass
class World:
    """The application on the database of one of the worlds."""

    app: Flask
    enter: Callable[[], None]
    secret: Secret
    contest: Contest
    settings: Settings
    bodies: dict[bytes, bytes] = field(default_factory=dict)

    @cached_property
    def cookies(self) -> Mapping[str, str]:
        """The Cookie header of each role."""
        signer = self.app.session_interface.get_signing_serializer(self.app)
        name = self.app.config["SESSION_COOKIE_NAME"]
        kept = {
            role: {sessions.COOKIE_KEY: token} for role, token in self.contest.tokens.items()
        } | {VISITOR: {}}
        # one that has no token against forgery yet would be given a random one
        return {r: f"{name}={signer.dumps(k | {'csrf_token': 'none'})}" for r, k in kept.items()}

    def ask(self, path: str, role: str, method: str = "GET", **rest: Any) -> Answer:
        """Send a request as somebody; call `enter` before."""
        environ = create_environ(
            path, method=method, headers={"Cookie": self.cookies[role]}, **rest
        )
        with drawn_from(f"{role} {path.partition('?')[0]}"):
            body, status, sent = run_wsgi_app(self.app, environ, buffered=True)
        content = b"".join(body)
        # most answers are refusals: their one body is kept once
        content = self.bodies.setdefault(content, content)
        return Answer(int(status.split()[0]), tuple(sent.items()), content)

    def mails(self) -> list[OutgoingMail]:
        """The outbox in the order of sending."""
        self.enter()
        with self.app.app_context():
            order = (OutgoingMail.created_at, OutgoingMail.id)
            return list(db.session().scalars(select(OutgoingMail).order_by(*order)))

    def mails_to(self, roles: Iterable[str]) -> list[tuple[str, str, str, str]]:
        """Address, subject, body and template of the mails to these roles, in their order."""
        addresses = {f"{role}@example.org" for role in roles}
        found = [mail for mail in self.mails() if mail.to in addresses]
        return [(mail.to, mail.subject, mail.body, mail.template) for mail in found]

    def hidden_things(self) -> list[dict[str, Any]]:
        """What addresses of secret things are made of: cards, jurors, people, pictures."""
        self.enter()
        seats = set(self.contest.people.values())
        with self.app.app_context():
            reader = db.session()
            cards = reader.execute(
                select(ScoreCard.id, Assignment.entry_id, Juror.id, Juror.person_id)
                .join(Assignment, Assignment.id == ScoreCard.assignment_id)
                .join(Juror, Juror.id == Assignment.juror_id)
                .order_by(ScoreCard.id)
            )
            names = ("card_id", "entry_id", "juror_id", "person_id")
            found = [dict(zip(names, row, strict=True)) for row in cards]
            people = reader.scalars(select(Person.id).order_by(Person.id))
            found += [{"person_id": one} for one in people if one not in seats]
            edition = next(t for t in self.contest.things if "edition_id" in t)
            for picture in reader.scalars(select(PressPicture)):
                width = picture.renditions[0].width
                found.append({"picture_id": picture.id, "width": width, "slug": edition["slug"]})
        return found


@dataclass
class Worlds:
    """The two worlds, and all that can be asked of either."""

    first: World
    second: World
    logged: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[World]:
        return iter((self.first, self.second))

    @cached_property
    def addresses(self) -> dict[str, set[str]]:
        """Paths by endpoint: of every GET route, for every public and every secret thing."""
        things = list(self.first.contest.things)
        for world in self:
            # one card of each world says as much as all of them
            things += _some(world.hidden_things())
        with self.first.app.test_request_context():
            return {
                rule.endpoint: set(_paths(self.first.app, rule, things))
                for rule in self.first.app.url_map.iter_rules()
                if "GET" in (rule.methods or ())
            }

    @cached_property
    def paths(self) -> list[str]:
        """Every path, and those that search for a hidden juror's name."""
        names = [world.secret.others[0] for world in self]
        searches = [page.format(name) for page in LISTS for name in names]
        return sorted(set().union(*self.addresses.values())) + searches

    @cached_property
    def answers(self) -> "list[Pair]":
        """What all who may not know are answered to every path; asked once for all tests."""
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: self.logged.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger().addHandler(handler)
        try:
            return pairs(self, UNENTITLED, self.paths)
        finally:
            logging.getLogger().removeHandler(handler)


def _some(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first few of each kind."""
    by_kind: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for thing in things:
        by_kind.setdefault(tuple(thing), []).append(thing)
    return [thing for group in by_kind.values() for thing in group[:2]]


def _paths(app: Flask, rule: Any, things: list[dict[str, Any]]) -> Iterator[str]:
    needed = rule.arguments - WORDS.keys()
    # a thing that lacks a part which another has would only make an address of nothing
    most = max(len(thing.keys() & needed) for thing in things)
    fitting = [thing for thing in things if len(thing.keys() & needed) == most] if most else [{}]
    if rule.rule.startswith(DESKS) or (rule.rule.startswith(FORMS) and "wynik" not in rule.rule):
        fitting = [t for t in fitting if t.get("state") == "embargoed"] or fitting
    for thing in fitting:
        parts = {name: thing.get(name, WORDS.get(name, NOBODYS)) for name in rule.arguments}
        yield app.url_map.bind("localhost").build(rule.endpoint, parts)


_SEAL = re.compile(rb"\b(\d+:)?([0-9a-f]{64}\b|[0-9a-f]{8}(?=\xe2\x80\xa6))")


def _unsealed(answer: Answer, path: str) -> Answer:
    """Return an answer without seals of score cards and heads of the record of events.

    They are published on purpose: digests that tell nothing. How many there are still counts.
    """
    if b"zapieczetowane-oceny" not in answer.body and not re.search(SHOWING, path):
        return answer
    headers = tuple(pair for pair in answer.headers if pair[0] != "ETag")
    return Answer(answer.status, headers, _SEAL.sub(b"seal", answer.body))


@dataclass(frozen=True)
class Pair:
    """What somebody was answered in either world."""

    role: str
    path: str
    first: Answer
    second: Answer

    @property
    def difference(self) -> str:
        """In what the answers differ; empty if in nothing."""
        first, second = (_unsealed(one, self.path) for one in (self.first, self.second))
        if first == second:
            return ""
        return f"{self.role} {self.path}: {_difference(first, second)}"


def pairs(worlds: Worlds, roles: Iterable[str], paths: Iterable[str]) -> list[Pair]:
    """Ask both worlds as everybody for everything."""
    asked = [(role, path) for path in paths for role in roles if _is_asked(role, path)]
    answers = []
    for world in worlds:
        world.enter()
        answers.append([world.ask(path, role) for role, path in asked])
    return [
        Pair(role, path, one, two) for (role, path), one, two in zip(asked, *answers, strict=True)
    ]


def differences(worlds: Worlds, roles: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Say where the two worlds answer the same request differently, in a byte or a header."""
    return [told for pair in pairs(worlds, roles, paths) if (told := pair.difference)]


def _is_asked(role: str, path: str) -> bool:
    """Whether the role is one of those asked there; anywhere else it is everybody."""
    role = role.removeprefix("later ")
    return all(role in roles or not path.startswith(start) for start, roles in ASKED.items())


def _difference(one: Answer, two: Answer) -> str:
    """Say in what two answers differ."""
    if one.status != two.status:
        return f"{one.status} and {two.status}"
    if one.headers != two.headers:
        told = [pair for pair in zip(one.headers, two.headers, strict=False) if pair[0] != pair[1]]
        return f"headers {told or (one.headers, two.headers)}"
    place = next((i for i, (a, b) in enumerate(zip(one.body, two.body, strict=False)) if a != b), 0)
    cut = slice(max(0, place - 60), place + 60)
    return f"…{one.body[cut]!r} and …{two.body[cut]!r}"
