"""Least values of a deviance over variance ratios: from zero, over many orders of magnitude."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leader_award.ranking.design import Array

SMALLEST_RATIO, LARGEST_RATIO = 1e-6, 1e8
FINEST_STEP = 1e-4  # of a ratio's logarithm, when narrowing stops


def least_on_edge(deviance: Callable[[Array], Array]) -> tuple[float, float]:
    """Return the least value of a function of many ratios at once, and where; zero if as good."""
    import numpy as np

    logs = np.linspace(np.log(SMALLEST_RATIO), np.log(LARGEST_RATIO), 75)
    while True:
        found = deviance(np.exp(logs))
        best = int(np.argmin(found))
        least, ratio = float(found[best]), float(np.exp(logs[best]))
        if logs[1] - logs[0] < 0.001 * FINEST_STEP:
            break
        logs = np.linspace(logs[max(best - 1, 0)], logs[min(best + 1, len(logs) - 1)], 21)
    at_zero = float(deviance(np.zeros(1))[0])
    return (at_zero, 0.0) if no_better(least, at_zero) else (least, ratio)


def least_inside(
    deviances: Callable[[Array, Array], Array], points: int
) -> tuple[float, float, float]:
    """Return the least value of a function of many pairs of ratios at once, and where.

    It is narrowed down from every hollow of a grid of so many points a side: few scores can make
    more than one.
    """
    import numpy as np

    logs = np.linspace(np.log(1e-4), np.log(1e6), points)
    ones, others = (side.ravel() for side in np.meshgrid(logs, logs, indexing="ij"))
    values = deviances(np.exp(ones), np.exp(others)).reshape(points, points)
    rimmed = np.pad(values, 1, constant_values=np.inf)
    neighbours = [
        rimmed[1 + down : points + 1 + down, 1 + across : points + 1 + across]
        for down in (-1, 0, 1)
        for across in (-1, 0, 1)
    ]
    hollows = np.argwhere(values <= np.min(neighbours, axis=0))
    found = [_narrow(deviances, logs[hollow]) for hollow in hollows]
    least, place = min(found, key=itemgetter(0))
    return least, *np.exp(place).tolist()


def _narrow(deviances: Callable[[Array, Array], Array], place: Array) -> tuple[float, Array]:
    """Return the least value near a place (two logarithms), and where: ever smaller parabolas."""
    import numpy as np

    lowest, highest = np.log(SMALLEST_RATIO), np.log(LARGEST_RATIO)
    around = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)], dtype=float)

    def at(places: Array) -> tuple[Array, Array]:
        places = np.clip(places, lowest, highest)
        return places, deviances(*np.exp(places.T))

    step, least = 1.0, np.inf
    for _ in range(100):
        places, values = at(place + step * around)
        bottom, value = at((place + step * _to_bottom(values.reshape(3, 3)))[None, :])
        places, values = (
            np.vstack([places[4:5], places, bottom]),
            np.hstack([values[4], values, value]),
        )
        best = int(np.argmin(values))
        moved = float(np.abs(places[best] - place).max())
        place, least = places[best], float(values[best])
        if moved < 0.3 * step:
            step *= 0.1
        if step < FINEST_STEP:
            break
    return least, place


def _to_bottom(values: Array) -> Array:
    """Return the lowest point of the parabola through a 3 x 3 grid around 0, 0, if it has one.

    It is no further away than the grid; without one, 0, 0.
    """
    import numpy as np

    slope = np.array([values[2, 1] - values[0, 1], values[1, 2] - values[1, 0]]) / 2.0
    one = values[2, 1] + values[0, 1] - 2.0 * values[1, 1]
    two = values[1, 2] + values[1, 0] - 2.0 * values[1, 1]
    mixed = (values[2, 2] + values[0, 0] - values[2, 0] - values[0, 2]) / 4.0
    curvature = one * two - mixed * mixed
    if one <= 0.0 or curvature <= 0.0:
        return np.zeros(2)
    bottom = np.array([mixed * slope[1] - two * slope[0], mixed * slope[0] - one * slope[1]])
    bottom /= curvature
    return bottom / max(1.0, float(np.abs(bottom).max()))


def no_better(least: float, at_zero: float) -> bool:
    """Return whether a value is below another by no more than rounding."""
    return least > at_zero - 1e-9 * (1.0 + abs(at_zero))
