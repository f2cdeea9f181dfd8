"""Who one is has to be confirmed before what is dangerous."""

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.accounts import second_factor, service
from leader_award.accounts.models import Person, SignInSession
from leader_award.app import create_app
from leader_award.platform import access, clock, db
from leader_award.platform.audit import SYSTEM
from tests.accounts.builders import PASSWORD, app_code, confirmed_person, mails, with_app
from tests.conftest import settings_for

PEOPLE = "/organizator/osoby"
ASK = "/konto/potwierdzenie"
INVITATION = {"name": "Ola „Org” <b>", "email": "ola@example.org", "idempotency_key": "k1"}


@pytest.fixture
def organiser(app, client, at) -> FlaskClient:
    """A browser in which an organiser signed in a quarter of an hour ago."""
    service.grant_role(confirmed_person(), "organiser", actor=SYSTEM)
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    at(clock.now() + access.FRESH_FOR)
    return client


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', page)
    found += [
        (name, value)
        for name, value in re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', page)
    ]
    return {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in found}


def invited() -> list[str]:
    return [mail.to for mail in mails() if mail.to == "ola@example.org"]


def test_page_with_a_form_asks_first_and_comes_back(organiser: FlaskClient) -> None:
    page = "/konto/drugi-skladnik/aplikacja?next=/start"
    asked = organiser.get(page)
    assert asked.location == f"{ASK}?next=/konto/drugi-skladnik/aplikacja?next%3D/start"
    text = organiser.get(asked.location).text
    assert "Wpisz jeszcze raz swoje hasło" in text
    assert "Albo kod" not in text  # there is none
    done = organiser.post(asked.location, data={"identity-password": PASSWORD})
    assert done.location == page
    assert organiser.get(page).status_code == 200


def test_a_moment_earlier_nobody_asks(organiser: FlaskClient, at) -> None:
    at(clock.now() - timedelta(minutes=1))
    assert organiser.get("/konto/drugi-skladnik/aplikacja").status_code == 200
    assert organiser.post(PEOPLE, data=INVITATION).status_code == 302


def test_reading_needs_no_confirmation(organiser: FlaskClient) -> None:
    assert organiser.get(PEOPLE).status_code == 200


def test_form_sent_too_late_waits_with_everything_typed(organiser: FlaskClient) -> None:
    asked = organiser.post(PEOPLE, data=INVITATION)
    assert (asked.status_code, invited()) == (403, [])
    assert "Nic z tego, co zostało wpisane, nie przepadnie" in asked.text
    kept = hidden_fields(asked.text)
    assert {name: kept[name] for name in INVITATION} == INVITATION
    wrong = organiser.post(PEOPLE, data=kept | {"identity-password": "wrong"})
    assert (wrong.status_code, invited()) == (422, [])
    assert "To nie jest" in wrong.text
    kept = hidden_fields(wrong.text)
    done = organiser.post(PEOPLE, data=kept | {"identity-password": PASSWORD})
    assert (done.location, invited()) == (PEOPLE, ["ola@example.org"])
    assert INVITATION["name"] in db.session().scalars(select(Person.name)).all()
    at_once = organiser.post(PEOPLE, data=INVITATION | {"idempotency_key": "k2"})
    assert at_once.location == PEOPLE


def test_field_that_comes_several_times_is_kept_several_times(organiser: FlaskClient) -> None:
    asked = organiser.post(PEOPLE, data={"choice": ["one", "two"], "csrf_token": "t"})
    assert re.findall(r'name="choice"\s+value="(\w+)"', asked.text) == ["one", "two"]
    assert 'value="t"' not in asked.text


def test_file_that_cannot_be_kept_is_named(organiser: FlaskClient) -> None:
    data = {**INVITATION, "scan": (io.BytesIO(b"x"), "scan.pdf")}
    asked = organiser.post(PEOPLE, data=data, content_type="multipart/form-data")
    assert "trzeba będzie wskazać je ponownie" in asked.text
    assert "trzeba będzie" not in organiser.post(PEOPLE, data=INVITATION).text


def test_code_confirms_too_and_counts_as_a_second_factor(organiser: FlaskClient) -> None:
    person_id = db.session().scalars(select(Person.id)).one()
    secret, _ = with_app(person_id)
    with db.transaction() as writer:  # `with_app` signs every browser out
        for row in writer.scalars(select(SignInSession)):
            row.ended_at = None
    text = organiser.get(ASK).text
    assert "Albo kod" in text
    assert organiser.post(ASK, data={"identity-code": "000000x"}).status_code == 422
    assert organiser.post(ASK, data={"identity-code": app_code(secret)}).status_code == 302
    row = db.session().scalars(select(SignInSession)).one()
    assert row.second_factor == second_factor.APP
    assert organiser.get("/konto/drugi-skladnik/aplikacja").status_code == 200


def test_empty_confirmation_is_asked_again(organiser: FlaskClient) -> None:
    answer = organiser.post(ASK)
    assert (answer.status_code, "Wpisz hasło." in answer.text) == (422, True)


def test_confirmation_of_one_browser_is_not_that_of_another(app, organiser) -> None:
    other = app.test_client()
    other.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    assert other.post(PEOPLE, data=INVITATION).status_code == 302
    assert organiser.post(PEOPLE, data=INVITATION).status_code == 403


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example"])
def test_confirming_never_leads_off_the_site(organiser: FlaskClient, target: str) -> None:
    answer = organiser.post(f"{ASK}?next={target}", data={"identity-password": PASSWORD})
    assert answer.location in ("/start", "/konto")


def test_guessing_the_password_here_is_slowed_down(organiser: FlaskClient) -> None:
    for _attempt in range(10):
        organiser.post(ASK, data={"identity-password": "wrong"})
    late = organiser.post(ASK, data={"identity-password": PASSWORD})
    assert (late.status_code, "Zbyt wiele" in late.text) == (422, True)


def test_confirmation_needs_the_token_against_forgery(database: str, tmp_path) -> None:
    site = create_app(settings_for(tmp_path, database))
    with site.app_context():
        client = site.test_client()
        assert client.post(ASK, data={"identity-password": PASSWORD}).status_code == 400
    site.extensions["engine"].dispose()
