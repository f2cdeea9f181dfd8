"""The rules of results: the embargo, the way to the announcement, what an entry may get.

Pure: no request, no database, no clock.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import inf

LAUREATE, DISTINCTION, FINALIST, NOT_AWARDED = "laureate", "distinction", "finalist", "not_awarded"
AWARDED = (LAUREATE, DISTINCTION)
IN_FINAL = (LAUREATE, DISTINCTION, FINALIST)
IN_CONTEST = ("admitted", "finalist")
"""States of the entries that need a decision."""
BEST_FIRST = (LAUREATE, DISTINCTION, FINALIST, NOT_AWARDED)
LONGEST_REASON = 2000
"""Characters of a justification, and of the reason for departing from the ranking."""
LONGEST_PRESS_TEXT = 6000
ORGANISERS = ("organiser", "administrator")


def is_announced(at: datetime | None, now: datetime) -> bool:
    """Return whether results with this instant of announcement are public at `now`.

    This is the whole embargo: the instant itself already counts as announced.
    """
    return at is not None and at <= now


# ---- the way to the announcement

UNPREPARED, PREPARED, APPROVED, PUBLIC = "unprepared", "prepared", "approved", "public"
PREPARE, APPROVE, CHANGE, WITHDRAW, COME = "prepare", "approve", "change", "withdraw", "come"

READY, SECOND, AHEAD = "ready", "second", "ahead"
"""Guards: nothing stands in the way; somebody else prepared it; its instant has not passed."""


@dataclass(frozen=True)
class Step:
    """One line of the state table; the guards are asked in this order.

    `roles` are those who may bring it about; none of them: it happens by itself.
    """

    event: str
    before: str
    after: str
    roles: tuple[str, ...] = ORGANISERS
    guards: tuple[str, ...] = ()


STEPS: Sequence[Step] = (
    Step(PREPARE, UNPREPARED, PREPARED, guards=(AHEAD, READY)),
    Step(PREPARE, PREPARED, PREPARED, guards=(AHEAD, READY)),
    Step(PREPARE, APPROVED, PREPARED, guards=(AHEAD, READY)),
    Step(APPROVE, PREPARED, APPROVED, guards=(SECOND, AHEAD, READY)),
    Step(CHANGE, PREPARED, PREPARED),
    Step(CHANGE, APPROVED, PREPARED),
    Step(WITHDRAW, PREPARED, UNPREPARED),
    Step(WITHDRAW, APPROVED, UNPREPARED),
    Step(COME, APPROVED, PUBLIC, roles=()),
)
"""Preparing again moves the instant. Whatever changes after the approval takes it back."""


def step(state: str, event: str) -> Step | None:
    """Return the line of the table for `event` in `state`, or None."""
    return next((line for line in STEPS if (line.event, line.before) == (event, state)), None)


def state_of(
    *, prepared: bool, approved_at: datetime | None, at: datetime | None, now: datetime
) -> str:
    """Return where an announcement stands."""
    if not prepared:
        return UNPREPARED
    if approved_at is None:
        return PREPARED
    return PUBLIC if is_announced(at, now) else APPROVED


def possible(state: str, role: str) -> frozenset[str]:
    """Return the events that `role` may cause in `state`, guards aside."""
    return frozenset(line.event for line in STEPS if line.before == state and role in line.roles)


@dataclass(frozen=True)
class Circumstances:
    """What the guards look at; `planned_for` None means the moment of the approval."""

    ready: bool
    planned_for: datetime | None
    prepared_by: str | None
    actor: str | None
    now: datetime


def refusal(line: Step, seen: Circumstances) -> str | None:
    """Return the guard that forbids the step, or None."""
    holds = {
        READY: seen.ready,
        SECOND: seen.actor is not None and seen.actor != seen.prepared_by,
        AHEAD: seen.planned_for is None or seen.planned_for > seen.now,
    }
    return next((guard for guard in line.guards if not holds[guard]), None)


# ---- decisions


def outcomes_for(*, has_final: bool, decided: str | None) -> tuple[str, ...]:
    """Return the outcomes that may be chosen for an entry with the decision `decided` so far.

    Where an edition has a final, only an entry marked as a finalist can win anything.
    """
    if not has_final:
        return (LAUREATE, DISTINCTION, NOT_AWARDED)
    return IN_FINAL if decided in IN_FINAL else (NOT_AWARDED,)


@dataclass(frozen=True)
class Given:
    """A decision as these rules see it; `explained` tells that it says why it departs."""

    outcome: str
    prize_id: str | None = None
    explained: bool = False


@dataclass(frozen=True)
class Departures:
    """Decisions against the ranking: those that say why, and those that still have to."""

    explained: frozenset[str] = frozenset()
    unexplained: tuple[str, ...] = ()

    def __contains__(self, entry_id: str) -> bool:
        """Return whether the decision about this entry counts as departing."""
        return entry_id in self.explained or entry_id in self.unexplained


def departures(
    tables: Sequence[Mapping[str, int | None]], decisions: Mapping[str, Given]
) -> Departures:
    """Return which decisions contradict the ranking.

    `tables` are the rankings that decide (one for each category): place by entry, None without
    a score, which is behind all places. Two decisions contradict a ranking when the entry behind
    got the better outcome. A reason at either of the two explains it; of what is left, the
    decisions that take part in most contradictions are asked for a reason, so that one entry
    lifted over ten others needs one reason and not eleven.
    """
    pairs = [pair for table in tables for pair in _contradictions(table, decisions)]
    explained = {entry for pair in pairs for entry in pair if decisions[entry].explained}
    left = [pair for pair in pairs if not explained & set(pair)]
    asked: list[str] = []
    while left:
        taking_part = [behind for behind, _ in left] + [before for _, before in left]
        count = Counter(taking_part)
        entry = max(taking_part, key=lambda one: count[one])  # of equals one that was lifted
        asked.append(entry)
        left = [pair for pair in left if entry not in pair]
    return Departures(frozenset(explained), tuple(asked))


def _contradictions(
    places: Mapping[str, int | None], decisions: Mapping[str, Given]
) -> list[tuple[str, str]]:
    """Return pairs of entries: the one behind that got more, the one before it that got less."""

    def place(entry: str) -> float:
        found = places[entry]
        return inf if found is None else found

    decided = sorted((e for e in places if e in decisions), key=lambda e: (place(e), e))
    return [
        (behind, before)
        for before, behind in combinations(decided, 2)
        if place(before) < place(behind)
        and BEST_FIRST.index(decisions[behind].outcome)
        < BEST_FIRST.index(decisions[before].outcome)
    ]


# ---- the checklist


@dataclass(frozen=True)
class Facts:
    """What the checklist looks at: ids of the entries in the contest, decisions by entry.

    `counts` says how many there are of each prize and `awards` which award it goes with; `tables`
    as in `departures`; `open_ties` holds the entries of each tie that only a vote can settle.
    """

    entries: Sequence[str]
    decisions: Mapping[str, Given]
    counts: Mapping[str, int]
    awards: Mapping[str, str]
    tables: Sequence[Mapping[str, int | None]] = ()
    open_ties: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True)
class Checklist:
    """What was found before an announcement.

    In the way: `undecided` entries, prizes given too often (`exceeded`: how often, by prize),
    departures without a reason, and open ties whose entries were decided about differently.
    Only to be looked at: prizes of which some are left, awards without a prize, and open ties
    that made no difference.
    """

    undecided: tuple[str, ...]
    exceeded: Mapping[str, int]
    departures: Departures
    dividing_ties: tuple[tuple[str, ...], ...]
    left_over: Mapping[str, int]
    without_prize: tuple[str, ...]
    harmless_ties: tuple[tuple[str, ...], ...]

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not (
            self.undecided or self.exceeded or self.departures.unexplained or self.dividing_ties
        )


def check(facts: Facts) -> Checklist:
    """Return what stands in the way of announcing, and what somebody should look at."""
    decisions = facts.decisions
    given = Counter(d.prize_id for d in decisions.values() if d.prize_id is not None)
    bringing = set(facts.awards.values())
    dividing = [tie for tie in facts.open_ties if _divides(tie, decisions)]
    return Checklist(
        undecided=tuple(entry for entry in facts.entries if entry not in decisions),
        exceeded={p: number for p, number in given.items() if number > facts.counts.get(p, 0)},
        departures=departures(facts.tables, decisions),
        dividing_ties=tuple(dividing),
        left_over={p: n - given[p] for p, n in facts.counts.items() if given[p] < n},
        without_prize=tuple(
            entry for entry, d in decisions.items() if d.outcome in bringing and d.prize_id is None
        ),
        harmless_ties=tuple(tie for tie in facts.open_ties if tie not in dividing),
    )


def _divides(tie: Collection[str], decisions: Mapping[str, Given]) -> bool:
    return len({decisions[entry].outcome for entry in tie if entry in decisions}) > 1
