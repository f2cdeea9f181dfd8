import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leader_award.platform import file_types
from leader_award.platform.file_types import DAMAGED, DANGEROUS, DIFFERENT
from tests.entries.builders import PDF, PNG, zipped

DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
PPTX = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<presentation/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"

Judge = Callable[[bytes, str], str | None]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    def problem_of(content: bytes, extension: str) -> str | None:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return file_types.problem_of(path, extension)

    return problem_of


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", PDF),
        ("docx", zipped(DOCX)),
        ("xlsx", zipped(XLSX)),
        ("pptx", zipped(PPTX)),
        ("odt", zipped(ODT)),
        ("jpg", JPEG),
        ("png", PNG),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sound_file_has_no_problem(judge: Judge, extension: str, content: bytes) -> None:
    assert judge(content, extension) is None


@pytest.mark.parametrize(
    ("told", "extension", "content"),
    [
        ("a page of HTML", "pdf", b"<html><script>alert(1)</script>%%EOF"),
        ("a PDF behind other bytes", "pdf", b"<svg/>" + PDF),
        ("an office document", "pdf", zipped(DOCX)),
        ("a PDF", "docx", PDF),
        ("a spreadsheet", "docx", zipped(XLSX)),
        ("any archive", "docx", zipped({"cokolwiek.txt": b"x"})),
        ("a document of another office", "odt", zipped(DOCX)),
        ("a text document", "ods", zipped(ODT)),
        ("a photograph", "png", JPEG),
        ("nothing", "jpg", b""),
    ],
)
def test_file_that_is_something_else_is_told(
    judge: Judge, told: str, extension: str, content: bytes
) -> None:
    assert judge(content, extension) == DIFFERENT, told


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", PDF[: len(PDF) // 2]),
        ("docx", zipped(DOCX)[:-30]),
        ("png", PNG[:20]),
        ("jpg", JPEG[:-2]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_that_was_cut_off_is_damaged(judge: Judge, extension: str, content: bytes) -> None:
    assert judge(content, extension) == DAMAGED


@pytest.mark.parametrize(
    "member", ["word/vbaProject.bin", "../../etc/passwd", "/etc/passwd", "C:\\evil.txt"]
)
def test_macros_and_names_outside_the_archive_are_dangerous(judge: Judge, member: str) -> None:
    assert judge(zipped(DOCX | {member: b"x"}), "docx") == DANGEROUS


def test_symbolic_link_in_an_archive_is_dangerous(judge: Judge) -> None:
    packed = io.BytesIO(zipped(DOCX))
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert judge(packed.getvalue(), "docx") == DANGEROUS


@pytest.mark.parametrize("limit", ["MAX_UNPACKED", "MAX_DIRECTORY"])
def test_archive_that_unpacks_to_too_much_is_dangerous(
    judge: Judge, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    bomb = zipped(DOCX | {f"word/{n}.xml": b"\0" * 10_000 for n in range(20)})
    assert judge(bomb, "docx") is None
    monkeypatch.setattr(file_types, limit, 1_000)
    assert judge(bomb, "docx") == DANGEROUS


def test_picture_of_billions_of_points_is_dangerous(judge: Judge) -> None:
    side = (60_000).to_bytes(4)
    assert judge(PNG[:16] + side + side + PNG[24:], "png") == DANGEROUS


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PDF", "pdf"), ("a.b.jpeg", "jpg"), ("bez", ""), ("x\\y.docx", "docx"), (".pdf", "")],
)
def test_extension_is_the_last_part_of_the_name(name: str, extension: str) -> None:
    assert file_types.extension_of(name) == extension
