"""Participants of both editions are ranked by the mean of their percentages."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.ranking.two_editions import (
    EditionResult,
    EditionStep,
    TwoResultsOfOneParticipant,
    rank_two_editions,
)


def edition(**scores):
    """Results of one edition: a score, or a score with the mean of the top criterion."""
    both = {name: one if isinstance(one, tuple) else (one,) for name, one in scores.items()}
    return [EditionResult(name, *map(Fraction, parts)) for name, parts in both.items()]


def places(ranking):
    return {entry.participant: entry.place for entry in ranking.both}


def test_participants_of_both_editions_are_ordered_by_the_mean():
    ranking = rank_two_editions(edition(a=60, b=80), edition(a=90, b=71))
    assert [(one.participant, one.place, one.score) for one in ranking.both] == [
        ("b", 1, Fraction(151, 2)),
        ("a", 2, 75),
    ]
    assert (ranking.both[0].first, ranking.both[0].second) == (80, 71)


def test_participants_of_one_edition_are_listed_apart_best_first():
    ranking = rank_two_editions(edition(a=60, b=10, c=20), edition(a=90, d=99, e=100))
    assert places(ranking) == {"a": 1}
    assert [one.participant for one in ranking.first_only] == ["c", "b"]
    assert [one.participant for one in ranking.second_only] == ["e", "d"]


def test_tie_goes_to_the_better_result_of_the_later_edition():
    ranking = rank_two_editions(edition(a=60, b=80), edition(a=80, b=60))
    assert places(ranking) == {"a": 1, "b": 2}
    assert {one.settled_by for one in ranking.both} == {EditionStep.LATER_EDITION}


def test_tie_in_both_editions_goes_to_the_later_editions_top_criterion():
    ranking = rank_two_editions(edition(a=60, b=60), edition(a=(80, 70), b=(80, 75)))
    assert places(ranking) == {"b": 1, "a": 2}
    assert {one.settled_by for one in ranking.both} == {EditionStep.TOP_CRITERION}


def test_what_nothing_settles_is_shared():
    later = edition(a=(80, 70), b=(80, 70), c=10, d=(95, 70))
    ranking = rank_two_editions(edition(a=60, b=60, c=10, d=95), later)
    assert places(ranking) == {"d": 1, "a": 2, "b": 2, "c": 4}
    assert [one.settled_by for one in ranking.both] == [
        None,
        EditionStep.SHARED,
        EditionStep.SHARED,
        None,
    ]


def test_mixed_tie_names_the_step_that_each_place_needed():
    later = edition(a=(80, 70), b=(80, 75), c=100)
    ranking = rank_two_editions(edition(a=60, b=60, c=40), later)
    assert {one.participant: one.settled_by for one in ranking.both} == {
        "c": EditionStep.LATER_EDITION,
        "b": EditionStep.TOP_CRITERION,
        "a": EditionStep.TOP_CRITERION,
    }


def test_means_that_differ_by_less_than_is_shown_are_not_tied():
    third = Fraction(1, 3)
    ranking = rank_two_editions(edition(a=third, b=third), edition(a="66.6666", b=200 * third))
    assert places(ranking) == {"b": 1, "a": 2}
    assert [one.settled_by for one in ranking.both] == [None, None]


def test_regulations_may_count_percentages_rounded_to_two_decimals():
    first, second = edition(a="60.004", b="60.001"), edition(a=80, b="80.001")
    assert places(rank_two_editions(first, second)) == {"a": 1, "b": 2}
    assert places(rank_two_editions(first, second, decimals=2)) == {"a": 1, "b": 1}


def test_two_results_of_one_participant_in_one_edition_are_refused():
    with pytest.raises(TwoResultsOfOneParticipant) as caught:
        rank_two_editions([], edition(a=1) + edition(a=2))
    assert caught.value.participant == "a"


def test_empty_editions_have_an_empty_ranking():
    ranking = rank_two_editions([], [])
    assert (ranking.both, ranking.first_only, ranking.second_only) == ((), (), ())


RESULTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 4))


@settings(deadline=None)
@given(RESULTS, RESULTS)
def test_every_participant_is_listed_exactly_once(first, second):
    ranking = rank_two_editions(edition(**first), edition(**second))
    listed = [*ranking.both, *ranking.first_only, *ranking.second_only]
    assert sorted(one.participant for one in listed) == sorted(first.keys() | second.keys())


@settings(deadline=None)
@given(RESULTS, RESULTS, st.data())
def test_better_result_never_lowers_its_participant(first, second, data):
    before = places(rank_two_editions(edition(**first), edition(**second)))
    if before:
        name = data.draw(st.sampled_from(sorted(before)))
        better = second | {name: second[name] + 1}
        after = places(rank_two_editions(edition(**first), edition(**better)))
        assert after[name] <= before[name]
