"""Use cases on the day of an event and after it: check-in and feedback."""

from collections.abc import Mapping
from datetime import time

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.dissemination import feedback, places
from leader_award.dissemination.models import Feedback, Registration
from leader_award.dissemination.places import Refused
from leader_award.dissemination.times import span
from leader_award.platform import audit, clock
from leader_award.platform.audit import Actor
from leader_award.platform.db import lock, transaction
from leader_award.platform.errors import NotFound

REASONS = {
    places.PENDING: _l("This registration has not been confirmed by its e-mail link."),
    places.WAITING: _l("This person is on the waiting list and has no place."),
    places.CANCELLED: _l("This registration has been cancelled."),
}


def check_in(*, code: str, actor: Actor) -> bool:
    """Note that the person of this ticket is here; return whether that is news.

    A second scan changes nothing. Raises Refused with the reason (no place, too early), NotFound.
    """
    with transaction() as writer:
        registration = lock(writer, Registration, _id_of(code))
        reason = REASONS.get(registration.state)
        if reason is not None:
            raise Refused(reason)
        if registration.checked_in_at is not None:
            return False
        now, conference = clock.now(), registration.conference
        if now < clock.from_warsaw(conference.held_on, time(0)):
            raise Refused(_l("This ticket is for an event on another day."))
        registration.checked_in_at, registration.checked_in_by_id = now, actor.person_id
        audit.record(writer, actor, "registration.checked_in", registration)
        return True


def undo_check_in(*, code: str, actor: Actor) -> None:
    """Take back a check-in made by mistake; without one nothing changes. Raises NotFound."""
    with transaction() as writer:
        registration = lock(writer, Registration, _id_of(code))
        if registration.checked_in_at is not None:
            registration.checked_in_at = registration.checked_in_by_id = None
            audit.record(writer, actor, "registration.check_in_undone", registration)


def _id_of(code: str) -> str:
    with transaction() as writer:
        found = writer.scalar(select(Registration.id).where(Registration.code == code))
    if found is None:
        raise NotFound(_l("There is no ticket with this code."))
    return found


def give_feedback(
    *, registration_id: str, marks: Mapping[str, int], comment: str, actor: Actor
) -> None:
    """Keep what somebody who was there thought of the event, without saying who they are.

    `marks` are from 1 to 5 by question of `feedback.QUESTIONS`. Raises Refused before the end,
    for somebody who was not checked in, and for a second answer of one ticket.
    """
    with transaction() as writer:
        registration = lock(writer, Registration, registration_id)
        conference = registration.conference
        if registration.checked_in_at is None:
            raise Refused(_l("Only people who took part are asked for their opinion."))
        if clock.now() < span(writer, conference)[1]:
            raise Refused(_l("We ask for your opinion once the event is over."))
        if registration.gave_feedback:
            raise Refused(_l("An opinion has been sent with this ticket already. Thank you!"))
        registration.gave_feedback = True
        feedback.check_marks(marks)
        answer = Feedback(conference_id=conference.id, marks=dict(marks), comment=comment)
        writer.add(answer)
        audit.record(writer, Actor(None, actor.role), "conference.feedback_given", conference)
