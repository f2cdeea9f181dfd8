"""How far the jurors of one entry are apart.

Pure: takes numbers, returns numbers, all of them exact. With three to five cards a standard
deviation is ruled by the one card that lies farthest out, because it squares. Gini's mean
difference, the mean distance between two cards, does not: a single card that moves by d moves
it by at most 2d/n. Beside it stands the largest distance, which everybody can check by eye.
Source: Gini, Variabilita e mutabilita (1912); Yitzhaki, Gini's mean difference: a superior
measure of variability for non-normal distributions, Metron 61 (2003).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric as it is measured here: its share of a card's result and its scale."""

    id: str
    weight: int
    maximum: int


@dataclass(frozen=True)
class Apart:
    """The criterion that parts the jurors most, with the fewest and the most points given."""

    criterion_id: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Disagreement:
    """How far the cards of an entry are apart, in points of percent.

    `mean` is the mean distance of two cards and `largest` that of the two farthest apart.
    """

    cards: int
    mean: Fraction
    largest: Fraction
    apart: Apart | None


def mean_distance(values: Sequence[Fraction]) -> Fraction | None:
    """Return the mean distance of two of the values; None below two values."""
    pairs = list(combinations(values, 2))
    return sum((abs(a - b) for a, b in pairs), Fraction(0)) / len(pairs) if pairs else None


def largest_distance(values: Sequence[Fraction]) -> Fraction | None:
    """Return the distance of the two values farthest apart; None below two values."""
    return max(values) - min(values) if len(values) > 1 else None


def disagreement(
    totals: Sequence[Fraction],
    points: Mapping[str, Sequence[int]],
    criteria: Iterable[Criterion],
) -> Disagreement | None:
    """Return how far the cards with these totals (percent) are apart; None below two cards.

    `points` are those given under each criterion, abstentions left out.
    """
    mean, largest = mean_distance(totals), largest_distance(totals)
    if mean is None or largest is None:
        return None
    return Disagreement(len(totals), mean, largest, _farthest(points, criteria))


def _farthest(points: Mapping[str, Sequence[int]], criteria: Iterable[Criterion]) -> Apart | None:
    """Return the criterion whose points move the results apart most; None if all are equal."""
    best, most = None, Fraction(0)
    for one in criteria:
        given = points.get(one.id, ())
        if len(given) < 2:
            continue
        distance = Fraction((max(given) - min(given)) * one.weight, one.maximum)
        if distance > most:
            best, most = Apart(one.id, min(given), max(given)), distance
    return best


def by_disagreement(found: Mapping[str, Disagreement]) -> list[str]:
    """Return the keys, the farthest apart first: by mean, then by largest distance, then by key."""
    return sorted(found, key=lambda key: (-found[key].mean, -found[key].largest, key))
