"""How well a jury is linked: panels, and the efficiency with which severity can be compared.

Two jurors are linked by the entries both assess. With N the entry x juror incidence and k_i the
number of jurors of entry i, C = diag(loads) - Nᵀ diag(1/k) N is the information matrix of the
jurors' severities, and the Laplacian of that graph (Bailey and Cameron, "Using graphs to find the
best block designs", 2011). A-efficiency is the harmonic mean of its m - 1 eigenvalues that belong
to contrasts, over their arithmetic mean: 1 when all differences of severity are known equally
well, 0 when some cannot be known at all.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from leader_award.jury.assignment_arrays import Bools, Floats


def components(chosen: Bools) -> int:
    """Number of separate panels: connected parts of the graph of the pairs (n, m)."""
    n, m = chosen.shape
    rows, cols = np.nonzero(chosen)
    graph = csr_matrix((np.ones(len(rows)), (rows, n + cols)), shape=(n + m, n + m))
    _, label = connected_components(graph, directed=False)
    return len(np.unique(label[rows]))


def information(chosen: Bools) -> Floats:
    """The matrix C (m, m) of the assignment (n, m)."""
    per_entry = chosen.sum(axis=1)
    matrix = np.diag(chosen.sum(axis=0).astype(float))
    for size in np.unique(per_entry[per_entry > 0]):
        incidence = csr_matrix(chosen[per_entry == size].astype(np.int64))
        matrix -= (incidence.T @ incidence).toarray() / size
    return np.asarray(matrix)


def a_efficiency(chosen: Bools) -> float:
    """A-efficiency of the jurors who have an entry, 0..1, to six digits; 1 for a single juror."""
    used = chosen[:, chosen.any(axis=0)]
    m = used.shape[1]
    if m < 2:
        return 1.0
    if components(used) > 1:
        return 0.0
    matrix = information(used)
    mean = np.trace(matrix) / (m - 1)
    spread = np.trace(inverse(matrix / mean + np.full((m, m), 1 / m))) - 1
    return round(float((m - 1) / spread), 6)


def inverse(matrix: Floats) -> Floats:
    """Inverse of a symmetric positive definite matrix by elimination, element by element.

    Only additions and multiplications of single elements, in a fixed order: unlike a library's
    matrix product, the digits do not depend on the processor.
    """
    left = matrix.copy()
    for p in range(len(left)):
        pivot = left[p, p]
        row = left[p] / pivot
        column = left[:, p].copy()
        left -= column[:, None] * row[None, :]
        left[p] = row
        left[:, p] = -column / pivot
        left[p, p] = 1 / pivot
    return left
