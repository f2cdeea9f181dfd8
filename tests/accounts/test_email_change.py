import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.accounts import links, rules, service
from leader_award.accounts.models import Person
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError
from tests.accounts.builders import PASSWORD, confirmed_person, link_in, mails, token_in

NEW = "anna.nowak@example.org"


def address_of(person_id: str) -> str:
    return db.session().get_one(Person, person_id).email


def test_address_changes_when_the_link_is_opened_and_not_before(app: Flask, client) -> None:
    person_id = confirmed_person()
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    assert (
        client.post("/konto/adres", data={"email": " Anna.Nowak@Example.org "}).status_code == 302
    )
    assert address_of(person_id) == "anna@example.org"
    link = link_in(mails(NEW)[-1])
    reader = app.test_client()  # mail is often read in another browser
    assert NEW in reader.get(link).text
    assert address_of(person_id) == "anna@example.org"
    assert reader.post(link).status_code == 302
    assert address_of(person_id) == NEW
    assert "inny adres" in mails("anna@example.org")[-1].body
    assert NEW not in mails("anna@example.org")[-1].body
    assert service.authenticate(NEW, PASSWORD).id == person_id
    assert client.get("/konto").status_code == 200


def test_link_works_once_for_a_day_and_the_newest_only(app: Flask, client, at) -> None:
    person_id = confirmed_person()
    service.request_email_change(person_id=person_id, email="first@example.org")
    service.request_email_change(person_id=person_id, email="second@example.org")
    first, second = (mails(f"{which}@example.org")[-1] for which in ("first", "second"))
    assert client.get(link_in(first)).status_code == 410
    at(clock.now() + rules.EMAIL_CHANGE_LIFETIME)
    late = client.post(link_in(second))
    assert (late.status_code, "działa przez dobę" in late.text) == (410, True)
    at(clock.now() - timedelta(hours=1))
    service.confirm_email_change(token_in(second))
    with pytest.raises(links.LinkUsed):
        service.confirm_email_change(token_in(second))


def test_address_of_somebody_else_is_not_taken_and_its_owner_alone_is_told(app, client) -> None:
    confirmed_person(NEW, "Another Anna")
    person_id = confirmed_person()
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    answers = set()
    for address in (NEW, "free@example.org"):
        answer = client.post("/konto/adres", data={"email": address})
        told = re.search(r"Wysłaliśmy link na adres (\S+)\.", client.get("/konto").text)
        answers.add((answer.status_code, told is not None and told[1] == address))
    assert answers == {(302, True)}
    assert "należy już do Twojego konta" in mails(NEW)[-1].body
    assert "/nowy-adres/" not in mails(NEW)[-1].body
    assert address_of(person_id) == "anna@example.org"


def test_address_that_got_an_account_meanwhile_is_not_taken(app: Flask, client) -> None:
    person_id = confirmed_person()
    service.request_email_change(person_id=person_id, email=NEW)
    link = link_in(mails(NEW)[-1])
    confirmed_person(NEW, "Another Anna")
    answer = client.post(link)
    assert (answer.status_code, "Konto z tym adresem już istnieje" in answer.text) == (409, True)
    assert address_of(person_id) == "anna@example.org"


def test_present_address_and_too_many_mails_are_refused(app: Flask) -> None:
    person_id = confirmed_person()
    with pytest.raises(DomainError):
        service.request_email_change(person_id=person_id, email="Anna@example.org")
    for _ in range(rules.MAILS_PER_HOUR):
        service.request_email_change(person_id=person_id, email=NEW)
    with pytest.raises(DomainError):
        service.request_email_change(person_id=person_id, email=NEW)
    assert len(mails(NEW)) == rules.MAILS_PER_HOUR


def test_new_password_stops_a_change_that_a_stranger_may_have_begun(app: Flask) -> None:
    person_id = confirmed_person()
    service.request_email_change(person_id=person_id, email=NEW)
    service.change_password(
        person_id=person_id, current=PASSWORD, password="granatowy rower pod domem"
    )
    with pytest.raises(links.LinkExpired):
        service.confirm_email_change(token_in(mails(NEW)[-1]))


def test_link_to_choose_a_password_dies_with_the_old_address(app: Flask) -> None:
    person_id = confirmed_person()
    service.request_password_reset("anna@example.org")
    reset = token_in(mails("anna@example.org")[-1])
    service.request_email_change(person_id=person_id, email=NEW)
    service.confirm_email_change(token_in(mails(NEW)[-1]))
    with pytest.raises(links.LinkExpired):
        service.reset_password(reset, "granatowy rower pod domem")
    assert len(db.session().scalars(select(Person)).all()) == 1
