"""An entry's marks among those of its category: exact means, quartiles, where a figure puts them.

Pure: no request, no database, no clock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

SMALLEST_GROUP = 5
"""Entries with marks below which a distribution would show single ones, so none is given."""

Points = tuple[str, str, str, int]
"""Ids of entry, juror and criterion, and points."""


class Line(Protocol):
    """A criterion as these rules see it."""

    @property
    def id(self) -> Any:
        """The criterion's id."""

    @property
    def name(self) -> Any:
        """Its name by language."""

    @property
    def weight(self) -> Any:
        """Its weight."""

    @property
    def maximum(self) -> Any:
        """The highest points, at least 1."""


@dataclass(frozen=True)
class Quartiles:
    """A quarter of the values lies at or below `low`, half at `middle`, three quarters at `high`.

    Between two values it is interpolated in a straight line (Hyndman and Fan's type 7).
    """

    low: Fraction
    middle: Fraction
    high: Fraction

    @classmethod
    def of(cls, values: Iterable[Fraction]) -> "Quartiles":
        """Return the quartiles of at least one value."""
        ordered = sorted(values)

        def at(part: Fraction) -> Fraction:
            whole, rest = divmod(part * (len(ordered) - 1), 1)
            upper = ordered[min(whole + 1, len(ordered) - 1)]
            return ordered[whole] + rest * (upper - ordered[whole])

        return cls(*(at(Fraction(quarter, 4)) for quarter in (1, 2, 3)))


@dataclass(frozen=True)
class Mark:
    """What an entry got under one criterion: the mean points of its cards, None if none scored it.

    `others` are the quartiles of the compared entries' means, None if there are too few of them.
    """

    name: dict[str, str]
    weight: int
    maximum: int
    own: Fraction | None
    others: Quartiles | None

    def share(self, points: Fraction) -> float:
        """Return where the points lie on the scale, 0..1."""
        return float(points / self.maximum)


def marks(
    criteria: Sequence[Line], scores: Iterable[Points], entry_id: str, compared: Collection[str]
) -> list[Mark]:
    """Return the entry's marks in the rubric's order, beside those of the `compared` entries."""
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry, _juror, scored, points in scores:
        given[entry, scored].append(points)
    means = {key: Fraction(sum(points), len(points)) for key, points in given.items()}
    found = []
    for criterion in criteria:
        values = [
            means[entry, criterion.id] for entry in compared if (entry, criterion.id) in means
        ]
        enough = len(values) >= SMALLEST_GROUP
        found.append(
            Mark(
                name=criterion.name,
                weight=criterion.weight,
                maximum=criterion.maximum,
                own=means.get((entry_id, criterion.id)),
                others=Quartiles.of(values) if enough else None,
            )
        )
    return found
