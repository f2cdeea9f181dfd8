"""The worker has a timestamp authority stamp submissions, after they are committed.

No request waits for it, and a submission stands whatever the authority does.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leader_award.entries import receipts
from leader_award.entries.models import Entry, Submission, SubmissionStamp
from leader_award.platform import audit, clock, db, timestamps
from leader_award.platform.audit import SYSTEM, AuditEvent
from leader_award.platform.timestamps import Stamp, StampRefused

TASK = "submission stamps"
AT_ONCE = 50
"""So many submissions are stamped in one run."""
LONGEST_PAUSE = timedelta(hours=6)


def is_on() -> bool:
    """Return whether this installation has submissions stamped."""
    return current_app.config["SETTINGS"].tsa_url is not None


def stamp_submissions() -> int:
    """Ask for the stamps that are due; return how many came.

    The first failure ends the run, because the others would wait for the same authority. What
    failed is tried again after a minute, then after two, four and so on.
    """
    url = current_app.config["SETTINGS"].tsa_url
    count = 0
    for submission, event in _due() if url else ():
        try:
            stamp = timestamps.ask(url, event.digest)
        except StampRefused as refused:
            _put_off(submission.id, url, event, str(refused))
            break
        count += _keep(submission, url, event, stamp)
    return count


def _due() -> Sequence[tuple[Submission, AuditEvent]]:
    """Return the submissions to stamp now, the oldest first, with their events."""
    reader, stamp = db.session(), SubmissionStamp
    reader.rollback()  # look at what is stored now, however long this process has been reading
    statement = (
        select(Submission)
        .outerjoin(stamp, stamp.submission_id == Submission.id)
        .where(
            stamp.response.is_(None),
            or_(stamp.next_try_at.is_(None), stamp.next_try_at <= clock.now()),
        )
        .order_by(Submission.at)
        .limit(AT_ONCE)
    )
    found = reader.scalars(statement).all()
    events = {id: receipts.events_of(reader, id) for id in {one.entry_id for one in found}}
    return [
        (one, events[one.entry_id][one.number])
        for one in found
        if one.number in events[one.entry_id]
    ]


def _row(writer: Session, submission_id: str, url: str, event: AuditEvent) -> SubmissionStamp:
    """Return the submission's row, made if it is the first attempt, while nobody else does."""
    db.lock(writer, Submission, submission_id)
    row = writer.scalar(
        select(SubmissionStamp).where(SubmissionStamp.submission_id == submission_id)
    )
    if row is None:
        row = SubmissionStamp(submission_id=submission_id, tries=0)
        writer.add(row)
    if row.response is None:
        row.authority, row.digest = url, event.digest
    return row


def _put_off(submission_id: str, url: str, event: AuditEvent, reason: str) -> None:
    with db.transaction() as writer:
        row = _row(writer, submission_id, url, event)
        row.tries += 1
        row.last_error = reason
        pause = timedelta(minutes=2 ** min(row.tries - 1, 10))
        row.next_try_at = clock.now() + min(pause, LONGEST_PAUSE)


def _keep(submission: Submission, url: str, event: AuditEvent, stamp: Stamp) -> bool:
    """Keep the stamp unless another worker was quicker."""
    with db.transaction() as writer:
        row = _row(writer, submission.id, url, event)
        if row.response is not None:
            return False
        row.response, row.stamped_at, row.last_error = stamp.response, stamp.at, ""
        entry = writer.get_one(Entry, submission.entry_id)
        details = {"number": submission.number, "at": stamp.at.isoformat()}
        audit.record(writer, SYSTEM, "entry.stamped", entry, details)
        return True
