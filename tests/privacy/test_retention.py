"""What its time is over for goes, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.accounts import sessions
from leader_award.accounts.models import OneTimeLink, SignInAttempt, SignInSession
from leader_award.dissemination.models import Registration
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.db import new_id
from leader_award.platform.outbox import OutgoingMail
from leader_award.privacy import retention
from leader_award.privacy.models import AccessRecord, RetentionRun
from leader_award.privacy.retention import RULES, Rule
from tests.jury.builders import make_confirmed_person
from tests.privacy.builders import EMAIL, NAME, Clock, come_to_event, traces

HOUR = timedelta(hours=1)


def rule(key: str) -> Rule:
    return next(one for one in RULES if one.key == key)


def count(model: Any) -> int:
    db.session().rollback()
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def add(*rows: Any) -> None:
    with db.transaction() as writer:
        writer.add_all(rows)


def attempt(age: timedelta) -> SignInAttempt:
    return SignInAttempt(email=EMAIL, address="192.0.2.7", at=clock.now() - age)


def mail(age: timedelta, state: str) -> OutgoingMail:
    at = clock.now() - age
    return OutgoingMail(
        to=EMAIL,
        subject="Temat",
        body=f"Dzień dobry, {NAME}",
        template="x",
        message_id=new_id(),
        state=state,
        created_at=at,
        next_attempt_at=at,
    )


def link(age: timedelta) -> OneTimeLink:
    at = clock.now() - age
    return OneTimeLink(digest=new_id(), purpose="x", email=EMAIL, created_at=at, expires_at=at)


def session(person_id: str, *, ended: timedelta | None, age: timedelta) -> SignInSession:
    now = clock.now()
    return SignInSession(
        token_digest=new_id(),
        person_id=person_id,
        created_at=now - age,
        last_seen_at=now,
        ended_at=now - ended if ended is not None else None,
    )


def reading(person_id: str, age: timedelta) -> AccessRecord:
    return AccessRecord(
        at=clock.now() - age,
        person_id=person_id,
        role="juror",
        thing_kind="card",
        thing_id=new_id(),
        hour=1,
    )


def test_each_kind_goes_when_its_time_is_over_and_not_an_hour_before(app: Flask) -> None:
    person_id = make_confirmed_person("Ewa")
    for age in (-HOUR, HOUR):
        over = {key: rule(key).kept + age for key in ("attempts", "links", "mails", "readings")}
        ended = rule("sessions").kept + age
        add(
            attempt(over["attempts"]),
            link(over["links"]),
            mail(over["mails"], "sent"),
            reading(person_id, over["readings"]),
            session(person_id, ended=ended, age=timedelta(days=1)),
            session(person_id, ended=None, age=sessions.ABSOLUTE + ended),
        )
    assert retention.clear_out_if_due()
    for model, left in (
        (SignInAttempt, 1),
        (OneTimeLink, 1),
        (OutgoingMail, 1),
        (AccessRecord, 1),
        (SignInSession, 2),
    ):
        assert count(model) == left, model
    removed = db.session().scalars(select(RetentionRun)).one().removed
    assert {removed[key] for key in ("attempts", "links", "mails", "readings")} == {1}
    assert removed["sessions"] == 2


def test_text_of_a_sent_mail_goes_first_and_of_a_waiting_one_never(app: Flask) -> None:
    age = rule("mail_texts").kept + HOUR
    add(mail(age, "sent"), mail(age, "failed"), mail(age, "waiting"), mail(HOUR, "sent"))
    retention.clear_out_if_due()
    db.session().rollback()
    bodies = db.session().execute(select(OutgoingMail.state, OutgoingMail.body)).all()
    assert sorted((state, bool(body)) for state, body in bodies) == [
        ("failed", False),
        ("sent", False),
        ("sent", True),
        ("waiting", True),
    ]


def test_registrations_go_two_years_after_the_event(app: Flask, at: Clock) -> None:
    come_to_event(at)
    over = clock.now() + rule("registrations").kept
    at(over - timedelta(days=4))
    retention.clear_out_if_due()
    assert count(Registration) == 1
    at(over + timedelta(days=2))
    assert retention.clear_out_if_due()
    assert count(Registration) == 0
    assert "table registration" not in traces(NAME, EMAIL)


def test_it_runs_once_a_day_and_records_counts_only(app: Flask, at: Clock) -> None:
    add(attempt(rule("attempts").kept + HOUR))
    assert retention.clear_out_if_due()
    assert not retention.clear_out_if_due()
    (event,) = db.session().scalars(
        select(AuditEvent).where(AuditEvent.action == "retention.applied")
    )
    assert event.details == {"attempts": 1}
    assert audit.verify(db.session()).fault is None
    at(clock.now() + retention.EVERY)
    assert retention.clear_out_if_due()
    assert count(RetentionRun) == 2


def test_more_than_one_run_may_do_is_left_to_the_next_minute(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST", 2)
    add(*(attempt(rule("attempts").kept + HOUR) for _ in range(3)))
    assert retention.clear_out_if_due()
    assert count(SignInAttempt) == 1
    assert retention.waiting(clock.now())["attempts"] == 1
    assert retention.clear_out_if_due()  # at once, because something is left
    assert count(SignInAttempt) == 0
    assert not retention.clear_out_if_due()
