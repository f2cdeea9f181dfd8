"""The objectives in their order: coverage, loads, worst entry, total; each with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Arrays, Bools
from leader_award.jury.assignment_exchange import State, lift, polish
from leader_award.jury.assignment_feasibility import round_pairs
from leader_award.jury.assignment_flow import Relaxation, promising
from leader_award.jury.assignment_integer import Choice, choose

PROMISING = 30
"""Jurors per entry to begin with; more come in where the dual prices ask for them."""
FLOOR_WEIGHT = 1e6
"""What one point of the worst entry is worth in points of the total while the floor is sought."""
EXACT_PAIRS = 4000
"""Up to so many undecided pairs the exact search is tried."""
EXACT_NODES = 2000
"""Size of its search tree; beyond it the bound stays open by what is reported."""
POLISH_ROUNDS = 4000
EPSILON = 1e-5
"""Points by which a bound is raised before it is rounded down, against rounding of floats."""


@dataclass(slots=True)
class Optimum:
    """The best assignment found for the first four objectives, with its bounds (scaled)."""

    state: State
    total_bound: int
    flow_bound: int
    worst_bound: int
    worst_lp: float


class Optimiser:
    """One run over one feasible problem; `tell` reports stage and share, and may raise."""

    def __init__(
        self, arrays: Arrays, start: Bools, seed: int, tell: Callable[[str, float], None]
    ) -> None:
        self.arrays, self.start, self.seed, self.tell = arrays, start, seed, tell
        self.relaxation = Relaxation(arrays, promising(arrays, start, PROMISING), seed, self.pause)

    def pause(self) -> None:
        """Give the caller a chance to stop a long stage."""
        self.tell("", -1.0)

    def run(self) -> Optimum:
        """The best worst entry, then the best total under it."""
        self.tell("total without floor", 0.0)
        self._relax()
        flow_bound = self._points(self.relaxation.bound(1.0))
        plain = State(self.arrays, self.relaxation.x > 0.5)
        ceiling = self._ceiling()
        if plain.worst >= ceiling:
            return Optimum(plain, flow_bound, flow_bound, ceiling, ceiling / self.arrays.scale)
        self.tell("worst entry", 0.2)
        worst_lp = self._worst_lp(plain, ceiling)
        worst_bound = min(self._points(worst_lp), ceiling)
        self.tell("total", 0.5)
        state, bound, worst_bound = self._highest_floor(plain, worst_bound, flow_bound)
        return Optimum(state, min(bound, flow_bound), flow_bound, worst_bound, worst_lp)

    def _relax(self) -> None:
        if not self.relaxation.optimise():
            raise RuntimeError("a feasible problem was found infeasible")

    def _ceiling(self) -> int:
        """The worst entry if every entry had its best jurors: nothing can be above it."""
        arrays = self.arrays
        ranked = np.where(arrays.allowed & ~arrays.fixed, arrays.weight, NOTHING)
        ranked = -np.sort(-ranked, axis=1)
        open_places = arrays.need - arrays.fixed.sum(axis=1)
        best = np.where(np.arange(ranked.shape[1])[None, :] < open_places[:, None], ranked, 0)
        sums = best.sum(axis=1) + np.where(arrays.fixed, arrays.weight, 0).sum(axis=1)
        return int(sums[arrays.served].min(initial=0 if not len(arrays.served) else 2**60))

    def _worst_lp(self, plain: State, ceiling: int) -> float:
        """The largest z for which fractions of pairs give every entry z: the bound, in points."""
        relaxation, top = self.relaxation, ceiling / self.arrays.scale
        relaxation.bound_floor(-highspy.kHighsInf, top)
        relaxation.add_floors(np.flatnonzero((plain.sums < ceiling) & (self.arrays.need > 0)))
        relaxation.aim(1.0, FLOOR_WEIGHT)
        self._relax()
        if relaxation.z >= top - EPSILON:
            return top
        relaxation.aim(0.0, 1.0)
        self._relax()
        return relaxation.bound(0.0) / float(relaxation.floor_price.sum())

    def _highest_floor(
        self, plain: State, worst_bound: int, flow_bound: int
    ) -> tuple[State, int, int]:
        """Best assignment at the highest floor within reach: it, its bound, the floor's bound."""
        floor, step = worst_bound, self.arrays.scale
        while floor > plain.worst:
            self.pause()
            found = self._best_total(floor)
            if found.chosen is not None:
                bound = flow_bound if found.bound is None else found.bound
                return State(self.arrays, found.chosen), bound, worst_bound
            if found.settled:
                worst_bound = floor - 1
            if self._undecided.sum() <= EXACT_PAIRS:
                best = self._choose(self._undecided, self.arrays.fixed, None, plain.chosen)
                if best.chosen is not None and best.bound is not None:
                    worst_bound = min(worst_bound, best.bound)
                    floor = State(self.arrays, best.chosen).worst
                    continue
            floor, step = floor - step, step * 2
        return plain, flow_bound, worst_bound

    @property
    def _undecided(self) -> Bools:
        return np.asarray(self.arrays.allowed & ~self.arrays.fixed)

    def _best_total(self, floor: int) -> Choice:
        """The largest total with every entry at `floor`: LP bound, rings of moves, exact search."""
        relaxation, scale = self.relaxation, self.arrays.scale
        relaxation.bound_floor(floor / scale, floor / scale)
        relaxation.aim(1.0, 0.0)
        if not relaxation.optimise():
            return Choice(None, None, True)
        price = float(relaxation.floor_price.sum())
        bound = self._points(relaxation.bound(1.0) - floor / scale * price)
        whole = relaxation.x > 0.5
        gain = relaxation.reduced_gain()
        state = self._rounded(floor)
        if state is None:
            return self._without_start(floor, bound)
        gap = (bound - state.total) / scale
        if gap < 1 / scale:
            return Choice(state.chosen, bound, True)
        free = self._undecided & (np.abs(gain) <= gap + EPSILON)
        if free.sum() > EXACT_PAIRS:
            return Choice(state.chosen, bound, False)
        ones = self.arrays.fixed | (whole & ~free)
        exact = self._choose(free, ones, floor, state.chosen)
        if exact.chosen is None or exact.bound is None:
            return Choice(state.chosen, bound, False)
        best = max(State(self.arrays, exact.chosen), state, key=lambda one: one.total)
        return Choice(best.chosen, min(bound, max(exact.bound, best.total)), exact.settled)

    def _rounded(self, floor: int) -> State | None:
        """A whole-number assignment near the relaxation with every entry at `floor`, or None."""
        state = State(self.arrays, round_pairs(self.arrays, self.relaxation.x))
        if not lift(state, floor, self.pause):
            return None
        polish(state, floor, POLISH_ROUNDS, self.pause)
        return state

    def _without_start(self, floor: int, bound: int) -> Choice:
        if self._undecided.sum() > EXACT_PAIRS:
            return Choice(None, None, False)
        exact = self._choose(self._undecided, self.arrays.fixed, floor, None)
        if exact.bound is None:
            return exact
        return Choice(exact.chosen, min(bound, exact.bound), exact.settled)

    def _choose(self, free: Bools, ones: Bools, floor: int | None, start: Bools | None) -> Choice:
        self.pause()
        return choose(
            self.arrays, free, ones, floor, seed=self.seed, nodes=EXACT_NODES, start=start
        )

    def _points(self, value: float) -> int:
        """A bound in points as a scaled whole number: nothing better lies on the grid."""
        return int(np.floor((value + EPSILON) * self.arrays.scale))
