"""Who gets a place: registrations, the waiting list, and the limits. Pure rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError, NotAllowed

PENDING, CONFIRMED, WAITING, CANCELLED = "pending", "confirmed", "waiting", "cancelled"


@dataclass(frozen=True)
class Step:
    """One event in a registration's life: from which states it leads where."""

    before: tuple[str, ...]
    after: str


EVENTS = {
    "ask": Step((CANCELLED,), PENDING),
    "take_place": Step((PENDING, CANCELLED), CONFIRMED),
    "queue": Step((PENDING, CANCELLED), WAITING),
    "move_up": Step((WAITING,), CONFIRMED),
    "cancel": Step((PENDING, CONFIRMED, WAITING), CANCELLED),
}
"""A new registration begins as PENDING; CONFIRMED holds a place, WAITING stands in the queue."""


BEGUN = _l("This event has begun or is over. Nobody can register any more.")
CLOSED = _l("Registration for this event is not open.")
LATE = _l("The time for registration is over.")


class Refused(DomainError):
    """There is no place for this registration, now or at all."""


class Seat(Protocol):
    """What the rules need to know of a registration."""

    id: str
    state: str
    queued_at: datetime | None
    organisation_key: str


class Terms(Protocol):
    """What the rules need to know of an event."""

    state: str
    takes_registrations: bool
    capacity: int | None
    per_organisation: int | None
    registration_until: datetime | None


Someone = TypeVar("Someone", bound=Seat)


def next_state(state: str, event: str) -> str:
    """Return the state after `event`. Raises NotAllowed where the table has no such step."""
    step = EVENTS[event]
    if state not in step.before:
        raise NotAllowed(_l("This registration is not in a state in which this can be done."))
    return step.after


def check_open(terms: Terms, starts_at: datetime, asked_at: datetime, now: datetime) -> None:
    """Raise Refused unless a registration asked for at `asked_at` may still be taken at `now`.

    Who asks in time may confirm the address after the time limit, until the event begins.
    """
    if now >= starts_at:
        raise Refused(BEGUN)
    if terms.state != "published" or not terms.takes_registrations:
        raise Refused(CLOSED)
    if terms.registration_until is not None and asked_at >= terms.registration_until:
        raise Refused(LATE)


def check_limit(seats: Iterable[Seat], limit: int | None, organisation_key: str) -> None:
    """Raise Refused if the organisation has as many people, placed or waiting, as it may."""
    if limit is None:
        return
    if not organisation_key:
        raise Refused(_l("Fill this in."), field="organisation")
    own = sum(
        seat.state in (CONFIRMED, WAITING) and seat.organisation_key == organisation_key
        for seat in seats
    )
    if own >= limit:
        raise Refused(
            _l(
                "As many people of this organisation are registered as may be: %(limit)s.",
                limit=limit,
            ),
            field="organisation",
        )


def free_places(seats: Iterable[Seat], capacity: int | None) -> int | None:
    """Return how many more people can get a place; None for any number."""
    if capacity is None:
        return None
    return max(0, capacity - sum(seat.state == CONFIRMED for seat in seats))


def queue(seats: Iterable[Someone]) -> list[Someone]:
    """Return those who wait, the first first."""
    waiting = [seat for seat in seats if seat.state == WAITING]
    return sorted(waiting, key=lambda seat: (seat.queued_at or _FAR, seat.id))


_FAR = datetime.max.replace(tzinfo=UTC)


def event_on_joining(seats: Sequence[Seat], capacity: int | None) -> str:
    """Return which event a newcomer gets; nobody overtakes those who wait already."""
    free = free_places(seats, capacity)
    return "take_place" if (free is None or free > 0) and not queue(seats) else "queue"


def moving_up(seats: Sequence[Someone], capacity: int | None) -> list[Someone]:
    """Return those who wait and for whom there is a place now, the first first."""
    return queue(seats)[: free_places(seats, capacity)]


def check_capacity(seats: Iterable[Seat], capacity: int | None) -> None:
    """Raise Refused if more people have a place than `capacity`."""
    taken = sum(seat.state == CONFIRMED for seat in seats)
    if capacity is not None and taken > capacity:
        raise Refused(
            _l("%(count)s people have a place already. Cancel some first.", count=taken),
            field="capacity",
        )
