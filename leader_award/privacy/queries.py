"""Read models of the pages about personal data."""

from collections.abc import Sequence

from sqlalchemy import select

from leader_award.platform import db
from leader_award.practices.models import Practice, PracticeField
from leader_award.privacy import erasing, subjects
from leader_award.privacy.models import ASKED, ErasureRequest

KINDS = {"osoba": "person", "uczestnik": "registration", "ankieta": "assessment_answer"}
"""By the word in an address, the table whose row leads to a person."""


def waiting_requests() -> Sequence[ErasureRequest]:
    """Return the requests for erasure that nobody has decided about, the oldest first."""
    query = select(ErasureRequest).where(ErasureRequest.state == ASKED)
    return db.session().scalars(query.order_by(ErasureRequest.asked_at)).all()


def request_of(person_id: str | None) -> ErasureRequest | None:
    """Return the latest request of a person."""
    query = select(ErasureRequest).where(ErasureRequest.person_id == person_id)
    return db.session().scalar(query.order_by(ErasureRequest.asked_at.desc()).limit(1))


def plan_for(about: str, row_id: str) -> erasing.Plan | None:
    """Return what erasing whom this row is about would do, or None if there is nobody."""
    subject = subjects.of_rows(db.session(), [f"{KINDS.get(about)}:{row_id}"])
    return erasing.plan(db.session(), subject) if subject else None


def address_of(subject: subjects.Subject) -> dict[str, str]:
    """Return the parts of the address of the page about somebody."""
    table, _, row_id = subject.rows[0].partition(":")
    kind = next(word for word, name in KINDS.items() if name == table)
    return {"about": kind, "row_id": row_id}


def released_practices(
    practices: Sequence[Practice],
) -> list[tuple[Practice, list[PracticeField]]]:
    """Return those practices of which texts are released, with these texts' fields."""
    found = [
        (one, [field for field in one.fields if field.released_at is not None]) for one in practices
    ]
    return [(practice, fields) for practice, fields in found if fields]
