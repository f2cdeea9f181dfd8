from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.entries import rules
from leader_award.entries.rules import Asked, Circumstances, Wanted, Working

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OPEN, CLOSED = Circumstances(NOW, True), Circumstances(NOW, False)


def returned(minutes: int) -> Circumstances:
    return Circumstances(NOW, False, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("state", "event", "circumstances", "reason"),
    [
        (None, "start", OPEN, None),
        (None, "start", CLOSED, "call_accepts"),
        ("draft", "submit", OPEN, None),
        ("draft", "submit", CLOSED, "call_accepts"),
        ("draft", "save", CLOSED, None),
        ("submitted", "save", CLOSED, "call_accepts"),
        ("submitted", "withdraw", OPEN, None),
        ("returned", "submit", returned(1), None),
        ("returned", "submit", returned(0), "term_runs"),
        ("returned", "withdraw", returned(1), "state"),
        ("admitted", "save", OPEN, "state"),
        ("withdrawn", "submit", OPEN, "state"),
    ],
)
def test_applicant_can_do_what_the_table_and_its_guards_allow(
    state: str | None, event: str, circumstances: Circumstances, reason: str | None
) -> None:
    assert rules.refusal(state, event, "applicant", circumstances) == reason


def test_organiser_decides_and_the_applicant_does_not() -> None:
    for event in ("admit", "return", "reject"):
        assert rules.refusal("submitted", event, "organiser", CLOSED) is None
        assert rules.refusal("submitted", event, "applicant", OPEN) == "state"
    assert rules.refusal("draft", "admit", "organiser", OPEN) == "state"


def test_returned_entry_can_be_rejected_only_when_its_term_is_over() -> None:
    assert rules.refusal("returned", "reject", "organiser", returned(1)) == "term_over"
    assert rules.refusal("returned", "reject", "organiser", returned(0)) is None


def test_event_without_a_guard_is_never_held_up() -> None:
    assert rules.guard_holds(None, CLOSED)


def test_page_offers_only_what_can_be_done() -> None:
    assert rules.possible("submitted", "applicant", OPEN) == ["save", "submit", "withdraw"]
    assert rules.possible("submitted", "applicant", CLOSED) == []
    assert rules.possible("draft", "applicant", CLOSED) == ["save"]


def test_every_state_the_table_leads_to_is_a_state_of_entries() -> None:
    from leader_award.entries.models import STATES

    assert {line.after for line in rules.EVENTS.values()} == set(STATES)
    assert {state for state, _event in rules.EVENTS if state} <= set(STATES)


def test_words_are_runs_between_blanks_and_characters_are_code_points() -> None:
    assert rules.count_words("  Wspólny –\nbilet\u00a0dla  gmin ") == 5
    assert rules.count_words("") == 0
    assert rules.count_characters("zażółć 🚋\n") == 9


@given(st.text())
def test_cleaned_text_can_be_stored_by_every_database_and_stays_the_same(text: str) -> None:
    cleaned = rules.clean_text(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert rules.clean_text(cleaned) == cleaned


def test_lone_surrogate_and_control_characters_are_left_out() -> None:
    assert rules.clean_text(" a\x00b\ud800c\x1b\r\nd ") == "abc\nd"


def test_line_ends_of_every_system_become_plain_and_tabs_stay() -> None:
    assert rules.clean_text("a\r\nb\rc\n\td") == "a\nb\nc\n\td"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("number", "1 234,50", "1234.50"),
        ("number", "−3", "-3"),
        ("number", "około stu", "około stu"),
        ("number", 12, "12"),
        ("number", 2.5, "2.5"),
        ("number", 1e-05, "0.00001"),
        ("number", "١ ٢", "١ ٢"),
        ("date", "1.3.2014", "2014-03-01"),
        ("date", "2014-03-01", "2014-03-01"),
        ("date", "wiosną", "wiosną"),
        ("date", date(2014, 3, 1), "2014-03-01"),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("yes_no", "", None),
        ("yes_no", "może", "może"),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("choice", True, "yes"),
        ("choice", False, "no"),
        ("choices", [], None),
        ("choices", ["a", " "], ["a"]),
        ("choices", "ab", ["ab"]),
        ("short_text", "  ", None),
        ("long_text", None, None),
    ],
)
def test_answer_is_kept_in_one_form_and_never_lost(kind: str, typed: object, kept: object) -> None:
    assert rules.read_answer(kind, typed) == kept


@given(st.sampled_from(["number", "date", "yes_no", "choice", "choices", "long_text"]), st.text())
def test_reading_what_was_kept_changes_nothing(kind: str, text: str) -> None:
    kept = rules.read_answer(kind, text)
    assert rules.read_answer(kind, kept) == kept


