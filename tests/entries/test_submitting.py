import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.entries import content, queries, service
from leader_award.entries.models import Entry
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.errors import DomainError, NotAllowed
from tests.editions.builders import ORGANISER, make_edition
from tests.entries.builders import (
    add_pdf,
    answers_to_all,
    clerk_of,
    entry,
    make_clerk,
    make_complete_entry,
    make_draft,
    make_organisation,
    make_submitted_entry,
    return_for_completion,
    save,
    submit,
)

MILLISECOND = timedelta(milliseconds=1)


def receipts(entry_id: str) -> list[outbox.OutgoingMail]:
    query = select(outbox.OutgoingMail).where(
        outbox.OutgoingMail.about_id == entry_id,
        outbox.OutgoingMail.template == "entries/mail/receipt.txt",
    )
    return list(db.session().scalars(query.order_by(outbox.OutgoingMail.to)))


def deadline_of(entry_id: str) -> datetime:
    return entry(entry_id).edition.deadline


def test_submitted_entry_has_a_reference_a_snapshot_and_an_event(app: Flask) -> None:
    entry_id = make_complete_entry(make_edition(year=2015))
    submission = submit(entry_id)
    stored = entry(entry_id)
    assert (stored.state, stored.reference, stored.number) == ("submitted", "SLZ-2015-001", 1)
    assert (submission.number, submission.at) == (1, stored.submitted_at)
    assert submission.sha256 == content.digest(submission.content)
    event = (
        db.session()
        .scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "entry.submitted"))
        .one()
    )
    assert event.details == {"number": 1, "sha256": submission.sha256}


def test_snapshot_holds_everything_and_is_canonical(app: Flask) -> None:
    entry_id = make_submitted_entry()
    stored = entry(entry_id)
    text = stored.submissions[0].content
    said = json.loads(text)
    assert text == json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert said["applicant"]["name"] == stored.applicant.name
    assert said["partners"][0]["part"] == "Szkoli pracowników urzędów"
    assert said["attachments"][0]["sha256"] == stored.attachments[0].file.sha256
    assert said["reference"] == stored.reference
    asked = {q["id"] for section in said["sections"] for q in section["questions"]}
    only_second = {q.id for s in stored.edition.sections for q in s.questions if q.category_ids}
    assert not asked & only_second
    assert said == queries.content(stored)


def test_numbers_of_an_edition_follow_each_other_without_gaps(app: Flask) -> None:
    edition_id = make_edition(year=2016)
    incomplete = make_draft(edition_id)
    first = make_submitted_entry(edition_id)
    with pytest.raises(service.Incomplete):
        submit(incomplete)
    second = make_submitted_entry(edition_id, clerk=make_clerk(make_organisation("Inna")))
    assert [entry(e).reference for e in (first, second)] == ["SLZ-2016-001", "SLZ-2016-002"]


def test_incomplete_entry_is_refused_with_what_is_missing_and_stays_a_draft(app: Flask) -> None:
    entry_id = make_draft()
    with pytest.raises(service.Incomplete) as refused:
        submit(entry_id)
    assert {gap.page for gap in refused.value.gaps} == {"section", "attachments"}
    assert (entry(entry_id).state, entry(entry_id).reference) == ("draft", None)
    assert receipts(entry_id) == []


@pytest.mark.parametrize(("offset", "counts"), [(-MILLISECOND, True), (timedelta(0), False),
                                                (MILLISECOND, False)])  # fmt: skip
def test_deadline_is_kept_to_the_millisecond(app: Flask, offset: timedelta, counts: bool) -> None:
    entry_id = make_complete_entry()
    with clock.set_to(deadline_of(entry_id) + offset):
        if counts:
            assert submit(entry_id).number == 1
        else:
            with pytest.raises(NotAllowed, match="Wersja robocza jest zachowana"):
                submit(entry_id)
    assert entry(entry_id).state == ("submitted" if counts else "draft")


@pytest.mark.parametrize(("offset", "counts"), [(-MILLISECOND, True), (timedelta(0), False)])
def test_extension_moves_the_deadline_of_one_applicant(
    app: Flask, offset: timedelta, counts: bool
) -> None:
    edition_id = make_edition()
    late = make_complete_entry(edition_id)
    other = make_complete_entry(edition_id, clerk=make_clerk(make_organisation("Inna")))
    until = deadline_of(late) + timedelta(hours=5)
    with app.test_request_context():
        editions.grant_extension(
            edition_id=edition_id,
            organisation_id=entry(late).applicant_id,
            until=until,
            reason="Awaria serwera urzędu",
            actor=ORGANISER,
        )
    with clock.set_to(until + offset):
        if counts:
            assert submit(late).number == 1
        else:
            with pytest.raises(NotAllowed):
                submit(late)
        with pytest.raises(NotAllowed):
            submit(other)


def test_receipt_goes_once_to_every_active_member_and_names_instant_and_digests(
    app: Flask,
) -> None:
    clerk = make_clerk(email="anna@example.org")
    make_clerk(clerk[1], email="john@example.org", language="en")
    entry_id = make_complete_entry(clerk=clerk)
    submission = submit(entry_id)
    polish, english = receipts(entry_id)
    assert (polish.to, english.to) == ("anna@example.org", "john@example.org")
    local = clock.to_warsaw(submission.at)
    for mail in (polish, english):
        assert entry(entry_id).reference in mail.subject
        assert f"{local:%H:%M:%S}" in mail.body
        assert f"UTC{local:%z}"[:6] in mail.body
        assert submission.sha256 in mail.body
        assert entry(entry_id).attachments[0].file.sha256 in mail.body
        assert f"http://localhost/zgloszenia/{entry_id}" in mail.body
    assert "Polish time" in english.body
    assert "czasu polskiego" in polish.body


