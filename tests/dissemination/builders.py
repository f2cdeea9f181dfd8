"""Conferences to test with, made through the services."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from leader_award.dissemination import participant_queries, registering, service
from leader_award.dissemination.models import Registration
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.db import new_id
from leader_award.platform.outbox import OutgoingMail

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


BEFORE = datetime(2026, 11, 25, 9, tzinfo=UTC)
"""When people register in these tests: three weeks before `DAY`."""


def make_event(**fields: Any) -> str:
    """A published event on `DAY`, from 10 to 14 o'clock UTC, for which people register."""
    conference_id = service.create_conference(
        name={"pl": "Warsztat", "en": "Workshop"},
        held_on=DAY,
        place="Łódź",
        actor=SYSTEM,
        key=new_id(),
        takes_registrations=True,
        **fields,
    )
    add_point(conference_id, "Zajęcia", 10, 14)
    publish(conference_id)
    return conference_id


def add(conference_id: str, name: str = "Jan Kos", organisation: str = "Gmina Brwinów") -> str:
    """Somebody with an address of their own, added by the organiser."""
    return registering.add(
        conference_id=conference_id,
        email=f"{new_id()}@example.org",
        name=name,
        organisation=organisation,
        actor=SYSTEM,
        key=new_id(),
    )


def registration(registration_id: str) -> Registration:
    db.session().expire_all()
    return db.session().get_one(Registration, registration_id)


def states(conference_id: str) -> Counter[str]:
    return Counter(one.state for one in participant_queries.listed(conference_id))


def mails(template: str = "") -> list[OutgoingMail]:
    query = select(OutgoingMail).order_by(OutgoingMail.created_at)
    found = db.session().scalars(query).all()
    return [mail for mail in found if template in mail.template]


def link_in(mail: OutgoingMail) -> str:
    """The path of the first address in a mail."""
    return re.findall(r"http://localhost(/\S+)", mail.body)[0]
