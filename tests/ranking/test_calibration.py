"""The calibrated view: severity, its variances, and how sure the places are."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.ranking.calibration import (
    Limit,
    calibrate,
    calibrated_scores,
    severity_effects,
    shared_places,
)
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.official import Card, CardScore, Criterion, make_cards
from leader_award.ranking.uncertainty import smallest_likely_set
from leader_award.ranking.variance import SeverityFit, Variances, fit_crossed, fit_severity

APPLETASTE = """
89 a 937 98 a 298 108 a 493 13 b 937 55 b 298 104 b 493 40 c 937 122 c 298 148 c 493 6 d 937
77 d 298 137 d 493 30 e 937 88 e 298 98 e 493 16 f 937 46 f 649 129 f 493 6 g 937 28 g 649
80 g 493 18 h 937 63 h 649 85 h 493 29 i 937 106 i 649 124 i 493 14 j 937 122 j 649 138 j 493
18 k 937 21 k 649 24 k 298 76 l 937 17 l 649 24 l 298 45 m 937 98 m 649 60 m 298 46 n 937
58 n 649 71 n 298 4 o 937 35 o 649 72 o 298 39 p 649 94 p 493 65 p 298 25 q 649 58 q 493
69 q 298 57 r 649 79 r 493 68 r 298 41 s 649 20 s 493 99 s 298 21 t 649 9 t 493 33 t 298
"""
PASTES = """
62.8 62.6 60.1 62.3 62.7 63.1 60 61.4 57.5 56.9 61.1 58.9 58.7 57.5 63.9 63.1 65.4 63.7 57.1 56.4
56.9 58.6 64.7 64.5 55.1 55.1 54.7 54.2 58.8 57.5 63.4 64.9 59.3 58.1 60.5 60 62.5 62.6 61 58.7
56.9 57.7 59.2 59.4 65.2 66 64.8 64.1 54.8 54.8 64 64 57.7 56.8 58.3 59.3 59.2 59.2 58.9 56.6
"""


def cards_of(scores):
    """Cards from {(entry, juror): points}."""
    return [
        Card(entry, juror, Fraction(points), {"x": Fraction(points)}, complete=True)
        for (entry, juror), points in scores.items()
    ]


def design_of(scores):
    return Design.of(Observation(*who, float(points)) for who, points in scores.items())


def appletaste():
    words = APPLETASTE.split()
    rows = zip(words[::3], words[1::3], words[2::3], strict=True)
    return {(product, panelist): float(score) for score, panelist, product in rows}


def jury(random, entries, jurors, k, severity=0.4):
    """A simulated jury: quality with deviation 1, noise 0.8."""
    effects = random.normal(size=jurors) * severity
    return {
        (f"E{entry:03}", f"J{juror:02}"): 6 + quality + effects[juror] + 0.8 * random.normal()
        for entry, quality in enumerate(random.normal(size=entries))
        for juror in random.choice(jurors, k, replace=False)
    }


def deviations(variances):
    return [part and part**0.5 for part in (variances.entry, variances.juror, variances.residual)]


# Variances


def test_pastes_of_lme4_has_variances_of_sample_batch_and_assay():
    """lme4: strength ~ 1 + (1 | sample) + (1 | batch) has 2.904, 1.287 and 0.823."""
    assays = [
        CardScore(f"{row // 2:02}", f"batch {row // 6}", f"assay {row % 2}", Fraction(strength))
        for row, strength in enumerate(PASTES.split())
    ]
    cards = make_cards([Criterion("assay 0", 1, None), Criterion("assay 1", 1, None)], assays)
    variances = calibrate(cards, criteria_repeat=True).variance
    assert deviations(variances) == pytest.approx([2.904, 1.287, 0.823], abs=5e-4)
    assert calibrate(cards).variance.entry is None


def test_batches_with_repetitions_that_nobody_ranks_have_no_juror_variance():
    """A one-way layout: the optimum lies on the edge, where no start of a climb may lead."""
    scores = {
        (batch, f"repetition {number}"): points
        for batch, row in {"A": [1, 2, 3], "B": [5, 4, 6], "C": [9, 8, 7]}.items()
        for number, points in enumerate(row)
    }
    found = fit_crossed(design_of(scores))
    assert found.juror == 0
    # Balanced one-way analysis of variance: mean squares 27 and 1 with 3 repetitions.
    assert (found.entry, found.residual) == pytest.approx((26 / 3, 1), rel=1e-6)


def restricted_deviance(design, entry_ratio, juror_ratio):
    """-2 log restricted likelihood by the textbook, dense, with the best residual for the ratios.

    Up to a constant; the weighted square over N - 1 is that residual.
    """
    z = np.eye(len(design.entries))[design.entry_of]
    w = np.eye(len(design.jurors))[design.juror_of]
    freedom = len(design.scores) - 1
    v = entry_ratio * z @ z.T + juror_ratio * w @ w.T + np.eye(freedom + 1)
    inverse = np.linalg.inv(v)
    weights = inverse.sum(axis=1)
    centred = design.scores - (weights @ design.scores) / weights.sum()
    square = centred @ inverse @ centred
    return np.linalg.slogdet(v)[1] + np.log(weights.sum()) + freedom * np.log(square / freedom)


@pytest.mark.parametrize("seed", range(25))
def test_no_variances_on_a_wide_grid_are_likelier_than_those_found(seed):
    random = np.random.default_rng(seed)
    jurors = int(random.integers(2, 6))
    k = min(jurors, 1 + int(random.integers(1, 3)))
    severity = float(random.choice([0, 0.3, 1, 3]))
    design = design_of(jury(random, int(random.integers(4, 9)), jurors, k, severity))
    found = fit_crossed(design)
    least = restricted_deviance(design, found.entry / found.residual, found.juror / found.residual)
    ratios = [0.0, *np.logspace(-3, 4, 15)]
    likeliest = min(restricted_deviance(design, one, two) for one in ratios for two in ratios)
    assert least <= likeliest + 1e-6


def test_factors_that_the_cards_cannot_tell_apart_have_no_variance():
    one_card_each = {(f"E{number}", "J"): points for number, points in enumerate([1, 4, 7])}
    assert fit_crossed(design_of(one_card_each)) == Variances(None, None, pytest.approx(9))
    assert fit_severity(design_of(one_card_each)) == SeverityFit(None, None)


def test_equal_scores_have_no_variance():
    scores = {(entry, juror): 5 for entry in "AB" for juror in "xy"}
    assert fit_crossed(design_of(scores)) == Variances(0, 0, 0)


def test_scores_that_add_up_exactly_have_no_residual():
    quality, severity = {"A": 1, "B": 4, "C": 9}, {"x": 0, "y": 2, "z": -1}
    scores = {(e, j): quality[e] - severity[j] for e in quality for j in severity if e + j != "Ax"}
    found = calibrate(cards_of(scores))
    assert found.variance.residual == 0
    assert found.variance.entry == pytest.approx(np.var([1, 4, 9], ddof=1))
    assert found.variance.juror == pytest.approx(np.var([0, 2, -1], ddof=1))
    by_juror = {one.juror: one.severity for one in found.jurors}
    assert by_juror["y"] - by_juror["x"] == pytest.approx(2)
    assert [one.entry for one in found.entries] == ["C", "B", "A"]
    assert found.entries[0].rank_interval == (1, 1)
    assert found.entries[0].probability_first == 1
    assert found.tied_for_first == ("C",)


# Severity and scores


def test_without_shrinkage_scores_are_the_least_squares_of_appletaste():
    """DAAG's appletaste, a balanced incomplete block design: aov gives these product effects."""
    design = design_of(appletaste())
    scores = calibrated_scores(design, severity_effects(design, SeverityFit(1.0, 0.0)))
    assert design.entries == ("298", "493", "649", "937")
    assert scores - scores.mean() == pytest.approx([10.4, 30.975, -2.975, -38.4])
    # 4 products, 20 panelists: efficiency of the dual of the design, worked by hand from C.
    assert design.a_efficiency() == pytest.approx(0.998157, abs=1e-6)


