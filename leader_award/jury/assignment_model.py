"""What goes into and comes out of the assignment engine; no numerical library is needed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]
"""An entry's id and a juror's id, in this order."""

Number = int | float
"""Affinity points: an int whenever the value is whole."""

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of all work done, 0..1."""


STAGES = ("feasibility", "repairs", "total without floor", "worst entry", "total", "connectivity")
"""Names of the stages; "repairs" only when there is no assignment, others may be skipped."""


class AssignmentStopped(Exception):
    """The caller's `should_stop` said yes; nothing has been decided."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry and the number of different jurors it needs."""

    id: str
    jurors_needed: int


@dataclass(frozen=True, slots=True)
class Juror:
    """A juror and the smallest and largest number of entries they may be given."""

    id: str
    capacity: int
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One jury to assign.

    `affinity[entry][juror]` is 0..100, 0 when absent. `conflicts` are never assigned. A pair in
    `soft_conflicts` may be assigned, but counts as its affinity less the price. Pairs in `fixed`
    are assigned whatever they cost. The order of entries and jurors means nothing.
    """

    entries: tuple[Entry, ...]
    jurors: tuple[Juror, ...]
    affinity: Mapping[str, Mapping[str, float]]
    conflicts: frozenset[Pair] = frozenset()
    soft_conflicts: Mapping[Pair, float] = field(default_factory=dict)
    fixed: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why nobody can do better, and what was given up for connectivity.

    `total_bound`: no assignment with this worst entry has a larger total.
    `flow_optimum`: no assignment at all has a larger total (bound of the plain transport problem).
    `worst_entry_bound`: no assignment has a better worst entry; `worst_entry_lp` is the value of
    the linear relaxation it was rounded down from. `*_proved` say that bound and value met.
    """

    total_bound: Number
    flow_optimum: Number
    worst_entry_bound: Number
    worst_entry_lp: float
    total_before_connectivity: Number
    components_before: int
    a_efficiency_before: float
    total_proved: bool
    worst_entry_proved: bool
    connectivity_share: float
    seed: int
    solver: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete assignment: pairs sorted by entry, then juror.

    Totals count a soft conflict at affinity less price; `soft_conflicts` lists those used.
    `a_efficiency` is 0..1: 1 is a balanced design, 0 means that the jury falls apart.
    """

    pairs: tuple[Pair, ...]
    total_affinity: Number
    worst_entry_affinity: Number
    entry_affinity: Mapping[str, Number]
    loads: Mapping[str, int]
    components: int
    a_efficiency: float
    soft_conflicts: Mapping[Pair, Number]
    certificate: Certificate
    seconds: float


@dataclass(frozen=True, slots=True)
class Witness:
    """A set of entries and jurors that shows why no assignment exists: needed > available.

    `kind` is "coverage" (the entries need more scores than these jurors may give), "minimum" (the
    jurors must be given more scores than these entries can take), or, for pairs fixed by hand,
    "fixed_conflict", "fixed_capacity" or "fixed_need". `text` is plain English.
    """

    kind: str
    entries: tuple[str, ...]
    jurors: tuple[str, ...]
    needed: int
    available: int
    text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of the problem that is enough by itself; `price` orders the alternatives.

    `details` by `kind`: "raise_capacity" and "lower_minimum" {juror: new value}, "lower_need"
    {entry: new value}, "invite_juror" {new juror: {"capacity": n, "may_score": [entries]}},
    "release_fixed" {entry: [jurors]}; "combined" {kind: its details}.
    """

    kind: str
    details: Mapping[str, Any]
    price: Number


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No assignment exists: the reason, and the repairs, cheapest first."""

    witness: Witness
    repairs: tuple[Repair, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule an assignment breaks.

    `kind`: "missing" (the entry has `found` of `expected` jurors), "extra" (it has more),
    "over_capacity" and "under_minimum" (the juror has `found` entries, the bound is `expected`),
    "conflict" (the pair is barred), "not_kept" (a pair fixed by hand is absent), "repeated" (the
    pair occurs `found` times), "unknown" (no such entry or juror; the pair counts for nothing).
    """

    kind: str
    entry: str | None = None
    juror: str | None = None
    found: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an assignment, made by hand or not, is worth and breaks; fields as in `Proposal`."""

    total_affinity: Number
    worst_entry_affinity: Number
    entry_affinity: Mapping[str, Number]
    loads: Mapping[str, int]
    components: int
    a_efficiency: float
    soft_conflicts: Mapping[Pair, Number]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """At `entry`, juror `joins` in place of `leaves`."""

    entry: str
    leaves: str
    joins: str


@dataclass(frozen=True, slots=True)
class Swap:
    """The cheapest way found to put one juror in another's place, and what it costs.

    One replacement where the loads allow it, else two: a second entry gives back. Panels and
    efficiency afterwards are None where they were not worked out.
    """

    replacements: tuple[Replacement, ...]
    total_change: Number
    worst_entry_affinity: Number
    components: int | None
    a_efficiency: float | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another juror for the pair's place: `hindrance` is None, "conflict", "on_entry", "fixed"
    or "loads" (no exchange keeps everybody's load in bounds); `swap` is None with a hindrance."""

    juror: str
    affinity: Number
    price: Number
    hindrance: str | None
    swap: Swap | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a juror has an entry, or why not.

    `rank` is the juror's place (1 is best, ties share) by affinity less price among the `able`
    jurors without a conflict, None with one. `alternatives`, cheapest swap first: for a pair that
    is assigned, the jurors who could have it instead; for one that is not, the entry's jurors whose
    place this juror could take.
    """

    entry: str
    juror: str
    assigned: bool
    fixed: bool
    conflict: bool
    affinity: Number
    price: Number
    rank: int | None
    able: int
    load: int
    capacity: int
    entry_affinity: Number
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Repaired:
    """The smallest repair of an assignment: every pair not named here stays in place.

    `dropped` broke a rule (a recusal, a conflict, a load); `moved` were given up only to make room,
    as few as can be; `added` take their places, with as much affinity as possible.
    """

    pairs: tuple[Pair, ...]
    dropped: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    added: tuple[Pair, ...]
    seconds: float
