"""Sheets as answers, and where their pages lead."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from flask import Response, url_for
from flask_babel import gettext as _

from leader_award.editions.models import Edition
from leader_award.entries.files import send_chunks
from leader_award.exchange import service, wording
from leader_award.exchange.forms import FileForm
from leader_award.exchange.models import CARDS, SheetImport
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import CHUNK, Cell, csv_lines, xlsx_chunks


def file_form(mark: str) -> FileForm:
    """Return the form of one of several sheets on a page, told apart by `mark`."""
    form = FileForm()
    form.file.id = f"file-{mark}"
    return form


def uploaded(form: FileForm) -> dict[str, Any]:
    """Return the bytes and the name of the file that was sent, as `service.send_in` takes them."""
    upload = form.file.data
    return {"data": upload.stream.read(service.LIMITS.bytes + 1), "name": upload.filename or ""}


def table(
    heading: Sequence[str],
    rows: Iterator[list[Cell]],
    edition: Edition,
    kind: str,
    form: str,
    further: dict[str, tuple[list[str], list[list[Cell]]]] | None = None,
) -> Response:
    """Return the sheet as a download; `further` are more pages of a workbook."""
    name = f"{edition.slug}-{wording.FILE_NAMES[kind]}.{form}"
    if form == "csv":
        return send_chunks(_on_disk(csv_lines(heading, rows)), name, service.CSV)
    pages = {str(wording.KINDS[kind]): (heading, rows), **(further or {})}
    return send_chunks(_on_disk(xlsx_chunks(pages)), name, service.XLSX)


def _on_disk(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Make everything now, without holding it in memory; a slow reader keeps no database busy."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last piece is sent
    file.writelines(chunks)
    file.seek(0)
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def back(sent: SheetImport) -> str:
    """Return the address of the page from which the file was sent."""
    if sent.kind == CARDS:
        return url_for("exchange.own_sheets", juror_id=sent.juror_id)
    return url_for("exchange.sheets", edition_id=sent.edition_id)


def crumbs(sent: SheetImport) -> list[dict[str, str]]:
    """Return the way to the page that shows what a file would change."""
    name = {"label": translate(sent.edition.name)}
    if sent.kind == CARDS:
        way = [{"label": _("Juror's desk"), "url": url_for("scoring.desk")}]
    else:
        board = url_for("editions.board", edition_id=sent.edition_id)
        way = [
            {"label": _("Organiser's board"), "url": url_for("editions.boards")},
            {**name, "url": board},
        ]
    return [*way, {"label": _("Sheets"), "url": back(sent)}, {"label": _("Check")}]
