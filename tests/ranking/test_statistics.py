"""Figures of agreement are those that were published, or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.ranking.official import CardScore, Criterion, make_cards
from leader_award.ranking.statistics import (
    Concordance,
    IntraclassCorrelations,
    Level,
    intraclass_correlations,
    kendall_concordance,
    krippendorff_alpha,
    table_of,
)


def columns(*jurors):
    return list(zip(*jurors, strict=True))


def test_six_correlations_of_shrout_and_fleiss():
    """Shrout and Fleiss (1979), tables 2 and 4: six targets, four judges."""
    table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = intraclass_correlations(table)
    assert found.icc_1_1 == pytest.approx(0.1657, abs=5e-5)
    assert found.icc_2_1 == pytest.approx(0.2898, abs=5e-5)
    assert found.icc_3_1 == pytest.approx(0.7148, abs=5e-5)
    assert found.icc_1_k == pytest.approx(0.4428, abs=5e-5)
    assert found.icc_2_k == pytest.approx(0.6201, abs=5e-5)
    assert found.icc_3_k == pytest.approx(0.9093, abs=5e-5)


@pytest.mark.parametrize(
    "table",
    [[], [[1, 2]], [[1], [2]], [[1, 2], [3, None]], [[0.1, 0.1], [0.1, 0.1]]],
    ids=["nothing", "one entry", "one juror", "a missing score", "no differences"],
)
def test_correlations_that_a_table_does_not_define_are_none(table):
    assert intraclass_correlations(table) == IntraclassCorrelations()


def test_jurors_who_differ_by_a_constant_agree_perfectly_once_it_is_allowed_for():
    found = intraclass_correlations([[0.1, 0.3], [0.4, 0.6], [0.7, 0.9]])
    assert found.icc_3_1 == pytest.approx(1)
    assert 0 < found.icc_2_1 < 1


def test_entries_that_do_not_differ_have_no_consistency():
    found = intraclass_correlations([[0.1, 0.2, 0.3]] * 4)
    assert found.icc_3_1 is None
    assert found.icc_2_1 == 0


FOUR_OBSERVERS = columns(
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_four_observers_and_twelve_units(level, published):
    """Krippendorff (2011), example C, with missing data."""
    assert krippendorff_alpha(FOUR_OBSERVERS, Level(level)) == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize(("level", "published"), [("nominal", 0.691), ("interval", 0.811)])
def test_alpha_of_three_coders_and_fifteen_units(level, published):
    """Krippendorff's example of three coders with missing values."""
    none = None
    coders = columns(
        [none, none, none, none, none, 3, 4, 1, 2, 1, 1, 3, 3, none, 3],
        [1, none, 2, 1, 3, 3, 4, 3, none, none, none, none, none, none, none],
        [none, none, 2, 1, 3, 4, 4, none, 2, 1, 1, 3, 3, none, 4],
    )
    assert krippendorff_alpha(coders, Level(level)) == pytest.approx(published, abs=5e-4)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    "table", [[], [[1, None], [None, 2]], [[3, 3], [3, 3]]], ids=["nothing", "no pair", "constant"]
)
def test_alpha_without_pairs_or_differences_is_none(table, level):
    assert krippendorff_alpha(table, level) is None


def test_ratios_of_negative_scores_are_not_defined_and_zeros_are():
    assert krippendorff_alpha([[1, -1], [2, 2]], Level.RATIO) is None
    assert krippendorff_alpha([[0, 0], [2, 2]], Level.RATIO) == 1


TABLES = st.lists(
    st.lists(st.none() | st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=8
)


@settings(deadline=None)
@given(TABLES)
def test_alpha_equals_its_definition_by_coincidences(table):
    """Observed over expected disagreement, summed pair by pair."""
    units = [[one for one in row if one is not None] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [one for unit in units for one in unit]
    for level in Level:

        def distance(one, other, level=level):
            if level is Level.NOMINAL:
                return float(one != other)
            if level is Level.INTERVAL:
                return (one - other) ** 2
            if level is Level.RATIO:
                return ((one - other) / (one + other)) ** 2 if one != other else 0.0
            low, high = sorted((one, other))
            between = sum(pooled.count(value) for value in range(low, high + 1))
            return (between - (pooled.count(low) + pooled.count(high)) / 2) ** 2

        found = krippendorff_alpha(table, level)
        expected = sum(distance(one, other) for one in pooled for other in pooled)
        if not expected:
            assert found is None
            continue
        observed = sum(
            distance(one, other) / (len(unit) - 1)
            for unit in units
            for one in unit
            for other in unit
        )
        assert found == pytest.approx(1 - (len(pooled) - 1) * observed / expected)


def test_concordance_corrected_for_ties():
    """The data frame `anxiety` of the R package irr: kendall(anxiety, TRUE) is 0.5396569."""
    table = columns(
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    )
    assert kendall_concordance(table).w == pytest.approx(0.5396569, abs=5e-8)


@pytest.mark.parametrize(
    ("judges", "w", "p_value"),
    [
        pytest.param(
            "48736215 17834625 46178352 84657321 57638142 32458176 51248673 16428735",
            0.2359,
            0.0672,
            id="report 147",
        ),
        pytest.param(
            "7263514 7342615 7162453 7245163 6142537 7164325 7261354",
            0.6093,
            0.0003,
            id="report 76",
        ),
    ],
)
def test_concordance_of_wine_tastings(judges, w, p_value):
    """Tastings that Quandt published at liquidasset.com with W and its probability."""
    found = kendall_concordance(columns(*([int(rank) for rank in one] for one in judges.split())))
    assert found.w == pytest.approx(w, abs=5e-5)
    assert found.p_value == pytest.approx(p_value, abs=5e-5)


@pytest.mark.parametrize("table", [[], [[1, 2]], [[1], [2]], [[1, None], [2, 3]], [[1, 1], [1, 1]]])
def test_concordance_that_a_table_does_not_define_is_none(table):
    assert kendall_concordance(table) == Concordance()


def test_full_concordance_is_one():
    assert kendall_concordance([[1, 10], [2, 20], [3, 30]]).w == 1


def test_table_has_entries_in_rows_and_none_for_what_was_not_scored():
    cards = make_cards(
        [Criterion("x", 1, 10)],
        [CardScore("B", "N", "x", 5), CardScore("A", "K", "x", 2), CardScore("A", "N", "x", 1)],
    )
    assert table_of(cards) == [[20, 10], [None, 50]]
