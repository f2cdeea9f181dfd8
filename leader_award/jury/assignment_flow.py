"""The linear relaxation of an assignment: columns and floors on demand, bounds from its duals.

The relaxation is solved over the promising pairs only. Every bound is nevertheless one for the
full matrix: `Relaxation.bound` computes it by plain arithmetic from the dual prices of all pairs
(weak duality), so that it holds whatever the solver's tolerances, and pairs that were left out are
brought in as long as they could improve the value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Arrays, Bools, Floats, Ints

PRICING_TOLERANCE = 1e-7
FLOOR_TOLERANCE = 1e-6
COMPANY = 1.0
"""Pairs this close to improving (affinity points) join the ones that would improve."""
AT_ONCE = 25
"""At most so many pairs of one entry are brought in between two runs of the solver."""

Checkpoint = Callable[[], None]


class _QuietHighs(highspy.Highs):
    """HiGHS greets on standard output on its first call, which a command's output cannot bear."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def new_solver(seed: int = 0) -> Any:
    """A silent, single-threaded HiGHS, so that equal input takes an equal path."""
    solver = _QuietHighs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", seed % 2**31),
    ):
        solver.setOptionValue(option, value)
    return solver


def solver_version() -> str:
    """Name and version of the solver, for the record of an applied assignment."""
    return f"HiGHS {new_solver().version()}"


def promising(arrays: Arrays, start: Bools, per_entry: int) -> Bools:
    """Pairs to begin with: the best jurors of each entry, the best entries of each juror.

    `start` (n, m) marks one feasible assignment, which makes the restricted problem feasible.
    """
    n, m = arrays.shape
    ranked = np.where(arrays.allowed, arrays.weight, NOTHING)
    columns = start | arrays.fixed
    best = min(m, per_entry)
    top = np.argpartition(-ranked, best - 1, axis=1)[:, :best]
    columns[np.arange(n)[:, None], top] = True
    best = min(n, int(arrays.high.max(initial=1) * 1.25) + 1)
    top = np.argpartition(-ranked, best - 1, axis=0)[:best]
    columns[top, np.arange(m)[None, :]] = True
    return np.asarray(columns & arrays.allowed)


