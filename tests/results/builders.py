"""Editions with admitted entries to decide about, made through the services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from leader_award.accounts.service import create_person
from leader_award.editions.models import Prize
from leader_award.entries import check_queries, formal_check
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.results import service
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import entry, make_submitted_entry
from tests.worlds import remembered


def admit(entry_id: str, actor: Actor) -> None:
    """Record a formal check that admits the entry."""
    edition_id = entry(entry_id).edition_id
    items = check_queries.check_items(db.session(), edition_id)
    formal_check.record_check(
        entry_id=entry_id,
        submission_id=entry(entry_id).submissions[-1].id,
        findings={item.id: ("met", "") for item in items},
        outcome="admitted",
        letter="",
        complete_until=None,
        actor=actor,
        key=new_id(),
    )


@remembered
def edition_to_decide(actor: Actor, *, entries: int = 3, **changes: Any) -> tuple[str, list[str]]:
    """An edition in the state deciding; returns its id and those of its admitted entries."""
    edition_id = make_edition(**changes)
    entry_ids = [
        make_submitted_entry(edition_id, title=f"Rozwiązanie {number}")
        for number in range(1, entries + 1)
    ]
    lead_to(edition_id, "checking")
    for entry_id in entry_ids:
        admit(entry_id, actor)
    lead_to(edition_id, "deciding")
    return edition_id, entry_ids


def prizes(edition_id: str) -> dict[str, str]:
    """The id of the (only) prize of each award."""
    found = db.session().scalars(select(Prize).where(Prize.edition_id == edition_id))
    return {prize.award: prize.id for prize in found}


def decide_all(entry_ids: Sequence[str], actor: Actor) -> None:
    """Make the first entry a laureate, the second distinguished, and give the rest nothing."""
    for entry_id, outcome in zip(entry_ids, ("laureate", "distinction"), strict=False):
        prize_id = prizes(entry(entry_id).edition_id)[outcome]
        service.decide(
            entry_id=entry_id,
            outcome=outcome,
            prize_id=prize_id,
            reason=f"Uzasadnienie tajne: {outcome}",
            actor=actor,
        )
    service.decide_rest(edition_id=entry(entry_ids[0]).edition_id, actor=actor)


def second_organiser() -> Actor:
    """Somebody else who organises the award, as who approves announcements."""
    with db.transaction() as writer:
        person = create_person(
            writer,
            email=f"{new_id()}@example.org",
            name="Igor Drugi",
            password=None,
            roles=("organiser",),
        )
        writer.flush()
        return Actor(person.id, "organiser")


def announce(edition_id: str, at: datetime | None = None, **rest: Any) -> None:
    """Announce the decisions at the instant, or now: one organiser prepares, another approves."""
    service.prepare_announcement(edition_id=edition_id, at=at, actor=second_organiser(), **rest)
    service.approve_announcement(edition_id=edition_id, actor=second_organiser())
