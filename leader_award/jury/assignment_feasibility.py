"""Whether an assignment exists at all: a maximum flow, or a Hall witness read off its minimum cut.

With pairs fixed by hand taken out, a feasible assignment exists exactly when the entries' needs
can be covered within the capacities, and the jurors' minimum loads within the needs (Hoffman's
circulation theorem on this network leaves only these two kinds of cut). Each fails with a set of
entries and jurors that can be counted by hand: Hall's condition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from leader_award.jury.assignment_arrays import Arrays, Bools, Floats, Ints
from leader_award.jury.assignment_model import Witness

WITNESS_STARTS = 60
"""How many uncovered entries are tried in search of the smallest witness."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left to decide once the fixed pairs are taken out; shapes as in `Arrays`."""

    allowed: Bools
    need: Ints
    low: Ints
    high: Ints


def remainder(arrays: Arrays) -> Remainder:
    """The problem without its fixed pairs; `need` and `high` may be negative when over-fixed."""
    by_entry, by_juror = arrays.fixed.sum(axis=1), arrays.fixed.sum(axis=0)
    return Remainder(
        allowed=arrays.allowed & ~arrays.fixed,
        need=arrays.need - by_entry,
        low=np.maximum(arrays.low - by_juror, 0),
        high=arrays.high - by_juror,
    )


def feasible_assignment(arrays: Arrays) -> Bools | None:
    """Some assignment (n, m) with every need met and every load in bounds, or None."""
    rest = remainder(arrays)
    if (arrays.fixed & ~arrays.allowed).any() or min(
        rest.need.min(initial=0), rest.high.min(initial=0)
    ) < 0:
        return None
    wanted = int(rest.need.sum())
    if rest.low.sum() > wanted or (rest.low > rest.high).any():
        return None
    value, chosen = transport(rest.allowed, rest.need, rest.low, rest.high)
    return chosen | arrays.fixed if value == wanted else None


def transport(
    allowed: Bools, need: Ints, low: Ints, high: Ints, beyond: int = 0
) -> tuple[int, Bools]:
    """A maximum flow entry -> juror, at most `need` a row, `high` a column: value, pairs (n, m).

    `beyond` units in all may exceed the columns' `high`. When the value is the sum of `need`,
    every column also reaches `low` (if that is possible): all flow above the jurors' minima has to
    pass arcs that are together just wide enough for the rest.
    """
    n, m = allowed.shape
    rows, cols = np.nonzero(allowed)
    source, spare, excess, sink = 0, n + m + 1, n + m + 2, n + m + 3
    entry, juror = 1 + np.arange(n), 1 + n + np.arange(m)
    wanted = int(need.sum())
    ordinary = max(wanted - int(low.sum()) - beyond, 0)
    arcs = [
        (np.full(n, source), entry, need),
        (1 + rows, 1 + n + cols, np.ones(len(rows), dtype=np.int64)),
        (juror, np.full(m, spare), high - low),
        (juror, np.full(m, sink), low),
        (juror, np.full(m, excess), np.full(m, beyond)),
        (np.array([spare, excess]), np.full(2, sink), np.array([ordinary, beyond])),
    ]
    tail, head, width = (np.concatenate(part) for part in zip(*arcs, strict=True))
    graph = csr_matrix((width.astype(np.int32), (tail, head)), shape=(sink + 1, sink + 1))
    result = maximum_flow(graph, source, sink)
    flow = result.flow.tocoo()
    used = (flow.data > 0) & (flow.row >= 1) & (flow.row <= n) & (flow.col > n)
    chosen = np.zeros((n, m), dtype=bool)
    chosen[flow.row[used] - 1, flow.col[used] - 1 - n] = True
    return int(result.flow_value), chosen


def round_pairs(arrays: Arrays, x: Floats) -> Bools:
    """Whole pairs (n, m) out of fractions x (n, m) that meet needs and loads.

    Pairs at 0 or 1 stay; whole numbers for the rest exist because needs and loads alone make a
    transport problem, whose corners are whole.
    """
    sure = x > 1 - 1e-6
    open_pairs = (x > 1e-6) & ~sure
    need = arrays.need - sure.sum(axis=1)
    taken = sure.sum(axis=0)
    load = x.sum(axis=0)
    low = np.floor(load + 1e-6).astype(np.int64) - taken
    high = np.ceil(load - 1e-6).astype(np.int64) - taken
    value, chosen = transport(open_pairs, need, low, high)
    if value != need.sum():
        raise RuntimeError("fractions that do not meet the needs cannot be rounded")
    return np.asarray(sure | chosen)


def find_witness(arrays: Arrays) -> Witness:
    """Why no assignment exists; ValueError when one does."""
    rest = remainder(arrays)
    witness = _fixed_witness(arrays, rest) or coverage_witness(arrays, rest)
    witness = witness or minimum_witness(arrays, rest)
    if witness is None:
        raise ValueError("the problem is feasible")
    return witness


