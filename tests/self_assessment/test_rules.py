import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.self_assessment import modelling, rules

levels = st.integers(1, 5)


@given(st.lists(levels, min_size=1, max_size=30))
def test_spread_is_that_of_the_standard_library(chosen: list[int]) -> None:
    found = rules.spread(chosen)
    assert sum(found.counts) == len(chosen)
    assert found.median == statistics.median(chosen)
    assert (found.lowest, found.highest) == (min(chosen), max(chosen))
    assert found.width == max(chosen) - min(chosen)


@given(st.lists(levels, max_size=20), st.randoms())
def test_spread_says_nothing_of_the_order_of_people(chosen: list[int], random) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)
    assert rules.spread(shuffled) == rules.spread(chosen)


def test_spread_of_nobody_has_no_median() -> None:
    assert rules.spread([]) == rules.Spread((0, 0, 0, 0, 0), None, None, None)


@pytest.mark.parametrize(("people", "shown"), [(0, False), (2, False), (3, True), (9, True)])
def test_answers_are_shown_from_three_people_on(people: int, shown: bool) -> None:
    assert (rules.spreads(["a"], [{"a": 3}] * people) is not None) is shown


def test_change_is_known_only_where_both_times_are() -> None:
    assert rules.changes(["a", "b", "c"], {"a": 4, "b": 1}, {"a": 2, "c": 5}) == {"a": 2}


def test_priorities_are_the_lowest_then_the_most_disputed_and_never_the_highest() -> None:
    joint = {"a": 3, "b": 2, "c": 5, "d": 3, "e": 3}
    spreads = {"d": rules.spread([1, 5, 3]), "a": rules.spread([3, 3, 3])}
    assert rules.priorities(["a", "b", "c", "d", "e"], joint, spreads) == ["b", "d", "a"]
    assert rules.priorities(["c"], joint, None) == []


@given(st.lists(st.lists(levels, min_size=7, max_size=7), min_size=1, max_size=3))
def test_radar_puts_each_level_at_its_distance_from_the_middle(series: list[list[int]]) -> None:
    chart = rules.radar(series)
    assert (len(chart.rings), len(chart.axes), len(chart.outlines)) == (5, 7, len(series))
    for values, marks in zip(series, chart.marks, strict=True):
        for value, (x, y) in zip(values, marks, strict=True):
            assert math.isclose(math.hypot(x, y), 20 * value, abs_tol=0.1)
    assert chart.axes[0][0] == (0, -100)


@pytest.mark.parametrize("series", [[], [[1, 2]], [[1, 2, 3], [1, 2]]])
def test_radar_needs_three_axes_and_equal_series(series: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="radar"):
        rules.radar(series)


def test_shipped_model_has_seven_dimensions_of_five_levels_in_both_languages() -> None:
    model = modelling.shipped()
    assert len(model["dimensions"]) == 7
    assert rules.faults(model["dimensions"]) == []
    texts = [model["name"], model["intro"]]
    for one in model["dimensions"]:
        texts += [one["name"], one["question"], *one["levels"]]
        assert len(one["levels"]) == 5
    assert all(text["pl"] and text["en"] for text in texts)
    assert len({text["pl"] for text in texts}) == len(texts)


def test_dimension_without_a_polish_text_or_level_is_a_fault() -> None:
    good = {"key": "a", "name": {"pl": "A"}, "question": {"pl": "?"}, "levels": [{"pl": "x"}] * 5}
    assert rules.faults([good]) == []
    assert rules.faults([good | {"levels": [{"pl": "x"}] * 4}]) == ["a"]
    assert rules.faults([good | {"question": {"en": "?"}}]) == ["a"]
