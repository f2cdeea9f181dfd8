"""Pages of attached files shown as pictures: to whom, how, and what hostile files do."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from leader_award.entries import preview_process, previews
from leader_award.entries.models import FilePreview
from leader_award.platform import db, storage
from leader_award.platform.storage import StoredFile
from tests.entries.builders import clerk_of, entry, make_complete_entry, submit
from tests.entries.documents import endless_pdf, pdf_of, picture_of, vast_png
from tests.jury.builders import make_organiser
from tests.worlds import remembered

Browsers = Callable[[str], FlaskClient]


@remembered
def make_submitted() -> str:
    entry_id = make_complete_entry()
    submit(entry_id)
    return entry_id


def put(entry_id: str, content: bytes, tmp_path: Path, media_type: str = "application/pdf") -> str:
    """Let the entry's first file be this one, as if it had been submitted; returns its id."""
    stored = entry(entry_id).attachments[0].file
    path = tmp_path / "file"
    path.write_bytes(content)
    storage.put(stored.key, path)
    with db.transaction() as writer:
        writer.get_one(StoredFile, stored.id).media_type = media_type
    return stored.id


def found(file_id: str) -> StoredFile:
    return db.session().get_one(StoredFile, file_id)


def derived(app: Flask) -> set[str]:
    folder = app.extensions["storage_folder"] / storage.DERIVED
    return {path.name for path in folder.rglob("*") if path.is_file()}


def opened(answer: bytes | None) -> Image.Image:
    assert answer is not None
    return Image.open(io.BytesIO(answer))


@pytest.fixture
def entry_id(app: Flask) -> str:
    return make_submitted()