def _fixed_witness(arrays: Arrays, rest: Remainder) -> Witness | None:
    for i, j in np.argwhere(arrays.fixed & ~arrays.allowed):
        entry, juror = arrays.entries[i], arrays.jurors[j]
        text = f"{entry} is fixed to {juror} by hand, but they are in conflict"
        return Witness("fixed_conflict", (entry,), (juror,), 1, 0, text)
    for i in np.flatnonzero(rest.need < 0):
        jurors = tuple(arrays.jurors[j] for j in np.flatnonzero(arrays.fixed[i]))
        need = int(arrays.need[i])
        text = f"{arrays.entries[i]} needs {need}, but has {len(jurors)} fixed by hand"
        return Witness("fixed_need", (arrays.entries[i],), jurors, len(jurors), need, text)
    for j in np.flatnonzero(rest.high < 0):
        entries = tuple(arrays.entries[i] for i in np.flatnonzero(arrays.fixed[:, j]))
        high = int(arrays.high[j])
        text = f"{arrays.jurors[j]} takes {high}, but has {len(entries)} fixed by hand"
        return Witness("fixed_capacity", entries, (arrays.jurors[j],), len(entries), high, text)
    return None


def coverage_witness(arrays: Arrays, rest: Remainder) -> Witness | None:
    """Entries that need more scores than the jurors who may score them can give."""
    value, chosen = transport(rest.allowed, rest.need, np.zeros_like(rest.high), rest.high)
    if value == rest.need.sum():
        return None
    short = np.flatnonzero(chosen.sum(axis=1) < rest.need)
    tight = _smallest_closed(rest.allowed, chosen, short)
    usable = rest.allowed[tight].sum(axis=0)
    fixed = arrays.fixed[tight].sum(axis=0)
    needed = int(arrays.need[tight].sum())
    available = int(np.minimum(usable, rest.high).sum() + fixed.sum())
    jurors = np.flatnonzero((usable > 0) | (fixed > 0))
    scores = "1 score" if needed == 1 else f"{needed} scores"
    subject = (
        f"1 entry needs {scores}" if len(tight) == 1 else f"{len(tight)} entries need {scores}"
    )
    them = "it" if len(tight) == 1 else "them"
    who = {0: "no juror", 1: "only 1 juror"}.get(len(jurors), f"only {len(jurors)} jurors")
    return Witness(
        "coverage",
        tuple(arrays.entries[i] for i in tight),
        tuple(arrays.jurors[j] for j in jurors),
        needed,
        available,
        f"{subject}; {who} may score {them}, with room for {available}",
    )


def minimum_witness(arrays: Arrays, rest: Remainder) -> Witness | None:
    """Jurors who must be given more scores than the entries they may score can take."""
    value, chosen = transport(rest.allowed, rest.need, np.zeros_like(rest.low), rest.low)
    if value == rest.low.sum():
        return None
    short = np.flatnonzero(chosen.sum(axis=0) < rest.low)
    tight = _smallest_closed(rest.allowed.T, chosen.T, short)
    tight = tight[rest.low[tight] > 0]
    usable = rest.allowed[:, tight].sum(axis=1)
    fixed = arrays.fixed[:, tight].sum(axis=1)
    needed = int(arrays.low[tight].sum())
    available = int(np.minimum(usable, rest.need).sum() + fixed.sum())
    entries = np.flatnonzero((np.minimum(usable, rest.need) > 0) | (fixed > 0))
    jurors = "1 juror" if len(tight) == 1 else f"{len(tight)} jurors"
    they = "this juror" if len(tight) == 1 else "these jurors"
    scores = "1 score" if needed == 1 else f"{needed} scores"
    return Witness(
        "minimum",
        tuple(arrays.entries[i] for i in entries),
        tuple(arrays.jurors[j] for j in tight),
        needed,
        available,
        f"{jurors} must be given at least {scores}; "
        f"the entries that {they} may score can take only {available}",
    )


def _smallest_closed(allowed: Bools, chosen: Bools, short: Ints) -> Ints:
    """Rows of the smallest tight set found: those reachable from one uncovered row."""
    order = short[np.argsort(allowed[short].sum(axis=1), kind="stable")]
    found = [_reachable(allowed, chosen, int(row)) for row in order[:WITNESS_STARTS]]
    return min(found, key=len)


def _reachable(allowed: Bools, chosen: Bools, start: int) -> Ints:
    rows = np.zeros(allowed.shape[0], dtype=bool)
    cols = np.zeros(allowed.shape[1], dtype=bool)
    fresh = np.array([start])
    while len(fresh):
        rows[fresh] = True
        new_cols = (allowed[fresh] & ~chosen[fresh]).any(axis=0) & ~cols
        cols |= new_cols
        fresh = np.flatnonzero(chosen[:, new_cols].any(axis=1) & ~rows)
    return np.flatnonzero(rows)
