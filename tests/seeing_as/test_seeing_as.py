from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from leader_award.app import all_tables
from leader_award.platform import access, clock, db
from leader_award.platform.audit import AuditEvent
from leader_award.privacy import watching
from leader_award.seeing_as import service, shown, standing_in
from leader_award.seeing_as.models import Seeing
from tests.entries.builders import clerk_of, entry, make_draft, make_submitted_entry, save
from tests.jury.builders import make_confirmed_person
from tests.scoring.builders import fill_in, make_scoring_edition, open_card, seal

REASON = "Telefon z urzędu: lista zgłoszeń wydaje się pusta."
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def organiser_id(app: Flask) -> str:
    return make_confirmed_person("Olga Organizator", "organiser")


@pytest.fixture
def board(organiser_id: str, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(organiser_id)


def begin(client: FlaskClient, person_id: str, reason: str = REASON) -> TestResponse:
    return client.post(f"/organizator/widok/{person_id}", data={"reason": reason})


@pytest.fixture
def clerk_id(board: FlaskClient) -> str:
    """A clerk with a submitted entry; the organiser sees the site as this person."""
    entry_id = make_submitted_entry(title="Złożone rozwiązanie")
    person_id = clerk_of(entry_id).person_id or ""
    assert begin(board, person_id).status_code == 302
    return person_id


def events(action: str) -> list[AuditEvent]:
    db.session().expire_all()
    query = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)
    return list(db.session().scalars(query))


def state() -> list[Any]:
    with db.engine().connect() as connection:
        return [
            sorted(map(str, connection.execute(table.select()).all()))
            for table in all_tables().sorted_tables
        ]


def routes(app: Flask, methods: set[str]) -> Iterator[tuple[str, str, str]]:
    """(method, endpoint, path) of every route, its parts filled with what leads nowhere."""
    filled = {"int": 1, "string": "nobodys-0000", "default": "nobodys-0000"}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            parts = {}
            for name in rule.arguments:
                converter = rule._converters[name]
                kind = type(converter).__name__
                parts[name] = (
                    sorted(converter.items)[0] if kind == "AnyConverter"
                    else filled["int" if kind == "IntegerConverter" else "default"]
                )  # fmt: skip
            for method in sorted((rule.methods or set()) & methods):
                yield method, rule.endpoint, url_for(rule.endpoint, **parts)


def test_pages_are_those_of_the_person_with_a_band_that_says_so(
    board: FlaskClient, clerk_id: str
) -> None:
    page = board.get("/zgloszenia")
    assert page.status_code == 200
    assert "Złożone rozwiązanie" in page.text
    assert "Oglądasz jako Anna Kowalska, tylko do odczytu" in page.text
    assert board.get("/organizator").status_code == 403


def test_every_write_route_is_refused_before_its_view(
    app: Flask, board: FlaskClient, clerk_id: str
) -> None:
    before = state()
    answers = {
        (method, endpoint): board.open(path, method=method)
        for method, endpoint, path in routes(app, WRITES)
        if endpoint != standing_in.END
    }
    assert len(answers) > 150
    assert {key for key, answer in answers.items() if answer.status_code != 403} == set()
    assert all("Niczego nie zapisano" in answer.text for answer in answers.values())
    assert state() == before


