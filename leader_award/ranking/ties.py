"""Entries with equal scores: the declared steps, a vote of the jury, or a shared place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import chain, groupby


class TieStep(StrEnum):
    """What separates entries with equal scores, or that nothing declared does."""

    ROUND = "round"
    CRITERION = "criterion"
    MEDIAN_CARD = "median_card"
    VOTE = "vote"
    VOTE_NEEDED = "vote_needed"


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
class Comparison:
    """One declared step: a value of each entry, None for one that has nothing to compare."""

    step: TieStep
    criterion: str | None
    values: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Settled:
    """Each entry's place (1, 2, 2, 4), best first; the ties; votes that no tie called for."""

    places: Mapping[str, int]
    ties: tuple[Tie, ...]
    unused_votes: tuple[Vote, ...]


def settle(
    scores: Mapping[str, Fraction], comparisons: Sequence[Comparison], votes: Sequence[Vote]
) -> Settled:
    """Order entries by score and equal ones by the comparisons in turn, then by a vote.

    A comparison that lacks one of the tied entries is passed over; a vote counts if it names all
    of them. What is still equal shares a place.
    """
    walk = _Walk(comparisons, votes)
    places: dict[str, int] = {}
    for equal in _groups(scores):
        for sharing in walk.settle(equal, len(places) + 1, scores[equal[0]]):
            places |= dict.fromkeys(sharing, len(places) + 1)
    unused = tuple(vote for vote in votes if vote not in walk.used)
    return Settled(places, tuple(walk.ties), unused)


def _groups(values: Mapping[str, Fraction]) -> list[list[str]]:
    """Return the entries with equal values together, the highest first, by name within."""
    # Sorting is stable, in reverse too: names stay in order.
    ordered = sorted(sorted(values), key=values.__getitem__, reverse=True)
    return [list(same) for _, same in groupby(ordered, key=values.__getitem__)]


class _Walk:
    """Walks the steps for entries with equal scores and remembers what each did."""

    def __init__(self, comparisons: Sequence[Comparison], votes: Sequence[Vote]) -> None:
        self.comparisons = comparisons
        self.votes = votes
        self.ties: list[Tie] = []
        self.used: set[Vote] = set()

    def settle(
        self, tied: list[str], place: int, score: Fraction, first_step: int = 0
    ) -> Iterator[list[str]]:
        """Yield the tied entries, best first, in groups that share a place."""
        if len(tied) == 1:
            yield tied
            return
        for number, comparison in enumerate(self.comparisons[first_step:], first_step):
            values = {entry: comparison.values[entry] for entry in tied}
            known = {entry: value for entry, value in values.items() if value is not None}
            if len(known) < len(tied) or len(set(known.values())) == 1:
                continue
            parts = _groups(known)
            names = tuple(chain.from_iterable(parts))
            self.ties.append(Tie(place, names, score, comparison.step, comparison.criterion, known))
            for part in parts:
                yield from self.settle(part, place, score, number + 1)
                place += len(part)
            return
        yield from self._vote(tied, place, score)

    def _vote(self, tied: list[str], place: int, score: Fraction) -> Iterator[list[str]]:
        vote = next((vote for vote in self.votes if set(tied) <= set(vote.order)), None)
        if vote is None:
            self.ties.append(Tie(place, tuple(tied), score, TieStep.VOTE_NEEDED, None, {}))
            yield tied
            return
        self.used.add(vote)
        ordered = [entry for entry in dict.fromkeys(vote.order) if entry in tied]
        self.ties.append(Tie(place, tuple(ordered), score, TieStep.VOTE, None, {}))
        yield from ([entry] for entry in ordered)
