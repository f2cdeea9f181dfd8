"""What diplomas may say and from when they exist."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.diplomas import rules, wording

NOON = datetime(2026, 12, 16, 11, tzinfo=UTC)


@pytest.mark.parametrize("kind", rules.AWAITING)
def test_results_and_jurors_are_told_from_the_instant_of_the_announcement_on(kind: str) -> None:
    assert not rules.is_open(kind, NOON, NOON - timedelta(milliseconds=1))
    assert rules.is_open(kind, NOON, NOON)
    assert not rules.is_open(kind, None, NOON)


@pytest.mark.parametrize("kind", [rules.SPEAKER, rules.ATTENDANCE])
def test_certificates_of_events_wait_for_no_announcement(kind: str) -> None:
    assert rules.is_open(kind, None, NOON)


def test_an_unknown_placeholder_is_named() -> None:
    assert rules.text_faults("{name} {nagroda}", "laureate", is_body=True) == [
        ("unknown", "nagroda")
    ]
    assert rules.text_faults("{prize}", "juror", is_body=False) == [("unknown", "prize")]


@pytest.mark.parametrize("text", ["{name} {", "{name} }", "{{name}", "{name}}"])
def test_a_brace_without_its_other_half_is_a_fault(text: str) -> None:
    assert ("unpaired", "") in rules.text_faults(text, "laureate", is_body=True)


def test_a_body_has_to_name_the_recipient() -> None:
    assert rules.text_faults("Dziękujemy.", "juror", is_body=True) == [("nameless", "")]
    assert rules.text_faults("Dziękujemy.", "juror", is_body=False) == []


@pytest.mark.parametrize("kind", rules.KINDS)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_default_texts_have_no_faults(kind: str, language: str) -> None:
    text = wording.DEFAULTS[kind]
    assert rules.text_faults(text.title[language], kind, is_body=False) == []
    assert rules.text_faults(text.body[language], kind, is_body=True) == []
    assert len(text.body[language]) <= rules.LONGEST_BODY


def test_facts_are_put_in_once_and_never_searched_themselves() -> None:
    facts = {"name": "{title}", "title": "tajne"}
    assert rules.fill("Dla {name}", facts) == "Dla {title}"


def test_a_placeholder_alone_in_its_paragraph_is_set_off_and_an_empty_one_left_out() -> None:
    body = "Dla\n\n{name}\n\n{prize}\n\nza {title}"
    facts = {"name": "Gmina Łódź", "prize": "", "title": "współpracę"}
    assert rules.paragraphs(body, facts) == [
        ("text", "Dla"),
        ("name", "Gmina Łódź"),
        ("text", "za współpracę"),
    ]


@given(st.text(max_size=400))
def test_a_fact_becomes_one_line_without_marks_that_turn_the_writing(text: str) -> None:
    cleaned = rules.clean(text)
    assert len(cleaned) <= 300
    assert cleaned.isprintable() or not cleaned
    assert not set(cleaned) & set("\n\r\t\u202e\u200b\x00")


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert rules.typed_code(" abcd-2345 efgh\n") == "ABCD2345EFGH"
    assert rules.shown_code("ABCD2345EFGH") == "ABCD-2345-EFGH"
    assert len(rules.CODE_LETTERS) ** rules.CODE_LENGTH > 2**59


@pytest.mark.parametrize(
    "text", ["", "ABCD2345EFG", "ABCD2345EFGH2", "ABCD2345EFG0", "ABCD2345EFG\x00"]
)
def test_what_cannot_be_a_code_is_told_at_once(text: str) -> None:
    assert rules.is_code("ABCD2345EFGH")
    assert not rules.is_code(text)
