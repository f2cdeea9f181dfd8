"""Use cases of taking part: asking for a place, confirming, cancelling, moving, moving up."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.accounts import links
from leader_award.accounts.models import Person
from leader_award.accounts.rules import MAILS_PER_HOUR, normal_email
from leader_award.dissemination import places, tickets
from leader_award.dissemination.models import Conference, Registration
from leader_award.dissemination.places import CONFIRMED, PENDING, WAITING, Refused
from leader_award.dissemination.times import span
from leader_award.partnerships.text import fold
from leader_award.platform import audit, clock, idempotency, outbox
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import lock, new_id, transaction
from leader_award.platform.outbox import OutgoingMail, Recipient

TO_CONFIRM = timedelta(hours=48)
"""How long the link works that confirms a registration."""
ACTIVE = (CONFIRMED, WAITING)
MAILS = "dissemination/mail/"


def ask(*, conference_id: str, email: str, name: str, organisation: str, language: str) -> None:
    """Take a visitor's registration down and mail the link that confirms it.

    The answer is the same whether the address is registered already: its owner is told by mail.
    Raises Refused (not open, too late, past, limit of the organisation), NotFound.
    """
    email, now = normal_email(email), clock.now()
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        places.check_open(conference, span(writer, conference)[0], now, now)
        registration = _of_address(writer, conference, email)
        if registration is not None and registration.state in ACTIVE:
            if _may_mail(writer, email, "already_registered"):
                _mail(writer, registration, "already_registered")
            return
        _check_limit(writer, conference, organisation)
        registration = _noted(
            writer, conference, registration, email=email, name=name, organisation=organisation
        )
        registration.language = language
        audit.record(writer, SYSTEM, "registration.asked", registration)
        if links.may_send(writer, _purpose(conference), email):
            _send_link(writer, conference, registration)


def register(*, conference_id: str, name: str, organisation: str, actor: Actor) -> str:
    """Register the signed-in person under their own, confirmed address; return the id.

    Raises Refused (also when they are registered already), NotFound.
    """
    now = clock.now()
    with transaction() as writer:
        person = writer.get_one(Person, actor.person_id)
        conference = lock(writer, Conference, conference_id)
        places.check_open(conference, span(writer, conference)[0], now, now)
        return _taken_in(
            writer, conference, person.email, name, organisation, actor, language=person.language
        )


def add(
    *, conference_id: str, email: str, name: str, organisation: str, actor: Actor, key: str
) -> str:
    """Add somebody on behalf of the organiser, until the event is over; return the id.

    The limits hold here too. Raises Refused, NotFound.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        if clock.now() >= span(writer, conference)[1]:
            raise Refused(_l("This event is over."))
        return idempotency.once(
            writer,
            key,
            lambda: _taken_in(writer, conference, normal_email(email), name, organisation, actor),
        )


def _taken_in(
    writer: Session,
    conference: Conference,
    email: str,
    name: str,
    organisation: str,
    actor: Actor,
    *,
    language: str = "pl",
    template: str | None = None,
) -> str:
    """Give somebody whose address needs no confirming a place, or a place in the queue."""
    registration = _of_address(writer, conference, email)
    if registration is not None and registration.state in ACTIVE:
        raise Refused(_l("This address is registered for this event already."), field="email")
    _check_limit(writer, conference, organisation)
    registration = _noted(
        writer, conference, registration, email=email, name=name, organisation=organisation
    )
    registration.language = language
    writer.flush()
    _join(writer, conference, registration, actor, template)
    return registration.id


