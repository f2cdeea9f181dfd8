"""Files of the register of partnerships: reading CSV and XLSX, and writing them; pure.

One row is one partnership. Members are separated by `|`: TERYT codes, and other organisations as
`kind: name` (`ngo: Fundacja Razem`). The column `lider` is written in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.partnerships import rules
from leader_award.partnerships.keeping import Facts, name_key
from leader_award.partnerships.models import ORGANISATION_KINDS
from leader_award.platform import sheet_files
from leader_award.platform.errors import DomainError

COLUMNS = (
    "nazwa", "lider", "czlonkowie", "forma_prawna", "obszar_funkcjonalny", "wsparcie", "asystent",
    "doradcy", "siedziba", "siedziba_umowna", "opis", "uwagi",
)  # fmt: skip
LIMITS = sheet_files.Limits(bytes=2_000_000, lines=2_001)
LONGEST_CELL = 5_000
YES, NO = "tak", "nie"


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line of the file (the header is line 1)."""

    line: int
    message: Any


@dataclass(frozen=True)
class MemberText:
    """A member as the file names it: a TERYT code, or a kind and a name."""

    terc: str = ""
    kind: str = ""
    name: str = ""


@dataclass(frozen=True)
class Row:
    """A partnership as a line of the file describes it; the leader is the first member."""

    line: int
    facts: Facts
    members: tuple[MemberText, ...]


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Return the rows of a CSV (UTF-8, `;` or `,`) or XLSX file, and all that is wrong in it.

    Raises DomainError on the field `file` when the file as a whole cannot be read.
    """
    lines = sheet_files.read_rows(content, LIMITS, encodings=("utf-8-sig",))
    header = [cell.strip().lower() for cell in next(iter(lines[:1]), [])]
    unknown = [name for name in header if name and name not in COLUMNS]
    missing = [name for name in COLUMNS[:1] if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        raise DomainError(
            _l(
                "The first line must hold the names of columns, each once: %(columns)s.",
                columns=", ".join(COLUMNS),
            ),
            field="file",
        )
    return _read_rows(header, lines[1:])


def _read_rows(header: Sequence[str], lines: Sequence[list[str]]) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for line, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(line, dict(zip(header, cells, strict=False)), len(cells) > len(header))
            key = name_key(row.facts.name)
            if key in seen:
                message = _l("the same name stands in line %(line)s already", line=seen[key])
                raise DomainError(message)
            seen[key] = line
            rows.append(row)
        except DomainError as error:
            faults.append(Fault(line, error.message))
    if not rows and not faults:
        raise DomainError(_l("The file holds no partnership."), field="file")
    return rows, faults


def _row(line: int, cells: dict[str, str], too_long: bool) -> Row:
    def text(column: str, most: int = LONGEST_CELL) -> str:
        value = _bare(cells.get(column, ""))
        if len(value) > most:
            raise DomainError(
                _l("%(column)s: at most %(most)s characters", column=column, most=most)
            )
        return value

    if too_long:
        raise DomainError(_l("there are more cells than columns"))
    facts = Facts(
        name=_needed(text("nazwa", rules.LONGEST_NAME)),
        legal_form=_one_of("forma_prawna", text("forma_prawna") or "unknown", rules.LEGAL_FORMS),
        supports=frozenset(
            _one_of("wsparcie", part, rules.SUPPORTS) for part in _parts(text("wsparcie"))
        ),
        functional_area=text("obszar_funkcjonalny", 300),
        description=text("opis"),
        note=text("uwagi"),
        assistant=text("asystent", 200),
        advisers=tuple(_parts(text("doradcy"))),
        seat_terc=read_code("siedziba", text("siedziba")) if text("siedziba") else None,
        seat_assumed=_one_of("siedziba_umowna", text("siedziba_umowna") or NO, (YES, NO)) == YES,
    )
    leader = read_members("lider", text("lider"))[:1]
    members = [*leader, *read_members("czlonkowie", text("czlonkowie"))]
    unique = tuple(dict.fromkeys(members))
    if len(unique) > rules.MOST_MEMBERS:
        raise DomainError(_l("A partnership can have at most 300 members."))
    return Row(line, facts, unique)


def _bare(cell: str) -> str:
    """Return the cell without blanks around it and what no database holds."""
    return cell.replace("\x00", "").strip()


def _needed(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise DomainError(_l("nazwa is empty"))
    return name


def _one_of(column: str, value: str, allowed: Sequence[str]) -> str:
    if value.lower() in allowed:
        return value.lower()
    raise DomainError(
        _l(
            "%(column)s: “%(value)s” is not one of %(allowed)s",
            column=column,
            value=value[:60],
            allowed=", ".join(allowed),
        )
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def read_members(column: str, text: str) -> list[MemberText]:
    """Return who is named, parted by `|`. Raises DomainError, which names the column."""
    found = []
    for part in _parts(text):
        kind, colon, name = part.partition(":")
        if colon:
            kinds = [kind for kind in ORGANISATION_KINDS if kind != "jst"]
            chosen = _one_of(column, kind.strip(), kinds)
            cleaned = " ".join(name.split())
            if not cleaned or len(cleaned) > rules.LONGEST_NAME:
                raise DomainError(_l("%(column)s: a name is empty or too long", column=column))
            found.append(MemberText(kind=chosen, name=cleaned))
        else:
            found.append(MemberText(terc=read_code(column, part)))
    return found


def read_code(column: str, text: str) -> str:
    """Return a TERYT code; a spreadsheet may have lost its leading zero."""
    digits = text.zfill(len(text) + len(text) % 2)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 4, 6)):
        raise DomainError(
            _l("%(column)s: “%(value)s” is not a TERYT code", column=column, value=text[:60])
        )
    return digits


def as_cells(row: Row) -> list[str]:
    """Return the row as the cells of a file, so that reading them gives the row again."""
    facts = row.facts
    members = [member.terc or f"{member.kind}: {member.name}" for member in row.members]
    return [
        facts.name,
        members[0] if members else "",
        " | ".join(members[1:]),
        facts.legal_form,
        facts.functional_area,
        " | ".join(kind for kind in rules.SUPPORTS if kind in facts.supports),
        facts.assistant,
        " | ".join(facts.advisers),
        facts.seat_terc or "",
        YES if facts.seat_assumed else NO,
        facts.description,
        facts.note,
    ]
