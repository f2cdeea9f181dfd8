"""Discussions of a scored edition, made through the services."""

from dataclasses import dataclass

from sqlalchemy import select

from leader_award.discussion import opening, queries, service
from leader_award.discussion.models import AgendaItem
from leader_award.discussion.standing import Standing, standing
from leader_award.editions import queries as edition_queries
from leader_award.jury.models import Assignment
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.scoring.models import ScoreCard
from tests.jury.builders import acting, make_confirmed_person
from tests.scoring.builders import Scene, card, make_scoring_edition, score_all
from tests.worlds import remembered

POINTS = ((9, 3, 6), (7, 7, 7), (8, 6, 7))
"""By entry and juror: the first entry divides the jury, the second does not, the third a little."""


@dataclass(frozen=True)
class Held:
    """A discussed round with two organisers."""

    scene: Scene
    round_id: str
    first: Actor
    second: Actor

    def item(self, entry: int = 0) -> str:
        """The id of the agenda item of the n-th entry."""
        return item_of(self.round_id, self.scene.entry_ids[entry])

    def juror(self, number: int = 0) -> Actor:
        """The n-th juror as an actor."""
        return acting(self.scene.juror_ids[number])

    def card_id(self, entry: int = 0, juror: int = 0) -> str:
        """The id of the n-th juror's card of the n-th entry."""
        assignment_id = self.scene.assignment(entry, juror)
        found = select(ScoreCard.id).where(ScoreCard.assignment_id == assignment_id)
        return db.session().scalars(found).one()

    def standing(self) -> Standing:
        """Where the jurors stand now."""
        return standing(edition_queries.rounds(self.scene.edition_id)[0])


@remembered
def make_discussion(*, shows_cards: bool = False, most: int = 10) -> Held:
    """Three jurors have sealed three entries by POINTS, and there is an agenda."""
    held = make_scored()
    service.open_agenda(
        round_id=held.round_id,
        most=most,
        shows_cards=shows_cards,
        actor=held.first,
        key=new_id(),
    )
    return held


@remembered
def make_scored() -> Held:
    """The same without an agenda."""
    scene = make_scoring_edition(entries=3, jurors=3)

    def given(assignment: Assignment) -> int:
        entry = scene.entry_ids.index(assignment.entry_id)
        return POINTS[entry][scene.juror_ids.index(assignment.juror_id)]

    score_all(scene.edition_id, given)
    second = Actor(make_confirmed_person("Daria Druga", "organiser"), "organiser")
    round_id = edition_queries.rounds(scene.edition_id)[0].id
    return Held(scene, round_id, scene.organiser, second)


def item_of(round_id: str, entry_id: str) -> str:
    db.session().rollback()
    found = queries.of_round(round_id)
    return next(item.id for item in found.items if item.entry_id == entry_id)  # type: ignore[union-attr]


def item(item_id: str) -> AgendaItem:
    """The item as stored now."""
    db.session().rollback()
    return queries.find_item(item_id)  # type: ignore[return-value]


def open_for_changes(held: Held, *entries: int) -> None:
    """Let one organiser ask for the entries and the other agree."""
    ids = [held.item(entry) for entry in entries or (0,)]
    opening.ask_to_open(round_id=held.round_id, item_ids=ids, actor=held.first)
    opening.approve_opening(round_id=held.round_id, item_ids=ids, actor=held.second)


def change(
    held: Held, points: int, *, entry: int = 0, juror: int = 0, reason: str = "Przekonano mnie."
) -> str:
    """Let a juror give these points in each criterion; return the new seal."""
    found = card(held.card_id(entry, juror))
    return service.change_card(
        item_id=held.item(entry),
        version=found.version,
        points={criterion.id: points for criterion in found.rubric.criteria},
        comment_to_jury=found.comment_to_jury,
        reason=reason,
        actor=held.juror(juror),
    )
