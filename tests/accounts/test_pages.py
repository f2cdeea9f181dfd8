import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.accounts import queries, service, sessions, views
from leader_award.accounts.models import Person, SignInSession
from leader_award.accounts.wording import browser_name
from leader_award.app import create_app
from leader_award.platform import clock, db, outbox
from leader_award.platform.audit import SYSTEM
from leader_award.platform.outbox import Recipient
from tests.accounts.builders import PASSWORD, confirmed_person, link_in, mails
from tests.conftest import Browser, settings_for


def sign_in(client: FlaskClient, password: str = PASSWORD, **more: str):
    data = {"email": "anna@example.org", "password": password} | more
    return client.post("/logowanie", data=data)


def test_person_signs_in_and_lands_on_the_page_that_was_asked_for(app, client) -> None:
    confirmed_person()
    asked = client.get("/konto/haslo")
    assert asked.location == "/logowanie?next=/konto/haslo"
    page = client.get(asked.location).text
    assert 'value="/konto/haslo"' in page
    assert sign_in(client, next="/konto/haslo").location == "/konto/haslo"
    assert client.get("/konto/haslo").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil", "javascript:x"]
)
def test_signing_in_never_leads_off_the_site(app, client, target: str) -> None:
    confirmed_person()
    page = client.get("/logowanie", query_string={"next": target}).text
    assert 'name="next" type="hidden" value=""' in page
    answer = sign_in(client, next=target)
    assert answer.status_code == 302
    assert answer.location in ("/start", "/konto")
    again = client.get("/logowanie", query_string={"next": target})
    assert again.location == answer.location


def test_wrong_password_keeps_the_address_but_not_the_password(app, client) -> None:
    confirmed_person()
    answer = sign_in(client, "the wrong password")
    assert answer.status_code == 422
    assert "jest nieprawidłowe" in answer.text
    assert 'value="anna@example.org"' in answer.text
    assert "the wrong password" not in answer.text


def test_empty_form_names_both_fields(app, client) -> None:
    answer = client.post("/logowanie", data={"email": "", "password": ""})
    assert answer.status_code == 422
    assert "Wpisz adres e-mail." in answer.text
    assert "Wpisz hasło." in answer.text


def test_signing_out_ends_the_session_even_for_a_copied_cookie(app, client) -> None:
    confirmed_person()
    sign_in(client)
    copied = client.get_cookie("session").value
    client.post("/wyloguj")
    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/konto").status_code == 302
    assert client.get("/konto").status_code == 302


