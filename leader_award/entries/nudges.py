"""Reminders of unfinished drafts that go out by themselves, and how a person stops them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.accounts.service import address
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Extension
from leader_award.editions.rules import accepts_entries, effective_deadline
from leader_award.entries import nudge_rules
from leader_award.entries.models import DraftReminder, Entry, StoppedReminders
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.outbox import Recipient

TASK = "draft reminders"
EARLIEST = timedelta(days=max(nudge_rules.DAYS.values()))


def remind_of_drafts() -> int:
    """Queue the reminders that are due now; return how many. The worker's task, each minute."""
    now = clock.now()
    with db.transaction() as reader:
        waiting = _drafts_near_deadline(reader, now)
    return sum(_remind(entry_id) for entry_id in waiting)


def _drafts_near_deadline(reader: Session, now: datetime) -> Sequence[str]:
    near = now + EARLIEST
    return reader.scalars(
        select(Entry.id)
        .join(Edition, Edition.id == Entry.edition_id)
        .outerjoin(
            Extension,
            (Extension.edition_id == Entry.edition_id)
            & (Extension.organisation_id == Entry.applicant_id),
        )
        .where(
            Entry.state == "draft",
            Edition.state.in_(("open", "checking")),
            or_(
                (Edition.deadline > now) & (Edition.deadline <= near),
                (Extension.until > now) & (Extension.until <= near),
            ),
        )
    ).all()


def _remind(entry_id: str) -> int:
    """Queue what is due for one draft, under its lock, so that two workers send it once."""
    with db.transaction() as writer:
        now = clock.now()
        entry = db.lock(writer, Entry, entry_id)
        extension = edition_queries.extension_for(entry.edition_id, entry.applicant_id, writer)
        if entry.state != "draft" or not accepts_entries(entry.edition, now, extension):
            return 0
        deadline = effective_deadline(entry.edition, extension)
        count = 0
        for person in _people(writer, entry):
            sent = {row.stage: row for row in _sent(writer, entry_id, person.id)}
            instants = {stage: row.sent_at for stage, row in sent.items()}
            stage = nudge_rules.due(deadline, now, entry.created_at, instants)
            if stage is None:
                continue
            if stage in sent:
                sent[stage].sent_at = now
            else:
                row = DraftReminder(entry_id=entry_id, person_id=person.id, stage=stage)
                row.sent_at = now
                writer.add(row)
            _write(writer, entry, person, deadline, stage)
            count += 1
        if count:
            audit.record(writer, SYSTEM, "entry.draft_reminded", entry, {"mails": count})
        return count


def _people(reader: Session, entry: Entry) -> Sequence[Person]:
    """Return those who can edit the entry and have not stopped its reminders."""
    stopped = select(StoppedReminders.person_id).where(StoppedReminders.entry_id == entry.id)
    return reader.scalars(
        select(Person)
        .join(OrganisationMember, OrganisationMember.person_id == Person.id)
        .where(
            OrganisationMember.organisation_id == entry.applicant_id,
            OrganisationMember.active_since.is_not(None),
            Person.disabled_at.is_(None),
            Person.id.not_in(stopped),
        )
        .order_by(Person.email)
    ).all()


def _sent(reader: Session, entry_id: str, person_id: str) -> Sequence[DraftReminder]:
    mine = (DraftReminder.entry_id == entry_id, DraftReminder.person_id == person_id)
    return reader.scalars(select(DraftReminder).where(*mine)).all()


def _write(writer: Session, entry: Entry, person: Person, deadline: datetime, stage: str) -> None:
    outbox.queue(
        writer,
        Recipient(person.email, person.language),
        "entries/mail/draft_reminder.txt",
        about=entry,
        entry=entry,
        title=entry.working_title or _l("Entry without a title"),
        until=deadline,
        last_day=stage == nudge_rules.LAST_DAY,
        link=address("entries.form", entry_id=entry.id),
        stop=address("entries.stop_reminders", token=token_of(entry.id, person.id)),
    )


# ---- stopping


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="draft-reminders")


def token_of(entry_id: str, person_id: str) -> str:
    """Return what the link in a reminder carries: whose reminders of which entry to stop."""
    return str(_signer().dumps([entry_id, person_id]))


def meant_by(token: str) -> tuple[Entry, str] | None:
    """Return the entry and the person's id that a token means, or None for one we did not make."""
    try:
        entry_id, person_id = _signer().loads(token)
    except (BadSignature, ValueError):
        return None
    entry = db.session().get(Entry, entry_id)
    return (entry, person_id) if entry is not None else None


def are_on(entry_id: str, person_id: str) -> bool:
    """Return whether the person gets reminders of this entry."""
    mine = (StoppedReminders.entry_id == entry_id, StoppedReminders.person_id == person_id)
    return db.session().scalar(select(StoppedReminders.id).where(*mine)) is None


def switch(*, entry_id: str, person_id: str, on: bool, actor: Actor) -> None:
    """Let the person get reminders of this entry, or none; a second call changes nothing."""
    with db.transaction() as writer:
        entry = db.lock(writer, Entry, entry_id)
        mine = (StoppedReminders.entry_id == entry_id, StoppedReminders.person_id == person_id)
        stopped = writer.scalar(select(StoppedReminders.id).where(*mine)) is not None
        if on != stopped:
            return
        if on:
            writer.execute(delete(StoppedReminders).where(*mine))
            audit.record(writer, actor, "entry.reminders_resumed", entry)
            return
        row = StoppedReminders(entry_id=entry_id, person_id=person_id, at=clock.now())
        writer.add(row)
        audit.record(writer, actor, "entry.reminders_stopped", entry)
