"""The record of events as its pages read it: filtered, newest first, a page at a time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, or_, select, union_all
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.dissemination.models import Conference
from leader_award.editions.models import Edition, Round, Rubric
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, AssignmentProposal, Juror
from leader_award.platform.audit import AuditEvent, AuditHead
from leader_award.practices.models import Practice
from leader_award.privacy.subjects import GONE
from leader_award.ranking.models import TieVote
from leader_award.results.models import Decision, PressPicture
from leader_award.scoring.models import ScoreCard

PAGE = 50
CHUNK = 500


@dataclass(frozen=True)
class Filter:
    """Which events are asked for; "" and None leave a question open.

    `person` is part of a name or an address; `entry` a reference number or an id; `juror` and
    `edition` ids; `actions` those that may be shown at all.
    """

    actions: Collection[str]
    person: str = ""
    entry: str = ""
    juror: str = ""
    edition: str = ""
    since: datetime | None = None
    until: datetime | None = None


def page(
    reader: Session, wanted: Filter, *, before: int | None = None, size: int = PAGE
) -> tuple[Sequence[AuditEvent], bool]:
    """Return at most `size` events with a number below `before`, and whether there are more."""
    statement = select(AuditEvent).where(*_conditions(wanted))
    if before is not None:
        statement = statement.where(AuditEvent.sequence < before)
    rows = reader.scalars(statement.order_by(AuditEvent.sequence.desc()).limit(size + 1)).all()
    return rows[:size], len(rows) > size


def chunks(reader: Session, wanted: Filter) -> Iterator[Sequence[AuditEvent]]:
    """Yield all the events, newest first, some hundreds at a time."""
    before, more = None, True
    while more:
        rows, more = page(reader, wanted, before=before, size=CHUNK)
        if rows:
            before = rows[-1].sequence
            yield rows


def head(reader: Session) -> AuditHead | None:
    """Return the last link of the chain."""
    return reader.get(AuditHead, 1)


def jurors(reader: Session) -> list[tuple[str, str, Any]]:
    """Return (id, name, name of the edition) of every juror that has not been erased."""
    rows = reader.execute(
        select(Juror.id, Person.name, Edition.name)
        .join(Person, Person.id == Juror.person_id)
        .join(Edition, Edition.id == Juror.edition_id)
        .where(~Person.email.endswith(GONE))
        .order_by(Edition.year.desc(), Edition.number.desc(), Person.name, Juror.id)
    )
    return [(key, name, edition) for key, name, edition in rows]


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    yield AuditEvent.action.in_(sorted(wanted.actions))
    if wanted.person:
        yield _of_person(wanted.person)
    if wanted.entry:
        yield _of_entry(wanted.entry)
    if wanted.juror:
        yield _of_juror(wanted.juror)
    if wanted.edition:
        yield _of_edition(wanted.edition)
    if wanted.since is not None:
        yield AuditEvent.at >= wanted.since
    if wanted.until is not None:
        yield AuditEvent.at < wanted.until


def _of_person(text: str) -> ColumnElement[bool]:
    """Return what people with this in their name or address did, and what was done about them."""
    forms = {text, text.lower(), text.upper(), text.title()}
    likes = [Person.name.contains(form, autoescape=True) for form in forms]
    likes.append(Person.email.contains(text.lower(), autoescape=True))
    people = select(Person.id).where(or_(*likes), ~Person.email.endswith(GONE))
    seats = select(Juror.id).where(Juror.person_id.in_(people))
    return or_(
        AuditEvent.person_id.in_(people),
        AuditEvent.thing_id.in_(people),
        AuditEvent.thing_id.in_(seats),
        AuditEvent.details["person"].as_string().in_(people),
    )


def _of_entry(text: str) -> ColumnElement[bool]:
    found = select(Entry.id).where(or_(Entry.id == text, Entry.reference == text.upper()))
    return or_(
        AuditEvent.thing_id.in_(found),
        AuditEvent.thing_id.in_(_about_entries(found)),
        AuditEvent.details["entry"].as_string().in_(found),
    )


def _about_entries(entries: Select[Any]) -> Any:
    """Return the ids of things that are about one of these entries alone."""
    return union_all(
        select(Assignment.id).where(Assignment.entry_id.in_(entries)),
        select(ScoreCard.id).join(Assignment).where(Assignment.entry_id.in_(entries)),
        select(Decision.id).where(Decision.entry_id.in_(entries)),
        select(PressPicture.id).where(PressPicture.entry_id.in_(entries)),
        select(Practice.id).where(Practice.entry_id.in_(entries)),
    )


def _of_juror(juror_id: str) -> ColumnElement[bool]:
    seat = union_all(
        select(Assignment.id).where(Assignment.juror_id == juror_id),
        select(ScoreCard.id).join(Assignment).where(Assignment.juror_id == juror_id),
    )
    return or_(
        AuditEvent.thing_id == juror_id,
        AuditEvent.thing_id.in_(seat),
        cast(AuditEvent.details, Text).contains(juror_id, autoescape=True),
    )


def _of_edition(edition_id: str) -> ColumnElement[bool]:
    entries = select(Entry.id).where(Entry.edition_id == edition_id)
    rounds = select(Round.id).where(Round.edition_id == edition_id)
    own: list[Any] = [Juror, AssignmentProposal, TieVote, Decision, PressPicture]
    things = union_all(
        entries,
        rounds,
        select(Rubric.id).where(Rubric.round_id.in_(rounds)),
        select(Conference.id).where(Conference.edition_id == edition_id),
        *(select(table.id).where(table.edition_id == edition_id) for table in own),
    )
    return or_(
        AuditEvent.thing_id == edition_id,
        AuditEvent.thing_id.in_(things),
        AuditEvent.thing_id.in_(_about_entries(entries)),
        AuditEvent.details["edition"].as_string() == edition_id,
        AuditEvent.details["entry"].as_string().in_(entries),
    )
