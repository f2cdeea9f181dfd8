import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.entries import service
from leader_award.entries.models import Entry
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import (
    answers_to_all,
    clerk_of,
    entry,
    make_clerk,
    make_draft,
    make_submitted_entry,
    save,
    submit,
)


def question(entry_id: str, kind: str) -> str:
    sections = entry(entry_id).edition.sections
    return next(q.id for section in sections for q in section.questions if q.kind == kind)


def answer(entry_id: str, question_id: str) -> object:
    return {a.question_id: a.value for a in entry(entry_id).answers}.get(question_id)


def events(entry_id: str) -> list[str]:
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.thing_id == entry_id)
    return list(db.session().scalars(query.order_by(audit.AuditEvent.sequence)))


def test_form_of_a_new_entry_sent_twice_starts_one_entry(app: Flask) -> None:
    edition_id = make_edition()
    person_id, organisation_id = make_clerk()
    ids = {
        service.start_entry(
            edition_id=edition_id,
            organisation_id=organisation_id,
            actor=Actor(person_id, "applicant"),
            key="one form",
        )
        for _ in range(2)
    }
    assert len(ids) == 1
    assert db.session().scalar(select(func.count(Entry.id))) == 1


def test_call_that_has_not_opened_or_is_planned_takes_no_entry(app: Flask) -> None:
    with pytest.raises(NotAllowed, match="jeszcze się nie rozpoczął"):
        make_draft(make_edition(open_now=False))


def test_call_that_is_over_takes_no_new_entry(app: Flask) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed):
        make_draft(edition_id)


def test_second_entry_in_a_category_is_refused_beside_the_category(app: Flask) -> None:
    first = make_draft()
    started = entry(first)
    clerk = (started.created_by_id, started.applicant_id)
    with pytest.raises(DomainError) as refused:
        make_draft(started.edition_id, clerk=clerk)
    assert refused.value.field == "category_id"
    assert make_draft(started.edition_id, clerk=clerk, category=1)


def test_withdrawn_entry_leaves_its_category_free(app: Flask) -> None:
    first = make_draft()
    started = entry(first)
    service.withdraw_entry(entry_id=first, actor=clerk_of(first))
    assert make_draft(started.edition_id, clerk=(started.created_by_id, started.applicant_id))


def test_edition_may_allow_several_entries_in_a_category(app: Flask) -> None:
    first = make_draft(make_edition(one_entry_per_category=False))
    started = entry(first)
    assert make_draft(started.edition_id, clerk=(started.created_by_id, started.applicant_id))


def test_saved_answers_stand_and_give_a_new_version(app: Flask) -> None:
    entry_id = make_draft()
    before = entry(entry_id).version
    after = save(entry_id, answers_to_all(entry_id))
    assert after > before
    assert answer(entry_id, question(entry_id, "number")) == "125000"
    assert answer(entry_id, question(entry_id, "yes_no")) is True
    assert events(entry_id) == ["entry.started", "entry.saved"]


def test_saving_what_stands_already_changes_nothing(app: Flask) -> None:
    entry_id = make_draft()
    version = save(entry_id, {"partnership_name": "Partnerstwo Nyskie"})
    assert save(entry_id, {"partnership_name": " Partnerstwo  Nyskie "}) == version
    assert events(entry_id).count("entry.saved") == 1


def test_draft_keeps_answers_that_could_not_be_submitted(app: Flask) -> None:
    entry_id = make_draft()
    number, text = question(entry_id, "number"), question(entry_id, "long_text")
    save(entry_id, {number: "około stu", text: "słowo " * 300})
    assert answer(entry_id, number) == "około stu"
    assert len(str(answer(entry_id, text)).split()) == 300


def test_answer_can_be_taken_back(app: Flask) -> None:
    entry_id = make_draft()
    number = question(entry_id, "number")
    save(entry_id, {number: "5"})
    save(entry_id, {number: ""})
    assert answer(entry_id, number) is None