def test_without_the_refusal_some_write_would_get_through(
    app: Flask, board: FlaskClient, clerk_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: what it looks for is seen when it happens."""
    asked = [one for one in app.before_request_funcs[None] if one != standing_in.keep_to_reading]
    monkeypatch.setitem(app.before_request_funcs, None, asked)
    assert board.post("/ustawienia/jezyk", data={"language": "en"}).status_code == 302


def test_every_page_that_nobody_thought_about_is_closed(
    app: Flask, board: FlaskClient, clerk_id: str
) -> None:
    for _method, endpoint, path in routes(app, {"GET"}):
        view = app.view_functions[endpoint]
        public = endpoint == "static" or access._RULES[view.action].public  # type: ignore[attr-defined]
        if not public and endpoint not in shown.SHOWN:
            assert board.get(path).status_code == 403, endpoint


def test_shown_pages_exist_and_none_of_them_is_a_watched_reading(app: Flask) -> None:
    assert set(shown.SHOWN) <= set(app.view_functions)
    assert not set(shown.SHOWN) & set(watching.PAGES)


def test_draft_stays_its_authors_alone(board: FlaskClient) -> None:
    draft = make_draft(title="Szkic")
    question = next(q for s in entry(draft).edition.sections for q in s.questions)
    save(draft, {question.id: "tajna odpowiedź"})
    begin(board, clerk_of(draft).person_id or "")
    assert "Szkic" in board.get("/zgloszenia").text
    section = entry(draft).edition.sections[0].id
    for path in ("", f"/czesc/{section}", "/podstawy", "/wersja-robocza.pdf", "/sprawdz"):
        answer = board.get(f"/zgloszenia/{draft}{path}")
        assert answer.status_code == 403, path
        assert "tajna odpowiedź" not in answer.text


def test_unsealed_points_stay_the_jurors_alone(board: FlaskClient) -> None:
    scene = make_scoring_edition(2, 1)
    kept, sealed = open_card(scene.assignment(0)), open_card(scene.assignment(1))
    fill_in(kept, 3)
    fill_in(sealed, 9)
    seal(sealed)
    from tests.jury.builders import acting

    begin(board, acting(scene.juror_ids[0]).person_id or "")
    desk = board.get("/jury").text
    assert "90,00" in desk or "90" in desk
    assert "30,0" not in desk
    assert board.get(f"/jury/karty/{kept}").status_code == 403
    assert board.get(f"/jury/{scene.juror_ids[0]}/arkusz").status_code == 403


def test_beginning_pages_and_end_are_recorded_and_the_person_is_told(
    board: FlaskClient, clerk_id: str, organiser_id: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    board.get("/start")
    board.get("/zgloszenia")
    assert board.post("/widok/zakoncz").status_code == 302
    assert "Oglądasz jako" not in board.get("/start").text
    [begun], [ended] = events("seeing.begun"), events("seeing.ended")
    pages = events("seeing.page_read")
    assert [event.details["page"] for event in pages] == ["editions.start", "entries.mine"]
    assert {e.person_id for e in (begun, ended, *pages)} == {organiser_id}
    assert ended.details == {"person": clerk_id, "pages": 2}
    own = signed_in(clerk_id).get("/konto").text
    assert REASON in own
    assert "Olga Organizator" in own


def test_it_ends_by_itself_after_half_an_hour(board: FlaskClient, clerk_id: str, at) -> None:
    at(clock.now() + service.LASTS)
    assert "Oglądasz jako" not in board.get("/start").text
    assert service.end_late() == 1
    [seeing] = db.session().scalars(select(Seeing))
    assert seeing.ended_at == seeing.ends_at
    assert service.end_late() == 0


def test_it_still_lasts_a_moment_before(board: FlaskClient, clerk_id: str, at) -> None:
    at(clock.now() + service.LASTS - timedelta(seconds=20))
    assert "Oglądasz jako" in board.get("/start").text


@pytest.mark.parametrize("role", ["organiser", "administrator"])
def test_nobody_sees_the_site_as_organisers_or_administrators(
    board: FlaskClient, role: str
) -> None:
    assert begin(board, make_confirmed_person("Ada Wysoka", role)).status_code == 404


def test_person_who_becomes_an_administrator_is_seen_as_no_longer(
    board: FlaskClient, clerk_id: str
) -> None:
    from leader_award.accounts.service import grant_role
    from leader_award.platform.audit import SYSTEM

    grant_role(clerk_id, "administrator", actor=SYSTEM)
    assert "Oglądasz jako" not in board.get("/start").text


def test_organiser_with_a_part_in_the_award_sees_as_nobody(
    board: FlaskClient, organiser_id: str
) -> None:
    from tests.entries.builders import make_organisation
    from tests.jury.builders import join

    somebody = make_confirmed_person("Jan Zwykły")
    assert board.get(f"/organizator/widok/{somebody}").status_code == 200
    join(organiser_id, make_organisation())
    assert board.get(f"/organizator/widok/{somebody}").status_code == 404


@pytest.mark.parametrize("reason", ["", "bo tak", "x" * 501])
def test_reason_is_asked_for(board: FlaskClient, reason: str) -> None:
    assert begin(board, make_confirmed_person("Jan Zwykły"), reason).status_code == 422
    assert not events("seeing.begun")


def test_identity_has_to_be_fresh(board: FlaskClient, at) -> None:
    at(clock.now() + access.FRESH_FOR)
    somebody = make_confirmed_person("Jan Zwykły")
    assert "/konto/potwierdzenie" in board.get(f"/organizator/widok/{somebody}").location


def test_mark_of_somebody_elses_session_means_nothing(
    board: FlaskClient, clerk_id: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    [seeing] = db.session().scalars(select(Seeing))
    other = signed_in(make_confirmed_person("Inny Organizator", "organiser"))
    with other.session_transaction() as cookie:
        cookie[standing_in.COOKIE_KEY] = seeing.id
    assert "Oglądasz jako" not in other.get("/start").text
