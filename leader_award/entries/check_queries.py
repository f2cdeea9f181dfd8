"""What the pages of the formal check read: a constant number of statements each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Category, CheckItem, Edition, Extension
from leader_award.editions.rules import effective_deadline
from leader_award.entries import check_rules, queries
from leader_award.entries import content as contents
from leader_award.entries.models import Entry, FormalCheck, Submission
from leader_award.partnerships.models import Organisation
from leader_award.platform.db import Translated, session

CHECKED = ("admitted", "finalist", "rejected")
WAITING = ("submitted", "returned")


@dataclass(frozen=True)
class Row:
    """One entry in the queue; `may_change_until` is set while its applicant can replace it."""

    entry_id: str
    reference: str
    title: str
    applicant: str
    category: Translated
    state: str
    submitted_at: datetime
    submission_number: int
    complete_until: datetime | None
    checked_at: datetime | None
    checked_by: str
    may_change_until: datetime | None


@dataclass(frozen=True)
class Queue:
    """The entries of an edition by what has to happen next; within each, the oldest first."""

    to_check: list[Row]
    overdue: list[Row]
    being_completed: list[Row]
    checked: list[Row]

    @property
    def total(self) -> int:
        """The number of submitted entries."""
        return sum(map(len, (self.to_check, self.overdue, self.being_completed, self.checked)))

    def count(self, *states: str) -> int:
        """Return the number of checked entries in these states."""
        return sum(row.state in states for row in self.checked)


def queue(edition: Edition, now: datetime) -> Queue:
    """Return the queue of the formal check, in 3 statements."""
    rows = _rows(edition, now)
    returned = [row for row in rows if row.state == "returned"]
    overdue = [r for r in returned if check_rules.is_overdue(r.state, r.complete_until, now)]
    return Queue(
        to_check=[row for row in rows if row.state == "submitted"],
        overdue=overdue,
        being_completed=[row for row in returned if row not in overdue],
        checked=[row for row in rows if row.state in CHECKED],
    )


def _rows(edition: Edition, now: datetime) -> list[Row]:
    latest = _latest_submissions()
    found = session().execute(
        select(Entry, Organisation.name, Category.name, Submission.at, Submission.number)
        .join(latest, latest.c.entry_id == Entry.id)
        .join(
            Submission,
            (Submission.entry_id == Entry.id) & (Submission.number == latest.c.number),
        )
        .join(Organisation, Organisation.id == Entry.applicant_id)
        .outerjoin(Category, Category.id == Entry.category_id)
        .where(Entry.edition_id == edition.id, Entry.state.in_(WAITING + CHECKED))
        .order_by(Submission.at, Entry.id)
    )
    checks = _last_checks(edition.id)
    extensions = _extensions(edition.id)

    def row(entry: Entry, applicant: str, category: Any, at: datetime, number: int) -> Row:
        checked_at, checked_by = checks.get(entry.id, (None, ""))
        until = effective_deadline(edition, extensions.get(entry.applicant_id))
        return Row(
            entry_id=entry.id,
            reference=entry.reference or "",
            title=entry.title,
            applicant=applicant,
            category=category or {},
            state=entry.state,
            submitted_at=at,
            submission_number=number,
            complete_until=entry.complete_until,
            checked_at=checked_at,
            checked_by=checked_by,
            may_change_until=until if now < until else None,
        )

    return [row(*line) for line in found]


def _latest_submissions() -> Any:
    return (
        select(Submission.entry_id, func.max(Submission.number).label("number"))
        .group_by(Submission.entry_id)
        .subquery()
    )


def _last_checks(edition_id: str) -> dict[str, tuple[datetime, str]]:
    rows = session().execute(
        select(FormalCheck.entry_id, FormalCheck.checked_at, Person.name)
        .join(Entry, Entry.id == FormalCheck.entry_id)
        .join(Person, Person.id == FormalCheck.checked_by_id)
        .where(Entry.edition_id == edition_id)
        .order_by(FormalCheck.checked_at)
    )
    return {entry_id: (at, name) for entry_id, at, name in rows}


def _extensions(edition_id: str) -> dict[str, Extension]:
    found = session().scalars(select(Extension).where(Extension.edition_id == edition_id))
    return {extension.organisation_id: extension for extension in found}


@dataclass(frozen=True)
class PastCheck:
    """A check that was recorded, and who recorded it."""

    check: FormalCheck
    checked_by: str
    submission_number: int


@dataclass(frozen=True)
class Sheet:
    """Everything the page of one entry's check shows; `content` is what was submitted.

    `hindrance` is a code of `check_rules.hindrance`, None when a check may be recorded.
    """

    entry: Entry
    edition: Edition
    items: Sequence[CheckItem]
    submission: Submission
    content: dict[str, Any]
    checks: Sequence[PastCheck]
    hindrance: str | None
    outcomes: Sequence[str]
    applicant_deadline: datetime

    @property
    def latest_check(self) -> FormalCheck | None:
        """The last check recorded, or None."""
        return self.checks[-1].check if self.checks else None


def sheet(entry_id: str, now: datetime) -> Sheet | None:
    """Return the sheet of an entry that has been submitted and not withdrawn, or None."""
    entry = session().get(
        Entry, entry_id, options=[joinedload(Entry.edition), joinedload(Entry.applicant)]
    )
    if entry is None or entry.state not in WAITING + CHECKED:
        return None
    submission = queries.latest(entry)
    if submission is None:
        return None
    edition = entry.edition
    extension = edition_queries.extension_for(edition.id, entry.applicant_id)
    deadline = effective_deadline(edition, extension)
    return Sheet(
        entry=entry,
        edition=edition,
        items=check_items(session(), edition.id),
        submission=submission,
        content=contents.parsed(submission),
        checks=past_checks(entry_id),
        hindrance=check_rules.hindrance(
            edition_state=edition.state,
            applicant_deadline=deadline,
            state=entry.state,
            complete_until=entry.complete_until,
            now=now,
        ),
        outcomes=check_rules.possible_outcomes(entry.state, entry.complete_until, now),
        applicant_deadline=deadline,
    )


def check_items(reader: Session, edition_id: str) -> Sequence[CheckItem]:
    """Return the items that each entry of the edition is checked against, in order."""
    return reader.scalars(
        select(CheckItem).where(CheckItem.edition_id == edition_id).order_by(CheckItem.position)
    ).all()


def past_checks(entry_id: str) -> list[PastCheck]:
    """Return the checks of an entry with their findings, the earliest first."""
    rows = session().execute(
        select(FormalCheck, Person.name, Submission.number)
        .join(Person, Person.id == FormalCheck.checked_by_id)
        .join(Submission, Submission.id == FormalCheck.submission_id)
        .where(FormalCheck.entry_id == entry_id)
        .options(selectinload(FormalCheck.findings))
        .order_by(FormalCheck.checked_at)
    )
    return [PastCheck(check, name, number) for check, name, number in rows]


def next_to_check(edition: Edition, now: datetime, passed: str = "") -> str | None:
    """Return the id of the entry that has waited longest for a check, or None; one statement.

    Those whose completion is overdue come last. After the entry `passed` comes the one behind it,
    and after the last one the first.
    """
    waiting = Entry.state == "submitted"
    if edition.state not in ("open", "checking") or now < edition.deadline:
        return None
    ids = session().scalars(
        select(Entry.id)
        .where(Entry.edition_id == edition.id, or_(waiting, _overdue(now)), ~_can_change(now))
        .order_by(case((waiting, 0), else_=1), Entry.submitted_at, Entry.id)
    )
    found = list(ids)
    if passed in found:
        at = found.index(passed) + 1
        found = found[at:] + found[:at]
    return found[0] if found else None


@dataclass(frozen=True)
class Counts:
    """How many submitted entries stand where; `waiting` ones can be checked now."""

    waiting: int
    overdue: int
    again: int
    checked: int
    total: int


def counts(edition: Edition, now: datetime) -> Counts:
    """Count the queue of the formal check, in one statement.

    `again` are those of the waiting ones that were completed and came back.
    """
    submitted = Entry.state == "submitted"
    waiting = submitted & ~_can_change(now) if now >= edition.deadline else false()
    checked_before = exists().where(FormalCheck.entry_id == Entry.id)
    tests = (waiting, _overdue(now), waiting & checked_before, Entry.state.in_(CHECKED), true())
    row = session().execute(
        select(*(func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in tests)).where(
            Entry.edition_id == edition.id, Entry.state.in_(WAITING + CHECKED)
        )
    )
    return Counts(*map(int, row.one()))


def _can_change(now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Extension.edition_id == Entry.edition_id,
        Extension.organisation_id == Entry.applicant_id,
        Extension.until > now,
    )


def _overdue(now: datetime) -> ColumnElement[bool]:
    return (Entry.state == "returned") & (Entry.complete_until <= now)


def editions_to_check(now: datetime) -> list[tuple[Edition, int]]:
    """Return the editions with entries that an organiser can check now, and how many."""
    waiting = (
        select(Entry.edition_id, func.count(Entry.id).label("count"))
        .where(or_(Entry.state == "submitted", _overdue(now)), ~_can_change(now))
        .group_by(Entry.edition_id)
        .subquery()
    )
    rows = session().execute(
        select(Edition, waiting.c.count)
        .join(waiting, waiting.c.edition_id == Edition.id)
        .where(Edition.state.in_(("open", "checking")), Edition.deadline <= now)
        .order_by(Edition.check_until)
    )
    return [(edition, count) for edition, count in rows]
