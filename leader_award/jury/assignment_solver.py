"""The objectives in their order: coverage, loads, worst entry, total; each with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Arrays, Bools, Floats
from leader_award.jury.assignment_exchange import POLISH_ROUNDS, State, polish
from leader_award.jury.assignment_feasibility import round_pairs
from leader_award.jury.assignment_flow import Relaxation, promising
from leader_award.jury.assignment_integer import Choice, choose
from leader_award.jury.assignment_lift import lift

PROMISING = 30
"""Jurors per entry to begin with; more come in where the dual prices ask for them."""
FLOOR_WEIGHT = 1e6
"""What one point of the worst entry is worth in points of the total while the floor is sought."""
FLOOR_SEARCHES = 8
"""Most floors tried when the bound of the worst entry is out of reach."""
EXACT_PAIRS = 12_000
"""The exact search for the total decides at most so many pairs."""
EXACT_FLOOR_PAIRS = 1500
"""The exact search for the worst entry, a much harder one, is tried up to so many pairs."""
REFINED_PAIRS = 200_000
"""Larger juries stay as the rings of moves leave them: there the exact search costs more seconds
than it finds points (2000 entries, 200 jurors: 4 seconds for 5 points of 828,087)."""
NARROW = 0.003
"""Nor is it worth its time when bound and value are farther apart than this share."""
SMALL_NODES, LARGE_NODES, LARGE = 300, 30, 2000
"""Limits of its search tree: a limit on work, not time, so that every machine ends alike; what it
leaves open is reported as the difference between value and bound. LARGE is in pairs."""
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


@dataclass(frozen=True, slots=True)
class Reached:
    """A floor that has been reached: the assignment, a bound on the total at this floor (scaled),
    and of the relaxation there the reduced gains (n, m) and the pairs it takes whole."""

    state: State
    floor: int
    bound: int
    gain: Floats
    whole: Bools


class Optimiser:
    """One run; `start` (n, m) is any feasible assignment, `tell` reports progress and may raise."""

    def __init__(
        self, arrays: Arrays, start: Bools, seed: int, tell: Callable[[str, float], None]
    ) -> None:
        self.arrays, self.seed, self.tell = arrays, seed, tell
        self.relaxation = Relaxation(arrays, promising(arrays, start, PROMISING), seed, self.pause)

    def pause(self) -> None:
        """Give the caller a chance to stop a long stage."""
        self.tell("", -1.0)

    def run(self) -> Optimum:
        """The best worst entry, then the best total under it."""
        self.tell("total without floor", 0.02)
        self._relax()
        flow_bound = self._points(self.relaxation.bound(1.0))
        plain = State(self.arrays, self.relaxation.x > 0.5)
        ceiling = self._ceiling()
        if plain.worst >= ceiling:
            return Optimum(plain, flow_bound, flow_bound, ceiling, ceiling / self.arrays.scale)
        self.tell("worst entry", 0.1)
        worst_lp = self._worst_lp(plain, ceiling)
        worst_bound = min(self._points(worst_lp), ceiling)
        self.tell("total", 0.25)
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
        best = self._reach(worst_bound) or self._search_floor(plain, worst_bound)
        worst = plain.worst if best is None else best.state.worst
        if worst < worst_bound and self._undecided.sum() <= EXACT_FLOOR_PAIRS:
            start = plain if best is None else best.state
            exact = self._choose(self._undecided, self.arrays.fixed, None, start.chosen)
            worst_bound = worst_bound if exact.bound is None else min(worst_bound, exact.bound)
            found = start if exact.chosen is None else State(self.arrays, exact.chosen)
            if found.worst > worst:
                best = self._reach(found.worst, found)
        if best is None:
            return plain, flow_bound, worst_bound
        gap, pairs = best.bound - best.state.total, self._undecided.sum()
        if gap > 0 and (pairs <= LARGE or (pairs <= REFINED_PAIRS and gap <= NARROW * best.bound)):
            best = self._refined(best)
        return best.state, best.bound, worst_bound

    def _search_floor(self, plain: State, unreached: int) -> Reached | None:
        """The highest floor that rings and swaps reach under one they do not, by bisection."""
        best, lowest, step = None, plain.worst, max(1, self.arrays.scale // 10)
        resolution = step
        for _ in range(FLOOR_SEARCHES):
            if unreached - lowest <= resolution:
                break
            floor = max(unreached - step, lowest + resolution)
            found = self._reach(floor)
            if found is None:
                unreached, step = floor, step * 2
            else:
                best, lowest = found, found.state.worst
                step = max(resolution, (unreached - lowest) // 2)
        return best

    @property
    def _undecided(self) -> Bools:
        return np.asarray(self.arrays.allowed & ~self.arrays.fixed)

    def _reach(self, floor: int, known: State | None = None) -> Reached | None:
        """An assignment with every entry at `floor` and as large a total as rings of moves find.

        `known` is one that is there already, for when the way from the relaxation does not lead
        there; without it None means that no way was found, not that there is none.
        """
        relaxation, scale = self.relaxation, self.arrays.scale
        relaxation.bound_floor(floor / scale, floor / scale)
        relaxation.aim(1.0, 0.0)
        if not relaxation.optimise():
            return None
        price = float(relaxation.floor_price.sum())
        bound = self._points(relaxation.bound(1.0) - floor / scale * price)
        state = State(self.arrays, round_pairs(self.arrays, relaxation.x))
        if not lift(state, floor, self.pause):
            if known is None:
                return None
            state = known
        polish(state, floor, POLISH_ROUNDS, self.pause)
        return Reached(state, floor, bound, relaxation.reduced_gain(), relaxation.x > 0.5)

    def _refined(self, reached: Reached) -> Reached:
        """Exact search among the pairs whose reduced gain is nearest to 0.

        A total beyond `bound - width` cannot use a pair that loses more than `width` against the
        prices, nor miss one that gains more: with a width as large as the gap, the search is a
        proof; with less it still bounds the total by `bound - width` or by its own bound.
        """
        state, scale = reached.state, self.arrays.scale
        gap = (reached.bound - state.total) / scale + EPSILON
        distance = np.where(self._undecided, np.abs(reached.gain), np.inf).ravel()
        width = gap
        if distance.size > EXACT_PAIRS:
            width = min(gap, float(np.partition(distance, EXACT_PAIRS)[EXACT_PAIRS]))
        free = (distance < width).reshape(state.chosen.shape)
        free |= self._undecided & (reached.whole != state.chosen)
        ones = self.arrays.fixed | (reached.whole & ~free)
        exact = self._choose(free, ones, reached.floor, state.chosen)
        if exact.chosen is None or exact.bound is None:
            return reached
        best = max(State(self.arrays, exact.chosen), state, key=lambda one: one.total)
        outside = 0 if width >= gap else self._points(reached.bound / scale - width)
        bound = min(reached.bound, max(exact.bound, best.total, outside))
        return replace(reached, state=best, bound=bound)

    def _choose(self, free: Bools, ones: Bools, floor: int | None, start: Bools) -> Choice:
        self.pause()
        nodes = LARGE_NODES if free.sum() > LARGE else SMALL_NODES
        return choose(self.arrays, free, ones, floor, seed=self.seed, nodes=nodes, start=start)

    def _points(self, value: float) -> int:
        """A bound in points as a scaled whole number: nothing better lies on the grid."""
        return int(np.floor((value + EPSILON) * self.arrays.scale))
