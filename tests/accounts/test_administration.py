import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from leader_award.accounts import administration, queries, second_factor
from leader_award.accounts.commands import reset_second_factor
from leader_award.accounts.models import Person
from leader_award.platform import access, audit, clock, db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.errors import NotAllowed
from tests.accounts.builders import PASSWORD, confirmed_person, mails, with_app

PEOPLE = "/administrator/osoby"


@pytest.fixture
def admin_id(make_person) -> str:
    return make_person("Ada Admin", "ada@example.org", "administrator")


@pytest.fixture
def admin(admin_id: str, signed_in) -> FlaskClient:
    return signed_in(admin_id)


def actions() -> list[tuple[str, str, str | None]]:
    events = db.session().scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.sequence))
    return [(event.action, event.thing_id, event.person_id) for event in events]


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/wylacz", "/{id}/drugi-skladnik"])
def test_organisers_do_not_administer_accounts(app, make_person, signed_in, path: str) -> None:
    person_id = confirmed_person()
    page = PEOPLE + path.format(id=person_id)
    assert app.test_client().get(page).status_code == 302
    for roles in ((), ("organiser",)):
        client = signed_in(make_person("X", None, *roles))
        assert client.get(page).status_code == (404 if path else 403)
    assert signed_in(make_person("X", None, "administrator")).get(page).status_code == 200


def test_organiser_changes_nothing_by_sending_the_forms(app, make_person, signed_in) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    client = signed_in(make_person("Ola Org", None, "organiser"))
    before = actions()
    for path in ("sesje/zakoncz", "wylacz", "wlacz", "drugi-skladnik"):
        assert client.post(f"{PEOPLE}/{person_id}/{path}").status_code == 404
    assert actions() == before
    assert second_factor.of_person(person_id).is_set_up


@pytest.mark.parametrize("text", ["łuka", "ŁUKA", "Łukasz Żak", "lukasz@", "LUKASZ@"])
def test_person_is_found_by_a_part_of_name_or_address(
    admin: FlaskClient, make_person, text: str
) -> None:
    make_person("Łukasz Żak", "lukasz@example.org")
    page = admin.get(PEOPLE, query_string={"q": text}).text
    assert "lukasz@example.org" in page
    assert "ada@example.org" not in re.sub(r"(?s)<header.*?</header>", "", page)


def test_signs_of_the_search_mean_themselves(admin: FlaskClient) -> None:
    for text in ("%", "_", "\\"):
        assert "Nikogo nie znaleziono" in admin.get(PEOPLE, query_string={"q": text}).text


def test_list_of_people_costs_the_same_for_one_and_for_many(app: Flask, make_person) -> None:
    def statements() -> int:
        counted: list[str] = []
        listen = (db.engine(), "before_cursor_execute", lambda *args: counted.append(args[2]))
        event.listen(*listen)
        db.session().rollback()
        db.session().expunge_all()
        people, count = queries.find_people("", 1)
        assert count == len(people)
        event.remove(*listen)
        return len([line for line in counted if line.startswith("SELECT")])

    make_person()
    few = statements()
    for _ in range(5):
        make_person("Ola Org", None, "organiser")
    assert statements() == few <= 3


def test_second_page_of_people_goes_on_where_the_first_ended(
    app: Flask, make_person, monkeypatch
) -> None:
    monkeypatch.setattr(queries, "PEOPLE_PER_PAGE", 2)
    ids = {make_person(f"Person {number}") for number in range(3)}
    pages = [queries.find_people("Person", page)[0] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 1, 0]
    assert {person.id for page in pages for person in page} == ids


def test_page_of_a_person_shows_sessions_and_second_factor(admin: FlaskClient, client) -> None:
    person_id = confirmed_person()
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    page = admin.get(f"{PEOPLE}/{person_id}").text
    assert "niewłączony" in page
    assert "niepodany" in page
    with_app(person_id)
    page = admin.get(f"{PEOPLE}/{person_id}").text
    assert "Pozostałe kody zapasowe: 10" in page
    assert "nie jest nigdzie zalogowana" in page


