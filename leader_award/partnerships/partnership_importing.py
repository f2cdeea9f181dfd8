"""Importing partnerships from a file: everything or nothing, after a look at what would change."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from leader_award.partnerships import keeping, partnership_files
from leader_award.partnerships.keeping import Facts
from leader_award.partnerships.models import Organisation, Partnership, Unit
from leader_award.partnerships.organisations import add_organisation, organisations_for_units
from leader_award.partnerships.partnership_files import Fault, MemberText, Row
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError


@dataclass
class Plan:
    """What importing a file would do: names added, changed and unchanged, or why it cannot."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class BadFile(DomainError):
    """A file with faults; nothing of it was imported."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            _l(
                "Line %(line)s: %(message)s. Nothing was imported.",
                line=faults[0].line,
                message=faults[0].message,
            ),
            field="file",
        )
        self.faults = faults


def plan_partnerships(content: bytes) -> Plan:
    """Return what importing the file would do; nothing is written.

    Raises DomainError on the field `file` when the file as a whole cannot be read.
    """
    return _plan(db.session(), *partnership_files.read(content))


def import_partnerships(content: bytes, *, actor: Actor) -> Plan:
    """Import the file and return what was done; partnerships that it does not name stay.

    Raises BadFile, with nothing written, when a line has a fault.
    """
    with db.transaction() as writer:
        rows, faults = partnership_files.read(content)
        plan = _plan(writer, rows, faults)
        if plan.faults:
            raise BadFile(plan.faults)
        _write(writer, [row for row in rows if row.facts.name not in set(plan.unchanged)])
        counts = {"added": len(plan.added), "changed": len(plan.changed)}
        audit.record(writer, actor, "partnerships.imported", "partnership", counts)
        return plan


def _plan(reader: Session, rows: Sequence[Row], faults: Sequence[Fault]) -> Plan:
    standing = set(reader.scalars(select(Unit.terc).where(Unit.abolished_on.is_(None))))
    plan = Plan(faults=list(faults))
    present = _present(reader, rows)
    for row in rows:
        codes = [member.terc for member in row.members if member.terc]
        codes += [row.facts.seat_terc] if row.facts.seat_terc else []
        unknown = [code for code in codes if code not in standing]
        if unknown:
            message = _l("the register has no unit %(codes)s", codes=", ".join(unknown))
            plan.faults.append(Fault(row.line, message))
            continue
        known = present.get(keeping.name_key(row.facts.name))
        if known is None:
            plan.added.append(row.facts.name)
        elif row_of(known, row.line) == _completed(row):
            plan.unchanged.append(row.facts.name)
        else:
            plan.changed.append(row.facts.name)
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _completed(row: Row) -> Row:
    """Return the row as it would be stored: without a seat, the leader's unit is the seat."""
    if row.facts.seat_terc is not None or not row.members or not row.members[0].terc:
        return row
    facts = Facts(**{**vars(row.facts), "seat_terc": row.members[0].terc})
    return Row(row.line, facts, row.members)


def _present(reader: Session, rows: Sequence[Row]) -> dict[str, Partnership]:
    if not rows:
        return {}
    query = select(Partnership).options(
        selectinload(Partnership.members), selectinload(Partnership.supports)
    )
    wanted = {keeping.name_key(row.facts.name) for row in rows}
    return {one.name_key: one for one in reader.scalars(query) if one.name_key in wanted}


def row_of(partnership: Partnership, line: int = 0) -> Row:
    """Return the partnership as a row of a file; the leader comes first."""
    members = sorted(partnership.members, key=lambda member: (not member.leads, member.position))
    return Row(
        line,
        Facts(
            name=partnership.name,
            legal_form=partnership.legal_form,
            supports=frozenset(partnership.support_kinds),
            functional_area=partnership.functional_area,
            description=partnership.description,
            note=partnership.note,
            assistant=partnership.assistant,
            advisers=tuple(partnership.advisers),
            seat_terc=partnership.seat_terc,
            seat_assumed=partnership.seat_assumed,
        ),
        tuple(_text_of(member.organisation) for member in members),
    )


def _text_of(organisation: Organisation) -> MemberText:
    if organisation.unit_terc:
        return MemberText(terc=organisation.unit_terc)
    return MemberText(kind=organisation.kind, name=organisation.name)


def _write(writer: Session, rows: Sequence[Row]) -> None:
    present = _present(writer, rows)
    codes = {member.terc for row in rows for member in row.members if member.terc}
    units = organisations_for_units(writer, codes)
    for row in rows:
        known = present.get(keeping.name_key(row.facts.name))
        if known is None:
            known = keeping.new_partnership(writer, row.facts)
        else:
            keeping.apply_facts(writer, known, row.facts)
        members = [
            units[member.terc]
            if member.terc
            else add_organisation(writer, kind=member.kind, name=member.name)
            for member in row.members
        ]
        keeping.set_members(writer, known, list(dict.fromkeys(members)))
        if members:
            keeping.lead(known, members[0].id)
