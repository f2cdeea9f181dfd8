"""How far the jury agrees: intraclass correlations, Krippendorff's alpha, Kendall's W.

Every function takes a table of n entries x m jurors with None where a juror did not score, and
returns None for a figure that the table does not define.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from leader_award.ranking.official import Card

Table: TypeAlias = Sequence[Sequence[float | None]]
Complete: TypeAlias = Sequence[Sequence[float]]


class Level(StrEnum):
    """What differences between scores mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """The six of Shrout and Fleiss: one-way, two-way random, two-way mixed; single and mean.

    `icc_1_1` is their ICC(1,1), `icc_1_k` their ICC(1,k), and so on.
    """

    icc_1_1: float | None = None
    icc_2_1: float | None = None
    icc_3_1: float | None = None
    icc_1_k: float | None = None
    icc_2_k: float | None = None
    icc_3_k: float | None = None


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W, and the chance of one at least as large from jurors who rank at random."""

    w: float | None = None
    p_value: float | None = None


def table_of(cards: Iterable[Card]) -> list[list[float | None]]:
    """Return the cards' scores as a table, entries and jurors in order of name."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for card in cards:
        found[card.entry][card.juror] = float(card.score)
    jurors = sorted(set(chain.from_iterable(found.values())))
    return [[found[entry].get(juror) for juror in jurors] for entry in sorted(found)]


def intraclass_correlations(table: Table) -> IntraclassCorrelations:
    """Return the six ICCs of a complete table of at least 2 x 2; else all are None.

    Source: Shrout and Fleiss (1979), Intraclass correlations: uses in assessing rater reliability.
    """
    scores = _complete(table)
    if scores is None or len(scores) < 2 or len(scores[0]) < 2:
        return IntraclassCorrelations()
    n, k = len(scores), len(scores[0])
    grand = sum(map(sum, scores)) / (n * k)
    total = sum((one - grand) ** 2 for row in scores for one in row)
    rows = k * sum((sum(row) / k - grand) ** 2 for row in scores)
    columns = n * sum((sum(column) / n - grand) ** 2 for column in zip(*scores, strict=True))
    rounding = 1e-14 * total + 1e-28 * n * k * grand * grand
    rows, columns, within, error = (
        # What rounding leaves of a zero is not a sum of squares.
        square if square > rounding else 0.0
        for square in (rows, columns, total - rows, total - rows - columns)
    )
    between = rows / (n - 1)
    jurors = columns / (k - 1)
    one_way = within / (n * (k - 1))
    error /= (n - 1) * (k - 1)
    return IntraclassCorrelations(
        icc_1_1=_ratio(between - one_way, between + (k - 1) * one_way),
        icc_2_1=_ratio(between - error, between + (k - 1) * error + k * (jurors - error) / n),
        icc_3_1=_ratio(between - error, between + (k - 1) * error),
        icc_1_k=_ratio(between - one_way, between),
        icc_2_k=_ratio(between - error, between + (jurors - error) / n),
        icc_3_k=_ratio(between - error, between),
    )


def krippendorff_alpha(table: Table, level: Level) -> float | None:
    """Return alpha at a level of measurement; entries with fewer than two scores do not count.

    None where no entry has two scores, where no score differs from another, and at the ratio level
    for negative scores.
    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    units = [[one for one in row if one is not None] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    pooled = list(chain.from_iterable(units))
    if level is Level.RATIO and any(value < 0 for value in pooled):
        return None
    if level is Level.ORDINAL:
        rank = dict(zip(pooled, _mid_ranks(pooled), strict=True))
        units = [[rank[one] for one in unit] for unit in units]
        pooled = list(chain.from_iterable(units))
    if len(set(pooled)) < 2:
        return None
    expected = _disagreement(pooled, level)
    observed = sum(_disagreement(unit, level) / (len(unit) - 1) for unit in units)
    return 1.0 - (len(pooled) - 1) * observed / expected


def kendall_concordance(table: Table) -> Concordance:
    """Return W of a complete table of at least 2 x 2, corrected for ties, and its p-value.

    The p-value is that of chi square = m (n - 1) W with n - 1 degrees of freedom. None where every
    juror gives every entry the same.
    Source: Kendall and Babington Smith (1939); correction for ties: Kendall (1948).
    """
    scores = _complete(table)
    if scores is None or len(scores) < 2 or len(scores[0]) < 2:
        return Concordance()
    n, m = len(scores), len(scores[0])
    ranks = [_mid_ranks(column) for column in zip(*scores, strict=True)]
    sums = [sum(own) for own in zip(*ranks, strict=True)]
    middle = m * (n + 1) / 2
    square = sum((one - middle) ** 2 for one in sums)
    ties = sum(
        count**3 - count
        for column in zip(*scores, strict=True)
        for count in Counter(column).values()
    )
    most = m * m * (n**3 - n) - m * ties
    if most <= 0:
        return Concordance()
    w = 12.0 * square / most
    return Concordance(w, _chi_square_tail(m * (n - 1) * w, n - 1))


def _complete(table: Table) -> Complete | None:
    rows = [[one for one in row if one is not None] for row in table]
    if not rows or any(len(row) < len(whole) for row, whole in zip(rows, table, strict=True)):
        return None
    return rows


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0.0 else None


def _disagreement(values: Sequence[float], level: Level) -> float:
    """Return the sum of squared differences over ordered pairs of the values.

    At the ordinal level the values are mid-ranks already: between them lie half of the scores
    equal to the one, half of those equal to the other, and all in between.
    """
    counts = Counter(values)
    if level is Level.NOMINAL:
        return float(len(values) ** 2 - sum(count * count for count in counts.values()))
    if level is Level.RATIO:
        return _relative_disagreement(counts)
    mean = sum(values) / len(values)
    return 2.0 * len(values) * sum((one - mean) ** 2 for one in values)


def _relative_disagreement(counts: Counter[float]) -> float:
    import numpy as np

    values, weights = np.array(list(counts)), np.array(list(counts.values()))
    total = 0.0
    for value, weight in counts.items():
        sums = np.maximum(values + value, np.finfo(float).tiny)
        total += weight * float(weights @ ((values - value) / sums) ** 2)
    return total


def _mid_ranks(values: Sequence[float]) -> list[float]:
    """Return ranks from 1 for the lowest, equal values sharing the middle of theirs."""
    counts = Counter(values)
    rank: dict[float, float] = {}
    before = 0
    for value in sorted(counts):
        rank[value] = before + (counts[value] + 1) / 2
        before += counts[value]
    return [rank[value] for value in values]


def _chi_square_tail(value: float, freedom: int) -> float:
    from scipy.special import gammaincc

    return float(gammaincc(freedom / 2, value / 2))