def test_scores_are_those_of_generalised_least_squares():
    """Entry fixed, panelist random: X'V^-1 X b = X'V^-1 y with the fitted variances."""
    design = design_of(appletaste())
    fit = fit_severity(design)
    x = np.eye(4)[design.entry_of]
    w = np.eye(20)[design.juror_of]
    inverse = np.linalg.inv(fit.juror * w @ w.T + fit.residual * np.eye(60))
    expected = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ design.scores)
    found = calibrate(cards_of(appletaste())).entries
    assert {one.entry: one.score for one in found} == pytest.approx(
        dict(zip(design.entries, expected.tolist(), strict=True))
    )


def test_severity_has_the_prediction_error_of_the_mixed_model_equations():
    design = design_of(appletaste())
    fit = fit_severity(design)
    x = np.eye(4)[design.entry_of]
    w = np.eye(20)[design.juror_of]
    equations = np.block(
        [[x.T @ x, x.T @ w], [w.T @ x, w.T @ w + fit.residual / fit.juror * np.eye(20)]]
    )
    error = fit.residual * np.linalg.inv(equations)[4:, 4:]
    against_the_others = np.eye(20) - 1 / 20
    expected = np.sqrt(np.diag(against_the_others @ error @ against_the_others))
    found = calibrate(cards_of(appletaste())).jurors
    assert [one.standard_error for one in found] == pytest.approx(expected.tolist())


