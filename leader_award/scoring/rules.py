"""The rules of scoring: when cards are open, their states, completeness, the weighted percent.

Pure: no request, no database, no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol, TypeVar

ASSIGNED, STARTED, SEALED, REOPENED, RECUSED = (
    "assigned",
    "started",
    "sealed",
    "reopened",
    "recused",
)
READING = ("scoring", "deciding", "announced")
"""States of an edition in which jurors may read the entries assigned to them and their cards."""
LONGEST_COMMENT = 5000
LONGEST_REASON = 1000


class Scored(Protocol):
    """An edition as these rules see it."""

    @property
    def state(self) -> Any:
        """One of the states of the edition's table."""

    @property
    def scoring_until(self) -> Any:
        """An aware instant."""


class Weighted(Protocol):
    """A criterion as these rules see it: whole points 0..maximum, a weight in the total."""

    @property
    def id(self) -> Any:
        """Its id."""

    @property
    def weight(self) -> Any:
        """Its weight, a positive integer."""

    @property
    def maximum(self) -> Any:
        """The most points it can get."""


@dataclass(frozen=True)
class Event:
    """One line of the state table of score cards."""

    after: str
    roles: tuple[str, ...]


_JUROR, _ORGANISER = ("juror",), ("organiser", "administrator")
_RECUSE = Event(RECUSED, ("juror", *_ORGANISER, "system"))

EVENTS: Mapping[tuple[str, str], Event] = {
    (ASSIGNED, "save"): Event(STARTED, _JUROR),
    (STARTED, "save"): Event(STARTED, _JUROR),
    (REOPENED, "save"): Event(REOPENED, _JUROR),
    (STARTED, "seal"): Event(SEALED, _JUROR),
    (REOPENED, "seal"): Event(SEALED, _JUROR),
    (SEALED, "reopen"): Event(REOPENED, _ORGANISER),
    (ASSIGNED, "recuse"): _RECUSE,
    (STARTED, "recuse"): _RECUSE,
    (SEALED, "recuse"): _RECUSE,
    (REOPENED, "recuse"): _RECUSE,
}


def allows(state: str, event: str, role: str) -> bool:
    """Return whether the table lets `role` cause `event` in `state`."""
    line = EVENTS.get((state, event))
    return line is not None and role in line.roles


def accepts_scores(edition: Scored, now: datetime) -> bool:
    """Return whether a card whose transaction starts at `now` may change.

    The end's own instant is too late.
    """
    return bool(edition.state == "scoring" and now < edition.scoring_until)


def is_valid(points: object, maximum: int) -> bool:
    """Return whether these are whole points 0..maximum."""
    return isinstance(points, int) and not isinstance(points, bool) and 0 <= points <= maximum


def missing(criteria: Iterable[Weighted], points: Mapping[str, int]) -> list[str]:
    """Return the ids of the criteria without points, in the order of the rubric."""
    return [criterion.id for criterion in criteria if criterion.id not in points]


def percent(criteria: Sequence[Weighted], points: Mapping[str, int]) -> Fraction | None:
    """Return the weighted percent gathered so far, exact, 0..100; None without criteria.

    Criteria without points count as nothing yet, so the figure grows to the card's result.
    """
    total: int = sum(criterion.weight for criterion in criteria)
    if not total:
        return None
    gathered: Fraction = sum(
        (
            Fraction(criterion.weight * points[criterion.id], criterion.maximum)
            for criterion in criteria
            if criterion.id in points
        ),
        Fraction(0),
    )
    return 100 * gathered / total


class InQueue(Protocol):
    """A card as the queue sees it."""

    @property
    def state(self) -> Any:
        """The state of the card."""


Card = TypeVar("Card", bound=InQueue)

_TURN = {ASSIGNED: 0, REOPENED: 1, STARTED: 2}


def next_card(cards: Sequence[Card], after: int | None = None) -> Card | None:
    """Return the card to go on with: one not started first, then a reopened, then a started one.

    `after` is the position of the card in hand, which is not offered; within a state the search
    goes on from there and around. None if nothing is left to do.
    """
    start = 0 if after is None else after + 1
    order = [*range(start, len(cards)), *range(start)]
    waiting = [i for i in order if i != after and cards[i].state in _TURN]
    return cards[min(waiting, key=lambda i: _TURN[cards[i].state])] if waiting else None
