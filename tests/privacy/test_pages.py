"""The pages about personal data, walked through as their readers do."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.accounts.models import Person
from leader_award.platform import db
from leader_award.privacy import consents, erasing
from leader_award.privacy.models import Consent, ErasureRequest
from tests.jury.builders import make_confirmed_person
from tests.privacy.builders import row

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def administrator(app: Flask, signed_in: SignIn) -> FlaskClient:
    return signed_in(make_confirmed_person("Adam Admin", "administrator"))


def test_own_pages_open_and_those_of_administrators_do_not(app: Flask, signed_in: SignIn) -> None:
    person = signed_in(make_confirmed_person("Ewa Prosi", "organiser"))
    for path in ("/konto/moje-dane", "/konto/zgody"):
        assert person.get(path).status_code == 200
    for path in ("", "/odczyty", "/porzadki", f"/osoba/{make_confirmed_person('Jan Kos')}"):
        assert person.get(f"/organizator/dane-osobowe{path}").status_code in (403, 404)


def test_request_goes_its_way_to_the_erased_person(
    app: Flask, signed_in: SignIn, administrator: FlaskClient
) -> None:
    person_id = make_confirmed_person("Ewa Prosi")
    person = signed_in(person_id)
    assert person.post("/konto/moje-dane/usuniecie", follow_redirects=True).status_code == 200
    page = administrator.get("/organizator/dane-osobowe").text
    path = f"/organizator/dane-osobowe/osoba/{person_id}"
    assert path in page
    assert "Ewa Prosi" in administrator.get(path).text

    rows = [f"person:{person_id}"]
    assert administrator.post(path, data={"rows": rows}).status_code == 422  # not confirmed
    assert row(Person, person_id).name == "Ewa Prosi"
    assert administrator.post(path, data={"erase-sure": "y", "rows": "person:x"}).status_code == 409
    assert administrator.post(path, data={"erase-sure": "y", "rows": rows}).status_code == 302

    assert row(Person, person_id).disabled_at is not None
    assert person.get("/konto/moje-dane").status_code == 302  # signed out at once
    assert administrator.get(path).status_code == 404


def test_refused_request_tells_the_person_why(
    app: Flask, signed_in: SignIn, administrator: FlaskClient
) -> None:
    person_id = make_confirmed_person("Ewa Prosi")
    erasing.ask(actor=erasing.Actor(person_id, "person"))
    path = f"/organizator/dane-osobowe/osoba/{person_id}"
    assert administrator.post(path, data={"refuse": "1", "refuse-answer": ""}).status_code == 422
    answer = {"refuse": "1", "refuse-answer": "Trwa ocena Państwa zgłoszenia."}
    assert administrator.post(path, data=answer).status_code == 302
    assert "Trwa ocena" in signed_in(person_id).get("/konto/moje-dane").text


def test_person_takes_the_request_back(app: Flask, signed_in: SignIn) -> None:
    person_id = make_confirmed_person("Ewa Prosi")
    person = signed_in(person_id)
    person.post("/konto/moje-dane/usuniecie")
    person.post("/konto/moje-dane/usuniecie/cofnij")
    assert db.session().query(ErasureRequest).count() == 0


def test_somebody_is_found_by_part_of_the_name_and_never_in_an_address(
    app: Flask, administrator: FlaskClient
) -> None:
    person_id = make_confirmed_person("Łucja Śliwińska")
    for text in ("śliwiń", "Łucja", row(Person, person_id).email):
        page = administrator.post("/organizator/dane-osobowe", data={"text": text}).text
        assert f"/osoba/{person_id}" in page, text
    page = administrator.post("/organizator/dane-osobowe", data={"text": "Nieznana"})
    assert "/osoba/" not in page.text


def test_consent_is_given_and_withdrawn_with_one_button_each(app: Flask, signed_in: SignIn) -> None:
    person_id = make_confirmed_person("Ewa Zgoda")
    person = signed_in(person_id)
    text = consents.KINDS["newsletter"].versions[-1]["pl"]
    person.post("/konto/zgody/newsletter")
    person.post("/konto/zgody/newsletter")  # a double click
    (given,) = consents.of_person(person_id)
    assert (given.text, given.version, given.withdrawn_at) == (text, 1, None)
    assert f"/konto/zgody/{given.id}/wycofaj" in person.get("/konto/zgody").text

    stranger = signed_in(make_confirmed_person("Jan Obcy"))
    assert stranger.post(f"/konto/zgody/{given.id}/wycofaj").status_code == 404
    assert row(Consent, given.id).withdrawn_at is None
    assert person.post(f"/konto/zgody/{given.id}/wycofaj").status_code == 302
    assert row(Consent, given.id).withdrawn_at is not None
    assert person.post("/konto/zgody/nieznana").status_code == 404


def test_new_words_leave_what_was_agreed_to_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = make_confirmed_person("Ewa Zgoda")
    actor = erasing.Actor(person_id, "person")
    old = consents.give(kind="image", actor=actor)
    kind = consents.KINDS["image"]
    newer = consents.Kind(kind.title, (*kind.versions, {"pl": "Nowe słowa."}))
    monkeypatch.setitem(consents.KINDS, "image", newer)
    assert "publikował" in row(Consent, old).text
    consents.withdraw(consent_id=old, actor=actor)
    new = row(Consent, consents.give(kind="image", actor=actor))
    assert (new.text, new.version) == ("Nowe słowa.", 2)
