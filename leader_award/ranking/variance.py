"""REML variances of y = mu + entry + juror + e, found as the global optimum, zeros included.

Two models: crossed random effects of entry and juror (the variances that are reported and that
intervals rest on), and entry fixed with juror random (the severities). Both are profiled down to
ratios to the residual variance, and the larger side is eliminated, so that one evaluation is
a Cholesky factor of the smaller side's size. The optimum is looked for on a grid over ten orders
of magnitude and all along the edges, and then narrowed; it is not climbed to from one start.
Source: Bates, Maechler, Bolker, Walker (2015), Fitting linear mixed-effects models using lme4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leader_award.ranking.minimum import least_inside, least_on_edge, no_better

if TYPE_CHECKING:
    from leader_award.ranking.design import Array, Design

NEGLIGIBLE = 1e-13  # of the total sum of squares: what arithmetic leaves of a perfect fit
NUMBERS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances in squared score units; None where the cards cannot tell it from another.

    The residual then carries what could not be told apart.
    """

    entry: float | None
    juror: float | None
    residual: float | None


@dataclass(frozen=True, slots=True)
class SeverityFit:
    """Juror and residual variance with entries fixed; None where undetermined."""

    juror: float | None
    residual: float | None


def fit_crossed(design: Design) -> Variances:
    """Fit crossed random effects of entry and juror by REML."""
    import numpy as np

    total = len(design.scores)
    if total < 2:
        return Variances(None, None, None)
    entry_known = _told_apart(design.per_entry)
    juror_known = _told_apart(design.per_juror)
    centred = design.scores - design.scores.mean()
    if not np.any(np.abs(centred) > 1e-12 * (1.0 + np.abs(design.scores).max())):
        return Variances(0.0 if entry_known else None, 0.0 if juror_known else None, 0.0)
    if entry_known and juror_known and is_exactly_additive(design):
        return _exact(design)
    counts, square = design.incidence, float(centred @ centred)
    by_entry, by_juror = design.sum_by_entry(centred), design.sum_by_juror(centred)
    if counts.shape[0] >= counts.shape[1]:
        profile = _Profile(counts, by_entry, by_juror, square)
        entry, juror, residual = profile.minimise(entry_known, juror_known)
    else:
        profile = _Profile(counts.T, by_juror, by_entry, square)
        juror, entry, residual = profile.minimise(juror_known, entry_known)
    return Variances(
        entry * residual if entry_known else None,
        juror * residual if juror_known else None,
        residual,
    )


def fit_severity(design: Design) -> SeverityFit:
    """Fit juror severity (random) with entries fixed, by REML.

    Eliminating entries leaves N - n contrasts; C's eigenvectors diagonalise their variance.
    """
    import numpy as np

    contrasts = len(design.scores) - len(design.entries)
    if contrasts < 1 or not _told_apart(design.per_juror):
        return SeverityFit(None, None)
    values, vectors = design.spectrum
    deviations = design.scores - design.entry_means()[design.entry_of]
    spread = float(deviations @ deviations)
    if spread <= NEGLIGIBLE * float(design.scores @ design.scores):
        return SeverityFit(0.0, 0.0)
    squares = (vectors.T @ design.sum_by_juror(deviations)) ** 2
    if is_exactly_additive(design):
        return SeverityFit(_exact(design).juror, 0.0)

    def rest(ratios: Array) -> Array:
        weights = ratios[:, None] / (1.0 + ratios[:, None] * values)
        return np.maximum(spread - weights @ squares, NEGLIGIBLE * spread)

    def deviance(ratios: Array) -> Array:
        grown: Array = np.log1p(ratios[:, None] * values).sum(axis=1)
        return contrasts * np.log(rest(ratios)) + grown

    _, ratio = least_on_edge(deviance)
    residual = float(rest(np.array([ratio]))[0]) / contrasts
    return SeverityFit(ratio * residual, residual)


