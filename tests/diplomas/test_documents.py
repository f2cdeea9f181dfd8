"""A diploma says what the data say, and nothing runs out of its place."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from leader_award.diplomas import documents, issuing, rules
from leader_award.diplomas.designing import Text, default
from leader_award.diplomas.hooks import Recipient
from leader_award.diplomas.models import Diploma
from leader_award.platform import clock
from tests.diplomas.builders import LONG_NAME, text_of

CODE = "ABCD2345EFGH"
FACTS = {
    "title": "Wspólna polityka rozwoju",
    "prize": "Statuetka i wizyta studyjna",
    "category": "Usługi",
    "event": "Konferencja podsumowująca",
    "event_date": "16 grudnia 2015",
}
NAMES = ["Gmina Łódź", "Związek Gmin Żółć–Ćma „Ąę”", LONG_NAME, "W" * 200, "Ą i " * 50]
SIGNATURES = [
    {"name": "Zdzisława Żółć-Śmiałkowska", "function": "Przewodnicząca komisji konkursowej"},
    {"name": "Ł" * 120, "function": "Ś" * 120},
    {"name": "Jan Nowak", "function": "Sekretarz"},
]


def made(
    kind: str,
    name: str = "Gmina Łódź",
    language: str = "pl",
    text: Text | None = None,
    **facts: str,
) -> Diploma:
    recipient = Recipient(kind, "x", name, None, FACTS | facts, language)
    content = issuing.content_of(recipient, text or default(kind), None)
    return Diploma(
        code=CODE, name=content["name"], language=language, content=content, issued_at=clock.now()
    )


def with_signatures(kind: str, orientation: str = "portrait") -> Text:
    text = default(kind)
    return Text(text.title, text.body, {"pl": "Warszawa, 1 maja"}, SIGNATURES, orientation)


@pytest.mark.parametrize("kind", rules.KINDS)
def test_the_text_read_back_is_the_text_of_the_data(wordy: Flask, kind: str) -> None:
    for name in NAMES[:3]:
        row = made(kind, name)
        pdf = text_of(documents.pdf_of(row)).replace(" ", "")
        wanted = [row.content["title"], rules.shown_code(CODE)]
        wanted += [words for _style, words in row.content["body"]]
        for words in wanted:
            assert words.replace(" ", "").replace("\n", "") in pdf


def test_a_diploma_is_one_tagged_a4_page_with_language_and_title(wordy: Flask) -> None:
    reader = PdfReader(io.BytesIO(documents.pdf_of(made("laureate", "Gmina Łódź"))))
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("pl")
    assert reader.metadata is not None
    assert reader.metadata.title == "Dyplom laureata – Gmina Łódź"


def test_a_diploma_in_english_says_so(wordy: Flask) -> None:
    row = made("attendance", "John Smith", "en")
    assert "This is to certify that John Smith took part" in text_of(documents.pdf_of(row))
    root: Any = PdfReader(io.BytesIO(documents.pdf_of(row))).trailer["/Root"]
    assert str(root["/Lang"]).startswith("en")


@pytest.mark.parametrize("orientation", rules.ORIENTATIONS)
@pytest.mark.parametrize("kind", ["laureate", "attendance"])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_runs_out_of_its_column_or_into_the_signatures(
    wordy: Flask, kind: str, orientation: str, name: str
) -> None:
    row = made(kind, name, text=with_signatures(kind, orientation), title="Ż" * 300)
    pdf = documents.pdf_of(row)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert row.name.replace(" ", "") in text_of(pdf).replace(" ", "")
    assert lowest_of_body(pdf) > place_and_date(pdf)
    page = documents.page_of(row.content, CODE, "pl")
    png = documents._compiled(documents._input([page], "x", "pl"), format="png", ppi=72)
    assert strips_are_white(Image.open(io.BytesIO(png)).convert("L"), orientation)


def positions(pdf: bytes) -> list[tuple[str, float]]:
    """Pieces of text with their height on the page in points."""
    found: list[tuple[str, float]] = []

    def note(text: str, cm: Any, tm: Any, *_rest: Any) -> None:
        if text.strip():
            found.append((text, tm[5] * cm[3] + cm[5]))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


def lowest_of_body(pdf: bytes) -> float:
    """How high the lowest line of the body stands: what comes before place, date and code."""
    pieces = positions(pdf)
    end = next(n for n, (text, _y) in enumerate(pieces) if "Warszawa" in text or "Sprawdź" in text)
    return min(y for _text, y in pieces[:end])


def place_and_date(pdf: bytes) -> float:
    return next(y for text, y in positions(pdf) if "Warszawa" in text)


def strips_are_white(picture: Image.Image, orientation: str) -> bool:
    """Whether nothing stands between the pillars and the column of the text."""
    width, height = picture.size
    mm = width / (210 if orientation == "portrait" else 297)
    column = 34 if orientation == "portrait" else 36
    top, bottom = int(90 * mm), int(height - 14 * mm)
    left = picture.crop((int(25 * mm), top, int((column - 1) * mm), bottom))
    right = picture.crop((int(width - (column - 1) * mm), top, int(width - 25 * mm), bottom))
    return all(strip.getextrema()[0] > 250 for strip in (left, right))


def test_nothing_typed_is_markup_of_the_typesetter(wordy: Flask) -> None:
    hostile = '#read("/etc/passwd") $x$ *b* [k] `r` <l> @x \\ "q" // c #{1+1} <script>'
    row = made("laureate", hostile, title=hostile)
    pdf = text_of(documents.pdf_of(row))
    assert hostile.replace(" ", "") in pdf.replace(" ", "")


def test_the_code_leads_to_the_page_of_the_site_that_the_settings_name(wordy: Flask) -> None:
    page = documents.page_of(made("laureate").content, CODE, "pl")
    assert page["verify"]["address"] == "localhost/dyplom"
    assert page["verify"]["svg"].startswith("<svg")


def test_the_same_diploma_is_always_the_same_file(wordy: Flask) -> None:
    row = made("laureate")
    assert documents.pdf_of(row) == documents.pdf_of(row)