class Relaxation:
    """max total_weight·Σwx + floor_weight·z, loads in bounds, every entry's sum at least z.

    Column 0 is z; the other columns are pairs. Rows: one for each entry's need, one for each
    juror's load, and a floor Σ_j w_ij x_ij - z >= 0 for an entry once it has been broken.
    After `optimise`: `x` (n, m), `z`, and dual prices `entry_price` (n), `juror_price` (m),
    `floor_price` (n, >= 0), all in affinity points times the objective's weights.
    """

    def __init__(
        self,
        arrays: Arrays,
        columns: Bools,
        seed: int,
        checkpoint: Checkpoint,
    ) -> None:
        self.arrays = arrays
        self.w = arrays.weight / arrays.scale
        self.checkpoint = checkpoint
        self.columns = np.zeros(arrays.shape, dtype=bool)
        self.rows = np.empty(0, dtype=np.int64)
        self.cols = np.empty(0, dtype=np.int64)
        self.place = np.empty(0, dtype=np.int64)
        n, m = arrays.shape
        self.floor_row = np.full(n, -1, dtype=np.int64)
        self.total_weight, self.floor_weight = 1.0, 0.0
        self.x, self.z = np.zeros((n, m)), 0.0
        self.entry_price, self.juror_price, self.floor_price = np.zeros(n), np.zeros(m), np.zeros(n)
        self.solver = new_solver(seed)
        # Presolve finds little to remove from a transport problem, and when every load is fixed
        # the dual simplex takes hundreds of times as long on what it leaves.
        self.solver.setOptionValue("presolve", "off")
        lowest = float(self.w.min(initial=0.0) * arrays.need.max(initial=0)) - 1.0
        self.solver.addCol(0.0, lowest, lowest, 0, np.empty(0, np.int32), np.empty(0))
        bounds_low = np.concatenate([arrays.need, arrays.low]).astype(float)
        bounds_high = np.concatenate([arrays.need, arrays.high]).astype(float)
        empty = np.zeros(n + m, np.int32)
        self.solver.addRows(
            n + m, bounds_low, bounds_high, 0, empty, np.empty(0, np.int32), np.empty(0)
        )
        self.add_columns(columns)

    def aim(self, total_weight: float, floor_weight: float) -> None:
        """Set the weights of the total and of the floor z in the objective."""
        self.total_weight, self.floor_weight = total_weight, floor_weight
        costs = np.concatenate([[-floor_weight], self._costs(self.rows, self.cols)])
        places = np.concatenate([[0], self.place]).astype(np.int32)
        self.solver.changeColsCost(len(costs), places, costs)

    def bound_floor(self, lowest: float, highest: float) -> None:
        """Let z range over lowest..highest, affinity points."""
        self.solver.changeColBounds(0, lowest, highest)

    def add_columns(self, wanted: Bools) -> None:
        """Bring pairs (n, m) into the restricted problem."""
        rows, cols = np.nonzero(wanted & ~self.columns)
        if not len(rows):
            return
        place = self.solver.getNumCol() + np.arange(len(rows))
        floor = self.floor_row[rows]
        has_floor = floor >= 0
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        start[1:] = np.cumsum(2 + has_floor)
        index = np.empty(start[-1], dtype=np.int32)
        value = np.ones(start[-1])
        index[start[:-1]] = rows
        index[start[:-1] + 1] = self.arrays.shape[0] + cols
        index[start[:-1][has_floor] + 2] = floor[has_floor]
        value[start[:-1][has_floor] + 2] = self.w[rows, cols][has_floor]
        self.solver.addCols(
            len(rows),
            self._costs(rows, cols),
            self.arrays.fixed[rows, cols].astype(float),
            np.ones(len(rows)),
            len(index),
            start[:-1].astype(np.int32),
            index,
            value,
        )
        self.columns[rows, cols] = True
        self.rows = np.concatenate([self.rows, rows])
        self.cols = np.concatenate([self.cols, cols])
        self.place = np.concatenate([self.place, place])

    def add_floors(self, entries: Ints) -> None:
        """Demand of these entries (positions) that their sum be at least z."""
        entries = entries[self.floor_row[entries] < 0]
        if not len(entries):
            return
        order = np.argsort(self.rows, kind="stable")
        begin = np.searchsorted(self.rows[order], entries)
        end = np.searchsorted(self.rows[order], entries, side="right")
        index, value, start = [], [], [0]
        for first, last in zip(begin, end, strict=True):
            members = order[first:last]
            index.append(np.concatenate([[0], self.place[members]]))
            weights = self.w[self.rows[members], self.cols[members]]
            value.append(np.concatenate([[-1.0], weights]))
            start.append(start[-1] + len(members) + 1)
        self.floor_row[entries] = self.solver.getNumRow() + np.arange(len(entries))
        self.solver.addRows(
            len(entries),
            np.zeros(len(entries)),
            np.full(len(entries), highspy.kHighsInf),
            start[-1],
            np.array(start[:-1], dtype=np.int32),
            np.concatenate(index).astype(np.int32),
            np.concatenate(value),
        )

    def optimise(self) -> bool:
        """Solve, bringing in pairs and floors until none is missing; False when infeasible."""
        while True:
            self.checkpoint()
            status = self._run()
            if status == highspy.HighsModelStatus.kInfeasible:
                return False
            if status != highspy.HighsModelStatus.kOptimal:
                raise RuntimeError(f"the linear relaxation ended with {status.name}")
            self._read()
            if not (self._price_pairs() | self._check_floors()):
                return True

    def _run(self) -> Any:
        """Solve from the last basis; from the beginning if that ends neither way."""
        ends = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
        self.solver.run()
        if self.solver.getModelStatus() not in ends:
            self.solver.clearSolver()
            self.solver.run()
        return self.solver.getModelStatus()

    def bound(self, total_weight: float) -> float:
        """An upper bound of total_weight·Σwx + Σ_i floor_price_i·(sum of entry i), any loads.

        Weak duality with the current prices; valid for every assignment of the full problem.
        """
        gain = self._gain(total_weight)
        arrays = self.arrays
        value = float(arrays.need @ self.entry_price)
        value += float(
            np.maximum(arrays.low * self.juror_price, arrays.high * self.juror_price).sum()
        )
        value += float(np.where(arrays.allowed & (gain > 0), gain, 0.0).sum())
        value += float(np.where(arrays.fixed & (gain < 0), gain, 0.0).sum())
        return value

    def reduced_gain(self) -> Floats:
        """How much one pair (n, m) adds beyond the prices; <= 0 for every pair left out."""
        return self._gain(self.total_weight)

    def _costs(self, rows: Ints, cols: Ints) -> Floats:
        return np.asarray(-self.total_weight * self.w[rows, cols])

    def _gain(self, total_weight: float) -> Floats:
        gain = self.w * (total_weight + self.floor_price)[:, None]
        gain -= self.entry_price[:, None]
        gain -= self.juror_price[None, :]
        return gain

    def _read(self) -> None:
        n, m = self.arrays.shape
        solution = self.solver.getSolution()
        values, duals = np.array(solution.col_value), np.array(solution.row_dual)
        self.z = float(values[0])
        self.x = np.zeros((n, m))
        self.x[self.rows, self.cols] = values[self.place]
        self.entry_price, self.juror_price = -duals[:n], -duals[n : n + m]
        prices = np.where(self.floor_row >= 0, duals[self.floor_row], 0.0)
        self.floor_price = np.maximum(prices, 0.0)

    def _price_pairs(self) -> bool:
        gain = self.reduced_gain()
        missing = self.arrays.allowed & ~self.columns
        better = missing & (gain > PRICING_TOLERANCE)
        improvable = np.asarray(better.any(axis=1))
        if not improvable.any():
            return False
        close = missing & (gain > -COMPANY * self.total_weight)
        wanted = better | (close & improvable[:, None])
        crowded = np.flatnonzero(wanted.sum(axis=1) > AT_ONCE)
        ranked = np.where(wanted[crowded], gain[crowded], -np.inf)
        best = np.argpartition(-ranked, AT_ONCE - 1, axis=1)[:, :AT_ONCE]
        wanted[crowded] = False
        wanted[crowded[:, None], best] = True
        self.add_columns(wanted)
        return True

    def _check_floors(self) -> bool:
        sums = (self.w * self.x).sum(axis=1)
        broken = (sums < self.z - FLOOR_TOLERANCE) & (self.floor_row < 0) & (self.arrays.need > 0)
        self.add_floors(np.flatnonzero(broken))
        return bool(broken.any())