def is_exactly_additive(design: Design) -> bool:
    """Return whether entry and juror effects explain every score, with scores left to check it."""
    contrasts = len(design.scores) - len(design.entries)
    values, vectors = design.spectrum
    free = values > 0
    if contrasts <= int(free.sum()):
        return False
    deviations = design.scores - design.entry_means()[design.entry_of]
    explained = (vectors.T @ design.sum_by_juror(deviations))[free] ** 2 / values[free]
    centred = design.scores - design.scores.mean()
    left = float(deviations @ deviations - explained.sum())
    return left <= 1e-12 * float(centred @ centred)


def _told_apart(observations: Array) -> bool:
    """Return whether a factor with so many observations per level has a variance of its own.

    One level is the mean; one observation per level is the residual.
    """
    return len(observations) > 1 and bool((observations > 1).any())


def _exact(design: Design) -> Variances:
    """Return variances of effects that are known without error, pooled over panels."""

    values, vectors = design.spectrum
    deviations = design.scores - design.entry_means()[design.entry_of]
    projected = vectors.T @ design.sum_by_juror(deviations)
    free = values > 0
    severity = vectors[:, free] @ (projected[free] / values[free])
    quality = design.sum_by_entry(design.scores - severity[design.juror_of]) / design.per_entry
    return Variances(
        _pooled_variance(quality, design.entries, [panel.entries for panel in design.panels]),
        _pooled_variance(severity, design.jurors, [panel.jurors for panel in design.panels]),
        0.0,
    )


def _pooled_variance(
    effects: Array, names: Sequence[str], groups: Sequence[Sequence[str]]
) -> float | None:
    """Return the variance of effects within groups of names; None if no group has two."""
    effect_of: dict[str, float] = dict(zip(names, effects.tolist(), strict=True))
    values: list[list[float]] = [[effect_of[name] for name in group] for group in groups]
    freedom = len(names) - len(groups)
    if not freedom:
        return None
    means = [sum(group) / len(group) for group in values]
    pairs = zip(values, means, strict=True)
    square = sum((one - mean) * (one - mean) for group, mean in pairs for one in group)
    return square / freedom


