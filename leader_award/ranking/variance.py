"""REML variances of y = mu + entry + juror + e, found as the global optimum, zeros included.

Two models: crossed random effects of entry and juror (the variances that are reported and that
intervals rest on), and entry fixed with juror random (the severities). Both are profiled down to
variance ratios; for a given entry ratio one symmetric eigendecomposition, of the size of the
smaller side, makes the likelihood of every juror ratio a sum. So the optimum is searched on
a grid over twenty orders of magnitude and then narrowed, not climbed to from one start.
Source: Bates, Maechler, Bolker, Walker (2015), Fitting linear mixed-effects models using lme4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leader_award.ranking.design import Array, Design

SMALLEST_RATIO, LARGEST_RATIO = 1e-7, 1e9
NEGLIGIBLE = 1e-20  # of the total sum of squares: what arithmetic leaves of a perfect fit


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

    ratio, _ = _minimise_on_grid(deviance)
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
    """The REML deviance of two variance ratios, residual and mean profiled out.

    `counts` is n x m; the `outer` factor (rows) is eliminated, the `inner` one (columns)
    diagonalised. `by_outer`, `by_inner`, `square` are sums of the centred scores.
    """

    def __init__(self, counts: Array, by_outer: Array, by_inner: Array, square: float) -> None:
        import numpy as np

        self.counts, self.by_outer, self.by_inner, self.square = counts, by_outer, by_inner, square
        self.sizes = counts.sum(axis=1)
        self.total = float(self.sizes.sum())
        self.kinds, self.kind_of = np.unique(self.sizes, return_inverse=True)
        self.known: dict[float, tuple[float, float]] = {}

    @cached_property
    def shared(self) -> Array:
        """Return N'N for the rows of each distinct size: kinds x m x m."""
        import numpy as np

        parts = (self.counts[self.kind_of == kind] for kind in range(len(self.kinds)))
        return np.stack([part.T @ part for part in parts])

    def minimise(self, outer_known: bool, inner_known: bool) -> tuple[float, float, float]:
        """Return the outer ratio, the inner ratio and the residual variance."""
        import numpy as np

        self.inner_known = inner_known
        outer = 0.0
        if outer_known:
            outer, _ = _minimise_one_by_one(lambda ratio: self._best_inner(ratio)[1])
        inner, _ = self._best_inner(outer)
        rest = float(self._terms(outer)(np.array([inner]))[0][0])
        return outer, inner, rest / (self.total - 1.0)

    def _best_inner(self, outer: float) -> tuple[float, float]:
        import numpy as np

        if outer not in self.known:
            terms = self._terms(outer)

            def deviance(ratios: Array) -> Array:
                rest, grown = terms(ratios)
                return (self.total - 1.0) * np.log(rest) + grown

            if self.inner_known:
                self.known[outer] = _minimise_on_grid(deviance)
            else:
                self.known[outer] = 0.0, float(deviance(np.zeros(1))[0])
        return self.known[outer]

    def _terms(self, outer: float) -> Callable[[Array], tuple[Array, Array]]:
        """Return a function of inner ratios: the weighted residual square, the log determinants.

        With V = I + outer ZZ' + inner WW', M = (I + outer ZZ')^-1 is diagonal by blocks, and
        V^-1 = M - MW (I / inner + W'MW)^-1 W'M, whose middle is diagonal in W'MW's eigenvectors.
        """
        import numpy as np

        shrink = 1.0 / (1.0 + outer * self.sizes)
        kind_weight = outer / (1.0 + outer * self.kinds)
        crossed = np.diag(self.counts.sum(axis=0)) - np.tensordot(kind_weight, self.shared, 1)
        values, vectors = np.linalg.eigh(crossed)
        values = np.maximum(values, 0.0)
        ones = vectors.T @ (self.counts.T @ shrink)
        scores = vectors.T @ (self.by_inner - self.counts.T @ (outer * shrink * self.by_outer))
        one_one = float(self.sizes @ shrink)
        one_score = float(self.by_outer @ shrink)
        score_score = self.square - float((outer * shrink) @ self.by_outer**2)
        eliminated = float(np.log1p(outer * self.sizes).sum())

        def terms(ratios: Array) -> tuple[Array, Array]:
            weights = ratios[:, None] / (1.0 + ratios[:, None] * values)
            mean_weight = np.maximum(one_one - weights @ ones**2, 1e-300)
            cross = one_score - weights @ (ones * scores)
            rest = score_score - weights @ scores**2 - cross**2 / mean_weight
            grown: Array = np.log1p(ratios[:, None] * values).sum(axis=1)
            return (
                np.maximum(rest, NEGLIGIBLE * self.square),
                grown + eliminated + np.log(mean_weight),
            )

        return terms


def _minimise_on_grid(deviance: Callable[[Array], Array]) -> tuple[float, float]:
    """Return where a vectorised function of a ratio is least, zero preferred, and its value."""
    import numpy as np

    logs = np.linspace(np.log(SMALLEST_RATIO), np.log(LARGEST_RATIO), 75)
    at_zero = float(deviance(np.zeros(1))[0])
    for _ in range(9):
        found = deviance(np.exp(logs))
        best = int(np.argmin(found))
        least = float(found[best])
        ratio = float(np.exp(logs[best]))
        logs = np.linspace(logs[max(best - 1, 0)], logs[min(best + 1, len(logs) - 1)], 21)
    return (0.0, at_zero) if _no_better(least, at_zero) else (ratio, least)


def _minimise_one_by_one(deviance: Callable[[float], float]) -> tuple[float, float]:
    """Return the same for a function that is dear: a coarse grid, then parabolas."""
    import numpy as np

    lowest, highest = float(np.log(SMALLEST_RATIO)), float(np.log(LARGEST_RATIO))
    logs = np.linspace(lowest, highest, 19).tolist()
    log = min(logs, key=lambda one: deviance(float(np.exp(one))))
    step = 1.0
    for _ in range(40):
        below, here, above = (deviance(float(np.exp(log + by))) for by in (-step, 0.0, step))
        curve = below - 2.0 * here + above
        move = step * float(np.sign(below - above))
        if curve > 0.0:
            move = min(max(0.5 * step * (below - above) / curve, -step), step)
        log = min(max(log + move, lowest), highest)
        if abs(move) < 0.3 * step:
            step *= 0.1
        if step < 1e-4:
            break
    least, at_zero = deviance(float(np.exp(log))), deviance(0.0)
    return (0.0, at_zero) if _no_better(least, at_zero) else (float(np.exp(log)), least)


def _no_better(least: float, at_zero: float) -> bool:
    return least > at_zero - 1e-9 * (1.0 + abs(at_zero))
