"""Conferences to test with, made through the services."""

from datetime import UTC, date, datetime

from leader_award.dissemination import service
from leader_award.platform.audit import SYSTEM
from leader_award.platform.db import new_id

DAY = date(2026, 12, 16)
SLUG = "2026-konferencja-w-lodzi"


def make_conference(held_on: date = DAY, *, published: bool = False, edition_id: str = "") -> str:
    conference_id = service.create_conference(
        name={"pl": "Konferencja w Łodzi", "en": "Conference in Łódź"},
        held_on=held_on,
        place="Łódź",
        address="ul. Piotrkowska 104",
        edition_id=edition_id or None,
        actor=SYSTEM,
        key=new_id(),
    )
    if published:
        publish(conference_id)
    return conference_id


def publish(conference_id: str) -> None:
    service.advance(conference_id=conference_id, event="publish", actor=SYSTEM)


def add_point(conference_id: str, title: str = "Otwarcie", start: int = 10, end: int = 11) -> str:
    """A talk from `start` to `end` o'clock UTC, which is an hour less than in Warsaw in winter."""
    return service.save_item(
        conference_id=conference_id,
        kind="talk",
        title={"pl": title},
        starts_at=datetime(DAY.year, DAY.month, DAY.day, start, tzinfo=UTC),
        ends_at=datetime(DAY.year, DAY.month, DAY.day, end, tzinfo=UTC),
        speakers=[("Anna Stephansen", "IRIS")],
        actor=SYSTEM,
    )
