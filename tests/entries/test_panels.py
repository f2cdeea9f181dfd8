from datetime import timedelta

import pytest
from flask import Flask

from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries import content, documents, panels
from leader_award.platform import clock, db
from leader_award.platform.errors import NotAllowed
from tests.editions.builders import ORGANISER, make_edition
from tests.entries.builders import (
    entry,
    make_clerk,
    make_complete_entry,
    make_draft,
    make_organisation,
    make_submitted_entry,
    return_for_completion,
    save,
)


def frozen(edition_id: str) -> set[str]:
    db.session().rollback()
    return panels.frozen_parts(db.session(), edition_id)


def test_entries_freeze_what_they_rest_on_step_by_step(app: Flask) -> None:
    edition_id = make_edition()
    assert frozen(edition_id) == set()
    make_draft(edition_id)
    assert frozen(edition_id) == {"categories"}
    make_complete_entry(edition_id, clerk=make_clerk(make_organisation("Druga")))
    assert frozen(edition_id) == {"categories", "attachments"}
    make_submitted_entry(edition_id, clerk=make_clerk(make_organisation("Trzecia")))
    assert frozen(edition_id) == {"categories", "attachments", "form"}
    assert frozen(make_edition()) == set()


def test_question_of_drafts_can_be_deleted_and_one_of_submitted_entries_cannot(
    app: Flask,
) -> None:
    entry_id = make_draft()
    question = entry(entry_id).edition.sections[0].questions[0].id
    save(entry_id, {question: "odpowiedź"})
    editions.delete_part(kind="question", item_id=question, actor=ORGANISER)
    assert question not in {answer.question_id for answer in entry(entry_id).answers}

    submitted = entry(make_submitted_entry(entry(entry_id).edition_id, clerk=make_clerk()))
    with pytest.raises(NotAllowed):
        editions.delete_part(
            kind="question",
            item_id=submitted.edition.sections[0].questions[0].id,
            actor=ORGANISER,
        )


def test_board_counts_submitted_entries_and_drafts(app: Flask) -> None:
    edition_id = make_edition()
    for name in ("Pierwsza", "Druga"):
        make_submitted_entry(edition_id, clerk=make_clerk(make_organisation(name)))
    make_draft(edition_id, clerk=make_clerk(make_organisation("Trzecia")))
    db.session().rollback()
    edition = edition_queries.find(edition_id)
    assert edition is not None
    with app.test_request_context():
        panel = panels.board_panel(edition, clock.now())
    assert panel is not None
    assert (panel.order, panel.figure) == (10, "2")
    assert "1 wersja robocza" in panel.text


def test_start_page_asks_for_drafts_changes_and_completions_until_their_terms(
    app: Flask,
) -> None:
    edition_id = make_edition(one_entry_per_category=False)
    clerk = make_clerk()
    make_submitted_entry(edition_id, clerk=clerk, title="Spokojne")
    make_draft(edition_id, clerk=clerk, title="Zaczęte")
    changed = make_submitted_entry(edition_id, clerk=clerk, title="Zmienione")
    save(changed, {"title": "Zmienione później"})
    returned = make_submitted_entry(edition_id, clerk=clerk, title="Zwrócone")
    term = clock.now() + timedelta(days=7)
    return_for_completion(returned, term)

    db.session().rollback()
    person = db.session().get_one(Person, clerk[0])
    deadline = db.session().get_one(Edition, edition_id).deadline
    with app.test_request_context():
        asked = {
            task.text.split(" · ")[0].rpartition(": ")[2]: task.until
            for task in panels.tasks(person, clock.now())
        }
        waiting = next(t for t in panels.tasks(person, clock.now()) if "Zaczęte" in t.text)
        later = panels.tasks(person, term)
    assert asked == {"Zaczęte": deadline, "Zmienione później": deadline, "Zwrócone": term}
    assert [task for task in later if "Zwrócone" in task.text] == []
    assert "zostało 19 dni · 8 rzeczy do uzupełnienia" in waiting.text
    assert waiting.url.endswith("/formularz"), "nothing is written yet: from the beginning"


def test_document_takes_typed_text_for_text_and_is_the_same_each_time(app: Flask) -> None:
    nasty = '#panic() \\ *b* _i_ $x$ `r` <script>@a [ ] { } // "'
    entry_id = make_submitted_entry(title=nasty)
    submission = entry(entry_id).submissions[0]
    parsed = content.parsed(submission)
    parsed["partners"][0]["part"] = nasty
    pdf = documents.entry_pdf(parsed, sha256=submission.sha256)
    assert pdf.startswith(b"%PDF-")
    assert documents.entry_pdf(parsed, sha256=submission.sha256) == pdf
