"""Keeping the register of partnerships: one at a time, by an organiser."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.partnerships import rules
from leader_award.partnerships.models import (
    Organisation,
    Partnership,
    PartnershipEvent,
    PartnershipMember,
    PartnershipSupport,
    Unit,
)
from leader_award.partnerships.organisations import add_organisation, organisation_for_unit
from leader_award.partnerships.text import collation_key, fold
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotFound
from leader_award.platform.slugs import free_slug

OWN_ADDRESS = "statystyka"
"""The end of the address of the statistics page, which no partnership can have."""


@dataclass(frozen=True)
class Facts:
    """What the register says of a partnership besides its members and events."""

    name: str
    legal_form: str
    supports: frozenset[str] = field(default_factory=frozenset)
    functional_area: str = ""
    description: str = ""
    note: str = ""
    assistant: str = ""
    advisers: tuple[str, ...] = ()
    seat_terc: str | None = None
    seat_assumed: bool = False


def add_partnership(*, facts: Facts, actor: Actor, key: str) -> str:
    """Enter a partnership, yet without members; return its id.

    Raises DomainError on the fields `name`, `legal_form` or `seat`.
    """
    with db.transaction() as writer:

        def add() -> str:
            partnership = new_partnership(writer, facts)
            audit.record(writer, actor, "partnership.added", partnership)
            return partnership.id

        return idempotency.once(writer, key, add)


def change_partnership(*, partnership_id: str, version: int, facts: Facts, actor: Actor) -> None:
    """Change what the register says.

    Raises Conflict if somebody else did meanwhile, DomainError on the fields `name`,
    `legal_form`, `supports` or `seat`.
    """
    with db.transaction() as writer:
        partnership = db.lock(writer, Partnership, partnership_id)
        if partnership.version != version:
            raise Conflict(
                _l("Somebody else has changed this partnership. Compare and save again.")
            )
        apply_facts(writer, partnership, facts)
        audit.record(writer, actor, "partnership.changed", partnership)


def remove_partnership(*, partnership_id: str, actor: Actor) -> None:
    """Remove a partnership from the register, unless something hangs on it."""
    with db.transaction() as writer:
        partnership = db.lock(writer, Partnership, partnership_id)
        for reason in removal_reasons:
            reason(writer, partnership.id)
        audit.record(writer, actor, "partnership.removed", partnership)
        writer.delete(partnership)


removal_reasons: list[Callable[[Session, str], None]] = []
"""Later features append functions (writer, partnership id) that raise NotAllowed."""


def new_partnership(writer: Session, facts: Facts) -> Partnership:
    """Return a new row with these facts, in the writer's transaction."""
    partnership = Partnership(
        slug=free_slug(writer, Partnership.slug, facts.name, {OWN_ADDRESS}),
        created_at=clock.now(),
        version=0,
    )
    with writer.no_autoflush:
        apply_facts(writer, partnership, facts)
    writer.add(partnership)
    writer.flush()
    return partnership


def apply_facts(writer: Session, partnership: Partnership, facts: Facts) -> None:
    """Write the facts into a row. Raises DomainError naming the field."""
    name = " ".join(facts.name.split())
    _check(writer, partnership, name, facts)
    partnership.name = name
    partnership.name_key = name_key(name)
    partnership.sort_key = collation_key(_with_even_numbers(name), 300)
    partnership.legal_form = facts.legal_form
    partnership.functional_area = facts.functional_area
    partnership.description = facts.description
    partnership.note = facts.note
    partnership.assistant = facts.assistant
    partnership.advisers = list(facts.advisers)
    partnership.seat_terc = facts.seat_terc
    partnership.seat_assumed = facts.seat_assumed
    kept = [support for support in partnership.supports if support.kind in facts.supports]
    new = facts.supports - {support.kind for support in kept}
    partnership.supports = kept + [PartnershipSupport(kind=kind) for kind in sorted(new)]
    refresh_search(partnership)
    partnership.version += 1


def _check(writer: Session, partnership: Partnership, name: str, facts: Facts) -> None:
    if not name or len(name) > rules.LONGEST_NAME:
        raise DomainError(_l("Give the name, in at most 300 characters."), field="name")
    if facts.legal_form not in rules.LEGAL_FORMS:
        raise DomainError(_l("Choose the legal form."), field="legal_form")
    if not facts.supports <= set(rules.SUPPORTS):
        raise DomainError(_l("There is no such kind of support."), field="supports")
    if facts.seat_terc and writer.get(Unit, facts.seat_terc) is None:
        raise DomainError(_l("There is no such local government unit."), field="seat")
    twin = writer.scalar(select(Partnership.id).where(Partnership.name_key == name_key(name)))
    if twin not in (None, partnership.id):
        raise DomainError(_l("The register has a partnership of this name already."), field="name")


def _with_even_numbers(name: str) -> str:
    """Return the name so that number 2 sorts before number 10."""
    return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(6), name)


def name_key(name: str) -> str:
    """Return what two spellings of one name share."""
    return collation_key(name, 1000)


def refresh_search(partnership: Partnership) -> None:
    """Let the list's search find the partnership by its name, area and members."""
    words = [partnership.name, partnership.functional_area]
    words += [member.organisation.name for member in partnership.members if member.organisation]
    partnership.search_text = " " + fold(" ".join(words))


