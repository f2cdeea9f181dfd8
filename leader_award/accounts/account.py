"""One's own account: name, language, open sessions."""

from sqlalchemy import select

from leader_award.accounts.models import Person, SignInSession
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor


def update_account(*, person_id: str, name: str, language: str) -> None:
    """Change one's own name and the language of mails. Raises NotFound."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if (person.name, person.language) == (name, language):
            return
        person.name, person.language = name, language
        audit.record(writer, Actor(person_id, "person"), "person.updated", person)


def end_open_session(*, session_id: str, actor: Actor) -> None:
    """End one session, here or in another browser. Raises NotFound."""
    with db.transaction() as writer:
        row = db.lock(writer, SignInSession, session_id)
        if row.ended_at is None:
            row.ended_at = clock.now()
            audit.record(writer, actor, "session.ended", row, {"person": row.person_id})


def end_other_sessions(*, person_id: str, keep_id: str | None) -> int:
    """End the person's sessions except the one to keep; return how many were ended."""
    with db.transaction() as writer:
        rows = writer.scalars(
            select(SignInSession).where(
                SignInSession.person_id == person_id,
                SignInSession.ended_at.is_(None),
                SignInSession.id != (keep_id or ""),
            )
        ).all()
        for row in rows:
            row.ended_at = clock.now()
            audit.record(
                writer, Actor(person_id, "person"), "session.ended", row, {"person": row.person_id}
            )
        return len(rows)
