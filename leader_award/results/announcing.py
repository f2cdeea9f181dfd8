"""The announcement: prepared by one organiser, approved by another, and the mails after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leader_award.accounts.models import Person, RoleGrant
from leader_award.editions import rules as edition_rules
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries import rules as entry_rules
from leader_award.entries.working import members
from leader_award.platform import audit, clock, db, outbox, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import Recipient
from leader_award.results import approval, rules, wording
from leader_award.results.checking import Looked, look
from leader_award.results.models import Announcement, Decision
from leader_award.scoring.queries import comments_for_applicant

TASK = "announcements"
WRONG_STATE = _l("The announcement does not stand where this can be done. Open its page again.")


def prepare_announcement(
    *, edition_id: str, at: datetime | None, actor: Actor, shows_places: bool = False
) -> None:
    """Prepare the announcement for the instant `at` (aware, in the future), None: when approved.

    Another organiser has to approve it. Preparing again moves it, which takes an approval back;
    repeating the same changes nothing. `shows_places` says that applicants learn their place.
    Raises DomainError beside `at`, or NotAllowed when something stands in the way.
    """
    with db.transaction() as writer:
        edition = _edition_to_announce(writer, edition_id, actor)
        announcement = writer.get(Announcement, edition_id)
        wanted = (at, shows_places)
        if announcement and wanted == (announcement.planned_for, announcement.shows_places):
            return
        _take(writer, edition, announcement, rules.PREPARE, actor, at)
        if announcement is None:
            announcement = Announcement(edition_id=edition_id)
            writer.add(announcement)
        announcement.planned_for, announcement.shows_places = wanted
        announcement.prepared_by_id, announcement.prepared_at = actor.person_id, clock.now()
        approval.take_back(announcement)
        details = {"planned_for": at.isoformat() if at else None, "shows_places": shows_places}
        audit.record(writer, actor, "results.announcement_prepared", edition, details)
        for person in other_organisers(writer, actor.person_id):
            outbox.queue(
                writer,
                Recipient(person.email, person.language),
                "results/mail/approval_wanted.txt",
                about=edition,
                edition=edition,
                planned_for=at,
            )


def approve_announcement(*, edition_id: str, actor: Actor, seen: str | None = None) -> None:
    """Approve what another organiser prepared; from then on its instant is set.

    `seen` is the digest of what the page showed. Raises NotAllowed when it is one's own or
    something stands in the way, Conflict when it is no longer what was seen.
    """
    with db.transaction() as writer:
        edition = _edition_to_announce(writer, edition_id, actor)
        announcement = writer.get(Announcement, edition_id)
        if announcement is not None and announcement.approved_at is not None:
            return
        planned_for = announcement.planned_for if announcement else None
        looked = _take(writer, edition, announcement, rules.APPROVE, actor, planned_for)
        if announcement is None:
            raise NotAllowed(WRONG_STATE)
        if seen is not None and seen != looked.digest:
            raise Conflict(
                _l("Something has changed since you opened this page. Look at it once more.")
            )
        now = clock.now()
        announcement.at = planned_for or now
        announcement.approved_at, announcement.approved_by_id = now, actor.person_id
        announcement.digest = looked.digest
        details = {"at": announcement.at.isoformat(), "sha256": looked.digest}
        audit.record(writer, actor, "results.announcement_approved", edition, details)
        if planned_for is None:
            db.after_commit(writer, lambda: tasks.enqueue(TASK))


def withdraw_announcement(*, edition_id: str, actor: Actor) -> None:
    """Call off an announcement whose instant has not come. Raises NotAllowed once it has."""
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        announcement = writer.get(Announcement, edition_id)
        if announcement is None:
            return
        if rules.step(approval.state_of(announcement), rules.WITHDRAW) is None:
            raise NotAllowed(_l("The results are public already."))
        writer.delete(announcement)
        audit.record(writer, actor, "results.announcement_withdrawn", edition)


def _edition_to_announce(writer: Session, edition_id: str, actor: Actor) -> Edition:
    edition = db.lock(writer, Edition, edition_id)
    if not edition_rules.allows(edition.state, "announce", actor.role):
        raise NotAllowed(_l("This edition is not at the stage at which results are announced."))
    return edition


def _take(
    writer: Session,
    edition: Edition,
    announcement: Announcement | None,
    event: str,
    actor: Actor,
    planned_for: datetime | None,
) -> Looked:
    """Return what is to be announced if the table allows the event. Raises what says why not."""
    line = rules.step(approval.state_of(announcement), event)
    if line is None or actor.role not in line.roles:
        raise NotAllowed(WRONG_STATE)
    db.session().rollback()  # what was read before the edition was locked may be old
    looked = look(
        writer,
        edition.id,
        planned_for=planned_for,
        shows_places=announcement is not None and announcement.shows_places,
    )
    seen = rules.Circumstances(
        ready=looked.checklist.ready,
        planned_for=planned_for,
        prepared_by=announcement.prepared_by_id if announcement else None,
        actor=actor.person_id,
        now=clock.now(),
    )
    reason = rules.refusal(line, seen)
    if reason == rules.AHEAD and event == rules.PREPARE:
        raise DomainError(_l("The announcement must lie in the future."), field="at")
    if reason is not None:
        raise NotAllowed(wording.REFUSALS[reason])
    return looked


def other_organisers(reader: Session, person_id: str | None) -> Sequence[Person]:
    """Return those who may approve what this person prepared, by name."""
    return reader.scalars(
        select(Person)
        .where(
            Person.grants.any(RoleGrant.role.in_(rules.ORGANISERS)),
            Person.disabled_at.is_(None),
            Person.id != (person_id or ""),
        )
        .order_by(Person.name, Person.id)
    ).all()


def is_set_going(reader: Session, edition_id: str, event: str) -> bool:
    """Return whether the announcement waits for its instant or for another organiser's approval.

    One whose instant has passed without an approval waits for nobody: it has to be set anew.
    """
    if event != "announce":
        return False
    announcement = reader.get(Announcement, edition_id)
    state = approval.state_of(announcement)
    if state == rules.PREPARED and announcement is not None:
        planned = announcement.planned_for
        return planned is None or planned > clock.now()
    return state == rules.APPROVED


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
