"""The rules of the jury: who may see and be given what, affinity, the change between two plans.

Pure: no request, no database, no clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from leader_award.jury.models import CONFLICT_KINDS

ASSESSED = ("admitted", "finalist")
"""States of the entries that the jury assesses."""
OPEN = ("planned", "open", "checking", "scoring", "deciding")
"""States of an edition in which its jury may change and declare."""
ASSIGNING = ("checking", "scoring")
"""States of an edition in which entries are assigned."""

NONE, FORBIDDEN = "none", "forbidden"
DECLARED = tuple(kind for kind in CONFLICT_KINDS if kind != FORBIDDEN)
"""What a juror can say of an entry; to forbid a pair is the organiser's."""
JUROR, REGISTER, ORGANISER = "juror", "register", "organiser"
"""Who says that there is a conflict."""
HAND, PROPOSAL = "hand", "proposal"
"""Where an assignment comes from."""

LARGEST_CAPACITY = 500
LONGEST_NOTE = 1000

EXPERTISE = (0, 1, 2, 3)
"""None, some, good, specialist."""
AFFINITY = (0, 40, 70, 100)
"""Affinity of a juror to an entry by the expertise in the entry's category."""
SAME_VOIVODESHIP = 20
"""Points of affinity that a juror from the applicant's voivodeship loses: a neighbour may judge,
but somebody from farther away is to be preferred when they know the field about as well."""

KEEP_NONE, KEEP_SCORED, KEEP_BY_HAND, KEEP_ALL = "none", "scored", "hand", "all"
"""Which of today's pairs a problem holds fixed: none, those with points, those made by hand as
well, or all of them."""
KEEPING = (KEEP_SCORED, KEEP_BY_HAND)
"""What the organiser chooses from for an assignment of the whole."""

WHOLE, REPAIR = "whole", "repair"
"""Methods of a proposal: everything anew, or the fewest changes that fill what is missing."""

SOLVED_AT_ONCE = 100
"""Up to so many entries a proposal is worked out within the request."""

ENDED_BY_CONFLICT, ENDED_BY_LEAVING, ENDED_BY_PLAN = "conflict", "left", "plan"
"""Reasons of ended assignments that are no organiser's words."""


class Declared(Protocol):
    """A juror as these rules see it."""

    @property
    def declared_at(self) -> Any:
        """When the declaration was signed, or None."""

    @property
    def refused_at(self) -> Any:
        """When it was refused, or None."""

    @property
    def left_at(self) -> Any:
        """When the juror left, or None."""


def juror_state(juror: Declared, unanswered: int) -> str:
    """Return left, invited, refused, declared, or ready.

    `unanswered` counts the assessed entries about which the juror has not said whether there is
    a conflict.
    """
    if juror.left_at is not None:
        return "left"
    if juror.declared_at is None:
        return "refused" if juror.refused_at is not None else "invited"
    return "declared" if unanswered else "ready"


def may_serve(juror: Declared) -> bool:
    """Return whether the juror has signed the declaration and not left."""
    return juror.declared_at is not None and juror.left_at is None


def affinity(expertise: Mapping[str, int], category_id: str | None) -> int:
    """Return the affinity 0..100 to an entry of this category; undeclared expertise is none."""
    return AFFINITY[expertise.get(category_id or "", 0)]


def expertise_fault(expertise: Mapping[str, int], categories: Collection[str]) -> str | None:
    """Return "unknown" (no category of the edition), "range", or None."""
    if not set(expertise) <= set(categories):
        return "unknown"
    if not all(level in EXPERTISE for level in expertise.values()):
        return "range"
    return None


def load_fault(capacity: int, minimum: int) -> tuple[str, str] | None:
    """Return (field, code) of what is wrong with a juror's bounds, or None."""
    if not 1 <= capacity <= LARGEST_CAPACITY:
        return "capacity", "range"
    if minimum < 0:
        return "minimum", "negative"
    return ("minimum", "above_capacity") if minimum > capacity else None


def conflict_fault(kind: str, note: str, kinds: Collection[str] = CONFLICT_KINDS) -> str | None:
    """Return "kind" (none of `kinds`), "note_missing", "note_long", or None."""
    if kind not in kinds:
        return "kind"
    if kind == "other" and not note.strip():
        return "note_missing"
    return "note_long" if len(note) > LONGEST_NOTE else None


def hindrance(*, edition_state: str, entry_state: str, juror: Declared, barred: bool) -> str | None:
    """Return why the juror cannot be given the entry at all, or None.

    Codes: stage, entry, left, undeclared, conflict.
    """
    if edition_state not in ASSIGNING:
        return "stage"
    if entry_state not in ASSESSED:
        return "entry"
    if juror.left_at is not None:
        return "left"
    if juror.declared_at is None:
        return "undeclared"
    return "conflict" if barred else None


@dataclass(frozen=True)
class Difference:
    """What changes from today's assignments to a plan; pairs are (entry id, juror id)."""

    kept: frozenset[tuple[str, str]]
    added: frozenset[tuple[str, str]]
    ended: frozenset[tuple[str, str]]


def difference(today: Collection[tuple[str, str]], plan: Collection[tuple[str, str]]) -> Difference:
    """Return which pairs stay, come and go."""
    now, then = frozenset(today), frozenset(plan)
    return Difference(now & then, then - now, now - then)
