"""The jury assignment engine: who assesses what, optimal, fair and with its proofs.

Objectives, in this order: every entry has its jurors and no pair in conflict; loads within their
bounds; the worst-served entry's affinity sum as high as can be (bound: the linear relaxation of
max-min, as in Stelmakh, Shah and Singh, "PeerReview4All", JMLR 2021); the total as high as can be
under that floor (bound: the solver's); a connected, well-linked design.

Plain dataclasses in and out; no web, no database, no clock but the stopwatch. The numerical
libraries are loaded on the first call, so that the web process starts without them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from leader_award.jury.assignment_model import (
    STAGES,
    Alternative,
    AssignmentStopped,
    Certificate,
    Entry,
    Evaluation,
    Explanation,
    Infeasible,
    Juror,
    Number,
    Pair,
    Problem,
    Progress,
    Proposal,
    Repair,
    Repaired,
    Replacement,
    Swap,
    Violation,
    Witness,
)

if TYPE_CHECKING:
    from leader_award.jury.assignment_exchange import State
    from leader_award.jury.assignment_solver import Optimum

__all__ = [
    "STAGES",
    "Alternative",
    "AssignmentStopped",
    "Certificate",
    "Entry",
    "Evaluation",
    "Explanation",
    "Infeasible",
    "Juror",
    "Number",
    "Pair",
    "Problem",
    "Progress",
    "Proposal",
    "Repair",
    "Repaired",
    "Replacement",
    "Swap",
    "Violation",
    "Witness",
    "apply_repair",
    "evaluate",
    "explain_pair",
    "repair_after_recusal",
    "solve",
]


def solve(
    problem: Problem,
    seed: int = 0,
    connectivity_share: float = 0.03,
    progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Proposal | Infeasible:
    """Assign the jury, or say why it cannot be and what would make it possible.

    `connectivity_share` is the part of the largest possible total that may be given up to link
    the jurors (0..1; 0 leaves the total optimal). `seed` decides between equally good assignments,
    so that no name is favoured. `progress` is told a stage of STAGES and the share
    of all work done.
    Raises AssignmentStopped when `should_stop` says so, ValueError for a problem that contradicts
    itself (unknown or repeated ids, negative numbers). Equal input and seed, equal result.
    """
    import numpy as np

    from leader_award.jury.assignment_arrays import arrays_of, shuffled
    from leader_award.jury.assignment_connectivity import connect
    from leader_award.jury.assignment_exchange import State
    from leader_award.jury.assignment_feasibility import feasible_assignment, find_witness
    from leader_award.jury.assignment_repairs import find_repairs
    from leader_award.jury.assignment_solver import Optimiser

    if not 0 <= connectivity_share <= 1:
        raise ValueError("connectivity_share is between 0 and 1")
    started = time.perf_counter()
    tell = _teller(progress, should_stop)
    tell("feasibility", 0.0)
    arrays = arrays_of(problem)
    feasible = feasible_assignment(arrays)
    if feasible is None:
        tell("repairs", 0.2)
        repairs = find_repairs(problem, lambda: tell("", 0.0))
        return Infeasible(find_witness(arrays), repairs, time.perf_counter() - started)
    rows, cols = shuffled(len(arrays.entries), seed), shuffled(len(arrays.jurors), seed + 1)
    start = feasible[np.ix_(rows, cols)]
    optimum = Optimiser(arrays.reordered(rows, cols), start, seed, tell).run()
    linked = optimum.state.copy()
    given_up = math.floor(connectivity_share * abs(optimum.flow_bound))
    connect(linked, optimum.flow_bound - given_up, tell)
    place = np.ix_(np.argsort(rows), np.argsort(cols))
    before = State(arrays, optimum.state.chosen[place])
    after = State(arrays, linked.chosen[place])
    certificate = _certificate(optimum, before, after, seed, connectivity_share)
    return _proposal(problem, after, certificate, started)


def apply_repair(problem: Problem, repair: Repair) -> Problem:
    """The problem with the repair made; an invited juror comes without affinity of their own."""
    from leader_award.jury import assignment_repairs

    return assignment_repairs.apply_repair(problem, repair)


def evaluate(problem: Problem, pairs: Iterable[Pair]) -> Evaluation:
    """What an assignment is worth and which rules it breaks, whoever made it.

    For a move by hand: evaluate before and after. Pairs of unknown entries or jurors are reported
    and otherwise ignored.
    """
    from leader_award.jury import assignment_review

    return assignment_review.evaluate(problem, pairs)


def explain_pair(
    problem: Problem, proposal: Proposal | Iterable[Pair], entry: str, juror: str
) -> Explanation:
    """Why this juror has this entry (or has not), who else could, and what each swap would cost.

    `proposal` is a proposal or the pairs as they stand. Raises ValueError for an unknown id.
    """
    from leader_award.jury import assignment_review

    pairs = proposal.pairs if isinstance(proposal, Proposal) else proposal
    return assignment_review.explain_pair(problem, pairs, entry, juror)


def repair_after_recusal(
    problem: Problem,
    current_pairs: Iterable[Pair],
    seed: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> Repaired | Infeasible:
    """The repair that leaves the most pairs in place, among those the one with most affinity.

    `problem` is the jury as it is now: with the recused juror's new conflicts, or with capacity
    and minimum 0 for one who has left altogether. Pairs that break its rules are dropped, open
    places filled; others move only when there is no other way. A juror who lost a pair is not
    given another for the sake of a minimum: `evaluate` tells when one is missed.
    """
    from leader_award.jury import assignment_recusal

    tell = _teller(None, should_stop)
    return assignment_recusal.repair(problem, set(current_pairs), seed, lambda: tell("", 0.0))


def _teller(
    progress: Progress | None, should_stop: Callable[[], bool] | None
) -> Callable[[str, float], None]:
    def tell(stage: str, done: float) -> None:
        if should_stop is not None and should_stop():
            raise AssignmentStopped
        if progress is not None and stage:
            progress(stage, done)

    return tell


def _certificate(
    optimum: Optimum, before: State, after: State, seed: int, share: float
) -> Certificate:
    from leader_award.jury.assignment_design import a_efficiency, components
    from leader_award.jury.assignment_flow import solver_version

    number = before.arrays.number
    return Certificate(
        total_bound=number(optimum.total_bound),
        flow_optimum=number(optimum.flow_bound),
        worst_entry_bound=number(optimum.worst_bound),
        worst_entry_lp=optimum.worst_lp,
        total_before_connectivity=number(before.total),
        components_before=components(before.chosen),
        a_efficiency_before=a_efficiency(before.chosen),
        total_proved=before.total >= optimum.total_bound,
        worst_entry_proved=after.worst >= optimum.worst_bound,
        connectivity_share=share,
        seed=seed,
        solver=solver_version(),
    )


def _proposal(problem: Problem, state: State, certificate: Certificate, started: float) -> Proposal:
    from leader_award.jury.assignment_design import a_efficiency, components
    from leader_award.jury.assignment_review import entry_affinity, loads

    number, prices = state.arrays.number, problem.soft_conflicts
    pairs = state.arrays.pairs(state.chosen)
    return Proposal(
        pairs=pairs,
        total_affinity=number(state.total),
        worst_entry_affinity=number(state.worst),
        entry_affinity=entry_affinity(state),
        loads=loads(state),
        components=components(state.chosen),
        a_efficiency=a_efficiency(state.chosen),
        soft_conflicts={pair: prices[pair] for pair in pairs if pair in prices},
        certificate=certificate,
        seconds=time.perf_counter() - started,
    )
