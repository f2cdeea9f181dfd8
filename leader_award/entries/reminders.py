"""Whom organisers can remind of entries: of unfinished drafts, and of completions that are due."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from leader_award.accounts.models import Person
from leader_award.accounts.service import address
from leader_award.editions.hooks import Late, Reminder
from leader_award.editions.models import DeadlineChange, Edition, Extension
from leader_award.editions.rules import effective_deadline
from leader_award.entries.models import Entry
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import outbox


def _unfinished(edition: Edition, now: datetime) -> ColumnElement[bool] | None:
    """Return which drafts can still be submitted, None if no call takes any."""
    if edition.state not in ("open", "checking") or now < edition.opens_at:
        return None
    other = aliased(Extension)  # the list of people joins extensions too
    extended = exists().where(
        other.edition_id == Entry.edition_id,
        other.organisation_id == Entry.applicant_id,
        other.until > now,
    )
    return (Entry.state == "draft") & (true() if now < edition.deadline else extended)


def _due(edition: Edition, now: datetime) -> ColumnElement[bool] | None:
    if edition.state not in ("open", "checking"):
        return None
    return (Entry.state == "returned") & (Entry.complete_until > now)


def _count(reader: Session, edition: Edition, which: ColumnElement[bool] | None) -> int:
    if which is None:
        return 0
    query = select(func.count(Entry.id)).where(Entry.edition_id == edition.id, which)
    return reader.scalar(query) or 0


def _people(
    reader: Session, edition: Edition, which: ColumnElement[bool] | None
) -> list[tuple[Entry, Person, Extension | None]]:
    if which is None:
        return []
    rows = reader.execute(
        select(Entry, Person, Extension)
        .join(OrganisationMember, OrganisationMember.organisation_id == Entry.applicant_id)
        .join(Person, Person.id == OrganisationMember.person_id)
        .outerjoin(
            Extension,
            (Extension.organisation_id == Entry.applicant_id)
            & (Extension.edition_id == Entry.edition_id),
        )
        .options(joinedload(Entry.applicant))
        .where(
            Entry.edition_id == edition.id,
            which,
            OrganisationMember.active_since.is_not(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Entry.created_at, Person.email)
    )
    return [(entry, person, extension) for entry, person, extension in rows]


def _late(entry: Entry, person: Person, edition: Edition, until: datetime | None) -> Late:
    title = entry.working_title or _("Entry without a title")
    context: dict[str, Any] = {
        "entry": entry,
        "title": title,
        "edition": edition,
        "until": until,
        "link": address("entries.overview", entry_id=entry.id),
    }
    return Late(person, entry, f"{entry.applicant.name}: {title}", until, context)


def _late_drafts(reader: Session, edition: Edition, now: datetime) -> list[Late]:
    return [
        _late(entry, person, edition, effective_deadline(edition, extension))
        for entry, person, extension in _people(reader, edition, _unfinished(edition, now))
    ]


def _late_completions(reader: Session, edition: Edition, now: datetime) -> list[Late]:
    return [
        _late(entry, person, edition, entry.complete_until)
        for entry, person, _extension in _people(reader, edition, _due(edition, now))
    ]


def tell_of_new_deadline(writer: Session, edition: Edition, change: DeadlineChange) -> None:
    """Write to everybody who acts for an applicant with a draft that the deadline has moved."""
    for entry, person, _extension in _people(writer, edition, Entry.state == "draft"):
        outbox.queue(
            writer,
            outbox.Recipient(person.email, person.language),
            "entries/mail/deadline_moved.txt",
            about=entry,
            entry=entry,
            title=entry.working_title or _("Entry without a title"),
            edition=edition,
            before=change.before,
            reason=change.reason,
        )


def _things(edition_id: str) -> Select[str]:
    return select(Entry.id).where(Entry.edition_id == edition_id)


DRAFTS = Reminder(
    code="szkice",
    title=_l("Unfinished drafts"),
    lead=_l("Everybody who acts for the applicant gets a message with the deadline and a link."),
    template="entries/mail/draft_waits.txt",
    late=_late_drafts,
    count=lambda reader, edition, now: _count(reader, edition, _unfinished(edition, now)),
    things=_things,
)
COMPLETIONS = Reminder(
    code="uzupelnienia",
    title=_l("Completions that are due"),
    lead=_l("Everybody who acts for the applicant gets a message with the term and a link."),
    template="entries/mail/completion_due.txt",
    late=_late_completions,
    count=lambda reader, edition, now: _count(reader, edition, _due(edition, now)),
    things=_things,
)