def test_ending_all_sessions_holds_from_the_next_request(admin, admin_id, client) -> None:
    person_id = confirmed_person()
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    assert client.get("/konto").status_code == 200
    admin.post(f"{PEOPLE}/{person_id}/sesje/zakoncz")
    assert client.get("/konto").status_code == 302
    assert actions()[-1] == ("sessions.ended", person_id, admin_id)
    assert admin.get(PEOPLE).status_code == 200


def test_disabled_account_is_shut_at_once_and_opened_again(admin, admin_id, client) -> None:
    person_id = confirmed_person()

    def sign_in() -> int:
        data = {"email": "anna@example.org", "password": PASSWORD}
        return int(client.post("/logowanie", data=data).status_code)

    assert sign_in() == 302
    assert "Wyłączyć konto?" in admin.get(f"{PEOPLE}/{person_id}/wylacz").text
    admin.post(f"{PEOPLE}/{person_id}/wylacz")
    assert client.get("/konto").status_code == 302
    assert sign_in() == 422
    assert "wyłączone" in admin.get(f"{PEOPLE}/{person_id}").text
    admin.post(f"{PEOPLE}/{person_id}/wlacz")
    assert client.get("/konto").status_code == 302  # the old session stays ended
    assert sign_in() == 302
    done = [action for action in actions() if action[2] == admin_id]
    assert done == [
        ("person.disabled", person_id, admin_id),
        ("person.enabled", person_id, admin_id),
    ]


def test_nobody_disables_their_own_account(admin, admin_id, make_person) -> None:
    make_person("Bo Admin", None, "administrator")
    answer = admin.post(f"{PEOPLE}/{admin_id}/wylacz")
    assert (answer.status_code, "własnego konta" in answer.text) == (409, True)


def test_last_administrator_is_not_disabled(app: Flask, admin_id, make_person) -> None:
    with pytest.raises(NotAllowed):
        administration.disable_account(person_id=admin_id, actor=SYSTEM)
    other = make_person("Bo Admin", None, "administrator")
    administration.disable_account(person_id=admin_id, actor=Actor(other, "administrator"))
    assert db.session().get_one(Person, admin_id).disabled_at


def test_disabling_twice_is_recorded_once(app: Flask, admin_id) -> None:
    person_id = confirmed_person()
    for _ in range(2):
        administration.disable_account(person_id=person_id, actor=SYSTEM)
    for _ in range(2):
        administration.enable_account(person_id=person_id, actor=SYSTEM)
    assert [action for action, _, _ in actions()][-2:] == ["person.disabled", "person.enabled"]


def test_administrator_resets_a_lost_second_factor(admin, admin_id) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    page = f"{PEOPLE}/{person_id}/drugi-skladnik"
    assert "Upewnij się telefonicznie" in admin.get(page).text
    admin.post(page)
    assert not second_factor.of_person(person_id).is_set_up
    assert actions()[-1] == ("second_factor.reset", person_id, admin_id)
    assert mails()[-1].to == "anna@example.org"


def test_dangerous_changes_ask_who_one_is_after_a_quarter_of_an_hour(admin, at) -> None:
    person_id = confirmed_person()
    at(clock.now() + access.FRESH_FOR + timedelta(seconds=1))
    for path in ("wylacz", "drugi-skladnik"):
        assert admin.get(f"{PEOPLE}/{person_id}/{path}").location.startswith("/konto/potwierdz")
        assert admin.post(f"{PEOPLE}/{person_id}/{path}").status_code == 403
    assert db.session().get_one(Person, person_id).disabled_at is None


@pytest.mark.usefixtures("required")
def test_administrator_without_a_second_factor_administers_nothing(admin) -> None:
    assert admin.get(PEOPLE).location.startswith("/konto/drugi-skladnik")


def test_last_administrator_is_helped_from_the_command_line(app: Flask) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    unknown = CliRunner().invoke(reset_second_factor, ["nobody@example.org"])
    assert (unknown.exit_code, second_factor.of_person(person_id).is_set_up) == (1, True)
    done = CliRunner().invoke(reset_second_factor, ["Anna@example.org"])
    assert (done.exit_code, second_factor.of_person(person_id).is_set_up) == (0, False)
    assert actions()[-1] == ("second_factor.reset", person_id, None)
