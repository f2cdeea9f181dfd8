"""After a recusal: the smallest repair, and everybody else stays where they are."""

import random
from dataclasses import replace

import pytest

from leader_award.jury.assignment import (
    Entry,
    Infeasible,
    Juror,
    Pair,
    Problem,
    Proposal,
    Repaired,
    Violation,
    evaluate,
    repair_after_recusal,
    solve,
)
from tests.jury.assignment_cases import assignments, breaches, random_problem, worth


def jury(seed: int = 1) -> tuple[Problem, tuple[Pair, ...]]:
    rng = random.Random(seed)
    names = [f"J{j:02}" for j in range(10)]
    affinity = {f"E{i:02}": {name: rng.randint(0, 100) for name in names} for i in range(25)}
    problem = Problem(
        entries=tuple(Entry(entry, 3) for entry in affinity),
        jurors=tuple(Juror(name, 9, 4) for name in names),
        affinity=affinity,
    )
    proposal = solve(problem)
    assert isinstance(proposal, Proposal)
    return problem, proposal.pairs


def excused(problem: Problem, juror: str, load: int) -> Problem:
    """The problem with the juror's minimum lowered to what they have left."""
    jurors = tuple(
        replace(j, minimum=min(j.minimum, load)) if j.id == juror else j for j in problem.jurors
    )
    return replace(problem, jurors=jurors)


def repaired(problem: Problem, pairs: tuple[Pair, ...]) -> Repaired:
    answer = repair_after_recusal(problem, pairs)
    assert isinstance(answer, Repaired)
    assert breaches(problem, answer.pairs) == []
    kept = set(pairs) - set(answer.dropped) - set(answer.moved)
    assert set(answer.pairs) == kept | set(answer.added)
    return answer


def test_recusal_from_one_entry_changes_one_pair() -> None:
    problem, pairs = jury()
    answer = repaired(replace(problem, conflicts=frozenset({pairs[0]})), pairs)
    assert answer.dropped == (pairs[0],)
    assert answer.moved == ()
    assert [entry for entry, _ in answer.added] == [pairs[0][0]]


def test_recused_juror_is_not_given_another_entry_to_make_up_a_minimum() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1, minimum=1), Juror("y", 2)),
        affinity={},
        conflicts=frozenset({("A", "x")}),
    )
    answer = repair_after_recusal(problem, [("A", "x"), ("B", "y")])
    assert isinstance(answer, Repaired)
    assert (answer.moved, answer.added) == ((), (("A", "y"),))
    assert evaluate(problem, answer.pairs).violations == (
        Violation("under_minimum", juror="x", found=0, expected=1),
    )


def test_open_place_goes_to_the_best_juror_with_room() -> None:
    problem = Problem(
        entries=(Entry("A", 1),),
        jurors=(Juror("x", 1), Juror("y", 1), Juror("z", 1)),
        affinity={"A": {"x": 90, "y": 40, "z": 60}},
        conflicts=frozenset({("A", "x")}),
    )
    assert repaired(problem, (("A", "x"),)).added == (("A", "z"),)


def test_juror_who_leaves_is_replaced_without_moving_anybody() -> None:
    problem, pairs = jury()
    jurors = tuple(Juror(j.id, 0) if j.id == "J03" else j for j in problem.jurors)
    answer = repaired(replace(problem, jurors=jurors), pairs)
    assert {juror for _, juror in answer.dropped} == {"J03"}
    assert answer.moved == ()
    assert len(answer.added) == len(answer.dropped)


def test_others_move_only_when_there_is_no_other_way() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1), Juror("y", 1), Juror("z", 1)),
        affinity={},
        conflicts=frozenset({("A", "x"), ("A", "z"), ("B", "x")}),
    )
    answer = repaired(problem, (("A", "x"), ("B", "y")))
    assert answer.dropped == (("A", "x"),)
    assert answer.moved == (("B", "y"),)
    assert answer.added == (("A", "y"), ("B", "z"))


def test_repair_of_random_assignments_moves_as_few_and_gains_as_much_as_exhaustive_search() -> None:
    compared = 0
    for seed in range(150):
        problem = random_problem(seed)
        proposal = solve(problem)
        if not isinstance(proposal, Proposal) or not proposal.pairs:
            continue
        recused = proposal.pairs[seed % len(proposal.pairs)]
        if recused in problem.fixed:
            continue
        changed = replace(problem, conflicts=problem.conflicts | {recused})
        changed = excused(changed, recused[1], proposal.loads[recused[1]] - 1)
        old = set(proposal.pairs)
        best = max(
            (
                (len(old & set(p)), sum(worth(changed, pair) for pair in p))
                for p in assignments(changed)
            ),
            default=None,
        )
        if best is None:
            assert isinstance(repair_after_recusal(changed, proposal.pairs), Infeasible), seed
            continue
        compared += 1
        answer = repaired(changed, proposal.pairs)
        found = len(old & set(answer.pairs)), sum(worth(changed, p) for p in answer.pairs)
        assert found == best, seed
    assert compared > 30


def test_recusal_that_nobody_can_replace_says_why_and_what_would_help() -> None:
    problem = Problem((Entry("A", 1),), (Juror("x", 1),), {}, frozenset({("A", "x")}))
    answer = repair_after_recusal(problem, [("A", "x")])
    assert isinstance(answer, Infeasible)
    assert answer.witness.entries == ("A",)
    assert answer.repairs


def test_overloaded_juror_and_withdrawn_entry_are_put_right() -> None:
    problem, pairs = jury()
    jurors = tuple(replace(j, capacity=5) if j.id == "J00" else j for j in problem.jurors)
    entries = tuple(entry for entry in problem.entries if entry.id != "E07")
    affinity = {entry: row for entry, row in problem.affinity.items() if entry != "E07"}
    changed = replace(problem, entries=entries, jurors=jurors, affinity=affinity)
    answer = repaired(changed, pairs)
    assert {entry for entry, _ in answer.dropped} == {"E07"}
    load = sum(juror == "J00" and entry != "E07" for entry, juror in pairs)
    assert {juror for _, juror in answer.moved} == ({"J00"} if load > 5 else set())


@pytest.mark.parametrize("seed", range(3))
def test_repair_does_not_depend_on_the_order_of_pairs(seed: int) -> None:
    problem, pairs = jury(seed)
    changed = replace(problem, conflicts=frozenset(pairs[:4]))
    assert repaired(changed, pairs).pairs == repaired(changed, pairs[::-1]).pairs
