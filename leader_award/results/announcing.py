"""The announcement: its instant, what must be ready before it, and the mails after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leader_award.editions import rules as edition_rules
from leader_award.editions import service as editions
from leader_award.editions.models import Edition, Prize
from leader_award.entries import rules as entry_rules
from leader_award.entries.working import members
from leader_award.platform import audit, clock, db, outbox, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.results import rules
from leader_award.results.deciding import decisions_of, entries_in_contest
from leader_award.results.models import Announcement, Decision
from leader_award.scoring.queries import comments_for_applicant

TASK = "announcements"


def announce(*, edition_id: str, at: datetime | None, actor: Actor) -> None:
    """Make the decisions public at the instant `at` (aware, in the future), or now with None.

    The worker then moves the edition on and writes to the applicants. Repeating the same
    announcement changes nothing. Raises DomainError beside `at`, or NotAllowed when something
    is not ready or another instant is set already.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        now = clock.now()
        set_already = writer.get(Announcement, edition_id)
        if set_already is not None:
            if at == set_already.at or (at is None and rules.is_announced(set_already.at, now)):
                return
            raise NotAllowed(_l("The announcement has been set already."))
        if not edition_rules.allows(edition.state, "announce", actor.role):
            raise NotAllowed(_l("This edition is not at the stage at which results are announced."))
        if at is not None and at <= now:
            raise DomainError(_l("The announcement must lie in the future."), field="at")
        if not readiness(writer, edition_id).ready:
            raise NotAllowed(
                _l("The results are not ready: each admitted entry needs a decision, and no prize"
                   " may be given more often than there is of it.")
            )  # fmt: skip
        writer.add(
            Announcement(
                edition_id=edition_id,
                at=at or now,
                prepared_by_id=actor.person_id,
                prepared_at=now,
            )
        )
        details = {"at": (at or now).isoformat()}
        audit.record(writer, actor, "results.announcement_set", edition, details)
        if at is None:
            db.after_commit(writer, lambda: tasks.enqueue(TASK))


def cancel_announcement(*, edition_id: str, actor: Actor) -> None:
    """Call off an announcement whose instant has not come. Raises NotAllowed once it has."""
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        announcement = writer.get(Announcement, edition_id)
        if announcement is None:
            return
        if rules.is_announced(announcement.at, clock.now()):
            raise NotAllowed(_l("The results are public already."))
        writer.delete(announcement)
        audit.record(writer, actor, "results.announcement_cancelled", edition)


def readiness(reader: Session, edition_id: str) -> rules.Readiness:
    """Return what stands in the way of announcing this edition."""
    prizes = reader.scalars(select(Prize).where(Prize.edition_id == edition_id)).all()
    return rules.readiness(
        [entry.id for entry in entries_in_contest(reader, edition_id)],
        {d.entry_id: rules.Given(d.outcome, d.prize_id) for d in decisions_of(reader, edition_id)},
        {prize.id: prize.count for prize in prizes},
        {prize.award for prize in prizes},
    )


def obstacle(reader: Session, edition_id: str, event: str) -> Any | None:
    """Return why an edition cannot become announced: its instant is not set or has not come."""
    if event != "announce":
        return None
    announcement = reader.get(Announcement, edition_id)
    if announcement and rules.is_announced(announcement.at, clock.now()):
        return None
    return _l("The results have not been announced on the page of decisions.")


def queue_announcement_mails() -> int:
    """Move each edition whose instant has come to announced and queue its mails, exactly once.

    Returns how many mails were queued. Run each minute by the worker.
    """
    with db.transaction() as writer:
        due = writer.scalars(
            select(Announcement.edition_id).where(
                Announcement.mails_queued_at.is_(None), Announcement.at <= clock.now()
            )
        ).all()
    return sum(_follow_announcement(edition_id) for edition_id in due)


def _follow_announcement(edition_id: str) -> int:
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        announcement = writer.get(Announcement, edition_id, populate_existing=True)
        if (
            announcement is None
            or announcement.mails_queued_at is not None
            or not rules.is_announced(announcement.at, clock.now())
        ):
            return 0
        editions.advance(edition_id=edition_id, event="announce", actor=audit.SYSTEM)
        decisions = _decisions_with_entries(writer, edition_id)
        if edition.has_final:
            _note_finalists(decisions)
        count = sum(_write_to_applicant(writer, edition, decision) for decision in decisions)
        announcement.mails_queued_at = clock.now()
        audit.record(writer, audit.SYSTEM, "results.mails_queued", edition, {"mails": count})
        return count


def _decisions_with_entries(writer: Session, edition_id: str) -> Sequence[Decision]:
    return writer.scalars(
        select(Decision)
        .where(Decision.edition_id == edition_id)
        .options(joinedload(Decision.entry), joinedload(Decision.prize))
        .order_by(Decision.id)
    ).all()


def _note_finalists(decisions: Sequence[Decision]) -> None:
    """Give the finalists' entries the state that they could not have before the announcement."""
    for decision in decisions:
        line = entry_rules.EVENTS.get((decision.entry.state, "mark_finalist"))
        if line is not None and decision.outcome in rules.IN_FINAL:
            decision.entry.state = line.after


def _write_to_applicant(writer: Session, edition: Edition, decision: Decision) -> int:
    recipients = members(writer, decision.entry.applicant_id)
    comments = comments_for_applicant(decision.entry_id) if edition.feedback_to_applicants else []
    for recipient in recipients:
        outbox.queue(
            writer,
            recipient,
            "results/mail/result.txt",
            about=decision.entry,
            edition=edition,
            entry=decision.entry,
            decision=decision,
            comments=comments,
        )
    return len(recipients)
