"""Use cases of automatic assignment: propose, change by hand, apply, discard, repair.

A proposal keeps the engine's input, its digest, the seed and the solver's version, so that
anybody can solve it again; what it would change is worked out when it is read.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts.service import address, recipient
from leader_award.editions.models import Edition
from leader_award.jury import (
    assigning,
    assignment_io,
    explaining,
    moves,
    plan,
    queries,
    recusal,
    rules,
    wording,
)
from leader_award.jury.jurors import update_juror
from leader_award.jury.models import AssignmentProposal, EntryNeed, Juror
from leader_award.jury.moves import Move
from leader_award.jury.plan import Plan
from leader_award.jury.queries import Pair
from leader_award.jury.solving import (
    CURRENT,
    INFEASIBLE,
    PROPOSED,
    TASK,
    WAITING,
    pairs_of,
    solve_proposal,
)
from leader_award.platform import audit, clock, db, outbox, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed

CHANGED = _l(
    "Entries, jurors, conflicts or scores have changed since this proposal was made. Nothing was"
    " changed; make a new proposal."
)
APPLIED, DISCARDED = "applied", "discarded"
LARGEST_SEED = 2**31 - 1


def propose_assignment(
    *,
    edition_id: str,
    seed: int,
    actor: Actor,
    keep: str = rules.KEEP_BY_HAND,
    round_id: str | None = None,
    method: str = rules.WHOLE,
) -> str:
    """Set the assignment of a round (default: the first) as a problem; return the proposal's id.

    `keep` is one of `rules.KEEPING`; with the method `rules.REPAIR` only what is missing is filled,
    as after a recusal, and everything else stays where it can. A small problem is solved before
    this returns; a larger one waits for the worker. Raises NotAllowed (stage), DomainError (no
    entries, no jurors, a seed out of range), NotFound.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        today = plan.plan_of(edition_id, writer, round_id)
        _check(edition, today, seed)
        if method == rules.REPAIR:
            problem = repair_input(today, writer)
        else:
            problem = assignment_io.to_document(plan.problem_of(today, keep))
        proposal = AssignmentProposal(
            edition_id=edition_id,
            round_id=today.round.id,
            method=method,
            made_at=clock.now(),
            made_by_id=actor.person_id,
            state=WAITING,
            seed=seed,
            solver="",
            input_sha256=assignment_io.input_sha256(problem),
            problem=problem,
            outcome={},
            edits={},
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


def repair_input(today: Plan, reader: Session | None = None) -> dict[str, Any]:
    """Return the input of the smallest repair: the problem, and the pairs as they stand.

    To these belong the pairs that a recusal has ended and nobody has replaced: whoever lost one
    is not given another entry to make up a minimum.
    """
    lacking = {entry.id for entry in today.entries if today.lacking(entry)}
    lost = {
        (one.entry_id, one.juror_id)
        for one in queries.recused(today.round.id, reader)
        if one.entry_id in lacking
    }
    document = assignment_io.to_document(plan.repair_problem(today))
    return document | {CURRENT: [list(pair) for pair in sorted(today.pairs | lost)]}


def pairs_after(proposal: AssignmentProposal) -> frozenset[Pair]:
    """Return the proposed pairs with the changes made to them by hand."""
    edits = proposal.edits
    solved = pairs_of(proposal.outcome["pairs"])
    return (solved - pairs_of(edits.get("removed", []))) | pairs_of(edits.get("added", []))


def edit_proposal(*, proposal_id: str, move: Move, seen: str, actor: Actor) -> None:
    """Change a proposal by hand before it is applied; a second time nothing happens.

    `seen` is `digest_of_proposal` as it was when the organiser decided. Raises Conflict when the
    proposal or the jury has changed since, NotAllowed (a conflict, points, the state), NotFound.
    """
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        today = plan.plan_of(proposal.edition_id, writer, proposal.round_id)
        _check_open(proposal)
        pairs = pairs_after(proposal)
        if move.is_done(pairs):
            return
        if not is_current(proposal, today):
            raise Conflict(CHANGED)
        if seen != digest_of_proposal(proposal):
            raise Conflict(wording.MOVED)
        check_edit(today, pairs, move)
        after, solved = move.made_on(pairs), pairs_of(proposal.outcome["pairs"])
        proposal.edits = {
            "added": [list(pair) for pair in sorted(after - solved)],
            "removed": [list(pair) for pair in sorted(solved - after)],
        }
        details = {"added": sorted(move.added), "removed": sorted(move.removed)}
        audit.record(writer, actor, "proposal.edited", proposal, details)


def check_edit(today: Plan, pairs: frozenset[Pair], move: Move) -> None:
    """Raise NotAllowed when the proposal cannot be changed like this."""
    moves.check(today, pairs, move)
    if any(today.scored(pair) for pair in move.removed):
        raise NotAllowed(
            _l(
                "This juror has begun to score the entry. A proposal leaves such assignments"
                " alone; take it away in today's assignment, with a reason."
            )
        )


def take_back_edits(*, proposal_id: str, actor: Actor) -> None:
    """Restore a proposal as the solver made it. Raises NotAllowed, NotFound."""
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        _check_open(proposal)
        if proposal.edits:
            proposal.edits = {}
            audit.record(writer, actor, "proposal.edits_taken_back", proposal)


def _check_open(proposal: AssignmentProposal) -> None:
    if proposal.state != PROPOSED:
        raise NotAllowed(_l("This proposal can no longer be changed."))


def digest_of_proposal(proposal: AssignmentProposal) -> str:
    """Return a digest of the proposed pairs as they are now."""
    return moves.digest_of(pairs_after(proposal), proposal.input_sha256)


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
        _carry_out(writer, proposal, today, change, actor)
        proposal.state, proposal.decided_at = APPLIED, clock.now()
        _write_to_jurors(writer, edition, change)
        details = {
            "input": proposal.input_sha256,
            "seed": proposal.seed,
            "solver": proposal.solver,
            "added": len(change.added),
            "ended": len(change.ended),
            "by_hand": sum(len(pairs) for pairs in proposal.edits.values()),
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
    if proposal.method == rules.REPAIR:
        documents = [repair_input(today)]
    else:
        documents = [
            assignment_io.to_document(plan.problem_of(today, keep)) for keep in rules.KEEPING
        ]
    return any(proposal.input_sha256 == assignment_io.input_sha256(one) for one in documents)


def change_of(proposal: AssignmentProposal, today: Plan) -> rules.Difference:
    """Return what the proposal changes; sealed pairs of jurors who left are left alone."""
    serving = {juror.id for juror in today.serving}
    now = {pair for pair in today.by_pair if pair[1] in serving}
    return rules.difference(now, pairs_after(proposal))


def _carry_out(
    writer: Session,
    proposal: AssignmentProposal,
    today: Plan,
    change: rules.Difference,
    actor: Actor,
) -> None:
    by_hand = pairs_of(proposal.edits.get("added", []))
    for pair in sorted(change.ended):
        recusal.end(writer, today.by_pair[pair], rules.ENDED_BY_PLAN, actor)
    for entry_id, juror_id in sorted(change.added):
        source = rules.HAND if (entry_id, juror_id) in by_hand else rules.PROPOSAL
        assigning.add(writer, juror_id, entry_id, today.round.id, source, actor)


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


def repair_and_propose(*, proposal_id: str, number: int, actor: Actor) -> str | None:
    """Carry out a repair of an impossible problem and propose again; return the new proposal.

    Where a new juror has to be invited as well, the rest is carried out and None returned: it is
    for the organiser to find somebody. Raises NotAllowed, Conflict when the problem has changed
    since, NotFound.
    """
    with db.transaction() as writer:
        proposal = db.lock(writer, AssignmentProposal, proposal_id)
        repairs = proposal.outcome.get("repairs", [])
        parts = explaining.parts_of(repairs[number]) if 0 <= number < len(repairs) else {}
        if proposal.state != INFEASIBLE or not explaining.is_applicable(parts):
            raise NotAllowed(_l("This cannot be done by a click."))
        today = plan.plan_of(proposal.edition_id, writer, proposal.round_id)
        if not is_current(proposal, today):
            raise Conflict(CHANGED)
        _repair_jurors(parts, actor, {juror.id: juror for juror in today.jurors})
        _repair_needs(writer, parts, today)
        for entry_id, juror_ids in parts.get(explaining.RELEASE, {}).items():
            for juror_id in juror_ids:
                recusal.end(writer, today.by_pair[entry_id, juror_id], rules.ENDED_BY_PLAN, actor)
        proposal.state, proposal.decided_at = DISCARDED, clock.now()
        audit.record(writer, actor, "proposal.repaired", proposal, _recorded(parts))
        edition_id, round_id = proposal.edition_id, proposal.round_id
        seed, method = proposal.seed, proposal.method
    if explaining.INVITE in parts:
        return None
    return propose_assignment(
        edition_id=edition_id, seed=seed, actor=actor, round_id=round_id, method=method
    )


def _recorded(parts: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit keeps of a repair: the new needs, which nothing else records."""
    needs = parts.get(explaining.NEED, {})
    return {"kinds": sorted(parts), **({"needs": dict(needs)} if needs else {})}


def _repair_needs(writer: Session, parts: Mapping[str, Any], today: Plan) -> None:
    """Keep the numbers of jurors asked for; the engine's leave out sealed cards of who left."""
    known = {
        row.entry_id: row
        for row in writer.scalars(select(EntryNeed).where(EntryNeed.round_id == today.round.id))
    }
    for entry_id, needed in parts.get(explaining.NEED, {}).items():
        row = known.get(entry_id)
        if row is None:
            row = EntryNeed(round_id=today.round.id, entry_id=entry_id)
            writer.add(row)
        row.needed = needed + today.departed(entry_id)
    writer.flush()


def restore_needs(*, edition_id: str, round_id: str | None, actor: Actor) -> int:
    """Let every entry of the round need the round's number of jurors again; return how many did.

    Raises NotFound.
    """
    with db.transaction() as writer:
        db.lock(writer, Edition, edition_id)
        round = plan.choose_round(edition_id, round_id, writer)
        rows = writer.scalars(select(EntryNeed).where(EntryNeed.round_id == round.id)).all()
        for row in rows:
            writer.delete(row)
        if rows:
            details = {"entries": sorted(row.entry_id for row in rows)}
            audit.record(writer, actor, "round.needs_restored", round, details)
        return len(rows)


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
