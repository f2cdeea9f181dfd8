import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from leader_award.editions import service as editions
from leader_award.entries import service
from leader_award.entries.files import disposition
from leader_award.platform import db, file_types, storage
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.platform.storage import StoredFile
from tests.editions.builders import ORGANISER, both, make_edition
from tests.entries.builders import (
    PDF,
    PNG,
    add_pdf,
    clerk_of,
    entry,
    make_clerk,
    make_draft,
    make_organisation,
    make_submitted_entry,
    zipped,
)

DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


def draft_that_asks_for(*types: str, max_bytes: int = 1 << 20, max_count: int = 3) -> str:
    """An entry whose third requirement takes these types."""
    edition_id = make_edition(open_now=False)
    editions.save_requirement(
        edition_id=edition_id,
        label=both("Opis"),
        types=list(types),
        max_bytes=max_bytes,
        max_count=max_count,
        actor=ORGANISER,
    )
    editions.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
    return make_draft(edition_id)


def requirement(entry_id: str, place: int = -1) -> str:
    return entry(entry_id).edition.attachment_requirements[place].id


def add(entry_id: str, name: str, content: bytes, place: int = -1) -> str:
    return service.add_attachment(
        entry_id=entry_id,
        requirement_id=requirement(entry_id, place),
        stream=io.BytesIO(content),
        filename=name,
        actor=clerk_of(entry_id),
    )


def stored_files() -> int:
    return db.session().scalar(select(func.count(StoredFile.id))) or 0


def bytes_on_disk(app: Flask) -> int:
    folder = app.extensions["storage_folder"]
    return sum(path.name != "health" for path in folder.iterdir())


def test_sound_file_is_kept_as_it_is_under_a_random_key(app: Flask) -> None:
    entry_id = draft_that_asks_for("pdf", "docx")
    content = zipped(DOCX)
    add(entry_id, "Zażółć opis.docx", content)
    stored = entry(entry_id).attachments[0].file
    assert (stored.name, stored.size) == ("Zażółć opis.docx", len(content))
    assert b"".join(storage.read(stored)) == content
    assert stored.media_type == file_types.TYPES["docx"].media_type
    assert "opis" not in stored.key


def test_wrong_or_lying_file_is_refused_by_name_and_nothing_is_kept(app: Flask) -> None:
    entry_id = draft_that_asks_for("pdf", "docx")
    for name, content, said in (
        ("umowa.exe", PDF, "PDF, DOCX"),
        ("umowa", PDF, "PDF, DOCX"),
        ("umowa.png", PNG, "PDF, DOCX"),
        ("umowa.pdf", zipped(DOCX), "nie ma formatu PDF"),
        ("umowa.pdf", PDF[:20], "uszkodzony"),
        ("pusty.pdf", b"", "jest pusty"),
        ("duży.pdf", PDF + b"x" * (1 << 20), "do 1 MB"),
    ):
        with pytest.raises(DomainError) as refused:
            add(entry_id, name, content)
        assert refused.value.field == "file"
        assert said in str(refused.value.message)
    assert (entry(entry_id).attachments, stored_files(), bytes_on_disk(app)) == ([], 0, 0)


def test_only_as_many_files_as_asked_for_are_taken(app: Flask) -> None:
    entry_id = draft_that_asks_for("pdf", max_count=2)
    for number in range(2):
        add(entry_id, f"{number}.pdf", PDF + str(number).encode())
    with pytest.raises(DomainError) as refused:
        add(entry_id, "3.pdf", PDF)
    assert refused.value.field == "file"
    assert len(entry(entry_id).attachments) == 2


def test_same_file_twice_is_noticed(app: Flask) -> None:
    entry_id = draft_that_asks_for("pdf")
    add(entry_id, "a.pdf", PDF)
    with pytest.raises(DomainError):
        add(entry_id, "b.pdf", PDF)
    assert bytes_on_disk(app) == 1