def test_pages_of_a_pdf_are_drawn_once_and_kept(
    app: Flask, entry_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = previews.Source(found(put(entry_id, pdf_of("jeden", "dwa", "trzy"), tmp_path)))
    shown = previews.shown(previews.survey(source.stored))
    assert (shown.pages, shown.sizes[0]) == (3, (1600, 2264))
    assert opened(previews.page_picture(source, 2, 800)).width == pytest.approx(800, abs=1)
    assert {"plain-800-2", "plain-800-3"} <= derived(app)
    monkeypatch.setattr(subprocess, "run", None)  # nothing is drawn again
    assert opened(previews.page_picture(source, 3, 800)).format == "WEBP"
    assert previews.page_picture(source, 4, 800) is None
    assert previews.page_picture(source, 1, 12_345) is None


def test_text_of_the_pages_can_be_read(entry_id: str, tmp_path: Path) -> None:
    source = previews.Source(found(put(entry_id, pdf_of("Umowa", ""), tmp_path)))
    assert previews.page_texts(source) == ["Umowa", ""]


def test_picture_is_written_anew_without_notes_and_upright(entry_id: str, tmp_path: Path) -> None:
    notes = Image.Exif()
    notes[0x013B], notes[0x0112] = "Zenobia Kąkol", 6  # artist; lies on its side
    packed = io.BytesIO()
    Image.new("RGB", (3000, 1000), "teal").save(packed, "JPEG", exif=notes)
    source = previews.Source(found(put(entry_id, packed.getvalue(), tmp_path, "image/jpeg")))
    picture = previews.page_picture(source, 1, 800)
    assert opened(picture).size == (667, 2000)
    assert b"Zenobia" not in (picture or b"")
    assert not opened(picture).getexif()


@pytest.mark.parametrize(
    ("content", "media_type", "failure"),
    [
        (pdf_of("tajne", password="hasło"), "application/pdf", "encrypted"),
        (pdf_of("cały", "plik")[:300], "application/pdf", "broken"),
        (b"%PDF-1.7\nnic", "application/pdf", "broken"),
        (vast_png(), "image/png", "large"),
        (picture_of(60, 40)[:50], "image/png", "broken"),
    ],
    ids=["encrypted", "truncated", "no pages", "billions of pixels", "cut picture"],
)
def test_file_that_cannot_be_shown_says_why_and_can_be_downloaded(
    entry_id: str,
    tmp_path: Path,
    signed_in: Browsers,
    content: bytes,
    media_type: str,
    failure: str,
) -> None:
    file_id = put(entry_id, content, tmp_path, media_type)
    desk = signed_in(str(clerk_of(entry_id).person_id))
    address = f"/zgloszenia/{entry_id}/pliki/{file_id}"
    page = desk.get(f"{address}/strony")
    assert page.status_code == 200
    assert str(previews.WORDS[failure]) in page.text
    assert f'href="{address}"' in page.text
    assert "<img" not in page.text
    assert desk.get(f"{address}/strony/1/800.webp").status_code == 404
    assert desk.get(address).data == content


@pytest.mark.parametrize("size", [(1_400_000, 10), (0.001, 1_000_000_000)], ids=["wide", "high"])
def test_page_of_monstrous_shape_is_drawn_small(
    entry_id: str, tmp_path: Path, size: tuple[float, float]
) -> None:
    source = previews.Source(found(put(entry_id, pdf_of("", size=size), tmp_path)))
    width, height = opened(previews.page_picture(source, 1, 1600)).size
    assert width <= preview_process.WIDTH + 1
    assert height <= preview_process.HEIGHT + 1


def test_endless_page_is_given_up_and_not_tried_again(
    app: Flask, entry_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "SECONDS", 1)
    source = previews.Source(found(put(entry_id, endless_pdf(), tmp_path)))
    assert previews.survey(source.stored).failure == ""
    with pytest.raises(previews.NotShown) as refusal:
        previews.page_picture(source, 1, 800)
    assert refusal.value.failure == previews.SLOW
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(previews.NotShown):
        previews.page_picture(source, 1, 800)


def test_memory_of_the_process_is_bounded(
    entry_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MEMORY", 120 << 20)
    file_id = put(entry_id, picture_of(6000, 6000), tmp_path, "image/png")
    with pytest.raises(previews.NotShown) as refusal:
        previews.page_picture(previews.Source(found(file_id)), 1, 1600)
    assert refusal.value.failure == previews.LARGE


def test_no_more_than_a_hundred_pages_are_shown_and_the_page_says_so(
    entry_id: str, tmp_path: Path, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_PAGES", 2)
    file_id = put(entry_id, pdf_of("a", "b", "c"), tmp_path)
    desk = signed_in(str(clerk_of(entry_id).person_id))
    page = desk.get(f"/zgloszenia/{entry_id}/pliki/{file_id}/strony").text
    assert page.count("<img") == 2
    assert "Strona 2 z 3" in page
    assert desk.get(f"/zgloszenia/{entry_id}/pliki/{file_id}/strony/3/800.webp").status_code == 404


def test_picture_of_a_page_runs_nothing_and_is_no_download(
    entry_id: str, tmp_path: Path, signed_in: Browsers
) -> None:
    file_id = put(entry_id, pdf_of("a"), tmp_path)
    desk = signed_in(str(clerk_of(entry_id).person_id))
    answer = desk.get(f"/zgloszenia/{entry_id}/pliki/{file_id}/strony/1/800.webp")
    assert answer.mimetype == "image/webp"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_organiser_reads_the_pages_on_the_page_of_the_entry(
    entry_id: str, tmp_path: Path, signed_in: Browsers
) -> None:
    file_id = put(entry_id, pdf_of("a", "b"), tmp_path)
    board = signed_in(str(make_organiser().person_id))
    page = f"/organizator/zgloszenia/{entry_id}"
    assert f"{file_id}/strony" in board.get(page).text
    previews.survey_waiting()
    text = board.get(page).text
    assert 'alt="Strona 2 z 2"' in text
    assert 'loading="lazy"' in text


def test_page_of_another_entrys_file_is_reached_through_none(
    entry_id: str, tmp_path: Path, signed_in: Browsers
) -> None:
    file_id = put(entry_id, pdf_of("a"), tmp_path)
    own = make_complete_entry()
    desk = signed_in(str(clerk_of(own).person_id))
    for address in (entry_id, own):
        for rest in ("strony", "strony/1/800.webp"):
            answer = desk.get(f"/zgloszenia/{address}/pliki/{file_id}/{rest}")
            assert answer.status_code in (403, 404), (address, rest)


def test_what_was_drawn_goes_with_the_file(app: Flask, entry_id: str, tmp_path: Path) -> None:
    source = previews.Source(found(put(entry_id, pdf_of("a"), tmp_path)))
    previews.page_picture(source, 1, 800)
    previews.page_texts(source)
    assert derived(app)
    with db.transaction() as writer:
        stored = writer.get_one(StoredFile, source.stored.id)
        for attachment in entry(entry_id).attachments:
            writer.delete(writer.merge(attachment))
        writer.flush()
        storage.forget(writer, stored)
    assert not derived(app)
    assert not list((app.extensions["storage_folder"] / storage.DERIVED).iterdir())
    assert db.session().scalar(select(FilePreview.pages)) is None


def test_page_drawn_while_its_file_was_deleted_is_not_kept(
    app: Flask, entry_id: str, tmp_path: Path
) -> None:
    stored = found(put(entry_id, pdf_of("a"), tmp_path))
    source = previews.Source(stored)
    previews.survey(stored)
    db.session().expunge(stored)
    with db.transaction() as writer:
        for attachment in entry(entry_id).attachments:
            writer.delete(writer.merge(attachment))
        writer.flush()
        writer.delete(writer.get_one(StoredFile, stored.id))
    previews._keep(source.stored, "plain-800-1", b"RIFF")
    assert not derived(app)


def test_files_are_looked_into_before_anybody_asks(entry_id: str, tmp_path: Path) -> None:
    put(entry_id, pdf_of("a"), tmp_path)
    previews.survey_waiting()
    surveyed = set(db.session().scalars(select(FilePreview.file_id)))
    assert {one.file_id for one in entry(entry_id).attachments} <= surveyed
