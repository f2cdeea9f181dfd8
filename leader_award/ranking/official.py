"""The official ranking: what the regulations say, in exact arithmetic.

A card is what one juror gave one entry. Its percentage is
100 x sum(weight x points / maximum) / sum(weight), over the criteria that the juror scored: an
abstention (no score, or `points=None`) is left out of both sums, so it is never a zero. A card
without a single scored criterion is no card. An entry's score is the mean over its cards.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

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


@dataclass(frozen=True, slots=True)
class CardScore:
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
    """How an entry's cards become its score."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
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


class TooFewCards(ValueError):
    """Trimming would leave nothing of these entries' cards."""

    def __init__(self, entries: Sequence[str]) -> None:
        super().__init__(f"too few cards to trim: {', '.join(entries)}")
        self.entries = tuple(entries)


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Return the value for display, a half rounded away from zero."""
    top, bottom = abs(value.numerator) * 10**places, value.denominator
    digits = str((2 * top + bottom) // (2 * bottom))
    return Decimal((int(value < 0), tuple(map(int, digits)), -places))


def make_cards(criteria: Sequence[Criterion], scores: Sequence[CardScore]) -> tuple[Card, ...]:
    """Put scores together into cards, ordered by entry and juror.

    Raises RubricError for a rubric without sense, ScoreError for a duplicate score, an unknown
    criterion, or points outside 0..maximum.
    """
    rubric = _checked_rubric(criteria)
    points: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    seen: set[tuple[str, str, str]] = set()
    for position, score in enumerate(scores):
        criterion = rubric.get(score.criterion)
        if criterion is None:
            raise ScoreError(f"unknown criterion {score.criterion!r}", position)
        key = (score.entry, score.juror, score.criterion)
        if key in seen:
            raise ScoreError("duplicate score of {!r} by {!r} under {!r}".format(*key), position)
        seen.add(key)
        if score.points is None:
            continue
        value = Fraction(score.points)
        if value < 0 or (criterion.maximum is not None and value > criterion.maximum):
            top = "" if criterion.maximum is None else f"..{criterion.maximum}"
            raise ScoreError(f"points {score.points} outside the scale 0{top}", position)
        points[score.entry, score.juror][score.criterion] = value
    scales = [_Scale.of(criterion) for criterion in criteria]
    return tuple(_card(scales, *key, points[key]) for key in sorted(points))


def rank_official(
    criteria: Sequence[Criterion],
    scores: Sequence[CardScore],
    *,
    aggregate: Aggregate = Aggregate.MEAN,
    trim: int = 1,
    tie_steps: Collection[TieStep] = DECLARED_STEPS,
    votes: Sequence[Vote] = (),
) -> OfficialRanking:
    """Rank every entry that has a card, by exact score and the declared tie steps.

    TRIMMED_MEAN leaves out the `trim` highest and the `trim` lowest cards of each entry. Criteria
    settle ties by weight, equal weights in the order of the rubric, each by its mean over the
    cards that scored it; then comes the median card; then a recorded vote that names all tied
    entries; else the place is shared (1, 2, 2, 4) and the tie says that a vote is needed.

    Raises what `make_cards` raises, and TooFewCards.
    """
    return rank_cards(
        criteria,
        make_cards(criteria, scores),
        aggregate=aggregate,
        trim=trim,
        tie_steps=tie_steps,
        votes=votes,
    )


def rank_cards(
    criteria: Sequence[Criterion],
    cards: Sequence[Card],
    *,
    aggregate: Aggregate = Aggregate.MEAN,
    trim: int = 1,
    tie_steps: Collection[TieStep] = DECLARED_STEPS,
    votes: Sequence[Vote] = (),
) -> OfficialRanking:
    """Rank by cards that `make_cards` made of the same criteria; else as `rank_official`."""
    of_entry: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        of_entry[card.entry].append(card)
    if aggregate is Aggregate.TRIMMED_MEAN:
        short = [entry for entry, own in of_entry.items() if len(own) <= 2 * trim]
        if short:
            raise TooFewCards(short)
    lines = {entry: _line(entry, own, criteria, aggregate, trim) for entry, own in of_entry.items()}
    settled = settle(
        {entry: line.score for entry, line in lines.items()},
        comparisons(lines, criteria, tie_steps),
        votes,
    )
    ranked = tuple(replace(lines[entry], place=place) for entry, place in settled.places.items())
    return OfficialRanking(ranked, settled.ties, tuple(cards), settled.unused_votes)


def rank_by_category(
    criteria: Sequence[Criterion],
    scores: Sequence[CardScore],
    category_of: Mapping[str, str],
    *,
    aggregate: Aggregate = Aggregate.MEAN,
    trim: int = 1,
    votes: Sequence[Vote] = (),
) -> dict[str, OfficialRanking]:
    """Rank each category by itself; `category_of` maps an entry to its category.

    Raises what `rank_official` raises; KeyError for a scored entry without a category.
    """
    parts: dict[str, list[CardScore]] = defaultdict(list)
    for score in scores:
        parts[category_of[score.entry]].append(score)
    return {
        category: rank_official(
            criteria, parts[category], aggregate=aggregate, trim=trim, votes=votes
        )
        for category in sorted(parts)
    }


def _checked_rubric(criteria: Sequence[Criterion]) -> dict[str, Criterion]:
    if not criteria:
        raise RubricError("the rubric has no criteria")
    rubric = {criterion.id: criterion for criterion in criteria}
    if len(rubric) < len(criteria):
        raise RubricError("the rubric names a criterion twice")
    if len({criterion.maximum is None for criterion in criteria}) > 1:
        raise RubricError("only some criteria of the rubric have a maximum")
    for criterion in criteria:
        if criterion.weight <= 0:
            raise RubricError(f"the weight of criterion {criterion.id!r} is not positive")
        if criterion.maximum is not None and criterion.maximum <= 0:
            raise RubricError(f"the maximum of criterion {criterion.id!r} is not positive")
    return rubric


@dataclass(frozen=True, slots=True)
class _Scale:
    """A criterion's exact weight, and what turns its points into its score."""

    id: str
    weight: Fraction
    factor: Fraction

    @classmethod
    def of(cls, criterion: Criterion) -> "_Scale":
        whole = criterion.maximum
        factor = Fraction(1) if whole is None else 100 / Fraction(whole)
        return cls(criterion.id, Fraction(criterion.weight), factor)


def _card(scales: Sequence[_Scale], entry: str, juror: str, points: Mapping[str, Fraction]) -> Card:
    scored: dict[str, Fraction] = {}
    total = weights = Fraction()
    for scale in scales:
        if scale.id in points:
            scored[scale.id] = points[scale.id] * scale.factor
            total += scale.weight * scored[scale.id]
            weights += scale.weight
    return Card(entry, juror, total / weights, scored, complete=len(scored) == len(scales))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def _line(
    entry: str, cards: Sequence[Card], criteria: Sequence[Criterion], how: Aggregate, trim: int
) -> RankedEntry:
    values = sorted(card.score for card in cards)
    mean, middle = _mean(values), median(values)
    if how is Aggregate.MEAN:
        score = mean
    elif how is Aggregate.MEDIAN:
        score = middle
    else:
        score = _mean(values[trim : len(values) - trim])
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
