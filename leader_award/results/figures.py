"""Where things stand in the figure of a result sheet: x in percent of the width, y in pixels."""

from dataclasses import dataclass
from fractions import Fraction

from leader_award.platform.db import Translated
from leader_award.results.marks import Mark
from leader_award.results.sheet import RoundMarks
from leader_award.results.sheet_pdf import figure_words

ROW, HEAD = 54, 24
LEFT, RIGHT = 2.0, 98.0


@dataclass(frozen=True)
class Bar:
    """One criterion: its label, the box of the quartiles, the median, and the entry's own mark."""

    label: Translated
    label_y: int
    y: int
    low: float
    high: float
    middle: float
    own: float

    @property
    def width(self) -> float:
        """The width of the box."""
        return round(self.high - self.low, 2)


@dataclass(frozen=True)
class QuartileFigure:
    """The marks of a round; `words` say the same for those who cannot see it."""

    bars: tuple[Bar, ...]
    height: int
    words: str


def quartile_figure(found: RoundMarks) -> QuartileFigure | None:
    """Draw the marks of a round; None where there is nothing to compare them with."""
    drawn = [mark for mark in found.marks if mark.own is not None and mark.others is not None]
    if not drawn:
        return None
    bars = tuple(_bar(mark, HEAD + ROW * number) for number, mark in enumerate(drawn))
    return QuartileFigure(bars, HEAD + ROW * len(bars), figure_words(found))


def _bar(mark: Mark, top: int) -> Bar:
    def x(points: Fraction) -> float:
        return round(LEFT + (RIGHT - LEFT) * mark.share(points), 2)

    if mark.own is None or mark.others is None:
        raise ValueError("a bar needs the entry's own mark and the quartiles")
    return Bar(
        label=mark.name,
        label_y=top + 12,
        y=top + 32,
        low=x(mark.others.low),
        high=x(mark.others.high),
        middle=x(mark.others.middle),
        own=x(mark.own),
    )
