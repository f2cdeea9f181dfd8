"""Working together on an entry: who is editing, who changed what, how versions differ."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from leader_award.entries import comparing, service
from leader_award.entries.comparing import ADDED, MOST_WORDS, REMOVED, SAME
from leader_award.platform import clock
from leader_award.platform.audit import Actor
from tests.entries.builders import (
    clerk_of,
    entry,
    make_clerk,
    make_draft,
    make_organisation,
    make_submitted_entry,
    save,
)

SignIn = Callable[[str], FlaskClient]
texts = st.text("ab ą\n", max_size=40)


@given(earlier=texts, later=texts)
def test_pieces_hold_both_texts_whole(earlier: str, later: str) -> None:
    pieces = comparing.words(earlier, later)
    assert "".join(text for kind, text in pieces if kind != ADDED) == earlier
    assert "".join(text for kind, text in pieces if kind != REMOVED) == later
    assert all(text for _kind, text in pieces)


def test_words_are_compared_and_not_letters() -> None:
    assert comparing.words("Sieć pięciu linii.", "Sieć sześciu linii.") == [
        (SAME, "Sieć "),
        (REMOVED, "pięciu "),
        (ADDED, "sześciu "),
        (SAME, "linii."),
    ]


def test_very_long_texts_are_shown_as_replaced_whole() -> None:
    long = "słowo " * (MOST_WORDS + 1)
    assert comparing.words(long, long + "!") == [(REMOVED, long), (ADDED, long + "!")]


def test_only_what_differs_is_listed_and_what_is_gone_stands_last() -> None:
    earlier = [("a", "Tytuł", "Bilet"), ("b", "Opis", "To samo"), ("c", "Dawne", "Tekst")]
    later = [("a", "Tytuł", "Wspólny bilet"), ("b", "Opis", "To samo"), ("d", "Nowe", "Tekst")]
    found = comparing.changes(earlier, later)
    assert [change.label for change in found] == ["Tytuł", "Nowe", "Dawne"]


@pytest.fixture
def clerk_at(signed_in: SignIn) -> Callable[[str], FlaskClient]:
    """Return a function that gives the browser of the clerk who started an entry."""
    return lambda entry_id: signed_in(entry(entry_id).created_by_id)


def question_of(entry_id: str) -> tuple[str, str]:
    """The id of the first question and the title of its section."""
    section = entry(entry_id).edition.sections[0]
    return section.questions[0].id, section.title["pl"]


def test_draft_is_compared_with_the_last_submitted_version_readably_without_colour(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_submitted_entry(title="Wspólny bilet gmin")
    save(entry_id, {"title": "Wspólny bilet miast"})
    shown = clerk_at(entry_id).get(f"/zgloszenia/{entry_id}/porownanie").get_data(as_text=True)
    assert ">usunięto:</span>[-gmin-]</del>" in shown
    assert ">dodano:</span>{+miast+}</ins>" in shown
    path = f"/zgloszenia/{entry_id}/porownanie?od=1&do=1"
    assert "się nie różnią" in clerk_at(entry_id).get(path).get_data(as_text=True)


def test_version_that_does_not_exist_is_not_found(clerk_at: Callable[[str], FlaskClient]) -> None:
    entry_id = make_submitted_entry()
    client = clerk_at(entry_id)
    assert client.get(f"/zgloszenia/{entry_id}/porownanie?od=7").status_code == 404
    draft = make_draft(clerk=make_clerk(make_organisation("Druga")))
    assert clerk_at(draft).get(f"/zgloszenia/{draft}/porownanie").status_code == 404


def test_history_tells_who_changed_which_part_and_joins_savings_in_a_row(
    clerk_at: Callable[[str], FlaskClient],
) -> None:
    entry_id = make_draft()
    question_id, section = question_of(entry_id)
    for number in range(3):
        save(entry_id, {question_id: f"Wersja {number}"})
    save(entry_id, {"title": "Nowy tytuł"})
    shown = clerk_at(entry_id).get(f"/zgloszenia/{entry_id}/historia").get_data(as_text=True)
    assert shown.count("zmieniono:") == 1
    assert f"zmieniono: Tytuł, partnerstwo i kategoria, {section}" in shown
    assert "Anna Kowalska" in shown
    assert "rozpoczęto zgłoszenie" in shown
    assert "Wersja 2" not in shown, "the history tells of parts, not of texts"


def test_colleague_who_is_editing_is_named_and_oneself_is_not(
    signed_in: SignIn, at: Callable[..., None]
) -> None:
    entry_id = make_draft()
    colleague, _organisation = make_clerk(entry(entry_id).applicant_id, email="jan@example.org")
    question_id, section = question_of(entry_id)
    service.save_entry(
        entry_id=entry_id,
        version=entry(entry_id).version,
        changes={question_id: "Tekst kolegi"},
        actor=Actor(colleague, "applicant"),
    )
    path = f"/zgloszenia/{entry_id}/kto-edytuje"
    mine = signed_in(str(clerk_of(entry_id).person_id))
    assert f"edytuje teraz: {section}" in mine.get(path).get_data(as_text=True)
    assert "edytuje" not in signed_in(colleague).get(path).get_data(as_text=True)
    at(clock.now() + timedelta(minutes=4))
    assert "edytuje" not in mine.get(path).get_data(as_text=True)
