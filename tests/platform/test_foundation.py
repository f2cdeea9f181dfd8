from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.platform import audit, clock, db, idempotency, web


def test_health_answers_when_database_and_storage_answer(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"database": True, "storage": True})


def test_health_answers_503_when_the_storage_is_gone(app: Flask, client: FlaskClient) -> None:
    folder = app.extensions["storage_folder"]
    (folder / "health").unlink(missing_ok=True)
    folder.rmdir()
    folder.write_text("not a folder")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["storage"]) == (503, False)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 10, 25), time(2, 30)), (date(2027, 3, 28), time(2, 30))]
)
def test_hour_that_the_clock_change_repeats_or_skips_is_refused(day: date, hour: time) -> None:
    with pytest.raises(clock.ImpossibleHour):
        clock.from_warsaw(day, hour)


def test_ordinary_hour_becomes_its_instant() -> None:
    assert clock.from_warsaw(date(2026, 7, 1), time(12)) == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_failed_transaction_changes_nothing_and_leaves_no_event(app: Flask) -> None:
    def fail() -> None:
        with db.transaction() as writer:
            person = Person(email="a@example.org", name="A", created_at=clock.now())
            writer.add(person)
            writer.flush()
            audit.record(writer, audit.SYSTEM, "person.added", person)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert db.session().scalars(select(Person)).all() == []
    assert db.session().scalars(select(audit.AuditEvent)).all() == []


def test_work_under_one_key_is_done_once(app: Flask) -> None:
    done: list[str] = []

    def work() -> str:
        done.append("x")
        return "thing"

    for _ in range(2):
        with db.transaction() as writer:
            assert idempotency.once(writer, "key", work) == "thing"
    assert done == ["x"]


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil", "https://evil.example", "", None, "/\tx"],
)
def test_redirect_never_leaves_the_site(target: str | None) -> None:
    assert web.safe_target(target, "/home") == "/home"
    assert web.safe_target("/zgloszenia?x=1", "/home") == "/zgloszenia?x=1"
