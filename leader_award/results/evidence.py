"""What published results carry so that a later change of the record or of scores shows."""

from dataclasses import dataclass

from sqlalchemy import select

from leader_award.editions.models import Edition
from leader_award.platform import commitments
from leader_award.platform.audit import AuditEvent
from leader_award.platform.db import session
from leader_award.scoring import rules, sealing

APPROVED = "results.announcement_approved"


@dataclass(frozen=True)
class Evidence:
    """The record's last event when the results were approved, and the digest of all seals.

    `head` is "SEQUENCE:DIGEST", or None for results that came without an approval; `root` is
    None while cards can still be sealed.
    """

    head: str | None
    root: str | None


def evidence(edition: Edition) -> Evidence:
    """Return the evidence of an edition, in 2 statements."""
    closed = edition.state in rules.CLOSED
    root = commitments.root_of(sealing.digests(edition.id)) if closed else None
    return Evidence(_head(edition.id), root)


def _head(edition_id: str) -> str | None:
    """Return the approval's own event: at that instant it was the last link of the chain."""
    link = session().scalar(
        select(AuditEvent)
        .where(AuditEvent.thing_id == edition_id, AuditEvent.action == APPROVED)
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    )
    return f"{link.sequence}:{link.digest}" if link else None
