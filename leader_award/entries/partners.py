"""Use cases around the organisations that take part in an entry beside the applicant."""

from flask_babel import lazy_gettext as _l

from leader_award.entries import rules, working
from leader_award.entries.models import Entry, EntryPartner
from leader_award.partnerships import service as partnerships
from leader_award.partnerships.models import Organisation
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotFound

PART_LENGTH = 300
MOST_PARTNERS = 200


def add_partner(
    *, entry_id: str, organisation_id: str, part: str, actor: Actor, field: str = "organisation"
) -> str:
    """Add an organisation as a partner with the part it plays; return the partner's id.

    Raises DomainError beside `field` when it is the applicant or a partner already, beside
    "part" when the text is too long; NotAllowed when the entry can no longer be changed.
    """
    with db.transaction() as writer:
        now = clock.now()
        entry = working.open_for(writer, entry_id, "save", actor.role, now)
        organisation = writer.get(Organisation, organisation_id)
        if organisation is None:
            raise NotFound(_l("There is no such organisation."), field=field)
        _refuse_twice(entry, organisation, field)
        position = max((partner.position for partner in entry.partners), default=0) + 1
        partner = EntryPartner(
            organisation_id=organisation_id, organisation=organisation,
            position=position, part=_part(part),
        )  # fmt: skip
        entry.partners.append(partner)
        working.touch(entry, now)
        writer.flush()
        details = {"organisation": organisation_id}
        audit.record(writer, actor, "entry.partner_added", entry, details)
        return partner.id


def add_unit_partner(*, entry_id: str, terc: str, part: str, actor: Actor) -> str:
    """Add a JST of the register, by its TERYT code; see `add_partner`. Field: "unit"."""
    with db.transaction() as writer:
        organisation = partnerships.organisation_for_unit(writer, terc)
        return add_partner(
            entry_id=entry_id,
            organisation_id=organisation.id,
            part=part,
            actor=actor,
            field="unit",
        )


def add_new_partner(
    *, entry_id: str, kind: str, name: str, part: str, actor: Actor,
    place: str = "", regon: str | None = None,
) -> str:  # fmt: skip
    """Add an organisation that is not a JST, described by hand; see `add_partner`.

    Field: "name". A REGON that is known already means the organisation that has it.
    """
    with db.transaction() as writer:
        organisation = partnerships.add_organisation(
            writer, kind=kind, name=name, place=place, regon=regon
        )
        return add_partner(
            entry_id=entry_id,
            organisation_id=organisation.id,
            part=part,
            actor=actor,
            field="name",
        )


def change_part(*, entry_id: str, partner_id: str, part: str, actor: Actor) -> None:
    """Change what a partner does. Raises NotFound, NotAllowed, DomainError beside "part"."""
    with db.transaction() as writer:
        now = clock.now()
        entry = working.open_for(writer, entry_id, "save", actor.role, now)
        partner = _find(entry, partner_id)
        partner.part = _part(part)
        working.touch(entry, now)
        audit.record(writer, actor, "entry.partner_changed", entry, {"partner": partner_id})


def remove_partner(*, entry_id: str, partner_id: str, actor: Actor) -> None:
    """Take a partner out of the entry; one that is gone already changes nothing."""
    with db.transaction() as writer:
        now = clock.now()
        entry = working.open_for(writer, entry_id, "save", actor.role, now)
        try:
            partner = _find(entry, partner_id)
        except NotFound:
            return
        entry.partners.remove(partner)
        working.touch(entry, now)
        details = {"organisation": partner.organisation_id}
        audit.record(writer, actor, "entry.partner_removed", entry, details)


def _find(entry: Entry, partner_id: str) -> EntryPartner:
    for partner in entry.partners:
        if partner.id == partner_id:
            return partner
    raise NotFound(_l("This partner is no longer part of the entry."))


def _part(text: str) -> str:
    text = " ".join(rules.clean_text(text).split())
    if len(text) > PART_LENGTH:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=PART_LENGTH), field="part"
        )
    return text


def _refuse_twice(entry: Entry, organisation: Organisation, field: str) -> None:
    if _are_one(organisation, entry.applicant):
        raise DomainError(
            _l("This is the applicant, who leads the entry. Add the other organisations here."),
            field=field,
        )
    if any(_are_one(organisation, partner.organisation) for partner in entry.partners):
        raise DomainError(_l("This organisation is among the partners already."), field=field)
    if len(entry.partners) >= MOST_PARTNERS:
        raise DomainError(
            _l("An entry has at most %(limit)s partners.", limit=MOST_PARTNERS), field=field
        )


def _are_one(left: Organisation, right: Organisation) -> bool:
    """Return whether two rows stand for one organisation: one row, or one kind, name and place."""
    if left.id == right.id:
        return True
    if left.kind == "jst" or right.kind == "jst":
        return False
    return _identity(left) == _identity(right)


def _identity(organisation: Organisation) -> tuple[str, str, str]:
    name = " ".join(organisation.name.casefold().split())
    return organisation.kind, name, organisation.place.strip().casefold()