def test_double_click_gives_one_submission_and_one_mail(app: Flask) -> None:
    entry_id = make_complete_entry()
    first, second = submit(entry_id), submit(entry_id)
    assert first.id == second.id
    assert len(entry(entry_id).submissions) == 1
    assert len(receipts(entry_id)) == 1


def test_second_click_that_comes_after_the_deadline_gets_the_same_confirmation(app: Flask) -> None:
    entry_id = make_complete_entry()
    with clock.set_to(deadline_of(entry_id) - MILLISECOND):
        first = submit(entry_id)
    with clock.set_to(deadline_of(entry_id) + MILLISECOND):
        assert submit(entry_id).id == first.id


def test_many_clicks_at_once_give_one_submission(app: Flask) -> None:
    entry_id = make_complete_entry()
    actor = clerk_of(entry_id)

    def click(_number: int) -> str:
        with app.app_context():
            return service.submit_entry(entry_id=entry_id, actor=actor).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(click, range(8)))
    assert len(ids) == 1
    assert len(entry(entry_id).submissions) == 1
    assert len(receipts(entry_id)) == 1


def test_change_after_submitting_does_not_count_until_submitted_again(app: Flask) -> None:
    entry_id = make_submitted_entry()
    save(entry_id, {"title": "Nowszy tytuł"})
    stored = queries.content(entry(entry_id))
    assert stored is not None
    assert stored["title"] == "Wspólny transport publiczny"
    again = submit(entry_id)
    stored = queries.content(entry(entry_id))
    assert stored is not None
    assert (stored["title"], again.number, stored["number"]) == ("Nowszy tytuł", 2, 2)
    assert [s.number for s in entry(entry_id).submissions] == [1, 2]
    assert entry(entry_id).reference == stored["reference"]
    assert len(receipts(entry_id)) == 2


def test_lists_show_the_title_and_category_that_count(app: Flask) -> None:
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id)
    other = entry(entry_id).edition.categories[1].id
    counted = queries.entries_of_edition(edition_id)
    save(entry_id, {"title": "Nowszy tytuł", "category_id": other})
    assert queries.entries_of_edition(edition_id)[0].category_id == counted[0].category_id
    assert queries.entries_of_edition(edition_id)[0].title == counted[0].title
    save(entry_id, answers_to_all(entry_id))
    submit(entry_id)
    row = queries.entries_of_edition(edition_id)[0]
    assert (row.title, row.category_id) == ("Nowszy tytuł", other)


def test_change_that_was_taken_back_is_not_a_new_version(app: Flask) -> None:
    entry_id = make_submitted_entry()
    for title in ("Na chwilę inny", "Wspólny transport publiczny"):
        save(entry_id, {"title": title})
    assert submit(entry_id).number == 1


def test_organisation_submits_one_entry_in_a_category(app: Flask) -> None:
    edition_id = make_edition()
    first = make_complete_entry(edition_id)
    started = entry(first)
    clerk = (started.created_by_id, started.applicant_id)
    second = make_complete_entry(edition_id, clerk=clerk, category=1)
    submit(first)
    save(second, {"category_id": started.category_id})
    with pytest.raises(DomainError) as refused:
        submit(second)
    assert refused.value.field == "category_id"
    assert entry(second).state == "draft"


def test_returned_entry_is_completed_and_submitted_again_within_its_term(app: Flask) -> None:
    entry_id = make_submitted_entry()
    after_deadline = deadline_of(entry_id) + timedelta(days=1)
    return_for_completion(entry_id, after_deadline + timedelta(days=7))
    with clock.set_to(after_deadline):
        save(entry_id, {"title": "Tytuł po poprawce"})
        assert submit(entry_id).number == 2
    stored = entry(entry_id)
    assert (stored.state, stored.complete_until) == ("submitted", None)


def test_returned_entry_may_be_sent_back_as_it_is(app: Flask) -> None:
    entry_id = make_submitted_entry()
    return_for_completion(entry_id, clock.now() + timedelta(days=7))
    assert submit(entry_id).number == 2


@pytest.mark.parametrize("act", [submit, lambda e: save(e, {"title": "Za późno"})])
def test_returned_entry_is_closed_when_its_term_has_come(app: Flask, act: object) -> None:
    entry_id = make_submitted_entry()
    term = clock.now() + timedelta(days=7)
    return_for_completion(entry_id, term)
    with clock.set_to(term), pytest.raises(NotAllowed):
        act(entry_id)  # type: ignore[operator]
    assert entry(entry_id).state == "returned"


def test_submission_of_a_question_set_that_has_grown_is_read_as_it_was(app: Flask) -> None:
    entry_id = make_submitted_entry()
    before = queries.content(entry(entry_id))
    edition = edition_queries.whole(entry(entry_id).edition_id)
    assert edition is not None
    with db.transaction() as writer:
        writer.get_one(type(edition.sections[0]), edition.sections[0].id).title = {"pl": "Inny"}
    assert queries.content(entry(entry_id)) == before


def test_file_of_a_submission_stays_when_the_working_copy_drops_it(app: Flask) -> None:
    entry_id = make_submitted_entry()
    attachment = entry(entry_id).attachments[0]
    file_id = attachment.file_id
    requirement_id = attachment.requirement_id
    service.remove_attachment(
        entry_id=entry_id, attachment_id=attachment.id, actor=clerk_of(entry_id)
    )
    add_pdf(entry_id, requirement_id, "nowe.pdf")
    assert queries.file_of_entry(entry(entry_id), file_id) is not None
    assert db.session().scalar(select(Entry.id).where(Entry.id == entry_id)) == entry_id
