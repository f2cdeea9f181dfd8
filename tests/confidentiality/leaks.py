"""Leaks planted in the application on purpose, each of a secret by another way."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask, Response, abort, redirect, request
from markupsafe import Markup
from sqlalchemy import func, select

from leader_award.accounts.models import Person
from leader_award.editions import hooks
from leader_award.entries import queries as entry_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import access, db, outbox
from leader_award.practices import queries as practice_queries
from leader_award.results import policy
from leader_award.scoring.models import Score, ScoreCard
from tests.confidentiality.asking import World

Plant = Callable[[pytest.MonkeyPatch, World], None]
_POINTS = (
    select(func.sum(Score.points))
    .join(ScoreCard, ScoreCard.id == Score.card_id)
    .join(Assignment, Assignment.id == ScoreCard.assignment_id)
)


def secret_sum() -> int:
    """All points together, which differ between the worlds."""
    return int(db.session().scalar(_POINTS) or 0)


def _points_of(entry_id: str) -> int:
    return int(db.session().scalar(_POINTS.where(Assignment.entry_id == entry_id)) or 0)


def _jurors() -> int:
    return int(db.session().scalar(select(func.count(Juror.id))) or 0)


def _answers(change: Callable[[Response], object]) -> Plant:
    """Plant a change of every answer that is not an error."""

    def after(response: Response) -> Response:
        if response.status_code == 200:
            change(response)
        return response

    def plant(patch: pytest.MonkeyPatch, world: World) -> None:
        app: Flask = world.app
        others = app.after_request_funcs.get(None, [])
        patch.setitem(app.after_request_funcs, None, [after, *others])

    return plant


def _count_in_a_page(patch: pytest.MonkeyPatch, _world: World) -> None:
    patch.setattr(hooks, "edition_panels", [lambda *_: Markup(f"<p>{_jurors()}</p>")])


def _order_by_score(patch: pytest.MonkeyPatch, _world: World) -> None:
    real = entry_queries.entries_of_organisations

    def ordered(ids: Any) -> Any:
        return sorted(real(ids), key=lambda entry: _points_of(entry.id))

    patch.setattr(entry_queries, "entries_of_organisations", ordered)


def _task_for_a_juror(patch: pytest.MonkeyPatch, _world: World) -> None:
    def task(_person: Any, _now: Any) -> list[hooks.Task]:
        return [hooks.Task(order=1, title="Jury", text="nas jest " + "wielu" * _jurors(), url="/")]

    patch.setattr(hooks, "start_panels", [*hooks.start_panels, task])


def _hit_in_a_search(patch: pytest.MonkeyPatch, _world: World) -> None:
    real = practice_queries.find_practices

    def find(query: str = "", chosen: Any = None) -> Any:
        known = db.session().scalar(select(Person.id).where(Person.name == query))
        return real("" if known else query, chosen)

    patch.setattr(practice_queries, "find_practices", find)


def _refusal(leak: Callable[[], Any]) -> Plant:
    """Plant something that a refusal does if the card or the seat asked for exists."""

    def plant(patch: pytest.MonkeyPatch, _world: World) -> None:
        real = access._refuse

        def refuse(action: str, *, has_thing: bool) -> Any:
            asked = request.view_args or {}
            if any(
                db.session().get(model, asked.get(name, ""))
                for name, model in (("card_id", ScoreCard), ("juror_id", Juror))
            ):
                return leak()
            return real(action, has_thing=has_thing)

        patch.setattr(access, "_refuse", refuse)

    return plant


def _no_embargo(patch: pytest.MonkeyPatch, _world: World) -> None:
    patch.setattr(policy, "is_announced", lambda at, _now: at is not None)


def _word_in_a_mail(patch: pytest.MonkeyPatch, _world: World) -> None:
    real = outbox.render_template

    def render(template: str, **context: Any) -> str:
        text = real(template, **context)
        return f"{text}\nJury: {_jurors()}" if "reset" in template else text

    patch.setattr(outbox, "render_template", render)


def _longer(response: Response) -> None:
    if response.mimetype == "text/html":
        response.set_data(response.get_data() + b" " * _jurors())


def _in_turn(response: Response) -> None:
    points, names = secret_sum(), ("X-One", "X-Two", "X-Three", "X-Four", "X-Five")
    for name in sorted(names, key=lambda name: sha256(f"{name}{points}".encode()).digest()):
        response.headers[name] = "1"


LEAKS: dict[str, tuple[Plant, str, str]] = {
    "a count in a page": (_count_in_a_page, "visitor", "/edycje/{slug}"),
    "order by score in a list": (_order_by_score, "owner", "/zgloszenia"),
    "an ETag made of scores": (
        _answers(lambda answer: answer.set_etag(str(secret_sum()))),
        "visitor",
        "/edycje",
    ),
    "a header": (
        _answers(lambda answer: answer.headers.add("Server-Timing", f"q;dur={_jurors()}")),
        "stranger",
        "/edycje",
    ),
    "order of headers": (
        _answers(_in_turn),
        "visitor",
        "/edycje",
    ),
    "length of a page": (_answers(_longer), "other", "/start"),
    "a cookie": (
        _answers(lambda answer: answer.set_cookie("seen", str(_jurors()))),
        "owner",
        "/konto",
    ),
    "a task of a juror": (_task_for_a_juror, "idle_juror", "/start"),
    "a hit in a search": (_hit_in_a_search, "owner", "/dobre-praktyki?q={name}"),
    "a hit in open data": (_hit_in_a_search, "visitor", "/api/v1/practices?q={name}"),
    "a redirect": (_refusal(lambda: redirect("/jury")), "juror", "/jury/karty/{card_id}"),
    "another refusal": (_refusal(lambda: abort(403)), "recused", "/jury/{juror_id}/deklaracja"),
    "results before their time": (_no_embargo, "visitor", "/edycje/{slug}/laureaci"),
    "data before its time": (_no_embargo, "visitor", "/edycje/{slug}/laureaci.json"),
    "own result before its time": (_no_embargo, "owner", "/zgloszenia/{entry_id}/wynik"),
}
"""Each leak, who is asked, and for what."""
WORD_IN_A_MAIL = _word_in_a_mail
