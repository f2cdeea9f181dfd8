"""The official ranking is what the regulations say, to the last fraction."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.ranking.official import (
    Aggregate,
    CardScore,
    Criterion,
    RubricError,
    ScoreError,
    make_cards,
    rank_official,
    rounded,
)
from leader_award.ranking.ties import TieStep, Vote

RUBRIC = [
    Criterion("innovation", 20, 10),
    Criterion("effectiveness", 50, 10),
    Criterion("replicability", 30, 5),
]
POINTS = [Criterion("points", 1, None)]


def card(entry, juror, *points, rubric=RUBRIC):
    return [
        CardScore(entry, juror, criterion.id, one)
        for criterion, one in zip(rubric, points, strict=True)
    ]


def cards_in_points(**entries):
    return [
        CardScore(entry, f"juror {number}", "points", one)
        for entry, points in entries.items()
        for number, one in enumerate(points)
    ]


def places(ranking):
    return {line.entry: line.place for line in ranking.entries}


def test_percentage_of_a_card_weighs_each_criterion_by_its_share_of_the_maximum():
    (one,) = make_cards(RUBRIC, card("A", "Nowak", 5, 8, 3))
    # 20 x 5/10 + 50 x 8/10 + 30 x 3/5 of 100
    assert one.score == 68
    assert one.criteria == {"innovation": 50, "effectiveness": 80, "replicability": 60}
    assert one.complete
    assert (one.entry, one.juror) == ("A", "Nowak")


def test_score_is_the_exact_mean_over_cards():
    scores = card("A", "Nowak", 5, 8, 3) + card("A", "Kowal", 5, 8, 4) + card("A", "Lis", 5, 8, 4)
    (line,) = rank_official(RUBRIC, scores).entries
    assert line.score == Fraction(68 + 74 + 74, 3)
    assert line.cards == 3
    assert line.criteria["replicability"] == Fraction(220, 3)


def test_decimal_points_are_counted_exactly():
    tenths = cards_in_points(
        A=[Decimal("0.1"), Decimal("0.2")], B=[Decimal("0.15"), Decimal("0.15")]
    )
    ranking = rank_official(POINTS, tenths)
    assert places(ranking) == {"A": 1, "B": 1}


def test_abstention_from_a_criterion_is_not_a_zero():
    scores = [*card("A", "Nowak", 10, 10, None), *card("B", "Nowak", 10, 10, 0)]
    ranking = rank_official(RUBRIC, scores)
    assert {line.entry: line.score for line in ranking.entries} == {"A": 100, "B": 70}
    assert [line.incomplete_cards for line in ranking.entries] == [1, 0]


def test_missing_criterion_and_recorded_abstention_count_alike():
    recorded = rank_official(RUBRIC, card("A", "Nowak", 4, None, 2))
    missing = [score for score in card("A", "Nowak", 4, None, 2) if score.points is not None]
    assert rank_official(RUBRIC, missing) == recorded


def test_juror_who_abstained_from_everything_has_no_card():
    scores = card("A", "Nowak", 5, 5, 5) + card("A", "Kowal", None, None, None)
    (line,) = rank_official(RUBRIC, scores).entries
    assert line.cards == 1


def test_entry_without_a_card_has_no_place():
    scores = card("A", "Nowak", 5, 5, 5) + card("B", "Nowak", None, None, None)
    assert places(rank_official(RUBRIC, scores)) == {"A": 1}


def test_without_maxima_scores_stay_in_points():
    rubric = [Criterion("a", 1, None), Criterion("b", 1, None)]
    (line,) = rank_official(rubric, card("A", "Nowak", 3, 6, rubric=rubric)).entries
    assert line.score == Fraction(9, 2)


def test_trimmed_mean_leaves_out_the_highest_and_the_lowest_card():
    scores = cards_in_points(A=[1, 5, 6, 7, 100], B=[7, 7, 7, 7, 7])
    ranking = rank_official(POINTS, scores, aggregate=Aggregate.TRIMMED)
    assert [(line.entry, line.score) for line in ranking.entries] == [("B", 7), ("A", 6)]
    assert {line.entry: line.mean for line in ranking.entries} == {"A": Fraction(119, 5), "B": 7}


def test_trimming_starts_with_the_fourth_card():
    scores = cards_in_points(A=[1, 5, 9], B=[1, 5, 9, 9], C=[2, 4])
    ranking = rank_official(POINTS, scores, aggregate=Aggregate.TRIMMED)
    assert {line.entry: line.score for line in ranking.entries} == {"A": 5, "B": 7, "C": 3}


def test_trimming_leaves_out_one_of_several_equal_extremes():
    scores = cards_in_points(A=[9, 9, 1, 1, 2])
    (line,) = rank_official(POINTS, scores, aggregate=Aggregate.TRIMMED).entries
    assert line.score == 4


@pytest.mark.parametrize("aggregate", Aggregate)
def test_abstention_raises_no_card_and_lowers_none(aggregate):
    scores = card("A", "Nowak", 8, None, 4) + card("A", "Kos", None, None, None)
    (line,) = rank_official(RUBRIC, scores, aggregate=aggregate).entries
    assert (line.score, line.cards, line.incomplete_cards) == (80, 1, 1)
    assert line.criteria == {"innovation": 80, "effectiveness": None, "replicability": 80}


def test_median_of_an_even_number_of_cards_is_halfway():
    scores = cards_in_points(A=[1, 4, 5, 100])
    (line,) = rank_official(POINTS, scores, aggregate=Aggregate.MEDIAN).entries
    assert line.score == Fraction(9, 2)


def test_tie_goes_to_the_better_mean_of_the_highest_weighted_criterion():
    scores = card("A", "Nowak", 10, 4, 5) + card("B", "Nowak", 5, 10, Fraction(5, 3))
    ranking = rank_official(RUBRIC, scores)
    assert [line.score for line in ranking.entries] == [70, 70]
    assert places(ranking) == {"B": 1, "A": 2}
    (tie,) = ranking.ties
    assert (tie.step, tie.criterion, tie.entries) == (
        TieStep.CRITERION,
        "effectiveness",
        ("B", "A"),
    )
    assert tie.values == {"A": 40, "B": 100}


def test_criterion_that_does_not_separate_hands_on_to_the_next_one():
    scores = card("A", "Nowak", 9, 6, 2) + card("B", "Nowak", 6, 6, 3)
    ranking = rank_official(RUBRIC, scores)
    assert places(ranking) == {"B": 1, "A": 2}
    assert [tie.criterion for tie in ranking.ties] == ["replicability"]


def test_equal_weights_are_looked_at_in_the_order_of_the_rubric():
    rubric = [Criterion("later", 1, 10), Criterion("z", 2, 10), Criterion("a", 2, 10)]
    scores = card("A", "Nowak", 5, 4, 6, rubric=rubric) + card("B", "Nowak", 5, 6, 4, rubric=rubric)
    assert places(rank_official(rubric, scores)) == {"B": 1, "A": 2}


def test_criterion_that_one_of_the_tied_was_not_scored_under_is_passed_over():
    scores = card("A", "Nowak", 7, None, Fraction(7, 2)) + card("B", "Nowak", 7, 7, Fraction(7, 2))
    ranking = rank_official(RUBRIC, scores)
    assert [tie.step for tie in ranking.ties] == [TieStep.VOTE_NEEDED]


def test_median_card_settles_what_no_criterion_did():
    ranking = rank_official(POINTS, cards_in_points(A=[4, 5, 6], B=[3, 6, 6], C=[9]))
    assert places(ranking) == {"C": 1, "B": 2, "A": 3}
    assert [(tie.step, tie.values) for tie in ranking.ties] == [
        (TieStep.MEDIAN_CARD, {"A": 5, "B": 6})
    ]


def test_entries_that_nothing_declared_separates_share_a_place_and_need_a_vote():
    ranking = rank_official(POINTS, cards_in_points(A=[9], B=[5], C=[5], D=[1]))
    assert places(ranking) == {"A": 1, "B": 2, "C": 2, "D": 4}
    (tie,) = ranking.votes_needed
    assert (tie.place, tie.entries, tie.score) == (2, ("B", "C"), 5)


def test_recorded_vote_orders_the_tied_entries():
    scores = cards_in_points(A=[9], B=[5], C=[5], D=[1])
    ranking = rank_official(POINTS, scores, votes=[Vote(("C", "B"))])
    assert places(ranking) == {"A": 1, "C": 2, "B": 3, "D": 4}
    assert [(tie.step, tie.entries) for tie in ranking.ties] == [(TieStep.VOTE, ("C", "B"))]
    assert ranking.unused_votes == ()


def test_vote_that_leaves_out_one_of_the_tied_does_not_count():
    vote = Vote(("C", "B"))
    ranking = rank_official(POINTS, cards_in_points(B=[5], C=[5], D=[5]), votes=[vote])
    assert places(ranking) == {"B": 1, "C": 1, "D": 1}
    assert ranking.unused_votes == (vote,)


def test_vote_cannot_overrule_a_better_score():
    vote = Vote(("B", "A"))
    ranking = rank_official(POINTS, cards_in_points(A=[6], B=[5]), votes=[vote])
    assert places(ranking) == {"A": 1, "B": 2}
    assert ranking.unused_votes == (vote,)


def test_three_way_tie_is_settled_step_by_step():
    ranking = rank_official(POINTS, cards_in_points(A=[3, 6, 6], B=[4, 5, 6], C=[4, 5, 6]))
    assert places(ranking) == {"A": 1, "B": 2, "C": 2}
    assert [(tie.place, tie.entries, tie.step) for tie in ranking.ties] == [
        (1, ("A", "B", "C"), TieStep.MEDIAN_CARD),
        (2, ("B", "C"), TieStep.VOTE_NEEDED),
    ]


def test_regulations_may_declare_no_steps():
    scores = cards_in_points(A=[4, 5, 6], B=[3, 6, 6])
    assert places(rank_official(POINTS, scores, tie_steps=())) == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("scores", "position", "words"),
    [
        (
            [CardScore("A", "N", "points", 1)] * 2,
            1,
            "duplicate score of 'A' by 'N' under 'points'",
        ),
        (
            [CardScore("A", "N", "points", 1), CardScore("A", "N", "charm", 1)],
            1,
            "unknown criterion 'charm'",
        ),
        ([CardScore("A", "N", "points", -1)], 0, "points -1 outside the scale 0"),
    ],
)
def test_score_that_cannot_be_counted_is_refused_and_pointed_at(scores, position, words):
    with pytest.raises(ScoreError) as caught:
        rank_official(POINTS, scores)
    assert (str(caught.value), caught.value.position) == (words, position)


def test_points_above_the_maximum_are_refused():
    with pytest.raises(ScoreError, match=r"points 11 outside the scale 0..10"):
        make_cards(RUBRIC, card("A", "Nowak", 11, 0, 0))


@pytest.mark.parametrize(
    ("rubric", "words"),
    [
        ([], "the rubric has no criteria"),
        ([Criterion("a", 1, 10), Criterion("a", 2, 10)], "the rubric names a criterion twice"),
        (
            [Criterion("a", 1, 10), Criterion("b", 1, None)],
            "only some criteria of the rubric have a maximum",
        ),
        ([Criterion("a", 0, 10)], "the weight of criterion 'a' is not positive"),
        ([Criterion("a", 1, 0)], "the maximum of criterion 'a' is not positive"),
    ],
)
def test_rubric_without_sense_is_refused(rubric, words):
    with pytest.raises(RubricError) as caught:
        make_cards(rubric, [])
    assert str(caught.value) == words


def test_scale_may_be_as_short_as_one_point_or_less():
    rubric = [Criterion("a", 1, 1), Criterion("b", 1, Fraction(1, 2))]
    (one,) = make_cards(rubric, card("A", "Nowak", 1, Fraction(1, 4), rubric=rubric))
    assert one.score == 75


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(70), "70.00"),
        (Fraction(10**30 + 1, 200), "5000000000000000000000000000.01"),
    ],
)
def test_rounding_for_display_takes_a_half_away_from_zero(value, shown):
    assert str(rounded(value)) == shown


TABLES = st.dictionaries(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("xyz")),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)),
    min_size=1,
)


def scores_of(table):
    cards = (card(*who, *points) for who, points in table.items())
    return [score for one in cards for score in one]


@settings(deadline=None)
@given(TABLES, st.randoms())
def test_order_of_rows_does_not_matter(table, random):
    scores = scores_of(table)
    shuffled = random.sample(scores, len(scores))
    assert rank_official(RUBRIC, shuffled) == rank_official(RUBRIC, scores)


@settings(deadline=None)
@given(
    st.lists(
        st.integers(1, 12).flatmap(
            lambda maximum: st.tuples(
                st.integers(1, 20), st.just(maximum), st.none() | st.integers(0, maximum)
            )
        ),
        min_size=1,
        max_size=6,
    ).filter(lambda lines: any(points is not None for *_, points in lines))
)
def test_every_card_is_what_the_regulations_formula_says(lines):
    rubric = [Criterion(str(i), weight, maximum) for i, (weight, maximum, _) in enumerate(lines)]
    given_points = [points for *_, points in lines]
    (one,) = make_cards(rubric, card("A", "Nowak", *given_points, rubric=rubric))
    counted = [line for line in lines if line[2] is not None]
    gathered = sum(Fraction(weight * points, maximum) for weight, maximum, points in counted)
    assert one.score == 100 * gathered / sum(weight for weight, *_ in counted)


@settings(deadline=None)
@given(TABLES)
def test_ranking_keeps_the_cards_that_it_was_made_of(table):
    scores = scores_of(table)
    assert rank_official(RUBRIC, scores).cards == make_cards(RUBRIC, scores)


@settings(deadline=None)
@given(TABLES, st.fractions(Fraction(1, 50), 50))
def test_scaling_all_weights_changes_nothing(table, factor):
    rubric = [Criterion(one.id, one.weight * factor, one.maximum) for one in RUBRIC]
    assert rank_official(rubric, scores_of(table)) == rank_official(RUBRIC, scores_of(table))


@settings(deadline=None)
@given(TABLES, st.data())
def test_better_card_never_lowers_its_entry(table, data):
    entry, juror = data.draw(st.sampled_from(sorted(table)))
    before = places(rank_official(RUBRIC, scores_of(table)))
    points = table[entry, juror]
    better = table | {(entry, juror): (points[0], points[1] + 1, points[2])}
    assert places(rank_official(RUBRIC, scores_of(better)))[entry] <= before[entry]


@settings(deadline=None)
@given(TABLES)
def test_places_follow_scores_and_count_those_before(table):
    entries = rank_official(RUBRIC, scores_of(table)).entries
    assert all(better.score >= worse.score for better, worse in pairwise(entries))
    for line in entries:
        assert line.place == 1 + sum(other.place < line.place for other in entries)
