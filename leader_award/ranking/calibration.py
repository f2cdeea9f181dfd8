"""The calibrated view: what the jury's severity and the uncertainty do to the ranking.

Model: y = mu + entry + juror + e for each card. Severity is random and entries are fixed ("BLUE"):
with C the information matrix of the design, r the jurors' sums of deviations from entry means, and
lambda = residual / juror variance, a juror's effect is (C + lambda I)^-1 r and an entry's score is
the mean of its cards less their jurors' effects. lambda is the REML estimate of this very model,
which no difference in quality between panels can disturb; the reported variances and the draws
of places rest on crossed random effects. Without severity the score is the raw mean. Nothing here
decides a place: the official ranking does.
Sources: Henderson (1975); Robinson (1991), That BLUP is a good thing; Bailey and Cameron (2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from leader_award.ranking.design import Design, Observation, Panel, indices_of
from leader_award.ranking.uncertainty import (
    RankDistribution,
    rank_distributions,
    smallest_likely_set,
)
from leader_award.ranking.variance import SeverityFit, Variances, fit_crossed, fit_severity

if TYPE_CHECKING:
    from leader_award.ranking.design import Array
    from leader_award.ranking.official import Card

LEAST_EFFICIENCY = 0.5
LEAST_MEDIAN_CARDS = 6
DRAWS = 2000


class Limit(StrEnum):
    """Why the calibrated view claims less than it could."""

    DISCONNECTED = "disconnected"
    NO_SEVERITY = "no_severity"
    SEVERITY_UNKNOWN = "severity_unknown"
    TOO_FEW_CARDS = "too_few_cards"
    WEAK_LINKS = "weak_links"


@dataclass(frozen=True, slots=True)
class CalibratedEntry:
    """An entry in the calibrated view.

    `panel` is the index of its panel and `place` its place within that panel; `score` and `mean`
    are in the cards' units. Intervals and chances, within the panel too, are None where the cards
    cannot give them.
    """

    entry: str
    panel: int
    place: int
    score: float
    mean: float
    cards: int
    rank_interval: tuple[int, int] | None
    probability_first: float | None
    probability_first_three: float | None


@dataclass(frozen=True, slots=True)
class JurorSeverity:
    """How far a juror scores below the others of the panel (positive = severe), in score units.

    None where there is nobody to compare with or nothing to tell severity from chance by.
    `unevenness` is the root mean square of what the model leaves unexplained of the juror's
    cards, over that of all cards: about 1 for most, well above for one who scores otherwise.
    """

    juror: str
    cards: int
    severity: float | None
    standard_error: float | None
    unevenness: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibrated view: entries by panel, place and name; jurors by name.

    `variance` holds REML variances of crossed random effects. `tied_for_first` is the smallest
    set that holds the best entry with 95 %; empty where there are several panels or no draws.
    `limits` are in the order of Limit.
    """

    entries: tuple[CalibratedEntry, ...]
    jurors: tuple[JurorSeverity, ...]
    variance: Variances
    panels: tuple[Panel, ...]
    a_efficiency: float | None
    median_cards: float
    tied_for_first: tuple[str, ...]
    limits: tuple[Limit, ...]

    @property
    def advisory_only(self) -> bool:
        """Whether the design is too thin for more than a remark."""
        return bool({Limit.TOO_FEW_CARDS, Limit.WEAK_LINKS} & set(self.limits))


def calibrate(
    cards: Sequence[Card], *, seed: int = 1, draws: int = DRAWS, criteria_repeat: bool = False
) -> Calibration:
    """Return the calibrated view of the cards (at least one, else ValueError).

    `criteria_repeat` says that criteria measure one thing again and again; where each entry or
    each juror has a single card, so that cards alone leave a variance undetermined, the
    variances are then those of the single scores.
    """
    import numpy as np

    design = Design.of(Observation(card.entry, card.juror, float(card.score)) for card in cards)
    severity = fit_severity(design)
    effects = severity_effects(design, severity)
    scores = calibrated_scores(design, effects)
    variances = fit_crossed(design)
    distributions = rank_distributions(design, variances, scores, seed=seed, draws=draws)
    if criteria_repeat and None in (variances.entry, variances.juror):
        single = Design.of(
            Observation(card.entry, card.juror, float(score))
            for card in cards
            for score in card.criteria.values()
        )
        variances = fit_crossed(single)
    return Calibration(
        entries=_entries(design, scores, distributions),
        jurors=_jurors(design, severity, effects),
        variance=variances,
        panels=design.panels,
        a_efficiency=design.a_efficiency(),
        median_cards=float(np.median(design.per_juror)),
        tied_for_first=_tied_for_first(design, distributions),
        limits=tuple(_limits(design, severity)),
    )


