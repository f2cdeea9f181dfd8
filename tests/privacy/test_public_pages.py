"""Privacy notice, accessibility declaration, and notices where personal data are taken."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.privacy.activities import ACTIVITIES
from leader_award.privacy.retention import RULES
from tests.accounts.builders import mails
from tests.dissemination.builders import BEFORE, make_event
from tests.jury.builders import make_confirmed_person
from tests.privacy.builders import EMAIL, Clock, make_known_person

SignIn = Callable[[str], FlaskClient]
NOTICE = 'href="/prywatnosc"'


def test_notice_says_what_the_register_and_the_rules_of_retention_say(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get("/prywatnosc").text
    for activity in ACTIVITIES.values():
        for said in (activity.title, activity.data, activity.basis, activity.kept):
            assert _polish(app, said) in page, said
    for rule in RULES:
        assert _polish(app, rule.title) in page, rule.key


def _polish(app: Flask, text: object) -> str:
    with app.test_request_context():
        return str(text)


def test_both_pages_name_whom_the_operator_set(app: Flask, client: FlaskClient) -> None:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        before,
        controller_name="Fundacja Kanarek",
        controller_address="ul. Ptasia 1, 00-001 Warszawa",
        data_protection_contact="iod@kanarek.example",
        contact_phone="22 000 00 00",
        declaration_reviewed=date(2027, 3, 1),
    )
    notice, declaration = (client.get(p).text for p in ("/prywatnosc", "/deklaracja-dostepnosci"))
    for said in ("Fundacja Kanarek", "ul. Ptasia 1", "iod@kanarek.example"):
        assert said in notice
    assert 'id="a11y-podmiot">Fundacja Kanarek' in declaration
    assert 'datetime="2027-03-01"' in declaration
    assert "22 000 00 00" in declaration


def test_declaration_has_the_fixed_ids_once_each(client: FlaskClient) -> None:
    ids = re.findall(r'id="(a11y-[a-z-]+)"', client.get("/deklaracja-dostepnosci").text)
    assert len(ids) == len(set(ids))
    assert set(ids) >= {
        "a11y-wstep",
        "a11y-podmiot",
        "a11y-url",
        "a11y-data-publikacja",
        "a11y-data-aktualizacja",
        "a11y-status",
        "a11y-data-sporzadzenie",
        "a11y-data-przeglad",
        "a11y-kontakt",
        "a11y-osoba",
        "a11y-email",
        "a11y-procedura",
        "a11y-architektura",
    }


def test_forms_that_take_personal_data_say_who_takes_them_and_what_for(
    app: Flask, client: FlaskClient, signed_in: SignIn, at: Clock
) -> None:
    at(BEFORE)
    make_event()
    (event,) = re.findall(r"/konferencje/[\w-]+", client.get("/konferencje").text)[:1]
    organiser = signed_in(make_confirmed_person("Olga", "organiser"))
    for browser, path in (
        (client, "/rejestracja"),
        (client, f"{event}/zapisy"),
        (organiser, "/organizator/osoby"),
    ):
        page = browser.get(path)
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert page.status_code == 200, path
        assert NOTICE in main, path
        assert "Związek Miast Polskich" in main, path


def test_every_mail_leads_to_the_notice(app: Flask, at: Clock) -> None:
    make_known_person(at)
    sent = mails(EMAIL)
    assert sent
    for mail in sent:
        assert "http://localhost/prywatnosc" in mail.body, mail.template


@pytest.mark.parametrize("path", ["/prywatnosc", "/deklaracja-dostepnosci"])
def test_english_pages_are_in_english(client: FlaskClient, path: str) -> None:
    client.set_cookie("language", "en")
    assert "RODO" not in client.get(path).text
