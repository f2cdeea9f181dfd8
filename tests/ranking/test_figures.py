"""Where lines and words stand in the drawings of rankings, on the narrowest screen."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from leader_award.platform.charts import Label, inside, meet
from leader_award.ranking.figures import MOST_ROWS, interval_figure, slope_figure


def line(place: int, low: int, high: int, title: str = "Jeden bilet w dziewięciu gminach") -> Any:
    return SimpleNamespace(
        place=place,
        official_place=place,
        interval=(low, high),
        move=0,
        entry=SimpleNamespace(title=title),
    )


@given(st.integers(1, 300))
def test_intervals_and_their_words_stay_in_the_drawing(places: int) -> None:
    lines = [line(n, max(1, n - 3), min(places, n + 5)) for n in range(1, places + 1)]
    figure = interval_figure(lines)
    assert figure is not None
    assert len(figure.rows) == min(places, MOST_ROWS)
    for row in figure.rows:
        assert 0 <= row.low <= row.calibrated <= row.high <= 100
        assert inside(Label(0, row.label_y, row.label, "start"))
        assert 0 < row.label_y < row.y < figure.height
    for above, below in pairwise(figure.rows):
        assert below.label_y - above.y > 14
    ticks = [Label(tick.x, 16, str(tick.place)) for tick in figure.ticks]
    assert all(not meet(one, other, gap=0) for one, other in pairwise(ticks))


def test_places_of_unlinked_panels_are_not_drawn() -> None:
    alone = line(1, 1, 1)
    alone.move = None
    assert interval_figure([alone]) is None


def both(*scores: tuple[int, int]) -> Any:
    entries = [
        SimpleNamespace(participant=str(n), place=n, first=Fraction(one), second=Fraction(other))
        for n, (one, other) in enumerate(scores, 1)
    ]
    return SimpleNamespace(
        first=SimpleNamespace(year=2014),
        second=SimpleNamespace(year=2015),
        ranking=SimpleNamespace(both=entries),
        names={entry.participant: f"Gmina {entry.participant}" for entry in entries},
    )


def test_slopes_say_by_their_dashes_who_fell_and_name_everybody(app: Flask) -> None:
    with app.test_request_context("/"):
        figure = slope_figure(both((90, 40), (80, 70), (60, 100)))
    assert figure is not None
    assert [(row.name, row.falls) for row in figure.rows] == [
        ("Gmina 1", True),
        ("Gmina 2", False),
        ("Gmina 3", False),
    ]
    assert sorted(row.left_y for row in figure.rows) == sorted(row.right_y for row in figure.rows)


@pytest.mark.parametrize("count", [1, 7, MOST_ROWS + 5])
def test_ends_of_slopes_stand_apart_and_in_the_drawing(app: Flask, count: int) -> None:
    with app.test_request_context("/"):
        figure = slope_figure(both(*((100 - n % 7, n % 11) for n in range(count))))
    assert figure is not None
    for side in ("left_y", "right_y"):
        ends = sorted(getattr(row, side) for row in figure.rows)
        assert ends[0] > 16
        assert ends[-1] + 5 <= figure.height
        assert all(below - above >= 14 for above, below in pairwise(ends))
    # the words at the left end within the 30 percent that they have
    assert all(inside(Label(30, row.left_y, row.left, "end")) for row in figure.rows)
