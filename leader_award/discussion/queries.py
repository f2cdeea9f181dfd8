"""What the pages of the discussion read: a bounded number of statements each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from leader_award.accounts.models import Person
from leader_award.discussion import rules
from leader_award.discussion.models import AgendaItem, Discussion, ScoreChange
from leader_award.editions.models import Criterion, Edition, Round, Rubric
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import db
from leader_award.scoring import queries as scoring_queries
from leader_award.scoring import rules as scoring_rules
from leader_award.scoring.models import ScoreCard

_ROUND = (
    joinedload(Discussion.round, innerjoin=True).joinedload(Round.edition, innerjoin=True),
    joinedload(Discussion.round, innerjoin=True)
    .selectinload(Round.rubrics)
    .selectinload(Rubric.criteria),
)


def of_round(round_id: str) -> Discussion | None:
    """Return the discussion of a round with its items in order, their entries and changes."""
    return db.session().scalar(
        select(Discussion)
        .where(Discussion.round_id == round_id)
        .options(
            selectinload(Discussion.items).joinedload(AgendaItem.entry, innerjoin=True),
            selectinload(Discussion.items).joinedload(AgendaItem.asked_by),
            selectinload(Discussion.items).selectinload(AgendaItem.changes),
        )
        .execution_options(populate_existing=True)
    )


def find_item(item_id: str) -> AgendaItem | None:
    """Return the item with its entry, changes, round, edition and rubric."""
    above = joinedload(AgendaItem.discussion, innerjoin=True)
    return db.session().scalar(
        select(AgendaItem)
        .where(AgendaItem.id == item_id)
        .options(
            *(above.options(one) for one in _ROUND),
            joinedload(AgendaItem.entry, innerjoin=True),
            joinedload(AgendaItem.asked_by),
            selectinload(AgendaItem.changes)
            .joinedload(ScoreChange.card, innerjoin=True)
            .options(selectinload(ScoreCard.scores)),
        )
        .execution_options(populate_existing=True)
    )


def changes_of(round_id: str) -> Sequence[ScoreChange]:
    """Return the changes of the round's cards, the oldest first, with card, juror and rubric."""
    return (
        db.session()
        .scalars(
            select(ScoreChange)
            .join(ScoreChange.item)
            .join(AgendaItem.discussion)
            .where(Discussion.round_id == round_id)
            .options(
                joinedload(ScoreChange.item, innerjoin=True),
                joinedload(ScoreChange.card, innerjoin=True)
                .joinedload(ScoreCard.assignment, innerjoin=True)
                .joinedload(Assignment.juror, innerjoin=True),
            )
            .order_by(ScoreChange.at, ScoreChange.id)
        )
        .unique()
        .all()
    )


def criteria_of(changes: Sequence[ScoreChange]) -> dict[str, Criterion]:
    """Return the criteria that the changes name, by id."""
    ids = {change.rubric_id for change in changes}
    found = db.session().scalars(
        select(Criterion).where(Criterion.rubric_id.in_(ids)).order_by(Criterion.position)
    )
    return {one.id: one for one in found}


def card_of(item: AgendaItem, person_id: str) -> ScoreCard | None:
    """Return the person's own card of the item's entry in its round, while it is theirs."""
    return db.session().scalar(
        select(ScoreCard)
        .join(ScoreCard.assignment)
        .join(Assignment.juror)
        .where(
            Assignment.entry_id == item.entry_id,
            Assignment.round_id == item.discussion.round_id,
            Assignment.ended_at.is_(None),
            Juror.person_id == person_id,
        )
        .options(
            joinedload(ScoreCard.assignment, innerjoin=True).options(
                joinedload(Assignment.juror, innerjoin=True).joinedload(Juror.edition),
                joinedload(Assignment.entry, innerjoin=True),
                joinedload(Assignment.round, innerjoin=True),
            ),
            joinedload(ScoreCard.rubric, innerjoin=True).selectinload(Rubric.criteria),
            selectinload(ScoreCard.commitments),
        )
    )


@dataclass(frozen=True)
class JurorCard:
    """A sealed card of an entry under discussion; `letter` is what other jurors call it by."""

    letter: str
    juror: Juror
    card: ScoreCard
    answers: Mapping[str, scoring_rules.Answer]


def cards_of(item: AgendaItem) -> list[JurorCard]:
    """Return the sealed cards of the item's entry, in an order that names nobody."""
    cards = db.session().scalars(
        select(ScoreCard)
        .join(ScoreCard.assignment)
        .where(
            Assignment.entry_id == item.entry_id,
            Assignment.round_id == item.discussion.round_id,
            Assignment.ended_at.is_(None),
            ScoreCard.state == scoring_rules.SEALED,
        )
        .options(
            joinedload(ScoreCard.assignment, innerjoin=True).joinedload(
                Assignment.juror, innerjoin=True
            ),
            joinedload(ScoreCard.rubric, innerjoin=True).selectinload(Rubric.criteria),
        )
        .order_by(ScoreCard.id)
    )
    return [
        JurorCard(letter_of(n), one.assignment.juror, one, scoring_queries.answers_of(one))
        for n, one in enumerate(cards)
    ]