def test_session_ends_when_it_is_not_used_and_at_last_however_much_it_is(app, client, at) -> None:
    confirmed_person()
    sign_in(client)
    began = clock.now()
    step = sessions.IDLE - timedelta(minutes=1)
    for number in range(1, sessions.ABSOLUTE // step + 1):
        at(began + number * step)
        assert client.get("/konto").status_code == 200
    at(began + sessions.ABSOLUTE)
    assert client.get("/konto").status_code == 302
    sign_in(client)
    at(began + sessions.ABSOLUTE + sessions.IDLE + timedelta(minutes=1))
    assert client.get("/konto").status_code == 302


def test_each_sign_in_gets_a_new_session(app, client) -> None:
    confirmed_person()
    tokens = set()
    for _ in range(2):
        sign_in(client)
        tokens.add(client.get_cookie("session").value)
        client.post("/wyloguj")
    assert len(tokens) == 2


def test_forgotten_password_gives_one_answer_for_known_and_unknown_addresses(app, client) -> None:
    confirmed_person()
    answers = set()
    for email in ("anna@example.org", "nobody@example.org"):
        answer = client.post("/nie-pamietam-hasla", data={"email": email})
        answers.add((answer.status_code, answer.location, client.get(answer.location).text))
    assert len(answers) == 1


def test_whole_way_from_the_reset_mail_to_signing_in(app, client) -> None:
    confirmed_person()
    client.post("/nie-pamietam-hasla", data={"email": "anna@example.org"})
    service.send_wanted_resets()
    link = link_in(mails()[-1])
    assert client.get(link).status_code == 200
    weak = client.post(link, data={"password": "anna@example.org"})
    assert weak.status_code == 422
    assert "Nie twórz hasła" in weak.text
    done = client.post(link, data={"password": "granatowy rower pod domem"})
    assert done.location == "/logowanie?email=anna@example.org"
    assert sign_in(client, "granatowy rower pod domem").status_code == 302
    used = client.get(link)
    assert used.status_code == 410
    assert "został już użyty" in used.text


def test_opening_the_confirmation_link_does_not_use_it_up(app, client) -> None:
    service.register_person(email="anna@example.org", name="Anna Nowak", password=PASSWORD)
    link = link_in(mails()[-1])
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert sign_in(client).status_code == 302


def test_expired_confirmation_offers_a_new_link_to_the_same_address(app, client) -> None:
    for _ in range(2):
        service.register_person(email="anna@example.org", name="Anna Nowak", password=PASSWORD)
    old = link_in(mails()[0])
    answer = client.get(old)
    assert answer.status_code == 410
    assert "Wyślij nowy link" in answer.text
    client.post(f"{old}/nowy-link")
    assert client.post(link_in(mails()[-1])).location.startswith("/logowanie")


@pytest.mark.parametrize("path", ["/potwierdzenie/x", "/nowe-haslo/x", "/zaproszenie/x"])
def test_unknown_link_says_what_may_be_wrong_with_it(app, client, path: str) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert "Nie znamy tego linku" in answer.text


def test_invited_organiser_keeps_what_was_typed_when_the_password_is_refused(
    app, client, make_person, signed_in
) -> None:
    admin = signed_in(make_person("Ada Admin", None, "administrator"))
    sent = admin.post("/organizator/osoby", data={"name": "Ola Org", "email": "ola@example.org"})
    assert sent.status_code == 302
    link = link_in(mails()[-1])
    assert 'value="Ola Org"' in client.get(link).text
    weak = client.post(link, data={"name": "Aleksandra Org", "password": "haslo1234567"})
    assert (weak.status_code, 'value="Aleksandra Org"' in weak.text) == (422, True)
    client.post(link, data={"name": "Aleksandra Org", "password": PASSWORD})
    sign_in(client, email="ola@example.org")
    assert "Aleksandra Org" in client.get("/organizator/osoby").text


def test_only_organisers_see_people(app, make_person, signed_in) -> None:
    assert signed_in(make_person()).get("/organizator/osoby").status_code == 403
    assert app.test_client().get("/organizator/osoby").status_code == 302


def test_organiser_cannot_touch_an_administrator(app, make_person, signed_in) -> None:
    admin = make_person("Ada Admin", None, "administrator")
    client = signed_in(make_person("Ola Org", None, "organiser"))
    assert client.post(f"/organizator/osoby/{admin}/administrator/odbierz").status_code == 404
    assert client.post(f"/organizator/osoby/{admin}/organiser/odbierz").status_code == 404
    promoted = client.post(f"/organizator/osoby/{admin}/administrator")
    assert promoted.status_code == 404
    assert db.session().get(Person, admin).roles == {"administrator"}


def test_last_administrator_gets_a_plain_answer(app, make_person, signed_in) -> None:
    admin = make_person("Ada Admin", None, "administrator")
    answer = signed_in(admin).post(f"/organizator/osoby/{admin}/administrator/odbierz")
    assert answer.status_code == 409
    assert "ostatni administrator" in answer.text


def test_withdrawn_role_stops_working_with_the_next_request(app, make_person, signed_in) -> None:
    organiser = make_person("Ola Org", None, "organiser")
    client = signed_in(organiser)
    assert client.get("/organizator/osoby").status_code == 200
    service.withdraw_role(organiser, "organiser", actor=SYSTEM)
    assert client.get("/organizator/osoby").status_code == 403


def test_account_page_saves_name_and_language(app, client) -> None:
    person_id = confirmed_person()
    sign_in(client)
    client.post("/konto", data={"name": "Anna Nowak-Maj", "language": "en"})
    person = db.session().get_one(Person, person_id)
    assert (person.name, person.language) == ("Anna Nowak-Maj", "en")
    assert "My account" in client.get("/konto").text


def test_name_with_a_web_address_is_refused(app, client) -> None:
    confirmed_person()
    sign_in(client)
    answer = client.post("/konto", data={"name": "Anna https://evil.example", "language": "pl"})
    assert answer.status_code == 422
    assert "bez adresów internetowych" in answer.text


def test_other_browser_is_signed_out_from_the_account_page(app, client) -> None:
    person_id = confirmed_person()
    other = app.test_client()
    for browser in (client, other):
        sign_in(browser)
    rows = queries.open_sessions(person_id, clock.now())
    assert len(rows) == 2
    mine = re.findall(r"/konto/sesje/(\w+)/zakoncz", client.get("/konto").text)
    assert len(mine) == 1  # not the present one
    client.post(f"/konto/sesje/{mine[0]}/zakoncz")
    assert other.get("/konto").status_code == 302
    assert client.get("/konto").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(app, client, make_person, signed_in) -> None:
    confirmed_person()
    sign_in(client)
    row = db.session().scalars(select(SignInSession)).one()
    stranger = signed_in(make_person())
    assert stranger.post(f"/konto/sesje/{row.id}/zakoncz").status_code == 404
    assert client.get("/konto").status_code == 200


def test_changing_the_password_signs_out_every_other_browser(app, client) -> None:
    confirmed_person()
    other = app.test_client()
    for browser in (client, other):
        sign_in(browser)
    data = {"current": PASSWORD, "password": "granatowy rower pod domem"}
    assert client.post("/konto/haslo", data=data).location == "/konto"
    assert client.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox 140, Windows"),
        ("Mozilla/5.0 (X11; Linux) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge 139, Linux"),
        ("curl/8.0", "inny program"),
    ],
)
def test_browsers_are_called_by_their_names(app, words: str, name: str) -> None:
    assert browser_name(words) == name


