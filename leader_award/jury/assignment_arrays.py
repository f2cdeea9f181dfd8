"""A problem as matrices of whole numbers, in an order that does not depend on the input's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leader_award.jury.assignment_model import Number, Pair, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCALES = (1, 10, 100, 1000, 10_000, 100_000, 1_000_000)
"""Affinities are kept as whole multiples of 1/scale; digits beyond the sixth are rounded."""
NOTHING = -(2**40)
"""Weight of "no such pair" where pairs are ranked; far below any sum of real weights."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """A problem of n entries and m jurors, both sorted by id.

    `weight` (n, m) is affinity less the price of a soft conflict, times `scale`. `allowed` (n, m)
    leaves out hard conflicts; `fixed` (n, m) marks the pairs set by hand. `need` (n), `low` and
    `high` (m) are numbers of pairs.
    """

    entries: tuple[str, ...]
    jurors: tuple[str, ...]
    weight: Ints
    allowed: Bools
    fixed: Bools
    need: Ints
    low: Ints
    high: Ints
    scale: int

    @property
    def shape(self) -> tuple[int, int]:
        """Number of entries, number of jurors."""
        return len(self.entries), len(self.jurors)

    @property
    def served(self) -> Ints:
        """Positions of the entries that need at least one juror."""
        return np.flatnonzero(self.need > 0)

    def number(self, scaled: int | np.int64) -> Number:
        """Affinity points from a scaled value: an int when whole."""
        value = int(scaled)
        return value // self.scale if value % self.scale == 0 else value / self.scale

    def pairs(self, chosen: Bools) -> tuple[Pair, ...]:
        """The pairs marked in `chosen` (n, m), by entry, then juror."""
        rows, cols = np.nonzero(chosen)
        return tuple((self.entries[i], self.jurors[j]) for i, j in zip(rows, cols, strict=True))

    def reordered(self, rows: Ints, cols: Ints) -> Arrays:
        """The same problem with entries and jurors in another order."""
        grid = np.ix_(rows, cols)
        return Arrays(
            entries=tuple(self.entries[i] for i in rows),
            jurors=tuple(self.jurors[j] for j in cols),
            weight=self.weight[grid],
            allowed=self.allowed[grid],
            fixed=self.fixed[grid],
            need=self.need[rows],
            low=self.low[cols],
            high=self.high[cols],
            scale=self.scale,
        )

    def mark(self, pairs: Any) -> Bools:
        """Matrix (n, m) with the given pairs marked; KeyError for an unknown id."""
        row = {name: i for i, name in enumerate(self.entries)}
        col = {name: j for j, name in enumerate(self.jurors)}
        marked = np.zeros(self.shape, dtype=bool)
        for entry, juror in pairs:
            marked[row[entry], col[juror]] = True
        return marked


def shuffled(size: int, seed: int) -> Ints:
    """A permutation of 0..size-1 that depends on nothing but the seed."""
    order = list(range(size))
    random.Random(seed).shuffle(order)  # noqa: S311  # nosec B311 - a seed, no secret
    return np.array(order, dtype=np.int64)


def arrays_of(problem: Problem) -> Arrays:
    """The problem as matrices.

    Raises ValueError for a repeated id, an id nobody declared, or a negative number of pairs.
    """
    entries = sorted(problem.entries, key=lambda entry: entry.id)
    jurors = sorted(problem.jurors, key=lambda juror: juror.id)
    rows = {entry.id: i for i, entry in enumerate(entries)}
    cols = {juror.id: j for j, juror in enumerate(jurors)}
    if len(rows) < len(entries) or len(cols) < len(jurors):
        raise ValueError("an id is used twice")
    need = np.array([entry.jurors_needed for entry in entries], dtype=np.int64)
    low = np.array([juror.minimum for juror in jurors], dtype=np.int64)
    high = np.array([juror.capacity for juror in jurors], dtype=np.int64)
    if min(need.min(initial=0), low.min(initial=0), high.min(initial=0)) < 0:
        raise ValueError("a need, minimum or capacity is negative")
    value = np.zeros((len(entries), len(jurors)))
    try:
        names: list[str] = []
        positions: list[int] = []
        for entry_id, row in problem.affinity.items():
            if list(row) != names:  # rows mostly name the same jurors in the same order
                names = list(row)
                positions = [cols[juror_id] for juror_id in names]
            value[rows[entry_id], positions] = list(row.values())
        for (entry_id, juror_id), price in problem.soft_conflicts.items():
            value[rows[entry_id], cols[juror_id]] -= price
        conflict = _mark(problem.conflicts, rows, cols)
        fixed = _mark(problem.fixed, rows, cols)
    except KeyError as error:
        raise ValueError(f"unknown id {error.args[0]!r}") from None
    weight, scale = _scaled(value)
    return Arrays(
        entries=tuple(rows),
        jurors=tuple(cols),
        weight=weight,
        allowed=~conflict,
        fixed=fixed,
        need=need,
        low=low,
        high=high,
        scale=scale,
    )


def _mark(pairs: Any, rows: dict[str, int], cols: dict[str, int]) -> Bools:
    marked = np.zeros((len(rows), len(cols)), dtype=bool)
    for entry_id, juror_id in pairs:
        marked[rows[entry_id], cols[juror_id]] = True
    return marked


def _scaled(value: Floats) -> tuple[Ints, int]:
    for scale in SCALES:
        scaled = value * scale
        whole = np.rint(scaled)
        if np.abs(scaled - whole).max(initial=0.0) <= 1e-6:
            break
    return whole.astype(np.int64), scale
