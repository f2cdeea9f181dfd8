"""What pages read about who saw the site as whom."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leader_award.platform import db
from leader_award.seeing_as.models import Seeing


def find(seeing_id: str) -> Seeing | None:
    """Return it with both people."""
    return db.session().scalar(
        select(Seeing)
        .where(Seeing.id == seeing_id)
        .options(joinedload(Seeing.by, innerjoin=True), joinedload(Seeing.person, innerjoin=True))
    )


def of_person(person_id: str, limit: int = 20) -> Sequence[Seeing]:
    """Return when others saw the site as this person, the latest first."""
    return (
        db.session()
        .scalars(
            select(Seeing)
            .where(Seeing.person_id == person_id)
            .options(joinedload(Seeing.by, innerjoin=True))
            .order_by(Seeing.began_at.desc())
            .limit(limit)
        )
        .all()
    )