def severity_effects(design: Design, fit: SeverityFit) -> Array:
    """Return the jurors' effects (length m, positive = generous), each panel's adding up to 0."""
    import numpy as np

    if not fit.juror:
        return np.zeros(len(design.jurors))
    values, vectors = design.spectrum
    deviations = design.scores - design.entry_means()[design.entry_of]
    projected = vectors.T @ design.sum_by_juror(deviations)
    free = values > 0
    ridge = (fit.residual or 0.0) / fit.juror
    effects: Array = vectors[:, free] @ (projected[free] / (values[free] + ridge))
    return effects


def calibrated_scores(design: Design, effects: Array) -> Array:
    """Return each entry's mean (length n) of its cards less their jurors' effects."""
    return design.sum_by_entry(design.scores - effects[design.juror_of]) / design.per_entry


def shared_places(scores: Sequence[float]) -> list[int]:
    """Return the place of each score, the highest first; equal to 9 digits shares (1, 2, 2, 4)."""
    tolerance = 1e-9 * (1.0 + max(map(abs, scores), default=0.0))
    places = [0] * len(scores)
    ordered = sorted(range(len(scores)), key=lambda index: -scores[index])
    for position, index in enumerate(ordered):
        before = ordered[position - 1] if position else index
        equal = position > 0 and scores[before] - scores[index] <= tolerance
        places[index] = places[before] if equal else position + 1
    return places


def _entries(
    design: Design, scores: Array, distributions: Sequence[RankDistribution] | None
) -> tuple[CalibratedEntry, ...]:
    means = design.entry_means().tolist()
    cards = design.per_entry.astype(int).tolist()
    lines: list[CalibratedEntry] = []
    for number, panel in enumerate(design.panels):
        members = indices_of(design.entries, panel.entries)
        places = shared_places(scores[members].tolist())
        for place, index in sorted(zip(places, members, strict=True)):
            ranks = distributions[index] if distributions else None
            lines.append(
                CalibratedEntry(
                    entry=design.entries[index],
                    panel=number,
                    place=place,
                    score=float(scores[index]),
                    mean=means[index],
                    cards=cards[index],
                    rank_interval=ranks.interval if ranks else None,
                    probability_first=ranks.first if ranks else None,
                    probability_first_three=ranks.first_three if ranks else None,
                )
            )
    return tuple(lines)


def _jurors(design: Design, fit: SeverityFit, effects: Array) -> tuple[JurorSeverity, ...]:
    import numpy as np

    alone = {panel.jurors[0] for panel in design.panels if len(panel.jurors) == 1}
    errors = _standard_errors(design, fit)
    residuals = design.scores - effects[design.juror_of]
    residuals = residuals - (design.sum_by_entry(residuals) / design.per_entry)[design.entry_of]
    squares = design.sum_by_juror(residuals**2) / design.per_juror
    overall = float(np.mean(residuals**2))
    even = overall <= 1e-18 * (1.0 + float(np.mean(design.scores**2)))
    uneven = np.sqrt(squares / overall).tolist() if not even else [None] * len(design.jurors)
    known = fit.juror is not None
    return tuple(
        JurorSeverity(
            juror=juror,
            cards=int(design.per_juror[index]),
            severity=-float(effects[index]) + 0.0 if known and juror not in alone else None,
            standard_error=float(errors[index])
            if errors is not None and juror not in alone
            else None,
            unevenness=uneven[index],
        )
        for index, juror in enumerate(design.jurors)
    )


def _standard_errors(design: Design, fit: SeverityFit) -> Array | None:
    """Return the prediction standard errors of effects against the mean of the panel's jurors."""
    import numpy as np

    if not fit.juror or fit.residual is None:
        return None
    values, vectors = design.spectrum
    free = values > 0
    ridge = fit.residual / fit.juror
    spread = (vectors[:, free] ** 2) @ (1.0 / (values[free] + ridge))
    errors: Array = np.sqrt(fit.residual * spread)
    return errors


def _tied_for_first(
    design: Design, distributions: Sequence[RankDistribution] | None
) -> tuple[str, ...]:
    if distributions is None or len(design.panels) > 1:
        return ()
    chosen = smallest_likely_set([one.first for one in distributions])
    return tuple(design.entries[index] for index in chosen)


def _limits(design: Design, fit: SeverityFit) -> Iterable[Limit]:
    import numpy as np

    if len(design.panels) > 1:
        yield Limit.DISCONNECTED
    if fit.juror is None:
        yield Limit.SEVERITY_UNKNOWN
    elif fit.juror == 0.0:
        yield Limit.NO_SEVERITY
    if float(np.median(design.per_juror)) < LEAST_MEDIAN_CARDS:
        yield Limit.TOO_FEW_CARDS
    efficiency = design.a_efficiency()
    if len(design.panels) == 1 and efficiency is not None and efficiency < LEAST_EFFICIENCY:
        yield Limit.WEAK_LINKS