def confirm(*, conference_id: str, token: str) -> str:
    """Use up the link of a mail and give its registration a place, or one in the queue.

    Returns the registration's id. Raises LinkError, Refused (the event has begun, the limit of
    the organisation is reached), NotFound; the link then still works.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        link = links.use_link(writer, _purpose(conference), token)
        registration = lock(writer, Registration, link.payload["registration"])
        begins, _ends = span(writer, conference)
        places.check_open(conference, begins, registration.created_at, clock.now())
        _check_limit(writer, conference, registration.organisation)
        _join(writer, conference, registration, SYSTEM)
        return registration.id


def registration_of_link(conference: Conference, token: str) -> str | None:
    """Return the id of the registration that a link belongs to, used up or not."""
    link = links.owner_of(_purpose(conference), token)
    return link.payload["registration"] if link else None


def peek(conference: Conference, token: str) -> Any:
    """Return the link of a mail without using it. Raises LinkError."""
    return links.peek_link(_purpose(conference), token)


def cancel(*, registration_id: str, actor: Actor) -> None:
    """Give up a place or a place in the queue; who waits moves up at once, told by mail.

    Cancelling twice changes nothing. Raises Refused once the event has begun, NotFound.
    """
    with transaction() as writer:
        registration, conference = _locked(writer, registration_id)
        if registration.state == places.CANCELLED:
            return
        if clock.now() >= span(writer, conference)[0]:
            raise Refused(_l("The event has begun. Nobody can cancel any more."))
        was_active = registration.state in ACTIVE
        _cancel(writer, registration, actor)
        if was_active:
            _mail(writer, registration, "cancelled")
        settle(writer, conference)


def move(*, registration_id: str, to_conference_id: str, actor: Actor) -> str:
    """Move somebody to another event; return the id of the registration there.

    They get a place there or stand in its queue; who waits here moves up. Raises Refused if they
    are registered there, a limit is reached or that event is over, NotFound.
    """
    with transaction() as writer:
        source_id = _event_of(writer, registration_id)
        both = sorted({source_id, to_conference_id})
        conferences = {one: lock(writer, Conference, one) for one in both}
        source, target = conferences[source_id], conferences[to_conference_id]
        registration = lock(writer, Registration, registration_id)
        if source is target or registration.state not in ACTIVE:
            raise Refused(_l("This registration is not in a state in which this can be done."))
        if clock.now() >= span(writer, target)[0]:
            raise Refused(_l("This event has begun or is over. Nobody can register any more."))
        moved_id = _taken_in(
            writer,
            target,
            registration.email,
            registration.name,
            registration.organisation,
            actor,
            language=registration.language,
            template="moved",
        )
        _cancel(writer, registration, actor)
        settle(writer, source)
        return moved_id


def settle(writer: Session, conference: Conference) -> None:
    """Let people on the waiting list move up while there are places; each is told by mail.

    Raises Refused if more people have a place than the event's capacity.
    """
    seats = seats_of(writer, conference)
    places.check_capacity(seats, conference.capacity)
    if clock.now() >= span(writer, conference)[0]:
        return
    for registration in places.moving_up(seats, conference.capacity):
        registration.state = places.next_state(registration.state, "move_up")
        audit.record(writer, SYSTEM, "registration.moved_up", registration)
        _mail(writer, registration, "moved_up")


def seats_of(writer: Session, conference: Conference) -> list[Registration]:
    """Return every registration of an event that the writer has locked, freshly read."""
    writer.flush()
    query = select(Registration).where(Registration.conference_id == conference.id)
    return list(writer.scalars(query.execution_options(populate_existing=True)).unique())


def _locked(writer: Session, registration_id: str) -> tuple[Registration, Conference]:
    """Lock the event first, then the registration: every use case takes them in this order."""
    conference = lock(writer, Conference, _event_of(writer, registration_id))
    return lock(writer, Registration, registration_id), conference


def _event_of(writer: Session, registration_id: str) -> str:
    query = select(Registration.conference_id).where(Registration.id == registration_id)
    return writer.scalar(query) or ""


def _join(
    writer: Session,
    conference: Conference,
    registration: Registration,
    actor: Actor,
    template: str | None = None,
) -> None:
    event = places.event_on_joining(seats_of(writer, conference), conference.capacity)
    registration.state = places.next_state(registration.state, event)
    registration.queued_at = clock.now()
    writer.flush()
    audit.record(writer, actor, f"registration.{registration.state}", registration)
    _mail(writer, registration, template or registration.state)


def _cancel(writer: Session, registration: Registration, actor: Actor) -> None:
    registration.state = places.next_state(registration.state, "cancel")
    registration.cancelled_at = clock.now()
    audit.record(writer, actor, "registration.cancelled", registration)


def _of_address(writer: Session, conference: Conference, email: str) -> Registration | None:
    return writer.scalar(
        select(Registration).where(
            Registration.conference_id == conference.id, Registration.email == email
        )
    )


def _noted(
    writer: Session,
    conference: Conference,
    registration: Registration | None,
    *,
    email: str,
    name: str,
    organisation: str,
) -> Registration:
    """Write down who asks, as a new registration or in place of one that holds no place."""
    if registration is None:
        registration = Registration(
            id=new_id(), conference=conference, code=tickets.new_code(), state=PENDING, email=email
        )
        writer.add(registration)
    elif registration.state == places.CANCELLED:
        registration.state = places.next_state(registration.state, "ask")
    registration.name, registration.search_name = name, fold(name)[:200]
    registration.organisation = organisation
    registration.organisation_key = fold(organisation)[:300]
    registration.created_at, registration.cancelled_at = clock.now(), None
    registration.reminded_week_at = registration.reminded_day_at = None
    return registration


def _check_limit(writer: Session, conference: Conference, organisation: str) -> None:
    if conference.per_organisation is not None:
        seats = seats_of(writer, conference)
        places.check_limit(seats, conference.per_organisation, fold(organisation)[:300])


def _purpose(conference: Conference) -> str:
    return f"event-{conference.id}"


def _send_link(writer: Session, conference: Conference, registration: Registration) -> None:
    purpose = _purpose(conference)
    links.replace_links(writer, purpose, registration.email)
    token = links.issue_link(
        writer,
        purpose=purpose,
        email=registration.email,
        payload={"registration": registration.id},
        lifetime=TO_CONFIRM,
    )
    link = links.address("dissemination.confirm", slug=conference.slug, token=token)
    _mail(writer, registration, "confirm", link=link, until=clock.now() + TO_CONFIRM)


def _may_mail(writer: Session, email: str, name: str) -> bool:
    """Return whether another such mail may go to the address within this hour."""
    since: datetime = clock.now() - timedelta(hours=1)
    sent = writer.scalar(
        select(func.count())
        .select_from(OutgoingMail)
        .where(
            OutgoingMail.to == email,
            OutgoingMail.template == f"{MAILS}{name}.txt",
            OutgoingMail.created_at > since,
        )
    )
    return (sent or 0) < MAILS_PER_HOUR


def _mail(writer: Session, registration: Registration, name: str, **context: Any) -> None:
    conference = registration.conference
    begins, ends = span(writer, conference)
    outbox.queue(
        writer,
        Recipient(registration.email, registration.language),
        f"{MAILS}{name}.txt",
        about=registration,
        registration=registration,
        conference=conference,
        begins=begins,
        ends=ends,
        ticket=tickets.ticket_address(registration.id),
        **context,
    )
