"""What would make an infeasible jury feasible, at what price, each way sufficient by itself.

Everything is found by maximum flows. A flow leaves as few places uncovered as can be, and just so
many scores have to come from somewhere: from jurors beyond their capacity, from new jurors, or by
asking for fewer. The prices weigh the kinds against each other: they are the organisers' trouble,
not money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from leader_award.jury.assignment_arrays import Arrays, Bools, Ints, arrays_of
from leader_award.jury.assignment_feasibility import (
    Remainder,
    feasible_assignment,
    remainder,
    transport,
)
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

Changes = dict[str, tuple[dict[str, Any], int]]
"""Kind of repair -> its details and price."""


def find_repairs(problem: Problem, pause: Callable[[], None]) -> tuple[Repair, ...]:
    """Repairs of an infeasible problem, cheapest first; each was tried and makes it feasible."""
    arrays = arrays_of(problem)
    found: list[Repair] = []
    for release, raised in _with_possible_fixed(arrays):
        for changes in _ways(arrays, release, raised, pause):
            repair = _repair(changes)
            if all(repair.details != other.details for other in found):
                found.append(repair)
    found = [repair for repair in found if _works(problem, repair)]
    return tuple(sorted(found, key=lambda repair: (repair.price, repair.kind)))


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
        entries=tuple(Entry(e.id, need.get(e.id, e.jurors_needed)) for e in problem.entries),
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


def _works(problem: Problem, repair: Repair) -> bool:
    return feasible_assignment(arrays_of(apply_repair(problem, repair))) is not None


def _repair(changes: Changes) -> Repair:
    price = sum(part for _, part in changes.values())
    if len(changes) == 1:
        kind, (details, _) = next(iter(changes.items()))
        return Repair(kind, details, price)
    return Repair("combined", {kind: details for kind, (details, _) in changes.items()}, price)


def _with_possible_fixed(arrays: Arrays) -> Iterator[tuple[Bools, Ints]]:
    """Ways to make the fixed pairs possible in themselves: pairs let go, capacities raised.

    Pairs in conflict and those an entry has too many of must go; where a juror has too many, they
    may go or the capacity may rise.
    """
    release = arrays.fixed & ~arrays.allowed
    for entry in range(len(arrays.entries)):
        _release_surplus(
            release[entry], arrays.fixed[entry], arrays.weight[entry], arrays.need[entry]
        )
    kept = (arrays.fixed & ~release).sum(axis=0)
    if (kept > arrays.high).any():
        yield release.copy(), np.maximum(arrays.high, kept)
    for juror in np.flatnonzero(kept > arrays.high):
        column = (release[:, juror], arrays.fixed[:, juror], arrays.weight[:, juror])
        _release_surplus(*column, arrays.high[juror])
    yield release, arrays.high


def _release_surplus(release: Bools, fixed: Bools, weight: Ints, most: np.int64) -> None:
    """Let go of the pairs with the least affinity until at most `most` are kept."""
    kept = np.flatnonzero(fixed & ~release)
    surplus = kept[np.argsort(weight[kept], kind="stable")][: max(len(kept) - int(most), 0)]
    release[surplus] = True


@dataclass(frozen=True, slots=True)
class _Case:
    """`arrays` are the problem's own, `begun` those with `release` (n, m) let go of and capacities
    raised so far; `rest` is what remains of `begun` beside its fixed pairs."""

    arrays: Arrays
    begun: Arrays
    release: Bools
    rest: Remainder


def _ways(
    arrays: Arrays, release: Bools, raised: Ints, pause: Callable[[], None]
) -> Iterator[Changes]:
    """All ways that begin with these releases and capacities."""
    begun = replace(arrays, fixed=arrays.fixed & ~release, high=raised)
    if feasible_assignment(begun) is not None:
        yield _changes(arrays, release=release, high=raised)
        return
    case = _Case(arrays, begun, release, remainder(begun))
    for way in (_raise, _lower, _raise_and_lower, _invite, _release_more):
        pause()
        changes = way(case)
        if changes:
            yield changes


def _raise(case: _Case) -> Changes | None:
    return _raised(case, case.rest)


def _lower(case: _Case) -> Changes:
    rest = case.rest
    _, chosen = transport(rest.allowed, rest.need, rest.low, rest.high)
    fewer = replace(rest, need=chosen.sum(axis=1))
    return _changes(
        case.arrays,
        release=case.release,
        high=case.begun.high,
        need=fewer.need + case.begun.fixed.sum(axis=1),
        low=_reachable_minima(case.begun, fewer),
    )


def _raise_and_lower(case: _Case) -> Changes | None:
    """Ask for less only where there are not jurors enough, whatever their capacity."""
    possible = np.minimum(case.rest.need, case.rest.allowed.sum(axis=1))
    if (possible == case.rest.need).all():
        return None
    return _raised(case, replace(case.rest, need=possible))


def _raised(case: _Case, rest: Remainder) -> Changes | None:
    loads, begun = _beyond_capacity(rest), case.begun
    if loads is None:
        return None
    return _changes(
        case.arrays,
        release=case.release,
        high=np.maximum(begun.high, loads + begun.fixed.sum(axis=0)),
        need=rest.need + begun.fixed.sum(axis=1),
        low=_reachable_minima(begun, rest),
    )


def _beyond_capacity(rest: Remainder) -> Ints | None:
    """Loads (m) with as few scores beyond the capacities as can be; None if there are too few
    jurors for some entry."""
    none = np.zeros_like(rest.low)
    wanted = int(rest.need.sum())
    covered, _ = transport(rest.allowed, rest.need, none, rest.high)
    value, chosen = transport(rest.allowed, rest.need, none, rest.high, beyond=wanted - covered)
    return chosen.sum(axis=0) if value == wanted else None


def _invite(case: _Case) -> Changes | None:
    """The fewest new jurors that would cover what is short, and what each must be free to score.

    One juror can take one place of an entry; the places are dealt out in turn, which keeps the
    new jurors' loads within one of each other.
    """
    arrays, rest = case.arrays, case.rest
    none = np.zeros_like(rest.low)
    wanted = int(rest.need.sum())
    covered, _ = transport(rest.allowed, rest.need, none, rest.high)
    if covered == wanted:
        return None
    n = len(arrays.entries)
    for count in range(1, int(rest.need.max()) + 1):
        anybody = np.hstack([rest.allowed, np.ones((n, count), dtype=bool)])
        blank = np.zeros(count, dtype=np.int64)
        high = np.concatenate([rest.high, blank + (wanted - covered)])
        low = np.concatenate([none, blank])
        value, chosen = transport(anybody, rest.need, low, high)
        if value < wanted:
            continue
        lacking = chosen[:, -count:].sum(axis=1)
        minima = _reachable_minima(case.begun, rest)
        changes = _changes(arrays, release=case.release, high=case.begun.high, low=minima)
        changes["invite_juror"] = _invitations(arrays, lacking, count)
        return changes
    return None


def _invitations(arrays: Arrays, lacking: Ints, count: int) -> tuple[dict[str, Any], int]:
    tasks: list[list[str]] = [[] for _ in range(count)]
    turn = 0
    for position in np.flatnonzero(lacking):
        for _ in range(int(lacking[position])):
            tasks[turn % count].append(arrays.entries[position])
            turn += 1
    invited = {
        name: {"capacity": len(entries), "may_score": entries}
        for name, entries in zip(_new_names(arrays, count), tasks, strict=True)
        if entries
    }
    return invited, INVITE_JUROR * len(invited)


def _release_more(case: _Case) -> Changes | None:
    """Keep as many fixed pairs as go together, taking them up again from the dearest down."""
    begun = case.begun
    bare = replace(begun, fixed=np.zeros_like(begun.fixed))
    if not begun.fixed.any() or feasible_assignment(bare) is None:
        return None
    pairs = np.argwhere(begun.fixed)
    order = np.argsort(-begun.weight[begun.fixed], kind="stable")
    kept = _take_up(bare, pairs[order])
    return _changes(case.arrays, release=case.arrays.fixed & ~kept.fixed, high=begun.high)


def _take_up(arrays: Arrays, pairs: Ints) -> Arrays:
    """The arrays with as many of the pairs (p, 2) fixed as keep it feasible: halves first."""
    if not len(pairs):
        return arrays
    fixed = arrays.fixed.copy()
    fixed[pairs[:, 0], pairs[:, 1]] = True
    tried = replace(arrays, fixed=fixed)
    if feasible_assignment(tried) is not None:
        return tried
    if len(pairs) == 1:
        return arrays
    half = len(pairs) // 2
    return _take_up(_take_up(arrays, pairs[:half]), pairs[half:])


def _reachable_minima(begun: Arrays, rest: Remainder) -> Ints:
    """Minima (m) that the needs can fill, lowered as little as can be."""
    none = np.zeros_like(rest.low)
    _, chosen = transport(rest.allowed, rest.need, none, rest.low)
    missing = rest.low - chosen.sum(axis=0)
    return np.asarray(begun.low - missing)


def _changes(
    arrays: Arrays,
    *,
    release: Bools,
    high: Ints,
    need: Ints | None = None,
    low: Ints | None = None,
) -> Changes:
    """What differs from the arrays, by kind, with its price."""
    found: Changes = {}
    for kind, names, before, after, price in (
        ("raise_capacity", arrays.jurors, arrays.high, high, RAISE_CAPACITY),
        ("lower_need", arrays.entries, arrays.need, need, LOWER_NEED),
        ("lower_minimum", arrays.jurors, arrays.low, low, LOWER_MINIMUM),
    ):
        if after is None or (after == before).all():
            continue
        differing = np.flatnonzero(after != before)
        details = {names[position]: int(after[position]) for position in differing}
        found[kind] = details, price * int(np.abs(after - before).sum())
    if release.any():
        teams = {
            arrays.entries[i]: [arrays.jurors[j] for j in np.flatnonzero(release[i])]
            for i in np.flatnonzero(release.any(axis=1))
        }
        found["release_fixed"] = teams, RELEASE_FIXED * int(release.sum())
    return found


def _new_names(arrays: Arrays, count: int) -> list[str]:
    taken, names, number = set(arrays.jurors), list[str](), 0
    while len(names) < count:
        number += 1
        if f"new-{number}" not in taken:
            names.append(f"new-{number}")
    return names
