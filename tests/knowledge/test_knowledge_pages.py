import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.knowledge import queries, service
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from tests.knowledge.builders import make_article, make_section
from tests.knowledge.test_articles import PDF

ARTICLE = "/baza-wiedzy/zwiazek-miedzygminny"
BASE = "/organizator/baza-wiedzy"


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Ola Organizatorka", None, "organiser"))


def test_visitor_reads_and_searches_the_knowledge_base(app: Flask, client: FlaskClient) -> None:
    make_article(make_section())
    assert "Formy współpracy" in client.get("/baza-wiedzy").text
    found = client.get("/baza-wiedzy?q=odpadami").text
    assert "Znaleziono 1 artykuł" in found
    assert "<mark>odpady</mark>" in found
    page = client.get(ARTICLE).text
    assert "<strong>wykonywać</strong>" in page
    assert "<h3>Po co</h3>" in page


def test_draft_is_for_organisers_only(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    make_article(make_section(), public=False)
    missing = client.get("/baza-wiedzy/nie-ma-takiego").text.replace("nie-ma-takiego", "X")
    answer = client.get(ARTICLE)
    assert answer.status_code == 404
    assert answer.text.replace("zwiazek-miedzygminny", "X") == missing
    assert "Związek międzygminny" not in client.get("/baza-wiedzy").text
    assert "nie jest opublikowany" in organiser.get(ARTICLE).text


def test_sitemap_names_published_articles_only(app: Flask, client: FlaskClient) -> None:
    section = make_section()
    make_article(section)
    make_article(section, "Szkic", public=False)
    listed = client.get("/sitemap.xml").text
    assert f"{ARTICLE}<" in listed
    assert "szkic" not in listed


def test_hostile_markdown_reaches_the_page_as_text(app: Flask, client: FlaskClient) -> None:
    article_id = make_article(make_section())
    article = queries.find(article_id)
    assert article is not None
    service.save_article(
        article_id=article_id,
        version=article.version,
        section_id=article.section_id,
        title={"pl": "<script>alert(1)</script>"},
        summary={"pl": "<img src=x onerror=alert(1)>"},
        body={"pl": "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x>b</b>"},
        actor=SYSTEM,
    )
    for page in (client.get(ARTICLE).text, client.get("/baza-wiedzy?q=alert").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "<b onclick" not in page


def test_organiser_writes_publishes_changes_and_compares(organiser: FlaskClient) -> None:
    organiser.post(f"{BASE}/dzialy/nowy", data={"name_pl": "Prawo"})
    [section] = queries.sections()
    answer = organiser.post(
        f"{BASE}/artykuly/nowy",
        data={"section_id": section.id, "title_pl": "Porozumienie", "body_pl": "Tekst pierwszy"},
    )
    manage = answer.location
    organiser.post(f"{manage}/stan", data={"event": "publish"})
    assert "Tekst pierwszy" in organiser.get("/baza-wiedzy/porozumienie").text
    form = {
        "version": "2",
        "section_id": section.id,
        "title_pl": "Porozumienie",
        "body_pl": "Tekst drugi",
        "note": "Poprawka",
    }
    assert organiser.post(f"{manage}/tekst", data=form).status_code == 302
    stale = organiser.post(f"{manage}/tekst", data=form | {"body_pl": "Tekst trzeci"})
    assert stale.status_code == 422
    assert "Tekst drugi" in stale.text
    assert "Tekst trzeci" in stale.text
    article = queries.by_slug("porozumienie")
    assert article is not None
    page = organiser.get(f"{BASE}/wersje/{queries.versions(article.id)[0].id}").text
    assert "<del>Tekst pierwszy</del>" in page
    assert "<ins>Tekst drugi</ins>" in page


def test_missing_title_is_told_beside_the_field_and_nothing_is_lost(organiser: FlaskClient) -> None:
    section_id = make_section()
    answer = organiser.post(
        f"{BASE}/artykuly/nowy",
        data={"section_id": section_id, "title_pl": " ", "body_pl": "Zostaję"},
    )
    assert answer.status_code == 422
    assert "Zostaję" in answer.text
    assert queries.articles(public=False) == {}


def test_document_is_a_download_and_a_draft_s_is_hidden(
    client: FlaskClient, organiser: FlaskClient
) -> None:
    article_id = make_article(make_section())
    organiser.post(
        f"{BASE}/artykuly/{article_id}/pliki",
        data={"label": "Wzór", "file": (io.BytesIO(PDF), "wzór.pdf")},
    )
    article = queries.find(article_id)
    assert article is not None
    address = f"{ARTICLE}/pliki/{article.files[0].file_id}"
    answer = client.get(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    service.advance(article_id=article_id, event="withdraw", actor=SYSTEM)
    assert client.get(address).status_code == 404


def test_only_organisers_reach_the_editing_pages(
    client: FlaskClient, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    article_id = make_article(make_section())
    clerk = signed_in(make_person())
    for path in ("", "/dzialy/nowy", "/artykuly/nowy", f"/artykuly/{article_id}"):
        assert client.get(BASE + path).status_code == 302
        assert clerk.get(BASE + path).status_code in (403, 404)
    for path in ("stan", "pliki", "tekst"):
        assert clerk.post(f"{BASE}/artykuly/{article_id}/{path}").status_code == 404


def test_lists_cost_the_same_number_of_statements_however_many_articles(
    app: Flask, client: FlaskClient
) -> None:
    def statements(path: str) -> int:
        counted: list[str] = []
        engine = db.engine()
        count = lambda *arguments: counted.append(arguments[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", count)
        client.get(path)
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    section = make_section()
    make_article(section)
    paths = ("/baza-wiedzy", "/baza-wiedzy?q=gminy")
    before = [statements(path) for path in paths]
    for number in range(6):
        make_article(section, f"Artykuł {number}")
    assert [statements(path) for path in paths] == before
    assert max(before) <= 8
