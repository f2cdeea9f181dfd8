"""Use cases of automatic assignment: propose, solve, apply, discard.

A proposal keeps the engine's input, its digest, the seed and the solver's version, so that
anybody can solve it again; what it would change is worked out when it is read.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leader_award.accounts.service import address, recipient
from leader_award.editions.models import Edition
from leader_award.jury import (
    assigning,
    assignment,
    assignment_io,
    explaining,
    plan,
    queries,
    recusal,
    rules,
    wording,
)
from leader_award.jury.jurors import update_juror
from leader_award.jury.models import AssignmentProposal, Juror
from leader_award.jury.plan import Plan
from leader_award.platform import audit, clock, db, outbox, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed

TASK = "jury.solve"
CHANGED = _l(
    "Entries, jurors, conflicts or scores have changed since this proposal was made. Nothing was"
    " changed; make a new proposal."
)
WAITING, SOLVING, PROPOSED, INFEASIBLE, FAILED = (
    "waiting",
    "solving",
    "proposed",
    "infeasible",
    "failed",
)
APPLIED, DISCARDED = "applied", "discarded"
ABANDONED = timedelta(minutes=30)
"""Work begun longer ago than this was left by a killed worker and is begun again."""
TOLD_EVERY = timedelta(seconds=1)
LARGEST_SEED = 2**31 - 1


def propose_assignment(
    *,
    edition_id: str,
    seed: int,
    actor: Actor,
    keep: str = rules.KEEP_BY_HAND,
    round_id: str | None = None,
) -> str:
    """Set the assignment of a round (default: the first) as a problem; return the proposal's id.

    `keep` is one of `rules.KEEPING`. A small problem is solved before this returns; a larger one
    waits for the worker. Raises NotAllowed (stage), DomainError (no entries, no jurors, a seed
    out of range), NotFound.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        today = plan.plan_of(edition_id, writer, round_id)
        _check(edition, today, seed)
        problem = assignment_io.to_document(plan.problem_of(today, keep))
        proposal = AssignmentProposal(
            edition_id=edition_id,
            round_id=today.round.id,
            made_at=clock.now(),
            made_by_id=actor.person_id,
            state=WAITING,
            seed=seed,
            solver="",
            input_sha256=assignment_io.input_sha256(problem),
            problem=problem,
            outcome={},
        )
        writer.add(proposal)
        writer.flush()
        details = {"edition": edition_id, "input": proposal.input_sha256, "seed": seed}
        audit.record(writer, actor, "proposal.made", proposal, details)
        proposal_id, small = proposal.id, len(today.entries) <= rules.SOLVED_AT_ONCE
        if not small:
            db.after_commit(writer, lambda: tasks.enqueue(TASK))
    if small:
        solve_proposal(proposal_id)
    return proposal_id


def _check(edition: Edition, today: Plan, seed: int) -> None:
    if edition.state not in rules.ASSIGNING:
        raise NotAllowed(wording.HINDRANCES["stage"])
    if not today.entries:
        raise DomainError(_l("No entry has been admitted to the assessment yet."))
    if not today.serving:
        raise DomainError(_l("No juror has signed the impartiality declaration yet."))
    if not 0 <= seed <= LARGEST_SEED:
        raise DomainError(_l("Enter a number from 0 to %(most)s.", most=LARGEST_SEED), field="seed")


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
    """Work a waiting proposal out and keep what came of it; no lock is held while solving."""
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        if proposal.state not in (WAITING, SOLVING):
            return
        proposal.state, proposal.begun_at = SOLVING, clock.now()
        problem, seed = assignment_io.read_problem(proposal.problem), proposal.seed
    work = _Work(proposal_id)
    try:
        found = assignment.solve(problem, seed, progress=work.tell, should_stop=work.stopped)
    except assignment.AssignmentStopped:
        return
    except Exception:
        _keep(proposal_id, FAILED, {}, "")
        raise
    if isinstance(found, assignment.Infeasible):
        _keep(proposal_id, INFEASIBLE, _infeasible_json(found), "")
    else:
        _keep(proposal_id, PROPOSED, _proposal_json(found), found.certificate.solver)


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


