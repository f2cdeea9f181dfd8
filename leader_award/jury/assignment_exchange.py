"""Improving a whole-number assignment by passing places round a ring of jurors.

An arc j -> k of the exchange graph stands for the best entry that could swap juror j for juror k
without falling under its floor; the extra node stands for spare load. A ring of arcs with positive
sum is an improvement that keeps every load and floor (the cycles of a min-cost flow's residual
network, restricted to moves that respect the floors). Everything is whole numbers: same result on
every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Arrays, Bools, Ints

POLISH_ROUNDS = 4000
"""Most rings applied in one go."""


class State:
    """A complete assignment that can be changed: `chosen` (n, m), `sums` (n), `loads` (m)."""

    def __init__(self, arrays: Arrays, chosen: Bools) -> None:
        self.arrays = arrays
        self.chosen = chosen.copy()
        self.sums = np.where(self.chosen, arrays.weight, 0).sum(axis=1)
        self.loads = self.chosen.sum(axis=0)

        self._total = int(self.sums.sum())

    @property
    def total(self) -> int:
        """Sum of all weights used, scaled."""
        return self._total

    def copy(self) -> State:
        """Another state with the same assignment."""
        return State(self.arrays, self.chosen)

    def become(self, other: State) -> None:
        """Take over another state's assignment."""
        self.chosen, self.sums, self.loads = other.chosen, other.sums, other.loads
        self._total = other.total

    @property
    def worst(self) -> int:
        """Smallest sum of an entry that needs jurors, scaled; 0 when there is none."""
        served = self.arrays.served
        return int(self.sums[served].min()) if len(served) else 0

    def replace(self, entry: int, leaves: int, joins: int) -> None:
        """Give the entry juror `joins` instead of `leaves`."""
        self.chosen[entry, leaves] = False
        self.chosen[entry, joins] = True
        weight = self.arrays.weight[entry]
        change = int(weight[joins] - weight[leaves])
        self.sums[entry] += change
        self._total += change
        self.loads[leaves] -= 1
        self.loads[joins] += 1


