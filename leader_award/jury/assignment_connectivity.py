"""Linking the jurors: trading a stated part of the total for a connected, efficient design.

What is minimised is the trace of C⁺, the mean variance of a comparison of two jurors' severities
(see `assignment_design`). Its derivative prices every link: adding weight w between jurors a and b
lowers it by w·(e_a - e_b)ᵀ C⁺² (e_a - e_b) to first order. With these prices, and a rate of
exchange between affinity and efficiency, the best swap for every two jurors is found at once; the
rate rises until the affinity to be given up is spent, so that the cheapest links are bought first.
A step that does not pay, by the exact efficiency after it, is taken back.

The same digits on every machine: eliminations go element by element, matrix products are of whole
numbers small enough to be exact, and sums are exactly rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from leader_award.jury.assignment_arrays import Floats, Ints
from leader_award.jury.assignment_design import components, information, inverse
from leader_award.jury.assignment_exchange import State

FIRST_RATE = 0.5
"""Affinity paid for the logarithm of efficiency at the first level, in budgets."""
SMALL_GROWTH, LARGE_GROWTH, LARGE = 1.5, 2.0, 50_000
"""How it grows from level to level; LARGE is in entries times jurors, where levels take longer."""
LAST_RATE = 1.0
"""At last, in totals: one percent of efficiency may cost one percent of affinity, no more."""
SPENT = 0.002
"""The affinity to be given up counts as spent when this share of it is left."""
ROUNDS = 25
"""Most rounds at one rate."""
ROUND_SHARE = 0.02
"""Share of all pairs that one round may exchange before prices are renewed."""
CANDIDATES = 8
"""Exchanges looked at in a round, in multiples of those it may make."""
WORTHWHILE = 0.02
"""A level is done when a round adds less than this share of what it has gained so far."""
EFFICIENT = 0.99
"""Nor does a level begin at this efficiency: all comparisons are within one percent of the best."""
TURNS = 3
"""Exchanges one juror takes part in during one round, so that prices stay near the truth."""
SMALLEST = 20
"""A round may shrink to this part of its size when it overshoots; then the level is done."""
NOWHERE = -1
RIDGE = 0.002
"""Added to the eigenvalues, whose mean is 1: keeps the trace finite while the jury is in parts."""
GRID = 2.0**20
LINK_GRID = 2.0**40


@dataclass(frozen=True, slots=True)
class Prices:
    """`spread`: trace of the inverse of C + ridge, over contrasts, with mean eigenvalue 1.

    `link` (m, m) is whole numbers; times `unit`, the fall of log(spread) for one unit of link
    weight between two jurors.
    """

    spread: float
    link: Floats
    unit: float


def connect(state: State, least: int, tell: Callable[[str, float], None]) -> None:
    """Improve the design of `state` in place; the total stays at `least` (scaled) or above.

    The worst entry is not lowered, loads stay in bounds, nobody who has an entry loses the last.
    """
    tell("connectivity", 0.5)
    linker = _Linker(state, least, lambda: tell("", 0.0))
    if len(linker.used) < 3 or state.chosen.sum(axis=1).max() < 2:
        return  # two jurors are linked or not whatever one does; single jurors share nothing
    rates = linker.rates()
    for level, rate in enumerate(rates):
        tell("connectivity", 0.5 + 0.5 * level / len(rates))
        if linker.is_done():
            return
        linker.work(rate)


class _Linker:
    def __init__(self, state: State, least: int, pause: Callable[[], None]) -> None:
        self.state, self.least, self.pause = state, min(least, state.total), pause
        arrays = state.arrays
        self.w = arrays.weight / arrays.scale
        self.floor = state.worst
        self.used = np.flatnonzero(state.loads > 0)
        self.usable = arrays.allowed & (state.loads > 0)[None, :]
        self.low = np.maximum(arrays.low, 1)
        self.team = np.maximum(state.chosen.sum(axis=1), 1)
        self.most = max(1, round(ROUND_SHARE * int(state.loads.sum())))
        self.budget = (state.total - self.least) / arrays.scale
        self.enough = round(self.budget * SPENT * arrays.scale)
        self.parts = components(state.chosen)

    def rates(self) -> list[float]:
        """Rising rates of exchange; without a budget one that only takes what is free."""
        scale = self.state.arrays.scale
        budget = self.budget
        if budget <= 0:
            return [0.5 / scale]
        last = max(LAST_RATE * abs(self.state.total) / scale, budget)
        growth = LARGE_GROWTH if self.w.size > LARGE else SMALL_GROWTH
        levels = range(1 + math.ceil(math.log(last / (budget * FIRST_RATE), growth)))
        return [min(budget * FIRST_RATE * growth**level, last) for level in levels]

    def is_done(self) -> bool:
        """Whether next to nothing is left to give up, or to gain."""
        if self.state.total - self.least <= self.enough and self.budget > 0:
            return True
        return (len(self.used) - 1) / self.prices().spread >= EFFICIENT

    def work(self, rate: float) -> None:
        """Rounds of exchanges at one rate, until they no longer pay."""
        most, prices, gained = self.most, self.prices(), 0.0
        for _ in range(ROUNDS):
            self.pause()
            before = self.state.copy()
            made = self._exchange(prices, rate, most)
            if not made:
                return
            renewed, parts = self.prices(), components(self.state.chosen)
            gain = (self.state.total - before.total) / self.state.arrays.scale
            gain += rate * math.log(prices.spread / renewed.spread)
            if gain > 0 and parts <= self.parts:
                self.parts = parts
                prices, gained = renewed, gained + gain
                if gain < WORTHWHILE * gained:
                    return
                continue
            self.state.become(before)
            if most == 1 or most < self.most / SMALLEST:
                return
            most = max(1, min(most, made) // 3)

    def prices(self) -> Prices:
        """What links are worth in the present design."""
        chosen = self.state.chosen
        used, m = self.used, len(self.used)
        matrix = information(chosen)[np.ix_(used, used)]
        mean = math.fsum(np.diag(matrix)) / (m - 1)
        shifted = matrix / mean + np.full((m, m), 1.0 / m) + RIDGE * np.eye(m)
        spreading = inverse(shifted)
        top = float(np.abs(spreading).max())
        whole = np.rint(spreading * (GRID / top))
        square = whole @ whole
        own = np.diag(square)
        link = own[:, None] + own[None, :] - 2 * square
        high = float(link.max()) or 1.0
        spread = math.fsum(np.diag(spreading)) - 1.0 / (1.0 + RIDGE)
        full = np.zeros((chosen.shape[1],) * 2)
        full[np.ix_(used, used)] = np.rint(link * (LINK_GRID / high))
        unit = (high / LINK_GRID) * (top / GRID) ** 2 / (spread * mean)
        return Prices(spread, full, unit)

    def _exchange(self, prices: Prices, rate: float, most: int) -> int:
        """Make the best exchanges, each entry at most once; how many were made."""
        best = self._scores(prices, rate)
        spare = self._one_way(best.score)
        both = np.triu(best.score + best.score.T, 1)
        a, b = np.nonzero(both > 1e-9)
        c, d = np.nonzero(spare > 1e-9)
        scores = np.concatenate([both[a, b], spare[c, d]])
        leaves, joins = np.concatenate([a, c]), np.concatenate([b, d])
        order = np.argsort(-scores, kind="stable")[: CANDIDATES * most]
        touched = {NOWHERE}
        turns = np.zeros(len(self.low), dtype=np.int64)
        made = 0
        for at in order:
            j, k = int(leaves[at]), int(joins[at])
            if max(turns[j], turns[k]) >= TURNS:
                continue
            moves = [(best.entry(j, k), j, k)]
            if at < len(a):
                moves.append((best.entry(k, j), k, j))
            if any(move[0] in touched for move in moves) or not self._fits(moves):
                continue
            for move in moves:
                self.state.replace(*move)
                touched.add(move[0])
            turns[j] += 1
            turns[k] += 1
            made += 1
            if made == most:
                break
        return made

    def movable(self, juror: int) -> Ints:
        """Entries the juror has and could leave."""
        return np.flatnonzero(self.state.chosen[:, juror] & ~self.state.arrays.fixed[:, juror])

    def _fits(self, moves: list[tuple[int, int, int]]) -> bool:
        weight, state = self.state.arrays.weight, self.state
        change = sum(int(weight[i, k] - weight[i, j]) for i, j, k in moves)
        if state.total + change < self.least:
            return False
        if len(moves) == 2:
            return True
        _, j, k = moves[0]
        return bool(state.loads[j] > self.low[j] and state.loads[k] < state.arrays.high[k])

    def _one_way(self, score: Floats) -> Floats:
        gives = self.state.loads > self.low
        takes = self.state.loads < self.state.arrays.high
        return np.where(gives[:, None] & takes[None, :], score, -np.inf)

    def _scores(self, prices: Prices, rate: float) -> _Scores:
        state = self.state
        worth = csr_matrix(state.chosen.astype(float)) @ prices.link
        worth *= (rate * prices.unit / self.team)[:, None]
        worth += self.w
        open_worth = np.where(self.usable & ~state.chosen, worth, -np.inf)
        return _Scores(self, worth, open_worth, rate * prices.unit * prices.link)


class _Scores:
    """What the best single replacement of every kind brings: affinity plus priced links.

    `worth` (n, m): a juror's affinity to an entry and their links to its team; `open_worth` the
    same where they could join, else -inf. `link` (m, m) is the worth of one unit of link weight,
    which a replacement loses between the two jurors it concerns.
    """

    def __init__(self, linker: _Linker, worth: Floats, open_worth: Floats, link: Floats) -> None:
        self.linker, self.worth, self.open_worth, self.link = linker, worth, open_worth, link
        m = len(link)
        self.score = np.full((m, m), -np.inf)
        for j in linker.used:
            rows = linker.movable(int(j))
            if len(rows):
                self.score[j] = self._values(int(j), rows, slice(None)).max(axis=0)

    def entry(self, j: int, k: int) -> int:
        """The entry at which replacing juror j by k brings most now; NOWHERE if none is left."""
        rows = self.linker.movable(j)
        rows = rows[~self.linker.state.chosen[rows, k]]
        value = self._values(j, rows, slice(k, k + 1))
        best = int(value.argmax()) if len(rows) else NOWHERE
        return int(rows[best]) if best >= 0 and value[best, 0] > -np.inf else NOWHERE

    def _values(self, j: int, rows: Ints, joins: slice) -> Floats:
        linker, state = self.linker, self.linker.state
        weight = state.arrays.weight
        value = self.open_worth[rows, joins] - self.worth[rows, j][:, None]
        value -= self.link[j][None, joins] / linker.team[rows][:, None]
        least = linker.floor - state.sums[rows] + weight[rows, j]
        value[weight[rows, joins] < least[:, None]] = -np.inf
        return np.asarray(value)
