"""What the jury's severity, chance and single jurors do to a ranking, worked out when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from leader_award.ranking.calibration import Calibration, calibrate
from leader_award.ranking.official import Aggregate, Card, CardScore, Criterion, make_cards
from leader_award.ranking.sensitivity import (
    LeftOut,
    calibrated_without_each_juror,
    without_each_criterion,
    without_each_juror,
)
from leader_award.ranking.statistics import (
    Concordance,
    IntraclassCorrelations,
    Level,
    intraclass_correlations,
    kendall_concordance,
    krippendorff_alpha,
    table_of,
)

MOST_REFITTED = 60_000
"""Up to so many cards times jurors the variances are fitted anew without each juror; beyond, they
are held."""


@dataclass(frozen=True)
class Agreement:
    """How far the jury agrees; None for a figure that the cards do not define."""

    correlations: IntraclassCorrelations
    alphas: dict[Level, float | None]
    concordance: Concordance


@dataclass(frozen=True)
class Analysis:
    """Everything that stands beside the official ranking."""

    cards: tuple[Card, ...]
    calibration: Calibration
    agreement: Agreement
    without_juror: tuple[LeftOut, ...]
    without_criterion: tuple[LeftOut, ...]
    calibrated_without_juror: tuple[LeftOut, ...]

    @property
    def refitted(self) -> bool:
        """Whether the calibrated view without a juror has variances of its own."""
        return _can_be_refitted(self.cards)


@lru_cache(maxsize=8)
def analyse(
    criteria: tuple[Criterion, ...],
    scores: tuple[CardScore, ...],
    aggregate: Aggregate = Aggregate.MEAN,
) -> Analysis:
    """Analyse the scores (at least one card, else ValueError); the same ones only once.

    `aggregate` is by what the ranking without each juror and criterion is counted.
    """
    cards = make_cards(criteria, scores)
    return Analysis(
        cards=cards,
        calibration=calibrate(cards),
        agreement=agreement_of(cards),
        without_juror=without_each_juror(cards, aggregate),
        without_criterion=without_each_criterion(criteria, cards, aggregate),
        calibrated_without_juror=calibrated_without_each_juror(
            cards, fit_anew=_can_be_refitted(cards)
        ),
    )


def _can_be_refitted(cards: tuple[Card, ...]) -> bool:
    return len(cards) * len({card.juror for card in cards}) <= MOST_REFITTED


def agreement_of(cards: tuple[Card, ...]) -> Agreement:
    """Return how far the jurors of the cards agree."""
    table = table_of(cards)
    return Agreement(
        correlations=intraclass_correlations(table),
        alphas={level: krippendorff_alpha(table, level) for level in Level},
        concordance=kendall_concordance(table),
    )