class ExchangeGraph:
    """Best single replacements between all jurors: `gain` and `entry`, both (m + 1, m + 1).

    No replacement may bring an entry under `floor` (scaled), nor lower one that is under already.
    """

    def __init__(self, state: State, floor: int) -> None:
        self.state = state
        self.floor = floor
        self.floors = np.minimum(state.sums, floor)
        m = state.arrays.shape[1]
        self.gain = np.full((m + 1, m + 1), NOTHING, dtype=np.int64)
        self.entry = np.full((m + 1, m + 1), -1, dtype=np.int64)
        self.refresh(np.arange(m))

    def refresh(self, jurors: Ints) -> None:
        """Recompute the arcs that leave these jurors, and the arcs of spare load."""
        for juror in jurors:
            self._refresh_one(int(juror))
        arrays, loads = self.state.arrays, self.state.loads
        self.gain[:-1, -1] = np.where(loads < arrays.high, 0, NOTHING)
        self.gain[-1, :-1] = np.where(loads > arrays.low, 0, NOTHING)

    def _refresh_one(self, juror: int) -> None:
        arrays, state = self.state.arrays, self.state
        rows = np.flatnonzero(state.chosen[:, juror] & ~arrays.fixed[:, juror])
        if not len(rows):
            self.gain[juror, :-1] = NOTHING
            return
        gain = arrays.weight[rows] - arrays.weight[rows, juror][:, None]
        slack = self.floors[rows] - state.sums[rows]
        usable = arrays.allowed[rows] & ~state.chosen[rows] & (gain >= slack[:, None])
        gain = np.where(usable, gain, NOTHING)
        best = gain.argmax(axis=0)
        self.gain[juror, :-1] = gain[best, np.arange(gain.shape[1])]
        self.entry[juror, :-1] = rows[best]

    def ring(self) -> list[int] | None:
        """Jurors of a ring whose gains add up to more than 0, or None when there is none."""
        size = len(self.gain)
        best = np.zeros(size, dtype=np.int64)
        before = np.full(size, -1, dtype=np.int64)
        for step in range(size + 1):
            reach = best[:, None] + self.gain
            source = reach.argmax(axis=0)
            value = reach[source, np.arange(size)]
            better = value > best
            if not better.any():
                return None
            best = np.where(better, value, best)
            before = np.where(better, source, before)
            if step % 4 == 3 or step == size:
                found = _cycle(before)
                if found:
                    return found
        return None

    def paths_to(self, target: int, length: int) -> tuple[Ints, Ints]:
        """Best chain of at most `length` arcs from every juror to `target`: value, next juror.

        Shapes (length + 1, m + 1): row s is for chains of at most s arcs.
        """
        size = len(self.gain)
        value = np.full((length + 1, size), NOTHING, dtype=np.int64)
        after = np.full((length + 1, size), -1, dtype=np.int64)
        value[0, target] = 0
        for step in range(1, length + 1):
            reach = self.gain + value[step - 1][None, :]
            after[step] = reach.argmax(axis=1)
            value[step] = reach[np.arange(size), after[step]]
            shorter = value[step - 1] >= value[step]
            value[step][shorter] = value[step - 1][shorter]
            after[step][shorter] = after[step - 1][shorter]
        return value, after

    def try_moves(self, moves: list[tuple[int, int, int]], least: int) -> bool:
        """Make the replacements (entry, leaves, joins) if each is possible, floors hold and the
        total grows by at least `least`; otherwise leave the state as it was."""
        state = self.state
        touched = sorted({entry for entry, _, _ in moves})
        jurors = state.chosen[touched].any(axis=0)
        total, done = state.total, []
        for entry, leaves, joins in moves:
            if not state.chosen[entry, leaves] or state.chosen[entry, joins]:
                break
            state.replace(entry, leaves, joins)
            done.append((entry, leaves, joins))
        held = (state.sums[touched] >= self.floors[touched]).all()
        if len(done) == len(moves) and held and state.total >= total + least:
            self.floors[touched] = np.minimum(state.sums[touched], self.floor)
            self.refresh(np.flatnonzero(jurors | state.chosen[touched].any(axis=0)))
            return True
        for entry, leaves, joins in reversed(done):
            state.replace(entry, joins, leaves)
        return False

    def moves_along(self, chain: list[int]) -> list[tuple[int, int, int]]:
        """The replacements behind a chain of jurors; arcs of spare load move nothing."""
        spare = len(self.gain) - 1
        arcs = itertools.pairwise(chain)
        return [(int(self.entry[a, b]), a, b) for a, b in arcs if spare not in (a, b)]

    def apply(self, ring: list[int]) -> bool:
        """Pass places round the ring if that still is an improvement that keeps every floor.

        Otherwise the state stays as it was, and the weakest arc of the ring is closed.
        """
        moves = self.moves_along([*ring, ring[0]])
        if self.try_moves(moves, least=1):
            return True
        _, leaves, joins = min(moves, key=lambda move: int(self.gain[move[1], move[2]]))
        self.gain[leaves, joins] = NOTHING
        return False


def _cycle(before: Ints) -> list[int] | None:
    """A cycle in the graph of predecessors, in walking order."""
    colour = np.zeros(len(before), dtype=np.int64)
    for start in range(len(before)):
        node, path = start, []
        while node >= 0 and colour[node] == 0:
            colour[node] = start + 1
            path.append(node)
            node = int(before[node])
        if node >= 0 and colour[node] == start + 1:
            return path[path.index(node) :][::-1]
    return None


def polish(state: State, floor: int, rounds: int, checkpoint: Callable[[], None]) -> None:
    """Apply improving rings until none is left, at most `rounds` of them."""
    graph = ExchangeGraph(state, floor)
    for _ in range(rounds):
        checkpoint()
        ring = graph.ring()
        if ring is None:
            return
        graph.apply(ring)
