"""Who scored what, as arrays: the entries, the jurors, and the graph that their cards make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Indices: TypeAlias = NDArray[np.intp]
else:
    Array = Indices = Any


@dataclass(frozen=True, slots=True)
class Observation:
    """One number that a juror gave an entry."""

    entry: str
    juror: str
    score: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Entries and jurors linked by cards, and by no card to any others; both sorted."""

    entries: tuple[str, ...]
    jurors: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Design:
    """N observations of n entries by m jurors; names are sorted, so row order cannot matter.

    `entry_of`, `juror_of` and `scores` have length N and hold indices into the names.
    """

    entries: tuple[str, ...]
    jurors: tuple[str, ...]
    entry_of: Indices
    juror_of: Indices
    scores: Array

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> Design:
        """Build the arrays; raises ValueError if there is nothing to build them from."""
        import numpy as np

        rows = sorted(observations, key=lambda one: (one.entry, one.juror, one.score))
        if not rows:
            raise ValueError("no scores")
        entries = tuple(sorted({row.entry for row in rows}))
        jurors = tuple(sorted({row.juror for row in rows}))
        entry_index = {name: index for index, name in enumerate(entries)}
        juror_index = {name: index for index, name in enumerate(jurors)}
        return cls(
            entries,
            jurors,
            np.array([entry_index[row.entry] for row in rows]),
            np.array([juror_index[row.juror] for row in rows]),
            np.array([row.score for row in rows], dtype=float),
        )

    def without_juror(self, index: int) -> Design:
        """Return the design without a juror, and without entries that only this one scored."""
        import numpy as np

        kept = self.juror_of != index
        own = np.unique(self.entry_of[kept])
        new_index = np.zeros(len(self.entries), dtype=np.intp)
        new_index[own] = np.arange(len(own))
        jurors = self.juror_of[kept]
        return Design(
            tuple(self.entries[entry] for entry in own.tolist()),
            self.jurors[:index] + self.jurors[index + 1 :],
            new_index[self.entry_of[kept]],
            jurors - (jurors > index),
            self.scores[kept],
        )

    @cached_property
    def incidence(self) -> Array:
        """Return n x m counts of observations."""
        import numpy as np

        counts = np.zeros((len(self.entries), len(self.jurors)))
        np.add.at(counts, (self.entry_of, self.juror_of), 1.0)
        return counts

    @cached_property
    def per_entry(self) -> Array:
        """Return the number of observations of each entry."""
        counts: Array = self.incidence.sum(axis=1)
        return counts

    @cached_property
    def per_juror(self) -> Array:
        """Return the number of observations by each juror."""
        counts: Array = self.incidence.sum(axis=0)
        return counts

    def entry_means(self) -> Array:
        """Return the raw mean of each entry."""
        return self.sum_by_entry(self.scores) / self.per_entry

    def sum_by_entry(self, values: Array) -> Array:
        """Add up values (length N) entry by entry."""
        import numpy as np

        sums: Array = np.bincount(self.entry_of, values, len(self.entries)).astype(float)
        return sums

    def sum_by_juror(self, values: Array) -> Array:
        """Add up values (length N) juror by juror."""
        import numpy as np

        sums: Array = np.bincount(self.juror_of, values, len(self.jurors)).astype(float)
        return sums

    @cached_property
    def information(self) -> Array:
        """Return C = diag(cards per juror) - N'N / k, m x m: what cards say of severity contrasts.

        Source: the information matrix of a block design, e.g. Bailey and Cameron (2011).
        """
        import numpy as np

        shared: Array = self.incidence.T @ (self.incidence / self.per_entry[:, None])
        return np.diag(self.per_juror) - shared

    @cached_property
    def spectrum(self) -> tuple[Array, Array]:
        """Return the eigenvalues and eigenvectors of C; those that must be zero are exactly so.

        C has one zero for each panel.
        """
        import numpy as np

        values, vectors = np.linalg.eigh(self.information)
        values[: len(self.panels)] = 0.0
        return values, vectors

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """Return the connected components of the graph of cards, the largest first."""
        root = list(range(len(self.entries) + len(self.jurors)))

        def find(node: int) -> int:
            while root[node] != node:
                root[node] = root[root[node]]
                node = root[node]
            return node

        pairs = zip(self.entry_of.tolist(), self.juror_of.tolist(), strict=True)
        for entry, juror in pairs:
            root[find(entry)] = find(len(self.entries) + juror)
        members: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for index, name in enumerate(self.entries):
            members[find(index)][0].append(name)
        for index, name in enumerate(self.jurors):
            members[find(len(self.entries) + index)][1].append(name)
        panels = [Panel(tuple(entries), tuple(jurors)) for entries, jurors in members.values()]
        return tuple(sorted(panels, key=lambda one: (-len(one.entries), one.entries)))

    def a_efficiency(self) -> float | None:
        """Return how well severities can be compared: 1 as in a balanced design, 0 if not at all.

        The harmonic mean of C's m - 1 eigenvalues over their arithmetic mean; None below 2 jurors
        or when no entry has two cards.
        """
        import numpy as np

        if len(self.jurors) < 2 or not np.any(self.per_entry > 1):
            return None
        if len(self.panels) > 1:
            return 0.0
        values = self.spectrum[0][1:]
        return float(len(values) ** 2 / (np.sum(1.0 / values) * np.sum(values)))


def indices_of(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """Return where each wanted name stands among the names."""
    position = {name: index for index, name in enumerate(names)}
    return [position[name] for name in wanted]
