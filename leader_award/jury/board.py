"""What the organiser's board counts of the jury: a constant number of statements, no plan."""

from dataclasses import dataclass

from sqlalchemy import case, func, select

from leader_award.editions import queries as edition_queries
from leader_award.entries.models import Entry
from leader_award.jury import queries, rules
from leader_award.jury.models import Assignment, EntryNeed
from leader_award.platform import db


@dataclass(frozen=True)
class Seats:
    """The jurors of the first round who have not left.

    `unsigned` have neither signed nor refused, `unanswered` have signed and still owe their word
    about conflicts; `ready` can assess.
    """

    all: int
    ready: int
    unsigned: int
    unanswered: int


def seats(edition_id: str) -> Seats:
    """Count the jurors by how far they have come with their declarations."""
    reader = db.session()
    first = edition_queries.rounds(edition_id, reader)[0]
    people = [
        juror
        for juror in queries.jurors(edition_id, reader)
        if juror.left_at is None and queries.sits_in(juror, first)
    ]
    owed = queries.unanswered(edition_id, reader)
    serving = [juror for juror in people if rules.may_serve(juror)]
    return Seats(
        all=len(people),
        ready=sum(not owed[juror.id] for juror in serving),
        unsigned=sum(juror.declared_at is None and juror.refused_at is None for juror in people),
        unanswered=sum(owed[juror.id] > 0 for juror in serving),
    )


def coverage(edition_id: str) -> tuple[int, int]:
    """Return the number of entries of the first round, and of those that lack a juror."""
    reader = db.session()
    first = edition_queries.rounds(edition_id, reader)[0]
    held = (
        select(Assignment.entry_id, func.count(Assignment.id).label("jurors"))
        .where(Assignment.round_id == first.id, Assignment.ended_at.is_(None))
        .group_by(Assignment.entry_id)
        .subquery()
    )
    needed = func.coalesce(EntryNeed.needed, first.needed)
    lacking = case((func.coalesce(held.c.jurors, 0) < needed, 1), else_=0)
    rows = reader.execute(
        select(func.count(Entry.id), func.coalesce(func.sum(lacking), 0))
        .outerjoin(held, held.c.entry_id == Entry.id)
        .outerjoin(EntryNeed, (EntryNeed.entry_id == Entry.id) & (EntryNeed.round_id == first.id))
        .where(Entry.edition_id == edition_id, Entry.state.in_(rules.ASSESSED))
    )
    entries, without = rows.one()
    return int(entries), int(without)
