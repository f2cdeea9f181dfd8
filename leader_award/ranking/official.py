"""The official ranking: what the regulations say, in exact arithmetic.

A card is what one juror gave one entry. Its percentage is
100 x sum(weight x points / maximum) / sum(weight), over the criteria that the juror scored: an
abstention (no score, or `points=None`) is left out of both sums, so it is never a zero. A card
without a single scored criterion is no card. An entry's score is the mean over its cards, or,
where the regulations say so, their trimmed mean or their median.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from leader_award.editions.rules import LEAST_TRIMMED_CARDS as LEAST_TRIMMED_CARDS
from leader_award.ranking.ties import Comparison, Tie, settle
from leader_award.ranking.ties import TieStep as TieStep
from leader_award.ranking.ties import Vote as Vote

Number = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric. `maximum=None` (for all lines or none) leaves scores in points."""

    id: str
    weight: Number
    maximum: Number | None


class CardScore(NamedTuple):
    """Points that a juror gave an entry under one criterion; None records an abstention."""

    entry: str
    juror: str
    criterion: str
    points: Number | None


@dataclass(frozen=True, slots=True)
class Card:
    """A juror's scores of an entry: the whole (percent or points) and each criterion likewise."""

    entry: str
    juror: str
    score: Fraction
    criteria: Mapping[str, Fraction]
    complete: bool


class Aggregate(StrEnum):
    """How an entry's cards become its score; the names are those of the editions' `card_mean`.

    TRIMMED leaves out one highest and one lowest card of an entry that has at least
    `LEAST_TRIMMED_CARDS`; of an entry with fewer all cards count. Two cards at least decide.
    Source: International Jump Rope Union, technical manual 3.0.0, calculations, averaging.
    """

    MEAN = "mean"
    TRIMMED = "trimmed"
    MEDIAN = "median"


DECLARED_STEPS = (TieStep.CRITERION, TieStep.MEDIAN_CARD)


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry's line in the ranking; `criteria` has the mean per criterion, None if unscored.

    `score` decides the place; `mean` is the plain mean whatever the regulations aggregate by.
    """

    entry: str
    place: int
    score: Fraction
    mean: Fraction
    median: Fraction
    cards: int
    incomplete_cards: int
    criteria: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class OfficialRanking:
    """Entries by place, then by name; ties in order of place; votes that no tie called for."""

    entries: tuple[RankedEntry, ...]
    ties: tuple[Tie, ...]
    cards: tuple[Card, ...]
    unused_votes: tuple[Vote, ...]

    @property
    def votes_needed(self) -> tuple[Tie, ...]:
        """The ties that only a vote of the jury can settle."""
        return tuple(tie for tie in self.ties if tie.step is TieStep.VOTE_NEEDED)


class RubricError(ValueError):
    """The rubric cannot be computed with."""


class ScoreError(ValueError):
    """A score cannot be counted; `position` is its index in the sequence given."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Return the value for display, a half rounded away from zero."""
    top, bottom = abs(value.numerator) * 10**places, value.denominator
    whole = (2 * top + bottom) // (2 * bottom)
    return Decimal(f"{-whole if value < 0 else whole}E-{places}")


def make_cards(criteria: Sequence[Criterion], scores: Sequence[CardScore]) -> tuple[Card, ...]:
    """Put scores together into cards, ordered by entry and juror.

    Raises RubricError for a rubric without sense, ScoreError for a duplicate score, an unknown
    criterion, or points outside 0..maximum.
    """
    scales = _Scales(_checked_rubric(criteria))
    points: dict[tuple[str, str], dict[str, Number | None]] = defaultdict(dict)
    for position, (entry, juror, criterion, given) in enumerate(scores):
        fault = scales.fault(criterion, given)
        if fault:
            raise ScoreError(fault, position)
        own = points[entry, juror]
        if criterion in own:
            where = f"{entry!r} by {juror!r} under {criterion!r}"
            raise ScoreError(f"duplicate score of {where}", position)
        own[criterion] = given
    cards = (scales.card(entry, juror, points[entry, juror]) for entry, juror in sorted(points))
    return tuple(card for card in cards if card is not None)


def rank_official(
    criteria: Sequence[Criterion],
    scores: Sequence[CardScore],
    *,
    aggregate: Aggregate = Aggregate.MEAN,
    tie_steps: Collection[TieStep] = DECLARED_STEPS,
    votes: Sequence[Vote] = (),
) -> OfficialRanking:
    """Rank every entry that has a card, by exact score and the declared tie steps.

    Criteria settle ties by weight, equal weights in the order of the rubric, each by its mean
    over the cards that scored it; then comes the median card; then a recorded vote that names all
    tied entries; else the place is shared (1, 2, 2, 4) and the tie says that a vote is needed.

    Raises what `make_cards` raises.
    """
    cards = make_cards(criteria, scores)
    return rank_cards(criteria, cards, aggregate=aggregate, tie_steps=tie_steps, votes=votes)


