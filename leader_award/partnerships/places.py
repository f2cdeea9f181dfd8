"""Where units of the register lie, for maps."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from leader_award.partnerships.models import Unit
from leader_award.platform import db
from leader_award.platform.maps import Dot


@dataclass(frozen=True)
class UnitPlace:
    """A unit's name, its voivodeship, and its place in degrees (None where nobody knows it)."""

    name: str
    voivodeship_terc: str
    voivodeship_name: str
    point: tuple[float, float] | None

    def dot(self, kind: str, label: str) -> Dot | None:
        """Return its dot of a kind, if its place is known."""
        return Dot(*self.point, kind, label) if self.point else None


def places_of(tercs: Iterable[str | None]) -> dict[str, UnitPlace]:
    """Return the places of the units with these codes by code; 2 statements.

    The place of a county, which the register does not give, is the mean of its gminas.
    """
    wanted = {terc for terc in tercs if terc}
    if not wanted:
        return {}
    counties = _counties([terc for terc in wanted if len(terc) == len("0221")])
    rows = db.session().execute(
        select(
            Unit.terc,
            Unit.name,
            Unit.voivodeship_terc,
            Unit.voivodeship_name,
            Unit.latitude,
            Unit.longitude,
        ).where(Unit.terc.in_(wanted))
    )
    return {
        terc: UnitPlace(
            name,
            voivodeship_terc,
            voivodeship_name,
            counties.get(terc) if latitude is None else (latitude, longitude or 0.0),
        )
        for terc, name, voivodeship_terc, voivodeship_name, latitude, longitude in rows
    }


def _counties(codes: Collection[str]) -> dict[str, tuple[float, float]]:
    rows = db.session().execute(
        select(Unit.county_terc, func.avg(Unit.latitude), func.avg(Unit.longitude))
        .where(Unit.county_terc.in_(codes), Unit.latitude.is_not(None))
        .group_by(Unit.county_terc)
    )
    return {code: (latitude, longitude) for code, latitude, longitude in rows if code}
