"""Leaving out a juror or a criterion shows on whom the prizes hang."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.ranking.calibration import calibrated_scores, severity_effects
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.official import CardScore, Criterion, make_cards, rank_official
from leader_award.ranking.sensitivity import (
    LeftOut,
    _Held,
    calibrated_without_each_juror,
    without_each_criterion,
    without_each_juror,
)
from leader_award.ranking.variance import fit_severity

POINTS = [Criterion("points", 1, None)]


def cards_in_points(**entries):
    """Cards from entry=[points of juror 0, of juror 1, ...], None where not scored."""
    return make_cards(
        POINTS,
        [
            CardScore(entry, f"J{number}", "points", points)
            for entry, row in entries.items()
            for number, points in enumerate(row)
        ],
    )


def test_winner_who_hangs_on_one_juror_is_shown():
    cards = cards_in_points(A=[10, 5, 5], B=[6, 6, 6], C=[1, 2, 1], D=[0, 0, 3])
    assert without_each_juror(cards, top=2) == (
        LeftOut("J0", ("B",), True, (), ()),
        LeftOut("J1", ("A",), False, (), ()),
        LeftOut("J2", ("A",), False, (), ()),
    )


def test_entries_that_enter_and_leave_the_prizes_are_named():
    cards = cards_in_points(A=[9, 9, 9], B=[8, 8, 8], C=[9, 1, 1], D=[1, 4, 4])
    (without_first, without_second, without_third) = without_each_juror(cards)
    assert (without_first.entered, without_first.left) == (("D",), ("C",))
    assert without_first.changes_something
    assert not without_first.first_changes
    assert (without_second.entered, without_second.left) == ((), ())
    assert not without_third.changes_something


def test_shared_first_place_that_is_broken_is_a_change():
    cards = cards_in_points(A=[5, 7], B=[7, 5])
    without_first, without_second = without_each_juror(cards)
    assert (without_first.first, without_first.first_changes) == (("A",), True)
    assert (without_second.first, without_second.first_changes) == (("B",), True)


def test_entry_that_only_this_juror_scored_drops_out():
    cards = cards_in_points(A=[9, None], B=[5, 6])
    without_first, _ = without_each_juror(cards, top=1)
    assert (without_first.first, without_first.left) == (("B",), ("A",))


def test_single_juror_leaves_nothing():
    assert without_each_juror(cards_in_points(A=[9], B=[5]), top=1) == (
        LeftOut("J0", (), True, (), ("A",)),
    )


TABLES = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.lists(st.none() | st.integers(0, 6), min_size=3, max_size=3).filter(any),
    min_size=1,
)


@settings(deadline=None)
@given(TABLES)
def test_leaving_out_a_juror_is_ranking_without_that_jurors_scores(table):
    cards = cards_in_points(**table)
    for found in without_each_juror(cards):
        rest = [
            CardScore(card.entry, card.juror, "points", card.score)
            for card in cards
            if card.juror != found.without
        ]
        lines = rank_official(POINTS, rest, tie_steps=()).entries
        assert found.first == tuple(line.entry for line in lines if line.place == 1)
        before = rank_official(
            POINTS, [CardScore(c.entry, c.juror, "points", c.score) for c in cards], tie_steps=()
        ).entries
        prizes_before = {line.entry for line in before if line.place <= 3}
        prizes_after = {line.entry for line in lines if line.place <= 3}
        assert set(found.entered) == prizes_after - prizes_before
        assert set(found.left) == prizes_before - prizes_after


RUBRIC = [Criterion("effect", 60, 10), Criterion("reach", 40, 5)]


def test_winner_who_hangs_on_one_criterion_is_shown():
    cards = make_cards(
        RUBRIC,
        [
            CardScore("A", "N", "effect", 10),
            CardScore("A", "N", "reach", 1),
            CardScore("B", "N", "effect", 7),
            CardScore("B", "N", "reach", 4),
        ],
    )
    without_effect, without_reach = without_each_criterion(RUBRIC, cards, top=1)
    assert (without_effect.without, without_effect.first) == ("effect", ("B",))
    assert without_effect.first_changes is False
    assert (without_reach.without, without_reach.first) == ("reach", ("A",))
    assert without_reach.first_changes is True


def test_remaining_criteria_keep_their_weights_to_each_other():
    rubric = [*RUBRIC, Criterion("style", 100, 10)]
    cards = make_cards(
        rubric,
        [
            CardScore("A", "N", "effect", 10),
            CardScore("A", "N", "reach", 0),
            CardScore("A", "N", "style", 0),
            CardScore("B", "N", "effect", 0),
            CardScore("B", "N", "reach", 5),
            CardScore("B", "N", "style", 10),
        ],
    )
    found = without_each_criterion(rubric, cards, top=1)
    assert [one.first for one in found] == [("B",), ("B",), ("A",)]


def test_rubric_of_one_criterion_has_nothing_to_leave_out():
    assert without_each_criterion(POINTS, cards_in_points(A=[1])) == ()


def jury_of(shift):
    """Twelve entries by five jurors, two each; `shift` is added for the winner by juror 0."""
    random = np.random.default_rng(3)
    return make_cards(
        POINTS,
        [
            CardScore(
                f"E{entry:02}",
                f"J{(entry + step) % 5}",
                "points",
                Fraction(20 + entry + shift * (entry == 5 and step == 0))
                + Fraction(int(random.integers(-5, 6)), 10),
            )
            for entry in range(12)
            for step in range(3)
        ],
    )


def test_calibrated_winner_who_hangs_on_one_juror_is_shown():
    steady = calibrated_without_each_juror(jury_of(0))
    assert {one.first for one in steady} == {("E11",)}
    lifted = {one.without: one for one in calibrated_without_each_juror(jury_of(40))}
    assert lifted["J0"].first_changes
    assert lifted["J0"].first == ("E11",)


def test_calibration_without_a_link_says_nothing():
    bridge = cards_in_points(A=[1, None, 3], B=[2, None, 5], C=[None, 4, 3], D=[None, 2, 1])
    found = {one.without: one for one in calibrated_without_each_juror(bridge)}
    assert found["J2"] == LeftOut("J2", (), False, (), (), linked=False)
    assert found["J0"].linked
    assert calibrated_without_each_juror(cards_in_points(A=[1, None], B=[None, 2])) == ()
    assert calibrated_without_each_juror(cards_in_points(A=[1], B=[2])) == ()


def test_variances_can_be_held_where_fitting_anew_takes_too_long():
    cards = jury_of(40)
    anew, held = (
        {one.without: one for one in calibrated_without_each_juror(cards, fit_anew=fit)}
        for fit in (True, False)
    )
    assert held["J0"] == anew["J0"]
    bridge = cards_in_points(A=[1, None, 3], B=[2, None, 5], C=[None, 4, 3], D=[None, 2, 1])
    assert [one.linked for one in calibrated_without_each_juror(bridge, fit_anew=False)] == [
        one.linked for one in calibrated_without_each_juror(bridge)
    ]


def test_held_variances_give_the_scores_of_the_smaller_jury():
    design = Design.of(Observation(c.entry, c.juror, float(c.score)) for c in jury_of(9))
    fit = fit_severity(design)
    held = _Held(design)
    for index in range(len(design.jurors)):
        smaller = design.without_juror(index)
        scores = calibrated_scores(smaller, severity_effects(smaller, fit))
        assert held.without(index) == pytest.approx(dict(zip(smaller.entries, scores, strict=True)))


def test_entry_that_only_the_juror_scored_drops_out_of_the_smaller_jury():
    design = Design.of(
        Observation(c.entry, c.juror, float(c.score))
        for c in cards_in_points(A=[1, 2], B=[3, 4], C=[None, 5])
    )
    assert set(_Held(design).without(1) or {}) == {"A", "B"}
    assert design.without_juror(1).entries == ("A", "B")
