"""The whole entry on one page: saved at once, its parts without getting in each other's way."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from leader_award.entries import content
from leader_award.platform import clock
from tests.editions.builders import make_edition
from tests.entries.builders import (
    PDF,
    answers_to_all,
    entry,
    make_complete_entry,
    make_draft,
    make_submitted_entry,
    return_for_completion,
    save,
    submit,
)
from tests.partnerships.builders import few_units

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def clerk_at(signed_in: SignIn) -> Callable[[str], FlaskClient]:
    """Return a function that gives the browser of the clerk who started an entry."""
    return lambda entry_id: signed_in(entry(entry_id).created_by_id)


def address(entry_id: str) -> str:
    return f"/zgloszenia/{entry_id}/formularz"


def asked(entry_id: str) -> list[str]:
    return [q.id for group in content.questions_of(entry(entry_id)).values() for q in group]


def typed(entry_id: str, answers: dict[str, Any], **further: Any) -> MultiDict[str, Any]:
    """What the page of the entry sends with these answers, by question id."""
    now = entry(entry_id)
    sent: MultiDict[str, Any] = MultiDict(
        {"version": now.version, "title": now.working_title, "category_id": now.working_category_id}
    )
    for question_id in asked(entry_id):
        sent.add("shown", question_id)
    for question_id, value in answers.items():
        sent.setlist(f"question-{question_id}", value if isinstance(value, list) else [value])
    for name, value in further.items():
        sent[name] = value
    return sent


def answers_of(entry_id: str) -> dict[str, Any]:
    return {answer.question_id: answer.value for answer in entry(entry_id).answers}


def test_one_page_saves_everything_and_leads_to_the_check(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    few_units("020101", "020102")
    entry_id = make_draft()
    wanted = entry(entry_id).edition.attachment_requirements[0]
    partners = {"unit_0": "020101", "part_0": "Bilet", "unit_2": "020102", "part_2": "Dowóz"}
    files = {f"file-{wanted.id}": (io.BytesIO(PDF), "porozumienie.pdf")}
    answer = clerk_at(entry_id).post(
        address(entry_id),
        data=typed(entry_id, answers_to_all(entry_id), then="check", **partners, **files),
    )
    assert answer.status_code == 302
    assert answer.location == f"/zgloszenia/{entry_id}/sprawdz"
    saved = entry(entry_id)
    assert set(answers_of(entry_id)) == set(asked(entry_id))
    assert [partner.part for partner in saved.partners] == ["Bilet", "Dowóz"]
    assert [attachment.file.name for attachment in saved.attachments] == ["porozumienie.pdf"]


def test_row_without_a_part_is_shown_again_and_the_other_one_is_added_once(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    few_units("020101", "020102")
    entry_id = make_draft()
    client = clerk_at(entry_id)
    rows = {"unit_0": "020101", "part_0": "Bilet", "unit_1": "020102", "part_1": ""}
    answer = client.post(address(entry_id), data=typed(entry_id, {}, then="partners", **rows))
    assert answer.status_code == 422
    assert 'id="part_1-error"' in answer.get_data(as_text=True)
    assert entry(entry_id).partners == []
    rows["part_1"] = "Dowóz"
    answer = client.post(address(entry_id), data=typed(entry_id, {}, then="partners", **rows))
    assert answer.location == address(entry_id) + "#partners"
    assert [partner.part for partner in entry(entry_id).partners] == ["Bilet", "Dowóz"]


def test_partner_added_already_is_refused_beside_its_row(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    few_units("020101")
    entry_id = make_draft()
    rows = {"unit_0": "020101", "part_0": "Bilet", "unit_1": "020101", "part_1": "Dowóz"}
    answer = clerk_at(entry_id).post(address(entry_id), data=typed(entry_id, {}, **rows))
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert 'id="unit_1-error"' in shown
    assert 'id="unit_0-error"' not in shown
    assert 'value="Dowóz"' in shown
    assert len(entry(entry_id).partners) == 1


def test_question_that_the_page_did_not_show_keeps_its_answer(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_draft()
    kept = answers_to_all(entry_id)
    save(entry_id, kept)
    hidden = next(iter(kept))
    sent = typed(entry_id, {name: value for name, value in kept.items() if name != hidden})
    sent.setlist("shown", [name for name in sent.getlist("shown") if name != hidden])
    assert clerk_at(entry_id).post(address(entry_id) + "/autozapis", data=sent).status_code == 200
    assert answers_of(entry_id)[hidden] is not None


def test_autosave_tells_when_the_chosen_category_asks_other_questions(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    sent = typed(entry_id, {})
    path = address(entry_id) + "/autozapis"
    assert client.post(path, data=sent).json["reveals"] == []  # type: ignore[index]
    sent.setlist("shown", sent.getlist("shown")[1:])
    assert client.post(path, data=sent).json["reveals"] == ["other-questions"]  # type: ignore[index]


def test_autosave_adds_no_partner(clerk_at: Callable[[str], FlaskClient]) -> None:
    few_units("020101")
    entry_id = make_draft()
    rows = {"unit_0": "020101", "part_0": "Bilet"}
    path = address(entry_id) + "/autozapis"
    assert clerk_at(entry_id).post(path, data=typed(entry_id, {}, **rows)).status_code == 200
    assert entry(entry_id).partners == []


def test_conflict_tells_the_stored_text_and_the_version_to_go_on_from(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_draft()
    question_id = next(name for name, value in answers_to_all(entry_id).items() if value == "yes")
    sent = typed(entry_id, {question_id: "no"})
    save(entry_id, {question_id: "yes", "title": "Tytuł kolegi"})
    answer = clerk_at(entry_id).post(address(entry_id) + "/autozapis", data=sent)
    assert answer.status_code == 409
    told = answer.json
    assert told is not None
    assert told["changes"] == {f"question-{question_id}": ["yes"], "title": ["Tytuł kolegi"]}
    assert told["version"] == entry(entry_id).version


def test_gaps_stand_beside_their_fields_on_the_one_page(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    check = client.get(f"/zgloszenia/{entry_id}/sprawdz").get_data(as_text=True)
    assert f"{address(entry_id)}?braki=1#question-" in check
    shown = client.get(address(entry_id) + "?braki=1").get_data(as_text=True)
    wanted = entry(entry_id).edition.attachment_requirements[0]
    assert f'id="requirement-{wanted.id}-error"' in shown
    assert 'id="question-' in shown


def test_call_for_completion_is_answered_on_one_page_with_one_click(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id)
    return_for_completion(entry_id, clock.now() + timedelta(days=5))
    client = clerk_at(entry_id)
    shown = client.get(address(entry_id)).get_data(as_text=True)
    assert 'value="submit"' in shown
    answers = answers_to_all(entry_id)
    sent = typed(entry_id, answers | {}, then="submit", title="Tytuł po uzupełnieniu")
    answer = client.post(address(entry_id), data=sent)
    assert answer.location == f"/zgloszenia/{entry_id}/potwierdzenie"
    assert entry(entry_id).title == "Tytuł po uzupełnieniu"


def test_incomplete_answer_to_a_call_is_saved_and_says_what_is_missing(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_submitted_entry()
    return_for_completion(entry_id, clock.now() + timedelta(days=5))
    answer = clerk_at(entry_id).post(
        address(entry_id), data=typed(entry_id, {}, then="submit"), follow_redirects=True
    )
    assert answer.request.args.get("braki") == "1"
    assert "ale nie złożono" in answer.get_data(as_text=True)
    assert entry(entry_id).state == "returned"


@pytest.mark.parametrize("what", ["partner", "file"])
def test_part_is_removed_by_its_button_after_everything_typed_is_saved(
    clerk_at: Callable[[str], FlaskClient], what: str
) -> None:
    entry_id = make_complete_entry()
    before = entry(entry_id)
    thing = before.partners[0].id if what == "partner" else before.attachments[0].id
    sent = typed(
        entry_id, answers_to_all(entry_id), title="Nowy tytuł", then=f"remove-{what}:{thing}"
    )
    assert clerk_at(entry_id).post(address(entry_id), data=sent).status_code == 302
    after = entry(entry_id)
    assert after.working_title == "Nowy tytuł"
    left = after.partners if what == "partner" else after.attachments
    assert thing not in {one.id for one in left}


def test_form_of_somebody_else_does_not_exist(signed_in: SignIn, make_person: Any) -> None:
    entry_id = make_draft()
    stranger = signed_in(make_person("Jan Obcy"))
    assert stranger.get(address(entry_id)).status_code == 404
    assert stranger.post(address(entry_id)).status_code == 404


def test_form_of_a_submitted_entry_still_shows_what_was_submitted(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_complete_entry()
    submit(entry_id)
    assert clerk_at(entry_id).get(address(entry_id)).status_code == 200
