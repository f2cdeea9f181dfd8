"""Checking the chain of events in pages, so that no request and no transaction lasts long."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.audit_log.models import ChainCheck
from leader_award.platform import audit, audit_verifier, clock, db, tasks
from leader_award.platform.audit import Actor, AuditEvent, AuditHead
from leader_award.platform.audit_verifier import Fault, Verdict

TASK = "audit_log.check"
EVENTS_AT_ONCE = 2000
"""How many events are checked in one transaction, and within the request that asks."""


def ask_check(*, given: Mapping[int, str], actor: Actor) -> str:
    """Have the whole chain checked, also against digests `given` out before; return the id.

    A short chain is checked at once, a longer one by the worker.
    """
    with db.transaction() as writer:
        check = ChainCheck(
            asked_at=clock.now(),
            given={str(number): digest for number, digest in given.items()},
        )
        writer.add(check)
        writer.flush()
        event = audit.record(writer, actor, "log.check_asked", check)
        check_id, length = check.id, event.sequence
        if length > EVENTS_AT_ONCE:
            db.after_commit(writer, lambda: tasks.enqueue(TASK))
    if length <= EVENTS_AT_ONCE:
        finish(check_id)
    return check_id


def check_waiting() -> None:
    """Task: finish every check that has not ended, where it stopped."""
    waiting = select(ChainCheck.id).where(ChainCheck.ended_at.is_(None))
    for check_id in db.session().scalars(waiting.order_by(ChainCheck.asked_at)).all():
        finish(check_id)


def finish(check_id: str) -> None:
    """Check page after page until the check has ended."""
    while not _check_page(check_id):
        pass


def _check_page(check_id: str) -> bool:
    """Check the next events; return whether the check has ended."""
    with db.transaction() as writer:
        check = db.lock(writer, ChainCheck, check_id)
        if check.ended_at is not None:
            return True
        verdict, complete = _verify_next(writer, check)
        check.checked, check.digest = verdict.events, verdict.head
        check.backwards += verdict.backwards
        if verdict.fault is not None:
            check.fault_sequence, check.fault_since = verdict.fault.sequence, verdict.fault.since
            check.fault_reason = verdict.fault.reason[:200]
        if complete or verdict.fault is not None:
            check.ended_at = clock.now()
        return check.ended_at is not None


def _verify_next(writer: Session, check: ChainCheck) -> tuple[Verdict, bool]:
    """Return the verdict on the next page, and whether the chain ends with it.

    Before the last page the last link is locked, so that nobody appends while the two are held
    against each other.
    """
    ends_with = check.checked + EVENTS_AT_ONCE
    head = writer.get_one(AuditHead, 1, populate_existing=True)
    if head.sequence <= ends_with:
        writer.refresh(head, with_for_update=True)
    complete = head.sequence <= ends_with
    rows = writer.scalars(
        select(AuditEvent)
        .where(AuditEvent.sequence > check.checked)
        .order_by(AuditEvent.sequence)
        .limit(EVENTS_AT_ONCE + complete)  # one more would be one that the last link misses
    ).all()
    known = {int(number): digest for number, digest in check.given.items()}
    known = known | {head.sequence: head.digest} if complete else _up_to(ends_with, known)
    verdict = audit_verifier.verify(
        map(audit.content_of, rows), known, after=(check.checked, check.digest)
    )
    if complete and verdict.fault is None and verdict.events != head.sequence:
        number = head.sequence + 1
        fault = Fault(number, "the last link does not know of it", number)
        verdict = Verdict(head.sequence, head.digest, fault, verdict.backwards)
    return verdict, complete


def _up_to(sequence: int, known: Mapping[int, str]) -> dict[int, str]:
    return {number: digest for number, digest in known.items() if number <= sequence}


def last_checks(reader: Session) -> tuple[ChainCheck | None, ChainCheck | None]:
    """Return the check asked for last, and the last one that has ended."""
    newest = select(ChainCheck).order_by(ChainCheck.asked_at.desc(), ChainCheck.id).limit(1)
    return reader.scalar(newest), reader.scalar(newest.where(ChainCheck.ended_at.is_not(None)))
