import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.accounts import second_factor, service
from leader_award.accounts.models import Person, SignInSession
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM
from tests.accounts.builders import PASSWORD, app_code, confirmed_person, with_app

STEP = "/logowanie/drugi-skladnik"


def give_password(client: FlaskClient, email: str = "anna@example.org", target: str = ""):
    return client.post("/logowanie", data={"email": email, "password": PASSWORD, "next": target})


def set_up(client: FlaskClient, page: str = "/konto/drugi-skladnik/aplikacja"):
    """Do what a person does with the page of the QR code, and return its answer."""
    text = client.get(page).text
    secret = re.search(r'class="font-monospace[^"]*">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', text)[1]
    return client.post(page, data={"sealed": sealed, "code": app_code(secret)})


def organiser() -> str:
    person_id = confirmed_person()
    service.grant_role(person_id, "organiser", actor=SYSTEM)
    return person_id


def test_password_alone_does_not_sign_in_who_has_a_second_factor(app, client) -> None:
    secret, _ = with_app(confirmed_person())
    answer = give_password(client, target="/konto/haslo")
    assert answer.location == f"{STEP}?next=/konto/haslo"
    assert client.get("/konto").status_code == 302
    assert "sześć cyfr" in client.get(answer.location).text
    wrong = client.post(answer.location, data={"code": "000000x"})
    assert (wrong.status_code, "błędny" in wrong.text) == (422, True)
    assert client.get("/konto").status_code == 302
    done = client.post(answer.location, data={"code": app_code(secret)})
    assert done.location == "/konto/haslo"
    assert client.get("/konto").status_code == 200


def test_second_step_gets_a_new_session_and_the_first_one_is_dead(app, client) -> None:
    secret, _ = with_app(confirmed_person())
    give_password(client)
    first = client.get_cookie("session").value
    client.post(STEP, data={"code": app_code(secret)})
    assert client.get_cookie("session").value != first
    thief = app.test_client()
    thief.set_cookie("session", first)
    assert thief.post(STEP, data={"code": app_code(secret, 1)}).location == "/logowanie"
    assert thief.get("/konto").status_code == 302
    kinds = [row.second_factor for row in db.session().scalars(select(SignInSession))]
    assert sorted(kinds, key=str) == [None, second_factor.APP]


def test_signing_in_is_recorded_when_the_second_factor_is_given_and_not_before(app, client) -> None:
    def signed_in() -> list[dict[str, str]]:
        events = db.session().scalars(select(audit.AuditEvent))
        return [event.details for event in events if event.action == "person.signed_in"]

    _, codes = with_app(confirmed_person())
    give_password(client)
    assert signed_in() == []
    client.post(STEP, data={"code": codes[0]})
    assert signed_in() == [{"second_factor": "recovery"}]


def test_second_step_waits_ten_minutes(app, client, at) -> None:
    secret, _ = with_app(confirmed_person())
    give_password(client)
    at(clock.now() + timedelta(minutes=10, seconds=1))
    answer = client.post(STEP, data={"code": app_code(secret)})
    assert answer.location == "/logowanie"
    assert "jeszcze raz" in client.get("/logowanie").text


def test_second_step_without_a_first_one_leads_to_signing_in(app, client) -> None:
    assert client.get(STEP).location == "/logowanie"
    assert client.post(STEP, data={"code": "123456"}).location == "/logowanie"


def test_account_disabled_between_the_steps_stays_shut(app, client) -> None:
    person_id = confirmed_person()
    secret, _ = with_app(person_id)
    give_password(client)
    with db.transaction() as writer:
        writer.get_one(Person, person_id).disabled_at = clock.now()
    client.post(STEP, data={"code": app_code(secret)})
    assert client.get("/konto").status_code == 302


