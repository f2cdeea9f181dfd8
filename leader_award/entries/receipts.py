"""The receipt of a submission: evidence that holds without the site, and without trusting it.

The event that records a submission is the last link of the chain at that instant, so its number
and digest are the head that a receipt carries. A later head would tell applicants how much the
jury does (`docs/decisions/0028`).
"""

import base64
import inspect
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.entries import content, receipt_verifier
from leader_award.entries.models import Entry, Submission, SubmissionStamp
from leader_award.platform import audit, db
from leader_award.platform.audit import AuditEvent

ACTION = "entry.submitted"


@dataclass(frozen=True)
class Receipt:
    """A submission with its event, its stamp if there is one yet, and what a check finds now."""

    submission: Submission
    event: AuditEvent
    stamp: SubmissionStamp | None
    faults: Sequence[str]

    @property
    def head(self) -> str:
        """The event's number and digest, as the receipt mail prints them."""
        return f"{self.event.sequence}:{self.event.digest}"


def events_of(reader: Session, entry_id: str) -> dict[int, AuditEvent]:
    """Return the events that record the entry's submissions, by the submissions' numbers."""
    events = reader.scalars(
        select(AuditEvent).where(AuditEvent.thing_id == entry_id, AuditEvent.action == ACTION)
    )
    return {event.details["number"]: event for event in events}


def receipts(entry: Entry) -> list[Receipt]:
    """Return the receipts of an entry, the latest first, each one checked, in 2 statements."""
    reader = db.session()
    events = events_of(reader, entry.id)
    ids = [one.id for one in entry.submissions]
    found = reader.scalars(select(SubmissionStamp).where(SubmissionStamp.submission_id.in_(ids)))
    stamps = {one.submission_id: one for one in found if one.response is not None}
    return [
        _receipt(one, events[one.number], stamps.get(one.id))
        for one in reversed(entry.submissions)
        if one.number in events
    ]


def _receipt(submission: Submission, event: AuditEvent, stamp: SubmissionStamp | None) -> Receipt:
    unchecked = Receipt(submission, event, stamp, [])
    faults = receipt_verifier.check(json.loads(as_json(unchecked)), {})
    return Receipt(submission, event, stamp, faults)


def as_json(receipt: Receipt) -> str:
    """Return the receipt as `receipt_verifier` reads it; the same receipt has the same text."""
    submission, stamp = receipt.submission, receipt.stamp
    document: dict[str, Any] = {
        "format": receipt_verifier.FORMAT,
        "content": content.parsed(submission),
        "sha256": submission.sha256,
        "event": audit.content_of(receipt.event),
        "head": receipt.head,
        "timestamp": _stamped(stamp) if stamp else None,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _stamped(stamp: SubmissionStamp) -> dict[str, Any]:
    return {
        "authority": stamp.authority,
        "at": stamp.stamped_at.isoformat() if stamp.stamped_at else None,
        "sha256": stamp.digest,
        "response": base64.b64encode(stamp.response or b"").decode(),
    }


def bundle(entry: Entry, receipt: Receipt) -> bytes:
    """Return a ZIP of the receipt, the program that checks it, the stamp, and how to use them."""
    readme = current_app.jinja_env.get_template("entries/receipt_readme.txt")
    files: dict[str, str | bytes] = {
        "receipt.json": as_json(receipt),
        "receipt_verifier.py": inspect.getsource(receipt_verifier),
        "README.txt": readme.render(entry=entry, receipt=receipt),
    }
    if receipt.stamp is not None and receipt.stamp.response is not None:
        files["timestamp.tsr"] = receipt.stamp.response
    packed = io.BytesIO()
    written = receipt.submission.at.timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, written), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
