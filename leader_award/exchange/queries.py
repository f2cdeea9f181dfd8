"""What pages read about sheets that were sent in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leader_award.accounts.models import Person
from leader_award.exchange.models import CARDS, SheetImport
from leader_award.jury.models import Juror
from leader_award.platform import db


def find(import_id: str) -> SheetImport | None:
    """Return the file that was sent in, with its edition, juror and round."""
    return db.session().scalar(
        select(SheetImport)
        .where(SheetImport.id == import_id)
        .options(
            joinedload(SheetImport.edition, innerjoin=True),
            joinedload(SheetImport.juror).joinedload(Juror.edition),
            joinedload(SheetImport.round),
        )
    )


@dataclass(frozen=True)
class Past:
    """A file that was taken over, and who did it."""

    sent: SheetImport
    by: str


def taken_over(edition_id: str, limit: int = 50) -> Sequence[Past]:
    """Return the organisers' sheets that were taken over in the edition, the latest first."""
    rows = db.session().execute(
        select(SheetImport, Person.name)
        .join(Person, Person.id == SheetImport.uploaded_by_id)
        .where(
            SheetImport.edition_id == edition_id,
            SheetImport.kind != CARDS,
            SheetImport.applied_at.is_not(None),
        )
        .order_by(SheetImport.applied_at.desc())
        .limit(limit)
    )
    return [Past(*row) for row in rows]
