"""Tables for spreadsheets: CSV and XLSX in which no cell is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import xlsxwriter

Cell = str | int | float | Decimal | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_text(cell: Cell) -> Cell:
    """Return the cell so that a spreadsheet shows it; text that looks like a formula gets a '."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return CSV as Polish spreadsheets open it: UTF-8 with BOM, semicolons, decimal commas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([as_text(cell) for cell in header])
    for row in rows:
        writer.writerow([_with_comma(as_text(cell)) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _with_comma(cell: Cell) -> Cell:
    if isinstance(cell, (float, Decimal)):
        return str(cell).replace(".", ",")
    return cell


def xlsx_bytes(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """Return a workbook with one sheet per name, each a header and rows; text stays text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for name, (header, rows) in sheets.items():
            sheet = book.add_worksheet(_sheet_name(name))
            sheet.write_row(0, 0, header, bold)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell)
            sheet.autofit()
    return buffer.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _sheet_name(name: str) -> str:
    cleaned = "".join(" " if character in "[]:*?/\\" else character for character in name)
    return cleaned[:31].strip("'")
