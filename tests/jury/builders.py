"""Editions with admitted entries and a jury, made through the services."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from leader_award.accounts.models import Person, RoleGrant
from leader_award.editions import queries as edition_queries
from leader_award.entries import check_queries, formal_check
from leader_award.jury import queries, service
from leader_award.jury.models import Assignment, Juror
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import entry, make_submitted_entry
from tests.worlds import remembered


@remembered
def make_confirmed_person(name: str, *roles: str) -> str:
    now = clock.now()
    with db.transaction() as writer:
        person = Person(
            email=f"{new_id()}@example.org", name=name, created_at=now, email_confirmed_at=now
        )
        person.grants = [RoleGrant(role=role, granted_at=now) for role in roles]
        writer.add(person)
        writer.flush()
        return person.id


def make_organiser() -> Actor:
    return Actor(make_confirmed_person("Olga Organizator", "organiser"), "organiser")


def admit(entry_id: str, organiser: Actor) -> None:
    """Record a formal check that admits the entry."""
    items = check_queries.check_items(db.session(), entry(entry_id).edition_id)
    formal_check.record_check(
        entry_id=entry_id,
        submission_id=entry(entry_id).submissions[-1].id,
        findings={item.id: ("met", "") for item in items},
        outcome="admitted",
        letter="",
        complete_until=None,
        actor=organiser,
        key=new_id(),
    )


@remembered
def make_assessed_edition(
    entries: int = 4, organiser: Actor | None = None, **changes: Any
) -> tuple[str, list[str]]:
    """An edition in the formal check with that many admitted entries; returns all ids."""
    organiser = organiser or make_organiser()
    edition_id = make_edition(**changes)
    entry_ids = [
        make_submitted_entry(edition_id, title=f"Rozwiązanie numer {number}", category=number % 2)
        for number in range(1, entries + 1)
    ]
    lead_to(edition_id, "checking")
    for entry_id in entry_ids:
        admit(entry_id, organiser)
    return edition_id, entry_ids


def expertise(edition_id: str, *levels: int) -> dict[str, int]:
    """Levels of expertise in the categories of the edition, in their order."""
    edition = edition_queries.whole(edition_id)
    assert edition is not None
    return {c.id: level for c, level in zip(edition.categories, levels, strict=False)}


def invite(edition_id: str, person_id: str, **changes: Any) -> str:
    person = db.session().get_one(Person, person_id)
    given: dict[str, Any] = {
        "email": person.email,
        "name": person.name,
        "capacity": 15,
        "expertise": expertise(edition_id, 2, 2),
        "actor": Actor(None, "organiser"),
        "key": new_id(),
    }
    return service.invite_juror(edition_id=edition_id, **(given | changes))


@remembered
def seat_juror(
    edition_id: str,
    name: str = "Jan Nowak",
    *,
    signs: bool = True,
    clears: Collection[str] | None = None,
    **changes: Any,
) -> str:
    """A juror who signs and says "no conflict" for each admitted entry (or those in `clears`)."""
    juror_id = invite(edition_id, make_confirmed_person(name), **changes)
    if signs:
        service.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
        clear(juror_id, clears)
    return juror_id


def clear(juror_id: str, entry_ids: Collection[str] | None = None) -> None:
    """Let the juror say "no conflict" about these entries, or all."""
    if entry_ids is None:
        edition_id = juror(juror_id).edition_id
        entry_ids = [listed.id for listed in queries.assessed_entries(edition_id)]
    service.declare_conflicts(
        juror_id=juror_id,
        conflicts=dict.fromkeys(entry_ids, ("none", "")),
        actor=acting(juror_id),
    )


def juror(juror_id: str) -> Juror:
    """The juror as stored now."""
    db.session().expire_all()
    return db.session().get_one(Juror, juror_id)


def acting(juror_id: str) -> Actor:
    return Actor(juror(juror_id).person_id, "juror")


def live_pairs(edition_id: str) -> set[tuple[str, str]]:
    """The pairs (entry, juror) assigned now."""
    db.session().expire_all()
    return {(one.entry_id, one.juror_id) for one in queries.active_assignments(edition_id)}


def assignments_of(juror_id: str) -> Sequence[Assignment]:
    """Every assignment the juror ever had."""
    db.session().expire_all()
    return db.session().scalars(select(Assignment).where(Assignment.juror_id == juror_id)).all()


def join(person_id: str, organisation_id: str) -> None:
    """Let the person act for the organisation from now on."""
    now = clock.now()
    with db.transaction() as writer:
        writer.add(
            OrganisationMember(
                organisation_id=organisation_id,
                person_id=person_id,
                asked_at=now,
                active_since=now,
            )
        )


def confirm(board: FlaskClient, path: str, **typed: str) -> TestResponse:
    """Look at what a change by hand would do, and confirm it."""
    page = board.get(path)
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page.text)
    assert found is not None, page.status_code
    return board.post(path, data={"seen": found[1], **typed})
