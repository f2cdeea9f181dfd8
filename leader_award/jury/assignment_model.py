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
"""Called with the name of the stage and the share done, 0..1."""


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
