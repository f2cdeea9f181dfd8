"""The register of local government: reading its files and finding what has changed; pure.

Two sources: the files shipped in `data/` (see its README) and the official TERC file of
Statistics Poland. A city with county rights is one unit, under its gmina's code.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError

VOIVODESHIP, COUNTY, CITY, GMINA = "voivodeship", "county", "city_with_county_rights", "gmina"
URBAN, RURAL, URBAN_RURAL = "urban", "rural", "urban_rural"
GMINA_KINDS = {"1": URBAN, "2": RURAL, "3": URBAN_RURAL}
PARTS_OF_UNITS = {"4", "5", "8", "9"}
"""Town and rural area of an urban-rural gmina; districts of Warsaw; delegations of cities."""
FIRST_CITY = 61
"""Numbers of counties from here on belong to cities with county rights."""
TERC_COLUMNS = ["WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA"]


class BadRow(DomainError):
    """A row of a register file that cannot be read; nothing is imported."""

    def __init__(self, line: int, message: object) -> None:
        super().__init__(_l("Line %(line)s: %(message)s", line=line, message=message))
        self.line = line


@dataclass(frozen=True)
class UnitRow:
    """A unit as a register gives it; the kind of gmina and the place may be unknown.

    `latitude` and `longitude` are degrees in WGS84.
    """

    terc: str
    kind: str
    name: str
    voivodeship_terc: str
    voivodeship_name: str
    gmina_kind: str | None = None
    county_terc: str | None = None
    county_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Changes:
    """What an import would change; pairs are (before, after)."""

    added: list[UnitRow] = field(default_factory=list)
    renamed: list[tuple[UnitRow, UnitRow]] = field(default_factory=list)
    abolished: list[UnitRow] = field(default_factory=list)
    changed_kind: list[tuple[UnitRow, UnitRow]] = field(default_factory=list)
    refreshed: list[UnitRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many units each kind of change concerns."""
        return {name: len(getattr(self, name)) for name in self.__dataclass_fields__}

    def __bool__(self) -> bool:
        return any(self.counts().values())


def compare(
    current: Mapping[str, UnitRow], abolished: set[str], target: Iterable[UnitRow]
) -> Changes:
    """Return what leads from the `current` units (some `abolished`) to those of `target`.

    What the target does not know (kind of gmina, place) stays. Raises DomainError if the target
    lacks a voivodeship that stands now: then it is not the whole register.
    """
    wanted = {row.terc: row for row in target}
    _refuse_partial(current, wanted)
    changes = Changes()
    for terc, new in wanted.items():
        old = current.get(terc)
        if old is None or terc in abolished:
            changes.added.append(_completed(new, old))
            continue
        new = _completed(new, old)
        if new.name != old.name:
            changes.renamed.append((old, new))
        if (new.kind, new.gmina_kind) != (old.kind, old.gmina_kind):
            changes.changed_kind.append((old, new))
        elif new.name == old.name and new != old:
            changes.refreshed.append(new)
    gone = current.keys() - wanted.keys() - abolished
    changes.abolished.extend(current[terc] for terc in sorted(gone))
    return changes


def _refuse_partial(current: Mapping[str, UnitRow], wanted: Mapping[str, UnitRow]) -> None:
    missing = [
        row.name for row in current.values() if row.kind == VOIVODESHIP and row.terc not in wanted
    ]
    if missing:
        raise DomainError(
            _l(
                "This is not the whole register; missing: %(names)s.",
                names=", ".join(sorted(missing)),
            )
        )


def _completed(new: UnitRow, old: UnitRow | None) -> UnitRow:
    if old is None:
        return new
    return replace(
        new,
        gmina_kind=new.gmina_kind or (old.gmina_kind if new.kind == old.kind else None),
        latitude=old.latitude if new.latitude is None else new.latitude,
        longitude=old.longitude if new.longitude is None else new.longitude,
    )


def shipped() -> list[UnitRow]:
    """Return the units of the shipped register: 16 voivodeships, 314 counties, 2,477 gminas."""
    voivodeships = {row["terc"]: row["name"] for row in _shipped_rows("voivodeships.csv")}
    counties = {row["terc"]: row for row in _shipped_rows("powiats.csv")}
    units = [_voivodeship(code, name) for code, name in voivodeships.items()]
    for code, row in counties.items():
        if row["city_with_powiat_rights"] == "no":
            units.append(_county(code, row["name"], voivodeships[code[:2]]))
    for row in _shipped_rows("gminas.csv"):
        county = counties[row["powiat_terc"]]
        place = (float(row["lat"]), float(row["lon"]))
        unit = _gmina(row["terc"], row["name"], None, county["name"], voivodeships)
        units.append(replace(unit, latitude=place[0], longitude=place[1]))
    return units


def _shipped_rows(name: str) -> Iterator[dict[str, str]]:
    path = files("leader_award.partnerships").joinpath("data", name)
    yield from csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))


def _voivodeship(code: str, name: str) -> UnitRow:
    name = name.lower()
    return UnitRow(code, VOIVODESHIP, f"Województwo {name}", code, name)


def _county(code: str, name: str, voivodeship: str) -> UnitRow:
    return UnitRow(code, COUNTY, county_title(name), code[:2], voivodeship.lower())


