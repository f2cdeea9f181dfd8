"""The record of who changed what: an append-only chain of events.

Each event carries the SHA-256 of the one before it, so that a changed, removed or inserted
event shows (`docs/decisions/0005`); `audit_verifier` checks it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import audit_verifier, clock
from leader_award.platform.audit_verifier import Fault, Verdict
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
    link = AuditEvent(
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
    link.digest = audit_verifier.digest_of(content_of(link))
    head.sequence, head.digest = link.sequence, link.digest
    writer.add(link)
    writer.flush()
    return link


def export(reader: Session) -> Iterator[str]:
    """Yield the chain as lines of JSON, one event each, as `audit_verifier` reads them."""
    events = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=500)
    for link in reader.scalars(events):
        yield json.dumps(content_of(link), ensure_ascii=False, separators=(",", ":"))


def content_of(link: AuditEvent) -> dict[str, Any]:
    """Return the event as an export holds it."""
    content = {field: getattr(link, field) for field in audit_verifier.CONTENT}
    return content | {"at": link.at.isoformat(), "digest": link.digest}


def verify(reader: Session, heads: Mapping[int, str] | None = None) -> Verdict:
    """Check the whole chain against itself, its last link and digests known from outside."""
    events = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=500)
    head = reader.get(AuditHead, 1)
    known = {head.sequence: head.digest} if head and head.sequence else {}
    verdict = audit_verifier.verify(
        (content_of(link) for link in reader.scalars(events)), known | dict(heads or {})
    )
    if head is not None and verdict.fault is None and verdict.events != head.sequence:
        number = head.sequence + 1
        fault = Fault(number, "the last link does not know of it", number)
        return Verdict(head.sequence, head.digest, fault, verdict.backwards)
    return verdict


REFUSAL = "the record of events is append-only"


def _guard(_table: Any, connection: Connection, **_arguments: Any) -> None:
    """Let the database itself refuse to change or delete an event."""
    for statement in guard_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def guard_statements(dialect: str) -> list[str]:
    """Return the statements that make the table of events append-only."""
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
            "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()",
        ]
    return [
        f"CREATE TRIGGER audit_event_no_{action.lower()} BEFORE {action} ON audit_event"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for action in ("UPDATE", "DELETE")
    ]


def unguard_statements(dialect: str) -> list[str]:
    """Return the statements that undo `guard_statements`, for taking the schema back."""
    if dialect == "postgresql":
        return [
            "DROP TRIGGER audit_event_append_only ON audit_event",
            "DROP FUNCTION audit_event_refuse()",
        ]
    return [f"DROP TRIGGER audit_event_no_{action}" for action in ("update", "delete")]


event.listen(AuditEvent.__table__, "after_create", _guard)
