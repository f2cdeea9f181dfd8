"""The rules of the jury's discussion: states of an agenda's items, when it can begin.

Pure: no request, no database, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

LISTED, ASKED, OPEN, CONCLUDED, REMOVED = "listed", "asked", "open", "concluded", "removed"

HELD = ("scoring", "deciding")
"""States of an edition in which the agenda is kept; cards change in the first one only."""
ENOUGH = Fraction(4, 5)
"""The share of a round's cards that has to be sealed before an agenda is made."""
USUAL, MOST = 10, 100
"""How many entries an agenda begins with if nobody says otherwise, and at most."""
LONGEST_WORD, LONGEST_REASON, LONGEST_CONCLUSION = 500, 2000, 5000


@dataclass(frozen=True)
class Event:
    """One line of the state table of agenda items."""

    after: str
    roles: tuple[str, ...]


_JUROR, _ORGANISER = ("juror",), ("organiser", "administrator")

EVENTS: Mapping[tuple[str, str], Event] = {
    (LISTED, "ask"): Event(ASKED, _ORGANISER),
    (ASKED, "approve"): Event(OPEN, _ORGANISER),
    (ASKED, "decline"): Event(LISTED, _ORGANISER),
    (OPEN, "change"): Event(OPEN, _JUROR),
    (LISTED, "conclude"): Event(CONCLUDED, _ORGANISER),
    (OPEN, "conclude"): Event(CONCLUDED, _ORGANISER),
    (CONCLUDED, "resume"): Event(LISTED, _ORGANISER),
    (LISTED, "remove"): Event(REMOVED, _ORGANISER),
    (REMOVED, "add"): Event(LISTED, _ORGANISER),
}
"""An item that was open cannot be taken off: what was changed because of it has to be seen."""


def allows(state: str, event: str, role: str) -> bool:
    """Return whether the table lets `role` cause `event` in `state`."""
    line = EVENTS.get((state, event))
    return line is not None and role in line.roles


def enough_sealed(sealed: int, due: int) -> bool:
    """Return whether enough of a round's cards are sealed to say where the jury disagrees."""
    return due > 0 and sealed >= ENOUGH * due


def agreed_by_two(asked_by: str | None, approved_by: str | None) -> bool:
    """Return whether two different people stand behind the opening of an item."""
    return asked_by is not None and approved_by is not None and asked_by != approved_by
