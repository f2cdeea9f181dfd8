"""Read models of the register of partnerships: the list, a page, the rows of statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, selectinload

from leader_award.partnerships import rules
from leader_award.partnerships.models import (
    Organisation,
    Partnership,
    PartnershipEvent,
    PartnershipMember,
    PartnershipSupport,
    Unit,
)
from leader_award.partnerships.partnership_files import as_cells
from leader_award.partnerships.partnership_importing import row_of
from leader_award.partnerships.rules import Standing
from leader_award.partnerships.text import fold
from leader_award.platform import db
from leader_award.platform.maps import Dot

PAGE = 25


@dataclass(frozen=True)
class Filter:
    """What a list of partnerships is narrowed to; an empty text narrows nothing."""

    text: str = ""
    support: str = ""
    legal_form: str = ""
    voivodeship: str = ""


@dataclass(frozen=True)
class Listed:
    """A partnership in a list."""

    id: str
    slug: str
    name: str
    legal_form: str
    leader: str | None
    seat: str | None
    voivodeship: str | None
    members: int
    supports: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page of a list, of `pages` from 1, of `total` partnerships in all."""

    rows: list[Listed]
    page: int
    pages: int
    total: int


def find(partnership_id: str) -> Partnership | None:
    """Return the partnership of an id, with all its parts; 4 statements."""
    return _one(Partnership.id == partnership_id)


def by_slug(slug: str) -> Partnership | None:
    """Return the partnership of an address, with all its parts; 4 statements."""
    return _one(Partnership.slug == slug)


def _one(condition: ColumnElement[bool]) -> Partnership | None:
    query = (
        select(Partnership)
        .where(condition)
        .options(
            selectinload(Partnership.members).joinedload(PartnershipMember.organisation),
            selectinload(Partnership.supports),
            selectinload(Partnership.events),
        )
    )
    return db.session().scalars(query).first()


def find_event(event_id: str) -> PartnershipEvent | None:
    """Return the attended event of an id."""
    return db.session().get(PartnershipEvent, event_id)


