"""Use cases of seeing the site as somebody else: begin, read a page, end."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.entries.rules import clean_text
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.seeing_as import policy
from leader_award.seeing_as.models import Seeing

LASTS = timedelta(minutes=30)
SHORTEST_REASON, LONGEST_REASON = 10, 500
TASK = "seeing_as.end_late"


def begin(*, person_id: str, session_id: str, reason: str, actor: Actor) -> str:
    """Let the actor see the site as the person does, in this session; return the seeing's id.

    What they saw as somebody else until now ends. Raises DomainError beside `reason`, NotAllowed
    for a person who may not be seen as, NotFound.
    """
    kept = clean_text(reason)
    if not SHORTEST_REASON <= len(kept) <= LONGEST_REASON:
        raise DomainError(
            _l(
                "Say why, in %(least)s to %(most)s characters. The person reads it.",
                least=SHORTEST_REASON,
                most=LONGEST_REASON,
            ),
            field="reason",
        )
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if not policy.may_be_seen_as(person):
            raise NotAllowed(_l("Nobody may see the site as this person."))
        now = clock.now()
        _end_all(writer, actor, Seeing.by_id == actor.person_id)
        seeing = Seeing(
            by_id=actor.person_id,
            person_id=person_id,
            session_id=session_id,
            reason=kept,
            began_at=now,
            ends_at=now + LASTS,
        )
        writer.add(seeing)
        writer.flush()
        audit.record(writer, actor, "seeing.begun", seeing, {"person": person_id})
        return seeing.id


def note_page(*, seeing_id: str, page: str, actor: Actor) -> None:
    """Record that a page was read; `page` is the name of its route."""
    with db.transaction() as writer:
        seeing = db.lock(writer, Seeing, seeing_id)
        seeing.pages += 1
        details = {"person": seeing.person_id, "page": page}
        audit.record(writer, actor, "seeing.page_read", seeing, details)


def end(*, seeing_id: str, actor: Actor) -> None:
    """End it; a second time nothing happens."""
    with db.transaction() as writer:
        _end_all(writer, actor, Seeing.id == seeing_id)


def end_late() -> int:
    """End what has lasted its time, so that the record says when; return how many there were."""
    with db.transaction() as writer:
        return _end_all(writer, SYSTEM, Seeing.ends_at <= clock.now())


def _end_all(writer: Session, actor: Actor, which: object) -> int:
    found = writer.scalars(
        select(Seeing).where(which, Seeing.ended_at.is_(None)).with_for_update()  # type: ignore[arg-type]
    ).all()
    for seeing in found:
        seeing.ended_at = min(clock.now(), seeing.ends_at)
        details = {"person": seeing.person_id, "pages": seeing.pages}
        audit.record(writer, actor, "seeing.ended", seeing, details)
    return len(found)
