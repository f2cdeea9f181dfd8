"""What the organiser's board shows of the assessment: gaps first, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury import rules as jury_rules
from leader_award.jury.models import Assignment, EntryNeed, Juror, RoundEntry
from leader_award.platform import db
from leader_award.scoring import rules
from leader_award.scoring.models import ScoreCard

MOST = 6
"""So many gaps of each kind are named; the rest stands in the lists behind."""


@dataclass(frozen=True)
class Gap:
    """A juror or an entry with cards that are not sealed; `wanted` cards in all."""

    id: str
    label: str
    sealed: int
    wanted: int


@dataclass(frozen=True)
class Gaps:
    """The widest gaps of a round, and how many jurors and entries have one."""

    round: Round
    jurors: Sequence[Gap]
    late_jurors: int
    entries: Sequence[Gap]
    lacking_entries: int


_SEALED = func.count(case((ScoreCard.state == rules.SEALED, 1)))


def gaps(round: Round) -> Gaps:
    """Return the gaps of a round, in 3 statements."""
    reader = db.session()
    jurors = [gap for gap in _per_juror(reader, Assignment.round_id == round.id)
              if gap.sealed < gap.wanted]  # fmt: skip
    jurors.sort(key=lambda gap: (gap.sealed - gap.wanted, jury_queries.surname_key(gap.label)))
    entries, lacking = _per_entry(reader, round)
    return Gaps(round, jurors[:MOST], len(jurors), entries, lacking)


def _per_juror(reader: Session, which: ColumnElement[bool]) -> list[Gap]:
    rows = reader.execute(
        select(Juror.id, Person.name, _SEALED, func.count(Assignment.id))
        .join(Assignment, Assignment.juror_id == Juror.id)
        .join(Person, Person.id == Juror.person_id)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(which, Assignment.ended_at.is_(None), Juror.left_at.is_(None))
        .group_by(Juror.id, Person.name)
    )
    return [Gap(*row) for row in rows]


def _per_entry(reader: Session, round: Round) -> tuple[list[Gap], int]:
    cards = (
        select(Assignment.entry_id, _SEALED.label("sealed"))
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(Assignment.round_id == round.id, Assignment.ended_at.is_(None))
        .group_by(Assignment.entry_id)
        .subquery()
    )
    sealed = func.coalesce(cards.c.sealed, 0)
    wanted = func.coalesce(EntryNeed.needed, round.needed)
    query = (
        select(Entry.id, Entry.reference, Entry.title, sealed, wanted)
        .outerjoin(cards, cards.c.entry_id == Entry.id)
        .outerjoin(EntryNeed, (EntryNeed.entry_id == Entry.id) & (EntryNeed.round_id == round.id))
        .where(_in_round(round), sealed < wanted)
    )
    widest = reader.execute(query.order_by((sealed - wanted), Entry.number).limit(MOST))
    found = [
        Gap(key, f"{reference or ''} {title}".strip(), done, due)
        for key, reference, title, done, due in widest
    ]
    count = len(found)
    if count == MOST:
        count = reader.scalar(select(func.count()).select_from(query.subquery())) or 0
    return found, count


def _in_round(round: Round) -> ColumnElement[bool]:
    assessed = Entry.state.in_(jury_rules.ASSESSED)
    if round.position == 0:
        return assessed & (Entry.edition_id == round.edition_id)
    chosen = select(RoundEntry.entry_id).where(RoundEntry.round_id == round.id)
    return assessed & Entry.id.in_(chosen)


def late_jurors(reader: Session, edition: Edition, now: datetime) -> int:
    """Count the jurors who can score now and have a card or an answer left."""
    running = [
        one.id
        for one in edition_queries.rounds(edition.id, reader)
        if rules.accepts_scores(one, now)
    ]
    if not running:
        return 0
    found = _per_juror(reader, Assignment.round_id.in_(running))
    late = {gap.id for gap in found if gap.sealed < gap.wanted}
    owed = jury_queries.unanswered(edition.id, reader)
    late |= {juror_id for juror_id, count in owed.items() if count}
    serving = select(Juror.id).where(
        Juror.edition_id == edition.id, Juror.left_at.is_(None), Juror.declared_at.is_not(None)
    )
    return len(late & set(reader.scalars(serving)))