def letter_of(number: int) -> str:
    """Return A, B, … Z, AA, AB, … for 0, 1, …"""
    high, low = divmod(number, 26)
    return (letter_of(high - 1) if high else "") + chr(ord("A") + low)


@dataclass(frozen=True)
class OwnItem:
    """An agenda item as a juror of its entry has it, with the id of the juror's own card."""

    item: AgendaItem
    card_id: str

    @property
    def changed(self) -> bool:
        """Whether the juror has changed the card in the discussion."""
        return any(change.card_id == self.card_id for change in self.item.changes)


def items_for(person_id: str) -> list[OwnItem]:
    """Return the agenda items that the person may see as a juror, by round and agenda.

    Those of entries that are theirs to score in the round and that they may read, once their own
    card is sealed: an entry with a recusal is never among them. Seven statements for a seat.
    """
    reader = db.session()
    found: list[OwnItem] = []
    for juror in jury_queries.seats_of(person_id):
        if juror.edition.state not in scoring_rules.READING:
            continue
        own = reader.execute(
            select(AgendaItem, ScoreCard.id)
            .join(AgendaItem.discussion)
            .join(
                Assignment,
                (Assignment.entry_id == AgendaItem.entry_id)
                & (Assignment.round_id == Discussion.round_id),
            )
            .join(ScoreCard, ScoreCard.assignment_id == Assignment.id)
            .where(
                Assignment.juror_id == juror.id,
                Assignment.ended_at.is_(None),
                ScoreCard.state == scoring_rules.SEALED,
                AgendaItem.state != rules.REMOVED,
            )
            .options(
                joinedload(AgendaItem.discussion, innerjoin=True).options(*_ROUND),
                joinedload(AgendaItem.entry, innerjoin=True),
                selectinload(AgendaItem.changes),
            )
            .order_by(Discussion.opened_at, AgendaItem.position)
        ).all()
        if own:
            readable = {entry.id for entry in jury_queries.readable_entries(juror, reader)}
            found += [OwnItem(*row) for row in own if row[0].entry_id in readable]
    return found


@dataclass(frozen=True)
class Count:
    """How a round's agenda stands: items by state."""

    round_id: str
    states: Mapping[str, int]

    def of(self, *states: str) -> int:
        """Return the number of items in these states."""
        return sum(self.states.get(state, 0) for state in states)


def counts(edition_id: str) -> list[Count]:
    """Return how the agendas of the edition stand, by round; one statement."""
    rows = db.session().execute(
        select(Round.id, AgendaItem.state, func.count(AgendaItem.id))
        .join(Discussion, Discussion.round_id == Round.id)
        .outerjoin(AgendaItem, AgendaItem.discussion_id == Discussion.id)
        .where(Round.edition_id == edition_id)
        .group_by(Round.id, Round.position, AgendaItem.state)
        .order_by(Round.position)
    )
    found: dict[str, dict[str, int]] = {}
    for round_id, state, count in rows:
        found.setdefault(round_id, {})[state or ""] = count
    return [Count(round_id, states) for round_id, states in found.items()]


@dataclass(frozen=True)
class Waiting:
    """Openings that wait for another organiser in one round."""

    round_id: str
    name: dict[str, str]
    items: int
    until: datetime


def waiting_for(person_id: str) -> list[Waiting]:
    """Return the openings asked for by others that wait, by round; one statement."""
    rows = db.session().execute(
        select(
            Round.id,
            Edition.name,
            func.count(AgendaItem.id),
            func.coalesce(Round.until, Edition.scoring_until),
        )
        .join(Discussion, Discussion.round_id == Round.id)
        .join(AgendaItem, AgendaItem.discussion_id == Discussion.id)
        .join(Edition, Edition.id == Round.edition_id)
        .where(
            AgendaItem.state == rules.ASKED,
            AgendaItem.asked_by_id != person_id,
            Edition.state == "scoring",
        )
        .group_by(Round.id, Edition.id)
        .order_by(Round.id)
    )
    return [Waiting(*row) for row in rows]


def names_of(person_ids: Sequence[str | None]) -> dict[str, str]:
    """Return the names of people by id."""
    rows = db.session().execute(
        select(Person.id, Person.name).where(Person.id.in_({one for one in person_ids if one}))
    )
    return dict(rows.tuples().all())