def test_removed_file_is_gone_with_its_bytes(app: Flask) -> None:
    entry_id = draft_that_asks_for("pdf")
    attachment_id = add(entry_id, "pomyłka.pdf", PDF)
    for _ in range(2):
        service.remove_attachment(
            entry_id=entry_id, attachment_id=attachment_id, actor=clerk_of(entry_id)
        )
    assert (entry(entry_id).attachments, stored_files(), bytes_on_disk(app)) == ([], 0, 0)


def test_file_for_another_edition_is_refused(app: Flask) -> None:
    entry_id, other = make_draft(), make_draft()
    with pytest.raises(NotFound):
        add_pdf(entry_id, requirement(other, 0))


def test_file_cannot_be_added_to_a_withdrawn_entry(app: Flask) -> None:
    entry_id = make_draft()
    service.withdraw_entry(entry_id=entry_id, actor=clerk_of(entry_id))
    with pytest.raises(NotAllowed):
        add_pdf(entry_id, requirement(entry_id, 0))


def test_full_disk_is_said_in_plain_words_and_the_draft_stays(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    entry_id = make_draft()
    monkeypatch.setattr(storage, "_sync", full)
    with pytest.raises(storage.StoreRefused):
        add_pdf(entry_id, requirement(entry_id, 0))
    assert (entry(entry_id).attachments, bytes_on_disk(app)) == ([], 0)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\umowa.pdf", "umowa.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ("fakt\u202efdp.exe", "faktfdp.exe"),
        ("CON.pdf", "_CON.pdf"),
        ('a".html', "a.html"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        (".pdf", "plik.pdf"),
        ("  zażółć   gęślą .pdf", "zażółć gęślą.pdf"),
        ("📄 plan.pdf", "📄 plan.pdf"),
        ("...", "plik"),
    ],
)
def test_name_of_a_file_is_made_safe(given: str, safe: str) -> None:
    assert storage.safe_name(given) == safe


def test_name_is_sent_plain_and_in_full() -> None:
    assert disposition("Łódź – umowa.pdf") == (
        'attachment; filename="Lodz  umowa.pdf"; '
        "filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%E2%80%93%20umowa.pdf"
    )


def test_file_is_sent_as_a_download_in_a_sandbox(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    entry_id = draft_that_asks_for("pdf")
    add(entry_id, "umowa.pdf", PDF)
    stored = entry(entry_id)
    client = signed_in(stored.created_by_id)
    answer = client.get(f"/zgloszenia/{entry_id}/pliki/{stored.attachments[0].file_id}")
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Content-Security-Policy"] == policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_file_of_another_applicant_is_as_unknown_as_one_that_does_not_exist(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    foreign_id = make_submitted_entry()
    file_id = entry(foreign_id).attachments[0].file_id
    own_id = make_draft(clerk=make_clerk(make_organisation("Inna")))
    client = signed_in(entry(own_id).created_by_id)

    def seen(address: str) -> tuple[int, bytes]:
        answer = client.get(address)
        return answer.status_code, answer.data.replace(address.encode(), b"")

    missing = seen(f"/zgloszenia/{own_id}/pliki/nie-ma-takiego")
    assert missing[0] == 404
    for address in (
        f"/zgloszenia/{foreign_id}/pliki/{file_id}",
        f"/zgloszenia/{own_id}/pliki/{file_id}",
    ):
        assert seen(address) == missing


def test_organiser_gets_submitted_files_and_not_those_of_a_working_copy(
    app: Flask, signed_in: Callable[[str], FlaskClient], make_person: Callable[..., str]
) -> None:
    entry_id = make_submitted_entry()
    submitted = entry(entry_id).attachments[0].file_id
    wanted = entry(entry_id).edition.attachment_requirements[1].id
    service.add_attachment(
        entry_id=entry_id,
        requirement_id=wanted,
        stream=io.BytesIO(PNG),
        filename="później.png",
        actor=clerk_of(entry_id),
    )
    later = next(a.file_id for a in entry(entry_id).attachments if a.file_id != submitted)
    client = signed_in(make_person("Olga", "olga@example.org", "organiser"))
    assert client.get(f"/zgloszenia/{entry_id}/pliki/{submitted}").status_code == 200
    assert client.get(f"/zgloszenia/{entry_id}/pliki/{later}").status_code == 404
