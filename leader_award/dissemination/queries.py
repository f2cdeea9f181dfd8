"""What the pages of conferences read."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.dissemination.rules import PUBLIC_STATES
from leader_award.editions.models import Edition
from leader_award.platform.db import session
from leader_award.results.models import Announcement


def find(conference_id: str) -> Conference | None:
    """Return the conference, whatever its state."""
    return session().get(Conference, conference_id)


def by_slug(slug: str) -> Conference | None:
    """Return the conference at a public address."""
    return session().scalar(select(Conference).where(Conference.slug == slug))


def conferences(*, public: bool) -> list[Conference]:
    """Return the conferences, the latest first; only the published ones for the public."""
    query = select(Conference).order_by(Conference.held_on.desc(), Conference.id)
    if public:
        query = query.where(Conference.state.in_(PUBLIC_STATES))
    return list(session().scalars(query))


def upcoming(today: date) -> Conference | None:
    """Return the next published conference that begins on or after `today`."""
    return session().scalar(
        select(Conference)
        .where(Conference.state == "published", Conference.held_on >= today)
        .order_by(Conference.held_on)
        .limit(1)
    )


def of_edition(edition_id: str) -> list[Conference]:
    """Return the published conferences of an edition, the earliest first."""
    return list(
        session().scalars(
            select(Conference)
            .where(Conference.edition_id == edition_id, Conference.state.in_(PUBLIC_STATES))
            .order_by(Conference.held_on)
        )
    )


def programme(conference_id: str) -> tuple[list[ProgrammeItem], list[ProgrammeItem]]:
    """Return the placed points in the order of the day, and those that wait to be placed."""
    items = session().scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.conference_id == conference_id)
        .options(selectinload(ProgrammeItem.speakers))
        .order_by(ProgrammeItem.starts_at, ProgrammeItem.position)
    )
    placed: list[ProgrammeItem] = []
    waiting: list[ProgrammeItem] = []
    for item in items:
        (placed if item.starts_at else waiting).append(item)
    return placed, waiting


def announced_editions(now: datetime) -> list[Edition]:
    """Return the editions whose results are public, the latest first."""
    return list(
        session().scalars(
            select(Edition)
            .join(Announcement, Announcement.edition_id == Edition.id)
            .where(Announcement.at <= now)
            .order_by(Edition.year.desc())
        )
    )
