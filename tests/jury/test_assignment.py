"""The engine against exhaustive search, and what it promises about its answers."""

import json
import random
import subprocess
import sys
from dataclasses import replace

import pytest

from leader_award.jury.assignment import (
    AssignmentStopped,
    Entry,
    Infeasible,
    Juror,
    Problem,
    Proposal,
    solve,
)
from tests.jury.assignment_cases import best_value, breaches, random_problem, value


def feasible(seed: int) -> tuple[Problem, Proposal]:
    """The first feasible random problem from this seed on, and its solution."""
    while True:
        problem = random_problem(seed)
        solution = solve(problem, connectivity_share=0)
        if isinstance(solution, Proposal):
            return problem, solution
        seed += 1


def test_two_hundred_random_problems_are_solved_as_well_as_by_exhaustive_search() -> None:
    outcomes = {"feasible": 0, "infeasible": 0}
    for seed in range(200):
        problem = random_problem(seed)
        best = best_value(problem)
        solution = solve(problem, connectivity_share=0)
        if best is None:
            outcomes["infeasible"] += 1
            assert isinstance(solution, Infeasible), seed
            assert solution.witness.needed > solution.witness.available, seed
            continue
        outcomes["feasible"] += 1
        assert isinstance(solution, Proposal), seed
        assert breaches(problem, solution.pairs) == [], seed
        found = (solution.worst_entry_affinity, solution.total_affinity)
        assert found == best == value(problem, solution.pairs), seed
        bounds = (solution.certificate.worst_entry_bound, solution.certificate.total_bound)
        assert bounds == best, seed
    assert min(outcomes.values()) > 40


def test_affinities_with_many_digits_are_solved_to_a_millionth_of_a_point() -> None:
    compared = 0
    for seed in range(60):
        rng = random.Random(seed)
        problem = random_problem(5000 + seed)
        affinity = {
            entry: {juror: value * rng.random() for juror, value in row.items()}
            for entry, row in problem.affinity.items()
        }
        problem = replace(problem, affinity=affinity)
        best = best_value(problem)
        solution = solve(problem, connectivity_share=0)
        if best is None or not isinstance(solution, Proposal):
            assert best is None, seed
            assert isinstance(solution, Infeasible), seed
            continue
        compared += 1
        found = (solution.worst_entry_affinity, solution.total_affinity)
        assert found == pytest.approx(best, abs=2e-5), seed
    assert compared > 20


def test_order_of_the_input_does_not_matter() -> None:
    problem, solution = feasible(1000)
    mirrored = replace(
        problem,
        entries=problem.entries[::-1],
        jurors=problem.jurors[::-1],
        affinity={
            entry: dict(reversed(row.items())) for entry, row in reversed(problem.affinity.items())
        },
    )
    again = solve(mirrored, connectivity_share=0)
    assert isinstance(again, Proposal)
    assert again.pairs == solution.pairs


def test_fixed_pair_is_kept_whatever_it_costs() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1), Juror("y", 1)),
        affinity={"A": {"x": 100, "y": 1}, "B": {"x": 1, "y": 100}},
        fixed=frozenset({("A", "y")}),
    )
    solution = solve(problem)
    assert isinstance(solution, Proposal)
    assert solution.pairs == (("A", "y"), ("B", "x"))
    assert solution.total_affinity == 2


def test_minimum_load_is_met_even_by_a_juror_without_expertise() -> None:
    problem = Problem(
        entries=tuple(Entry(name, 1) for name in "ABCD"),
        jurors=(Juror("expert", 4), Juror("novice", 4, minimum=2)),
        affinity={name: {"expert": 90} for name in "ABCD"},
    )
    solution = solve(problem)
    assert isinstance(solution, Proposal)
    assert solution.loads == {"expert": 2, "novice": 2}


def test_soft_conflict_is_avoided_when_its_price_exceeds_the_gain_and_reported_when_used() -> None:
    problem = Problem(
        entries=(Entry("A", 1),),
        jurors=(Juror("near", 1), Juror("far", 1)),
        affinity={"A": {"near": 80, "far": 60}},
        soft_conflicts={("A", "near"): 25},
    )
    avoided = solve(problem)
    used = solve(replace(problem, soft_conflicts={("A", "near"): 15}))
    assert isinstance(avoided, Proposal)
    assert isinstance(used, Proposal)
    assert (avoided.pairs, avoided.soft_conflicts) == ((("A", "far"),), {})
    assert (used.pairs, used.soft_conflicts) == ((("A", "near"),), {("A", "near"): 15})
    assert used.total_affinity == 65


def test_worst_entry_counts_before_the_total() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1), Juror("y", 1)),
        affinity={"A": {"x": 100, "y": 40}, "B": {"x": 50, "y": 10}},
    )
    solution = solve(problem)
    assert isinstance(solution, Proposal)
    assert solution.pairs == (("A", "y"), ("B", "x"))
    assert (solution.worst_entry_affinity, solution.total_affinity) == (40, 90)
    assert solution.certificate.flow_optimum == 110


def test_fractions_of_points_are_exact() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1), Juror("y", 1)),
        affinity={"A": {"x": 33.3, "y": 33.4}, "B": {"x": 10.25, "y": 10.25}},
    )
    solution = solve(problem)
    assert isinstance(solution, Proposal)
    assert solution.pairs == (("A", "y"), ("B", "x"))
    assert solution.total_affinity == 43.65
    assert solution.worst_entry_affinity == 10.25


def test_competition_without_entries_has_an_empty_assignment() -> None:
    solution = solve(Problem(entries=(), jurors=(Juror("x", 3),), affinity={}))
    assert isinstance(solution, Proposal)
    assert (solution.pairs, solution.total_affinity, solution.loads) == ((), 0, {"x": 0})


def test_entry_that_needs_nobody_gets_nobody_and_is_not_the_worst_served() -> None:
    problem = Problem(
        entries=(Entry("A", 0), Entry("B", 1)),
        jurors=(Juror("x", 2),),
        affinity={"B": {"x": 70}},
    )
    solution = solve(problem)
    assert isinstance(solution, Proposal)
    assert solution.pairs == (("B", "x"),)
    assert solution.worst_entry_affinity == 70


@pytest.mark.parametrize(
    "change",
    [
        {"conflicts": frozenset({("E0", "nobody")})},
        {"affinity": {"nothing": {"J0": 5}}},
        {"jurors": (Juror("J0", 1), Juror("J0", 1))},
        {"jurors": (Juror("J0", -1),)},
    ],
)
def test_problem_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    problem = Problem(entries=(Entry("E0", 1),), jurors=(Juror("J0", 1),), affinity={})
    with pytest.raises(ValueError, match=r"unknown id|used twice|negative"):
        solve(replace(problem, **change))


def test_solving_can_be_watched_and_stopped() -> None:
    problem, _ = feasible(2000)
    stages: list[str] = []
    solve(problem, progress=lambda stage, _: stages.append(stage))
    assert stages[0] == "feasibility"
    with pytest.raises(AssignmentStopped):
        solve(problem, should_stop=lambda: True)


def test_engine_is_imported_without_the_numerical_libraries() -> None:
    code = (
        "import sys, json, leader_award.jury.assignment;"
        "print(json.dumps([n for n in ('numpy', 'scipy', 'highspy', 'flask') if n in sys.modules]))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(out.stdout) == []