def listed(narrow: Filter, page: int = 1) -> Page:
    """Return a page of the partnerships that fit, in alphabetical order; 3 statements."""
    conditions = _conditions(narrow)
    reader = db.session()
    counting = select(func.count()).select_from(Partnership).outerjoin(Partnership.seat)
    total = reader.scalar(counting.where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    leading, leader = aliased(PartnershipMember), aliased(Organisation)
    size = (
        select(func.count())
        .where(PartnershipMember.partnership_id == Partnership.id)
        .correlate(Partnership)
        .scalar_subquery()
    )
    rows = reader.execute(
        select(
            Partnership.id,
            Partnership.slug,
            Partnership.name,
            Partnership.legal_form,
            leader.name,
            Unit.name,
            Unit.voivodeship_name,
            size,
        )
        .outerjoin(Partnership.seat)
        .outerjoin(leading, (leading.partnership_id == Partnership.id) & leading.leads.is_(True))
        .outerjoin(leader, leader.id == leading.organisation_id)
        .where(*conditions)
        .order_by(Partnership.sort_key, Partnership.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    supports = _supports_of([row[0] for row in rows])
    found = [
        Listed(
            id=key,
            slug=slug,
            name=name,
            legal_form=form,
            leader=leader_name,
            seat=seat,
            voivodeship=voivodeship,
            members=members,
            supports=tuple(supports.get(key, ())),
        )
        for key, slug, name, form, leader_name, seat, voivodeship, members in rows
    ]
    return Page(found, page, pages, total)


def _conditions(narrow: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Partnership.search_text.like(f"% {word}%") for word in fold(narrow.text[:100]).split()
    ]
    if narrow.support:
        kinds = select(PartnershipSupport.partnership_id).where(
            PartnershipSupport.kind == narrow.support
        )
        conditions.append(Partnership.id.in_(kinds))
    if narrow.legal_form:
        conditions.append(Partnership.legal_form == narrow.legal_form)
    if narrow.voivodeship:
        conditions.append(Unit.voivodeship_terc == narrow.voivodeship)
    return conditions


def _supports_of(ids: Sequence[str]) -> dict[str, list[str]]:
    rows = db.session().execute(
        select(PartnershipSupport.partnership_id, PartnershipSupport.kind).where(
            PartnershipSupport.partnership_id.in_(ids)
        )
    )
    found: dict[str, list[str]] = {}
    for partnership_id, kind in rows:
        found.setdefault(partnership_id, []).append(kind)
    return {key: [kind for kind in rules.SUPPORTS if kind in found[key]] for key in found}


def voivodeships() -> list[tuple[str, str]]:
    """Return (TERYT code, name) of the voivodeships, in alphabetical order."""
    rows = db.session().execute(
        select(Unit.terc, Unit.voivodeship_name)
        .where(Unit.kind == "voivodeship", Unit.abolished_on.is_(None))
        .order_by(Unit.sort_key)
    )
    return [(terc, name) for terc, name in rows]


def of_organisations(organisation_ids: Sequence[str]) -> Sequence[Partnership]:
    """Return the partnerships that any of the organisations is a member of; 2 statements."""
    ids = select(PartnershipMember.partnership_id).where(
        PartnershipMember.organisation_id.in_(organisation_ids)
    )
    query = (
        select(Partnership)
        .where(Partnership.id.in_(ids))
        .options(selectinload(Partnership.members))
        .order_by(Partnership.sort_key)
    )
    return db.session().scalars(query).all()


@dataclass(frozen=True)
class Placed:
    """A partnership as maps and statistics need it; the place is in degrees, or unknown."""

    slug: str
    name: str
    seat: str | None
    seat_assumed: bool
    voivodeship_terc: str | None
    place: tuple[float, float] | None
    standing: Standing

    def dot(self, kind: str) -> Dot | None:
        """Return its dot of a kind, if its place is known."""
        return Dot(*self.place, kind, self.name) if self.place else None


def all_placed() -> list[Placed]:
    """Return every partnership with its supports, units and place; 4 statements.

    The place of a county, which the register does not give, is the mean of its gminas.
    """
    reader = db.session()
    supports = _sets(select(PartnershipSupport.partnership_id, PartnershipSupport.kind))
    units = _sets(
        select(PartnershipMember.partnership_id, Organisation.unit_terc)
        .join(Organisation, Organisation.id == PartnershipMember.organisation_id)
        .where(Organisation.unit_terc.is_not(None))
    )
    counties = {
        code: (latitude, longitude)
        for code, latitude, longitude in reader.execute(
            select(Unit.county_terc, func.avg(Unit.latitude), func.avg(Unit.longitude))
            .where(Unit.latitude.is_not(None))
            .group_by(Unit.county_terc)
        )
    }
    rows = reader.execute(
        select(
            Partnership.id,
            Partnership.slug,
            Partnership.name,
            Partnership.seat_assumed,
            Unit.terc,
            Unit.name,
            Unit.voivodeship_terc,
            Unit.latitude,
            Unit.longitude,
        )
        .outerjoin(Partnership.seat)
        .order_by(Partnership.sort_key, Partnership.id)
    )
    return [
        Placed(
            slug,
            name,
            seat,
            assumed,
            voivodeship,
            counties.get(terc) if latitude is None else (latitude, longitude or 0.0),
            Standing(frozenset(supports.get(key, ())), frozenset(units.get(key, ()))),
        )
        for key, slug, name, assumed, terc, seat, voivodeship, latitude, longitude in rows
    ]


def _sets(query: Select[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in db.session().execute(query):
        found.setdefault(key, set()).add(value)
    return found


def all_rows() -> list[list[str]]:
    """Return the whole register as the cells of an import file; 4 statements."""
    query = (
        select(Partnership)
        .options(
            selectinload(Partnership.members).joinedload(PartnershipMember.organisation),
            selectinload(Partnership.supports),
        )
        .order_by(Partnership.sort_key)
    )
    return [as_cells(row_of(partnership)) for partnership in db.session().scalars(query)]