def county_title(name: str) -> str:
    """Return a county's name in one spelling: 'Powiat łowicki', whatever the source writes."""
    adjective = name[7:] if name.lower().startswith("powiat ") else name
    return "Powiat " + adjective[:1].lower() + adjective[1:]


def _gmina(
    code: str, name: str, kind: str | None, county: str, voivodeships: Mapping[str, str]
) -> UnitRow:
    is_city = int(code[2:4]) >= FIRST_CITY
    return UnitRow(
        code,
        CITY if is_city else GMINA,
        name,
        code[:2],
        voivodeships[code[:2]].lower(),
        gmina_kind=URBAN if is_city else kind,
        county_terc=code[:4],
        county_name=None if is_city else county_title(county),
    )


@dataclass(frozen=True)
class _TercRow:
    line: int
    voivodeship: str
    county: str
    gmina: str
    kind: str
    name: str
    as_of: date


def read_terc(content: bytes) -> tuple[list[UnitRow], date]:
    """Return the units of an official TERC file and the day it describes.

    `content` is UTF-8, with or without a byte-order mark, columns WOJ;POW;GMI;RODZ;NAZWA;
    NAZWA_DOD;STAN_NA. Raises BadRow naming the line of the first row that cannot be right.
    """
    rows = list(_terc_rows(_decoded(content)))
    if not rows:
        raise BadRow(1, _l("the file holds no unit."))
    voivodeships = {row.voivodeship: row for row in rows if not row.county}
    counties = {row.voivodeship + row.county: row for row in rows if row.county and not row.gmina}
    names = {code: row.name for code, row in voivodeships.items()}
    _check_parents(rows, voivodeships, counties)
    units: dict[str, UnitRow] = {}
    for row in rows:
        unit = _unit_of(row, names, counties)
        if unit is None:
            continue
        if unit.terc in units:
            raise BadRow(row.line, _l("the code %(code)s stands twice.", code=unit.terc))
        units[unit.terc] = unit
    _check_filled(voivodeships, counties, units)
    return list(units.values()), max(row.as_of for row in rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRow(line, _l("the text is not in UTF-8.")) from error


def _terc_rows(text: str) -> Iterator[_TercRow]:
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=";")
    try:
        header = next(lines, [])
        if [cell.strip().upper() for cell in header] != TERC_COLUMNS:
            raise BadRow(1, _l("the columns must be %(columns)s.", columns=";".join(TERC_COLUMNS)))
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _terc_row(lines.line_num, [cell.strip() for cell in cells])
    except csv.Error as error:  # a cell of more than 128 KB
        raise BadRow(lines.line_num, _l("NAZWA is empty or too long.")) from error


def _terc_row(line: int, cells: list[str]) -> _TercRow:
    if len(cells) != len(TERC_COLUMNS):
        raise BadRow(line, _l("7 columns are expected, %(count)s are there.", count=len(cells)))
    voivodeship, county, gmina, kind, name, _extra, as_of = cells
    for column, code, empty_is_fine in (
        ("WOJ", voivodeship, False),
        ("POW", county, not gmina),
        ("GMI", gmina, not kind),
    ):
        is_code = len(code) == 2 and code.isascii() and code.isdigit()
        if not (is_code or (not code and empty_is_fine)):
            raise BadRow(line, _l("%(column)s must be two digits.", column=column))
    if bool(gmina) != bool(kind) or (kind and kind not in GMINA_KINDS.keys() | PARTS_OF_UNITS):
        raise BadRow(line, _l("RODZ “%(kind)s” is not a kind of gmina.", kind=kind))
    if not name or len(name) > 100:
        raise BadRow(line, _l("NAZWA is empty or too long."))
    try:
        day = date.fromisoformat(as_of)
    except ValueError as error:
        raise BadRow(line, _l("STAN_NA must be a date such as 2026-01-01.")) from error
    return _TercRow(line, voivodeship, county, gmina, kind, name, day)


def _check_parents(
    rows: list[_TercRow], voivodeships: Mapping[str, _TercRow], counties: Mapping[str, _TercRow]
) -> None:
    for row in rows:
        if row.voivodeship not in voivodeships:
            raise BadRow(row.line, _l("there is no voivodeship %(code)s.", code=row.voivodeship))
        code = row.voivodeship + row.county
        if row.gmina and code not in counties:
            raise BadRow(row.line, _l("there is no county %(code)s.", code=code))


def _check_filled(
    voivodeships: Mapping[str, _TercRow],
    counties: Mapping[str, _TercRow],
    units: Mapping[str, UnitRow],
) -> None:
    """Refuse a file that breaks off: each county has a gmina, each voivodeship a county."""
    filled = {code[:length] for code in units if len(code) == 6 for length in (2, 4)}
    for code, row in {**counties, **voivodeships}.items():
        if code not in filled:
            raise BadRow(row.line, _l("“%(name)s” has no gmina in this file.", name=row.name))


def _unit_of(
    row: _TercRow, names: Mapping[str, str], counties: Mapping[str, _TercRow]
) -> UnitRow | None:
    if not row.county:
        return _voivodeship(row.voivodeship, row.name)
    code = row.voivodeship + row.county
    if not row.gmina:
        is_city = int(row.county) >= FIRST_CITY
        return None if is_city else _county(code, row.name, names[row.voivodeship])
    if row.kind in PARTS_OF_UNITS:
        return None
    kind = GMINA_KINDS[row.kind]
    return _gmina(code + row.gmina, row.name, kind, counties[code].name, names)