def test_severity_of_a_complete_table_is_the_shrunken_deviation_of_the_jurors_mean():
    table = {
        ("A", "x"): 9,
        ("A", "y"): 5,
        ("B", "x"): 6,
        ("B", "y"): 1,
        ("C", "x"): 8,
        ("C", "y"): 4,
    }
    design = design_of(table)
    fit = fit_severity(design)
    shrinkage = 3 / (3 + fit.residual / fit.juror)
    severity = {one.juror: one.severity for one in calibrate(cards_of(table)).jurors}
    assert severity == pytest.approx({"x": -13 / 6 * shrinkage, "y": 13 / 6 * shrinkage})


def test_juror_who_scores_at_random_stands_out_as_uneven():
    random = np.random.default_rng(5)
    scores = jury(random, 60, 8, 4)
    for who in scores:
        if who[1] == "J03":
            scores[who] = random.uniform(2, 10)
    found = calibrate(cards_of(scores)).jurors
    assert max(found, key=lambda one: one.unevenness).juror == "J03"


# What is not claimed


def test_linked_panels_are_one_and_unlinked_panels_are_named():
    scores = jury(np.random.default_rng(1), 12, 4, 2)
    apart = {(f"P{e}", f"P{j}"): points for (e, j), points in scores.items()}
    apart |= {(f"Q{e}", f"Q{j}"): points for (e, j), points in list(scores.items())[:12]}
    found = calibrate(cards_of(apart))
    assert [len(panel.entries) for panel in found.panels] == [12, 6]
    assert found.a_efficiency == 0
    assert found.tied_for_first == ()
    assert found.limits[0] is Limit.DISCONNECTED
    assert Limit.WEAK_LINKS not in found.limits
    assert len(calibrate(cards_of(scores)).panels) == 1


def test_chances_and_intervals_hold_within_a_panel():
    scores = jury(np.random.default_rng(1), 12, 4, 3)
    apart = {(p + e, p + j): points for (e, j), points in scores.items() for p in "PQ"}
    found = calibrate(cards_of(apart)).entries
    for panel in (0, 1):
        own = [one for one in found if one.panel == panel]
        assert sum(one.probability_first for one in own) == pytest.approx(1)
        assert sum(one.probability_first_three for one in own) == pytest.approx(3)
        assert sorted(one.place for one in own) == list(range(1, 13))
        assert all(1 <= one.rank_interval[0] <= one.rank_interval[1] <= 12 for one in own)


def test_difference_in_quality_between_panels_is_not_taken_for_severity():
    scores = jury(np.random.default_rng(2), 12, 4, 3, severity=0)
    apart = {
        (p + e, p + j): points + 5 * (p == "P") for (e, j), points in scores.items() for p in "PQ"
    }
    found = calibrate(cards_of(apart))
    own = {one.juror: one.severity for one in calibrate(cards_of(scores)).jurors}
    for one in found.jurors:
        assert one.severity == pytest.approx(own[one.juror[1:]], abs=1e-6)


