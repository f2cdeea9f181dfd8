"""When no assignment exists: the witness can be counted by hand, and every repair works."""

from dataclasses import replace

import pytest

from leader_award.jury.assignment import (
    Entry,
    Infeasible,
    Juror,
    Problem,
    Proposal,
    Repair,
    Witness,
    apply_repair,
    solve,
)
from tests.jury.assignment_cases import breaches, random_problem


def refusal(problem: Problem) -> Infeasible:
    answer = solve(problem)
    assert isinstance(answer, Infeasible)
    return answer


def count_coverage(problem: Problem, witness: Witness) -> tuple[int, int]:
    """Scores the witness's entries need, and scores anybody could give them."""
    entries = set(witness.entries)
    needed = sum(entry.jurors_needed for entry in problem.entries if entry.id in entries)
    available = 0
    for juror in problem.jurors:
        fixed = {entry for entry, name in problem.fixed if name == juror.id}
        able = {entry for entry in entries if (entry, juror.id) not in problem.conflicts}
        available += min(len(able), juror.capacity - len(fixed - entries))
        if able:
            assert juror.id in witness.jurors
    return needed, available


def count_minimum(problem: Problem, witness: Witness) -> tuple[int, int]:
    """Scores the witness's jurors must have, and places open to them."""
    jurors = set(witness.jurors)
    needed = sum(juror.minimum for juror in problem.jurors if juror.id in jurors)
    available = 0
    for entry in problem.entries:
        taken = {name for name_of, name in problem.fixed if name_of == entry.id}
        able = {name for name in jurors if (entry.id, name) not in problem.conflicts}
        available += min(len(able), entry.jurors_needed - len(taken - jurors))
    return needed, available


COUNT = {"coverage": count_coverage, "minimum": count_minimum}


def test_witness_of_every_random_infeasible_problem_is_counted_and_every_repair_works() -> None:
    kinds: set[str] = set()
    for seed in range(300):
        problem = random_problem(seed)
        answer = solve(problem)
        if isinstance(answer, Proposal):
            continue
        witness = answer.witness
        kinds.add(witness.kind)
        assert witness.needed > witness.available, seed
        if witness.kind in COUNT:
            counted = COUNT[witness.kind](problem, witness)
            assert counted == (witness.needed, witness.available), seed
        assert answer.repairs, seed
        assert [r.price for r in answer.repairs] == sorted(r.price for r in answer.repairs)
        for repair in answer.repairs:
            repaired = apply_repair(problem, repair)
            solution = solve(repaired)
            assert isinstance(solution, Proposal), (seed, repair)
            assert breaches(repaired, solution.pairs) == [], (seed, repair)
    assert kinds == {"coverage", "minimum", "fixed_conflict", "fixed_capacity", "fixed_need"}


def scarce_jury() -> Problem:
    """30 entries of one region, which only 5 of 12 jurors may score, 15 places each."""
    entries = tuple(Entry(f"E{number:02}", 3) for number in range(1, 31))
    jurors = tuple(Juror(f"J{number:02}", 15) for number in range(1, 13))
    barred = frozenset((entry.id, juror.id) for entry in entries for juror in jurors[5:])
    return Problem(entries, jurors, {}, barred)


def test_scarcity_is_told_in_plain_words() -> None:
    witness = refusal(scarce_jury()).witness
    assert witness.text == (
        "30 entries need 90 scores; only 5 jurors may score them, with room for 75"
    )
    assert witness.jurors == ("J01", "J02", "J03", "J04", "J05")


def test_repairs_of_scarcity_are_priced_alternatives() -> None:
    repairs = {repair.kind: repair for repair in refusal(scarce_jury()).repairs}
    assert set(repairs) == {"invite_juror", "raise_capacity", "lower_need"}
    assert repairs["invite_juror"].price == 60
    invited = repairs["invite_juror"].details["new-1"]
    assert invited["capacity"] == len(invited["may_score"]) == 15
    raised = repairs["raise_capacity"]
    assert raised.price == 15 * 25
    assert sum(raised.details.values()) - 15 * len(raised.details) == 15
    assert repairs["lower_need"].price == 1500


def test_jurors_minimum_that_cannot_be_met_is_a_reason_of_its_own() -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 2), Juror("y", 2, minimum=2)),
        affinity={},
        conflicts=frozenset({("A", "y")}),
    )
    answer = refusal(problem)
    assert answer.witness.kind == "minimum"
    assert answer.witness.text == (
        "1 juror must be given at least 2 scores; "
        "the entries that this juror may score can take only 1"
    )
    assert answer.repairs[0] == Repair("lower_minimum", {"y": 1}, 5)


@pytest.mark.parametrize(
    ("change", "text", "repair"),
    [
        (
            {"conflicts": frozenset({("A", "x")})},
            "A is fixed to x by hand, but they are in conflict",
            Repair("release_fixed", {"A": ["x"]}, 15),
        ),
        (
            {"jurors": (Juror("x", 0), Juror("y", 2))},
            "x takes 0, but has 1 fixed by hand",
            Repair("release_fixed", {"A": ["x"]}, 15),
        ),
        (
            {"fixed": frozenset({("A", "x"), ("A", "y")})},
            "A needs 1, but has 2 fixed by hand",
            Repair("release_fixed", {"A": ["y"]}, 15),
        ),
    ],
)
def test_pair_fixed_by_hand_that_cannot_be_kept_is_named(
    change: dict[str, object], text: str, repair: Repair
) -> None:
    problem = Problem(
        entries=(Entry("A", 1), Entry("B", 1)),
        jurors=(Juror("x", 1), Juror("y", 2)),
        affinity={"A": {"x": 50}},
        fixed=frozenset({("A", "x")}),
    )
    answer = refusal(replace(problem, **change))
    assert answer.witness.text == text
    assert answer.witness.needed > answer.witness.available
    assert {r.kind for r in answer.repairs} >= {repair.kind}
    released = next(r for r in answer.repairs if r.kind == repair.kind)
    assert (set(released.details), released.price) == (set(repair.details), repair.price)


def test_entries_without_any_juror_can_still_be_repaired() -> None:
    problem = Problem((Entry("A", 2),), (), {})
    answer = refusal(problem)
    assert answer.witness.text == ("1 entry needs 2 scores; no juror may score it, with room for 0")
    invited = next(r for r in answer.repairs if r.kind == "invite_juror")
    assert len(invited.details) == 2
    assert isinstance(solve(apply_repair(problem, invited)), Proposal)


def test_invited_juror_never_takes_the_id_of_another() -> None:
    problem = Problem((Entry("A", 2),), (Juror("new-1", 1),), {})
    invited = next(r for r in refusal(problem).repairs if r.kind == "invite_juror")
    assert set(invited.details) == {"new-2"}
