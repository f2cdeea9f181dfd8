"""How units, organisations and what concerns partnerships are called on pages."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from leader_award.partnerships import rules
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

SUPPORTS: dict[str, LazyString] = {
    rules.PROJECT: _l("participant of the predefined project"),
    rules.GRANT: _l("grant of the EEA FM Regional Programme"),
    rules.POPT_1: _l("grant of POPT MOF, competition 1"),
    rules.POPT_2: _l("application to POPT MOF, competition 2"),
}

LEGAL_FORMS: dict[str, LazyString] = {
    "agreement": _l("agreement of local governments"),
    "association": _l("association of local governments"),
    "municipal_union": _l("union of municipalities"),
    "county_union": _l("union of counties"),
    "local_action_group": _l("local action group"),
    "company": _l("company"),
    "functional_area": _l("functional area without a legal form of its own"),
    "other": _l("another form"),
    "unknown": _l("not known"),
}

EVENTS: dict[str, LazyString] = {
    "conference": _l("conference"),
    "thematic_conference": _l("thematic conference"),
    "workshop": _l("workshop for middle staff"),
    "strategy_workshop": _l("strategy workshop for leaders"),
    "study_visit": _l("study visit"),
}

GROUPS: dict[str, LazyString] = {
    rules.GRANT: _l("grant of the EEA FM"),
    rules.POPT_1: _l("grant of POPT MOF 1"),
    rules.POPT_2: _l("application to POPT MOF 2"),
    "several": _l("in two of these groups"),
    "none": _l("none of these so far"),
}

STANDINGS: dict[str, LazyString] = {
    rules.PROJECT: _l("in the predefined project"),
    "outside": _l("outside the project, with a grant of POPT MOF 1"),
    rules.POPT_2: _l("new applicant to POPT MOF 2"),
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


def support_kind(kind: str) -> LazyString:
    """Return what a kind of support is called."""
    return SUPPORTS[kind]


def legal_form(form: str) -> LazyString:
    """Return what a legal form of a partnership is called."""
    return LEGAL_FORMS[form]


def event_kind(kind: str) -> LazyString:
    """Return what a kind of event that partnerships attend is called."""
    return EVENTS[kind]
