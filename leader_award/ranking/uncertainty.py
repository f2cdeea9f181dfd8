"""How sure the places are: draws of the entries' quality given the scores, and their ranks.

Quality u, severity s and the mean are drawn together from their normal distribution given the
scores, whose covariance is the prediction error variance of Henderson's mixed model equations
with entry and juror random. (Draws with entries fixed would be too narrow.)
Source: Henderson (1975), Best linear unbiased estimation and prediction under a selection model;
Goldstein and Spiegelhalter (1996) for rank intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leader_award.ranking.design import indices_of

if TYPE_CHECKING:
    from numpy.random import Generator

    from leader_award.ranking.design import Array, Design
    from leader_award.ranking.variance import Variances

INTERVAL = 0.95
NUMBERS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class RankDistribution:
    """An entry's place within its panel: 95 % interval and chances of the first places."""

    interval: tuple[int, int]
    first: float
    first_three: float


def rank_distributions(
    design: Design, variances: Variances, scores: Array, *, seed: int, draws: int
) -> tuple[RankDistribution, ...] | None:
    """Return one distribution per entry, in the order of the design; the same seed, the same.

    `scores` (length n) are the calibrated scores, which are the truth where nothing is residual.
    None where the cards leave undetermined what the draws rest on.
    """
    import numpy as np

    if variances.entry is None or variances.residual is None:
        return None
    found: dict[int, RankDistribution] = {}
    panels = [indices_of(design.entries, panel.entries) for panel in design.panels]
    if variances.entry == 0.0 or variances.residual == 0.0:
        known = scores if variances.entry else np.zeros_like(scores)
        for members in panels:
            found |= _without_doubt(members, known[members].tolist())
    else:
        ranks = _draw_ranks(design, variances, panels, seed, draws)
        for members in panels:
            found |= zip(members, _summarise(ranks[:, members]), strict=True)
    return tuple(found[index] for index in range(len(design.entries)))


def smallest_likely_set(chances: Sequence[float], level: float = INTERVAL) -> list[int]:
    """Return the indices of the fewest chances that add up to the level, the largest first.

    Those that equal the smallest one taken are taken too, since nothing tells them apart.
    """
    ordered = sorted(range(len(chances)), key=lambda index: -chances[index])
    total, taken = 0.0, 0
    while taken < len(ordered) and total < level - 1e-9:
        total += chances[ordered[taken]]
        taken += 1
    while taken < len(ordered) and 0.0 < chances[ordered[taken]] == chances[ordered[taken - 1]]:
        taken += 1
    return ordered[:taken]


def _draw_ranks(
    design: Design, variances: Variances, panels: Sequence[Sequence[int]], seed: int, draws: int
) -> Any:
    """Return draws x n ranks (integers from 1), each entry's within its panel."""
    import numpy as np

    random = np.random.default_rng(seed)
    sampler = _Sampler(design, variances)
    ranks = np.empty((draws, len(design.entries)), dtype=np.int32)
    at_once = max(1, NUMBERS_AT_ONCE // len(design.entries))
    for start in range(0, draws, at_once):
        stop = min(start + at_once, draws)
        quality = sampler.draw(random, stop - start)
        for members in panels:
            order = np.argsort(-quality[:, members], axis=1)
            own = np.empty_like(order)
            np.put_along_axis(own, order, np.arange(1, len(members) + 1)[None, :], axis=1)
            ranks[start:stop, members] = own
    return ranks


class _Sampler:
    """Draws quality given the scores, entries eliminated: (mean, severity) first, then each entry.

    In units of the residual variance, with g the entry ratio: the precision of (mean, severity)
    is [1 W]' (I + g ZZ')^-1 [1 W], plus the inverse juror ratio on severity's diagonal.
    """

    def __init__(self, design: Design, variances: Variances) -> None:
        import numpy as np

        entry, residual = variances.entry or 0.0, variances.residual or 0.0
        juror = variances.juror or 0.0
        ratio, counts, sizes = entry / residual, design.incidence, design.per_entry
        if juror == 0.0:
            counts = counts[:, :0]
        shrink = 1.0 / (1.0 + ratio * sizes)
        self.weight = ratio * shrink
        self.sums = design.sum_by_entry(design.scores - design.scores.mean())
        self.load = np.column_stack([sizes, counts])
        by_juror = design.sum_by_juror(design.scores - design.scores.mean())[: counts.shape[1]]
        effects = counts.shape[1] + 1
        precision = np.zeros((effects, effects))
        precision[0, 0] = sizes @ shrink
        precision[0, 1:] = precision[1:, 0] = counts.T @ shrink
        precision[1:, 1:] = -counts.T @ (counts * self.weight[:, None])
        loads = counts.sum(axis=0)
        precision[np.arange(1, effects), np.arange(1, effects)] += loads + (
            residual / juror if juror else 0.0
        )
        seen = np.array([self.sums @ shrink, *(by_juror - counts.T @ (self.weight * self.sums))])
        self.centre = np.linalg.solve(precision, seen)
        self.spread = np.sqrt(residual) * np.linalg.inv(np.linalg.cholesky(precision))
        self.entry_spread = np.sqrt(residual * self.weight)

    def draw(self, random: Generator, draws: int) -> Array:
        """Return draws x n qualities."""
        effects = self.centre + random.standard_normal((draws, len(self.centre))) @ self.spread
        noise = random.standard_normal((draws, len(self.sums)))
        quality: Array = self.weight * (self.sums - effects @ self.load.T)
        return quality + self.entry_spread * noise


def _summarise(ranks: Any) -> list[RankDistribution]:
    """Return the distribution of each column of draws x n ranks."""
    import numpy as np

    draws = len(ranks)
    outside = (1.0 - INTERVAL) / 2.0
    low = int(np.floor(outside * (draws - 1)))
    high = draws - 1 - low
    first, three = (ranks == 1).mean(axis=0), (ranks <= 3).mean(axis=0)
    parted = np.partition(ranks, (low, high), axis=0)
    columns = zip(parted[low].tolist(), parted[high].tolist(), strict=True)
    return [
        RankDistribution(interval, chance, of_three)
        for interval, chance, of_three in zip(columns, first.tolist(), three.tolist(), strict=True)
    ]


def _without_doubt(members: Sequence[int], scores: Sequence[float]) -> dict[int, RankDistribution]:
    """Return distributions where only equal scores leave places open."""
    tolerance = 1e-9 * (1.0 + max(map(abs, scores)))
    ordered = sorted(range(len(scores)), key=lambda index: -scores[index])
    found: dict[int, RankDistribution] = {}
    start = 0
    while start < len(ordered):
        stop = start + 1
        while stop < len(ordered) and scores[ordered[start]] - scores[ordered[stop]] <= tolerance:
            stop += 1
        first, three = (max(0, min(stop, top) - start) / (stop - start) for top in (1, 3))
        for index in ordered[start:stop]:
            found[members[index]] = RankDistribution((start + 1, stop), first, three)
        start = stop
    return found
