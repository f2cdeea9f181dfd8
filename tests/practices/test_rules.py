"""The rules of practice cards, without a database."""

import pytest

from leader_award.practices import openapi, records, rules, wording
from leader_award.practices.differences import difference

CONTENT = {
    "title": "Wspólne autobusy",
    "partnership_name": "",
    "partners": [{"name": "Gmina Rzgów", "part": "pętla"}, {"name": "Fundacja", "part": ""}],
    "sections": [
        {
            "questions": [
                {"id": "a", "answer": "Dzieci stały na mrozie."},
                {"id": "b", "answer": ["Transport", "Oświata"]},
                {"id": "c", "answer": "125000"},
                {"id": "d", "answer": True},
            ]
        }
    ],
}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, ""),
        (0, "to-100k"),
        (100_000, "to-100k"),
        (100_001, "100k-1m"),
        (10_000_001, "over-10m"),
    ],
)
def test_upper_bound_belongs_to_the_band(value: int | None, code: str) -> None:
    assert rules.band(value, rules.COSTS) == code


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250000", 1_250_000),
        ("1 250 000 zł", 1_250_000),
        ("1\u00a0250\u00a0000 PLN", 1_250_000),
        ("", None),
        ("dużo", None),
        ("12,50", None),
        ("-5", None),
        ("9" * 13, None),
    ],
)
def test_amount_is_read_as_people_write_it(text: str, amount: int | None) -> None:
    assert rules.read_cost(text) == amount


def test_mapping_is_guessed_from_the_words_of_the_questions() -> None:
    questions = [
        ("1", "Forma współpracy"),
        ("2", "Na jaki problem odpowiada rozwiązanie?"),
        ("3", "Na czym polega rozwiązanie?"),
        ("4", "Wyniki w liczbach"),
        ("5", "Koszt i źródła finansowania"),
        ("6", "Co radzicie innym samorządom?"),
    ]
    assert rules.guess_mapping(questions) == {
        "cooperation": "1",
        "problem": "2",
        "solution": "3",
        "results": "4",
        "cost_source": "5",
        "avoid": "6",
    }


def test_draft_takes_over_nothing_that_is_not_mapped() -> None:
    fields = rules.drafted_fields(CONTENT, {"problem": "a", "avoid": "d"})
    assert fields["problem"] == "Dzieci stały na mrozie."
    assert fields["partners"] == "- Gmina Rzgów – pętla\n- Fundacja"
    assert not any(fields[name] for name in ("solution", "results", "contact", "cost_pln", "avoid"))


def test_theme_and_size_are_guessed_from_answers() -> None:
    fields = rules.drafted_fields(CONTENT, {"theme": "b", "population": "c"})
    assert fields["theme"] == "transport"
    assert fields["population"] == "125000"
    assert fields["cooperation"] == ""


def test_withdrawn_card_may_only_be_released_anew() -> None:
    assert rules.next_state("withdrawn", "publish") is None
    assert rules.next_state("withdrawn", "release") == "released"
    assert rules.next_state("drafted", "publish") is None


def test_every_code_has_a_word() -> None:
    assert set(wording.THEMES) == set(rules.THEMES)
    assert set(wording.COOPERATIONS) == set(rules.COOPERATIONS)
    assert set(rules.KINDS) <= set(wording.KINDS)
    assert set(wording.SIZES) == {code for code, _ in rules.SIZES}
    assert set(wording.COSTS) == {code for code, _ in rules.COSTS}
    assert set(wording.FIELDS) == set(rules.FIELDS) == set(wording.HINTS)
    assert set(rules.FIELDS) <= set(records.COLUMNS)
    assert set(openapi.FILTERS_ABOUT) == set(openapi.CHOICES)


def test_difference_marks_words_and_escapes_them() -> None:
    shown = difference("stary <b> tekst", "nowy <b> tekst")
    assert shown == "<del>stary</del><ins>nowy</ins> &lt;b&gt; tekst"
