"""Mails that the worker sends by itself: before an event, and thanks after it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.dissemination import places, tickets
from leader_award.dissemination.models import Conference, Registration
from leader_award.dissemination.times import span
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import SYSTEM
from leader_award.platform.outbox import Recipient

WEEK, DAY = timedelta(days=7), timedelta(days=1)
THANKS_WITHIN = timedelta(days=14)
"""Later than this after an event nobody is thanked any more."""
BATCH = 200


def due(registration: Registration, begins: datetime, ends: datetime, now: datetime) -> str | None:
    """Return which mail is due to somebody with a place: 'week', 'day', 'thanks' or None.

    Who registered within the time of a reminder has just had a mail and needs no other.
    """
    known = registration.queued_at or registration.created_at
    if begins - WEEK <= now < begins - DAY:
        wanted = registration.reminded_week_at is None and known < begins - WEEK
        return "week" if wanted else None
    if begins - DAY <= now < begins:
        wanted = registration.reminded_day_at is None and known < begins - DAY
        return "day" if wanted else None
    if ends <= now < ends + THANKS_WITHIN:
        wanted = registration.thanked_at is None and registration.checked_in_at is not None
        return "thanks" if wanted else None
    return None


def send_due_mails() -> int:
    """Queue every mail that is due and not queued yet; return how many. Run each minute."""
    return sum(_send_batch(conference_id) for conference_id in _candidates())


def _candidates() -> list[str]:
    """Return the public events that begin within the week or ended lately."""
    today = clock.to_warsaw(clock.now()).date()
    query = select(Conference).where(
        Conference.state.in_(("published", "held")),
        Conference.takes_registrations,
        Conference.held_on <= today + WEEK + DAY,
        Conference.held_on >= today - THANKS_WITHIN - 30 * DAY,
    )
    return [conference.id for conference in db.session().scalars(query)]


def _send_batch(conference_id: str) -> int:
    with db.transaction() as writer:
        conference = writer.get_one(Conference, conference_id)
        begins, ends = span(writer, conference)
        now = clock.now()
        registrations = writer.scalars(
            select(Registration)
            .where(
                Registration.conference_id == conference_id,
                Registration.state == places.CONFIRMED,
            )
            .with_for_update(skip_locked=True, of=Registration)
        ).unique()
        sent = 0
        for registration in registrations:
            mail = due(registration, begins, ends, now)
            if mail is not None and sent < BATCH:
                _send(writer, registration, mail, begins, now)
                sent += 1
        return sent


def _send(
    writer: Session, registration: Registration, mail: str, begins: datetime, now: datetime
) -> None:
    column = {"week": "reminded_week_at", "day": "reminded_day_at", "thanks": "thanked_at"}[mail]
    setattr(registration, column, now)
    audit.record(writer, SYSTEM, f"registration.mail_{mail}", registration)
    outbox.queue(
        writer,
        Recipient(registration.email, registration.language),
        f"dissemination/mail/{'thanks' if mail == 'thanks' else 'reminder'}.txt",
        about=registration,
        registration=registration,
        conference=registration.conference,
        begins=begins,
        ticket=tickets.ticket_address(registration.id),
    )
