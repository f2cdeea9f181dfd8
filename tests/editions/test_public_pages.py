from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import event

from leader_award.editions import hooks
from leader_award.editions.hooks import Task
from leader_award.platform import clock, db
from tests.editions.builders import both, lead_to, make_edition, reloaded


def in_english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return client


@pytest.mark.parametrize(
    "path", ["/", "/edycje", "/deklaracja-dostepnosci", "/prywatnosc"], ids=lambda path: path
)
def test_public_page_answers_with_and_without_editions(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
    make_edition()
    assert client.get(path).status_code == 200
    assert client.get(path).text != in_english(client).get(path).text


def test_home_shows_the_open_call_with_its_deadline_and_the_way_to_enter(
    client: FlaskClient,
) -> None:
    edition = reloaded(make_edition(theme=both("Razem dla rozwoju")))
    page = client.get("/").text
    local = clock.to_warsaw(edition.deadline)
    assert "Razem dla rozwoju" in page
    assert f"{local:%H:%M}" in page
    assert f"/zgloszenia/nowe?edycja={edition.slug}" in page


def test_home_does_not_invite_to_enter_once_the_call_has_closed(
    client: FlaskClient, at: Callable[[datetime], None]
) -> None:
    edition = reloaded(make_edition())
    at(edition.deadline)
    assert "/zgloszenia/nowe" not in client.get("/").text
    assert "/zgloszenia/nowe" not in client.get(f"/edycje/{edition.slug}").text


def test_planned_edition_is_hidden_from_everybody_but_organisers(
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    edition = reloaded(make_edition(open_now=False, name=both("Tajna edycja")))
    address = f"/edycje/{edition.slug}"
    for visitor in (client, signed_in(make_person("Jan", None))):
        assert visitor.get(address).status_code == 404
        for path in ("/", "/edycje", "/start"):
            assert "Tajna edycja" not in visitor.get(path).text
    organiser = signed_in(make_person("Olga", None, "organiser"))
    assert "Tajna edycja" in organiser.get(address).text


def test_edition_page_tells_the_whole_regulations(client: FlaskClient) -> None:
    edition = reloaded(make_edition(note=both("Zmieniono regulamin.")))
    page = client.get(f"/edycje/{edition.slug}").text
    for words in (
        "Zapraszamy do udziału.",
        "Usługi publiczne",
        "Innowacyjność",
        "Nowe w skali kraju",
        "Porozumienie o współpracy",
        "§ 5 ust. 1",
        "Nagroda: laureate",
        "Zmieniono regulamin.",
    ):
        assert words in page
    english = in_english(client).get(f"/edycje/{edition.slug}").text
    assert "You are invited." in english
    assert "New in the country" in english


def test_edition_page_shows_no_markup_that_an_editor_typed(client: FlaskClient) -> None:
    edition = reloaded(
        make_edition(call_text=both("<script>alert(1)</script>\n\n- pierwszy\n- drugi"))
    )
    page = client.get(f"/edycje/{edition.slug}").text
    assert "<script>alert" not in page
    assert "<li>pierwszy</li>" in page


def test_results_are_not_shown_as_announced_before_they_are(
    client: FlaskClient, at: Callable[[datetime], None]
) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "deciding")
    edition = reloaded(edition_id)
    at(edition.announcement_at + timedelta(days=1))
    page = in_english(client).get(f"/edycje/{edition.slug}").text
    assert "This edition is complete" not in page


def test_fragments_of_later_features_appear_on_their_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = reloaded(make_edition())
    fragment = Markup("<section>laureaci</section>")
    monkeypatch.setattr(hooks, "home_panels", [lambda edition, now: fragment])
    monkeypatch.setattr(hooks, "edition_panels", [lambda e, now: fragment, lambda e, now: None])
    for path in ("/", f"/edycje/{edition.slug}"):
        assert "<section>laureaci</section>" in client.get(path).text


def test_visitor_who_opens_the_start_page_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/start")
    assert answer.status_code == 302
    assert answer.location.endswith("?next=/start")


def test_start_page_without_tasks_says_what_comes_next(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    visitor = in_english(signed_in(make_person()))
    assert "Nothing waits for you now" in visitor.get("/start").text


def test_start_page_puts_the_nearest_term_first_and_marks_a_late_one(
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = clock.now()
    tasks = [
        Task(10, "bez terminu", "", "/a"),
        Task(10, "za tydzień", "", "/b", now + timedelta(days=7)),
        Task(10, "wczoraj", "", "/c", now - timedelta(days=1)),
    ]
    monkeypatch.setattr(hooks, "start_panels", [lambda person, now: tasks])
    page = signed_in(make_person()).get("/start").text
    assert page.index("wczoraj") < page.index("za tydzień") < page.index("bez terminu")
    assert page.count("deadline--late") == 1


def test_organiser_is_told_to_close_a_call_whose_deadline_has_passed(
    app: Flask,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    at: Callable[[datetime], None],
) -> None:
    edition = reloaded(make_edition(name=both("Edycja trzecia")))
    at(edition.deadline)
    organiser = in_english(signed_in(make_person("Olga", None, "organiser")))
    page = organiser.get("/start").text
    assert "Close the call and start the formal check" in page
    clerk = in_english(signed_in(make_person("Jan", None)))
    assert "Close the call" not in clerk.get("/start").text


def test_declaration_has_the_identifiers_that_the_conditions_prescribe(
    client: FlaskClient,
) -> None:
    page = client.get("/deklaracja-dostepnosci").text
    for name in (
        "wstep",
        "podmiot",
        "url",
        "data-publikacja",
        "data-aktualizacja",
        "status",
        "data-sporzadzenie",
        "kontakt",
        "email",
        "procedura",
        "architektura",
    ):
        assert page.count(f'id="a11y-{name}"') == 1


def statements_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        seen.extend([statement] * statement.startswith("SELECT"))

    event.listen(db.engine(), "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(db.engine(), "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("path", ["/", "/edycje", "/organizator"])
def test_lists_cost_the_same_number_of_statements_however_many_editions(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient], path: str
) -> None:
    organiser = signed_in(make_person("Olga", None, "organiser"))
    make_edition()
    before = statements_of(organiser, path)
    for _ in range(3):
        make_edition()
    assert statements_of(organiser, path) == before
