"""Would it have come out otherwise without this juror, or without that criterion?

Each is left out in turn and the places that carry prizes are compared with the full ranking's.
Entries with equal scores share a place here; the declared tie steps are not walked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeVar

from leader_award.ranking.calibration import calibrated_scores, severity_effects
from leader_award.ranking.design import Design, Observation
from leader_award.ranking.official import Aggregate, aggregated
from leader_award.ranking.variance import fit_severity

if TYPE_CHECKING:
    from leader_award.ranking.design import Array
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


def without_each_juror(
    cards: Sequence[Card], how: Aggregate = Aggregate.MEAN, *, top: int = 3
) -> tuple[LeftOut, ...]:
    """Leave out each juror (in order of name) from the ranking by exact scores.

    An entry that only this juror scored drops out.
    """
    of_entry: dict[str, list[Card]] = defaultdict(list)
    of_juror: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        of_entry[card.entry].append(card)
        of_juror[card.juror].append(card.entry)
    before = _scores(cards, how)
    ordered = sorted(before, key=lambda entry: (-before[entry], entry))
    front = _front(ordered, before, top)
    found: list[LeftOut] = []
    for juror in sorted(of_juror):
        changed = set(of_juror[juror])
        others = (card for one in changed for card in of_entry[one] if card.juror != juror)
        # Of the others, only those that are in front of the rest can get a prize place.
        rest = _front((entry for entry in ordered if entry not in changed), before, top)
        found.append(_compare(juror, front, _scores(others, how) | rest, top))
    return tuple(found)


def without_each_criterion(
    criteria: Sequence[Criterion],
    cards: Sequence[Card],
    how: Aggregate = Aggregate.MEAN,
    *,
    top: int = 3,
) -> tuple[LeftOut, ...]:
    """Leave out each criterion (in the rubric's order) from the ranking by exact scores.

    Empty for a rubric of one criterion. A card that scored nothing else drops out.
    """
    if len(criteria) < 2:
        return ()
    before = _scores(cards, how)
    return tuple(
        _compare(one.id, before, _scores_without(one, criteria, cards, how), top)
        for one in criteria
    )


def calibrated_without_each_juror(
    cards: Sequence[Card], *, top: int = 3, fit_anew: bool = True
) -> tuple[LeftOut, ...]:
    """Leave out each juror (in order of name) from the calibrated ranking.

    Variances are fitted anew without the juror, or held at those of the whole jury, which is
    faster by far. Empty where the full jury does not link all entries, or has a single juror.
    """
    design = Design.of(Observation(card.entry, card.juror, float(card.score)) for card in cards)
    before = _calibrated(design)
    if before is None or len(design.jurors) < 2:
        return ()
    held = None if fit_anew else _Held(design)
    found: list[LeftOut] = []
    for index, juror in enumerate(design.jurors):
        after = held.without(index) if held else _calibrated(design.without_juror(index))
        if after is None:
            found.append(LeftOut(juror, (), False, (), (), linked=False))
        else:
            found.append(_compare(juror, before, after, top))
    return tuple(found)


def _calibrated(design: Design) -> dict[str, float] | None:
    if len(design.panels) > 1:
        return None
    scores = calibrated_scores(design, severity_effects(design, fit_severity(design)))
    return dict(zip(design.entries, scores.round(9).tolist(), strict=True))


class _Held:
    """Calibrated scores without one juror, by the ratio of variances that the whole jury gave.

    Only the entries of that juror change the information matrix C (see `design`).
    """

    def __init__(self, design: Design) -> None:
        fit = fit_severity(design)
        self.design = design
        self.ridge = (fit.residual or 0.0) / fit.juror if fit.juror else None
        self.by_entry = design.sum_by_entry(design.scores)
        self.by_juror = design.sum_by_juror(design.scores)

    def without(self, index: int) -> dict[str, float] | None:
        """Return each entry's score without the juror of this index; None if panels come apart."""
        import numpy as np

        design = self.design
        cards = design.juror_of == index
        changed, given = design.entry_of[cards], design.scores[cards]
        sums, sizes = self.by_entry.copy(), design.per_entry.copy()
        sums[changed] -= given
        sizes[changed] -= 1.0
        others = np.arange(len(design.jurors)) != index
        own = design.incidence[np.ix_(changed, others)]
        after = 1.0 / np.maximum(sizes[changed], 1.0)
        gained = (1.0 / design.per_entry[changed] - after)[:, None] * own
        information = design.information[np.ix_(others, others)] + own.T @ gained
        if not _links_all(information):
            return None
        counts = design.incidence[:, others]
        means = sums / np.maximum(sizes, 1.0)
        effects = np.zeros(len(information))
        if self.ridge is not None:
            ridged = information + self.ridge * np.eye(len(information))
            deviations = self.by_juror[others] - counts.T @ means
            effects = (
                np.linalg.solve(ridged, deviations)
                if self.ridge
                else np.linalg.lstsq(ridged, deviations)[0]
            )
        scores = means - (counts @ effects) / np.maximum(sizes, 1.0)
        names, kept = self.design.entries, np.flatnonzero(sizes)
        return {names[one]: round(float(scores[one]), 9) for one in kept.tolist()}


def _links_all(information: Array) -> bool:
    """Return whether entries in common link all jurors, directly or through others."""
    import numpy as np

    linked = np.abs(information) > 1e-9
    reached = linked[0].copy()
    reached[0] = True
    while True:
        further = linked[reached].any(axis=0) | reached
        if further.sum() == reached.sum():
            return bool(reached.all())
        reached = further


def _scores(cards: Iterable[Card], how: Aggregate) -> dict[str, Fraction]:
    scores: dict[str, list[Fraction]] = defaultdict(list)
    for card in cards:
        scores[card.entry].append(card.score)
    return {entry: aggregated(sorted(own), how) for entry, own in scores.items()}


def _scores_without(
    left_out: Criterion, criteria: Sequence[Criterion], cards: Iterable[Card], how: Aggregate
) -> dict[str, Fraction]:
    weight = {one.id: Fraction(one.weight) for one in criteria if one != left_out}
    common = lcm(*(own.denominator for own in weight.values()))
    whole = {name: int(own * common) for name, own in weight.items()}
    scores: dict[str, list[Fraction]] = defaultdict(list)
    for card in cards:
        scored = {name: card.criteria[name] for name in whole if name in card.criteria}
        if scored:
            bottom = lcm(*(one.denominator for one in scored.values()))
            top = sum(
                whole[name] * one.numerator * (bottom // one.denominator)
                for name, one in scored.items()
            )
            weights = sum(whole[name] for name in scored)
            scores[card.entry].append(Fraction(top, bottom * weights))
    return {entry: aggregated(sorted(own), how) for entry, own in scores.items()}


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
