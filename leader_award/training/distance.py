"""How far a juror's training scores are from the panel's, and how far the panel agrees.

Pure: takes numbers, returns numbers. The panel is the other jurors, so that nobody is measured
against themselves; below ENOUGH of them nothing is said, because it would tell who gave what.
The median, because one extreme juror among three to five must not move what others are held to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from leader_award.ranking.statistics import Level, krippendorff_alpha
from leader_award.training.rules import ENOUGH

Key = tuple[str, str]
"""A sample's id and a criterion's id."""
Scores = Mapping[Key, Mapping[str, int]]
"""Points by sample and criterion, then by juror; abstentions are absent."""


@dataclass(frozen=True)
class Against:
    """A juror's points under one criterion against the panel of `panel` others.

    Without enough of them, or without own points, the figures that need them are None.
    """

    own: int | None
    panel: int
    median: Fraction | None = None
    lowest: int | None = None
    highest: int | None = None

    @property
    def distance(self) -> Fraction | None:
        """Own points less the median: negative is stricter than the panel."""
        if self.own is None or self.median is None:
            return None
        return self.own - self.median


def median(values: Iterable[int]) -> Fraction:
    """Return the median of at least one value."""
    ranked = sorted(values)
    half = len(ranked) // 2
    if len(ranked) % 2:
        return Fraction(ranked[half])
    return Fraction(ranked[half - 1] + ranked[half], 2)


def against(points: Mapping[str, int], juror: str) -> Against:
    """Hold one juror's points against those of the others; `points` are by juror."""
    others = [value for key, value in points.items() if key != juror]
    own = points.get(juror)
    if len(others) < ENOUGH:
        return Against(own, len(others))
    return Against(own, len(others), median(others), min(others), max(others))


def mean_distances(
    scores: Scores, juror: str, samples: Iterable[str] | None = None
) -> tuple[Fraction, Fraction] | None:
    """Return the mean distance with its sign, and without, in points; None where none is known.

    `samples` (default: all) are those that count.
    """
    wanted = None if samples is None else set(samples)
    found = [
        one
        for (sample, _criterion), points in scores.items()
        if wanted is None or sample in wanted
        if (one := against(points, juror).distance) is not None
    ]
    if not found:
        return None
    total = sum(found, Fraction(0))
    return total / len(found), sum(map(abs, found), Fraction(0)) / len(found)


def agreement(scores: Scores, maximum: Mapping[str, int], jurors: Sequence[str]) -> float | None:
    """Return Krippendorff's alpha (interval) of the panel over samples and criteria.

    Points are taken as shares of the criterion's `maximum`. None where it is not defined.
    """
    table = [
        [points[juror] / maximum[criterion] if juror in points else None for juror in jurors]
        for (_sample, criterion), points in sorted(scores.items())
    ]
    return krippendorff_alpha(table, Level.INTERVAL)
