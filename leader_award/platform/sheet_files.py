"""Reading a table that somebody sends: CSV or the first sheet of an XLSX file, as text."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from flask_babel import lazy_gettext as _l
from openpyxl.utils.exceptions import InvalidFileException

from leader_award.platform.errors import DomainError
from leader_award.platform.sheets import unguarded

MEGABYTE = 1_000_000
UNPACKED_TIMES = 20
"""A workbook may be so many times larger unpacked than the largest file that is taken."""
ENCODINGS = ("utf-8-sig", "cp1250")
"""The second is what a Polish spreadsheet calls CSV."""
BLANK_LINES = 100
"""So many formatted but empty lines may stand in a workbook besides those that count."""
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    OSError,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    SyntaxError,  # of the XML inside
)
"""What is raised by reading a workbook that is none."""

Rows = list[list[str]]


class FileRefused(DomainError):
    """The file cannot be read as a table."""

    def __init__(self, message: object) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True)
class Limits:
    """The largest file that is taken: bytes, lines with the heading, cells of a line."""

    bytes: int
    lines: int
    cells: int = 200


def read_rows(data: bytes, limits: Limits, encodings: Sequence[str] = ENCODINGS) -> Rows:
    """Return the cells of the file as text, the heading first; empty lines and cells at an end
    are left out. Days are written as in ISO 8601, numbers as shortly as can be. Raises FileRefused.
    """
    if len(data) > limits.bytes:
        most = limits.bytes // MEGABYTE
        raise FileRefused(_l("The file is too large: at most %(most)s MB.", most=most))
    rows = _of_workbook(data, limits) if data[:2] == b"PK" else _of_csv(data, encodings)
    rows = [_ended(row) for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > limits.lines:
        raise FileRefused(_l("The file has too many lines: at most %(most)s.", most=limits.lines))
    return [row[: limits.cells] for row in rows]


def _ended(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    return row


def _of_csv(data: bytes, encodings: Sequence[str]) -> Rows:
    text = next(filter(None, (_decoded(data, encoding) for encoding in encodings)), None)
    if text is None:
        raise FileRefused(_l("The text is not in UTF-8."))
    if "\x00" in text:
        raise FileRefused(_l("This is neither a CSV nor an XLSX file."))
    heading = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(";,\t", key=heading.count), strict=True
    )
    try:
        return [[unguarded(cell) for cell in row] for row in reader]
    except csv.Error as error:
        line = reader.line_num
        raise FileRefused(_l("Line %(line)s cannot be read as CSV.", line=line)) from error


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _of_workbook(data: bytes, limits: Limits) -> Rows:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > UNPACKED_TIMES * limits.bytes:
            raise FileRefused(_l("The file is too large when unpacked."))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        cells = book.worksheets[0].iter_rows(
            max_row=limits.lines + BLANK_LINES, max_col=limits.cells, values_only=True
        )
        return [[written(cell) for cell in row] for row in cells]
    except _BROKEN as error:
        raise FileRefused(_l("This is not a readable XLSX file.")) from error


def written(cell: object) -> str:
    """Return the value of a workbook's cell as text, as a person would write it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return "" if cell is None else str(cell)
