"""What would make an infeasible jury feasible, at what price, each way sufficient by itself.

A transport problem with priced ways out (more than a juror's capacity, fewer jurors than an entry
needs, less than a juror's minimum, a hand-fixed pair let go) is solved once for every kind of
repair. The prices weigh the kinds against each other: they are the organisers' trouble, not money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from leader_award.jury.assignment_arrays import Arrays, Bools, Ints, arrays_of
from leader_award.jury.assignment_feasibility import feasible_assignment, remainder, transport
from leader_award.jury.assignment_flow import Relaxation
from leader_award.jury.assignment_model import Entry, Juror, Problem, Repair

RAISE_CAPACITY = 25
"""Price of one score beyond a juror's capacity."""
LOWER_MINIMUM = 5
"""Price of one score less than a juror's minimum."""
LOWER_NEED = 100
"""Price of one juror less on an entry."""
INVITE_JUROR = 60
"""Price of finding and appointing one more juror."""
RELEASE_FIXED = 15
"""Price of letting go one pair fixed by hand."""
WHOLE_MATRIX = 400_000
"""Up to so many pairs are handed to the solver at once."""

WAYS = (
    {"under", "over"},
    {"under", "short"},
    {"under", "release"},
    {"under", "over", "release"},
    {"under", "short", "release"},
    {"under", "over", "short", "release"},
)
"""Ways out tried together: minima may always be lowered, so that each kind stands by itself."""

Changes = dict[str, tuple[dict[str, Any], int]]
"""Kind of repair -> its details and price."""


def find_repairs(problem: Problem, pause: Callable[[], None]) -> tuple[Repair, ...]:
    """Repairs of an infeasible problem, cheapest first; each was tried and makes it feasible."""
    arrays = arrays_of(problem)
    found: list[Repair] = []
    for ways in WAYS:
        changes = _Escapes(arrays, ways, pause).changes()
        if changes:
            found.append(_repair(changes))
    invitation = _invitation(arrays, pause)
    if invitation:
        found.append(_repair(invitation))
    found.sort(key=lambda repair: (repair.price, repair.kind))
    different: list[Repair] = []
    for repair in found:
        if all(repair.details != other.details for other in different):
            different.append(repair)
    return tuple(
        repair
        for repair in different
        if feasible_assignment(arrays_of(apply_repair(problem, repair))) is not None
    )


def apply_repair(problem: Problem, repair: Repair) -> Problem:
    """The problem after the repair.

    An invited juror enters with the capacity asked for, in conflict with every entry they are not
    invited for, and without affinity: the real person brings their own.
    """
    changes = repair.details if repair.kind == "combined" else {repair.kind: repair.details}
    need = changes.get("lower_need", {})
    high = changes.get("raise_capacity", {})
    low = changes.get("lower_minimum", {})
    released = {
        (entry, juror)
        for entry, jurors in changes.get("release_fixed", {}).items()
        for juror in jurors
    }
    invited: Mapping[str, Any] = changes.get("invite_juror", {})
    barred = {
        (entry.id, juror)
        for juror, asked in invited.items()
        for entry in problem.entries
        if entry.id not in asked["may_score"]
    }
    return replace(
        problem,
        entries=tuple(
            Entry(entry.id, need.get(entry.id, entry.jurors_needed)) for entry in problem.entries
        ),
        jurors=(
            *(
                Juror(j.id, high.get(j.id, j.capacity), low.get(j.id, j.minimum))
                for j in problem.jurors
            ),
            *(Juror(juror, asked["capacity"]) for juror, asked in invited.items()),
        ),
        conflicts=problem.conflicts | barred,
        fixed=problem.fixed - released,
    )


def _repair(changes: Changes) -> Repair:
    price = sum(part for _, part in changes.values())
    if len(changes) == 1:
        kind, (details, _) = next(iter(changes.items()))
        return Repair(kind, details, price)
    return Repair("combined", {kind: details for kind, (details, _) in changes.items()}, price)


