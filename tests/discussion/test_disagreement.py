"""The measure of disagreement: what it must do for any cards, and by hand for a few."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from leader_award.discussion.disagreement import (
    Apart,
    Criterion,
    Disagreement,
    by_disagreement,
    disagreement,
    largest_distance,
    mean_distance,
)

results = st.fractions(0, 100, max_denominator=50)
panels = st.lists(results, min_size=2, max_size=7)


def mean(values: list[Fraction]) -> Fraction:
    found = mean_distance(values)
    assert found is not None
    return found


def most(values: list[Fraction]) -> Fraction:
    found = largest_distance(values)
    assert found is not None
    return found


def test_mean_distance_is_the_mean_over_all_pairs() -> None:
    assert mean([Fraction(90), Fraction(30), Fraction(60)]) == 40  # 60, 30 and 30
    assert most([Fraction(90), Fraction(30), Fraction(60)]) == 60


def test_one_card_says_nothing_of_disagreement() -> None:
    assert mean_distance([Fraction(50)]) is None
    assert largest_distance([]) is None
    assert disagreement([Fraction(50)], {}, []) is None


@given(panels, st.randoms())
def test_order_of_the_cards_does_not_matter(values: list[Fraction], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert mean(mixed) == mean(values)
    assert most(mixed) == most(values)


@given(panels, st.fractions(-100, 100), st.fractions(0, 10))
def test_a_shift_changes_nothing_and_a_stretch_stretches(
    values: list[Fraction], shift: Fraction, factor: Fraction
) -> None:
    assert mean([one + shift for one in values]) == mean(values)
    assert mean([one * factor for one in values]) == factor * mean(values)


@given(panels)
def test_it_is_zero_only_where_all_agree(values: list[Fraction]) -> None:
    assert (mean(values) == 0) == (len(set(values)) == 1) == (most(values) == 0)


@given(panels)
def test_mean_lies_between_what_two_cards_alone_make_and_the_largest(
    values: list[Fraction],
) -> None:
    assert 2 * most(values) / len(values) <= mean(values) <= most(values)


@given(panels, st.data())
def test_one_card_that_moves_moves_it_by_a_bounded_share(
    values: list[Fraction], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(values) - 1))
    moved = list(values)
    moved[index] = data.draw(results)
    step = abs(moved[index] - values[index])
    assert abs(mean(moved) - mean(values)) <= 2 * step / len(values)


CRITERIA = [Criterion("a", 60, 10), Criterion("b", 40, 5)]


def test_the_criterion_named_is_the_one_that_moves_results_most() -> None:
    found = disagreement([Fraction(1), Fraction(2)], {"a": [5, 8], "b": [1, 4]}, CRITERIA)
    assert found is not None
    assert found.apart == Apart("b", 1, 4)  # 3/5 of 40 against 3/10 of 60


def test_no_criterion_is_named_where_all_give_the_same_or_only_one_gives_points() -> None:
    totals = [Fraction(1), Fraction(1)]
    found = disagreement(totals, {"a": [5, 5], "b": [3]}, CRITERIA)
    assert found == Disagreement(2, Fraction(0), Fraction(0), None)


def test_entries_are_ordered_by_mean_then_by_the_largest_distance() -> None:
    def apart(mean: int, largest: int) -> Disagreement:
        return Disagreement(3, Fraction(mean), Fraction(largest), None)

    found = {"x": apart(5, 9), "y": apart(7, 8), "z": apart(5, 10)}
    assert by_disagreement(found) == ["y", "z", "x"]
