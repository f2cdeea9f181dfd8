"""Partners of an entry in one cell: `106101 = part | ngo: Fundacja Razem = part`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from leader_award.entries import service
from leader_award.entries.models import Entry, EntryPartner
from leader_award.partnerships.partnership_files import MemberText, read_members
from leader_award.platform.audit import Actor

BETWEEN, BEFORE_PART = "|", " = "


@dataclass(frozen=True)
class Partner:
    """An organisation and what it does in the entry."""

    who: MemberText
    part: str = ""


def of_row(partner: EntryPartner) -> Partner:
    """Return the partner of a working copy."""
    organisation = partner.organisation
    return _partner(organisation.unit_terc, organisation.kind, organisation.name, partner.part)


def of_content(said: Mapping[str, Any]) -> Partner:
    """Return the partner that a submission names."""
    return _partner(said["terc"], said["kind"], said["name"], said["part"])


def _partner(code: str | None, kind: str, name: str, part: str) -> Partner:
    """Return the partner in words that the signs of the cell do not stand in."""
    who = MemberText(terc=code) if code else MemberText(kind=kind, name=_plain(name))
    return Partner(who, _plain(part))


def _plain(text: str) -> str:
    return " ".join(text.replace(BETWEEN, "/").replace("=", "–").split())


def written(partner: Partner) -> str:
    """Return the partner as the cell has it."""
    who = partner.who.terc or f"{partner.who.kind}: {partner.who.name}"
    return who + BEFORE_PART + partner.part if partner.part else who


def read(text: str) -> list[Partner]:
    """Return the partners that a cell names. Raises DomainError."""
    found = []
    for one in text.split(BETWEEN):
        who, _sign, part = one.partition("=")
        members = read_members(_("Partners"), who)
        found += [Partner(member, _plain(part)) for member in members]
    return list({partner.who: partner for partner in found}.values())


def bring(entry: Entry, wanted: Sequence[Partner], actor: Actor) -> None:
    """Add, change and remove partners of the entry until they are the wanted ones."""
    present = {of_row(row).who: row for row in entry.partners}
    for who, row in present.items():
        if who not in {partner.who for partner in wanted}:
            service.remove_partner(entry_id=entry.id, partner_id=row.id, actor=actor)
    for partner in wanted:
        there = present.get(partner.who)
        if there is None:
            _add(entry.id, partner, actor)
        elif of_row(there).part != partner.part:
            service.change_part(
                entry_id=entry.id, partner_id=there.id, part=partner.part, actor=actor
            )


def _add(entry_id: str, partner: Partner, actor: Actor) -> None:
    who = partner.who
    if who.terc:
        service.add_unit_partner(entry_id=entry_id, terc=who.terc, part=partner.part, actor=actor)
    else:
        service.add_new_partner(
            entry_id=entry_id, kind=who.kind, name=who.name, part=partner.part, actor=actor
        )
