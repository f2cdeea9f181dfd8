"""Linking the jury: what is gained, and what may not be given up for it."""

from dataclasses import replace

import numpy as np
import pytest

from leader_award.jury.assignment import Problem, Proposal, solve
from leader_award.jury.assignment_design import a_efficiency, components, inverse
from tests.jury.assignment_cases import breaches, random_problem, specialists


def solved(problem: Problem, share: float, seed: int = 0) -> Proposal:
    solution = solve(problem, seed=seed, connectivity_share=share)
    assert isinstance(solution, Proposal)
    assert breaches(problem, solution.pairs) == []
    return solution


def test_jury_of_specialists_is_linked_for_a_stated_share_of_affinity() -> None:
    problem = specialists(45, 12, 3)
    split, linked = solved(problem, 0), solved(problem, 0.03)
    assert split.components > 1
    assert split.a_efficiency == 0
    assert linked.components == 1
    assert linked.a_efficiency > 0.4
    assert linked.total_affinity >= 0.97 * linked.certificate.flow_optimum
    assert linked.worst_entry_affinity >= split.worst_entry_affinity
    assert linked.certificate.components_before == split.components
    assert linked.certificate.total_before_connectivity == split.total_affinity


def test_larger_share_buys_a_more_efficient_design() -> None:
    problem = specialists(45, 12, 3)
    efficiencies = [solved(problem, share).a_efficiency for share in (0, 0.02, 0.05, 0.15)]
    assert efficiencies == sorted(efficiencies)
    assert efficiencies[-1] > 0.9


def test_without_a_share_only_links_that_cost_nothing_are_made() -> None:
    problem = replace(specialists(24, 8, 2, areas=2), affinity={f"E{i:02}": {} for i in range(24)})
    proposal = solved(problem, 0)
    assert proposal.total_affinity == 0
    assert proposal.components == 1
    assert proposal.a_efficiency > 0.9


@pytest.mark.parametrize("seed", range(40))
def test_random_problems_keep_rules_worst_entry_and_share(seed: int) -> None:
    problem = random_problem(seed)
    plain, linked = (solve(problem, connectivity_share=share) for share in (0, 0.03))
    if not isinstance(plain, Proposal) or not isinstance(linked, Proposal):
        return
    assert breaches(problem, linked.pairs) == []
    assert linked.worst_entry_affinity >= plain.worst_entry_affinity
    flow = linked.certificate.flow_optimum
    assert linked.total_affinity >= min(plain.total_affinity, flow - 0.03 * abs(flow))
    assert linked.components <= plain.components


def test_fixed_pairs_stay_when_the_jury_is_linked() -> None:
    problem = specialists(30, 9, 2)
    fixed = frozenset({("E00", "J01"), ("E01", "J00"), ("E02", "J02")})
    assert fixed <= set(solved(replace(problem, fixed=fixed), 0.1).pairs)


def test_same_seed_gives_the_same_linked_jury() -> None:
    problem = specialists(30, 9, 3)
    assert solved(problem, 0.03, seed=4).pairs == solved(problem, 0.03, seed=4).pairs


def test_balanced_incomplete_blocks_have_efficiency_one() -> None:
    fano = [(0, 1, 2), (0, 3, 4), (0, 5, 6), (1, 3, 5), (1, 4, 6), (2, 3, 6), (2, 4, 5)]
    chosen = np.zeros((7, 7), dtype=bool)
    for entry, team in enumerate(fano):
        chosen[entry, list(team)] = True
    assert a_efficiency(chosen) == 1.0
    assert components(chosen) == 1


def test_efficiency_is_the_harmonic_over_the_arithmetic_mean_of_eigenvalues() -> None:
    rng = np.random.default_rng(3)
    chosen = np.zeros((12, 5), dtype=bool)
    for row in chosen:
        row[rng.choice(5, rng.integers(2, 4), replace=False)] = True
    loads, sizes = chosen.sum(axis=0), chosen.sum(axis=1)
    matrix = np.diag(loads.astype(float)) - chosen.T @ (chosen / sizes[:, None])
    contrasts = np.linalg.eigvalsh(matrix)[1:]
    expected = 1 / (1 / contrasts).mean() / contrasts.mean()
    assert a_efficiency(chosen) == pytest.approx(expected, abs=1e-6)


def test_jury_in_parts_has_efficiency_zero_and_idle_jurors_do_not_count() -> None:
    chosen = np.zeros((4, 5), dtype=bool)
    chosen[0, [0, 1]] = chosen[1, [0, 1]] = chosen[2, [2, 3]] = chosen[3, [2, 3]] = True
    assert (components(chosen), a_efficiency(chosen)) == (2, 0.0)
    chosen[3, [2, 3]] = False
    chosen[3, [1, 2]] = True
    assert components(chosen) == 1
    assert a_efficiency(chosen) > 0


def test_inverse_by_elimination_is_the_inverse() -> None:
    rng = np.random.default_rng(1)
    factor = rng.normal(size=(20, 20))
    matrix = factor @ factor.T + np.eye(20)
    assert np.allclose(inverse(matrix) @ matrix, np.eye(20), atol=1e-9)
