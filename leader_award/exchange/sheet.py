"""What every sheet shares: its columns, reading a row, and comparing it with what there is."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.editions.models import Edition
from leader_award.exchange import rules
from leader_award.exchange.rules import Change, Column, Row
from leader_award.partnerships.text import fold
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import LANGUAGES
from leader_award.platform.sheet_files import FileRefused, Rows
from leader_award.platform.sheets import Cell

Values = Mapping[str, Any]
"""What a row says, by column; `version` besides for what stands in the database."""


class Sheet(ABC):
    """One kind of sheet of one edition; `identity` are the columns that say what a row is about."""

    kind: str
    identity: tuple[str, ...]
    columns: Sequence[Column]

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @abstractmethod
    def records(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, Values]]:
        """Yield what there is, with its key; of `keys` alone if they are given."""

    @abstractmethod
    def key_of(self, values: Values) -> str:
        """Return the key of the thing that the row is about. Raises DomainError beside a column."""

    @abstractmethod
    def read(self, column: Column, text: str) -> Any:
        """Return what a written cell means. Raises DomainError."""

    @abstractmethod
    def name_of(self, values: Values) -> str:
        """Return what a person calls the thing that the row is about."""

    @abstractmethod
    def refuse(self, row: Row) -> None:
        """Raise DomainError if the row may not be taken over for a reason of the sheet's own."""

    @abstractmethod
    def write(self, row: Row, actor: Actor, key: str) -> str:
        """Take the row over through the use cases; return the id of what it is about."""

    @abstractmethod
    def show(self, column: Column, value: Any) -> Cell:
        """Return the value as the sheet has it; reading it gives the value again."""

    @property
    def heading(self) -> list[str]:
        """The first line, in the current language."""
        return [str(column.label) for column in self.columns]

    def cells(self, values: Values) -> list[Cell]:
        """Return the row that says these values."""
        return [self.show(column, values.get(column.key)) for column in self.columns]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield all there is."""
        return (self.cells(values) for _key, values in self.records())

    # ---- in

    def plan(self, table: Rows) -> list[Row]:
        """Return what each line of the table would do. Raises FileRefused for the heading."""
        keys = self._columns_of(table)
        rows, found = [], []
        for line, cells in enumerate(table[1:], 2):
            if any(cell.strip() for cell in cells):
                row = self._understood(line, dict(zip(keys, cells, strict=False)))
                rows.append(row)
                found.append(self._key(row))
        for position, earlier in rules.twice(found).items():
            line = rows[earlier].line
            rows[position].blame("", _("The same stands in line %(line)s already.", line=line))
        known = dict(self.records({key for key in found if key}))
        for row, key in zip(rows, found, strict=True):
            self._compare(row, known.get(key))
        return rows

    def _columns_of(self, table: Rows) -> list[str]:
        if len(table) < 2:
            raise FileRefused(_l("The file has a heading at most, and no row below it."))
        keys, unknown, twice = rules.headings([fold(cell) for cell in table[0]], self._known())
        if unknown:
            raise FileRefused(
                _l(
                    "The sheet has no column called “%(name)s”. Download an empty sheet and keep"
                    " its headings.",
                    name=unknown[0][:60],
                )
            )
        missing = [key for key in self.identity if key not in keys]
        for key in (*twice, *missing):
            label = next(str(one.label) for one in self.columns if one.key == key)
            raise FileRefused(
                _l("The first line must name the column “%(name)s” once.", name=label)
            )
        return keys

    def _known(self) -> dict[str, str]:
        """Return the columns by their folded headings in every language."""
        known: dict[str, str] = {}
        for language in LANGUAGES:
            with force_locale(language):
                known |= {fold(str(column.label)): column.key for column in self.columns}
        return known

    def _understood(self, line: int, cells: Mapping[str, str]) -> Row:
        """Return the row with what its cells say; an empty cell says nothing."""
        values: dict[str, Any] = {}
        row = Row(line, "", rules.UNCHANGED, values)
        for column in self.columns:
            text = cells.get(column.key, "").replace("\x00", "").strip()
            if not text or not (column.written or column.key in self.identity):
                continue
            try:
                values[column.key] = self.read(column, text)
            except DomainError as error:
                row.blame(str(column.label), str(error))
        return row

    def _key(self, row: Row) -> str:
        row.name = self.name_of(row.values)
        if row.faults:
            return ""
        try:
            return self.key_of(row.values)
        except DomainError as error:
            row.blame(self._label(error.field), str(error))
            return ""

    def _label(self, key: str | None) -> str:
        return next((str(one.label) for one in self.columns if one.key == key), "")

    def _compare(self, row: Row, known: Values | None) -> None:
        row.known = known
        row.name = self.name_of({**row.values, **(known or {})})
        row.changes = [
            Change(column.key, str(column.label), old, new)
            for column in self.columns
            if column.written and column.key in row.values
            for old in [self.show(column, (known or {}).get(column.key))]
            for new in [self.show(column, row.values[column.key])]
            if not rules.same(old, new)
        ]
        if row.status == rules.WRONG:
            return
        if known is None or row.changes:
            row.status = rules.NEW if known is None else rules.CHANGED
            try:
                self.refuse(row)
            except DomainError as error:
                self.blame(row, error)

    def blame(self, row: Row, error: DomainError) -> None:
        """Note a refusal in the row, beside the column that it names."""
        row.blame(self._label(self.column_of(error.field)), str(error))

    def column_of(self, field: str | None) -> str | None:
        """Return the column that a use case means by the name of a field."""
        return field
