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
ABSTAIN = "abstain"
"""In place of points: the juror says nothing about the criterion. That is no zero."""
Answer = int | str
"""Points, or ABSTAIN."""
READING = ("scoring", "deciding", "announced")
"""States of an edition in which jurors may read the entries assigned to them and their cards."""
PUBLIC = ("announced", "archived")
"""States of an edition in which the contents of sealed cards are revealed to those entitled."""
CLOSED = ("deciding", *PUBLIC)
"""States of an edition in which no card can be sealed any more."""
REOPENED_CARD, NEW_RUBRIC, RECUSED_JUROR, DISCUSSED_CARD = REPLACED = (
    "reopened",
    "rubric",
    "recused",
    "discussed",
)
"""Why a commitment stands for no card that counts any more."""
LONGEST_COMMENT = 5000
LONGEST_REASON = 1000


class Staged(Protocol):
    """An edition as these rules see it."""

    @property
    def state(self) -> Any:
        """One of the states of the edition's table."""


class Timed(Protocol):
    """A round of the assessment as these rules see it."""

    @property
    def edition(self) -> Staged:
        """Its edition."""

    @property
    def opens_at(self) -> Any:
        """An aware instant, or None: open from the start of the stage."""

    @property
    def ends_at(self) -> Any:
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
    (SEALED, "replace"): Event(REOPENED, _ORGANISER),
    (SEALED, "revise"): Event(SEALED, _JUROR),
    (ASSIGNED, "recuse"): _RECUSE,
    (STARTED, "recuse"): _RECUSE,
    (SEALED, "recuse"): _RECUSE,
    (REOPENED, "recuse"): _RECUSE,
}


def allows(state: str, event: str, role: str) -> bool:
    """Return whether the table lets `role` cause `event` in `state`."""
    line = EVENTS.get((state, event))
    return line is not None and role in line.roles


def accepts_scores(round: Timed, now: datetime) -> bool:
    """Return whether a card of the round may change whose transaction starts at `now`.

    The round's first instant is in time, the end's own instant is too late.
    """
    if round.edition.state != "scoring":
        return False
    return bool((round.opens_at is None or round.opens_at <= now) and now < round.ends_at)


def is_valid(answer: object, maximum: int) -> bool:
    """Return whether this is whole points 0..maximum, or ABSTAIN."""
    if isinstance(answer, int) and not isinstance(answer, bool):
        return 0 <= answer <= maximum
    return answer == ABSTAIN


def missing(criteria: Iterable[Weighted], answers: Mapping[str, Answer]) -> list[str]:
    """Return the ids of the criteria without an answer, in the order of the rubric."""
    return [criterion.id for criterion in criteria if criterion.id not in answers]


def lacks_points(answers: Mapping[str, Answer]) -> bool:
    """Return whether nothing but abstentions has been given: such a card would say nothing."""
    return all(answer == ABSTAIN for answer in answers.values())


def percent(criteria: Sequence[Weighted], answers: Mapping[str, Answer]) -> Fraction | None:
    """Return the weighted percent gathered so far, exact, 0..100; None if nothing can count.

    A criterion from which the juror abstains is left out, with its weight. Criteria without an
    answer count as nothing yet, so the figure grows to the card's result.
    """
    counting = [one for one in criteria if answers.get(one.id) != ABSTAIN]
    total: int = sum(criterion.weight for criterion in counting)
    if not total:
        return None
    gathered = Fraction(0)
    for criterion in counting:
        points = answers.get(criterion.id)
        if isinstance(points, int):
            gathered += Fraction(criterion.weight * points, criterion.maximum)
    return 100 * gathered / total


class InQueue(Protocol):
    """A card as the queue sees it."""

    @property
    def state(self) -> Any:
        """The state of the card."""

    @property
    def complete(self) -> Any:
        """Whether every criterion is answered, so that only the seal is missing."""

    @property
    def others(self) -> Any:
        """How many other jurors have sealed their card of the same entry in the same round."""

    @property
    def ends_at(self) -> Any:
        """When its round ends."""

    @property
    def saved_at(self) -> Any:
        """When it was last saved, or None."""


Card = TypeVar("Card", bound=InQueue)

UNFINISHED, FEWEST, SOONEST, TO_SEAL, IN_ORDER = "unfinished", "fewest", "soonest", "seal", "order"
"""Why a card comes next, beside REOPENED."""


def next_card(cards: Sequence[Card], after: int | None = None) -> tuple[Card, str] | None:
    """Return the card to go on with and why: its entry has the fewest sealed cards, then its term.

    Before the cards not yet started comes a reopened one and, for whoever comes back, the one
    that was left unfinished last; after them those that only wait for their seal. `after` is the
    position of the card in hand, which is not offered. None if nothing is left to do.
    """
    start = 0 if after is None else after + 1
    order = [*range(start, len(cards)), *range(start)]
    waiting = [cards[i] for i in order if i != after and cards[i].state in _TO_DO]
    for turn in _TURNS if after is None else _TURNS_AFTER_ONE:
        group = [card for card in waiting if _turn(card) == turn]
        if group:
            return _best(group, turn, resuming=after is None)
    return None


_TO_DO = (ASSIGNED, STARTED, REOPENED)
_TURNS = (REOPENED, UNFINISHED, ASSIGNED, TO_SEAL)
_TURNS_AFTER_ONE = (REOPENED, ASSIGNED, UNFINISHED, TO_SEAL)


def _turn(card: InQueue) -> str:
    if card.state == STARTED:
        return TO_SEAL if card.complete else UNFINISHED
    return str(card.state)


def _best(group: Sequence[Card], turn: str, *, resuming: bool) -> tuple[Card, str]:
    if turn == UNFINISHED and resuming:
        return max(group, key=lambda card: card.saved_at), turn
    best = min(group, key=lambda card: (card.others, card.ends_at))
    if turn != ASSIGNED:
        return best, turn
    if any(card.others > best.others for card in group):
        return best, FEWEST
    return best, SOONEST if any(card.ends_at > best.ends_at for card in group) else IN_ORDER
