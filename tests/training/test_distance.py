"""How far somebody is from the panel, and the words for it."""

from fractions import Fraction

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from leader_award.training import distance, rules, wording
from leader_award.training.distance import Against, against, agreement, mean_distances

points = st.integers(0, 10)


def test_panel_is_the_others_and_their_median_counts() -> None:
    found = against({"me": 4, "a": 7, "b": 9, "c": 10}, "me")
    assert found == Against(4, 3, Fraction(9), 7, 10)
    assert found.distance == -5


@pytest.mark.parametrize("others", range(rules.ENOUGH))
def test_too_few_others_tell_nothing(others: int) -> None:
    given = {"me": 4} | {str(number): 9 for number in range(others)}
    found = against(given, "me")
    assert (found.median, found.lowest, found.highest, found.distance) == (None,) * 4
    assert mean_distances({("s", "c"): given}, "me") is None


def test_abstention_has_no_distance() -> None:
    assert against({"a": 7, "b": 9, "c": 10}, "me").distance is None


@given(st.lists(points, min_size=3, max_size=6), points)
def test_one_juror_of_the_panel_cannot_take_it_past_the_next_one(
    others: list[int], extreme: int
) -> None:
    ranked = sorted(others)
    half = (len(ranked) - 1) // 2
    moved = distance.median([*ranked[1:], extreme])
    assert ranked[half] <= moved <= ranked[min(half + 2, len(ranked) - 1)]


@given(st.lists(points, min_size=3, max_size=6), points)
def test_shift_of_the_panel_shifts_the_distance(others: list[int], own: int) -> None:
    panel = {str(number): value for number, value in enumerate(others)}
    shifted = {key: value + 1 for key, value in panel.items()}
    here, there = against(panel | {"me": own}, "me"), against(shifted | {"me": own}, "me")
    assert here.distance is not None
    assert there.distance == here.distance - 1


def test_mean_distance_keeps_the_sign_and_the_size_apart() -> None:
    panel = {"a": 5, "b": 5, "c": 5}
    scores = {("s", "x"): panel | {"me": 3}, ("s", "y"): panel | {"me": 7}}
    assert mean_distances(scores, "me") == (0, 2)


def test_only_finished_samples_count() -> None:
    panel = {"a": 5, "b": 5, "c": 5}
    scores = {("s", "x"): panel | {"me": 3}, ("t", "x"): panel | {"me": 7}}
    assert mean_distances(scores, "me", ["s"]) == (-2, 2)


def test_panel_that_gives_the_same_agrees_fully_and_one_at_odds_does_not() -> None:
    same = {("s", "x"): {"a": 2, "b": 2}, ("t", "x"): {"a": 8, "b": 8}}
    odds = {("s", "x"): {"a": 2, "b": 8}, ("t", "x"): {"a": 8, "b": 2}}
    assert agreement(same, {"x": 10}, ["a", "b"]) == 1.0
    found = agreement(odds, {"x": 10}, ["a", "b"])
    assert found is not None
    assert found < 0
    assert agreement({}, {}, []) is None


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (Fraction(-6, 5), "na ogół 1,2 pkt surowiej niż panel"),
        (Fraction(6, 5), "na ogół 1,2 pkt łagodniej niż panel"),
        (Fraction(1, 4), "na ogół tak jak panel"),
        (None, "za mało ocen"),
    ],
)
def test_words_for_the_whole(app: Flask, mean: Fraction | None, words: str) -> None:
    with app.test_request_context():
        assert wording.in_general(mean) == words
