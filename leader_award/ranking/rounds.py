"""Several rounds of one edition: desk scoring, site visit, presentation, each with its share.

Entries that were scored in every round are ordered by the mean of their rounds' scores, weighted
by the rounds' shares. The others stopped on the way; they come after, those that got further first.
A later round never overwrites an earlier one: each keeps its own ranking.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from leader_award.ranking.official import (
    DECLARED_STEPS,
    Criterion,
    Number,
    OfficialRanking,
    comparisons,
)
from leader_award.ranking.ties import Comparison, Tie, TieStep, Vote, settle


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its share of the final score, its rubric, and its own ranking in percent.

    A share of 0 is a round that only chooses who goes on.
    """

    name: str
    share: Number
    criteria: tuple[Criterion, ...]
    ranking: OfficialRanking


@dataclass(frozen=True, slots=True)
class RoundsEntry:
    """An entry's line: place among all, the last round it was scored in, and its score so far.

    `rounds` maps each round's name to the entry's score in it.
    """

    entry: str
    place: int
    reached: str
    score: Fraction
    rounds: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class RoundsRanking:
    """Entries by place, the ties between them, and votes that no tie called for."""

    entries: tuple[RoundsEntry, ...]
    ties: tuple[Tie, ...]
    unused_votes: tuple[Vote, ...]


def rank_rounds(
    rounds: Sequence[Round],
    *,
    tie_steps: Collection[TieStep] = DECLARED_STEPS,
    votes: Sequence[Vote] = (),
) -> RoundsRanking:
    """Rank over rounds, given in the order in which they were held.

    An entry counts in a round only if it was scored in all rounds before. Where the shares of the
    rounds it was scored in are all 0, its last round's score counts. Equal scores are ordered by
    the last round's score, then by the steps declared for it, then by a vote; else the place is
    shared. Raises ValueError without rounds or with a negative share.
    """
    if not rounds or any(one.share < 0 for one in rounds):
        raise ValueError("rounds have shares of at least 0")
    scored = [{line.entry: line for line in one.ranking.entries} for one in rounds]
    reached: dict[str, int] = {}
    for number, lines in enumerate(scored):
        reached |= {entry: number for entry in lines if reached.get(entry, -1) == number - 1}
    entries: list[RoundsEntry] = []
    ties: list[Tie] = []
    unused = list(votes)
    for number in range(len(rounds) - 1, -1, -1):
        held = rounds[: number + 1]
        own = {
            entry: {one.name: lines[entry].score for one, lines in zip(held, scored, strict=False)}
            for entry, last in reached.items()
            if last == number
        }
        scores = {entry: _combined(held, of_rounds) for entry, of_rounds in own.items()}
        last_lines = {entry: scored[number][entry] for entry in own}
        in_last = {entry: line.score for entry, line in last_lines.items()}
        settled = settle(
            scores,
            [
                Comparison(TieStep.ROUND, None, in_last),
                *comparisons(last_lines, rounds[number].criteria, tie_steps),
            ],
            votes,
        )
        before = len(entries)
        entries += [
            RoundsEntry(entry, before + place, rounds[number].name, scores[entry], own[entry])
            for entry, place in settled.places.items()
        ]
        ties += [_moved(tie, before) for tie in settled.ties]
        unused = [vote for vote in unused if vote in settled.unused_votes]
    return RoundsRanking(tuple(entries), tuple(ties), tuple(unused))


def _combined(held: Sequence[Round], scores: Mapping[str, Fraction]) -> Fraction:
    shares = {one.name: Fraction(one.share) for one in held}
    whole = sum(shares.values(), Fraction())
    if not whole:
        return scores[held[-1].name]
    return sum((shares[name] * score for name, score in scores.items()), Fraction()) / whole


def _moved(tie: Tie, by: int) -> Tie:
    return Tie(tie.place + by, tie.entries, tie.score, tie.step, tie.criterion, tie.values)
