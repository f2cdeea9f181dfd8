"""When an event begins and ends, and whether people can register for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.dissemination import participant_queries, places
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import clock
from leader_award.platform.db import session

MIDNIGHT = time(0)
Span = tuple[datetime, datetime]


def span(reader: Session, conference: Conference) -> Span:
    """Return the instants at which the event begins and ends; one statement.

    They are those of its programme or, while that is empty, of its days.
    """
    first, last = reader.execute(
        select(func.min(ProgrammeItem.starts_at), func.max(ProgrammeItem.ends_at)).where(
            ProgrammeItem.conference_id == conference.id
        )
    ).one()
    return first or clock.from_warsaw(conference.held_on, MIDNIGHT), _end(conference, last)


def _end(conference: Conference, last: datetime | None) -> datetime:
    return last or clock.from_warsaw(conference.last_day + timedelta(days=1), MIDNIGHT)


def hours_of(reader: Session, conferences: Sequence[Conference]) -> dict[str, Span]:
    """Return the hours of those events that take one day and have a programme; one statement."""
    found = reader.execute(
        select(
            ProgrammeItem.conference_id,
            func.min(ProgrammeItem.starts_at),
            func.max(ProgrammeItem.ends_at),
        )
        .where(ProgrammeItem.conference_id.in_([one.id for one in conferences if one.days == 1]))
        .group_by(ProgrammeItem.conference_id)
    )
    return {event_id: (first, last) for event_id, first, last in found if first and last}


def over_by(reader: Session, edition_id: str, now: datetime) -> list[str]:
    """Return the ids of the edition's events that have ended by `now`; one statement."""
    found = reader.execute(
        select(Conference, func.max(ProgrammeItem.ends_at))
        .outerjoin(ProgrammeItem, ProgrammeItem.conference_id == Conference.id)
        .where(Conference.edition_id == edition_id)
        .group_by(Conference.id)
    )
    return [conference.id for conference, last in found if _end(conference, last) <= now]


@dataclass(frozen=True)
class Openness:
    """Whether people can register, why not, and how many places are free (None: any number)."""

    is_open: bool
    reason: Any = ""
    free: int | None = None
    waiting: int = 0


def registration_state(conference: Conference) -> Openness:
    """Return how registration for an event stands now; two statements."""
    now = clock.now()
    try:
        places.check_open(conference, span(session(), conference)[0], now, now)
    except places.Refused as error:
        return Openness(False, error.message)
    counts = participant_queries.counts(conference.id)
    taken, waiting = counts[places.CONFIRMED], counts[places.WAITING]
    free = None if conference.capacity is None else max(0, conference.capacity - taken)
    return Openness(True, "", free, waiting)
