"""Judging assignments made by hand, and explaining why a juror has an entry."""

from dataclasses import replace
from itertools import product

import pytest

from leader_award.jury.assignment import (
    Entry,
    Explanation,
    Juror,
    Pair,
    Problem,
    Proposal,
    Replacement,
    Violation,
    evaluate,
    explain_pair,
    solve,
)
from tests.jury.assignment_cases import breaches, random_problem, value

JURY = Problem(
    entries=(Entry("A", 2), Entry("B", 1), Entry("C", 1)),
    jurors=(Juror("x", 2), Juror("y", 1), Juror("z", 2, minimum=1), Juror("w", 1)),
    affinity={
        "A": {"x": 90, "y": 80, "z": 30, "w": 70},
        "B": {"x": 60, "y": 75, "z": 50},
        "C": {"x": 20, "y": 65, "z": 45, "w": 99},
    },
    conflicts=frozenset({("C", "w")}),
    soft_conflicts={("B", "z"): 5},
)
PAIRS: tuple[Pair, ...] = (("A", "x"), ("A", "y"), ("B", "x"), ("C", "z"))


def test_assignment_by_hand_is_valued_like_a_proposal() -> None:
    seen = 0
    for seed in range(60):
        problem = random_problem(seed)
        proposal = solve(problem)
        if not isinstance(proposal, Proposal):
            continue
        seen += 1
        found = evaluate(problem, proposal.pairs)
        worth = found.worst_entry_affinity, found.total_affinity
        assert worth == value(problem, proposal.pairs)
        assert found.violations == ()
        for name in ("loads", "components", "a_efficiency", "soft_conflicts", "entry_affinity"):
            assert getattr(found, name) == getattr(proposal, name)
    assert seen > 20


@pytest.mark.parametrize(
    ("pairs", "violation"),
    [
        (PAIRS[1:], Violation("missing", entry="A", found=1, expected=2)),
        ((*PAIRS, ("B", "w")), Violation("extra", entry="B", found=2, expected=1)),
        ((*PAIRS, ("C", "x")), Violation("over_capacity", juror="x", found=3, expected=2)),
        (PAIRS[:3], Violation("under_minimum", juror="z", found=0, expected=1)),
        ((*PAIRS, ("C", "w")), Violation("conflict", entry="C", juror="w")),
        ((*PAIRS, PAIRS[0]), Violation("repeated", "A", "x", found=2, expected=1)),
        ((*PAIRS, ("A", "q")), Violation("unknown", entry="A", juror="q")),
    ],
)
def test_broken_rule_is_named(pairs: tuple[Pair, ...], violation: Violation) -> None:
    assert violation in evaluate(JURY, pairs).violations


def test_fixed_pair_that_was_taken_away_is_named() -> None:
    problem = replace(JURY, fixed=frozenset({("B", "y")}))
    assert Violation("not_kept", "B", "y") in evaluate(problem, PAIRS).violations


def test_move_by_hand_shows_what_it_costs() -> None:
    before = evaluate(JURY, PAIRS)
    after = evaluate(JURY, (("A", "x"), ("A", "y"), ("B", "z"), ("C", "z")))
    assert before.total_affinity - after.total_affinity == 60 - (50 - 5)
    assert after.soft_conflicts == {("B", "z"): 5}
    assert (before.components, after.components) == (2, 2)


def explained(entry: str, juror: str) -> Explanation:
    return explain_pair(JURY, PAIRS, entry, juror)


def test_pair_is_explained_by_rank_load_and_alternatives() -> None:
    why = explained("B", "x")
    assert (why.assigned, why.affinity, why.rank, why.able) == (True, 60, 2, 4)
    assert (why.load, why.capacity, why.entry_affinity) == (2, 2, 60)
    assert [(a.juror, a.hindrance) for a in why.alternatives] == [
        ("z", None),
        ("w", None),
        ("y", "loads"),
    ]
    z = next(a for a in why.alternatives if a.juror == "z")
    assert z.price == 5
    assert z.swap is not None
    assert z.swap.replacements == (Replacement("B", "x", "z"),)
    assert z.swap.total_change == -15
    assert z.swap.worst_entry_affinity == 45
    assert z.swap.components == 2


def test_full_juror_can_take_over_only_when_something_is_given_back() -> None:
    y = next(a for a in explained("B", "x").alternatives if a.juror == "y")
    assert y.hindrance == "loads"  # y's only entry is A, which x assesses already
    swap = next(a for a in explained("C", "z").alternatives if a.juror == "y").swap
    assert swap is not None
    assert swap.replacements == (Replacement("C", "z", "y"), Replacement("A", "y", "z"))
    assert swap.total_change == (65 - 45) + (30 - 80)


def test_why_not_shows_whose_place_the_juror_could_take() -> None:
    why = explained("A", "w")
    assert (why.assigned, why.rank, why.conflict) == (False, 3, False)
    assert [a.juror for a in why.alternatives] == ["y", "x"]
    first = why.alternatives[0].swap
    assert first is not None
    assert first.replacements == (Replacement("A", "y", "w"),)
    assert first.total_change == -10


def test_conflict_is_the_reason_why_not() -> None:
    why = explained("C", "w")
    assert (why.conflict, why.rank, why.assigned) == (True, None, False)
    assert [(a.juror, a.hindrance, a.swap) for a in why.alternatives] == [("z", "conflict", None)]


def test_pair_fixed_by_hand_has_no_swap() -> None:
    problem = replace(JURY, fixed=frozenset({("B", "x")}))
    why = explain_pair(problem, PAIRS, "B", "x")
    assert why.fixed
    assert {a.hindrance for a in why.alternatives} == {"fixed"}


def test_every_swap_shown_can_be_made_and_costs_what_it_says() -> None:
    swaps = 0
    for seed in range(40):
        problem = random_problem(seed)
        proposal = solve(problem)
        if not isinstance(proposal, Proposal):
            continue
        for entry, juror in product(problem.entries, problem.jurors):
            why = explain_pair(problem, proposal, entry.id, juror.id)
            for swap in (a.swap for a in why.alternatives if a.swap):
                swaps += 1
                pairs = set(proposal.pairs)
                for step in swap.replacements:
                    pairs.remove((step.entry, step.leaves))
                    pairs.add((step.entry, step.joins))
                after = evaluate(problem, pairs)
                assert breaches(problem, tuple(pairs)) == []
                assert after.total_affinity == proposal.total_affinity + swap.total_change
                assert after.worst_entry_affinity == swap.worst_entry_affinity
                assert after.components == swap.components
                assert after.a_efficiency == swap.a_efficiency
    assert swaps > 100


def test_explaining_an_unknown_juror_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        explained("A", "nobody")
