"""Looking at an assignment: what it is worth and breaks, and why a juror has an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Arrays, Bools, Ints, arrays_of
from leader_award.jury.assignment_design import a_efficiency, components
from leader_award.jury.assignment_exchange import State
from leader_award.jury.assignment_model import (
    Alternative,
    Evaluation,
    Explanation,
    Pair,
    Problem,
    Replacement,
    Swap,
    Violation,
)

DETAILED = 8
"""So many of the cheapest swaps are shown with panels and efficiency after them."""

Move = tuple[int, int, int]


def evaluate(problem: Problem, pairs: Iterable[Pair]) -> Evaluation:
    """See `assignment.evaluate`."""
    arrays = arrays_of(problem)
    counts = Counter(pairs)
    known = _known(arrays, counts)
    state = State(arrays, arrays.mark(known))
    found = [Violation("unknown", *pair) for pair in sorted(counts.keys() - known)]
    found += [
        Violation("repeated", *pair, found=times, expected=1)
        for pair, times in sorted(counts.items())
        if times > 1
    ]
    chosen = state.chosen
    prices = problem.soft_conflicts
    return Evaluation(
        total_affinity=arrays.number(state.total),
        worst_entry_affinity=arrays.number(state.worst),
        entry_affinity=entry_affinity(state),
        loads=loads(state),
        components=components(chosen),
        a_efficiency=a_efficiency(chosen),
        soft_conflicts={pair: prices[pair] for pair in sorted(known) if pair in prices},
        violations=(*found, *_broken_rules(state)),
    )


def _known(arrays: Arrays, pairs: Iterable[Pair]) -> set[Pair]:
    entries, jurors = set(arrays.entries), set(arrays.jurors)
    return {pair for pair in pairs if pair[0] in entries and pair[1] in jurors}


def entry_affinity(state: State) -> dict[str, int | float]:
    """Entry id -> its affinity sum."""
    return {
        entry: state.arrays.number(total)
        for entry, total in zip(state.arrays.entries, state.sums, strict=True)
    }


def loads(state: State) -> dict[str, int]:
    """Juror id -> number of entries."""
    return {juror: int(load) for juror, load in zip(state.arrays.jurors, state.loads, strict=True)}


def _broken_rules(state: State) -> list[Violation]:
    arrays, chosen = state.arrays, state.chosen
    found = []
    for entry, has, needs in zip(arrays.entries, chosen.sum(axis=1), arrays.need, strict=True):
        if has != needs:
            kind = "missing" if has < needs else "extra"
            found.append(Violation(kind, entry=entry, found=int(has), expected=int(needs)))
    bounds = zip(arrays.jurors, state.loads, arrays.low, arrays.high, strict=True)
    for juror, load, low, high in bounds:
        if load > high:
            found.append(
                Violation("over_capacity", juror=juror, found=int(load), expected=int(high))
            )
        if load < low:
            found.append(
                Violation("under_minimum", juror=juror, found=int(load), expected=int(low))
            )
    found += [Violation("conflict", *pair) for pair in arrays.pairs(chosen & ~arrays.allowed)]
    found += [Violation("not_kept", *pair) for pair in arrays.pairs(arrays.fixed & ~chosen)]
    return found


def explain_pair(problem: Problem, pairs: Iterable[Pair], entry: str, juror: str) -> Explanation:
    """See `assignment.explain_pair`."""
    arrays = arrays_of(problem)
    i, j = arrays.entries.index(entry), arrays.jurors.index(juror)
    state = State(arrays, arrays.mark(_known(arrays, pairs)))
    allowed, weight = arrays.allowed[i], arrays.weight[i]
    conflict = not allowed[j]
    better = int((weight[allowed] > weight[j]).sum())
    price = problem.soft_conflicts.get((entry, juror), 0)
    return Explanation(
        entry=entry,
        juror=juror,
        assigned=bool(state.chosen[i, j]),
        fixed=bool(arrays.fixed[i, j]),
        conflict=conflict,
        affinity=problem.affinity.get(entry, {}).get(juror, 0),
        price=price,
        rank=None if conflict else better + 1,
        able=int(allowed.sum()),
        load=int(state.loads[j]),
        capacity=int(arrays.high[j]),
        entry_affinity=arrays.number(state.sums[i]),
        alternatives=_Swaps(problem, state, i, j).alternatives(),
    )


class _Swaps:
    """The cheapest swap for every juror who could take the place of a pair, or give it one."""

    def __init__(self, problem: Problem, state: State, entry: int, juror: int) -> None:
        self.problem, self.state, self.entry, self.juror = problem, state, entry, juror
        self.assigned = bool(state.chosen[entry, juror])
        served = state.arrays.served
        self.lowest = served[np.argsort(state.sums[served], kind="stable")[:3]]

    def alternatives(self) -> tuple[Alternative, ...]:
        """One for every other juror concerned, cheapest swap first, the hindered last."""
        state = self.state
        found: list[tuple[int, str, Alternative, list[Move] | None]] = []
        others = list(range(len(state.arrays.jurors)))
        if not self.assigned:
            others = np.flatnonzero(state.chosen[self.entry]).tolist()
        for other in others:
            if other == self.juror:
                continue
            hindrance, moves = self._hindrance(other), None
            if hindrance is None:
                moves = self._cheapest(other)
                hindrance = None if moves else "loads"
            cost = -self._change(moves) if moves else -NOTHING
            name = state.arrays.jurors[other]
            found.append((cost, name, self._alternative(other, hindrance), moves))
        found.sort(key=lambda item: item[:2])
        return tuple(
            self._with_swap(alternative, moves, detailed=position < DETAILED)
            for position, (_, _, alternative, moves) in enumerate(found)
        )

    def _hindrance(self, other: int) -> str | None:
        arrays, chosen = self.state.arrays, self.state.chosen[self.entry]
        leaves, joins = (self.juror, other) if self.assigned else (other, self.juror)
        if chosen[joins]:
            return "on_entry"
        if not arrays.allowed[self.entry, joins]:
            return "conflict"
        return "fixed" if arrays.fixed[self.entry, leaves] else None

    def _cheapest(self, other: int) -> list[Move] | None:
        """Replacements that keep loads in bounds: first those that keep the worst entry, then
        those with the larger total."""
        state, arrays = self.state, self.state.arrays
        leaves, joins = (self.juror, other) if self.assigned else (other, self.juror)
        first = (self.entry, leaves, joins)
        options = [[first, (int(i), joins, leaves)] for i in self._givers(leaves, joins)]
        if state.loads[leaves] > arrays.low[leaves] and state.loads[joins] < arrays.high[joins]:
            options.append([first])
        kept = state.worst
        return max(
            options,
            key=lambda moves: (min(self._worst(moves), kept), self._change(moves)),
            default=None,
        )

    def _givers(self, leaves: int, joins: int) -> Ints:
        """Entries that could give back: they have `joins` and could take `leaves` instead."""
        arrays, chosen = self.state.arrays, self.state.chosen
        could = chosen[:, joins] & ~arrays.fixed[:, joins]
        return np.flatnonzero(could & arrays.allowed[:, leaves] & ~chosen[:, leaves])

    def _change(self, moves: list[Move]) -> int:
        weight = self.state.arrays.weight
        return sum(int(weight[i, joins] - weight[i, leaves]) for i, leaves, joins in moves)

    def _worst(self, moves: list[Move]) -> int:
        weight, sums = self.state.arrays.weight, self.state.sums
        changed = {
            i: int(sums[i] + weight[i, joins] - weight[i, leaves]) for i, leaves, joins in moves
        }
        others = [int(sums[i]) for i in self.lowest if i not in changed]
        return min([*changed.values(), *others])

    def _alternative(self, other: int, hindrance: str | None) -> Alternative:
        pair = (self.state.arrays.entries[self.entry], self.state.arrays.jurors[other])
        affinity = self.problem.affinity.get(pair[0], {}).get(pair[1], 0)
        price = self.problem.soft_conflicts.get(pair, 0)
        return Alternative(pair[1], affinity, price, hindrance, None)

    def _with_swap(
        self, alternative: Alternative, moves: list[Move] | None, *, detailed: bool
    ) -> Alternative:
        if moves is None:
            return alternative
        arrays = self.state.arrays
        after = self._after(moves) if detailed else None
        swap = Swap(
            replacements=tuple(
                Replacement(arrays.entries[i], arrays.jurors[leaves], arrays.jurors[joins])
                for i, leaves, joins in moves
            ),
            total_change=arrays.number(self._change(moves)),
            worst_entry_affinity=arrays.number(self._worst(moves)),
            components=None if after is None else components(after),
            a_efficiency=None if after is None else a_efficiency(after),
        )
        return Alternative(alternative.juror, alternative.affinity, alternative.price, None, swap)

    def _after(self, moves: list[Move]) -> Bools:
        chosen = self.state.chosen.copy()
        for entry, leaves, joins in moves:
            chosen[entry, leaves], chosen[entry, joins] = False, True
        return chosen
