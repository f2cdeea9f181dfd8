"""How the editor lays a programme out: days, and in each of them rooms side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from leader_award.dissemination.models import Conference, ProgrammeItem, Room
from leader_award.platform import clock

USUAL_START = time(9, 0)


@dataclass(frozen=True)
class Column:
    """A room (or None: for everybody) with its points of one day, in order.

    `free_from` is when a point dropped at the end of the column would begin, "HH:MM".
    """

    room: Room | None
    items: tuple[ProgrammeItem, ...]
    free_from: str


@dataclass(frozen=True)
class Day:
    """One day of the board."""

    day: date
    columns: tuple[Column, ...]


def board_of(conference: Conference, placed: Sequence[ProgrammeItem]) -> list[Day]:
    """Return the board; the column of points for everybody comes first."""
    rooms: list[Room | None] = [None, *conference.rooms]
    return [
        Day(day, tuple(_column(room, day, placed) for room in rooms)) for day in conference.each_day
    ]


def _column(room: Room | None, day: date, placed: Sequence[ProgrammeItem]) -> Column:
    of_day = [item for item in placed if item.starts_at and _day_of(item.starts_at) == day]
    own = tuple(item for item in of_day if item.room_id == (room.id if room else None))
    ends = [item.ends_at for item in own if item.ends_at]
    before = [item.ends_at for item in of_day if item.ends_at and item.room_id is None]
    free = max(ends or before, default=None)
    at = clock.to_warsaw(free).time() if free else USUAL_START
    return Column(room, own, f"{at:%H:%M}")


def _day_of(instant: datetime) -> date:
    return clock.to_warsaw(instant).date()


def days_of(
    conference: Conference, placed: Sequence[ProgrammeItem]
) -> list[tuple[date, list[ProgrammeItem]]]:
    """Return the days that have points, each with its points in order."""
    found = [
        (day, [item for item in placed if item.starts_at and _day_of(item.starts_at) == day])
        for day in conference.each_day
    ]
    return [(day, items) for day, items in found if items]
