"""How units and organisations are called on pages."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from leader_award.partnerships.models import Unit
from leader_award.partnerships.register import CITY, COUNTY, GMINA, URBAN, UnitRow

KINDS: dict[str, LazyString] = {
    "voivodeship": _l("voivodeship"),
    "county": _l("county"),
    "city_with_county_rights": _l("city with county rights"),
    "gmina": _l("gmina"),
    "urban": _l("urban gmina"),
    "rural": _l("rural gmina"),
    "urban_rural": _l("urban-rural gmina"),
}

ORGANISATION_KINDS: dict[str, LazyString] = {
    "jst": _l("Local government unit"),
    "municipal_union": _l("Union or agreement of local governments"),
    "association": _l("Association of local governments"),
    "local_action_group": _l("Local action group"),
    "ngo": _l("Non-governmental organisation"),
    "company": _l("Company"),
    "university": _l("University or research institute"),
    "other": _l("Another organisation"),
}

CAPITAL = "146501"


def unit_title(unit: Unit | UnitRow) -> str:
    """Return the unit's full Polish name: 'Gmina Gromadka', 'Miasto Łódź', 'Powiat łowicki'."""
    if unit.terc == CAPITAL:
        return f"Miasto stołeczne {unit.name}"
    if unit.kind == CITY or unit.gmina_kind == URBAN:
        return f"Miasto {unit.name}"
    return f"Gmina {unit.name}" if unit.kind == GMINA else unit.name


def organisation_kind(kind: str) -> LazyString:
    """Return what a kind of organisation is called."""
    return ORGANISATION_KINDS[kind]


def unit_hint(unit: Unit) -> str:
    """Return what tells the unit from others of its name: kind, county, voivodeship, code."""
    is_gmina = unit.kind == GMINA
    kind = KINDS[unit.gmina_kind or unit.kind] if is_gmina else KINDS[unit.kind]
    parts = [str(kind)]
    if is_gmina and unit.county_name:
        parts.append(unit.county_name[:1].lower() + unit.county_name[1:])
    if unit.kind in (GMINA, COUNTY, CITY):
        parts.append(str(_l("%(name)s voivodeship", name=unit.voivodeship_name)))
    return ", ".join(parts) + f" · TERYT {unit.terc}"
