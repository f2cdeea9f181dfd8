import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from leader_award.accounts import passkeys, second_factor
from leader_award.accounts.models import Person
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError, NotAllowed
from tests.accounts.authenticator import Device
from tests.accounts.builders import PASSWORD, confirmed_person, mails


def added(person_id: str, device: Device | None = None) -> Device:
    """Give the person a passkey on a new device."""
    device = device or Device()
    asked = passkeys.ask_to_add(db.session().get_one(Person, person_id))
    passkeys.add(person_id=person_id, answer=device.make(asked), name="Telefon", session_id=None)
    return device


def test_passkey_finds_its_owner_by_itself(app: Flask) -> None:
    person_id = confirmed_person()
    device = added(person_id)
    confirmed_person("b@example.org", "Bea Bak")
    asked = passkeys.ask_to_use(None)
    assert (asked["userVerification"], asked["allowCredentials"]) == ("required", [])
    assert passkeys.owner(device.use(asked)) == person_id
    assert second_factor.of_person(person_id).passkeys[0].last_used_at


def test_first_passkey_comes_with_recovery_codes_and_a_mail(app: Flask) -> None:
    person_id = confirmed_person()
    added(person_id)
    assert second_factor.of_person(person_id).codes_left == 10
    assert "dodano" in mails()[-1].body
    added(person_id)
    assert len(second_factor.of_person(person_id).passkeys) == 2


@pytest.mark.parametrize("counts", [True, False])
def test_answer_works_once(app: Flask, counts: bool) -> None:
    device = added(confirmed_person(), Device(counts=counts))
    answer = device.use(passkeys.ask_to_use(None))
    assert passkeys.owner(answer)
    with pytest.raises(DomainError):
        passkeys.owner(answer)


def test_answer_is_awaited_for_five_minutes(app: Flask, at) -> None:
    device = added(confirmed_person())
    answer = device.use(passkeys.ask_to_use(None))
    at(clock.now() + timedelta(minutes=5))
    with pytest.raises(DomainError):
        passkeys.owner(answer)


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"verifies": False},
        {"count": -1},
        {"key": Device().key},
        {"id": b"another passkey"},
    ],
    ids=["false page", "other scheme", "nobody verified", "a copy", "other key", "unknown"],
)
def test_bent_answer_is_refused(app: Flask, bent: dict[str, object]) -> None:
    device = added(confirmed_person())
    passkeys.owner(device.use(passkeys.ask_to_use(None)))
    crooked = replace(device, **bent)
    with pytest.raises(DomainError):
        passkeys.owner(crooked.use(passkeys.ask_to_use(None)))
    assert passkeys.owner(device.use(passkeys.ask_to_use(None)))


@pytest.mark.parametrize("bent", [{"origin": "https://evil.example"}, {"verifies": False}])
def test_passkey_made_elsewhere_or_by_nobody_is_not_added(app: Flask, bent) -> None:
    with pytest.raises(DomainError):
        added(confirmed_person(), Device(**bent))


def test_question_for_one_purpose_is_not_answered_for_another(app: Flask) -> None:
    anna, bea = confirmed_person(), confirmed_person("b@example.org", "Bea Bak")
    device = added(anna)
    with pytest.raises(DomainError):  # asked of any visitor, given as Anna's second step
        passkeys.owner(device.use(passkeys.ask_to_use(None)), person_id=anna)
    with pytest.raises(DomainError):  # asked of Bea, answered by Anna
        passkeys.owner(device.use(passkeys.ask_to_use(bea)), person_id=bea)
    asked = passkeys.ask_to_add(db.session().get_one(Person, bea))
    with pytest.raises(DomainError):  # asked of Bea, added for Anna
        passkeys.add(person_id=anna, answer=Device().make(asked), name="x", session_id=None)
    assert passkeys.owner(device.use(passkeys.ask_to_use(anna)), person_id=anna) == anna


def test_passkey_of_somebody_else_cannot_be_added_again(app: Flask) -> None:
    device = added(confirmed_person())
    with pytest.raises(DomainError) as refused:
        added(confirmed_person("b@example.org", "Bea Bak"), device)
    assert "już dodany" in str(refused.value)


def test_owner_named_by_the_device_has_to_be_the_owner(app: Flask) -> None:
    device = added(confirmed_person())
    with pytest.raises(DomainError):
        passkeys.owner(replace(device, handle="YWJj").use(passkeys.ask_to_use(None)))


@pytest.mark.parametrize(
    "answer", ["", "{}", "null", "[]", '{"response": {"clientDataJSON": "e30"}}', "\x00"]
)
def test_what_is_no_answer_is_refused(app: Flask, answer: str) -> None:
    with pytest.raises(DomainError):
        passkeys.owner(answer)


def test_answer_without_a_part_is_refused(app: Flask) -> None:
    device = added(confirmed_person())
    for part in ("id", "rawId", "response.signature", "response.authenticatorData"):
        answer = json.loads(device.use(passkeys.ask_to_use(None)))
        holder, name = (answer["response"], part[9:]) if "." in part else (answer, part)
        del holder[name]
        with pytest.raises(DomainError):
            passkeys.owner(json.dumps(answer))


def test_last_passkey_stays_with_somebody_who_must_have_one(app: Flask) -> None:
    person_id = confirmed_person()
    added(person_id)
    added(person_id)
    first, second = second_factor.of_person(person_id).passkeys
    passkeys.remove(passkey_id=first.id, must_keep_one=True)
    with pytest.raises(NotAllowed):
        passkeys.remove(passkey_id=second.id, must_keep_one=True)
    passkeys.remove(passkey_id=second.id, must_keep_one=False)
    assert not second_factor.of_person(person_id).is_set_up


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://lider.example.pl", True),
        ("http://localhost:8000", True),
        ("http://lider.example.pl", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
    ],
)
def test_passkeys_want_a_name_and_encryption(app: Flask, address: str, possible: bool) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=address)
    assert passkeys.are_possible() is possible


def test_passkey_signs_in_without_a_password_and_as_the_second_step(app, client) -> None:
    device = added(confirmed_person())
    asked = client.post("/logowanie/klucz/pytanie").json
    data = {"credential": device.use(asked), "next": "/konto/haslo"}
    assert client.post("/logowanie/klucz", data=data).location == "/konto/haslo"
    assert client.get("/konto").status_code == 200
    client.post("/wyloguj")
    assert client.post("/logowanie/klucz", data=data).location.startswith("/logowanie?")
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    asked = client.post("/logowanie/klucz/pytanie").json
    assert len(asked["allowCredentials"]) == 1
    client.post("/logowanie/klucz", data={"credential": device.use(asked)})
    assert client.get("/konto").status_code == 200


def test_passkey_of_a_disabled_account_signs_nobody_in(app, client) -> None:
    person_id = confirmed_person()
    device = added(person_id)
    with db.transaction() as writer:
        writer.get_one(Person, person_id).disabled_at = clock.now()
    answer = device.use(client.post("/logowanie/klucz/pytanie").json)
    assert client.post("/logowanie/klucz", data={"credential": answer}).location == "/logowanie"
    assert client.get("/konto").status_code == 302


def test_nobody_removes_the_passkey_of_somebody_else(app, make_person, signed_in) -> None:
    person_id = confirmed_person()
    added(person_id)
    found = second_factor.of_person(person_id).passkeys[0]
    page = f"/konto/drugi-skladnik/klucz/{found.id}/usun"
    stranger = signed_in(make_person())
    assert (stranger.get(page).status_code, stranger.post(page).status_code) == (404, 404)
    signed_in(person_id).post(page)
    assert not second_factor.of_person(person_id).is_set_up
