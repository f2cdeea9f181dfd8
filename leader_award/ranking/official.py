"""The official ranking: what the regulations say, in exact arithmetic.

A card is what one juror gave one entry. Its percentage is
100 x sum(weight x points / maximum) / sum(weight), over the criteria that the juror scored: an
abstention (no score, or `points=None`) is left out of both sums, so it is never a zero. A card
without a single scored criterion is no card. An entry's score is the mean over its cards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import chain, groupby
from statistics import median

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


class TieStep(StrEnum):
    """What separates entries with equal scores, or that nothing declared does."""

    CRITERION = "criterion"
    MEDIAN_CARD = "median_card"
    VOTE = "vote"
    VOTE_NEEDED = "vote_needed"


DECLARED_STEPS = (TieStep.CRITERION, TieStep.MEDIAN_CARD)


@dataclass(frozen=True, slots=True)
class Vote:
    """A recorded vote of the jury between tied entries, the best first."""

    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Entries that were equal so far, best first, and the step that looked at them.

    `values` holds what the step compared (empty for a vote). With VOTE_NEEDED they share `place`.
    A step that separates only some of them is followed by another tie of the rest.
    """

    place: int
    entries: tuple[str, ...]
    score: Fraction
    step: TieStep
    criterion: str | None
    values: Mapping[str, Fraction]


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
    return tuple(_card(rubric, *key, points[key]) for key in sorted(points))


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
    cards = make_cards(criteria, scores)
    of_entry: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        of_entry[card.entry].append(card)
    if aggregate is Aggregate.TRIMMED_MEAN:
        short = [entry for entry, own in of_entry.items() if len(own) <= 2 * trim]
        if short:
            raise TooFewCards(short)
    lines = {entry: _line(entry, own, criteria, aggregate, trim) for entry, own in of_entry.items()}
    ties = _TieChain(_comparisons(criteria, tie_steps), votes)
    ranked: list[RankedEntry] = []
    for equal in _groups(lines.values(), {entry: line.score for entry, line in lines.items()}):
        for sharing in ties.settle(equal, len(ranked) + 1):
            place = len(ranked) + 1
            ranked += [replace(line, place=place) for line in sharing]
    return OfficialRanking(tuple(ranked), tuple(ties.ties), cards, ties.unused_votes())


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


def _card(
    rubric: Mapping[str, Criterion], entry: str, juror: str, points: Mapping[str, Fraction]
) -> Card:
    scored = {
        name: points[name] if one.maximum is None else 100 * points[name] / Fraction(one.maximum)
        for name, one in rubric.items()
        if name in points
    }
    weights = {name: Fraction(rubric[name].weight) for name in scored}
    total = sum((weights[name] * value for name, value in scored.items()), Fraction())
    score = total / sum(weights.values())
    return Card(entry, juror, score, scored, complete=len(scored) == len(rubric))


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


@dataclass(frozen=True, slots=True)
class _Comparison:
    step: TieStep
    criterion: str | None

    def values(self, lines: Iterable[RankedEntry]) -> dict[str, Fraction] | None:
        """Return what is compared, entry by entry; None if an entry has nothing to compare."""
        found: dict[str, Fraction] = {}
        for line in lines:
            value = line.median if self.criterion is None else line.criteria[self.criterion]
            if value is None:
                return None
            found[line.entry] = value
        return found


def _comparisons(criteria: Sequence[Criterion], steps: Collection[TieStep]) -> list[_Comparison]:
    chain: list[_Comparison] = []
    if TieStep.CRITERION in steps:
        by_weight = sorted(criteria, key=lambda criterion: criterion.weight, reverse=True)
        chain += [_Comparison(TieStep.CRITERION, criterion.id) for criterion in by_weight]
    if TieStep.MEDIAN_CARD in steps:
        chain.append(_Comparison(TieStep.MEDIAN_CARD, None))
    return chain


def _groups(
    lines: Iterable[RankedEntry], values: Mapping[str, Fraction]
) -> list[list[RankedEntry]]:
    """Return the lines with equal values together, the highest value first, by name within."""
    ordered = sorted(lines, key=lambda line: (-values[line.entry], line.entry))
    return [list(same) for _, same in groupby(ordered, key=lambda line: values[line.entry])]


class _TieChain:
    """Walks the declared steps for entries with equal scores and remembers what each did."""

    def __init__(self, comparisons: Sequence[_Comparison], votes: Sequence[Vote]) -> None:
        self.comparisons = comparisons
        self.votes = votes
        self.ties: list[Tie] = []
        self._used: set[Vote] = set()

    def unused_votes(self) -> tuple[Vote, ...]:
        return tuple(vote for vote in self.votes if vote not in self._used)

    def settle(
        self, tied: list[RankedEntry], place: int, first_step: int = 0
    ) -> Iterator[list[RankedEntry]]:
        """Yield the tied lines, best first, in groups that share a place."""
        if len(tied) == 1:
            yield tied
            return
        for number, comparison in enumerate(self.comparisons[first_step:], first_step):
            values = comparison.values(tied)
            if values is None or len(set(values.values())) == 1:
                continue
            parts = _groups(tied, values)
            self._note(place, chain.from_iterable(parts), comparison, values)
            for part in parts:
                yield from self.settle(part, place, number + 1)
                place += len(part)
            return
        yield from self._vote(tied, place)

    def _vote(self, tied: list[RankedEntry], place: int) -> Iterator[list[RankedEntry]]:
        names = {line.entry: line for line in tied}
        vote = next((vote for vote in self.votes if names.keys() <= set(vote.order)), None)
        if vote is None:
            self._note(place, tied, _Comparison(TieStep.VOTE_NEEDED, None), {})
            yield tied
            return
        self._used.add(vote)
        ordered = [names[entry] for entry in dict.fromkeys(vote.order) if entry in names]
        self._note(place, ordered, _Comparison(TieStep.VOTE, None), {})
        yield from ([line] for line in ordered)

    def _note(
        self,
        place: int,
        lines: Iterable[RankedEntry],
        comparison: _Comparison,
        values: Mapping[str, Fraction],
    ) -> None:
        lines = list(lines)
        names = tuple(line.entry for line in lines)
        self.ties.append(
            Tie(place, names, lines[0].score, comparison.step, comparison.criterion, values)
        )
