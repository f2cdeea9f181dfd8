"""The register of who has seen what: written in one insert, read by administrators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from leader_award.accounts.models import Person
from leader_award.entries.models import Entry
from leader_award.platform import clock, db
from leader_award.privacy.models import AccessRecord

HOUR = 3600
LONGEST_LIST = 500


def keep(kind: str, thing_id: str, role: str) -> None:
    """Keep that the signed-in person reads the thing; again within the hour adds nothing."""
    if not current_user.is_authenticated:
        return
    now = clock.now()
    values: dict[str, Any] = {
        "person_id": current_user.id,
        "thing_kind": kind,
        "thing_id": thing_id,
        "hour": int(now.timestamp()) // HOUR,
    }
    columns = AccessRecord.__table__.c
    known = select(AccessRecord.id).where(*(columns[name] == one for name, one in values.items()))
    if db.session().scalar(known) is not None:
        return
    with db.transaction() as writer:
        dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
        row = values | {"id": db.new_id(), "role": role, "at": now}
        writer.execute(dialect.insert(AccessRecord).values(row).on_conflict_do_nothing())


def search(
    *,
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = LONGEST_LIST,
) -> Sequence[AccessRecord]:
    """Return readings in [since, until), newest first, in one statement.

    `text` is somebody's address or name, an entry's reference, or the id of a thing.
    """
    query = select(AccessRecord).join(Person, Person.id == AccessRecord.person_id)
    if since is not None:
        query = query.where(AccessRecord.at >= since)
    if until is not None:
        query = query.where(AccessRecord.at < until)
    if text.strip():
        query = _about(query, text.strip())
    ordered = query.order_by(AccessRecord.at.desc(), AccessRecord.id).limit(limit)
    return db.session().scalars(ordered).unique().all()


def _about(query: Select[AccessRecord], text: str) -> Select[AccessRecord]:
    entries = select(Entry.id).where(Entry.reference == text.upper())
    return query.where(
        (Person.email == text.lower())
        | Person.name.ilike(f"%{text}%")
        | (AccessRecord.thing_id == text)
        | AccessRecord.thing_id.in_(entries)
    )


def names_of(records: Sequence[AccessRecord]) -> dict[str, str]:
    """Return by id what the entries among the things are called, in one statement."""
    ids = {record.thing_id for record in records if record.thing_kind == "entry"}
    rows = db.session().execute(
        select(Entry.id, Entry.reference, Entry.title).where(Entry.id.in_(ids))
    )
    return {entry_id: f"{reference or '–'} {title}" for entry_id, reference, title in rows}