class _Escapes:
    """The transport problem with some ways out open: "under", "over", "short", "release"."""

    def __init__(
        self,
        arrays: Arrays,
        ways: set[str],
        pause: Callable[[], None],
        most_short: int | None = None,
    ) -> None:
        self.arrays, self.ways = arrays, ways
        rest = remainder(arrays)
        free = "release" in ways
        nothing = np.zeros_like(arrays.fixed)
        self.kept = arrays.fixed if free else nothing
        reduced = replace(
            arrays,
            weight=np.where(self.kept, RELEASE_FIXED, 0),
            allowed=arrays.allowed if free else rest.allowed,
            fixed=nothing,
            need=arrays.need if free else rest.need,
            low=arrays.low if free else rest.low,
            high=arrays.high if free else rest.high,
            scale=1,
        )
        self.blocked = bool(
            (reduced.need.min(initial=0) < 0)
            or (not free and (arrays.fixed & ~arrays.allowed).any())
            or ("over" not in ways and reduced.high.min(initial=0) < 0)
        )
        if self.blocked:
            return
        self.model = Relaxation(reduced, _first_columns(reduced), 0, pause, company=0.0)
        n, m = arrays.shape
        everything = np.full(m, reduced.need.sum())
        lacking = reduced.need if most_short is None else np.minimum(reduced.need, most_short)
        self.under = self._open("under", n, reduced.low, 1.0, LOWER_MINIMUM)
        self.over = self._open("over", n, everything, -1.0, RAISE_CAPACITY)
        self.short = self._open("short", 0, lacking, 1.0, LOWER_NEED)

    def _open(self, way: str, first_row: int, most: Ints, sign: float, price: int) -> list[int]:
        if way not in self.ways:
            return []
        return [
            self.model.add_escape(first_row + position, sign, float(price), float(limit))
            for position, limit in enumerate(most)
        ]

    def amounts(self, places: list[int]) -> dict[int, int]:
        """Position -> units used of these ways out."""
        used = {position: self.model.amount(place) for position, place in enumerate(places)}
        return {position: amount for position, amount in used.items() if amount}

    def changes(self) -> Changes | None:
        """What the cheapest use of these ways changes; None when they are not enough."""
        if self.blocked or not self.model.optimise():
            return None
        arrays = self.arrays
        jurors, entries = arrays.jurors, arrays.entries
        found: Changes = {}
        for kind, places, names, bounds, sign, price in (
            ("raise_capacity", self.over, jurors, arrays.high, 1, RAISE_CAPACITY),
            ("lower_need", self.short, entries, arrays.need, -1, LOWER_NEED),
            ("lower_minimum", self.under, jurors, arrays.low, -1, LOWER_MINIMUM),
        ):
            used = self.amounts(places)
            if used:
                details = {names[at]: int(bounds[at]) + sign * by for at, by in used.items()}
                found[kind] = details, price * sum(used.values())
        released = self.kept & (self.model.x < 0.5)
        if released.any():
            teams = {
                entries[i]: [jurors[j] for j in np.flatnonzero(released[i])]
                for i in np.flatnonzero(released.any(axis=1))
            }
            found["release_fixed"] = teams, RELEASE_FIXED * int(released.sum())
        return found


def _first_columns(arrays: Arrays) -> Bools:
    if arrays.allowed.sum() <= WHOLE_MATRIX:
        return arrays.allowed
    high = np.maximum(arrays.high, 0)
    _, chosen = transport(arrays.allowed, arrays.need, np.zeros_like(high), high)
    short = chosen.sum(axis=1) < arrays.need
    return np.asarray((chosen | short[:, None]) & arrays.allowed)


def _invitation(arrays: Arrays, pause: Callable[[], None]) -> Changes | None:
    """The fewest new jurors that would cover what is short, and what each must be free to score.

    One juror can take one place of an entry: so many are needed as the worst entry lacks, and
    the places are dealt out in turn, which keeps their loads within one of each other.
    """
    for count in range(1, int(arrays.need.max(initial=0)) + 1):
        escapes = _Escapes(arrays, {"under", "short"}, pause, most_short=count)
        changes = escapes.changes()
        if changes is None:
            continue
        if "lower_need" not in changes:
            return None
        del changes["lower_need"]
        tasks: list[list[str]] = [[] for _ in range(count)]
        turn = 0
        for position, lacking in sorted(escapes.amounts(escapes.short).items()):
            for _ in range(lacking):
                tasks[turn % count].append(arrays.entries[position])
                turn += 1
        invited = {
            name: {"capacity": len(entries), "may_score": entries}
            for name, entries in zip(_new_names(arrays, count), tasks, strict=True)
            if entries
        }
        changes["invite_juror"] = invited, INVITE_JUROR * len(invited)
        return changes
    return None


def _new_names(arrays: Arrays, count: int) -> list[str]:
    taken, names, number = set(arrays.jurors), list[str](), 0
    while len(names) < count:
        number += 1
        if f"new-{number}" not in taken:
            names.append(f"new-{number}")
    return names
