"""The smallest repair of an assignment after a recusal or another change of the problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from leader_award.jury.assignment_arrays import Arrays, Bools, arrays_of
from leader_award.jury.assignment_feasibility import feasible_assignment, find_witness
from leader_award.jury.assignment_flow import Relaxation, promising
from leader_award.jury.assignment_model import Entry, Infeasible, Juror, Pair, Problem, Repaired
from leader_award.jury.assignment_repairs import find_repairs

LIKELY = 12
"""Jurors per entry to begin with; more come in where the dual prices ask for them."""
STAY = 10_000
"""A pair that stays counts as much as so many affinity points: more than any swap can gain."""


@dataclass(frozen=True, slots=True)
class _Current:
    """The present pairs that may stay, the others, and counts of those that may."""

    kept: frozenset[Pair]
    dropped: frozenset[Pair]
    teams: dict[str, int]
    loads: dict[str, int]

    def without_minima(self, problem: Problem) -> Problem:
        """The problem in which nobody who lost a pair has to be given another to make up for it."""
        losers = {juror for _, juror in self.dropped}
        return replace(
            problem,
            jurors=tuple(
                replace(juror, minimum=min(juror.minimum, self.loads[juror.id]))
                if juror.id in losers
                else juror
                for juror in problem.jurors
            ),
        )


def repair(
    problem: Problem, current: set[Pair], seed: int, pause: Callable[[], None]
) -> Repaired | Infeasible:
    """See `assignment.repair_after_recusal`."""
    started = time.perf_counter()
    present = _standing(problem, current)
    problem = present.without_minima(problem)
    added = _fill(problem, present, seed, pause)
    if added is not None:
        pairs = present.kept | added
    else:
        arrays = arrays_of(problem)
        start = feasible_assignment(arrays)
        if start is None:
            repairs = find_repairs(problem, pause)
            return Infeasible(find_witness(arrays), repairs, time.perf_counter() - started)
        pairs = frozenset(arrays.pairs(_nearest(arrays, start, present.kept, seed, pause)))
    return Repaired(
        pairs=tuple(sorted(pairs)),
        dropped=tuple(sorted(present.dropped)),
        moved=tuple(sorted(present.kept - pairs)),
        added=tuple(sorted(pairs - present.kept)),
        seconds=time.perf_counter() - started,
    )


def _standing(problem: Problem, current: set[Pair]) -> _Current:
    entries = {entry.id for entry in problem.entries}
    jurors = {juror.id for juror in problem.jurors if juror.capacity > 0}
    kept = frozenset(
        pair
        for pair in current
        if pair[0] in entries and pair[1] in jurors and pair not in problem.conflicts
    )
    teams = dict.fromkeys(entries, 0)
    loads = {juror.id: 0 for juror in problem.jurors}
    for entry, juror in kept:
        teams[entry] += 1
        loads[juror] += 1
    return _Current(kept, frozenset(current) - kept, teams, loads)


def _fill(
    problem: Problem, present: _Current, seed: int, pause: Callable[[], None]
) -> frozenset[Pair] | None:
    """Pairs for the open places while all others stay, or None when that cannot be.

    Only the entries with open places and what is left of the loads come into it: a small problem,
    however large the jury.
    """
    missing = {e.id: e.jurors_needed - present.teams[e.id] for e in problem.entries}
    spare = {j.id: j.capacity - present.loads[j.id] for j in problem.jurors}
    if min([*missing.values(), *spare.values()], default=0) < 0:
        return None
    if not problem.fixed <= present.kept:
        return None
    opened = {entry for entry, places in missing.items() if places > 0}
    taken = {pair for pair in present.kept if pair[0] in opened}
    rest = Problem(
        entries=tuple(Entry(entry, missing[entry]) for entry in sorted(opened)),
        jurors=tuple(
            Juror(j.id, spare[j.id], max(j.minimum - present.loads[j.id], 0))
            for j in problem.jurors
        ),
        affinity={entry: row for entry, row in problem.affinity.items() if entry in opened},
        conflicts=frozenset(taken | {pair for pair in problem.conflicts if pair[0] in opened}),
        soft_conflicts={
            pair: price for pair, price in problem.soft_conflicts.items() if pair[0] in opened
        },
    )
    arrays = arrays_of(rest)
    start = feasible_assignment(arrays)
    if start is None:
        return None
    chosen = _best(arrays, promising(arrays, start, LIKELY), seed, pause)
    return frozenset(arrays.pairs(chosen))


def _nearest(
    arrays: Arrays, start: Bools, kept: frozenset[Pair], seed: int, pause: Callable[[], None]
) -> Bools:
    """The assignment that keeps most of the present pairs, and of those the one with most
    affinity."""
    staying = arrays.mark(kept)
    preferring = replace(arrays, weight=arrays.weight + np.where(staying, STAY * arrays.scale, 0))
    return _best(preferring, promising(preferring, start | staying, LIKELY), seed, pause)


def _best(arrays: Arrays, columns: Bools, seed: int, pause: Callable[[], None]) -> Bools:
    relaxation = Relaxation(arrays, columns, seed, pause)
    if not relaxation.optimise():
        raise RuntimeError("a feasible problem was found infeasible")
    return np.asarray(relaxation.x > 0.5)
