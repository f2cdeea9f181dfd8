"""The rules of sheets: columns, what a row would change, the digest of what was shown; pure."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from leader_award.platform.sheets import LONGEST_XLSX_TEXT, Cell

NEW, CHANGED, UNCHANGED, WRONG = STATUSES = ("new", "changed", "unchanged", "wrong")


@dataclass(frozen=True)
class Column:
    """A column of a sheet; without `written` it only tells, and what is typed there is ignored."""

    key: str
    label: Any
    written: bool = True


@dataclass(frozen=True)
class Change:
    """What would change in one cell, as the sheet shows it."""

    column: str
    label: str
    old: Cell
    new: Cell


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row; `label` is the column's, empty for the row as a whole."""

    label: str
    message: str


@dataclass
class Row:
    """A line of the file (the heading is line 1) and what would become of it.

    `values` are what was understood, by column; `known` is what there is now, with its version.
    """

    line: int
    name: str
    status: str
    values: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] | None = None
    changes: Sequence[Change] = ()
    faults: list[Fault] = field(default_factory=list)

    def blame(self, label: str, message: str) -> None:
        """Note a fault: the row is wrong then."""
        self.status = WRONG
        self.faults.append(Fault(label, message))


@dataclass(frozen=True)
class Plan:
    """What taking over a file would do."""

    rows: Sequence[Row]
    file_sha256: str

    def of(self, status: str) -> list[Row]:
        """Return the rows of one status, in the order of the file."""
        return [row for row in self.rows if row.status == status]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each status."""
        return {status: len(self.of(status)) for status in STATUSES}

    @property
    def applicable(self) -> bool:
        """Whether the file changes something and nothing in it is wrong."""
        return not self.of(WRONG) and bool(self.of(NEW) or self.of(CHANGED))

    @property
    def digest(self) -> str:
        """SHA-256 of the file and of everything that the plan says, versions included."""
        said = [
            self.file_sha256,
            *(
                [row.line, row.status, (row.known or {}).get("version"),
                 [[one.column, str(one.old), str(one.new)] for one in row.changes]]
                for row in self.rows
            ),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def same(old: Cell, new: Cell) -> bool:
    """Return whether two cells say the same: a text that XLSX had to cut is the whole text."""
    if isinstance(old, str) and isinstance(new, str) and len(old) > LONGEST_XLSX_TEXT:
        return old == new or old[:LONGEST_XLSX_TEXT] == new[:LONGEST_XLSX_TEXT] != new
    return old == new or (not _says(old) and not _says(new))


def _says(cell: Cell) -> bool:
    return cell is not None and cell != ""


def figure(text: str) -> Cell:
    """Return digits with a point as a number, if a spreadsheet keeps it exactly; else the text."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    exact = number.is_finite() and len(number.normalize().as_tuple().digits) <= 15
    return number.normalize() + 0 if exact else text


def day(text: str) -> Cell:
    """Return a day of ISO 8601 as a date, if a spreadsheet knows it; else the text."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return found if found.year >= 1900 else text


def whole_number(text: str) -> int | None:
    """Return the whole number that was typed ("8", "8,0"), or None."""
    try:
        number = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
        fits = number.is_finite() and abs(number) < 10**9 and number == number.to_integral_value()
    except ArithmeticError:
        return None
    return int(number) if fits else None


def twice(keys: Sequence[str]) -> Mapping[int, int]:
    """Return the positions of keys that stand earlier already, with the earlier position."""
    first: dict[str, int] = {}
    found = {}
    for position, key in enumerate(keys):
        if key and key in first:
            found[position] = first[key]
        first.setdefault(key, position)
    return found


def headings(
    cells: Sequence[str], known: Mapping[str, str]
) -> tuple[list[str], list[str], Collection[str]]:
    """Return the column keys of the folded headings, then those unknown and those that are twice.

    `known` maps a folded heading to its column's key; empty headings have the key "".
    """
    keys = [known.get(cell, "") for cell in cells]
    unknown = [cell for cell, key in zip(cells, keys, strict=True) if cell and not key]
    return keys, unknown, {key for key in keys if key and keys.count(key) > 1}