def test_no_severity_leaves_the_raw_means():
    scores = {
        (e, j): points
        for e, row in {"A": [1, 2], "B": [4, 3]}.items()
        for j, points in enumerate(row)
    }
    found = calibrate(cards_of({(e, str(j)): points for (e, j), points in scores.items()}))
    assert Limit.NO_SEVERITY in found.limits
    assert all(one.score == one.mean for one in found.entries)
    assert {(one.severity, one.standard_error) for one in found.jurors} == {(0, None)}


def test_few_cards_per_juror_and_weak_links_are_said():
    few = calibrate(cards_of(jury(np.random.default_rng(3), 8, 6, 2)))
    assert few.median_cards < 6
    assert Limit.TOO_FEW_CARDS in few.limits
    assert few.advisory_only
    # Two blocks of four jurors that share a single entry.
    scores = {}
    random = np.random.default_rng(4)
    for block in "PQ":
        for (e, j), points in jury(random, 10, 4, 3).items():
            scores[block + e, block + j] = points
    scores["bridge", "PJ00"], scores["bridge", "QJ00"] = 6.0, 6.5
    weak = calibrate(cards_of(scores))
    assert len(weak.panels) == 1
    assert weak.a_efficiency < 0.5
    assert Limit.WEAK_LINKS in weak.limits
    assert weak.advisory_only


def test_enough_cards_and_links_limit_nothing():
    found = calibrate(cards_of(jury(np.random.default_rng(6), 60, 6, 3, severity=1)))
    assert found.limits == ()
    assert not found.advisory_only


def test_juror_alone_in_a_panel_is_compared_with_nobody():
    scores = jury(np.random.default_rng(7), 20, 3, 2)
    found = calibrate(cards_of(scores | {("lonely", "hermit"): 5.0}))
    (hermit,) = [one for one in found.jurors if one.juror == "hermit"]
    assert (hermit.severity, hermit.standard_error) == (None, None)
    (lonely,) = [one for one in found.entries if one.entry == "lonely"]
    assert (lonely.place, lonely.rank_interval, lonely.probability_first) == (1, (1, 1), 1)


def test_nothing_to_calibrate_is_refused():
    with pytest.raises(ValueError, match="no scores"):
        calibrate([])


# Draws


def test_entries_that_do_not_differ_have_equal_chances():
    scores = {("A", "x"): 1, ("A", "y"): 3, ("B", "x"): 3, ("B", "y"): 1}
    found = calibrate(cards_of(scores))
    assert found.variance.entry == 0
    assert {one.rank_interval for one in found.entries} == {(1, 2)}
    assert {one.probability_first for one in found.entries} == {0.5}
    assert found.tied_for_first == ("A", "B")


def test_chance_of_the_first_place_is_that_of_the_normal_posterior():
    """Two entries, both jurors: the difference of quality has a known normal distribution."""
    random = np.random.default_rng(8)
    scores = jury(random, 40, 6, 3)
    design = design_of(scores)
    variances = fit_crossed(design)
    z = np.eye(40)[design.entry_of]
    w = np.eye(6)[design.juror_of]
    ones = np.ones((120, 1))
    effects = np.hstack([ones, z, w])
    prior = np.diag([0.0] + [1 / variances.entry] * 40 + [1 / variances.juror] * 6)
    covariance = np.linalg.inv(effects.T @ effects / variances.residual + prior)
    centre = covariance @ effects.T @ design.scores / variances.residual
    drawn = random.multivariate_normal(centre[1:41], covariance[1:41, 1:41], size=40_000)
    expected = np.bincount(drawn.argmax(axis=1), minlength=40) / 40_000
    found = {
        one.entry: one.probability_first
        for one in calibrate(cards_of(scores), draws=20_000).entries
    }
    assert [found[name] for name in design.entries] == pytest.approx(expected.tolist(), abs=0.015)


