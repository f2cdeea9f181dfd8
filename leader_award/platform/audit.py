"""The record of who changed what: an append-only chain of events.

Each event carries the SHA-256 of the one before it, so that a changed, removed or inserted
event shows (`docs/decisions/0005`).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import clock
from leader_award.platform.db import Base


class AuditEvent(Base):
    """One thing that happened, as part of the chain."""

    __tablename__ = "audit_event"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(String(16), index=True)
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(60))
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(40), index=True)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last link; its row lock makes concurrent writers queue for the next sequence."""

    __tablename__ = "audit_head"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (or None for the system itself) and the role they act in."""

    person_id: str | None
    role: str


SYSTEM = Actor(None, "system")


def record(
    writer: Session,
    actor: Actor,
    action: str,
    thing: Any,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append an event in the transaction of `writer`; `thing` is a row with `id` (or a key).

    `details` is JSON-ready and holds no scores, names or addresses: ids and counts only.
    """
    head = writer.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(key=1, sequence=0, digest="0" * 64)
        writer.add(head)
    table = getattr(thing, "__tablename__", str(thing))
    key = getattr(thing, "id", None) or getattr(thing, "terc", None) or "-"
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=clock.now(),
        person_id=actor.person_id,
        role=actor.role,
        action=action,
        thing_kind=table,
        thing_id=str(key),
        details=details or {},
        previous=head.digest,
    )
    event.digest = digest_of(event)
    head.sequence, head.digest = event.sequence, event.digest
    writer.add(event)
    writer.flush()
    return event


def digest_of(event: AuditEvent) -> str:
    """Return the SHA-256 (hex) of the event's canonical JSON, the previous digest included."""
    content = [
        event.sequence,
        event.at.isoformat(),
        event.person_id,
        event.role,
        event.action,
        event.thing_kind,
        event.thing_id,
        event.details,
        event.previous,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_link(reader: Session) -> int | None:
    """Return the sequence of the first event that does not fit the chain, or None."""
    previous, expected = "0" * 64, 1
    for event in reader.scalars(select(AuditEvent).order_by(AuditEvent.sequence)):
        if (event.sequence, event.previous, event.digest) != (expected, previous, digest_of(event)):
            return event.sequence
        previous, expected = event.digest, expected + 1
    head = reader.get(AuditHead, 1)
    if head is not None and (head.sequence, head.digest) != (expected - 1, previous):
        return expected
    return None
