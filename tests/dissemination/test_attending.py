"""The day of the event and after: reminders, check-in, opinions, certificates."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from leader_award.dissemination import (
    attending,
    certificates,
    feedback,
    participant_queries,
    registering,
    reminding,
    tickets,
)
from leader_award.dissemination.models import Feedback
from leader_award.dissemination.places import Refused
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM, AuditEvent
from leader_award.platform.errors import DomainError, NotFound
from tests.dissemination.builders import BEFORE, add, mails, make_event, registration

BEGINS = datetime(2026, 12, 16, 10, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=4)
MARKS = dict.fromkeys(feedback.QUESTIONS, 4)


@pytest.fixture
def event(app: Flask, at: Callable[[datetime], None]) -> str:
    at(BEFORE)
    return make_event(capacity=2)


def check_in(registration_id: str) -> bool:
    return attending.check_in(code=registration(registration_id).code, actor=SYSTEM)


def test_reminders_come_a_week_and_a_day_before_once_each(
    event: str, at: Callable[..., None]
) -> None:
    add(event)
    sent = []
    for before in (
        timedelta(days=7, minutes=1),
        timedelta(days=7),
        timedelta(days=6),
        timedelta(days=1),
        timedelta(hours=2),
        timedelta(0),
    ):
        at(BEGINS - before)
        sent.append(reminding.send_due_mails())
        assert reminding.send_due_mails() == 0, "the next minute sends nothing again"
    assert sent == [0, 1, 0, 1, 0, 0]
    assert len(mails("reminder")) == 2


def test_who_waits_cancelled_or_has_just_registered_is_not_reminded(
    event: str, at: Callable[..., None]
) -> None:
    gone, here = add(event), add(event)
    add(event)
    registering.cancel(registration_id=gone, actor=SYSTEM)
    at(BEGINS - timedelta(days=6))
    late = registration(add(event)).email
    reminding.send_due_mails()
    reminded = [mail.to for mail in mails("reminder")]
    assert registration(here).email in reminded
    assert late not in reminded
    assert registration(gone).email not in reminded


def test_thanks_go_once_to_those_who_were_there(event: str, at: Callable[..., None]) -> None:
    here, _away = add(event), add(event)
    at(BEGINS)
    check_in(here)
    assert reminding.send_due_mails() == 0
    at(ENDS)
    assert (reminding.send_due_mails(), reminding.send_due_mails()) == (1, 0)
    assert mails("thanks")[0].to == registration(here).email


def test_second_scan_changes_nothing(event: str, at: Callable[..., None]) -> None:
    one = add(event)
    at(BEGINS)
    assert check_in(one) is True
    first = registration(one).checked_in_at
    at(BEGINS + timedelta(hours=1))
    assert check_in(one) is False
    assert registration(one).checked_in_at == first
    assert participant_queries.counts(event)["checked_in"] == 1
    done = db.session().query(AuditEvent).filter_by(action="registration.checked_in").count()
    assert done == 1


def test_check_in_made_by_mistake_is_taken_back(event: str, at: Callable[..., None]) -> None:
    one = add(event)
    at(BEGINS)
    check_in(one)
    attending.undo_check_in(code=registration(one).code, actor=SYSTEM)
    attending.undo_check_in(code=registration(one).code, actor=SYSTEM)
    assert registration(one).checked_in_at is None
    assert check_in(one) is True


def test_nobody_without_a_place_or_on_another_day_gets_in(
    event: str, at: Callable[..., None]
) -> None:
    first, second, waits = add(event), add(event), add(event)
    with pytest.raises(Refused, match="w innym dniu"):
        check_in(first)
    registering.cancel(registration_id=second, actor=SYSTEM)
    at(BEGINS)
    with pytest.raises(Refused, match="odwołane"):
        check_in(second)
    assert check_in(waits), "moved up when the second cancelled"
    with pytest.raises(NotFound):
        attending.check_in(code="ZZZZZZZZ", actor=SYSTEM)


def test_who_waits_is_told_so_at_the_door(event: str, at: Callable[..., None]) -> None:
    _first, _second, waits = add(event), add(event), add(event)
    at(BEGINS)
    with pytest.raises(Refused, match="liście rezerwowej"):
        check_in(waits)


def give(registration_id: str, comment: str = "Dobrze.") -> None:
    attending.give_feedback(
        registration_id=registration_id, marks=MARKS, comment=comment, actor=SYSTEM
    )


def test_opinion_is_given_once_after_the_end_and_leads_to_nobody(
    event: str, at: Callable[..., None]
) -> None:
    one, absent = add(event), add(event)
    at(BEGINS)
    check_in(one)
    with pytest.raises(Refused):
        give(one)
    at(ENDS)
    with pytest.raises(Refused):
        give(absent)
    give(one)
    with pytest.raises(Refused, match="wysłano już"):
        give(one)
    (answer,) = db.session().query(Feedback).all()
    assert {column.name for column in Feedback.__table__.columns} == {
        "id",
        "conference_id",
        "marks",
        "comment",
    }
    assert answer.marks == MARKS
    noted = db.session().query(AuditEvent).filter_by(action="conference.feedback_given").one()
    assert (noted.thing_id, noted.person_id) == (event, None)


@pytest.mark.parametrize("marks", [{}, {**MARKS, "overall": 6}, {**MARKS, "more": 1}])
def test_opinion_without_all_marks_is_refused_and_the_ticket_stays_good(
    event: str, at: Callable[..., None], marks: dict[str, int]
) -> None:
    one = add(event)
    at(BEGINS)
    check_in(one)
    at(ENDS)
    with pytest.raises(DomainError):
        attending.give_feedback(registration_id=one, marks=marks, comment="", actor=SYSTEM)
    give(one)


def test_results_show_from_five_answers_on() -> None:
    four = [{**MARKS, "overall": mark} for mark in (1, 2, 5, 5)]
    assert feedback.results(four) == []
    overall, *others = feedback.results([*four, {**MARKS, "overall": 5}])
    assert (overall.counts, overall.mean) == ((1, 1, 0, 0, 3), 3.6)
    assert all(other.counts == (0, 0, 0, 5, 0) for other in others)


def text_of(pdf: bytes) -> str:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(words.split())


def test_certificate_names_who_took_part_and_comes_after_the_end(
    event: str, at: Callable[..., None]
) -> None:
    one, absent = add(event, "Żaneta Gżegżółka-Łyś"), add(event, "Nieobecny Jan")
    at(BEGINS)
    check_in(one)
    with pytest.raises(Refused):
        certificates.own(registration_id=one)
    printed = text_of(certificates.of_event(conference_id=event, kind="attendance", actor=SYSTEM))
    assert "Żaneta Gżegżółka-Łyś" in printed
    assert "Nieobecny" not in printed
    at(ENDS)
    name, pdf = certificates.own(registration_id=one)
    assert name.endswith(".pdf")
    assert "Żaneta Gżegżółka-Łyś" in text_of(pdf)
    with pytest.raises(Refused):
        certificates.own(registration_id=absent)


def test_speakers_get_certificates_with_their_talks(event: str) -> None:
    printed = text_of(certificates.of_event(conference_id=event, kind="speaker", actor=SYSTEM))
    assert "Anna Stephansen" in printed
    assert "Zajęcia" in printed


def test_event_without_anybody_present_has_no_certificates(event: str) -> None:
    add(event)
    with pytest.raises(Refused):
        certificates.of_event(conference_id=event, kind="attendance", actor=SYSTEM)


def test_token_of_one_use_or_a_changed_one_opens_nothing(app: Flask) -> None:
    token = tickets.token_of("abc")
    assert tickets.id_in(token) == "abc"
    assert tickets.id_in(token, tickets.FEED) is None
    assert tickets.id_in(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert tickets.id_in("") is None


def test_code_is_found_however_it_is_typed() -> None:
    assert tickets.typed_code(" abcd-efgh ") == "ABCDEFGH"
    assert tickets.shown_code("ABCDEFGH") == "ABCD-EFGH"
