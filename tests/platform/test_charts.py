"""Where the shapes of charts stand: within the drawing, in proportion, no words on words."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leader_award.platform.charts import (
    DOT,
    FONT,
    MARK_LABEL,
    NARROWEST,
    Bar,
    Label,
    columns,
    distribution,
    meet,
    shortened,
    span,
    strips,
)

FIRST = date(2026, 11, 5)
NAMES = st.sampled_from(("Innowacyjność", "Trwałość", "Jeden bilet w dziewięciu gminach powiatu"))


def say(day: date) -> str:
    return f"{day.day}.{day.month:02}"


def assert_words_apart(labels: Iterable[Label], height: float) -> None:
    """Nothing leaves the drawing and no two labels touch, on the narrowest screen."""
    labels = list(labels)
    for label in labels:
        left, right = span(label)
        assert left >= 0
        assert right <= 100
        assert label.y - FONT + 3 >= 0
        assert label.y <= height
    for one, other in combinations(labels, 2):
        assert not meet(one, other, gap=0), (one, other)


def assert_bars_within(bars: Iterable[Bar], height: float) -> None:
    for bar in bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= 100
        assert bar.y >= 0
        assert bar.y + bar.height <= height
        assert bar.height >= 0


@given(
    counts=st.lists(st.integers(0, 4000), min_size=1, max_size=400).filter(any),
    mark=st.integers(-5, 405),
)
def test_columns_stay_in_the_drawing_and_their_words_apart(counts: list[int], mark: int) -> None:
    days = {FIRST + timedelta(n): count for n, count in enumerate(counts)}
    last = FIRST + timedelta(len(counts) - 1)
    chart = columns(days, FIRST, last, say, FIRST + timedelta(mark))
    assert chart is not None
    assert_bars_within(chart.bars, chart.base)
    assert_words_apart(chart.counts, chart.height)
    assert_words_apart(chart.ticks, chart.height)
    assert sum(bar.count for bar in chart.bars) == sum(counts)
    assert chart.mark is None or 0 <= chart.mark <= 100
    if chart.mark is not None:
        anchor = "end" if chart.mark > 50 else "start"
        assert_words_apart(
            [Label(chart.mark, MARK_LABEL, "termin", anchor), *chart.counts], chart.height
        )


def test_column_is_as_high_as_its_count_says() -> None:
    chart = columns({FIRST: 2, FIRST + timedelta(2): 8}, FIRST, FIRST + timedelta(2), say, FIRST)
    assert chart is not None
    low, none, high = (bar.height for bar in chart.bars)
    assert (none, high) == (0, pytest.approx(4 * low))
    assert [label.text for label in chart.counts] == ["2", "8"]


def test_deadline_stands_between_its_day_and_the_next() -> None:
    last = FIRST + timedelta(9)
    chart = columns({FIRST: 1}, FIRST, last, say, FIRST + timedelta(4))
    assert chart is not None
    assert chart.mark is not None
    assert chart.bars[4].x + chart.bars[4].width < chart.mark < chart.bars[5].x


def test_many_days_are_drawn_as_weeks() -> None:
    chart = columns({FIRST: 1, FIRST + timedelta(6): 2}, FIRST, FIRST + timedelta(200), say, FIRST)
    assert chart is not None
    assert chart.weekly
    assert [bar.count for bar in chart.bars][:2] == [3, 0]


@pytest.mark.parametrize("days", [{}, {FIRST: 0}])
def test_nothing_is_drawn_of_nothing(days: dict[date, int]) -> None:
    assert columns(days, FIRST, FIRST + timedelta(3), say, FIRST) is None
    assert columns({FIRST: 1}, FIRST, FIRST - timedelta(1), say, FIRST) is None
    assert distribution([("Nikt", [])], 10) is None
    assert strips([("Nikt", [])]) is None


@given(
    rows=st.lists(
        st.tuples(NAMES, st.lists(st.integers(0, 100), min_size=1, max_size=300)),
        min_size=1,
        max_size=8,
    ),
    highest=st.sampled_from((1, 3, 5, 10, 20, 100)),
)
def test_distributions_stay_in_the_drawing_and_their_words_apart(
    rows: list[tuple[str, list[int]]], highest: int
) -> None:
    chart = distribution(
        [(name, [min(value, highest) for value in values]) for name, values in rows], highest
    )
    assert chart is not None
    words = [label for row in chart.rows for label in (row.label, *row.counts)]
    assert_words_apart([*words, *chart.ticks], chart.height)
    for row, (_name, values) in zip(chart.rows, rows, strict=True):
        assert_bars_within(row.bars, row.base)
        assert sum(bar.count for bar in row.bars) == len(values)
        assert 0 <= row.median <= 100


def test_counts_of_a_large_jury_leave_out_what_finds_no_room() -> None:
    chart = distribution([("Wszyscy", [*range(11)] * 1200)], 10)
    assert chart is not None
    assert_words_apart(chart.rows[0].counts, chart.height)
    assert 1 < len(chart.rows[0].counts) < 11


def test_rows_of_different_length_are_compared_by_their_shares() -> None:
    chart = distribution([("Dwie karty", [4, 6]), ("Cztery karty", [4, 4, 6, 6])], 10)
    assert chart is not None
    few, many = ([bar.height for bar in row.bars] for row in chart.rows)
    assert few == many


def test_median_stands_under_its_value_also_between_two() -> None:
    chart = distribution([("Jedna", [7]), ("Dwie", [7, 8])], 10)
    assert chart is not None
    one, two = chart.rows
    assert one.median == pytest.approx(one.bars[7].x + one.bars[7].width / 2)
    assert one.bars[7].x < two.median < one.bars[8].x + one.bars[8].width


@given(
    st.lists(
        st.tuples(NAMES, st.lists(st.floats(0, 100), min_size=1, max_size=9)),
        min_size=1,
        max_size=6,
    )
)
def test_strips_stay_in_the_drawing_and_their_words_apart(
    rows: list[tuple[str, list[float]]],
) -> None:
    chart = strips([(name, [(value, "") for value in values]) for name, values in rows])
    assert chart is not None
    assert_words_apart([*(row.label for row in chart.rows), *chart.ticks], chart.height)
    for row in chart.rows:
        assert row.low - 100 * DOT / NARROWEST + 2 > 0
        assert row.low <= row.mean + 1e-9
        assert row.mean <= row.high + 1e-9
        assert row.high <= 100
        assert all(row.label.y < spot.y - DOT < spot.y + DOT <= chart.height for spot in row.spots)


def test_equal_scores_stand_on_one_another() -> None:
    chart = strips([("Bilet", [(80.0, "Ewa"), (80.0, "Piotr"), (95.0, "Jan")])])
    assert chart is not None
    low, above, alone = chart.rows[0].spots
    assert low.x == above.x
    assert (above.y < low.y, alone.y) == (True, low.y)


def test_label_that_is_cut_says_so() -> None:
    assert shortened("Bilet", 5) == "Bilet"
    assert shortened("Bilety dla", 7) == "Bilety…"


def test_labels_that_touch_are_seen() -> None:
    """The check of all the above, tried on a drawing that is wrong."""
    with pytest.raises(AssertionError):
        assert_words_apart([Label(50, 20, "termin"), Label(52, 22, "12")], 40)
    with pytest.raises(AssertionError):
        assert_words_apart([Label(99, 20, "termin")], 40)
