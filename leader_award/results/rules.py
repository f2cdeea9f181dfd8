"""The rules of results: the embargo, which outcomes an entry may get, when all is ready.

Pure: no request, no database, no clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

LAUREATE, DISTINCTION, FINALIST, NOT_AWARDED = "laureate", "distinction", "finalist", "not_awarded"
AWARDED = (LAUREATE, DISTINCTION)
IN_FINAL = (LAUREATE, DISTINCTION, FINALIST)
IN_CONTEST = ("admitted", "finalist")
"""States of the entries that need a decision."""
LONGEST_REASON = 2000
"""Characters of a justification."""


def is_announced(at: datetime | None, now: datetime) -> bool:
    """Return whether results with this instant of announcement are public at `now`.

    This is the whole embargo: the instant itself already counts as announced.
    """
    return at is not None and at <= now


def outcomes_for(*, has_final: bool, decided: str | None) -> tuple[str, ...]:
    """Return the outcomes that may be chosen for an entry with the decision `decided` so far.

    Where an edition has a final, only an entry marked as a finalist can win anything.
    """
    if not has_final:
        return (LAUREATE, DISTINCTION, NOT_AWARDED)
    return IN_FINAL if decided in IN_FINAL else (NOT_AWARDED,)


@dataclass(frozen=True)
class Given:
    """A decision as these rules see it: outcome and the prize's id."""

    outcome: str
    prize_id: str | None = None


@dataclass(frozen=True)
class Readiness:
    """What stands in the way of announcing.

    `undecided` counts entries without a decision; `exceeded` maps a prize's id to the number of
    entries that were given it, where there are fewer of that prize; `without_prize` counts
    awarded entries without a prize of an award that has prizes, which is no hindrance.
    """

    undecided: int
    exceeded: Mapping[str, int]
    without_prize: int

    @property
    def ready(self) -> bool:
        """Whether the results may be announced."""
        return not self.undecided and not self.exceeded


def readiness(
    entries: Iterable[str],
    decisions: Mapping[str, Given],
    counts: Mapping[str, int],
    awards_with_prizes: Iterable[str],
) -> Readiness:
    """Return what stands in the way of announcing.

    `entries` are the ids of those in the contest, `decisions` by entry, `counts` says how many
    there are of each prize (by id).
    """
    given = Counter(d.prize_id for d in decisions.values() if d.prize_id is not None)
    bringing = set(awards_with_prizes)
    return Readiness(
        undecided=sum(entry not in decisions for entry in entries),
        exceeded={p: number for p, number in given.items() if number > counts.get(p, 0)},
        without_prize=sum(d.outcome in bringing and d.prize_id is None for d in decisions.values()),
    )
