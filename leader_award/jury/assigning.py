"""Use cases of the organiser: assignments by hand."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.jury import hooks, moves, plan, queries, recusal, rules, wording
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.moves import Move
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound


class OverCapacity(NotAllowed):
    """The juror has as many entries as they can take; the organiser may insist."""


def assign(
    *,
    juror_id: str,
    entry_id: str,
    actor: Actor,
    confirmed: bool = False,
    round_id: str | None = None,
) -> str:
    """Give the juror the entry to assess; return the assignment's id, the old one if they have it.

    Without `round_id` it is for the first round.

    Raises NotAllowed with the reason (stage, declaration, conflict), OverCapacity unless
    `confirmed`, NotFound.
    """
    with db.transaction() as writer:
        juror = db.lock(writer, Juror, juror_id)
        entry = writer.get(Entry, entry_id)
        if entry is None or entry.edition_id != juror.edition_id:
            raise NotFound(_l("This does not exist, or you may not see it."))
        round = plan.choose_round(juror.edition_id, round_id, writer)
        live = _live(writer, juror_id, entry_id, round.id)
        if live is not None:
            return live
        _check(writer, juror, entry)
        if not confirmed and _load(writer, juror_id, round.id) >= juror.capacity:
            raise OverCapacity(
                _l(
                    "%(name)s already has as many entries as they can take (%(capacity)s).",
                    name=juror.person.name,
                    capacity=juror.capacity,
                )
            )
        return add(writer, juror_id, entry_id, round.id, rules.HAND, actor).id


def _live(writer: Session, juror_id: str, entry_id: str, round_id: str) -> str | None:
    return writer.scalar(
        select(Assignment.id).where(
            Assignment.juror_id == juror_id,
            Assignment.entry_id == entry_id,
            Assignment.round_id == round_id,
            Assignment.ended_at.is_(None),
        )
    )


def _check(writer: Session, juror: Juror, entry: Entry) -> None:
    reason = rules.hindrance(
        edition_state=writer.get_one(Edition, juror.edition_id).state,
        entry_state=entry.state,
        juror=juror,
        barred=(entry.id, juror.id) in queries.bars(juror.edition_id, writer),
    )
    if reason is not None:
        raise NotAllowed(wording.HINDRANCES[reason])


def _load(writer: Session, juror_id: str, round_id: str) -> int:
    count = writer.scalar(
        select(func.count(Assignment.id)).where(
            Assignment.juror_id == juror_id,
            Assignment.round_id == round_id,
            Assignment.ended_at.is_(None),
        )
    )
    return count or 0


def add(
    writer: Session, juror_id: str, entry_id: str, round_id: str, source: str, actor: Actor
) -> Assignment:
    """Add a live assignment; the caller has checked that it may be."""
    assignment = Assignment(
        juror_id=juror_id,
        entry_id=entry_id,
        round_id=round_id,
        source=source,
        assigned_at=clock.now(),
    )
    writer.add(assignment)
    writer.flush()
    details = {"juror": juror_id, "entry": entry_id, "source": source}
    audit.record(writer, actor, "assignment.made", assignment, details)
    return assignment


def move_assignments(
    *,
    edition_id: str,
    round_id: str | None,
    move: Move,
    seen: str,
    reason: str,
    actor: Actor,
) -> None:
    """Carry out a change by hand that the organiser has seen weighed, bounds broken or not.

    `seen` is `moves.digest` of the assignment as it was then; made twice, nothing more happens.
    Raises Conflict when anything has changed since, NotAllowed (stage, conflict, declaration),
    DomainError beside `reason` when points would be lost without one, NotFound.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        today = plan.plan_of(edition_id, writer, round_id)
        if move.is_done(today.pairs):
            return
        if edition.state not in rules.ASSIGNING:
            raise NotAllowed(wording.HINDRANCES["stage"])
        if seen != moves.digest(today):
            raise Conflict(wording.MOVED)
        moves.check(today, today.pairs, move)
        if any(today.scored(pair) for pair in move.removed) and not reason.strip():
            raise DomainError(wording.POINTS_LOST, field="reason")
        for pair in sorted(move.removed):
            words = reason.strip() or rules.ENDED_BY_PLAN
            recusal.end(writer, today.by_pair[pair], words, actor)
        for entry_id, juror_id in sorted(move.added):
            add(writer, juror_id, entry_id, today.round.id, rules.HAND, actor)
        details = {"added": sorted(move.added), "removed": sorted(move.removed)}
        audit.record(writer, actor, "assignments.moved", today.round, details)


def end_assignment(*, assignment_id: str, reason: str, actor: Actor) -> None:
    """Take an entry from a juror; a second time nothing happens.

    A reason is needed once there are points. Raises DomainError beside `reason`, NotAllowed
    after the assessment, NotFound.
    """
    with db.transaction() as writer:
        assignment = db.lock(writer, Assignment, assignment_id)
        if assignment.ended_at is not None:
            return
        edition = writer.scalars(
            select(Edition).join(Juror).where(Juror.id == assignment.juror_id)
        ).one()
        if edition.state not in rules.ASSIGNING:
            raise NotAllowed(wording.HINDRANCES["stage"])
        if assignment_id in hooks.progress_of(writer, edition.id) and not reason.strip():
            raise DomainError(wording.POINTS_LOST, field="reason")
        recusal.end(writer, assignment, reason.strip() or rules.ENDED_BY_PLAN, actor)