@pytest.mark.parametrize(
    ("question", "value", "code"),
    [
        (Asked("q", "long_text", limit_words=2), "raz dwa", None),
        (Asked("q", "long_text", limit_words=2), "raz dwa trzy", "too_many_words"),
        (Asked("q", "long_text", limit_characters=3), "żółć", "too_many_characters"),
        (Asked("q", "short_text"), "jeden\ndwa", "more_than_a_line"),
        (Asked("q", "short_text"), "jeden", None),
        (Asked("q", "long_text"), "jeden\ndwa", None),
        (Asked("q", "long_text"), None, "unanswered"),
        (Asked("q", "long_text"), "", "unanswered"),
        (Asked("q", "choices"), [], "unanswered"),
        (Asked("q", "long_text", required=False), None, None),
        (Asked("q", "number"), "12.5", None),
        (Asked("q", "number"), "dużo", "not_a_number"),
        (Asked("q", "number"), "١٢", "not_a_number"),
        (Asked("q", "date"), "2014-02-30", "not_a_day"),
        (Asked("q", "date"), "2014-02-28", None),
        (Asked("q", "yes_no"), False, None),
        (Asked("q", "yes_no"), "może", "not_an_option"),
        (Asked("q", "choice", options=("a", "b")), "c", "not_an_option"),
        (Asked("q", "choice", options=("a", "b")), "ab", "not_an_option"),
        (Asked("q", "choice", options=("ab",)), "ab", None),
        (Asked("q", "choices", options=("a", "b")), ["a", "c"], "not_an_option"),
        (Asked("q", "choices", options=("a", "b")), ["b", "a"], None),
    ],
)
def test_answer_is_judged_by_the_kind_of_its_question(
    question: Asked, value: object, code: str | None
) -> None:
    problem = rules.problem_of(question, value)
    assert (problem.code if problem else None) == code


def test_too_long_answer_says_by_how_much() -> None:
    problem = rules.problem_of(Asked("q", "long_text", limit_words=2), "a b c d")
    assert problem is not None
    assert problem.numbers == {"limit": 2, "count": 4, "over": 2}
    problem = rules.problem_of(Asked("q", "long_text", limit_characters=3), "żółte")
    assert problem is not None
    assert problem.numbers == {"limit": 3, "count": 5, "over": 2}


@pytest.mark.parametrize(
    ("kind", "value", "quoted"),
    [
        ("number", "dużo", "dużo"),
        ("date", "wiosną", "wiosną"),
        ("yes_no", "może", "może"),
        ("choice", "inna", "inna"),
        ("choices", ["a", "inna", "nowa"], "inna"),
    ],
)
def test_answer_that_was_not_understood_is_quoted(kind: str, value: object, quoted: str) -> None:
    problem = rules.problem_of(Asked("q", kind, options=("a",)), value)
    assert problem is not None
    assert problem.text == quoted


def test_everything_missing_is_listed_with_the_field_it_belongs_to() -> None:
    questions = [
        Asked("a", "long_text", section_id="s"),
        Asked("b", "choice", section_id="t", options=("x",)),
    ]
    found = rules.gaps(
        Working(title="", category_id="gone", answers={}, attached={"r": 3}),
        categories=["c"],
        questions=questions,
        requirements=[Wanted("r", 0, 2), Wanted("t", 1, 1)],
    )
    assert [(gap.page, gap.anchor, gap.problem.code) for gap in found] == [
        ("basics", "title", "no_title"),
        ("basics", "category_id-0", "no_category"),
        ("section", "question-a", "unanswered"),
        ("section", "question-b-0", "unanswered"),
        ("attachments", "requirement-r", "too_many_files"),
        ("attachments", "requirement-t", "too_few_files"),
    ]
    assert [(gap.section_id, gap.thing_id) for gap in found] == [
        ("", ""),
        ("", ""),
        ("s", "a"),
        ("t", "b"),
        ("", "r"),
        ("", "t"),
    ]
    assert [gap.problem.numbers for gap in found[-2:]] == [
        {"limit": 2, "count": 3},
        {"wanted": 1, "count": 0},
    ]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("short_text", "question-q"),
        ("date", "question-q"),
        ("choice", "question-q-0"),
        ("choices", "question-q-0"),
        ("yes_no", "question-q-0"),
    ],
)
def test_link_to_a_question_leads_to_its_field_or_the_first_of_its_choices(
    kind: str, field: str
) -> None:
    assert rules.anchor(Asked("q", kind)) == field


def test_nothing_is_missing_from_a_complete_entry() -> None:
    working = Working("Tytuł", "c", {"a": "tekst"}, {"r": 1})
    questions, requirements = [Asked("a", "long_text")], [Wanted("r", 1, 1)]
    assert not rules.gaps(working, categories=["c"], questions=questions, requirements=requirements)


def test_section_is_empty_then_begun_then_complete() -> None:
    questions = [Asked("a", "number"), Asked("b", "number", required=False)]
    assert rules.progress(questions, {}) == "empty"
    assert rules.progress(questions, {"a": "dużo"}) == "begun"
    assert rules.progress(questions, {"b": "1"}) == "begun"
    assert rules.progress(questions, {"a": "1"}) == "complete"
    assert rules.progress(questions[1:], {}) == "empty"


def test_reference_has_the_year_and_three_digits_at_least() -> None:
    assert rules.reference(2015, 27) == "SLZ-2015-027"
    assert rules.reference(2026, 1234) == "SLZ-2026-1234"
