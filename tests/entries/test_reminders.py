"""Applicants who are late are reminded once a day at most, and exactly those who are chosen."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.editions import reminding
from leader_award.editions import service as editions
from leader_award.editions.hooks import Reminder
from leader_award.entries.models import Entry
from leader_award.entries.reminders import COMPLETIONS, DRAFTS
from leader_award.platform import clock, db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import ORGANISER, lead_to, make_edition, reloaded
from tests.entries.builders import (
    entry,
    make_clerk,
    make_draft,
    make_submitted_entry,
    return_for_completion,
)


@pytest.fixture
def edition_id(app: Flask) -> str:
    return make_edition()


def rows(kind: Reminder, edition_id: str) -> list[reminding.Row]:
    edition = reloaded(edition_id)
    found = reminding.rows(kind, edition, clock.now())
    things = {row.late.about.id for row in found}
    assert kind.count(db.session(), edition, clock.now()) == len(things)
    return found


def send(kind: Reminder, edition_id: str, *keys: str, again: bool = False, key: str = "k") -> int:
    return reminding.send(
        edition_id=edition_id, kind=kind, keys=keys, again=again, actor=ORGANISER, key=key
    )


def mails(kind: Reminder) -> int:
    query = select(func.count(OutgoingMail.id)).where(OutgoingMail.template == kind.template)
    return db.session().scalar(query) or 0


def test_only_drafts_are_late_and_their_mail_names_the_deadline(edition_id: str) -> None:
    draft = make_draft(edition_id)
    make_submitted_entry(edition_id, title="Złożone")
    (row,) = rows(DRAFTS, edition_id)
    assert row.late.about.id == draft
    assert "Wspólny transport publiczny" in row.body
    assert f"/zgloszenia/{draft}" in row.body
    assert row.late.until == reloaded(edition_id).deadline


def test_after_the_deadline_a_draft_is_late_only_where_the_deadline_was_extended(
    edition_id: str,
) -> None:
    draft = make_draft(edition_id)
    make_draft(edition_id, title="Drugi", category=1)
    lead_to(edition_id, "checking")
    assert rows(DRAFTS, edition_id) == []
    until = clock.now() + timedelta(days=2)
    editions.grant_extension(
        edition_id=edition_id,
        organisation_id=entry(draft).applicant_id,
        until=until,
        reason="Awaria",
        actor=ORGANISER,
    )
    assert [row.late.until for row in rows(DRAFTS, edition_id)][:1] == [until]


def test_completion_is_due_until_its_term(edition_id: str) -> None:
    entry_id = make_submitted_entry(edition_id)
    assert rows(COMPLETIONS, edition_id) == []
    return_for_completion(entry_id, clock.now() + timedelta(days=3))
    (row,) = rows(COMPLETIONS, edition_id)
    assert entry(entry_id).reference in row.body
    return_for_completion(entry_id, clock.now() - timedelta(seconds=1))
    assert rows(COMPLETIONS, edition_id) == []


def test_everybody_who_acts_for_the_applicant_is_listed_and_only_the_chosen_are_written_to(
    edition_id: str,
) -> None:
    person_id, organisation_id = make_clerk(email="a@example.org")
    make_clerk(organisation_id, email="b@example.org")
    make_draft(edition_id, clerk=(person_id, organisation_id))
    first, second = rows(DRAFTS, edition_id)
    assert [one.late.person.email for one in (first, second)] == ["a@example.org", "b@example.org"]
    assert send(DRAFTS, edition_id, second.late.key) == 1
    (mail,) = db.session().scalars(select(OutgoingMail)).all()
    assert (mail.to, mail.subject, mail.body) == ("b@example.org", second.subject, second.body)


def test_nobody_is_reminded_twice_within_a_day_unless_the_organiser_says_so(
    edition_id: str,
) -> None:
    make_draft(edition_id)
    (row,) = rows(DRAFTS, edition_id)
    send(DRAFTS, edition_id, row.late.key, key="first")
    assert rows(DRAFTS, edition_id)[0].reminded_at is not None
    with pytest.raises(DomainError) as refused:
        send(DRAFTS, edition_id, row.late.key, key="second")
    assert refused.value.field == "people"
    assert mails(DRAFTS) == 1
    send(DRAFTS, edition_id, row.late.key, key="third", again=True)
    assert mails(DRAFTS) == 2
    with db.transaction() as writer:
        for mail in writer.scalars(select(OutgoingMail)):
            mail.created_at -= timedelta(days=1, seconds=1)
    send(DRAFTS, edition_id, row.late.key, key="fourth")
    assert mails(DRAFTS) == 3


def test_reminder_sent_twice_with_one_key_goes_out_once(edition_id: str) -> None:
    make_draft(edition_id)
    (row,) = rows(DRAFTS, edition_id)
    assert [send(DRAFTS, edition_id, row.late.key, again=True) for _ in range(2)] == [1, 1]
    assert mails(DRAFTS) == 1
    events = select(AuditEvent).where(AuditEvent.action == "edition.reminded")
    (event,) = db.session().scalars(events).all()
    assert event.details == {"kind": "szkice", "mails": 1}


def test_who_submitted_meanwhile_is_not_written_to(edition_id: str) -> None:
    draft = make_draft(edition_id)
    (row,) = rows(DRAFTS, edition_id)
    with db.transaction() as writer:
        db.lock(writer, Entry, draft).state = "submitted"
    with pytest.raises(DomainError):
        send(DRAFTS, edition_id, row.late.key)
    assert mails(DRAFTS) == 0
