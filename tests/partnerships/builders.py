"""States of partnerships that tests start from."""

from datetime import date
from functools import cache
from typing import Any

from leader_award.accounts.models import Person
from leader_award.partnerships import register, service
from leader_award.partnerships.keeping import Facts
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import new_id

FEW = {
    "02",
    "0201",
    "020101",
    "020102",
    "10",
    "1018",
    "101801",
    "106101",
    "026501",
    "14",
    "1416",
    "141604",
    "146501",
    "0819",
    "08",
    "061901",
    "0619",
    "06",
    "30",
    "306401",
    "32",
    "326201",
}
"""Codes with the awkward cases: both Bolesławiecs of one county, cities, counties, Warsaw."""


shipped = cache(register.shipped)


def import_units() -> None:
    """Load the whole shipped register (2,807 units)."""
    service.import_register(shipped(), actor=SYSTEM, on=date(2026, 1, 1))


def few_units(*more: str) -> None:
    """Load only a handful of units of the shipped register, and those of the codes `more`."""
    wanted = FEW.union(more)
    rows = [row for row in shipped() if row.terc in wanted or len(row.terc) == 2]
    service.import_register(rows, actor=SYSTEM, on=date(2026, 1, 1))


def make_clerk(
    terc: str = "106101", name: str = "Barbara Klimek", email: str | None = None
) -> tuple[str, str]:
    """Return the ids of a new clerk with a confirmed address and of the unit they act for."""
    now = clock.now()
    with db.transaction() as writer:
        organisation = service.organisation_for_unit(writer, terc)
        person = Person(
            email=email or f"clerk{clock.now().timestamp()}@example.org",
            name=name,
            created_at=now,
            email_confirmed_at=now,
        )
        writer.add(person)
        writer.flush()
        writer.add(
            OrganisationMember(
                organisation_id=organisation.id,
                person_id=person.id,
                position="inspektor",
                asked_at=now,
                active_since=now,
            )
        )
        return person.id, organisation.id


def make_partnership(
    name: str = "Partnerstwo Doliny", *tercs: str, actor: Actor = SYSTEM, **facts: Any
) -> str:
    """Return the id of a partnership with these facts and member units; the first one leads."""
    values = {"legal_form": "agreement"} | facts
    partnership_id = service.add_partnership(
        facts=Facts(name=name, **values), actor=actor, key=new_id()
    )
    for terc in tercs:
        service.add_unit(partnership_id=partnership_id, terc=terc, actor=actor)
    return partnership_id
