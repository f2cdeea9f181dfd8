import io
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from leader_award.knowledge import queries, rules, service
from leader_award.platform import db, markdown, storage
from leader_award.platform.audit import SYSTEM
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from tests.knowledge.builders import make_article, make_section

PDF = (Path(__file__).parent.parent / "journeys" / "porozumienie.pdf").read_bytes()


def save(article_id: str, version: int, **changes: object) -> None:
    article = queries.find(article_id)
    assert article is not None
    texts = {name: dict(getattr(article, name)) for name in service.TEXTS}
    wanted = {"section_id": article.section_id, **texts, **changes}
    service.save_article(article_id=article_id, version=version, actor=SYSTEM, **wanted)  # type: ignore[arg-type]
    db.session().rollback()


def version_of(article_id: str) -> int:
    article = queries.find(article_id)
    assert article is not None
    return article.version


def titles(text: str) -> list[str]:
    return [one.article.title["pl"] for one in queries.find_published(text)]


def test_published_article_is_found_by_inflected_words_and_without_diacritics(app: Flask) -> None:
    make_article(make_section())
    assert (
        titles("związku międzygminnego")
        == titles("zwiazek miedzygminny")
        == ["Związek międzygminny"]
    )
    assert titles("odpadów") == ["Związek międzygminny"]
    assert titles("koncert") == []


def test_draft_and_withdrawn_article_are_not_found(app: Flask) -> None:
    section = make_section()
    make_article(section, "Szkic", public=False)
    article_id = make_article(section, "Wycofany")
    assert titles("wycofany") == ["Wycofany"]
    service.advance(article_id=article_id, event="withdraw", actor=SYSTEM)
    assert titles("wycofany") == titles("szkic") == []


def test_each_saving_is_a_version_and_an_earlier_one_can_stand_again(app: Flask) -> None:
    article_id = make_article(make_section())
    save(article_id, version_of(article_id), title={"pl": "Nowy tytuł"})
    save(article_id, version_of(article_id), title={"pl": "Nowy tytuł"})
    numbers = [one.number for one in queries.versions(article_id)]
    assert numbers == [2, 1]
    service.restore_version(version_id=queries.versions(article_id)[1].id, actor=SYSTEM)
    db.session().rollback()
    article = queries.find(article_id)
    assert article is not None
    assert article.title == {"pl": "Związek międzygminny", "en": "Union of gminas"}
    assert [one.number for one in queries.versions(article_id)] == [3, 2, 1]
    assert titles("Nowy") == []


def test_an_article_saved_elsewhere_is_not_overwritten(app: Flask) -> None:
    article_id = make_article(make_section())
    seen = version_of(article_id)
    save(article_id, seen, title={"pl": "Od kogoś innego"})
    with pytest.raises(Conflict) as caught:
        save(article_id, seen, title={"pl": "Ode mnie"})
    assert caught.value.changes == {"title": {"pl": "Od kogoś innego"}}


def test_article_without_polish_text_is_not_published(app: Flask) -> None:
    article_id = service.create_article(
        section_id=make_section(), title={"pl": "Pusty"}, actor=SYSTEM, key=new_id()
    )
    with pytest.raises(NotAllowed):
        service.advance(article_id=article_id, event="publish", actor=SYSTEM)


def test_too_long_text_is_refused_beside_its_field(app: Flask) -> None:
    with pytest.raises(DomainError) as caught:
        service.create_article(
            section_id=make_section(),
            title={"pl": "Długi"},
            body={"pl": "x" * (markdown.LONGEST + 1)},
            actor=SYSTEM,
            key=new_id(),
        )
    assert caught.value.field == "body_pl"


def test_section_with_articles_is_not_deleted(app: Flask) -> None:
    section_id = make_section()
    make_article(section_id)
    with pytest.raises(NotAllowed):
        service.delete_section(section_id=section_id, actor=SYSTEM)
    empty = make_section("Pusty")
    service.delete_section(section_id=empty, actor=SYSTEM)
    assert [one.id for one in queries.sections()] == [section_id]


def test_two_articles_of_one_title_have_two_addresses(app: Flask) -> None:
    section = make_section()
    for _ in range(2):
        make_article(section)
    assert queries.by_slug("zwiazek-miedzygminny") is not None
    assert queries.by_slug("zwiazek-miedzygminny-2") is not None


def test_document_is_kept_and_its_bytes_leave_with_it(app: Flask) -> None:
    article_id = make_article(make_section())
    service.attach(
        article_id=article_id, stream=io.BytesIO(PDF), filename="wzór.pdf", label="", actor=SYSTEM
    )
    article = queries.find(article_id)
    assert article is not None
    [row] = article.files
    file_id, stored = row.file_id, storage.StoredFile(key=row.file.key)
    assert b"".join(storage.read(stored)) == PDF
    service.detach(article_id=article_id, file_id=file_id, actor=SYSTEM)
    with pytest.raises(FileNotFoundError):
        storage.read(stored)


@pytest.mark.parametrize(
    ("name", "content"),
    [("wzór.exe", b"MZ"), ("wzór.pdf", b"<script>"), ("wzór.pdf", b""), ("wzór.pdf", PDF[:200])],
)
def test_hostile_or_broken_document_is_refused_beside_the_field(
    app: Flask, name: str, content: bytes
) -> None:
    article_id = make_article(make_section())
    with pytest.raises(DomainError) as caught:
        service.attach(
            article_id=article_id,
            stream=io.BytesIO(content),
            filename=name,
            label="",
            actor=SYSTEM,
        )
    assert caught.value.field == "file"
    article = queries.find(article_id)
    assert article is not None
    assert article.files == []


TEXTS = st.lists(st.text("abc ", max_size=3), max_size=8).map("\n".join)


@given(TEXTS, TEXTS)
def test_differences_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    pieces = list(rules.differences(before, after))
    old = [line for one in pieces if one.kind != rules.ADDED for line in one.lines]
    new = [line for one in pieces if one.kind != rules.REMOVED for line in one.lines]
    assert (old, new) == (before.splitlines(), after.splitlines())
