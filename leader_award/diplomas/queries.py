"""What pages show of diplomas."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from leader_award.diplomas import rules
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.platform.db import session
from leader_award.results.models import Announcement


@dataclass(frozen=True)
class Found:
    """A diploma that a code names, and the instant of its edition's announcement."""

    diploma: Diploma
    announced_at: datetime | None


def by_code(code: str) -> Found | None:
    """Return the diploma with this code, however it was typed, or None; one statement at most."""
    typed = rules.typed_code(code)
    if not rules.is_code(typed):
        return None
    row = (
        session()
        .execute(
            select(Diploma, Announcement.at)
            .outerjoin(Announcement, Announcement.edition_id == Diploma.edition_id)
            .where(Diploma.code == typed)
            .options(joinedload(Diploma.edition), joinedload(Diploma.file))
        )
        .one_or_none()
    )
    return Found(row[0], row[1]) if row else None


def find(diploma_id: str) -> Diploma | None:
    """Return the diploma with its edition and its file."""
    options = [joinedload(Diploma.edition), joinedload(Diploma.file)]
    return session().get(Diploma, diploma_id, options=options)


def counts(edition_id: str) -> dict[str, int]:
    """Return how many valid diplomas of each kind the edition has."""
    rows = session().execute(
        select(Diploma.kind, func.count(Diploma.id))
        .where(Diploma.edition_id == edition_id, Diploma.revoked_at.is_(None))
        .group_by(Diploma.kind)
    )
    return dict(rows.all())


def issued(edition_id: str, kinds: Collection[str]) -> list[Diploma]:
    """Return the edition's diplomas of these kinds, revoked ones too, the oldest first."""
    return list(
        session().scalars(
            select(Diploma)
            .where(Diploma.edition_id == edition_id, Diploma.kind.in_(kinds))
            .order_by(Diploma.issued_at, Diploma.id)
        )
    )


def batch(batch_id: str) -> DiplomaBatch | None:
    """Return the batch with its edition and its files."""
    options = [
        joinedload(DiplomaBatch.edition),
        joinedload(DiplomaBatch.archive),
        joinedload(DiplomaBatch.print),
    ]
    return session().get(DiplomaBatch, batch_id, options=options)


def batches(edition_id: str) -> Sequence[DiplomaBatch]:
    """Return the edition's batches, the newest first."""
    return (
        session()
        .scalars(
            select(DiplomaBatch)
            .where(DiplomaBatch.edition_id == edition_id)
            .order_by(DiplomaBatch.made_at.desc(), DiplomaBatch.id)
            .limit(20)
        )
        .all()
    )


def announced_at(edition_id: str) -> datetime | None:
    """Return the instant of the edition's announcement, None if none is set."""
    return session().scalar(select(Announcement.at).where(Announcement.edition_id == edition_id))
