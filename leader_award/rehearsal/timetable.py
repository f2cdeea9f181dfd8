"""The compressed timetable of a rehearsal: where today falls, and every instant moved; pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from leader_award.platform import clock

CHECKING, ASSIGNMENT, SCORING, DECIDING, END = STOPS = (
    "checking",
    "assignment",
    "scoring",
    "deciding",
    "end",
)
"""Where the simulation leaves the work to the organiser: before the step of this name."""
ANCHORS = ("opens_at", "deadline", "check_until", "scoring_until", "announcement_at")
DAYS = (-21, 0, 7, 21, 28)
"""Days from the deadline to each of the anchors."""
HOURS = (8, 16, 16, 16, 12)
TODAY = {CHECKING: 1, ASSIGNMENT: 6, SCORING: 10, DECIDING: 22, END: 29}
"""Days from the deadline to the day on which the rehearsal is served."""


def compressed(today: date, stop_at: str) -> dict[str, datetime]:
    """Return the instants of the edition's anchors, today being the day of `stop_at`."""
    deadline = today - timedelta(days=TODAY[stop_at])
    return {
        name: clock.from_warsaw(deadline + timedelta(days=days), time(hour))
        for name, days, hour in zip(ANCHORS, DAYS, HOURS, strict=True)
    }


def moved(
    instant: datetime, before: Mapping[str, datetime], after: Mapping[str, datetime]
) -> datetime:
    """Return where an instant of the real timetable lies in the compressed one, to the minute.

    Between two anchors it keeps its share of the way; outside them it keeps its distance.
    """
    old: Sequence[datetime] = [before[name] for name in ANCHORS]
    new: Sequence[datetime] = [after[name] for name in ANCHORS]
    for number in range(len(ANCHORS) - 1):
        start, end = old[number], old[number + 1]
        if start <= instant <= end and start < end:
            share = (instant - start) / (end - start)
            found = new[number] + share * (new[number + 1] - new[number])
            return found.replace(second=0, microsecond=0)
    return new[0] + (instant - old[0]) if instant < old[0] else new[-1] + (instant - old[-1])