class _Profile:
    """The REML deviance of two ratios, with the residual variance and the mean profiled out.

    `counts` is n x m; the `outer` factor (rows) is eliminated, the `inner` one (columns) factored.
    `by_outer`, `by_inner`, `square` are sums of the centred scores y. With M = (I + outer ZZ')^-1,
    which is diagonal by blocks, one Cholesky factor of

        | W'MW + I / inner   W'M1   W'My |
        | 1'MW               1'M1   1'My |
        | y'MW               y'M1   y'My |

    ends in the roots of 1'V^-1 1 and of the weighted square of y around its mean.
    """

    def __init__(self, counts: Array, by_outer: Array, by_inner: Array, square: float) -> None:
        import numpy as np

        self.counts, self.by_outer, self.by_inner, self.square = counts, by_outer, by_inner, square
        self.sizes: Array = counts.sum(axis=1)
        self.loads: Array = counts.sum(axis=0)
        self.total = float(self.sizes.sum())
        self.kinds, kind_of = np.unique(self.sizes, return_inverse=True)
        parts = (counts[kind_of == kind] for kind in range(len(self.kinds)))
        self.shared = [part.T @ part for part in parts]

    def minimise(self, outer_known: bool, inner_known: bool) -> tuple[float, float, float]:
        """Return the outer ratio, the inner ratio and the residual variance."""
        import numpy as np

        zero = np.zeros(1)
        candidates = [(float(self._without_inner(zero)[0]), 0.0, 0.0)]
        if outer_known:
            least, ratio = least_on_edge(self._without_inner)
            candidates.append((least, ratio, 0.0))
        if inner_known:
            least, ratio = least_on_edge(self._without_outer)
            candidates.append((least, 0.0, ratio))
        if outer_known and inner_known:
            points = 24 if self.total <= 200 else 12 if self.total <= 2000 else 8
            candidates.append(least_inside(self.deviances, points))
        least = min(candidates)[0]
        # Zeros come first: what is inside must be better than rounding makes it.
        least, outer, inner = next(one for one in candidates if no_better(least, one[0]))
        return outer, inner, self._residual(outer, inner)

    def deviances(self, outer: Array, inner: Array) -> Array:
        """Return the deviance for each pair of positive ratios."""
        import numpy as np

        at_once = max(1, NUMBERS_AT_ONCE // (len(self.loads) + 2) ** 2)
        parts = [
            self._some_deviances(outer[start : start + at_once], inner[start : start + at_once])
            for start in range(0, len(outer), at_once)
        ]
        return np.concatenate(parts)

    def _some_deviances(self, outer: Array, inner: Array) -> Array:
        import numpy as np

        logs = 2.0 * np.log(self._factor_ends(outer, inner))
        size = len(self.loads)
        eliminated = np.log1p(outer[:, None] * self.sizes).sum(axis=1)
        grown = logs[:, : size + 1].sum(axis=1) + size * np.log(inner) + eliminated
        deviances: Array = (self.total - 1.0) * logs[:, size + 1] + grown
        return deviances

    def _factor_ends(self, outer: Array, inner: Array) -> Array:
        """Return the diagonals (pairs x m + 2) of the Cholesky factors of the bordered matrices."""
        import numpy as np

        size = len(self.loads)
        shrink = 1.0 / (1.0 + outer[:, None] * self.sizes)
        weight = outer[:, None] * shrink
        matrix = np.zeros((len(outer), size + 2, size + 2))
        for kind, shared in zip(self.kinds.tolist(), self.shared, strict=True):
            matrix[:, :size, :size] -= (outer / (1.0 + outer * kind))[:, None, None] * shared
        columns = np.arange(size)
        matrix[:, columns, columns] += self.loads + 1.0 / inner[:, None]
        matrix[:, size, :size] = shrink @ self.counts
        matrix[:, size + 1, :size] = self.by_inner - (weight * self.by_outer) @ self.counts
        matrix[:, size, size] = shrink @ self.sizes
        matrix[:, size + 1, size] = shrink @ self.by_outer
        # A little more than its value, so that rounding cannot take it below zero.
        matrix[:, size + 1, size + 1] = self.square * (1.0 + NEGLIGIBLE) - weight @ self.by_outer**2
        return np.diagonal(np.linalg.cholesky(matrix), axis1=1, axis2=2)

    def _residual(self, outer: float, inner: float) -> float:
        import numpy as np

        if outer and inner:
            rest = float(self._factor_ends(np.array([outer]), np.array([inner]))[0, -1]) ** 2
        elif inner:
            rest = float(self._one_way_square(np.array([inner]), self.loads, self.by_inner)[0])
        else:
            rest = float(self._one_way_square(np.array([outer]), self.sizes, self.by_outer)[0])
        return rest / (self.total - 1.0)

    def _without_inner(self, ratios: Array) -> Array:
        return self._one_way(ratios, self.sizes, self.by_outer)

    def _without_outer(self, ratios: Array) -> Array:
        return self._one_way(ratios, self.loads, self.by_inner)

    def _one_way(self, ratios: Array, sizes: Array, sums: Array) -> Array:
        """Return the deviance for ratios of one factor where the other has none."""
        import numpy as np

        rest = self._one_way_square(ratios, sizes, sums)
        shrink = 1.0 / (1.0 + ratios[:, None] * sizes)
        grown: Array = np.log(shrink @ sizes) - np.log(shrink).sum(axis=1)
        return (self.total - 1.0) * np.log(rest) + grown

    def _one_way_square(self, ratios: Array, sizes: Array, sums: Array) -> Array:
        import numpy as np

        shrink = 1.0 / (1.0 + ratios[:, None] * sizes)
        around_mean = (shrink @ sums) ** 2 / (shrink @ sizes)
        rest: Array = self.square - ratios * (shrink @ sums**2) - around_mean
        return np.maximum(rest, NEGLIGIBLE * self.square)
