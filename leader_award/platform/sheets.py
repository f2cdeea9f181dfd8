"""Tables for spreadsheets: CSV and XLSX in which no cell is ever run as a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from flask_babel import lazy_gettext as _l

from leader_award.platform.clock import to_warsaw

Cell = str | int | float | Decimal | datetime | date | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"
LONGEST_XLSX_TEXT = 32_000
"""A workbook's cell holds 32,767 characters; what is longer is cut, and says so."""
CUT = _l("… [cut: a cell of XLSX cannot hold more; the CSV file has the whole text]")
CHUNK = 1 << 16


def as_text(cell: Cell) -> Cell:
    """Return the cell so that a spreadsheet shows it; text that looks like a formula gets a '.

    So does text that begins with such marks before a formula, so that `unguarded` takes off
    exactly what was put on.
    """
    if isinstance(cell, str) and cell.lstrip(" " + GUARD).startswith(FORMULA_STARTS):
        return GUARD + cell
    return cell


def unguarded(text: str) -> str:
    """Return the text of a CSV cell without the mark that `as_text` put before it."""
    inner = text[1:]
    guarded = text[:1] == GUARD and inner.lstrip(" " + GUARD).startswith(FORMULA_STARTS)
    return inner if guarded else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield CSV as Polish spreadsheets open it: UTF-8 with BOM, semicolons, decimal commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write("\ufeff")
    writer.writerow([as_text(cell) for cell in header])
    for row in rows:
        writer.writerow([_written(as_text(cell)) for cell in row])
        if text.tell() > CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the whole of `csv_lines`."""
    return b"".join(csv_lines(header, rows))


def _written(cell: Cell) -> Cell:
    if isinstance(cell, (float, Decimal)):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{to_warsaw(cell):%Y-%m-%d %H:%M}"
    return cell


Sheets = Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]
"""A header and rows by the name of each sheet."""


def xlsx_bytes(sheets: Sheets) -> bytes:
    """Return a workbook with one sheet per name; text stays text."""
    buffer = io.BytesIO()
    with _workbook(buffer, in_memory=True) as (book, formats):
        for name, (header, rows) in sheets.items():
            sheet = book.add_worksheet(_sheet_name(name))
            _fill(sheet, header, rows, formats)
            sheet.autofit()
    return buffer.getvalue()


def xlsx_chunks(sheets: Sheets, width: int = 18) -> Iterator[bytes]:
    """Yield a workbook as `xlsx_bytes` makes it, row after row on disk, columns `width` wide."""
    with tempfile.TemporaryFile() as file:
        with _workbook(file, constant_memory=True) as (book, formats):
            for name, (header, rows) in sheets.items():
                sheet = book.add_worksheet(_sheet_name(name))
                sheet.set_column(0, max(0, len(header) - 1), width)
                _fill(sheet, header, rows, formats)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


@dataclass(frozen=True)
class _Formats:
    head: Any
    moment: Any
    day: Any


@contextmanager
def _workbook(target: IO[bytes], **options: bool) -> Iterator[tuple[Any, _Formats]]:
    options |= {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        yield (
            book,
            _Formats(
                head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
                moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                day=book.add_format({"num_format": "yyyy-mm-dd"}),
            ),
        )


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    formats: _Formats,
) -> None:
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, formats.head)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, fitting(cell))
            elif isinstance(cell, datetime):
                local = to_warsaw(cell).replace(tzinfo=None)
                sheet.write_datetime(number, column, local, formats.moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, formats.day)
            elif cell is not None:
                sheet.write_number(number, column, cell)


def fitting(text: str) -> str:
    """Return the text as a cell of a workbook holds it."""
    return text if len(text) <= LONGEST_XLSX_TEXT else text[:LONGEST_XLSX_TEXT] + str(CUT)


def _sheet_name(name: str) -> str:
    cleaned = "".join(" " if character in "[]:*?/\\" else character for character in name)
    return cleaned[:31].strip("'")
