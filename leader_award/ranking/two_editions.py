"""The ranking across two editions, by the rule written in the regulations.

Participants of both editions are ordered by the arithmetic mean of their percentages; those of
one edition are listed separately. Equal means are ordered by the later edition's percentage,
then by its highest-weighted criterion; otherwise the place is shared (1, 2, 2, 4).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from leader_award.ranking.official import rounded


class EditionStep(StrEnum):
    """What settled a place between participants with equal means."""

    LATER_EDITION = "later_edition"
    TOP_CRITERION = "top_criterion"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class EditionResult:
    """One participant's result in one edition.

    `participant` is the code that lasts through renaming and merging; `score` is the percentage;
    `top_criterion` the mean under the edition's highest-weighted criterion (None: not scored).
    """

    participant: str
    score: Fraction
    top_criterion: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TwoEditionEntry:
    """A participant of both editions: place, mean of the two scores, and the two scores.

    `settled_by` says what ordered it among participants of the same mean; None: none had it.
    """

    participant: str
    place: int
    score: Fraction
    first: Fraction
    second: Fraction
    settled_by: EditionStep | None


@dataclass(frozen=True, slots=True)
class TwoEditionRanking:
    """Those of both editions by place, and those of one edition by its score, best first."""

    both: tuple[TwoEditionEntry, ...]
    first_only: tuple[EditionResult, ...]
    second_only: tuple[EditionResult, ...]


class TwoResultsOfOneParticipant(ValueError):
    """A participant has two results in one edition; `participant` says who."""

    def __init__(self, participant: str) -> None:
        super().__init__(f"two results of participant {participant!r} in one edition")
        self.participant = participant


def rank_two_editions(
    first: Iterable[EditionResult],
    second: Iterable[EditionResult],
    *,
    decimals: int | None = None,
) -> TwoEditionRanking:
    """Rank the participants of both editions.

    Scores are exact; `decimals` is for regulations that count percentages rounded to so many
    places. Raises TwoResultsOfOneParticipant.
    """
    earlier, later = _by_participant(first, decimals), _by_participant(second, decimals)
    keys = {
        name: _key(earlier[name].score, later[name])
        for name in sorted(earlier.keys() & later.keys())
    }
    return TwoEditionRanking(
        _placed(keys, earlier),
        _by_score(result for name, result in earlier.items() if name not in keys),
        _by_score(result for name, result in later.items() if name not in keys),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    mean: Fraction
    later: Fraction
    top_criterion: Fraction | None


def _key(earlier: Fraction, later: EditionResult) -> _Key:
    return _Key((earlier + later.score) / 2, later.score, later.top_criterion)


def _by_participant(
    results: Iterable[EditionResult], decimals: int | None
) -> dict[str, EditionResult]:
    found: dict[str, EditionResult] = {}
    for result in results:
        if result.participant in found:
            raise TwoResultsOfOneParticipant(result.participant)
        if decimals is not None:
            score = Fraction(rounded(result.score, decimals))
            result = EditionResult(result.participant, score, result.top_criterion)
        found[result.participant] = result
    return found


def _by_score(results: Iterable[EditionResult]) -> tuple[EditionResult, ...]:
    return tuple(sorted(results, key=lambda result: (-result.score, result.participant)))


def _placed(
    keys: dict[str, _Key], earlier: dict[str, EditionResult]
) -> tuple[TwoEditionEntry, ...]:
    def descending(name: str) -> tuple[Fraction, Fraction, bool, Fraction]:
        key = keys[name]
        top = key.top_criterion
        return -key.mean, -key.later, top is None, -(top or Fraction())

    ordered = sorted(keys, key=lambda name: (descending(name), name))
    entries: list[TwoEditionEntry] = []
    for _, same_mean in groupby(ordered, key=lambda name: keys[name].mean):
        equal = list(same_mean)
        start = len(entries)
        for _, sharing in groupby(equal, key=lambda name: keys[name]):
            place = len(entries) + 1
            entries += [
                TwoEditionEntry(
                    participant=name,
                    place=place,
                    score=keys[name].mean,
                    first=earlier[name].score,
                    second=keys[name].later,
                    settled_by=None,
                )
                for name in sharing
            ]
        entries[start:] = _settled(entries[start:])
    return tuple(entries)


def _settled(equal: list[TwoEditionEntry]) -> list[TwoEditionEntry]:
    """Say of each participant with the same mean which step gave it its place."""
    if len(equal) == 1:
        return equal
    places = Counter(entry.place for entry in equal)
    later = Counter(entry.second for entry in equal)

    def step(entry: TwoEditionEntry) -> EditionStep:
        if places[entry.place] > 1:
            return EditionStep.SHARED
        return EditionStep.TOP_CRITERION if later[entry.second] > 1 else EditionStep.LATER_EDITION

    return [replace(entry, settled_by=step(entry)) for entry in equal]