@pytest.mark.parametrize("field", ["title", "partnership_name"])
def test_what_no_column_can_hold_is_refused_beside_its_field(app: Flask, field: str) -> None:
    entry_id = make_draft()
    with pytest.raises(DomainError) as refused:
        save(entry_id, {field: "x" * 301})
    assert refused.value.field == field
    assert events(entry_id) == ["entry.started"]


def test_category_of_another_edition_is_refused(app: Flask) -> None:
    entry_id, other = make_draft(), entry(make_draft())
    with pytest.raises(DomainError) as refused:
        save(entry_id, {"category_id": other.category_id})
    assert refused.value.field == "category_id"


def test_question_of_another_edition_is_unknown(app: Flask) -> None:
    entry_id, other = make_draft(), make_draft()
    with pytest.raises(NotFound):
        save(entry_id, {question(other, "number"): "1"})


def test_two_windows_do_not_overwrite_each_other(app: Flask) -> None:
    entry_id = make_draft()
    text = question(entry_id, "long_text")
    seen = save(entry_id, {text: "wersja pierwsza"})
    save(entry_id, {text: "z pierwszego okna"}, seen)
    with pytest.raises(Conflict) as conflict:
        save(entry_id, {text: "z drugiego okna", "title": "Inny tytuł"}, seen)
    assert conflict.value.changes == {text: "z pierwszego okna"}
    assert answer(entry_id, text) == "z pierwszego okna"
    assert entry(entry_id).working_title == "Wspólny transport publiczny"


def test_windows_with_different_fields_do_not_disturb_each_other(app: Flask) -> None:
    entry_id = make_draft()
    seen = entry(entry_id).version
    save(entry_id, {"title": "Nowy tytuł"}, seen)
    save(entry_id, {question(entry_id, "number"): "7"}, seen)
    assert (entry(entry_id).working_title, answer(entry_id, question(entry_id, "number"))) == (
        "Nowy tytuł",
        "7",
    )


def test_same_text_typed_in_two_windows_is_no_conflict(app: Flask) -> None:
    entry_id = make_draft()
    seen = entry(entry_id).version
    for _ in range(2):
        save(entry_id, {"title": "Ten sam tytuł"}, seen)
    assert entry(entry_id).working_title == "Ten sam tytuł"


def test_choice_after_a_conflict_is_kept_with_the_newer_version(app: Flask) -> None:
    entry_id = make_draft()
    seen = entry(entry_id).version
    newer = save(entry_id, {"title": "Pierwszy"}, seen)
    save(entry_id, {"title": "Drugi"}, newer)
    assert entry(entry_id).working_title == "Drugi"


def test_submitted_entry_is_not_changed_after_the_deadline_but_a_draft_is_kept(app: Flask) -> None:
    edition_id = make_edition()
    submitted, draft = make_submitted_entry(edition_id), make_draft(edition_id)
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed):
        save(submitted, {"title": "Za późno"})
    save(draft, {"title": "Na później"})
    assert entry(draft).title == "Na później"


def test_withdrawn_entry_cannot_be_changed_or_submitted(app: Flask) -> None:
    entry_id = make_submitted_entry()
    for _ in range(2):
        service.withdraw_entry(entry_id=entry_id, actor=clerk_of(entry_id))
    assert entry(entry_id).state == "withdrawn"
    assert events(entry_id).count("entry.withdrawn") == 1
    with pytest.raises(NotAllowed):
        save(entry_id, {"title": "Jednak"})
    with pytest.raises(NotAllowed):
        submit(entry_id)


def test_entry_cannot_be_withdrawn_after_the_deadline(app: Flask) -> None:
    entry_id = make_submitted_entry()
    lead_to(entry(entry_id).edition_id, "checking")
    with pytest.raises(NotAllowed):
        service.withdraw_entry(entry_id=entry_id, actor=clerk_of(entry_id))
    assert entry(entry_id).state == "submitted"