def test_too_many_codes_are_answered_as_such(app, client) -> None:
    with_app(confirmed_person())
    give_password(client)
    answers = [client.post(STEP, data={"code": "000000x"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_app_is_set_up_from_its_page_and_shows_recovery_codes_once(app, client) -> None:
    confirmed_person()
    give_password(client)
    page = client.get("/konto/drugi-skladnik/aplikacja").text
    assert '<img class="img-fluid border rounded"' in page
    assert 'src="data:image/svg+xml' in page
    done = set_up(client)
    codes = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", done.text)
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', done.text)[1])
    assert len(set(codes)) == 10
    assert all(code in file for code in codes)
    assert not [code for code in codes if code in client.get("/konto/drugi-skladnik").text]
    client.post("/wyloguj")
    give_password(client)
    assert client.post(STEP, data={"code": codes[0]}).status_code == 302


def test_page_of_the_qr_code_keeps_its_secret_after_a_wrong_code(app, client) -> None:
    confirmed_person()
    give_password(client)
    page = "/konto/drugi-skladnik/aplikacja"
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', client.get(page).text)[1]
    wrong = client.post(page, data={"sealed": sealed, "code": "000000x"})
    assert (wrong.status_code, sealed in wrong.text) == (422, True)


def test_qr_code_of_somebody_else_is_not_taken(app, client) -> None:
    confirmed_person()
    confirmed_person("b@example.org", "Bea Bak")
    other = app.test_client()
    give_password(client)
    give_password(other, "b@example.org")
    page = "/konto/drugi-skladnik/aplikacja"
    text = client.get(page).text
    secret = re.search(r'class="font-monospace[^"]*">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', text)[1]
    answer = other.post(page, data={"sealed": sealed, "code": app_code(secret)})
    assert (answer.status_code, sealed in answer.text) == (422, False)


def test_app_is_removed_after_a_question(app, client) -> None:
    person_id = confirmed_person()
    give_password(client)
    set_up(client)
    page = "/konto/drugi-skladnik/aplikacja/usun"
    assert "Usunąć aplikację" in client.get(page).text
    client.post(page)
    assert not second_factor.of_person(person_id).is_set_up


@pytest.mark.usefixtures("required")
def test_organiser_is_led_to_set_the_second_factor_up_and_can_do_nothing_before(
    app, client
) -> None:
    organiser()
    answer = give_password(client, target="/organizator/osoby")
    assert answer.location == "/konto/drugi-skladnik?next=/organizator/osoby"
    assert "muszą mieć drugi składnik" in client.get(answer.location).text
    refused = client.get("/organizator/osoby")
    assert refused.location == "/konto/drugi-skladnik?next=/organizator/osoby"
    sent = client.post("/organizator/osoby", data={"name": "Ola", "email": "o@example.org"})
    assert sent.location == "/konto/drugi-skladnik"
    assert "Organizatorzy" not in client.get("/konto").text  # no way to it in the menu either
    assert set_up(client).status_code == 200
    assert client.get("/organizator/osoby").status_code == 200


@pytest.mark.usefixtures("required")
def test_organiser_uses_the_account_while_the_role_sleeps(app, client) -> None:
    organiser()
    give_password(client)
    assert client.get("/konto").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("required")
def test_organiser_with_a_second_factor_works_at_once(app, client) -> None:
    secret, _ = with_app(organiser())
    give_password(client)
    client.post(STEP, data={"code": app_code(secret)})
    assert client.get("/organizator/osoby").status_code == 200
    removed = client.post("/konto/drugi-skladnik/aplikacja/usun")
    assert (removed.status_code, "Zanim usuniesz" in removed.text) == (422, True)
    assert client.get("/organizator/osoby").status_code == 200


@pytest.mark.usefixtures("required")
def test_session_without_the_second_factor_has_no_role_even_if_one_is_set_up(
    app: Flask, signed_in
) -> None:
    person_id = organiser()
    with_app(person_id)
    assert signed_in(person_id).get("/organizator/osoby").status_code == 302


@pytest.mark.usefixtures("required")
def test_applicant_is_only_offered_a_second_factor(app, client) -> None:
    confirmed_person()
    assert give_password(client).location in ("/start", "/konto")
    assert "niewłączony" in client.get("/konto").text


def test_where_it_is_only_offered_an_organiser_works_without_it(app, client) -> None:
    organiser()
    give_password(client)
    assert client.get("/organizator/osoby").status_code == 200
