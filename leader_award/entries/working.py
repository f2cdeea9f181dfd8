"""The working copy: reading it for the rules, and what every change of it shares."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Extension, Question
from leader_award.editions.rules import accepts_entries, effective_deadline
from leader_award.entries import content, rules
from leader_award.entries.models import Entry
from leader_award.entries.rules import Asked, Circumstances, Gap, Wanted, Working
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import db
from leader_award.platform.errors import NotAllowed
from leader_award.platform.i18n import moment
from leader_award.platform.outbox import Recipient

FIELDS = ("title", "partnership_name", "category_id")
"""Fields of the entry itself that a person fills in, kept in the columns `working_…`; the rest
are answers, by question id."""


def circumstances(entry: Entry, extension: Extension | None, now: datetime) -> Circumstances:
    """Return what the guards of the state table look at."""
    accepts = accepts_entries(entry.edition, now, extension)
    return Circumstances(now, accepts, entry.complete_until)


def open_for(writer: Session, entry_id: str, event: str, role: str, now: datetime) -> Entry:
    """Return the entry, locked, for an event of the state table.

    Raises NotFound, or NotAllowed with the plain reason.
    """
    entry = db.lock(writer, Entry, entry_id)
    require(writer, entry, event, role, now)
    return entry


def require(writer: Session, entry: Entry, event: str, role: str, now: datetime) -> None:
    """Raise NotAllowed unless the event may happen to the entry now."""
    extension = edition_queries.extension_for(entry.edition_id, entry.applicant_id, writer)
    reason = rules.refusal(entry.state, event, role, circumstances(entry, extension, now))
    if reason is not None:
        raise NotAllowed(why_not(reason, entry, extension, now))


def why_not(reason: str, entry: Entry, extension: Extension | None, now: datetime) -> Any:
    """Return the sentence for what `rules.refusal` returned."""
    if reason == "call_accepts":
        return _too_late(entry, extension, now)
    if reason == "term_runs" and entry.complete_until is not None:
        return _l(
            "The term for completing this entry passed on %(when)s Polish time, so nothing was"
            " changed. What you saved before is kept.",
            when=moment(entry.complete_until),
        )
    if entry.state == "withdrawn":
        return _l("This entry has been withdrawn, so it can no longer be changed.")
    return _l("The organiser has already decided on this entry, so it can no longer be changed.")


def _too_late(entry: Entry, extension: Extension | None, now: datetime) -> Any:
    deadline = effective_deadline(entry.edition, extension)
    if now < deadline:
        return call_over(entry.edition, extension, now)
    if entry.submitted_at is not None:
        return _l(
            "The deadline passed on %(when)s Polish time. The version you submitted counts and"
            " can no longer be replaced or withdrawn.",
            when=moment(deadline),
        )
    return _l(
        "The deadline passed on %(when)s Polish time, so the entry was not submitted. Your draft"
        " is kept. If something beyond your control held you up, write to the organiser, who can"
        " extend the deadline for your organisation.",
        when=moment(deadline),
    )


def call_over(edition: Edition, extension: Extension | None, now: datetime) -> Any:
    """Return the sentence that tells why the call takes no entry from this applicant now."""
    if edition.state == "planned" or now < edition.opens_at:
        return _l(
            "The call has not opened yet. It opens on %(when)s Polish time.",
            when=moment(edition.opens_at),
        )
    deadline = effective_deadline(edition, extension)
    if now < deadline:
        return _l("The organiser has closed the call of this edition.")
    return _l(
        "The call closed on %(when)s Polish time, so no new entry can be started.",
        when=moment(deadline),
    )


def values(entry: Entry) -> dict[str, Any]:
    """Return the working value of each field that a person fills in, answers by question id."""
    found: dict[str, Any] = {name: getattr(entry, f"working_{name}") for name in FIELDS}
    return found | {answer.question_id: answer.value for answer in entry.answers}


def asked(question: Question) -> Asked:
    """Return the question as the rules see it."""
    return Asked(
        id=question.id,
        kind=question.kind,
        required=question.required,
        limit_words=question.limit_words,
        limit_characters=question.limit_characters,
        options=tuple(question.options),
        section_id=question.section_id,
    )


def gaps(entry: Entry) -> list[Gap]:
    """Return everything that keeps the working copy from being submitted."""
    attached: dict[str, int] = {}
    for attachment in entry.attachments:
        attached[attachment.requirement_id] = attached.get(attachment.requirement_id, 0) + 1
    edition = entry.edition
    return rules.gaps(
        Working(entry.working_title, entry.working_category_id, values(entry), attached),
        categories=[category.id for category in edition.categories],
        questions=[asked(q) for group in content.questions_of(entry).values() for q in group],
        requirements=[
            Wanted(wanted.id, wanted.min_count, wanted.max_count)
            for wanted in edition.attachment_requirements
        ],
    )


def category_taken(
    reader: Session, edition: Edition, organisation_id: str, category_id: str | None,
    *, states: Sequence[str], besides: str = "",
) -> bool:  # fmt: skip
    """Return whether the edition allows one entry and the applicant has another one in `states`."""
    if not edition.one_entry_per_category or category_id is None:
        return False
    count = reader.scalar(
        select(func.count(Entry.id)).where(
            Entry.edition_id == edition.id,
            Entry.applicant_id == organisation_id,
            Entry.category_id == category_id,
            Entry.state.in_(states),
            Entry.id != besides,
        )
    )
    return bool(count)


def count(entry: Entry) -> None:
    """Let the working title, partnership and category be those that count."""
    for name in FIELDS:
        setattr(entry, name, getattr(entry, f"working_{name}"))


def touch(entry: Entry, now: datetime) -> None:
    """Note that the working copy changed; the next flush gives the entry a new version."""
    entry.saved_at = max(now, entry.saved_at)


def members(reader: Session, organisation_id: str) -> list[Recipient]:
    """Return the addresses of the people who act for the organisation."""
    people = reader.scalars(
        select(Person)
        .join(OrganisationMember, OrganisationMember.person_id == Person.id)
        .where(
            OrganisationMember.organisation_id == organisation_id,
            OrganisationMember.active_since.is_not(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.email)
    )
    return [Recipient(person.email, person.language) for person in people]
