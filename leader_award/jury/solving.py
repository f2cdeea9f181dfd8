"""Working proposals out: in the request when they are small, else in the worker.

No lock is held while solving; how far the work has come is kept, and it can be stopped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from leader_award.jury import assignment, assignment_io, rules
from leader_award.jury.models import AssignmentProposal
from leader_award.jury.queries import Pair
from leader_award.platform import clock, db

TASK = "jury.solve"
WAITING, SOLVING, PROPOSED, INFEASIBLE, FAILED = (
    "waiting",
    "solving",
    "proposed",
    "infeasible",
    "failed",
)
ABANDONED = timedelta(minutes=30)
"""Work begun longer ago than this was left by a killed worker and is begun again."""
TOLD_EVERY = timedelta(seconds=1)
CURRENT = "current"
"""Key of a repair's input for the pairs as they stood, in addition to those of a problem."""


def solve_waiting() -> int:
    """Task: solve the proposals that wait, one after the other; return how many there were."""
    solved = 0
    while (proposal_id := _next_waiting()) is not None:
        solve_proposal(proposal_id)
        solved += 1
    return solved


def _next_waiting() -> str | None:
    abandoned = (AssignmentProposal.state == SOLVING) & (
        AssignmentProposal.begun_at <= clock.now() - ABANDONED
    )
    return db.session().scalar(
        select(AssignmentProposal.id)
        .where(or_(AssignmentProposal.state == WAITING, abandoned))
        .order_by(AssignmentProposal.made_at)
        .limit(1)
    )


def solve_proposal(proposal_id: str) -> None:
    """Work a waiting proposal out and keep what came of it."""
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        if proposal.state not in (WAITING, SOLVING):
            return
        proposal.state, proposal.begun_at = SOLVING, clock.now()
        method, document, seed = proposal.method, proposal.problem, proposal.seed
    work = _Work(proposal_id)
    try:
        found = _answer(method, document, seed, work)
    except assignment.AssignmentStopped:
        return
    except Exception:
        _keep(proposal_id, FAILED, {}, "")
        raise
    _keep(proposal_id, *found)


def _answer(
    method: str, document: Mapping[str, Any], seed: int, work: "_Work"
) -> tuple[str, dict[str, Any], str]:
    """Return the state, the outcome and the solver's version."""
    problem = assignment_io.read_problem(document)
    found: assignment.Proposal | assignment.Repaired | assignment.Infeasible
    if method == rules.REPAIR:
        current = pairs_of(document[CURRENT])
        found = assignment.repair_after_recusal(problem, current, seed, should_stop=work.stopped)
    else:
        found = assignment.solve(problem, seed, progress=work.tell, should_stop=work.stopped)
    if isinstance(found, assignment.Infeasible):
        return INFEASIBLE, _infeasible_json(found), ""
    if isinstance(found, assignment.Repaired):
        from leader_award.jury.assignment_flow import solver_version

        return PROPOSED, _repaired_json(problem, found), solver_version()
    return PROPOSED, _proposal_json(found), found.certificate.solver


class _Work:
    """Keeps how far the solver has come, and asks whether somebody has discarded the work."""

    def __init__(self, proposal_id: str) -> None:
        self.proposal_id = proposal_id
        self.told_at = self.asked_at = clock.now()
        self.discarded = False

    def tell(self, stage: str, done: float) -> None:
        """Keep the stage and the share done, about once a second."""
        now = clock.now()
        if now - self.told_at < TOLD_EVERY:
            return
        self.told_at = now
        with db.transaction() as writer:
            proposal = db.lock(writer, AssignmentProposal, self.proposal_id)
            if proposal.state == SOLVING:
                proposal.outcome = {"stage": stage, "done": done}

    def stopped(self) -> bool:
        """Return whether the proposal has been discarded, asking about once a second."""
        now = clock.now()
        if now - self.asked_at >= TOLD_EVERY:
            self.asked_at = now
            reader = db.session()
            reader.rollback()
            state = reader.scalar(
                select(AssignmentProposal.state).where(AssignmentProposal.id == self.proposal_id)
            )
            self.discarded = state != SOLVING
        return self.discarded


def _keep(proposal_id: str, state: str, outcome: dict[str, Any], solver: str) -> None:
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        if proposal.state == SOLVING:
            proposal.state, proposal.outcome, proposal.solver = state, outcome, solver


def pairs_of(stored: Iterable[Any]) -> frozenset[Pair]:
    """Return pairs as JSON holds them (lists of two)."""
    return frozenset((entry, juror) for entry, juror in stored)


def _proposal_json(found: assignment.Proposal) -> dict[str, Any]:
    return {
        "pairs": [list(pair) for pair in found.pairs],
        **figures(found),
        "seconds": round(found.seconds, 3),
        "certificate": asdict(found.certificate),
    }


def _repaired_json(problem: assignment.Problem, found: assignment.Repaired) -> dict[str, Any]:
    return {
        "pairs": [list(pair) for pair in found.pairs],
        **figures(assignment.evaluate(problem, found.pairs)),
        "dropped": [list(pair) for pair in found.dropped],
        "moved": [list(pair) for pair in found.moved],
        "seconds": round(found.seconds, 3),
    }


def figures(found: assignment.Proposal | assignment.Evaluation) -> dict[str, Any]:
    """Return what an assignment is worth, as a proposal keeps it."""
    return {
        "total": found.total_affinity,
        "worst": found.worst_entry_affinity,
        "entry_affinity": dict(found.entry_affinity),
        "loads": dict(found.loads),
        "components": found.components,
        "a_efficiency": found.a_efficiency,
        "soft": sorted([*pair, price] for pair, price in found.soft_conflicts.items()),
    }


def _infeasible_json(found: assignment.Infeasible) -> dict[str, Any]:
    witness = found.witness
    return {
        "witness": {
            "kind": witness.kind,
            "entries": list(witness.entries),
            "jurors": list(witness.jurors),
            "needed": witness.needed,
            "available": witness.available,
        },
        "repairs": [
            {"kind": repair.kind, "details": _plain(repair.details), "price": repair.price}
            for repair in found.repairs
        ],
        "seconds": round(found.seconds, 3),
    }


def _plain(details: Any) -> Any:
    """Return mappings and sequences as JSON has them."""
    if isinstance(details, Mapping):
        return {str(key): _plain(value) for key, value in details.items()}
    if isinstance(details, (list, tuple, set, frozenset)):
        return [_plain(value) for value in details]
    return details
