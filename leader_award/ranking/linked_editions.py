"""The calibrated view of two editions: standardised side by side, or merged through shared jurors.

The official two-edition ranking is `two_editions`. Here severity is taken out first. Where the
editions cannot be linked, scores are standardised within each. Where at least six jurors scored in
both by equal rubrics, one model holds both: y = entry of its edition + juror + e, with a juror's
severity the same in both; then participants of one edition can stand in the same list, and the
error of the link is part of the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from leader_award.ranking.calibration import (
    Calibration,
    calibrated_scores,
    severity_effects,
    shared_places,
)
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.variance import SeverityFit, fit_severity

if TYPE_CHECKING:
    from leader_award.ranking.design import Array
    from leader_award.ranking.official import Card, Criterion

LEAST_SHARED_JURORS = 6


class Unlinked(StrEnum):
    """Why two editions cannot be put into one list."""

    DIFFERENT_RUBRICS = "different_rubrics"
    FEW_SHARED_JURORS = "few_shared_jurors"
    SEPARATE_PANELS = "separate_panels"
    SEVERITY_UNKNOWN = "severity_unknown"


@dataclass(frozen=True, slots=True)
class EditionsEntry:
    """A participant's place, score and the scores of its editions (None: it was not in one)."""

    participant: str
    place: int
    score: float
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True)
class MergedEditions:
    """One list of all participants of both editions, best first; scores in the cards' units.

    `link_error` is the standard error of the shift between the editions, which every comparison
    of participants across them carries.
    """

    entries: tuple[EditionsEntry, ...]
    shared_jurors: tuple[str, ...]
    link_error: float


def rank_standardised(first: Calibration, second: Calibration) -> tuple[EditionsEntry, ...] | None:
    """Rank the participants of both editions by the mean of their standardised calibrated scores.

    A score is standardised by the mean and standard deviation of all entries of its edition. None
    where an edition has unlinked panels, a single entry, or no differences between entries.
    """
    earlier, later = _standardised(first), _standardised(second)
    if earlier is None or later is None:
        return None
    return _listed(
        {name: earlier[name] for name in earlier if name in later},
        {name: later[name] for name in later if name in earlier},
    )


def merge_editions(
    first: Sequence[Card],
    second: Sequence[Card],
    rubrics: tuple[Sequence[Criterion], Sequence[Criterion]],
) -> MergedEditions | Unlinked:
    """Put the participants of both editions into one list, or say why that cannot be.

    `entry` of a card is the participant's code, `juror` a code that lasts over editions. Who was
    in both has the mean of both scores, each free of its jurors' severity.
    """
    shared = sorted({card.juror for card in first} & {card.juror for card in second})
    if set(rubrics[0]) != set(rubrics[1]):
        return Unlinked.DIFFERENT_RUBRICS
    if len(shared) < LEAST_SHARED_JURORS:
        return Unlinked.FEW_SHARED_JURORS
    design = Design.of(
        Observation(edition + card.entry, card.juror, float(card.score))
        for edition, cards in (("1", first), ("2", second))
        for card in cards
    )
    fit = fit_severity(design)
    if len(design.panels) > 1:
        return Unlinked.SEPARATE_PANELS
    if fit.juror is None:
        return Unlinked.SEVERITY_UNKNOWN
    scores = calibrated_scores(design, severity_effects(design, fit)).tolist()
    of_edition: dict[str, dict[str, float]] = {"1": {}, "2": {}}
    for name, score in zip(design.entries, scores, strict=True):
        of_edition[name[0]][name[1:]] = score
    entries = _listed(of_edition["1"], of_edition["2"])
    return MergedEditions(entries, tuple(shared), _link_error(design, fit))


def _standardised(calibration: Calibration) -> dict[str, float] | None:
    scores = {one.entry: one.score for one in calibration.entries}
    if len(calibration.panels) > 1 or len(scores) < 2:
        return None
    middle, spread = fmean(scores.values()), stdev(scores.values())
    if spread <= 1e-12 * (1.0 + abs(middle)):
        return None
    return {entry: (score - middle) / spread for entry, score in scores.items()}


def _listed(first: Mapping[str, float], second: Mapping[str, float]) -> tuple[EditionsEntry, ...]:
    names = sorted(first.keys() | second.keys())
    scores = [fmean(part[name] for part in (first, second) if name in part) for name in names]
    lines = [
        EditionsEntry(name, place, score, first.get(name), second.get(name))
        for name, score, place in zip(names, scores, shared_places(scores), strict=True)
    ]
    return tuple(sorted(lines, key=lambda line: (line.place, line.participant)))


def _link_error(design: Design, fit: SeverityFit) -> float:
    """Return the standard error that severity leaves in the difference of the editions' means."""
    import numpy as np

    if not fit.juror or fit.residual is None:
        return 0.0
    load: Array = design.incidence / design.per_entry[:, None]
    earlier = np.array([name[0] == "1" for name in design.entries])
    contrast = load[earlier].mean(axis=0) - load[~earlier].mean(axis=0)
    values, vectors = design.spectrum
    along = vectors.T @ contrast
    return float(np.sqrt(fit.residual * np.sum(along**2 / (values + fit.residual / fit.juror))))
