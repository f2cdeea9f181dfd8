"""Names are found as people type them, and not as they might be read by accident."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from leader_award.platform import db, matching

WORDS = st.text("abcdeółńz", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("włodawa", "Gmina Miejska Włodawa"),
        ("wlodawa", "Włodawa"),
        ("WŁODAWA", "Włodawa"),
        ("Wałbrzychu", "Miasto Wałbrzych"),
        ("walb", "Miasto Wałbrzych"),
        ("Łódź", "Urząd Miasta Łodzi"),
        ("radomka", "LGD „Razem dla Radomki”"),
        ("paprykowy szlak", "Partnerstwo Paprykowy Szlak"),
        ("szlak paprykowy", "Partnerstwo Paprykowy Szlak"),
        ("nysie", "Gmina Nysa"),
        ("bielsko biala", "Bielsko-Biała"),
    ],
)
def test_name_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert matching.query(typed).score(name) > 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("brzych", "Wałbrzych"),
        ("włodawa nysa", "Włodawa"),
        ("koło", "Kolarstwo na szlaku"),
        ("Wałbrzhc", "Wałbrzych"),
    ],
)
def test_other_names_are_not_found(typed: str, name: str) -> None:
    assert matching.query(typed).score(name) == 0


@pytest.mark.parametrize("typed", ["wałbzrych", "wałbrzzych", "wolbrzych", "wałbrzyh"])
def test_one_slip_is_forgiven_when_asked(typed: str) -> None:
    query = matching.query(typed)
    assert query.score("Wałbrzych") == 0
    assert query.loosened().score("Wałbrzych") > 0


def test_short_words_and_numbers_must_be_right() -> None:
    assert matching.query("nys").loosened().score("Nida") == 0
    assert matching.query("2015").loosened().score("2016") == 0


def test_exact_word_comes_before_a_beginning_and_that_before_an_inflected_form() -> None:
    scores = [matching.query("nysa").score(name) for name in ("Nysa", "Nysander", "Nysie")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_word_tells_more_in_the_first_text() -> None:
    query = matching.query("nysa")
    assert query.score("Nysa", "Opole") > query.score("Opole", "Nysa")


@given(WORDS, WORDS)
def test_differing_once_is_the_same_both_ways(one: str, other: str) -> None:
    assert matching.differs_once(one, other) == matching.differs_once(other, one)


@given(WORDS, st.integers(0, 3), st.sampled_from("xy"))
def test_every_single_slip_is_one(word: str, at: int, letter: str) -> None:
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    assert all(matching.differs_once(word, slip) for slip in slips)
    assert not matching.differs_once(word, "xy" + word)


@given(WORDS, st.integers(0, 3), st.sampled_from("abcdeolnz"))
def test_database_never_misses_what_a_slip_made(word: str, at: int, letter: str) -> None:
    """The patterns are what the half of a word shows; the rule itself decides afterwards."""
    query = matching.query(word).loosened()
    typed = query.words[0].typed
    for slip in (typed[:at] + letter + typed[at + 1 :], typed[:at] + typed[at + 1 :]):
        assert query.score(slip) > 0
        pieces = matching._patterns(query.words[0], loose=True)
        assert any(
            slip.startswith(one.letters) if one.begins else one.letters in slip for one in pieces
        )


@pytest.mark.parametrize(
    ("typed", "stored", "fits"),
    [
        ("lodz", "Urząd Miasta Łodzi", True),
        ("zolc", "ŻÓŁĆ", True),
        ("odz", "Łódź", False),
        ("biala", "Bielsko-Biała", True),
        ("50%", "Rozwój 50 procent", True),
        ("[a-z]*", "Łódź", False),
    ],
)
def test_database_compares_as_the_rule_does(
    app: Flask, typed: str, stored: str, fits: bool
) -> None:
    reader = db.session()
    query = matching.query(typed)
    condition = query.condition(reader, (literal(stored),))
    found = bool(query) and reader.scalar(select(literal(1)).where(condition)) == 1
    assert found is fits


def test_database_finds_what_has_one_slip(app: Flask) -> None:
    reader = db.session()
    for typed in ("wałbzrych", "wałbrzzych", "wolbrzych", "wałbrzyh"):
        query = matching.query(typed).loosened()
        condition = query.condition(reader, (literal("Miasto Wałbrzych"),))
        assert reader.scalar(select(literal(1)).where(condition)) == 1
