"""The end of assignments: by recusal, by leaving, by a change of plan."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.jury import hooks, queries, rules
from leader_award.jury.models import Assignment
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM, Actor


def end(writer: Session, assignment: Assignment, reason: str, actor: Actor) -> None:
    """End a live assignment; later features recuse its score card."""
    assignment.ended_at, assignment.end_reason = clock.now(), reason[:300]
    for act in hooks.ended:
        act(writer, assignment, actor)
    details = {
        "juror": assignment.juror_id,
        "entry": assignment.entry_id,
        "conflict": reason == rules.ENDED_BY_CONFLICT,
    }
    audit.record(writer, actor, "assignment.ended", assignment, details)


def end_barred(writer: Session, edition_id: str, actor: Actor) -> int:
    """End the live assignments that are in conflict now; return how many there were."""
    bars = queries.bars(edition_id, writer)
    barred = [
        assignment
        for assignment in queries.active_assignments(edition_id, writer)
        if (assignment.entry_id, assignment.juror_id) in bars
    ]
    for assignment in barred:
        end(writer, assignment, rules.ENDED_BY_CONFLICT, actor)
    return len(barred)


def recuse_by_register() -> int:
    """Task: end assignments that a membership begun elsewhere has turned into conflicts."""
    with db.transaction() as writer:
        running = writer.scalars(select(Edition.id).where(Edition.state.in_(rules.ASSIGNING)))
        return sum(end_barred(writer, edition_id, SYSTEM) for edition_id in running.all())
