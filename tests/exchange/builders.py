"""Sheets as people make them: taken out, changed in places, sent in."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from leader_award.exchange import queries, service
from leader_award.exchange.models import SheetImport
from leader_award.exchange.rules import Plan
from leader_award.exchange.sheet import Sheet
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.sheet_files import read_rows
from leader_award.platform.sheets import csv_bytes, csv_lines, xlsx_chunks

Table = list[list[Any]]


def as_xlsx(table: Sequence[Sequence[Any]]) -> bytes:
    """The table as a spreadsheet program saves it."""
    book = Workbook()
    assert book.active is not None
    for row in table:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_csv(table: Sequence[Sequence[Any]]) -> bytes:
    return csv_bytes([str(cell) for cell in table[0]], table[1:])


def exported(sheet: Sheet, form: str) -> bytes:
    """The whole sheet as it is given out."""
    db.session().rollback()
    if form == "csv":
        return b"".join(csv_lines(sheet.heading, sheet.rows()))
    return b"".join(xlsx_chunks({"Arkusz": (sheet.heading, sheet.rows())}))


def table_of(sheet: Sheet) -> Table:
    """The whole sheet as rows of text, to be changed by a test."""
    rows = read_rows(exported(sheet, "xlsx"), service.LIMITS)
    return [row + [""] * (len(sheet.columns) - len(row)) for row in rows]


def column(sheet: Sheet, key: str) -> int:
    return [one.key for one in sheet.columns].index(key)


def row_of(sheet: Sheet, **cells: Any) -> list[Any]:
    """A row with these cells, by the keys of their columns."""
    return [cells.get(one.key.replace("-", "_"), "") for one in sheet.columns]


def sent(
    kind: str, edition_id: str, table: Table | bytes, actor: Actor, **whose: str
) -> SheetImport:
    """The file, sent in to be looked at."""
    data = table if isinstance(table, bytes) else as_xlsx(table)
    import_id = service.send_in(
        kind=kind, edition_id=edition_id, data=data, name="arkusz.xlsx", actor=actor, **whose
    )
    return again(import_id)


def again(import_id: str) -> SheetImport:
    """The import as stored now."""
    db.session().expire_all()
    found = queries.find(import_id)
    assert found is not None
    return found


def planned(one: SheetImport, actor: Actor) -> Plan:
    db.session().rollback()
    return service.plan(again(one.id), actor)


def take_over(one: SheetImport, actor: Actor) -> dict[str, int]:
    """Agree to what the file would change now."""
    plan = planned(one, actor)
    return service.take_over(import_id=one.id, seen=plan.digest, actor=actor)


def faults(plan: Plan) -> list[tuple[int, str, str]]:
    """Line, column and message of everything that is wrong."""
    return [(row.line, fault.label, fault.message) for row in plan.rows for fault in row.faults]
