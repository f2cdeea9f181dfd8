"""The register of who has seen what: written in one insert, read by administrators."""

from collections.abc import Sequence
from datetime import datetime

from flask_login import current_user
from sqlalchemy import Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from leader_award.accounts.models import Person
from leader_award.discussion.models import AgendaItem
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment
from leader_award.platform import clock, db
from leader_award.privacy.models import AccessRecord
from leader_award.scoring.models import ScoreCard

HOUR = 3600
LONGEST_LIST = 500


def keep(kind: str, thing_id: str, role: str, within_id: str = "") -> None:
    """Keep that the signed-in person reads the thing; again within the hour changes nothing."""
    if not current_user.is_authenticated:
        return
    now = clock.now()
    row = {
        "id": db.new_id(),
        "at": now,
        "person_id": current_user.id,
        "role": role,
        "thing_kind": kind,
        "thing_id": thing_id,
        "within_id": within_id,
        "hour": int(now.timestamp()) // HOUR,
    }
    with db.transaction() as writer:
        dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
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
    """Narrow to a person, to a thing, or to an entry: itself, its files, cards and discussion."""
    entries = select(Entry.id).where(or_(Entry.reference == text.upper(), Entry.id == text))
    cards = select(ScoreCard.id).join(Assignment).where(Assignment.entry_id.in_(entries))
    items = select(AgendaItem.id).where(AgendaItem.entry_id.in_(entries))
    things = (AccessRecord.thing_id, AccessRecord.within_id)
    return query.where(
        or_(
            Person.email == text.lower(),
            Person.name.ilike(f"%{text}%"),
            *(thing == text for thing in things),
            *(thing.in_(found) for thing in things for found in (entries, cards, items)),
        )
    )


def names_of(records: Sequence[AccessRecord]) -> dict[str, str]:
    """Return by id what entries, and those of cards and agendas, are called; three statements."""
    ids = {one for record in records for one in (record.thing_id, record.within_id)}
    name = (Entry.reference, Entry.title)
    of_entries = select(Entry.id, *name).where(Entry.id.in_(ids))
    of_cards = (
        select(ScoreCard.id, *name)
        .select_from(ScoreCard)
        .join(Assignment)
        .join(Entry)
        .where(ScoreCard.id.in_(ids))
    )
    of_items = select(AgendaItem.id, *name).join(AgendaItem.entry).where(AgendaItem.id.in_(ids))
    found = {}
    for query in (of_entries, of_cards, of_items):
        for thing_id, reference, title in db.session().execute(query):
            found[thing_id] = f"{reference or '–'} {title}"
    return found
