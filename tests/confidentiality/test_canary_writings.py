"""What the search for canaries would find: each way in which words and figures may be written."""

import base64
import html
import io
import json
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote, quote_plus
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from pypdf import PdfWriter

from tests.confidentiality.asking import Answer
from tests.confidentiality.canaries import Canary, figure, hits, needles, opened

SECRET = "Zbigniew „Ćma” Kanarkowicz & Żółw"
CANARY = Canary("name", (SECRET,), frozenset())
TOTAL = Canary("total", figure(Decimal("73.14")), frozenset())


def found(body: bytes, *headers: tuple[str, str]) -> set[Canary]:
    wanted = needles([CANARY, TOTAL])
    documents = opened(Answer(200, headers, body))
    return set().union(*(hits(document, wanted) for document in documents))


def pdf(**metadata: str) -> bytes:
    written = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({f"/{name}": text for name, text in metadata.items()})
    writer.write(written)
    return written.getvalue()


def sheet(text: str) -> bytes:
    written, book = io.BytesIO(), Workbook()
    book.properties.keywords = text
    book.save(written)
    return written.getvalue()


def archive(content: bytes) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("inside.bin", content)
    return written.getvalue()


WRITINGS: dict[str, Callable[[], bytes]] = {
    "as it is": SECRET.encode,
    "in capitals": SECRET.upper().encode,
    "in small letters": SECRET.lower().encode,
    "HTML": html.escape(SECRET).encode,
    "JSON": json.dumps({"by": SECRET}).encode,
    "in an address": quote(SECRET).encode,
    "in a query": quote_plus(SECRET).encode,
    "UTF-16": lambda: SECRET.encode("utf-16"),
    "ISO 8859-2": lambda: SECRET.replace("„", "?").replace("”", "?").encode("iso-8859-2"),
    "base64": lambda: base64.b64encode(SECRET.encode()),
    "base64, moved by one": lambda: base64.b64encode(b"x" + SECRET.encode()),
    "base64, moved by two": lambda: base64.b64encode(b"xy" + SECRET.encode() + b"z"),
    "a slug": lambda: b"/osoby/zbigniew-cma-kanarkowicz-zolw",
    "metadata of a PDF": lambda: pdf(Author=SECRET),
    "a spreadsheet's properties": lambda: sheet(SECRET),
    "an archive in an archive": lambda: archive(archive(SECRET.encode())),
    "a PDF in an archive": lambda: archive(pdf(Subject=SECRET)),
    "a folded calendar": lambda: (
        b"BEGIN:VCALENDAR\r\nX:" + SECRET.encode()[:20] + b"\r\n " + SECRET.encode()[20:]
    ),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_name_is_found_in_writing(writing: str) -> None:
    assert found(b"<p>" + WRITINGS[writing]() if writing == "HTML" else WRITINGS[writing]()) == {
        CANARY
    }


@pytest.mark.parametrize("text", ["73,14 %", "= 73.14", "(73,1)", "[73.1,null]"])
def test_total_is_found_exact_and_rounded(text: str) -> None:
    assert found(text.encode()) == {TOTAL}


@pytest.mark.parametrize("text", ["173,14", "73,147", "73.1.2026", "3,14", "0.73.14"])
def test_figure_within_another_one_is_no_hit(text: str) -> None:
    assert not found(text.encode())


def test_name_is_found_in_a_header() -> None:
    name = f"attachment; filename*=UTF-8''{quote(SECRET)}.pdf"
    assert found(b"", ("Content-Disposition", name)) == {CANARY}


def test_nothing_is_found_where_nothing_stands() -> None:
    assert not found(b"Zbigniew kto inny", ("X", "y"))