def rank_cards(
    criteria: Sequence[Criterion],
    cards: Sequence[Card],
    *,
    aggregate: Aggregate = Aggregate.MEAN,
    tie_steps: Collection[TieStep] = DECLARED_STEPS,
    votes: Sequence[Vote] = (),
) -> OfficialRanking:
    """Rank by cards that `make_cards` made of the same criteria; else as `rank_official`."""
    of_entry: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        of_entry[card.entry].append(card)
    lines = {entry: _line(entry, own, criteria, aggregate) for entry, own in of_entry.items()}
    settled = settle(
        {entry: line.score for entry, line in lines.items()},
        comparisons(lines, criteria, tie_steps),
        votes,
    )
    ranked = tuple(replace(lines[entry], place=place) for entry, place in settled.places.items())
    return OfficialRanking(ranked, settled.ties, tuple(cards), settled.unused_votes)


def _checked_rubric(criteria: Sequence[Criterion]) -> Sequence[Criterion]:
    if not criteria:
        raise RubricError("the rubric has no criteria")
    if len({criterion.id for criterion in criteria}) < len(criteria):
        raise RubricError("the rubric names a criterion twice")
    if len({criterion.maximum is None for criterion in criteria}) > 1:
        raise RubricError("only some criteria of the rubric have a maximum")
    for criterion in criteria:
        if criterion.weight <= 0:
            raise RubricError(f"the weight of criterion {criterion.id!r} is not positive")
        if criterion.maximum is not None and criterion.maximum <= 0:
            raise RubricError(f"the maximum of criterion {criterion.id!r} is not positive")
    return criteria


class _Scales:
    """The rubric ready to count with: whole numbers wherever points are whole."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        self.criteria = {criterion.id: criterion for criterion in criteria}
        weights = {one.id: Fraction(one.weight) for one in criteria}
        # Each criterion's score is points x factor / bottom, and its weight a whole number.
        self.factor = {
            one.id: Fraction(1) if one.maximum is None else 100 / Fraction(one.maximum)
            for one in criteria
        }
        common = lcm(*(weight.denominator for weight in weights.values()))
        self.weight = {name: int(weight * common) for name, weight in weights.items()}
        self.bottom = lcm(*(factor.denominator for factor in self.factor.values()))
        self.top = {
            name: int(factor * self.bottom) * self.weight[name]
            for name, factor in self.factor.items()
        }
        self.known: dict[tuple[str, Number], Fraction] = {}

    def fault(self, name: str, points: Number | None) -> str:
        """Say why points under a criterion cannot be counted, or nothing."""
        criterion = self.criteria.get(name)
        if criterion is None:
            return f"unknown criterion {name!r}"
        if points is None or (name, points) in self.known:
            return ""
        if points < 0 or (criterion.maximum is not None and points > criterion.maximum):
            top = "" if criterion.maximum is None else f"..{criterion.maximum}"
            return f"points {points} outside the scale 0{top}"
        self.known[name, points] = Fraction(points) * self.factor[name]
        return ""

    def card(self, entry: str, juror: str, points: Mapping[str, Number | None]) -> Card | None:
        """Return the card of these points; None if each of them is an abstention."""
        scored: dict[str, Fraction] = {}
        total: int | Fraction = 0
        weights = 0
        for name, weight in self.weight.items():
            given = points.get(name)
            if given is not None:
                scored[name] = self.known[name, given]
                exact = given if isinstance(given, int) else Fraction(given)
                total += exact * self.top[name]
                weights += weight
        if not scored:
            return None
        score = Fraction(total, self.bottom * weights)
        return Card(entry, juror, score, scored, complete=len(scored) == len(self.weight))


def aggregated(values: Sequence[Fraction], how: Aggregate) -> Fraction:
    """Return what cards' scores, in ascending order and at least one, make together."""
    if how is Aggregate.MEDIAN:
        outside = (len(values) - 1) // 2
    else:
        outside = int(how is Aggregate.TRIMMED and len(values) >= LEAST_TRIMMED_CARDS)
    return _mean(values[outside : len(values) - outside])


def _mean(values: Sequence[Fraction]) -> Fraction:
    bottom = lcm(*(value.denominator for value in values))
    top = sum(value.numerator * (bottom // value.denominator) for value in values)
    return Fraction(top, bottom * len(values))


def _line(
    entry: str, cards: Sequence[Card], criteria: Sequence[Criterion], how: Aggregate
) -> RankedEntry:
    values = sorted(card.score for card in cards)
    mean, middle = _mean(values), aggregated(values, Aggregate.MEDIAN)
    score = mean if how is Aggregate.MEAN else aggregated(values, how)
    of_criterion: dict[str, Fraction | None] = {}
    for criterion in criteria:
        own = [card.criteria[criterion.id] for card in cards if criterion.id in card.criteria]
        of_criterion[criterion.id] = _mean(own) if own else None
    incomplete = sum(not card.complete for card in cards)
    return RankedEntry(entry, 0, score, mean, middle, len(cards), incomplete, of_criterion)


def comparisons(
    lines: Mapping[str, RankedEntry], criteria: Sequence[Criterion], steps: Collection[TieStep]
) -> list[Comparison]:
    """Return the declared steps in their order, with what each compares, entry by entry."""
    found: list[Comparison] = []
    if TieStep.CRITERION in steps:
        by_weight = sorted(criteria, key=lambda criterion: criterion.weight, reverse=True)
        for criterion in by_weight:
            values = {entry: line.criteria[criterion.id] for entry, line in lines.items()}
            found.append(Comparison(TieStep.CRITERION, criterion.id, values))
    if TieStep.MEDIAN_CARD in steps:
        middles = {entry: line.median for entry, line in lines.items()}
        found.append(Comparison(TieStep.MEDIAN_CARD, None, middles))
    return found