def test_tied_set_is_the_smallest_that_holds_the_best_with_95_percent():
    assert smallest_likely_set([0.01, 0.6, 0.04, 0.35]) == [1, 3]
    assert smallest_likely_set([0.01, 0.6, 0.05, 0.34]) == [1, 3, 2]
    assert smallest_likely_set([1.0, 0.0]) == [0]


def test_entries_with_the_same_chance_are_in_the_tied_set_together():
    assert smallest_likely_set([0.9, 0.05, 0.05]) == [0, 1, 2]


def test_same_seed_gives_the_same_draws():
    cards = cards_of(jury(np.random.default_rng(9), 30, 6, 3))
    assert calibrate(cards, seed=4) == calibrate(cards, seed=4)
    assert calibrate(cards, seed=4).entries != calibrate(cards, seed=5).entries


def test_shared_places_leave_out_those_they_take():
    assert shared_places([5.0, 7.0, 7.0 + 1e-12, 1.0]) == [3, 1, 1, 4]


# Properties

POINTS = st.integers(0, 10)


@st.composite
def connected_tables(draw):
    """Scores of 3..7 entries by 3 or 4 jurors, each entry by neighbours in a circle of jurors."""
    jurors = draw(st.integers(3, 4))
    entries = draw(st.integers(jurors, 7))
    return {
        (f"E{entry}", f"J{(entry + step) % jurors}"): draw(POINTS)
        for entry in range(entries)
        for step in range(2)
    }


@st.composite
def complete_tables(draw):
    entries, jurors = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    return {(f"E{e}", f"J{j}"): draw(POINTS) for e in range(entries) for j in range(jurors)}


def calibrated_places(scores):
    return {one.entry: one.place for one in calibrate(cards_of(scores), draws=1).entries}


@settings(deadline=None, max_examples=40)
@given(connected_tables(), st.randoms())
def test_order_of_cards_does_not_matter(scores, random):
    cards = cards_of(scores)
    assert calibrate(random.sample(cards, len(cards)), draws=50) == calibrate(cards, draws=50)


@settings(deadline=None, max_examples=40)
@given(complete_tables(), st.integers(-5, 5))
def test_same_constant_on_one_jurors_every_score_changes_no_place(scores, constant):
    """Exact where each juror scores each entry, whatever severity is estimated."""
    shifted = {who: points + constant * (who[1] == "J0") for who, points in scores.items()}
    assert calibrated_places(shifted) == calibrated_places(scores)


@settings(deadline=None, max_examples=40)
@given(connected_tables(), st.integers(-5, 5))
def test_constant_on_one_juror_is_taken_back_as_severity_becomes_sure(scores, constant):
    """On any connected design, in the limit of a residual that is small against severity."""
    sure = SeverityFit(1.0, 1e-12)
    shifted = {who: points + constant * (who[1] == "J0") for who, points in scores.items()}
    found = []
    for table in (scores, shifted):
        design = design_of(table)
        values = calibrated_scores(design, severity_effects(design, sure))
        found.append(values - values.mean())
    assert found[0] == pytest.approx(found[1], abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(connected_tables(), st.floats(0.01, 100), st.data())
def test_better_card_never_lowers_its_entry(scores, ratio, data):
    """For variances held; each entry's lead over every other can only grow."""
    who = data.draw(st.sampled_from(sorted(scores)))
    fit = SeverityFit(1.0, ratio)
    before, after = (
        calibrated_scores(design, severity_effects(design, fit))
        for design in (design_of(scores), design_of(scores | {who: scores[who] + 1}))
    )
    own = sorted({entry for entry, _ in scores}).index(who[0])
    gain = after - before
    assert gain[own] > 0
    assert gain[own] >= gain.max() - 1e-9


@settings(deadline=None, max_examples=40)
@given(connected_tables(), st.sampled_from([Fraction(1, 10), Fraction(10)]))
def test_unit_of_the_scores_does_not_matter(scores, factor):
    scaled = {who: points * factor for who, points in scores.items()}
    assert calibrated_places(scaled) == calibrated_places(scores)


def test_numerical_libraries_are_imported_only_when_something_is_computed():
    lines = (
        "import sys, leader_award.ranking.commands; print({'numpy', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
