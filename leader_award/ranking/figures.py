"""Where things stand in the drawings of rankings: x in percent of the width, y in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal

from leader_award.platform.charts import shortened
from leader_award.ranking.across import TwoEditions
from leader_award.ranking.calibrated import CalibratedLine

ROW = 44
HEAD = 30
SLOPE_ROW = 28
LEFT, RIGHT = 3.0, 97.0
MOST_ROWS = 40


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of places."""

    place: int
    x: float


@dataclass(frozen=True)
class IntervalRow:
    """One entry: its label, the ends of its interval, its official and its calibrated place."""

    label: str
    label_y: int
    y: int
    low: float
    high: float
    official: float
    calibrated: float


@dataclass(frozen=True)
class IntervalFigure:
    """The places of the first entries of a list, with the number of all places."""

    rows: tuple[IntervalRow, ...]
    ticks: tuple[Tick, ...]
    height: int


@dataclass(frozen=True)
class SlopeRow:
    """A participant's line from the earlier edition to the later, with the words at its ends."""

    left_y: int
    right_y: int
    left: str
    right: str
    falls: bool
    name: str


@dataclass(frozen=True)
class SlopeFigure:
    """The participants of both editions, in the order of their scores on each side."""

    first: str
    second: str
    rows: tuple[SlopeRow, ...]
    height: int


def slope_figure(found: TwoEditions) -> SlopeFigure | None:
    """Draw how the first participants of both editions moved; None where there are none."""
    lines = found.ranking.both[:MOST_ROWS]
    left = sorted(lines, key=lambda line: (-line.first, line.place))
    right = sorted(lines, key=lambda line: (-line.second, -line.first, line.place))
    y = {
        side: {line.participant: HEAD + SLOPE_ROW * number + 14 for number, line in enumerate(ends)}
        for side, ends in (("left", left), ("right", right))
    }

    def label(place: int, score: object) -> str:
        return f"{place}. {format_decimal(score, format='0.00')}"

    rows = tuple(
        SlopeRow(
            left_y=y["left"][line.participant],
            right_y=y["right"][line.participant],
            left=label(line.place, float(line.first)),
            right=label(line.place, float(line.second)),
            falls=y["right"][line.participant] > y["left"][line.participant],
            name=found.names[line.participant],
        )
        for line in lines
    )
    years = str(found.first.year), str(found.second.year)
    return SlopeFigure(*years, rows, HEAD + SLOPE_ROW * len(rows)) if rows else None


def interval_figure(lines: Sequence[CalibratedLine]) -> IntervalFigure | None:
    """Draw the intervals of the first lines; None where there are no intervals."""
    places = len(lines)

    def x(place: int) -> float:
        share = (place - 1) / (places - 1) if places > 1 else 0.5
        return round(LEFT + (RIGHT - LEFT) * share, 2)

    rows = [
        IntervalRow(
            label=shortened(f"{line.place}. {line.entry.title}"),
            label_y=HEAD + ROW * number + 16,
            y=HEAD + ROW * number + 30,
            low=x(line.interval[0]),
            high=x(line.interval[1]),
            official=x(line.official_place),
            calibrated=x(line.place),
        )
        for number, line in enumerate(lines[:MOST_ROWS])
        if line.interval is not None
    ]
    if not rows or any(line.move is None for line in lines):
        return None
    marks = sorted({1, places, *(round(1 + (places - 1) * part / 4) for part in (1, 2, 3))})
    ticks = tuple(Tick(place, x(place)) for place in marks)
    return IntervalFigure(tuple(rows), ticks, HEAD + ROW * len(rows) + 8)
