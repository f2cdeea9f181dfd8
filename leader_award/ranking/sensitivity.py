"""Would it have come out otherwise without this juror, or without that criterion?

Each is left out in turn and the places that carry prizes are compared with the full ranking's.
Entries with equal scores share a place here; the declared tie steps are not walked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from leader_award.ranking.calibration import calibrated_scores, severity_effects
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.variance import fit_severity

if TYPE_CHECKING:
    from leader_award.ranking.official import Card, Criterion

Score = TypeVar("Score", Fraction, float)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The ranking without one juror or criterion, named by `without`.

    `first` are the entries that would be first; `entered` and `left` those that would come into
    and drop out of the first `top` places; all sorted. `linked` is False where the jurors that
    remain no longer link all entries, so that nothing can be said.
    """

    without: str
    first: tuple[str, ...]
    first_changes: bool
    entered: tuple[str, ...]
    left: tuple[str, ...]
    linked: bool = True

    @property
    def changes_something(self) -> bool:
        """Whether the first place or the set of prize places would be another."""
        return self.first_changes or bool(self.entered or self.left)


def without_each_juror(cards: Sequence[Card], *, top: int = 3) -> tuple[LeftOut, ...]:
    """Leave out each juror (in order of name) from the ranking by exact means of cards.

    An entry that only this juror scored drops out.
    """
    sums: dict[str, Fraction] = defaultdict(Fraction)
    counts: dict[str, int] = defaultdict(int)
    of_juror: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        sums[card.entry] += card.score
        counts[card.entry] += 1
        of_juror[card.juror].append(card)
    before = {entry: sums[entry] / counts[entry] for entry in sums}
    ordered = sorted(before, key=lambda entry: (-before[entry], entry))
    front = _front(ordered, before, top)
    found: list[LeftOut] = []
    for juror in sorted(of_juror):
        changed = {card.entry: card for card in of_juror[juror]}
        after = {
            entry: (sums[entry] - card.score) / (counts[entry] - 1)
            for entry, card in changed.items()
            if counts[entry] > 1
        }
        # Of the others, only those that are in front of the rest can get a prize place.
        after |= _front((entry for entry in ordered if entry not in changed), before, top)
        found.append(_compare(juror, front, after, top))
    return tuple(found)


def without_each_criterion(
    criteria: Sequence[Criterion], cards: Sequence[Card], *, top: int = 3
) -> tuple[LeftOut, ...]:
    """Leave out each criterion (in the rubric's order) from the ranking by exact means of cards.

    Empty for a rubric of one criterion. A card that scored nothing else drops out.
    """
    if len(criteria) < 2:
        return ()
    before = _means(cards)
    return tuple(
        _compare(one.id, before, _means(_cards_without(one, criteria, cards)), top)
        for one in criteria
    )


def calibrated_without_each_juror(cards: Sequence[Card], *, top: int = 3) -> tuple[LeftOut, ...]:
    """Leave out each juror (in order of name) from the calibrated ranking, variances fitted anew.

    Empty where the full jury does not link all entries, or has a single juror.
    """
    jurors = sorted({card.juror for card in cards})
    before = _calibrated(cards)
    if before is None or len(jurors) < 2:
        return ()
    found: list[LeftOut] = []
    for juror in jurors:
        after = _calibrated([card for card in cards if card.juror != juror])
        if after is None:
            found.append(LeftOut(juror, (), False, (), (), linked=False))
        else:
            found.append(_compare(juror, before, after, top))
    return tuple(found)


def _calibrated(cards: Sequence[Card]) -> dict[str, float] | None:
    design = Design.of(Observation(card.entry, card.juror, float(card.score)) for card in cards)
    if len(design.panels) > 1:
        return None
    scores = calibrated_scores(design, severity_effects(design, fit_severity(design)))
    return dict(zip(design.entries, scores.round(9).tolist(), strict=True))


def _means(cards: Iterable[Card]) -> dict[str, Fraction]:
    scores: dict[str, list[Fraction]] = defaultdict(list)
    for card in cards:
        scores[card.entry].append(card.score)
    return {entry: sum(own, Fraction()) / len(own) for entry, own in scores.items()}


def _cards_without(
    left_out: Criterion, criteria: Sequence[Criterion], cards: Iterable[Card]
) -> Iterable[Card]:
    weight = {one.id: Fraction(one.weight) for one in criteria if one != left_out}
    for card in cards:
        scored = {name: card.criteria[name] for name in weight if name in card.criteria}
        if scored:
            total = sum((weight[name] * score for name, score in scored.items()), Fraction())
            yield replace(card, score=total / sum(weight[name] for name in scored))


def _front(ordered: Iterable[str], scores: Mapping[str, Fraction], top: int) -> dict[str, Fraction]:
    """Return the entries in the first places of an order, best first, with all that share them."""
    front: dict[str, Fraction] = {}
    last: Fraction | None = None
    for entry in ordered:
        if len(front) >= top and scores[entry] != last:
            break
        last = front[entry] = scores[entry]
    return front


def _compare(
    without: str, before: Mapping[str, Score], after: Mapping[str, Score], top: int
) -> LeftOut:
    prizes_before, prizes_after = _within(before, top), _within(after, top)
    first_before, first_after = _within(before, 1), _within(after, 1)
    return LeftOut(
        without=without,
        first=tuple(sorted(first_after)),
        first_changes=first_before != first_after,
        entered=tuple(sorted(prizes_after - prizes_before)),
        left=tuple(sorted(prizes_before - prizes_after)),
    )


def _within(scores: Mapping[str, Score], places: int) -> set[str]:
    """Return the entries in the first places, shared ones included."""
    ordered = sorted(scores.values(), reverse=True)
    if not ordered:
        return set()
    least = ordered[min(places, len(ordered)) - 1]
    return {entry for entry, score in scores.items() if score >= least}