def _proposal_json(found: assignment.Proposal) -> dict[str, Any]:
    return {
        "pairs": [list(pair) for pair in found.pairs],
        "total": found.total_affinity,
        "worst": found.worst_entry_affinity,
        "entry_affinity": dict(found.entry_affinity),
        "loads": dict(found.loads),
        "components": found.components,
        "a_efficiency": found.a_efficiency,
        "soft": sorted([*pair, price] for pair, price in found.soft_conflicts.items()),
        "seconds": round(found.seconds, 3),
        "certificate": asdict(found.certificate),
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


def apply_proposal(*, proposal_id: str, actor: Actor) -> rules.Difference:
    """Make the proposal today's plan in one transaction, and write to the jurors it concerns.

    Pairs with points always stay: they were fixed in the problem. A second time nothing happens.
    Raises Conflict when entries, jurors, conflicts or scores have changed since it was made,
    NotAllowed (stage, nothing proposed), NotFound.
    """
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        edition = db.lock(writer, Edition, proposal.edition_id)
        _lock_jurors(writer, edition.id)
        today = plan.plan_of(edition.id, writer, proposal.round_id)
        if proposal.state == APPLIED:
            return rules.difference(today.by_pair, today.by_pair)
        if proposal.state != PROPOSED:
            raise NotAllowed(_l("There is no proposal here that could be applied."))
        if edition.state not in rules.ASSIGNING:
            raise NotAllowed(wording.HINDRANCES["stage"])
        if not is_current(proposal, today):
            raise Conflict(CHANGED)
        change = change_of(proposal, today)
        _carry_out(writer, today, change, actor)
        proposal.state, proposal.decided_at = APPLIED, clock.now()
        _write_to_jurors(writer, edition, change)
        details = {
            "input": proposal.input_sha256,
            "seed": proposal.seed,
            "solver": proposal.solver,
            "added": len(change.added),
            "ended": len(change.ended),
        }
        audit.record(writer, actor, "proposal.applied", proposal, details)
        return change


def _lock_jurors(writer: Session, edition_id: str) -> None:
    """Whoever declares a conflict or is assigned an entry meanwhile waits for the new plan."""
    writer.scalars(
        select(Juror).where(Juror.edition_id == edition_id).order_by(Juror.id).with_for_update()
    ).all()


def is_current(proposal: AssignmentProposal, today: Plan) -> bool:
    """Return whether the problem would be set in the same way today."""
    return any(
        proposal.input_sha256
        == assignment_io.input_sha256(assignment_io.to_document(plan.problem_of(today, keep)))
        for keep in rules.KEEPING
    )


def change_of(proposal: AssignmentProposal, today: Plan) -> rules.Difference:
    """Return what the proposal changes; sealed pairs of jurors who left are left alone."""
    serving = {juror.id for juror in today.serving}
    now = {pair for pair in today.by_pair if pair[1] in serving}
    return rules.difference(now, [(entry, juror) for entry, juror in proposal.outcome["pairs"]])


def _carry_out(writer: Session, today: Plan, change: rules.Difference, actor: Actor) -> None:
    for pair in sorted(change.ended):
        recusal.end(writer, today.by_pair[pair], rules.ENDED_BY_PLAN, actor)
    for entry_id, juror_id in sorted(change.added):
        assigning.add(writer, juror_id, entry_id, today.round.id, rules.PROPOSAL, actor)


def _write_to_jurors(writer: Session, edition: Edition, change: rules.Difference) -> None:
    touched = {juror for _entry, juror in change.added | change.ended}
    loads = queries.loads(edition.id, writer)
    for juror in queries.jurors(edition.id, writer):
        if juror.id in touched and juror.left_at is None:
            outbox.queue(
                writer,
                recipient(juror.person),
                "jury/mail/assigned.txt",
                about=juror,
                person=juror.person,
                edition=edition,
                count=loads.get(juror.id, 0),
                link=address("scoring.desk"),
            )


def discard_proposal(*, proposal_id: str, actor: Actor) -> None:
    """Put the proposal aside, or stop the work on it; a second time nothing happens.

    Raises NotAllowed once it has been applied, NotFound.
    """
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        if proposal.state == DISCARDED:
            return
        if proposal.state == APPLIED:
            raise NotAllowed(_l("This proposal has been applied already."))
        proposal.state, proposal.decided_at = DISCARDED, clock.now()
        audit.record(writer, actor, "proposal.discarded", proposal)


def repair_and_propose(*, proposal_id: str, number: int, actor: Actor) -> str:
    """Carry out a repair of an impossible problem and propose again; return the new proposal.

    Repairs that need a new person or fewer jurors for an entry cannot be carried out here.
    Raises NotAllowed, Conflict when the problem has changed since, NotFound.
    """
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        repairs = proposal.outcome.get("repairs", [])
        parts = explaining.parts_of(repairs[number]) if 0 <= number < len(repairs) else {}
        if (
            proposal.state != INFEASIBLE
            or not parts
            or not set(parts) <= set(explaining.APPLICABLE)
        ):
            raise NotAllowed(_l("This cannot be done by a click."))
        today = plan.plan_of(proposal.edition_id, writer, proposal.round_id)
        if not is_current(proposal, today):
            raise Conflict(CHANGED)
        _repair_jurors(parts, actor, {juror.id: juror for juror in today.jurors})
        for entry_id, juror_ids in parts.get(explaining.RELEASE, {}).items():
            for juror_id in juror_ids:
                recusal.end(writer, today.by_pair[entry_id, juror_id], rules.ENDED_BY_PLAN, actor)
        proposal.state, proposal.decided_at = DISCARDED, clock.now()
        audit.record(writer, actor, "proposal.repaired", proposal, {"kinds": sorted(parts)})
        edition_id, round_id, seed = proposal.edition_id, proposal.round_id, proposal.seed
    return propose_assignment(edition_id=edition_id, seed=seed, actor=actor, round_id=round_id)


def _repair_jurors(parts: Mapping[str, Any], actor: Actor, known: Mapping[str, Juror]) -> None:
    capacities = parts.get(explaining.CAPACITY, {})
    minimums = parts.get(explaining.MINIMUM, {})
    for juror_id in sorted({*capacities, *minimums}):
        juror = known[juror_id]
        update_juror(
            juror_id=juror_id,
            capacity=capacities.get(juror_id, juror.capacity),
            minimum=minimums.get(juror_id, juror.minimum),
            expertise=juror.expertise,
            actor=actor,
        )
