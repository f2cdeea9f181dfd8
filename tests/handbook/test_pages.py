"""The handbook's pages, and the links to it from the pages on which questions arise."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.handbook import chapters, help_links

MAIN_PAGES = {
    "clerk": (
        "partnerships.register_clerk",
        "partnerships.mine",
        "entries.new",
        "entries.mine",
        "entries.overview",
        "entries.form",
        "entries.partners",
        "entries.attachments",
        "entries.check",
        "entries.confirmation",
        "entries.withdraw",
        "results.own",
        "practice_release.edit",
        "dissemination.register",
        "self_assessment.index",
    ),
    "juror": (
        "jury.declaration",
        "jury.conflicts",
        "scoring.desk",
        "scoring.card",
        "scoring.own_scores_page",
        "exchange.own_sheets",
        "discussion.mine",
    ),
    "organiser": (
        "editions.boards",
        "editions.board",
        "editions.setup",
        "editions.stage",
        "editions.extensions",
        "editions.remind",
        "entries.organiser_list",
        "entries.organiser_entry",
        "formal_check.queue",
        "formal_check.sheet",
        "jury.people",
        "jury.invite_many",
        "jury.assignments",
        "jury.proposal",
        "scoring.progress",
        "discussion.agenda",
        "ranking.show",
        "decisions.show",
        "decisions.announce",
        "diplomas.index",
        "dissemination.edit_programme",
        "dissemination.participants",
        "practice_desk.index",
        "exchange.sheets",
        "correspondence.outbox",
        "audit_log.index",
    ),
}


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that is sent during the test."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_contents_lead_to_every_section_of_every_chapter(client: FlaskClient) -> None:
    contents = client.get("/pomoc").text
    for chapter in chapters.contents("pl"):
        assert chapter.title in contents
        page = client.get(f"/pomoc/{chapter.name}").text
        for section in chapter.sections:
            assert f'id="{section.anchor}"' in page
            assert f'href="#{section.anchor}"' in page
            assert f"/pomoc/{chapter.name}#{section.anchor}" in contents


def test_handbook_asks_the_database_for_nothing(client: FlaskClient, statements: list[str]) -> None:
    client.get("/nie-ma-takiej-strony")
    frame = [*statements]  # what the menu of every page asks
    for path in ("/pomoc", "/pomoc/organiser"):
        statements.clear()
        assert client.get(path).status_code == 200
        assert statements == frame


def test_pictures_have_a_text_a_size_and_wait_to_be_seen(client: FlaskClient) -> None:
    chapter = chapters.chapter("juror", "pl")
    assert chapter is not None
    page = client.get("/pomoc/juror").text
    pictures = [picture for section in chapter.sections for picture in section.pictures]
    assert pictures
    for picture in pictures:
        tag = next(
            tag for tag in page.split("<img")[1:] if f"/{picture.name}.webp" in tag.split(">")[0]
        )
        assert f'alt="{picture.alt}"' in tag
        assert f'width="{picture.width}"' in tag
        assert f'height="{picture.height}"' in tag
        assert 'loading="lazy"' in tag
        answer = client.get(f"/pomoc/obrazy/{picture.name}.webp")
        assert answer.mimetype == "image/webp"


def test_language_of_the_site_is_the_handbooks(client: FlaskClient) -> None:
    assert "Podręcznik" in client.get("/pomoc").text
    client.post("/ustawienia/jezyk", data={"language": "en"})
    assert "Clerk: an entry from registration" in client.get("/pomoc/clerk").text


@pytest.mark.parametrize("path", ["/pomoc/nikt", "/pomoc/clerk.md", "/pomoc/obrazy/brak.webp"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_links_to_other_things_than_pictures_are_not_found(client: FlaskClient) -> None:
    assert client.get("/pomoc/obrazy/..%2fviews.webp").status_code == 404


@pytest.mark.parametrize(
    ("chapter", "endpoint"), [(name, one) for name, pages in MAIN_PAGES.items() for one in pages]
)
def test_main_page_has_a_link_to_its_chapter(app: Flask, chapter: str, endpoint: str) -> None:
    assert endpoint in app.view_functions
    section = help_links.section_for(endpoint)
    assert section is not None
    assert section.partition("#")[0] == chapter


def test_each_line_of_the_table_is_a_page(app: Flask) -> None:
    for start in help_links.SECTIONS:
        assert any(name.startswith(start) for name in app.view_functions), start


def test_page_in_the_table_links_to_its_help_and_another_does_not(client: FlaskClient) -> None:
    link = 'href="/pomoc/clerk#register"'
    assert link in client.get("/rejestracja").text
    home = client.get("/prywatnosc").text
    assert "Pomoc do tej strony" not in home
    assert 'href="/pomoc"' in home
