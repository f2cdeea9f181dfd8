import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.accounts import rules, sealing, second_factor, service
from leader_award.accounts.models import AuthenticatorApp, RecoveryCode, SignInSession
from leader_award.accounts.service import TooManyAttempts
from leader_award.accounts.sessions import start_session
from leader_award.platform import audit, clock, db
from leader_award.platform.errors import DomainError, NotAllowed
from tests.accounts.builders import PASSWORD, app_code, confirmed_person, mails, token_in, with_app


def refused(person_id: str, code: str) -> DomainError:
    with pytest.raises(DomainError) as error:
        second_factor.give_code(person_id, code)
    return error.value


def test_code_of_the_app_works_once(app: Flask) -> None:
    person_id = confirmed_person()
    secret, _ = with_app(person_id)
    code = app_code(secret)
    assert second_factor.give_code(person_id, code) == second_factor.APP
    assert refused(person_id, code).field == "code"
    assert second_factor.give_code(person_id, app_code(secret, 1)) == second_factor.APP


def test_code_that_set_the_app_up_does_not_sign_in(app: Flask) -> None:
    person_id = confirmed_person()
    secret, _ = with_app(person_id)
    assert refused(person_id, app_code(secret, -1))


def test_app_is_not_set_up_with_a_wrong_code(app: Flask) -> None:
    person_id = confirmed_person()
    with pytest.raises(DomainError) as error:
        second_factor.set_up_app(
            person_id=person_id, secret="A" * 32, code="000000x", session_id=None
        )
    assert error.value.field == "code"
    assert not second_factor.of_person(person_id).is_set_up


def test_secret_of_one_person_opens_nothing_for_another(app: Flask) -> None:
    secret, codes = with_app(confirmed_person())
    other = confirmed_person("b@example.org", "Bea Bak")
    with_app(other)
    assert refused(other, app_code(secret))
    assert refused(other, codes[0])


def test_recovery_code_works_once_and_its_owner_is_told(app: Flask) -> None:
    person_id = confirmed_person()
    _, codes = with_app(person_id)
    assert len(set(codes)) == 10
    written = f"{codes[3][:8].upper()}-{codes[3][8:]} "
    assert second_factor.give_code(person_id, written) == second_factor.RECOVERY
    assert refused(person_id, codes[3])
    assert "Zostało Ci 9 kodów zapasowych" in mails()[-1].body
    assert second_factor.of_person(person_id).codes_left == 9


def test_new_recovery_codes_replace_the_old_ones(app: Flask) -> None:
    person_id = confirmed_person()
    _, old = with_app(person_id)
    new = second_factor.renew_recovery_codes(person_id=person_id)
    assert refused(person_id, old[0])
    assert second_factor.give_code(person_id, new[0]) == second_factor.RECOVERY
    assert "nowe kody zapasowe" in mails()[-2].body


def test_who_has_no_second_factor_gets_no_recovery_codes(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        second_factor.renew_recovery_codes(person_id=confirmed_person())


def test_nothing_that_signs_in_is_kept_readable(app: Flask) -> None:
    secret, codes = with_app(confirmed_person())
    kept = [row.sealed_secret for row in db.session().scalars(select(AuthenticatorApp))]
    kept += [row.hashed for row in db.session().scalars(select(RecoveryCode))]
    told = [mail.body for mail in mails()]
    told += [str(event.details) for event in db.session().scalars(select(audit.AuditEvent))]
    for text in (secret, *codes):
        assert not [place for place in kept + told if text in place or text[4:] in place]


def test_secret_sealed_with_another_key_is_no_secret(app: Flask, monkeypatch) -> None:
    person_id = confirmed_person()
    secret, codes = with_app(person_id)
    monkeypatch.setitem(app.config, "SECRET_KEY", "the operator has changed it")
    assert refused(person_id, app_code(secret))
    assert second_factor.give_code(person_id, codes[0]) == second_factor.RECOVERY


def test_sealed_text_opens_only_for_its_purpose_and_in_its_time(app: Flask, at) -> None:
    sealed = sealing.seal("text", "one")
    assert sealing.unseal(sealed, "one", within=60) == "text"
    for purpose, text in (("two", sealed), ("one", sealed[:-2]), ("one", "")):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(text, purpose)
    at(clock.now() + timedelta(minutes=2))
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, "one", within=60)


def test_guessing_codes_is_slowed_down_even_for_who_knows_the_password(app: Flask, at) -> None:
    person_id = confirmed_person()
    secret, _ = with_app(person_id)
    for _attempt in range(rules.CODES_PER_ACCOUNT):
        assert not isinstance(refused(person_id, "123456x"), TooManyAttempts)
        service.authenticate("anna@example.org", PASSWORD)  # its success forgives no code
    assert isinstance(refused(person_id, app_code(secret)), TooManyAttempts)
    at(clock.now() + rules.ATTEMPT_WINDOW)
    assert second_factor.give_code(person_id, app_code(secret)) == second_factor.APP


def test_adding_and_removing_end_no_session_but_the_others_and_are_told(app: Flask) -> None:
    person_id = confirmed_person()
    for _browser in range(2):
        start_session(person_id)
    here, there = db.session().scalars(select(SignInSession.id)).all()
    secret = "A" * 32
    second_factor.set_up_app(
        person_id=person_id, secret=secret, code=app_code(secret), session_id=here
    )
    rows = {row.id: row for row in db.session().scalars(select(SignInSession))}
    assert (rows[here].ended_at, rows[here].second_factor) == (None, second_factor.APP)
    assert rows[there].ended_at is not None
    assert "skonfigurowano" in mails()[-1].body
    second_factor.remove_app(person_id=person_id, must_keep_one=False)
    assert "usunięto" in mails()[-1].body
    assert second_factor.of_person(person_id) == second_factor.SecondFactor(None, [], 0)


def test_last_factor_stays_with_somebody_who_must_have_one(app: Flask) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    with pytest.raises(NotAllowed):
        second_factor.remove_app(person_id=person_id, must_keep_one=True)
    assert second_factor.of_person(person_id).is_set_up
    assert second_factor.of_person(person_id).codes_left == 10


def test_new_password_leaves_the_second_factor_where_it_is(app: Flask) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    service.request_password_reset("anna@example.org")
    service.reset_password(token_in(mails()[-1]), "granatowy rower pod domem")
    assert second_factor.of_person(person_id).is_set_up


def test_reset_takes_everything_ends_sessions_and_is_told_and_recorded(app: Flask) -> None:
    person_id = confirmed_person()
    with_app(person_id)
    start_session(person_id)
    second_factor.reset(person_id=person_id, actor=audit.SYSTEM)
    assert second_factor.of_person(person_id) == second_factor.SecondFactor(None, [], 0)
    assert all(row.ended_at for row in db.session().scalars(select(SignInSession)))
    assert re.search("administrator usunął .* kody zapasowe", mails()[-1].body)
    last = db.session().scalars(select(audit.AuditEvent)).all()[-1]
    assert (last.action, last.thing_id) == ("second_factor.reset", person_id)