def add_unit(*, partnership_id: str, terc: str, actor: Actor) -> None:
    """Add a local government; the first member leads. Raises DomainError on `unit`."""
    with db.transaction() as writer:
        _join(writer, partnership_id, organisation_for_unit(writer, terc), actor, "unit")


def add_other(
    *, partnership_id: str, kind: str, name: str, place: str, regon: str | None, actor: Actor
) -> None:
    """Add an organisation of another sector; the first member leads.

    Raises DomainError on the fields `kind`, `name` or `regon`.
    """
    with db.transaction() as writer:
        organisation = add_organisation(writer, kind=kind, name=name, place=place, regon=regon)
        _join(writer, partnership_id, organisation, actor, "name")


def _join(
    writer: Session, partnership_id: str, organisation: Organisation, actor: Actor, field: str
) -> None:
    partnership = db.lock(writer, Partnership, partnership_id)
    ids = [member.organisation_id for member in partnership.members]
    if organisation.id in ids:
        raise DomainError(_l("This organisation is a member already."), field=field)
    if len(ids) >= rules.MOST_MEMBERS:
        raise DomainError(_l("A partnership can have at most 300 members."), field=field)
    set_members(writer, partnership, [*(m.organisation for m in partnership.members), organisation])
    audit.record(writer, actor, "partnership.member_added", partnership)


def set_members(
    writer: Session, partnership: Partnership, organisations: Sequence[Organisation]
) -> None:
    """Let exactly these be the members, in this order.

    Whoever leads stays the leader if still there; otherwise it is the first one. Without a seat
    the leader's unit becomes the seat.
    """
    kept = {member.organisation_id: member for member in partnership.members}
    partnership.members = [
        kept.get(organisation.id) or PartnershipMember(organisation=organisation, position=0)
        for organisation in organisations
    ]
    for position, member in enumerate(partnership.members):
        member.position = position
        member.leads = bool(member.leads)
    if partnership.members and not any(member.leads for member in partnership.members):
        partnership.members[0].leads = True
    leader = partnership.leader
    if partnership.seat_terc is None and leader is not None:
        partnership.seat_terc = leader.unit_terc
    refresh_search(partnership)
    partnership.version += 1
    writer.flush()


def remove_member(*, partnership_id: str, organisation_id: str, actor: Actor) -> None:
    """Take an organisation out; if it led, the first of the others leads. Raises NotFound."""
    with db.transaction() as writer:
        partnership = db.lock(writer, Partnership, partnership_id)
        members = [member.organisation for member in partnership.members]
        left = [one for one in members if one.id != organisation_id]
        if len(left) == len(members):
            raise NotFound(_l("This does not exist, or you may not see it."))
        set_members(writer, partnership, left)
        audit.record(writer, actor, "partnership.member_removed", partnership)


def make_leader(*, partnership_id: str, organisation_id: str, actor: Actor) -> None:
    """Let a member lead instead of the one that did. Raises NotFound."""
    with db.transaction() as writer:
        partnership = db.lock(writer, Partnership, partnership_id)
        lead(partnership, organisation_id)
        audit.record(writer, actor, "partnership.leader_changed", partnership)


def lead(partnership: Partnership, organisation_id: str) -> None:
    """Mark this member, and no other, as the leader. Raises NotFound."""
    if organisation_id not in {member.organisation_id for member in partnership.members}:
        raise NotFound(_l("This does not exist, or you may not see it."))
    for member in partnership.members:
        member.leads = member.organisation_id == organisation_id
    partnership.version += 1


def add_event(
    *,
    partnership_id: str,
    kind: str,
    title: str,
    held_on: date,
    people: int,
    actor: Actor,
    key: str,
) -> str:
    """Enter an event that `people` (1 to 1,000) of the partnership attended; return its id.

    Raises DomainError on the fields `kind`, `title` or `people`.
    """
    if kind not in rules.EVENTS:
        raise DomainError(_l("Choose the kind of event."), field="kind")
    if not 1 <= people <= 1000:
        raise DomainError(_l("Give a number from 1 to 1,000."), field="people")
    if not title.strip() or len(title) > rules.LONGEST_NAME:
        raise DomainError(_l("Give the name, in at most 300 characters."), field="title")
    with db.transaction() as writer:

        def add() -> str:
            partnership = db.lock(writer, Partnership, partnership_id)
            event = PartnershipEvent(
                partnership_id=partnership.id,
                kind=kind,
                title=title.strip(),
                held_on=held_on,
                people=people,
            )
            writer.add(event)
            writer.flush()
            audit.record(writer, actor, "partnership.event_added", partnership)
            return event.id

        return idempotency.once(writer, key, add)


def remove_event(*, event_id: str, actor: Actor) -> None:
    """Take an event out of the list of those attended. Raises NotFound."""
    with db.transaction() as writer:
        event = db.lock(writer, PartnershipEvent, event_id)
        partnership = writer.get_one(Partnership, event.partnership_id)
        audit.record(writer, actor, "partnership.event_removed", partnership)
        writer.delete(event)
