"""Exact whole-number assignment by HiGHS over a chosen part of the problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from leader_award.jury.assignment_arrays import Arrays, Bools, Floats, Ints
from leader_award.jury.assignment_flow import new_solver


@dataclass(frozen=True, slots=True)
class Choice:
    """Outcome of an exact search: the best pairs (n, m) found and a proven bound (scaled).

    Either is None when the search was cut short before it had one.
    """

    chosen: Bools | None
    bound: int | None


def choose(
    arrays: Arrays,
    free: Bools,
    ones: Bools,
    floor: int | None,
    *,
    seed: int,
    nodes: int,
    start: Bools,
) -> Choice:
    """Decide the `free` pairs (n, m), with those in `ones` already taken.

    With a `floor` (scaled), maximise the total while every entry reaches it; without, maximise the
    worst entry. `nodes` limits the search tree: a limit on work, not on time, so that the same
    input ends the same way on every machine. `start` is an assignment to begin from.
    """
    model = _Model(arrays, free, ones & ~free, floor)
    solver = new_solver(seed)
    for option, value in (
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.999 / arrays.scale),
        ("mip_max_nodes", nodes),
        ("mip_feasibility_tolerance", 1e-7),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(model.program())
    solution = highspy.HighsSolution()
    solution.col_value = model.values(start)
    solver.setSolution(solution)
    solver.run()
    info = solver.getInfo()
    bound = None
    if np.isfinite(info.mip_dual_bound):
        bound = int(np.floor((-info.mip_dual_bound + 1e-6) * arrays.scale))
    chosen = None
    if np.isfinite(info.objective_function_value):
        chosen = model.assignment(np.array(solver.getSolution().col_value))
    return Choice(chosen, bound)


class _Model:
    """Columns: the free pairs, then z if the worst entry is the aim. In affinity points."""

    def __init__(self, arrays: Arrays, free: Bools, ones: Bools, floor: int | None) -> None:
        self.arrays, self.ones, self.floor = arrays, ones, floor
        self.rows, self.cols = np.nonzero(free)
        self.given = np.where(ones, arrays.weight, 0).sum(axis=1) / arrays.scale
        self.need = arrays.need - ones.sum(axis=1)
        self.taken = ones.sum(axis=0)
        self.weight = arrays.weight[self.rows, self.cols] / arrays.scale
        served = arrays.need > 0
        self.floored = np.flatnonzero(served if floor is None else served & self._at_risk(floor))

    def _at_risk(self, floor: int) -> Bools:
        """Entries whose least possible sum is under the floor; the others need no floor row."""
        order = np.lexsort((self.weight, self.rows))
        rows, weight = self.rows[order], self.weight[order]
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        least = np.bincount(
            rows, np.where(rank < self.need[rows], weight, 0), minlength=len(self.need)
        )
        return np.asarray(self.given + least < floor / self.arrays.scale)

    def program(self) -> Any:
        """The integer program as HiGHS takes it; the bound counts the pairs already taken."""
        n, m = self.arrays.shape
        floor_row = np.full(n, -1, dtype=np.int64)
        floor_row[self.floored] = n + m + np.arange(len(self.floored))
        worst = self.floor is None
        index, value, start = self._entries(floor_row)
        cost = np.zeros(len(self.rows)) if worst else -self.weight
        program = highspy.HighsLp()
        program.num_row_ = n + m + len(self.floored)
        program.num_col_ = len(cost) + worst
        least = (self.floor or 0) / self.arrays.scale - self.given[self.floored]
        low = np.concatenate([self.need, self.arrays.low - self.taken, least])
        high = np.concatenate([self.need, self.arrays.high - self.taken])
        infinite = np.full(len(self.floored), highspy.kHighsInf)
        lower, upper = np.zeros(len(cost)), np.ones(len(cost))
        if worst:
            index = np.concatenate([index, floor_row[self.floored]])
            value = np.concatenate([value, np.full(len(self.floored), -1.0)])
            start = np.append(start, len(index))
            cost, lower = np.append(cost, -1.0), np.append(lower, -highspy.kHighsInf)
            upper = np.append(upper, highspy.kHighsInf)
        program.col_cost_, program.col_lower_, program.col_upper_ = cost, lower, upper
        program.row_lower_ = low.astype(float)
        program.row_upper_ = np.concatenate([high.astype(float), infinite])
        program.offset_ = 0.0 if worst else -float(self.given.sum())
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = start.astype(np.int32)
        program.a_matrix_.index_ = index.astype(np.int32)
        program.a_matrix_.value_ = value
        kinds = [highspy.HighsVarType.kInteger] * len(cost)
        if worst and self.arrays.scale > 1:
            kinds[-1] = highspy.HighsVarType.kContinuous
        program.integrality_ = kinds
        return program

    def _entries(self, floor_row: Ints) -> tuple[Ints, Floats, Ints]:
        has_floor = floor_row[self.rows] >= 0
        start = np.zeros(len(self.rows) + 1, dtype=np.int64)
        start[1:] = np.cumsum(2 + has_floor)
        index = np.empty(start[-1], dtype=np.int64)
        value = np.ones(start[-1])
        index[start[:-1]] = self.rows
        index[start[:-1] + 1] = len(floor_row) + self.cols
        index[start[:-1][has_floor] + 2] = floor_row[self.rows[has_floor]]
        value[start[:-1][has_floor] + 2] = self.weight[has_floor]
        return index, value, start

    def values(self, chosen: Bools) -> Floats:
        """Column values of an assignment."""
        values = chosen[self.rows, self.cols].astype(float)
        if self.floor is not None:
            return values
        sums = np.where(chosen, self.arrays.weight, 0).sum(axis=1)
        return np.append(values, sums[self.floored].min(initial=2**40) / self.arrays.scale)

    def assignment(self, values: Floats) -> Bools:
        """The assignment behind column values."""
        chosen = self.ones.copy()
        taken = values[: len(self.rows)] > 0.5
        chosen[self.rows[taken], self.cols[taken]] = True
        return chosen
