"""When a reminder of an unfinished draft is due.

Pure: no database, no clock. Polish midnight begins the last day.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from leader_award.platform.clock import from_warsaw, to_warsaw

DAYS = {"14_days": 14, "7_days": 7, "2_days": 2}
LAST_DAY = "last_day"
STAGES = (*DAYS, LAST_DAY)
"""In the order in which they come."""
MOVED = timedelta(days=5)
"""A stage comes again only if the deadline has moved so that it falls this much later."""


def begins(stage: str, deadline: datetime) -> datetime:
    """Return the instant from which the stage's reminder may go out.

    The last day is the Polish calendar day in which the last second before the deadline falls.
    """
    if stage in DAYS:
        return deadline - timedelta(days=DAYS[stage])
    day = to_warsaw(deadline - timedelta(seconds=1)).date()
    return from_warsaw(day, time(0, 0))


def due(
    deadline: datetime, now: datetime, started: datetime, sent: Mapping[str, datetime]
) -> str | None:
    """Return the stage whose reminder is due at `now`, or None.

    Only the latest stage that has begun counts, so a worker that stood still sends one message
    and no backlog. A draft `started` after a stage began is not reminded of that stage. `sent`
    tells when each stage's reminder went out: it goes out once, and again only for a deadline
    that has moved by MOVED or more.
    """
    if now >= deadline:
        return None
    begun = [stage for stage in STAGES if begins(stage, deadline) <= now]
    if not begun:
        return None
    stage = begun[-1]
    at = begins(stage, deadline)
    if started > at:
        return None
    before = sent.get(stage)
    return stage if before is None or at - before >= MOVED else None
