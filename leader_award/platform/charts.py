"""Charts for pages: numbers in, places of shapes out; x in percent of the width, y in pixels.

A drawing is as wide as its place on the page and keeps its height, so words keep their size on
a phone. Whatever a colour says is said by a place, a shape or a word too. Draw with
`macros/charts.html`, and put the table beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

NARROWEST = 270
"""Pixels that a screen of 320 leaves for a drawing in a card."""
FONT = 14
LETTER = 7.6
"""Pixels that a letter of 14 px takes, on average and amply."""
SIDE = 2.0
"""Percent kept free at both sides, for marks that stand at the ends."""


def width_of(text: str) -> float:
    """Return the percent of the narrowest drawing that a label takes."""
    return 100 * len(text) * LETTER / NARROWEST


def shortened(text: str, longest: int = 34) -> str:
    """Return the text, or its beginning with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@dataclass(frozen=True)
class Label:
    """Words on a drawing; anchor: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Bar:
    """A bar that stands on `y + height`; `name` says what it counts."""

    x: float
    y: float
    width: float
    height: float
    count: int
    name: str


# Columns: something counted day by day

COLUMNS_TOP, COLUMNS_BASE, COLUMNS_HEIGHT = 40, 150, 174
MARK_LABEL = 12
MOST_DAYS = 92


@dataclass(frozen=True)
class Columns:
    """Columns by day, or by week where there are many days.

    `mark` is the x of a deadline, whose name stands above all columns, at `MARK_LABEL`.
    """

    bars: tuple[Bar, ...]
    counts: tuple[Label, ...]
    ticks: tuple[Label, ...]
    mark: float | None
    base: float
    height: float
    weekly: bool


def columns(
    counts: Mapping[date, int], first: date, last: date, say: Callable[[date], str], mark: date
) -> Columns | None:
    """Draw what was counted from `first` to `last`, or None where there is nothing to draw.

    `counts` are by day, those without anything may be left out; `say` writes a day in a few
    letters; after the day `mark` stands the line of the deadline, if it is among the days.
    """
    if last < first or not any(counts.values()):
        return None
    step = 1 if (last - first).days < MOST_DAYS else 7
    starts = [first + timedelta(n) for n in range(0, (last - first).days + 1, step)]
    sums = [sum(counts.get(day + timedelta(n), 0) for n in range(step)) for day in starts]
    room = (100 - 2 * SIDE) / len(starts)
    tallest = max(sums)
    bars = tuple(
        Bar(
            x=SIDE + room * (number + 0.1),
            y=COLUMNS_BASE - (COLUMNS_BASE - COLUMNS_TOP) * count / tallest,
            width=room * 0.8,
            height=(COLUMNS_BASE - COLUMNS_TOP) * count / tallest,
            count=count,
            name=say(day),
        )
        for number, (day, count) in enumerate(zip(starts, sums, strict=True))
    )
    past = (mark - first).days + 1
    return Columns(
        bars=bars,
        counts=_counts(bars),
        ticks=_ticks(bars),
        mark=SIDE + room * past / step if 0 < past <= len(starts) * step else None,
        base=COLUMNS_BASE,
        height=COLUMNS_HEIGHT,
        weekly=step > 1,
    )


def _counts(bars: Sequence[Bar]) -> tuple[Label, ...]:
    """Return counts above bars, the highest first, as far as none meets another bar or count."""
    found: list[Label] = []
    for bar in sorted(bars, key=lambda bar: -bar.count):
        label = Label(bar.x + bar.width / 2, bar.y - 6, str(bar.count))
        if bar.count and inside(label) and not any(meet(label, other) for other in found):
            found.append(label)
    return tuple(sorted(found, key=lambda label: label.x))


def _ticks(bars: Sequence[Bar]) -> tuple[Label, ...]:
    """Return the first and the last day, and between them as many as find room."""
    y = COLUMNS_HEIGHT - 6
    ends = [Label(SIDE, y, bars[0].name, "start")]
    if len(bars) > 1:
        ends.append(Label(100 - SIDE, y, bars[-1].name, "end"))
    if len(bars) > 1 and meet(ends[0], ends[1]):
        return (ends[0],)
    for share in (1 / 2, 1 / 4, 3 / 4):
        bar = bars[round((len(bars) - 1) * share)]
        label = Label(bar.x + bar.width / 2, y, bar.name)
        if not any(meet(label, other) for other in ends):
            ends.append(label)
    return tuple(sorted(ends, key=lambda label: label.x))


def span(label: Label) -> tuple[float, float]:
    """Return the left and right end of a label on the narrowest drawing, in percent."""
    width = width_of(label.text)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, left + width


def inside(label: Label) -> bool:
    """Return whether a label stays within the width of the narrowest drawing."""
    left, right = span(label)
    return left >= 0 and right <= 100


def meet(one: Label, other: Label, gap: float = 2.0) -> bool:
    """Return whether two labels come nearer than `gap` percent on the narrowest drawing."""
    (left, right), (other_left, other_right) = span(one), span(other)
    beside = left < other_right + gap and other_left < right + gap
    return beside and abs(one.y - other.y) < FONT


# Distributions: how often each value of a scale was given, a row for each who gave them

ROW_LABEL, ROW_TOP, ROW_BASE, ROW = 16, 38, 76, 96
MOST_VALUES = 11
MEDIAN = 7
"""Size in pixels of the triangle under the median."""


@dataclass(frozen=True)
class DistributionRow:
    """A row of bars over the scale, with the counts above them and the median below."""

    label: Label
    bars: tuple[Bar, ...]
    counts: tuple[Label, ...]
    base: float
    median: float


@dataclass(frozen=True)
class Distribution:
    """Rows over one scale; heights are shares of a row, so rows of any number compare."""

    rows: tuple[DistributionRow, ...]
    ticks: tuple[Label, ...]
    height: float


def distribution(rows: Sequence[tuple[str, Sequence[int]]], highest: int) -> Distribution | None:
    """Draw how often each value 0 to `highest` stands in each row (label, values).

    A long scale is cut into 11 equal parts, named by their first value. Rows without values are
    left out; None if that leaves none.
    """
    rows = [(label, values) for label, values in rows if values]
    if not rows:
        return None
    parts = min(highest + 1, MOST_VALUES)
    room = (100 - 2 * SIDE) / parts

    def part(value: int) -> int:
        return value * parts // (highest + 1)

    tables = [_counted([part(value) for value in values], parts) for _label, values in rows]
    peak = max(max(table) / sum(table) for table in tables)
    drawn = tuple(
        _distribution_row(label, values, table, ROW * number, room, peak, highest)
        for number, ((label, values), table) in enumerate(zip(rows, tables, strict=True))
    )
    y = ROW * len(rows) + FONT
    ticks = tuple(
        Label(SIDE + room * (n + 0.5), y, str(-(-n * (highest + 1) // parts))) for n in range(parts)
    )
    return Distribution(drawn, ticks, y + 6)


def _counted(values: Sequence[int], parts: int) -> list[int]:
    table = [0] * parts
    for value in values:
        table[value] += 1
    return table


def _distribution_row(
    label: str,
    values: Sequence[int],
    table: Sequence[int],
    top: int,
    room: float,
    peak: float,
    highest: int,
) -> DistributionRow:
    base = top + ROW_BASE
    tallest = ROW_BASE - ROW_TOP
    bars = []
    for number, count in enumerate(table):
        height = tallest * count / sum(table) / peak
        x = SIDE + room * (number + 0.12)
        bars.append(Bar(x, base - height, room * 0.76, height, count, str(number)))
    middle = (median(values) + 0.5) * len(table) / (highest + 1)
    return DistributionRow(
        label=Label(0, top + ROW_LABEL, shortened(label), "start"),
        bars=tuple(bars),
        counts=_counts(bars),
        base=base,
        median=SIDE + room * middle,
    )


# Strips: the values themselves, a row for each thing that got them

STRIP, STRIP_LABEL, STRIP_LINE = 58, 16, 46
DOT = 5
STACK = 8
LEVELS = 3


@dataclass(frozen=True)
class Spot:
    """A value on a strip."""

    x: float
    y: float
    name: str


@dataclass(frozen=True)
class StripRow:
    """One thing: its values as dots, a line from the lowest to the highest, and their mean."""

    label: Label
    spots: tuple[Spot, ...]
    low: float
    high: float
    mean: float
    y: float


@dataclass(frozen=True)
class Strips:
    """Rows over a scale from 0 to 100."""

    rows: tuple[StripRow, ...]
    ticks: tuple[Label, ...]
    height: float


def strips(rows: Sequence[tuple[str, Sequence[tuple[float, str]]]]) -> Strips | None:
    """Draw each row's (label, values with their names) as dots; values are from 0 to 100.

    Dots that would hide each other stand on one another, up to three. Rows without values are
    left out; None if that leaves none.
    """
    rows = [(label, values) for label, values in rows if values]
    if not rows:
        return None

    def x(value: float) -> float:
        return SIDE + (100 - 2 * SIDE) * value / 100

    drawn = []
    for number, (label, values) in enumerate(rows):
        y = STRIP * number + STRIP_LINE
        alone = [value for value, _name in values]
        drawn.append(
            StripRow(
                label=Label(0, STRIP * number + STRIP_LABEL, shortened(label), "start"),
                spots=_spots([(x(value), name) for value, name in sorted(values)], y),
                low=x(min(alone)),
                high=x(max(alone)),
                mean=x(sum(alone) / len(alone)),
                y=y,
            )
        )
    y = STRIP * len(rows) + FONT
    anchors = {0: "start", 100: "end"}
    ticks = tuple(
        Label(x(value), y, str(value), anchors.get(value, "middle"))
        for value in (0, 25, 50, 75, 100)
    )
    return Strips(tuple(drawn), ticks, y + 6)


def _spots(values: Sequence[tuple[float, str]], y: float) -> tuple[Spot, ...]:
    apart = 100 * 1.2 * DOT / NARROWEST  # half hidden, a dot is still seen
    ends = [-100.0] * LEVELS  # where the last dot of each level stands
    spots = []
    for x, name in values:
        level = next((n for n, end in enumerate(ends) if x - end >= apart), 0)
        ends[level] = x
        spots.append(Spot(x, y - STACK * level, name))
    return tuple(spots)
