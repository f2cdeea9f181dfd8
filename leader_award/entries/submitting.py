"""The use case that counts: submitting an entry, once, in time, as a snapshot."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.editions.rules import effective_deadline
from leader_award.entries import content, rules, working
from leader_award.entries.models import Entry, Submission
from leader_award.entries.rules import Gap
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import DomainError, NotFound

CATEGORY_TAKEN = _l(
    "Your organisation has already submitted an entry in this category, and this edition allows"
    " one. Choose another category, or withdraw the other entry."
)


class Incomplete(DomainError):
    """Something is missing or not right yet; `gaps` lists it."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(_l("The entry is not complete yet, so it was not submitted."))
        self.gaps = gaps


def submit_entry(*, entry_id: str, actor: Actor) -> Submission:
    """Submit the working copy: keep it as an immutable snapshot and send the receipts.

    The instant that counts is the one at which this transaction starts. The first submission
    gives the entry its number and reference. Submitting what stands submitted already returns
    that submission and does nothing else (a double click). Raises NotAllowed (deadline, term,
    state), Incomplete, or DomainError beside "category_id".
    """
    with db.transaction() as writer:
        now = clock.now()
        entry = _locked(writer, entry_id)
        latest = entry.submissions[-1] if entry.submissions else None
        if latest and entry.state == "submitted" and _is_same(entry, latest):
            writer.expunge(latest)
            return latest
        working.require(writer, entry, "submit", actor.role, now)
        _check_complete(writer, entry)
        _number(writer, entry)
        working.count(entry)
        submission = _snapshot(writer, entry, latest.number + 1 if latest else 1, actor, now)
        entry.state = rules.EVENTS[entry.state, "submit"].after
        entry.submitted_at, entry.complete_until = now, None
        details = {"number": submission.number, "sha256": submission.sha256}
        event = audit.record(writer, actor, "entry.submitted", entry, details)
        _send_receipts(writer, entry, submission, event)
        writer.expunge(submission)
        return submission


def _locked(writer: Session, entry_id: str) -> Entry:
    """Return the entry with its edition and itself locked, always in this order."""
    edition_id = writer.scalar(select(Entry.edition_id).where(Entry.id == entry_id))
    if edition_id is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    db.lock(writer, Edition, edition_id)
    return db.lock(writer, Entry, entry_id)


def _is_same(entry: Entry, latest: Submission) -> bool:
    return content.same(content.compose(entry), content.parsed(latest))


def _check_complete(writer: Session, entry: Entry) -> None:
    gaps = working.gaps(entry)
    if gaps:
        raise Incomplete(gaps)
    if working.category_taken(
        writer,
        entry.edition,
        entry.applicant_id,
        entry.working_category_id,
        states=rules.SUBMITTED,
        besides=entry.id,
    ):
        raise DomainError(CATEGORY_TAKEN, field="category_id")


def _number(writer: Session, entry: Entry) -> None:
    """Give the entry the next number of the edition's year, under the edition's lock."""
    if entry.number is not None:
        return
    year = entry.edition.year
    last = writer.scalar(
        select(func.max(Entry.number))
        .join(Edition, Edition.id == Entry.edition_id)
        .where(Edition.year == year)
    )
    entry.number = (last or 0) + 1
    entry.reference = rules.reference(year, entry.number)


def _snapshot(
    writer: Session, entry: Entry, number: int, actor: Actor, now: datetime
) -> Submission:
    composed = content.compose(entry, reference=entry.reference, number=number, submitted_at=now)
    text = content.canonical(composed)
    submission = Submission(
        entry_id=entry.id,
        number=number,
        at=now,
        submitted_by_id=actor.person_id,
        content=text,
        sha256=content.digest(text),
    )
    writer.add(submission)
    writer.flush()
    writer.expire(entry, ["submissions"])
    return submission


def _send_receipts(
    writer: Session, entry: Entry, submission: Submission, event: AuditEvent
) -> None:
    extension = edition_queries.extension_for(entry.edition_id, entry.applicant_id, writer)
    deadline = effective_deadline(entry.edition, extension)
    said: dict[str, Any] = {
        "open_until": deadline if submission.at < deadline else None,
        "entry": entry,
        "submission": submission,
        "files": content.parsed(submission)["attachments"],
        "event": event,
    }
    for recipient in working.members(writer, entry.applicant_id):
        outbox.queue(writer, recipient, "entries/mail/receipt.txt", about=entry, **said)
