"""Bringing every entry up to a floor: first cheaply, then by evening out what is still missing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from leader_award.jury.assignment_arrays import NOTHING, Ints
from leader_award.jury.assignment_exchange import ExchangeGraph, State

CHAIN = 5
"""Longest chain of replacements tried to make room for one."""
ATTEMPTS = 12
"""Options tried for an entry before it is left under its floor."""
MISSES = 25
"""Entries left under the floor before lifting one by one is given up."""
FEW, FEW_SHARE = 20, 0.05
"""Evening out is worth a try while so many entries at most, or this share, are still short."""
LOOKS = 3
"""How often, for each entry in want, evening out may look for an exchange."""
MOST_LOOKS = 400
"""How often it may look besides."""
SQUARE = 2**62
"""Shortfall of an exchange that cannot be made."""


def lift(state: State, floor: int, checkpoint: Callable[[], None]) -> bool:
    """Bring every entry's sum up to `floor` (scaled) at little loss; False when some stay under.

    For each entry in want, worst first: the replacement, closed to a ring by the cheapest chain of
    further replacements that breaks no floor, that lifts it most, up to the floor. What then is
    still missing is evened out.
    """
    served = state.arrays.served
    graph, misses = ExchangeGraph(state, floor), 0
    for entry in served[np.argsort(state.sums[served], kind="stable")]:
        while state.sums[entry] < floor and misses < MISSES:
            checkpoint()
            if not _lift_once(graph, int(entry), floor):
                misses += 1
                break
    short = np.count_nonzero(state.sums[served] < floor)
    if short > max(FEW, FEW_SHARE * len(served)):
        return False
    return even_out(state, floor, checkpoint)


def _lift_once(graph: ExchangeGraph, entry: int, floor: int) -> bool:
    state = graph.state
    weight = state.arrays.weight[entry]
    options = []
    for leaves in np.flatnonzero(state.chosen[entry] & ~state.arrays.fixed[entry]).tolist():
        value, after = graph.paths_to(int(leaves), CHAIN)
        rise = weight - weight[leaves]
        usable = state.arrays.allowed[entry] & ~state.chosen[entry] & (rise > 0)
        for joins in np.flatnonzero(usable & (value[-1, :-1] > NOTHING // 2)).tolist():
            lifted = min(int(state.sums[entry] + rise[joins]), floor)
            cost = int(rise[joins] + value[-1, joins])
            options.append((lifted, cost, int(leaves), int(joins), after))
    options.sort(key=lambda option: option[:2], reverse=True)
    for _, _, leaves, joins, after in options[:ATTEMPTS]:
        chain, step = [joins], CHAIN
        while chain[-1] != leaves:
            chain.append(int(after[step, chain[-1]]))
            step -= 1
        moves = [(entry, leaves, joins), *graph.moves_along(chain)]
        if graph.try_moves(moves, least=NOTHING):
            return True
    return False


def even_out(state: State, floor: int, checkpoint: Callable[[], None]) -> bool:
    """Even out the sums by swaps and replacements until every entry reaches the floor.

    What is lowered is the sum of squared shortfalls against a target above the floor, the mean
    sum: unlike `lift` it lets an entry give more than it can spare, when two small shortfalls are
    better than a large one, and it minds the total. False when it gets stuck.
    """
    served = state.arrays.served
    target = max(floor, -(-state.total // len(served)))
    stuck: set[int] = set()
    looks = LOOKS * (1 + np.count_nonzero(state.sums[served] < floor)) + MOST_LOOKS
    for _ in range(looks):
        order = served[np.argsort(state.sums[served], kind="stable")]
        order = order[: np.count_nonzero(state.sums[served] < floor)]
        if not len(order):
            return True
        entry = next((int(one) for one in order if int(one) not in stuck), None)
        if entry is None:
            return False
        checkpoint()
        if _best_swap(state, entry, target):
            stuck.clear()
        else:
            stuck.add(entry)
    return False


def _best_swap(state: State, entry: int, target: int) -> bool:
    """Make the exchange of one of the entry's jurors that lowers the shortfalls most."""
    arrays = state.arrays
    weight, chosen, sums = arrays.weight, state.chosen, state.sums
    movable = chosen & ~arrays.fixed
    rows, cols = np.nonzero(movable & (arrays.allowed[entry] & ~chosen[entry])[None, :])
    now = _square(target - sums)
    best = (0, 0, -1, -1, -1)
    for leaves in np.flatnonzero(movable[entry]).tolist():
        gain = weight[entry] - weight[entry, leaves]
        alone = _square(target - sums[entry] - gain) - now[entry]
        fits = arrays.allowed[entry] & ~chosen[entry] & (state.loads < arrays.high)
        if state.loads[leaves] > arrays.low[leaves] and fits.any():
            joins = int(np.where(fits, alone, SQUARE).argmin())
            best = min(best, (int(alone[joins]), -int(gain[joins]), int(leaves), joins, -1))
        usable = (arrays.allowed[:, leaves] & ~chosen[:, leaves])[rows]
        other, joins_at = rows[usable], cols[usable]
        if not len(other):
            continue
        back = weight[other, leaves] - weight[other, joins_at]
        change = alone[joins_at] + _square(target - sums[other] - back) - now[other]
        total = gain[joins_at] + back
        at = int(np.lexsort((-total, change))[0])
        found = (int(change[at]), -int(total[at]), int(leaves), int(joins_at[at]), int(other[at]))
        best = min(best, found)
    change, _, leaves, joins, other_entry = best
    if change >= 0:
        return False
    state.replace(entry, leaves, joins)
    if other_entry >= 0:
        state.replace(other_entry, joins, leaves)
    return True


def _square(missing: Ints) -> Ints:
    short = np.maximum(missing, 0)
    return np.asarray(short * short)
