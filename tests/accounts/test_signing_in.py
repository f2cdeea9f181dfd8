from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.accounts import links, rules, service
from leader_award.accounts.models import Person, SignInAttempt, SignInSession
from leader_award.accounts.service import TooManyAttempts
from leader_award.accounts.sessions import start_session
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError
from tests.accounts.builders import PASSWORD, confirmed_person, mails, token_in

NEW = "granatowy rower pod domem"


def fail(email: str = "anna@example.org", address: str = "192.0.2.1") -> DomainError:
    with pytest.raises(DomainError) as refused:
        service.authenticate(email, "not the password", address=address)
    return refused.value


def test_unknown_address_wrong_password_and_disabled_account_get_one_answer(app: Flask) -> None:
    confirmed_person()
    with db.transaction() as writer:
        service.create_person(writer, email="off@example.org", name="Off", password=PASSWORD)
        writer.scalars(
            select(Person).where(Person.email == "off@example.org")
        ).one().disabled_at = clock.now()
    answers = {str(fail()), str(fail("nobody@example.org"))}
    with pytest.raises(DomainError) as refused:
        service.authenticate("off@example.org", PASSWORD)
    assert answers == {str(refused.value)}


def test_password_is_compared_to_its_last_character(app: Flask) -> None:
    longest = ("Bocian na kominie " * 20)[: rules.LONGEST_PASSWORD]
    confirmed_person(password=longest)
    assert service.authenticate("anna@example.org", longest)
    with pytest.raises(DomainError):
        service.authenticate("anna@example.org", longest + "!")


def test_account_closes_after_ten_failures_and_opens_again(app: Flask, at) -> None:
    confirmed_person()
    for number in range(rules.ATTEMPTS_PER_ACCOUNT):
        assert not isinstance(fail(address=f"192.0.2.{number}"), TooManyAttempts)
    with pytest.raises(TooManyAttempts, match="15"):
        service.authenticate("anna@example.org", PASSWORD, address="198.51.100.1")
    at(clock.now() + rules.ATTEMPT_WINDOW)
    assert service.authenticate("anna@example.org", PASSWORD)


def test_success_clears_the_count_of_failures(app: Flask) -> None:
    confirmed_person()
    for _ in range(3):
        for _ in range(rules.ATTEMPTS_PER_ACCOUNT - 1):
            fail()
        service.authenticate("anna@example.org", PASSWORD)


def test_one_network_address_cannot_try_many_accounts(app: Flask) -> None:
    with db.transaction() as writer:
        writer.add_all(
            SignInAttempt(email=f"{number}@example.org", address="192.0.2.9", at=clock.now())
            for number in range(rules.ATTEMPTS_PER_ADDRESS)
        )
    confirmed_person()
    with pytest.raises(TooManyAttempts):
        service.authenticate("anna@example.org", PASSWORD, address="192.0.2.9")
    assert service.authenticate("anna@example.org", PASSWORD, address="192.0.2.10")


def test_forwarded_header_does_not_open_a_closed_account(app: Flask, client) -> None:
    confirmed_person()
    answers = [
        client.post(
            "/logowanie",
            data={"email": "anna@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(rules.ATTEMPTS_PER_ACCOUNT + 1)
    ]
    assert answers == [422] * rules.ATTEMPTS_PER_ACCOUNT + [429]


def test_attempts_are_forgotten_after_thirty_days(app: Flask, at) -> None:
    confirmed_person()
    fail()
    at(clock.now() + timedelta(days=31))
    service.authenticate("anna@example.org", PASSWORD)
    assert db.session().scalar(select(func.count()).select_from(SignInAttempt)) == 1


def test_reset_gives_a_new_password_and_ends_every_session(app: Flask) -> None:
    person_id = confirmed_person()
    start_session(person_id)
    for _ in range(rules.ATTEMPTS_PER_ACCOUNT):
        fail()
    service.request_password_reset("Anna@example.org")
    service.reset_password(token_in(mails()[-1]), NEW)
    assert service.authenticate("anna@example.org", NEW)  # and the failures are forgiven
    assert isinstance(fail(), DomainError)
    sessions = db.session().scalars(select(SignInSession)).all()
    assert [session.ended_at is None for session in sessions] == [False]
    assert "zmienione" in mails()[-1].subject


def test_reset_of_an_unknown_or_disabled_account_sends_nothing(app: Flask) -> None:
    person_id = confirmed_person()
    with db.transaction() as writer:
        writer.get_one(Person, person_id).disabled_at = clock.now()
    before = len(mails())
    service.request_password_reset("nobody@example.org")
    service.request_password_reset("anna@example.org")
    assert len(mails()) == before


def test_reset_link_works_for_one_hour_and_once(app: Flask, at) -> None:
    confirmed_person()
    service.request_password_reset("anna@example.org")
    token = token_in(mails()[-1])
    at(clock.now() + timedelta(hours=1))
    with pytest.raises(links.LinkExpired):
        service.reset_password(token, NEW)
    service.request_password_reset("anna@example.org")
    token = token_in(mails()[-1])
    service.reset_password(token, NEW)
    with pytest.raises(links.LinkUsed):
        service.reset_password(token, "a third good password")


def test_one_account_gets_at_most_three_reset_mails_an_hour(app: Flask) -> None:
    confirmed_person()
    before = len(mails())
    for _ in range(6):
        service.request_password_reset("anna@example.org")
    assert len(mails()) - before == rules.MAILS_PER_HOUR


def test_reset_confirms_the_address_of_somebody_who_lost_the_first_mail(app: Flask) -> None:
    service.register_person(email="b@example.org", name="Bea Bak", password=PASSWORD)
    service.request_password_reset("b@example.org")
    service.reset_password(token_in(mails()[-1]), NEW)
    assert service.authenticate("b@example.org", NEW)


def test_password_is_changed_only_with_the_present_one(app: Flask) -> None:
    person_id = confirmed_person()
    with pytest.raises(DomainError) as refused:
        service.change_password(person_id=person_id, current="wrong", password=NEW)
    assert refused.value.field == "current"
    with pytest.raises(DomainError) as refused:
        service.change_password(person_id=person_id, current=PASSWORD, password="anna anna 1")
    assert refused.value.field == "password"
    service.change_password(person_id=person_id, current=PASSWORD, password=NEW)
    assert service.authenticate("anna@example.org", NEW)


def test_guessing_the_present_password_is_slowed_down_too(app: Flask) -> None:
    person_id = confirmed_person()
    for _ in range(rules.ATTEMPTS_PER_ACCOUNT):
        with pytest.raises(DomainError):
            service.change_password(person_id=person_id, current="wrong", password=NEW)
    with pytest.raises(TooManyAttempts):
        service.change_password(person_id=person_id, current=PASSWORD, password=NEW)
