"""Organisations: local governments through their unit, others by name."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from stdnum.exceptions import ValidationError
from stdnum.pl import regon as regon_numbers

from leader_award.partnerships.models import ORGANISATION_KINDS, Organisation, Unit
from leader_award.partnerships.text import collation_key
from leader_award.partnerships.wording import unit_title
from leader_award.platform import clock
from leader_award.platform.errors import DomainError

LONGEST_NAME = 300


def organisation_for_unit(writer: Session, terc: str) -> Organisation:
    """Return the one organisation of a unit, created the first time it is asked for.

    Raises DomainError on the field `unit` for a code that is not in the register or abolished.
    """
    unit = writer.get(Unit, terc)
    if unit is None or unit.abolished_on is not None:
        raise DomainError(_l("There is no such local government unit."), field="unit")
    dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
    writer.execute(
        dialect.insert(Organisation)
        .values(
            kind="jst",
            name=_title_among_all(writer, unit),
            sort_key=collation_key(unit.name, 300),
            unit_terc=terc,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
    return writer.scalars(select(Organisation).where(Organisation.unit_terc == terc)).one()


def organisations_for_units(writer: Session, tercs: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisations of many units by code, in a few statements; see the one above.

    Codes that are not in the register are left out.
    """
    wanted = sorted(set(tercs))
    found = _of_units(writer, wanted)
    missing = [terc for terc in wanted if terc not in found]
    units = [
        unit
        for start in range(0, len(missing), 500)
        for unit in writer.scalars(select(Unit).where(Unit.terc.in_(missing[start : start + 500])))
    ]
    if not units:
        return found
    shared = _shared_names(writer)
    now = clock.now()
    rows = [
        {
            "kind": "jst",
            "name": unit_title(unit) + (f" ({unit.terc})" if _is_ambiguous(unit, shared) else ""),
            "sort_key": collation_key(unit.name, 300),
            "unit_terc": unit.terc,
            "created_at": now,
        }
        for unit in units
    ]
    dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
    writer.execute(dialect.insert(Organisation).on_conflict_do_nothing(), rows)
    return found | _of_units(writer, missing)


def _of_units(writer: Session, tercs: Sequence[str]) -> dict[str, Organisation]:
    return {
        organisation.unit_terc or "": organisation
        for start in range(0, len(tercs), 500)
        for organisation in writer.scalars(
            select(Organisation).where(Organisation.unit_terc.in_(tercs[start : start + 500]))
        )
    }


def _shared_names(writer: Session) -> set[tuple[str | None, str]]:
    """Return (county, name) that more than one standing unit has."""
    rows = writer.execute(
        select(Unit.county_terc, Unit.name)
        .where(Unit.abolished_on.is_(None))
        .group_by(Unit.county_terc, Unit.name)
        .having(func.count() > 1)
    )
    return {(county, name) for county, name in rows}


def _is_ambiguous(unit: Unit, shared: set[tuple[str | None, str]]) -> bool:
    return (
        unit.kind == "gmina" and unit.gmina_kind is None and (unit.county_terc, unit.name) in shared
    )


def _title_among_all(writer: Session, unit: Unit) -> str:
    """Return the unit's title, with its code if nothing else tells it from its namesake."""
    title = unit_title(unit)
    if unit.kind != "gmina" or unit.gmina_kind is not None:
        return title
    namesakes = writer.scalar(
        select(func.count())
        .select_from(Unit)
        .where(
            Unit.county_terc == unit.county_terc,
            Unit.name == unit.name,
            Unit.abolished_on.is_(None),
        )
    )
    return f"{title} ({unit.terc})" if (namesakes or 0) > 1 else title


def refresh_names(writer: Session) -> None:
    """Give the organisations of units the names that the register has now."""
    for organisation in writer.scalars(select(Organisation).where(Organisation.kind == "jst")):
        if organisation.unit is not None:
            organisation.name = _title_among_all(writer, organisation.unit)
            organisation.sort_key = collation_key(organisation.unit.name, 300)


def add_organisation(
    writer: Session, *, kind: str, name: str, place: str = "", regon: str | None = None
) -> Organisation:
    """Return the organisation that these data describe, created if it is new.

    One with the same REGON, or without REGON of the same kind, name and place, is the same.
    Raises DomainError on the fields `kind`, `name` or `regon`.
    """
    if kind not in ORGANISATION_KINDS or kind == "jst":
        raise DomainError(_l("Choose a local government unit from the register."), field="kind")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise DomainError(_l("Give the name, in at most 300 characters."), field="name")
    number = valid_regon(regon)
    known = _known(writer, kind, name, place, number)
    if known is not None:
        return known
    organisation = Organisation(
        kind=kind,
        name=name,
        sort_key=collation_key(name, 300),
        place=" ".join(place.split()),
        regon=number,
        created_at=clock.now(),
    )
    writer.add(organisation)
    writer.flush()
    return organisation


def valid_regon(text: str | None) -> str | None:
    """Return a REGON as digits, or None if there is none.

    Raises DomainError on the field `regon` when the number cannot be right.
    """
    if not text or not text.strip():
        return None
    try:
        return str(regon_numbers.validate(text))
    except ValidationError as error:
        raise DomainError(
            _l("This REGON cannot be right: check its 9 or 14 digits."), field="regon"
        ) from error


def _known(
    writer: Session, kind: str, name: str, place: str, regon: str | None
) -> Organisation | None:
    query = select(Organisation)
    if regon:
        return writer.scalar(query.where(Organisation.regon == regon))
    same_name = query.where(
        Organisation.kind == kind,
        Organisation.sort_key == collation_key(name, 300),
        Organisation.regon.is_(None),
    )
    wanted = (collation_key(name, 1000), collation_key(place))
    for organisation in writer.scalars(same_name):
        if (collation_key(organisation.name, 1000), collation_key(organisation.place)) == wanted:
            return organisation
    return None
