"""Copies for jurors who may not know the applicant: no planted name survives in their bytes."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from leader_award.entries.stripping import CannotStrip, strip
from tests.entries.planted import (
    FILES,
    NAME,
    OFFICE,
    TEXT,
    docx,
    everything_in,
    jpeg,
    pdf,
    planted_in,
    png,
)


@pytest.mark.parametrize("kind", FILES)
def test_planted_names_are_seen_in_the_file_and_gone_from_the_copy(kind: str) -> None:
    content, media_type = FILES[kind]
    assert planted_in(content)
    assert not planted_in(strip(content, media_type))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt", "ods", "odp"])
def test_text_of_an_office_document_stays(kind: str) -> None:
    copy = strip(*FILES[kind])
    assert any(TEXT.encode() in part for part in everything_in(copy))
    with (
        zipfile.ZipFile(io.BytesIO(copy)) as new,
        zipfile.ZipFile(io.BytesIO(FILES[kind][0])) as old,
    ):
        assert new.namelist() == old.namelist()


def test_page_of_a_pdf_stays() -> None:
    copy = strip(*FILES["pdf"])
    assert b"Wspolny transport" in PdfReader(io.BytesIO(copy)).pages[0]["/Contents"].get_data()
    assert any(b"Uwaga" in part for part in everything_in(copy))


def test_earlier_version_inside_a_pdf_is_left_out() -> None:
    written = io.BytesIO(pdf())
    update = PdfWriter(written, incremental=True)
    update.add_metadata({"/Author": "Nikt"})
    changed = io.BytesIO()
    update.write(changed)
    assert planted_in(changed.getvalue())
    assert not planted_in(strip(changed.getvalue(), "application/pdf"))


def test_picture_stays_as_it_was_and_a_turned_one_is_set_upright() -> None:
    plain, turned = (Image.open(io.BytesIO(strip(*FILES[kind]))) for kind in ("jpg", "turned jpg"))
    assert plain.size == (40, 20)
    assert plain.tobytes() == Image.open(io.BytesIO(jpeg())).tobytes()
    assert turned.size == (20, 40)
    assert Image.open(io.BytesIO(strip(*FILES["png"]))).getpixel((5, 5)) == (0, 128, 128, 255)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pdf("tajne"), "application/pdf"),
        (pdf()[:300], "application/pdf"),
        (b"%PDF-1.4\n%%EOF", "application/pdf"),
        (docx()[:-200], OFFICE + "wordprocessingml.document"),
        (b"\xd0\xcf\x11\xe0 encrypted", OFFICE + "wordprocessingml.document"),
        (docx(**{"word/vbaProject.bin": b"macro"}), OFFICE + "wordprocessingml.document"),
        (docx(**{"word/odd.xml": NAME.encode("utf-16")}), OFFICE + "wordprocessingml.document"),
        (jpeg()[:60], "image/jpeg"),
        (png()[:60], "image/png"),
        (b"text", "text/plain"),
    ],
    ids=["encrypted pdf", "cut pdf", "empty pdf", "cut docx", "encrypted docx", "opaque member",
         "other encoding", "cut jpg", "cut png", "unknown kind"],
)  # fmt: skip
def test_file_that_cannot_be_looked_into_gives_no_copy(content: bytes, media_type: str) -> None:
    with pytest.raises(CannotStrip):
        strip(content, media_type)
