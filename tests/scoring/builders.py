"""Editions being scored, made through the services."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.jury import queries as jury_queries
from leader_award.jury import service as jury
from leader_award.jury.models import Assignment
from leader_award.jury.rounds import choose_entries
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.scoring import queries, reopening, service
from leader_award.scoring.models import ScoreCard
from tests.editions.builders import lead_to
from tests.jury.builders import (
    acting,
    make_assessed_edition,
    make_confirmed_person,
    make_organiser,
    seat_juror,
)
from tests.worlds import remembered

NAMES = ("Ewa Adamska", "Piotr Borek", "Zofia Ćwik", "Jan Dąb", "Anna Ełk", "Marek Fik")


@dataclass(frozen=True)
class Scene:
    """An edition being scored; `assignments` by (entry id, juror id)."""

    edition_id: str
    entry_ids: list[str]
    juror_ids: list[str]
    organiser: Actor
    assignments: dict[tuple[str, str], str]

    def assignment(self, entry: int = 0, juror: int = 0) -> str:
        """The assignment of the n-th entry to the n-th juror, counted from 0."""
        return self.assignments[self.entry_ids[entry], self.juror_ids[juror]]


@remembered
def make_scoring_edition(entries: int = 4, jurors: int = 3, **changes: Any) -> Scene:
    """Every entry admitted, every juror cleared and assigned to every entry, scoring open."""
    organiser = make_organiser()
    edition_id, entry_ids = make_assessed_edition(entries, organiser, **changes)
    juror_ids = [seat_juror(edition_id, name) for name in NAMES[:jurors]]
    assignments = {
        (entry_id, juror_id): jury.assign(juror_id=juror_id, entry_id=entry_id, actor=organiser)
        for entry_id in entry_ids
        for juror_id in juror_ids
    }
    lead_to(edition_id, "scoring")
    return Scene(edition_id, entry_ids, juror_ids, organiser, assignments)


def hold_round(scene: Scene, round_id: str, entries: int = 1, jurors: int = 1) -> dict[Any, str]:
    """Let the first entries go on to the round, each to the first jurors; assignments as above."""
    going_on, sitting = scene.entry_ids[:entries], scene.juror_ids[:jurors]
    choose_entries(round_id=round_id, entry_ids=going_on, actor=scene.organiser)
    return {
        (entry_id, juror_id): jury.assign(
            juror_id=juror_id, entry_id=entry_id, round_id=round_id, actor=scene.organiser
        )
        for entry_id in going_on
        for juror_id in sitting
    }


def open_card(assignment_id: str) -> str:
    return service.open_card(assignment_id=assignment_id, actor=_juror(assignment_id))


def _juror(assignment_id: str) -> Actor:
    return acting(db.session().get_one(Assignment, assignment_id).juror_id)


def fill_in(card_id: str, points: int | dict[str, int | str | None] = 7, **changes: Any) -> int:
    """Save the same points for each criterion, or those given; returns the version."""
    found = card(card_id)
    given: dict[str, Any] = {
        "version": found.version,
        "points": points
        if isinstance(points, dict)
        else {criterion.id: points for criterion in found.rubric.criteria},
        "comment_to_jury": found.comment_to_jury,
        "comment_to_applicant": found.comment_to_applicant,
        "actor": _juror(found.assignment_id),
    }
    return service.save_card(card_id=card_id, **(given | changes))


def seal(card_id: str) -> None:
    found = card(card_id)
    service.seal_card(card_id=card_id, version=found.version, actor=_juror(found.assignment_id))


def reopen(card_id: str, reason: str, organiser: Actor) -> None:
    """Reopen a sealed card: the organiser asks, another one agrees."""
    asked = reopening.ask_to_reopen(card_id=card_id, reason=reason, actor=organiser)
    second = Actor(make_confirmed_person("Daria Druga", "organiser"), "organiser")
    reopening.approve_reopening(card_id=card_id, request_id=asked, actor=second)


def score_all(edition_id: str, points: Callable[[Assignment], int] = lambda _assignment: 7) -> None:
    """Fill in and seal the card of every live assignment; `points` go to each criterion."""
    for assignment in jury_queries.active_assignments(edition_id):
        card_id = open_card(assignment.id)
        fill_in(card_id, points(assignment))
        seal(card_id)


def card(card_id: str) -> ScoreCard:
    """The card as stored now."""
    db.session().expire_all()
    return db.session().scalars(select(ScoreCard).where(ScoreCard.id == card_id)).one()


def rubric(scene: Scene) -> list[str]:
    """The criteria (ids) of the edition's first round, in their order."""
    return [
        criterion.id for criterion in edition_queries.rounds(scene.edition_id)[0].rubric.criteria
    ]


def sealed_scores(edition_id: str) -> list[tuple[str, str, str, int]]:
    """The points of sealed cards of the edition's first round."""
    return queries.sealed_scores_of_round(edition_queries.rounds(edition_id)[0])
