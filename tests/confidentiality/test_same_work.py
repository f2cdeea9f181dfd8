"""Known and unknown addresses, true and invented names, cost the same work.

Times are measured by `bench/timing.py`; here it is counted what they are made of: SQL statements,
hashes of passwords, mails and tasks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from leader_award.accounts import passwords, service
from leader_award.platform import db
from tests.accounts.builders import PASSWORD, confirmed_person, mails
from tests.confidentiality.asking import LISTS

KNOWN, UNKNOWN = "anna@example.org", "nikt@example.org"


@contextmanager
def work() -> Iterator[list[str]]:
    """Collect the statements and the checks of passwords of a block, in their order."""
    done: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        done.append(statement)

    real = passwords.HASHER

    class Counting:
        def verify(self, *given: Any) -> bool:
            done.append("verify")
            return real.verify(*given)

        def hash(self, *given: Any) -> str:
            done.append("hash")
            return real.hash(*given)

    passwords.HASHER = Counting()  # type: ignore[assignment]
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield done
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        passwords.HASHER = real


def work_of(client: FlaskClient, path: str, form: dict[str, str]) -> list[str]:
    with work() as done:
        client.post(path, data=form)
    return done


@pytest.fixture
def asked(app: Flask) -> Callable[[str, dict[str, str]], tuple[list[str], list[str]]]:
    """Return a function that sends a form about a known and about an unknown address."""
    passwords.matches("warm", None)
    confirmed_person(KNOWN)
    for path in ("/logowanie", "/nie-pamietam-hasla"):
        work_of(app.test_client(), path, {"email": "warm@example.org", "password": "warm it up"})

    def ask(path: str, form: dict[str, str]) -> tuple[list[str], list[str]]:
        return (
            work_of(app.test_client(), path, {"email": KNOWN, **form}),
            work_of(app.test_client(), path, {"email": UNKNOWN, **form}),
        )

    return ask


def test_failing_to_sign_in_costs_the_same_for_known_and_unknown_addresses(asked) -> None:
    known, unknown = asked("/logowanie", {"password": "not the password"})
    assert known == unknown
    assert known.count("verify") == 1


def test_asking_for_a_new_password_costs_the_same_for_known_and_unknown_addresses(asked) -> None:
    known, unknown = asked("/nie-pamietam-hasla", {})
    assert known == unknown
    assert any(statement.startswith("INSERT INTO one_time_link") for statement in known)


def test_only_the_known_address_gets_the_mail_and_no_note_stays(app: Flask, asked) -> None:
    before = len(mails())
    asked("/nie-pamietam-hasla", {})
    assert len(mails()) == before
    service.send_wanted_resets()
    service.send_wanted_resets()
    assert [mail.to for mail in mails()[before:]] == [KNOWN]


def test_a_statement_more_for_the_known_address_would_be_seen(
    app: Flask, asked, monkeypatch
) -> None:
    real = service.authenticate

    def leaky(email: str, password: str, **rest: Any) -> Any:
        if email == KNOWN:
            db.session().connection().exec_driver_sql("SELECT 1")
        return real(email, password, **rest)

    monkeypatch.setattr(service, "authenticate", leaky)
    known, unknown = asked("/logowanie", {"password": "not the password"})
    assert known != unknown


def test_searching_for_a_persons_name_costs_what_a_search_for_nonsense_costs(app: Flask) -> None:
    name, nonsense = "Zbigniew Kanarkowicz", "Zbyszmiew Kamarkofiyz"
    service.register_person(email="z@example.org", name=name, password=PASSWORD)
    client = app.test_client()
    for page in LISTS:
        client.get(page.format("pierwsze"))
        costs = []
        for words in (name, nonsense):
            with work() as done:
                client.get(page.format(words))
            costs.append(done)
        assert costs[0] == costs[1], page