@pytest.fixture
def demo(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Return a demonstration with one account on its sign-in page."""
    accounts = [("anna@example.org", PASSWORD, "Anna Nowak", "wnioskodawca")]
    monkeypatch.setattr(views, "demo_accounts", [lambda: accounts])
    demonstration = create_app(settings_for(tmp_path, database, demo=True))
    demonstration.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    demonstration.test_client_class = Browser
    with demonstration.app_context():
        yield demonstration
    demonstration.extensions["engine"].dispose()


def test_demonstration_signs_in_with_one_button(demo: Flask) -> None:
    confirmed_person()
    client = demo.test_client()
    page = client.get("/logowanie").text
    fields = dict(re.findall(r'<input type="hidden" name="(email|password)" value="([^"]*)"', page))
    assert client.post("/logowanie", data=fields).status_code == 302
    assert client.get("/konto").status_code == 200


def test_demonstration_shows_its_mails_newest_first_and_their_links(demo: Flask) -> None:
    with db.transaction() as writer:
        for email in ("first@example.org", "second@example.org"):
            outbox.queue(
                writer, Recipient(email), "accounts/mail/already_registered.txt", person=None
            )
    client = demo.test_client()
    page = client.get("/demo/poczta").text
    assert page.index("second@example.org") < page.index("first@example.org")
    assert 'href="http://localhost/logowanie"' in page
    first = mails("first@example.org")[0]
    assert "Do: first@example.org" in client.get(f"/demo/poczta/{first.id}").text
    assert client.get("/demo/poczta/nothing").status_code == 404


def test_outside_a_demonstration_there_is_no_mailbox_and_no_list_of_accounts(app, client) -> None:
    confirmed_person()
    assert client.get("/demo/poczta").status_code == 404
    assert client.get(f"/demo/poczta/{mails()[0].id}").status_code == 404
    assert "Konta pokazowe" not in client.get("/logowanie").text
