"""Use cases of the applicant: start, save and withdraw an entry.

Partners, attachments and submitting stand in modules of their own and are offered here too.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.editions.rules import accepts_entries
from leader_award.entries import rules, working
from leader_award.entries.attachments import add_attachment, remove_attachment
from leader_award.entries.models import Answer, Entry
from leader_award.entries.partners import (
    add_new_partner,
    add_partner,
    add_unit_partner,
    change_part,
    remove_partner,
)
from leader_award.entries.submitting import Incomplete, submit_entry
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound

__all__ = [
    "Incomplete",
    "add_attachment",
    "add_new_partner",
    "add_partner",
    "add_unit_partner",
    "change_part",
    "remove_attachment",
    "remove_partner",
    "save_entry",
    "start_entry",
    "submit_entry",
    "withdraw_entry",
]

TITLE_LENGTH = 300

CATEGORY_TAKEN = _l(
    "Your organisation already has an entry in this category, and this edition allows one."
    " Choose another category, or go on with the entry you have."
)


def start_entry(
    *,
    edition_id: str,
    organisation_id: str,
    actor: Actor,
    key: str,
    category_id: str | None = None,
    title: str = "",
) -> str:
    """Start a draft of the organisation in the edition; return its id.

    A second call with the same `key` returns the same entry. Raises NotAllowed when the call
    takes no entries of this organisation now, DomainError beside `category_id`.
    """
    with db.transaction() as writer:
        now = clock.now()

        def create() -> str:
            edition = db.lock(writer, Edition, edition_id)
            _require_open(writer, edition, organisation_id, now)
            _check_free_category(writer, edition, organisation_id, category_id)
            named = _one_line(title, "title")
            entry = Entry(
                edition_id=edition_id,
                applicant_id=organisation_id,
                category_id=category_id,
                working_category_id=category_id,
                title=named,
                working_title=named,
                state=rules.EVENTS[None, "start"].after,
                created_by_id=actor.person_id,
                created_at=now,
                saved_at=now,
            )
            writer.add(entry)
            writer.flush()
            audit.record(writer, actor, "entry.started", entry, {"edition": edition_id})
            return entry.id

        return idempotency.once(writer, key, create)


def _require_open(writer: Session, edition: Edition, organisation_id: str, now: datetime) -> None:
    extension = edition_queries.extension_for(edition.id, organisation_id, writer)
    if not accepts_entries(edition, now, extension):
        raise NotAllowed(working.call_over(edition, extension, now))


def _check_free_category(
    writer: Session, edition: Edition, organisation_id: str, category_id: str | None
) -> None:
    if category_id is not None and category_id not in {c.id for c in edition.categories}:
        raise DomainError(_l("Choose a category of this edition."), field="category_id")
    if working.category_taken(writer, edition, organisation_id, category_id, states=rules.LIVE):
        raise DomainError(CATEGORY_TAKEN, field="category_id")


def save_entry(*, entry_id: str, version: int, changes: Mapping[str, Any], actor: Actor) -> int:
    """Keep what was typed in the working copy; return the entry's version after it.

    `changes` maps title, partnership_name, category_id or a question's id to what was typed.
    Values that could not be submitted are kept too. `version` is the one the page was opened
    with: Conflict names each field that has changed since and differs from what was typed, and
    nothing is kept. Raises DomainError beside the field for what cannot be kept at all.
    """
    with db.transaction() as writer:
        now = clock.now()
        entry = working.open_for(writer, entry_id, "save", actor.role, now)
        wanted = _understood(entry, changes)
        stored = working.values(entry)
        _refuse_overwriting(entry, version, wanted, stored)
        different = {f: value for f, value in wanted.items() if stored.get(f) != value}
        if different:
            _apply(entry, different, now)
            audit.record(writer, actor, "entry.saved", entry, {"fields": sorted(different)})
        return entry.version


def _understood(entry: Entry, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes as they are kept. Raises DomainError for what cannot be."""
    questions = {q.id: q for section in entry.edition.sections for q in section.questions}
    wanted: dict[str, Any] = {}
    for name, raw in changes.items():
        if name in ("title", "partnership_name"):
            wanted[name] = _one_line(raw, name)
        elif name == "category_id":
            wanted[name] = _category(entry, raw)
        elif name in questions:
            wanted[name] = _answer(questions[name].kind, raw, name)
        else:
            raise NotFound(_l("This question is no longer part of the form."))
    return wanted


def _one_line(raw: Any, field: str) -> str:
    text = " ".join(rules.clean_text(str(raw or "")).split())
    if len(text) > TITLE_LENGTH:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=TITLE_LENGTH), field=field
        )
    return text


def _category(entry: Entry, raw: Any) -> str | None:
    if not raw:
        return None
    if raw not in {category.id for category in entry.edition.categories}:
        raise DomainError(_l("Choose a category of this edition."), field="category_id")
    return str(raw)


def _answer(kind: str, raw: Any, question_id: str) -> Any:
    value = rules.read_answer(kind, raw)
    size = sum(map(len, value)) if isinstance(value, list) else len(str(value))
    if size > rules.LONGEST_TEXT:
        raise DomainError(
            _l("This is too long to be kept even in a draft. Shorten it and save again."),
            field=f"question-{question_id}",
        )
    return value


def _refuse_overwriting(
    entry: Entry, version: int, wanted: Mapping[str, Any], stored: Mapping[str, Any]
) -> None:
    clashes = {
        field: stored.get(field)
        for field, value in wanted.items()
        if entry.changed_in.get(field, 0) > version and stored.get(field) != value
    }
    if clashes:
        raise Conflict(
            _l("This entry was changed in another window or by another person in the meantime."),
            changes=clashes,
        )


def _apply(entry: Entry, different: Mapping[str, Any], now: datetime) -> None:
    coming = entry.version + 1  # what the mapper sets at the flush of these changes
    answers = {answer.question_id: answer for answer in entry.answers}
    for field, value in different.items():
        if field in working.FIELDS:
            setattr(entry, f"working_{field}", value)
        elif field in answers:
            answers[field].value, answers[field].saved_at = value, now
        else:
            entry.answers.append(Answer(question_id=field, value=value, saved_at=now))
    if entry.submitted_at is None:
        working.count(entry)
    entry.changed_in = {**entry.changed_in, **dict.fromkeys(different, coming)}
    working.touch(entry, now)


def withdraw_entry(*, entry_id: str, actor: Actor) -> None:
    """Withdraw a draft or a submitted entry before the deadline; a second call changes nothing.

    Raises NotAllowed afterwards.
    """
    with db.transaction() as writer:
        now = clock.now()
        entry = db.lock(writer, Entry, entry_id)
        if entry.state == "withdrawn":
            return
        working.require(writer, entry, "withdraw", actor.role, now)
        was_submitted = entry.state != "draft"
        entry.state = rules.EVENTS[entry.state, "withdraw"].after
        working.touch(entry, now)
        audit.record(writer, actor, "entry.withdrawn", entry, {"submitted": was_submitted})
        if was_submitted:
            for recipient in working.members(writer, entry.applicant_id):
                outbox.queue(
                    writer,
                    recipient,
                    "entries/mail/withdrawn.txt",
                    about=entry,
                    entry=entry,
                    at=now,
                )
