"""Reminders of an unfinished draft: when they are due, that they come once, how they stop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries import nudge_rules, nudges
from leader_award.entries.nudge_rules import LAST_DAY, STAGES, begins, due
from leader_award.platform import clock, db
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import ORGANISER
from tests.entries.builders import entry, make_clerk, make_draft, make_submitted_entry

DEADLINE = datetime(2026, 12, 16, 15, 0, tzinfo=UTC)
LONG_AGO = DEADLINE - timedelta(days=60)

instants = st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 31)).map(
    lambda instant: instant.replace(tzinfo=UTC)
)


# ---- the rule


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=14, seconds=1), None),
        (timedelta(days=14), "14_days"),
        (timedelta(days=7), "7_days"),
        (timedelta(days=2), "2_days"),
        (timedelta(hours=16, seconds=1), "2_days"),  # 16 hours: midnight in Poland
        (timedelta(hours=16), LAST_DAY),
        (timedelta(seconds=1), LAST_DAY),
        (timedelta(0), None),
        (-timedelta(days=1), None),
    ],
)
def test_stage_is_due_from_its_instant_until_the_next_one(
    before: timedelta, expected: str | None
) -> None:
    assert due(DEADLINE, DEADLINE - before, LONG_AGO, {}) == expected


def test_deadline_at_midnight_has_its_last_day_before_it() -> None:
    midnight = datetime(2026, 12, 16, 23, 0, tzinfo=UTC)
    assert begins(LAST_DAY, midnight) == midnight - timedelta(days=1)


@given(now=instants, deadline=instants, started=instants)
def test_what_is_due_has_begun_after_the_draft_and_before_the_deadline(
    now: datetime, deadline: datetime, started: datetime
) -> None:
    stage = due(deadline, now, started, {})
    if stage is not None:
        assert started <= begins(stage, deadline) <= now < deadline
        later = STAGES[STAGES.index(stage) + 1 :]
        assert all(begins(other, deadline) > now for other in later)


@given(
    deadline=instants,
    moves=st.lists(st.timedeltas(timedelta(days=-4), timedelta(days=4)), max_size=3),
    ticks=st.lists(st.timedeltas(timedelta(days=-20), timedelta(days=20)), max_size=60),
)
def test_each_stage_goes_out_once_whatever_the_clock_and_small_moves_of_the_deadline_do(
    deadline: datetime, moves: list[timedelta], ticks: list[timedelta]
) -> None:
    """Instants come in any order, as after a restart or a clock set back; the deadline wavers."""
    sent: dict[str, datetime] = {}
    count = 0
    deadlines = [deadline, *(deadline + move for move in moves)]
    for number, tick in enumerate(ticks):
        now = deadline + tick
        stage = due(deadlines[number % len(deadlines)], now, datetime(2020, 1, 1, tzinfo=UTC), sent)
        if stage is not None:
            count += stage in sent
            sent[stage] = now
    assert count == 0


def test_deadline_moved_far_brings_its_stages_again() -> None:
    sent = {stage: begins(stage, DEADLINE) for stage in STAGES}
    later = DEADLINE + timedelta(days=20)
    assert due(later, begins("7_days", later), LONG_AGO, sent) == "7_days"


# ---- what goes out


def deadline_of(entry_id: str) -> datetime:
    return entry(entry_id).edition.deadline


def reminders() -> list[OutgoingMail]:
    db.session().rollback()
    of_drafts = OutgoingMail.template == "entries/mail/draft_reminder.txt"
    return list(db.session().scalars(select(OutgoingMail).where(of_drafts)))


def move_deadline(entry_id: str, to: datetime) -> None:
    with db.transaction() as writer:
        row = db.lock(writer, Edition, entry(entry_id).edition_id)
        row.deadline = to


@pytest.fixture
def draft(app: Flask) -> str:
    """A draft that was started long before the deadline, which is in thirteen days and a half."""
    entry_id = make_draft()
    move_deadline(entry_id, clock.now() + timedelta(days=20))
    return entry_id


def test_everybody_who_can_edit_the_draft_is_reminded_once(
    draft: str, at: Callable[[datetime], None]
) -> None:
    colleague, _organisation = make_clerk(entry(draft).applicant_id, email="jan@example.org")
    assert nudges.remind_of_drafts() == 0
    at(deadline_of(draft) - timedelta(days=13, hours=12))
    assert nudges.remind_of_drafts() == 2
    assert nudges.remind_of_drafts() == 0, "a restarted worker sends nothing twice"
    assert "jan@example.org" in {mail.to for mail in reminders()}
    at(deadline_of(draft) - timedelta(hours=1))
    assert nudges.remind_of_drafts() == 2, "the latest stage only, no backlog"
    assert "ostatni dzień" in reminders()[-1].subject
    assert colleague


def test_extension_counts_as_the_deadline(draft: str, at: Callable[[datetime], None]) -> None:
    extended = deadline_of(draft) + timedelta(days=3)
    found = entry(draft)
    editions.grant_extension(
        edition_id=found.edition_id,
        organisation_id=found.applicant_id,
        until=extended,
        reason="Awaria serwera.",
        actor=ORGANISER,
    )
    at(extended - timedelta(days=14, seconds=5))
    assert nudges.remind_of_drafts() == 0
    at(extended - timedelta(days=2))
    assert nudges.remind_of_drafts() == 1
    assert (extended + timedelta(hours=1)).strftime("%H:%M") in reminders()[0].subject


def test_submitted_entry_and_passed_deadline_need_no_reminder(
    app: Flask, at: Callable[[datetime], None]
) -> None:
    submitted = make_submitted_entry()
    at(deadline_of(submitted) - timedelta(hours=1))
    assert nudges.remind_of_drafts() == 0
    draft = make_draft(clerk=make_clerk())
    at(deadline_of(draft) + timedelta(seconds=1))
    assert nudges.remind_of_drafts() == 0


def test_link_in_the_mail_stops_the_reminders_of_that_person_without_signing_in(
    draft: str, at: Callable[[datetime], None], client: FlaskClient
) -> None:
    make_clerk(entry(draft).applicant_id, email="jan@example.org")
    at(deadline_of(draft) - timedelta(days=13, hours=12))
    nudges.remind_of_drafts()
    body = next(mail.body for mail in reminders() if mail.to == "jan@example.org")
    stop = next(word for word in body.split() if "/zgloszenia/przypomnienia/" in word)
    path = stop.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    at(deadline_of(draft) - timedelta(days=6))
    assert nudges.remind_of_drafts() == 2, "a mail scanner that opens the link stops nothing"
    assert "wyłączone" in client.post(path).get_data(as_text=True)
    assert client.post(path).status_code == 200
    at(deadline_of(draft) - timedelta(days=1, hours=12))
    assert nudges.remind_of_drafts() == 1
    assert reminders()[-1].to != "jan@example.org"


def test_token_that_is_not_ours_stops_nothing(draft: str, client: FlaskClient) -> None:
    token = nudges.token_of(draft, entry(draft).created_by_id)
    assert client.post(f"/zgloszenia/przypomnienia/{token[:-1]}x").status_code == 404
    assert nudges.are_on(draft, entry(draft).created_by_id)


def test_reminders_are_switched_on_the_page_of_the_entry(
    draft: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    person_id = entry(draft).created_by_id
    client = signed_in(person_id)
    client.post(f"/zgloszenia/{draft}/przypomnienia", data={"on": "0"})
    db.session().rollback()
    assert not nudges.are_on(draft, person_id)
    assert "Włącz przypomnienia" in client.get(f"/zgloszenia/{draft}").get_data(as_text=True)
    client.post(f"/zgloszenia/{draft}/przypomnienia", data={"on": "1"})
    db.session().rollback()
    assert nudges.are_on(draft, person_id)
    assert nudge_rules.STAGES
