"""States, spread, change and the radar chart of a self-assessment; pure."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

LEVELS = 5
FEWEST_ANSWERS = 3
"""Fewer answers are not shown at all: in two, each author would know the other's."""
MOST_PEOPLE = 100
MOST_DIMENSIONS = 12
MOST_STEPS = 20

DRAFT, IN_USE, RETIRED = "draft", "in_use", "retired"
ANSWERING, DISCUSSING, CLOSED = "answering", "discussing", "closed"

TRANSITIONS = {
    (ANSWERING, "close_answers"): DISCUSSING,
    (DISCUSSING, "finish"): CLOSED,
}


@dataclass(frozen=True)
class Spread:
    """How the answers to one dimension lie: `counts[i]` people chose level i + 1.

    `median` is exact; `lowest` and `highest` are levels. All three are None without answers.
    """

    counts: tuple[int, ...]
    median: Fraction | None
    lowest: int | None
    highest: int | None

    @property
    def width(self) -> int:
        """Return how many levels lie between the lowest and the highest answer."""
        return (self.highest or 0) - (self.lowest or 0)


def spread(levels: Sequence[int]) -> Spread:
    """Return how levels (1 to 5) of several people lie."""
    counts = tuple(sum(level == n for level in levels) for n in range(1, LEVELS + 1))
    if not levels:
        return Spread(counts, None, None, None)
    ordered, middle = sorted(levels), len(levels) // 2
    median = (
        Fraction(ordered[middle])
        if len(ordered) % 2
        else Fraction(ordered[middle - 1] + ordered[middle], 2)
    )
    return Spread(counts, median, ordered[0], ordered[-1])


def spreads(
    keys: Sequence[str], answers: Collection[Mapping[str, int]]
) -> dict[str, Spread] | None:
    """Return the spread of each dimension, or None when there are too few answers to show."""
    if len(answers) < FEWEST_ANSWERS:
        return None
    return {key: spread([answer[key] for answer in answers if key in answer]) for key in keys}


def changes(
    keys: Sequence[str], now: Mapping[str, int], before: Mapping[str, int]
) -> dict[str, int]:
    """Return by how many levels each dimension has risen or fallen, where both are known."""
    return {key: now[key] - before[key] for key in keys if key in now and key in before}


def priorities(
    keys: Sequence[str], joint: Mapping[str, int], spread_of: Mapping[str, Spread] | None
) -> list[str]:
    """Return up to three dimensions to work on first.

    The lowest agreed levels come first; among equals those on which people differ more, then
    the order of the model. The highest level needs no step.
    """
    widths = {key: one.width for key, one in (spread_of or {}).items()}
    open_keys = [key for key in keys if joint.get(key, LEVELS) < LEVELS]
    return sorted(open_keys, key=lambda key: (joint[key], -widths.get(key, 0)))[:3]


def is_complete(keys: Sequence[str], levels: Mapping[str, int]) -> bool:
    """Return whether there is a level from 1 to 5 for each dimension."""
    return all(levels.get(key) in range(1, LEVELS + 1) for key in keys)


def faults(dimensions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys of dimensions that lack a Polish text, so that a model cannot be used."""
    return [
        dimension["key"]
        for dimension in dimensions
        if not (
            dimension["name"].get("pl")
            and dimension["question"].get("pl")
            and len(dimension["levels"]) == LEVELS
            and all(level.get("pl") for level in dimension["levels"])
        )
    ]


Point = tuple[float, float]
RADIUS = 100.0


@dataclass(frozen=True)
class Radar:
    """A radar chart about the origin with radius 100: rings of levels, axes and outlines.

    Each ring and outline is the text of an SVG polygon's `points`; an axis is its end and the
    place of its number, clockwise from the top.
    """

    rings: list[str]
    axes: list[tuple[Point, Point]]
    outlines: list[str]
    marks: list[list[Point]]


def radar(series: Sequence[Sequence[float]]) -> Radar:
    """Return the chart of one or more series of levels (0 to 5), one value for each axis.

    Raises ValueError if there are fewer than 3 axes or the series differ in length.
    """
    sizes = {len(values) for values in series}
    if len(sizes) != 1 or min(sizes) < 3:
        raise ValueError("a radar chart needs series of one length, at least 3")
    count = sizes.pop()
    points = [_points(values) for values in series]
    return Radar(
        rings=[_text(_points([level] * count)) for level in range(1, LEVELS + 1)],
        axes=[
            (_polar(number, count, RADIUS), _polar(number, count, RADIUS * 1.14))
            for number in range(count)
        ],
        outlines=[_text(outline) for outline in points],
        marks=points,
    )


def _points(values: Sequence[float]) -> list[Point]:
    count = len(values)
    return [_polar(n, count, RADIUS * value / LEVELS) for n, value in enumerate(values)]


def _polar(number: int, count: int, radius: float) -> Point:
    angle = math.tau * number / count
    return round(radius * math.sin(angle), 1), round(-radius * math.cos(angle), 1)


def _text(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
