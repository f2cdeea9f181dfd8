"""When an event begins and ends: with its programme, or with its days while that is empty."""

from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import clock


def span(reader: Session, conference: Conference) -> tuple[datetime, datetime]:
    """Return the instants at which the event begins and ends; one statement."""
    first, last = reader.execute(
        select(func.min(ProgrammeItem.starts_at), func.max(ProgrammeItem.ends_at)).where(
            ProgrammeItem.conference_id == conference.id
        )
    ).one()
    midnight = time(0)
    return (
        first or clock.from_warsaw(conference.held_on, midnight),
        last or clock.from_warsaw(conference.last_day + timedelta(days=1), midnight),
    )
