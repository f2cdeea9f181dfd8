"""Importing a register: everything or nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from leader_award.partnerships import organisations, register
from leader_award.partnerships.models import Unit
from leader_award.partnerships.register import Changes, UnitRow
from leader_award.partnerships.text import collation_key, fold
from leader_award.partnerships.wording import unit_title
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor

_KIND_WORDS = {
    "city_with_county_rights": "na prawach powiatu gmina",
    "rural": "wiejska",
    "urban": "miejska",
    "urban_rural": "miejsko wiejska",
}
_TITLES = ("Powiat ", "Województwo ")


def plan_import(rows: Iterable[UnitRow]) -> Changes:
    """Return what importing these units would change, without changing anything.

    Raises DomainError when the rows are not a whole register.
    """
    return register.compare(*_present(db.session()), rows)


def import_register(rows: Iterable[UnitRow], *, actor: Actor, on: date) -> Changes:
    """Make the register agree with `rows`; units that are not there count as abolished `on`.

    Returns what was changed. Raises DomainError when the rows are not a whole register.
    """
    with db.transaction() as writer:
        changes = register.compare(*_present(writer), rows)
        if not changes:
            return changes
        _write(writer, changes, on)
        organisations.refresh_names(writer)
        audit.record(writer, actor, "register.imported", "unit", changes.counts())
        return changes


def _present(reader: Session) -> tuple[dict[str, UnitRow], set[str]]:
    columns = [getattr(Unit, name) for name in UnitRow.__dataclass_fields__]
    units, abolished = {}, set()
    for *values, gone in reader.execute(select(*columns, Unit.abolished_on)):
        row = UnitRow(*values)
        units[row.terc] = row
        if gone is not None:
            abolished.add(row.terc)
    return units, abolished


def _write(writer: Session, changes: Changes, on: date) -> None:
    known = set(writer.scalars(select(Unit.terc)))
    new = [_values(row) for row in changes.added if row.terc not in known]
    if new:
        writer.execute(insert(Unit), new, execution_options={"render_nulls": True})
    rows = [row for row in changes.added if row.terc in known] + changes.refreshed
    rows += [after for _before, after in changes.renamed + changes.changed_kind]
    changed = list({row.terc: _values(row) for row in rows}.values())
    if changed:
        writer.execute(update(Unit), changed)
    if changes.abolished:
        writer.execute(
            update(Unit), [{"terc": row.terc, "abolished_on": on} for row in changes.abolished]
        )


def _values(row: UnitRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in UnitRow.__dataclass_fields__}
    bare = row.name
    for title in _TITLES:
        bare = bare.removeprefix(title)
    name = f"{fold(bare)} {row.terc} {fold(unit_title(row))}"
    kinds = (_KIND_WORDS.get(row.kind, ""), _KIND_WORDS.get(row.gmina_kind or "", ""))
    about = fold(" ".join((*kinds, row.county_name or "", row.voivodeship_name)))
    return values | {
        "abolished_on": None,
        "search_text": f" {name} | {about}",
        "sort_key": collation_key(row.name),
    }
