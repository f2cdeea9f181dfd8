"""What the pages of registrations read."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, or_, select

from leader_award.dissemination import feedback, places, tickets
from leader_award.dissemination.models import Conference, Feedback, Registration
from leader_award.dissemination.rules import PUBLIC_STATES
from leader_award.jury.queries import surname_key
from leader_award.partnerships.text import fold
from leader_award.platform.db import session

_ORDER = (places.CONFIRMED, places.WAITING, places.PENDING, places.CANCELLED)


def find(registration_id: str) -> Registration | None:
    """Return the registration."""
    return session().get(Registration, registration_id)


def of_token(token: str) -> Registration | None:
    """Return the registration that a ticket's address leads to."""
    registration_id = tickets.id_in(token)
    return find(registration_id) if registration_id else None


def of_code(code: str) -> Registration | None:
    """Return the registration with the code of a ticket."""
    query = select(Registration).where(Registration.code == tickets.typed_code(code))
    return session().scalar(query)


def listed(conference_id: str, search: str = "", states: Sequence[str] = ()) -> list[Registration]:
    """Return the registrations of an event: those with a place by surname, then the queue in order.

    `search` fits a part of a name, organisation, address or code, without diacritics too.
    """
    query = select(Registration).where(Registration.conference_id == conference_id)
    words = fold(search)[:100]
    if words:
        query = query.where(
            or_(
                Registration.search_name.contains(words, autoescape=True),
                Registration.organisation_key.contains(words, autoescape=True),
                Registration.email.contains(search.strip().lower()[:100], autoescape=True),
                Registration.code == tickets.typed_code(search),
            )
        )
    if states:
        query = query.where(Registration.state.in_(states))
    return sorted(session().scalars(query).unique(), key=_place_in_list)


def _place_in_list(one: Registration) -> tuple[int, str, str, str]:
    waits_since = one.queued_at.isoformat() if one.state == places.WAITING and one.queued_at else ""
    return _ORDER.index(one.state), waits_since, surname_key(one.name), one.id


def counts(conference_id: str) -> Counter[str]:
    """Return how many registrations there are by state, and `checked_in`; one statement."""
    found: Counter[str] = Counter()
    for state, number, here in session().execute(
        select(Registration.state, func.count(), func.count(Registration.checked_in_at))
        .where(Registration.conference_id == conference_id)
        .group_by(Registration.state)
    ):
        found[state] = number
        found["checked_in"] += here
    return found


def place_in_queue(registration: Registration) -> int | None:
    """Return which place somebody has on the waiting list, from 1, or None."""
    if registration.state != places.WAITING:
        return None
    query = select(Registration).where(
        Registration.conference_id == registration.conference_id,
        Registration.state == places.WAITING,
    )
    queue = places.queue(list(session().scalars(query).unique()))
    return [one.id for one in queue].index(registration.id) + 1


def of_address(email: str) -> list[Registration]:
    """Return the registrations of an address for public events, the next event first."""
    query = (
        select(Registration)
        .join(Conference)
        .where(
            Registration.email == email,
            Registration.state.in_((places.CONFIRMED, places.WAITING)),
            Conference.state.in_(PUBLIC_STATES),
        )
        .order_by(Conference.held_on, Registration.id)
    )
    return list(session().scalars(query).unique())


def of_person(conference_id: str, email: str) -> Registration | None:
    """Return the registration of an address for an event, if it holds a place or waits."""
    return session().scalar(
        select(Registration).where(
            Registration.conference_id == conference_id,
            Registration.email == email,
            Registration.state.in_((places.CONFIRMED, places.WAITING)),
        )
    )


def other_events(conference: Conference) -> list[Conference]:
    """Return the other events to come that take registrations, the next first."""
    return list(
        session().scalars(
            select(Conference)
            .where(
                Conference.id != conference.id,
                Conference.takes_registrations,
                Conference.state.in_(("planned", "published")),
            )
            .order_by(Conference.held_on, Conference.id)
        )
    )


def opinions(conference_id: str) -> tuple[int, list[feedback.Result], list[str]]:
    """Return how many gave their opinion, the results, and the comments in an order of no one."""
    answers = session().scalars(
        select(Feedback).where(Feedback.conference_id == conference_id).order_by(Feedback.id)
    )
    found = list(answers)
    results = feedback.results([answer.marks for answer in found])
    comments = [answer.comment for answer in found if answer.comment] if results else []
    return len(found), results, comments
