"""Other local governments say that they adopted a practice; the organiser lets it be shown."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.practices import rules
from leader_award.practices.models import Adoption, Practice

WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"


def say_adopted(
    *, practice_id: str, organisation_id: str, text: str, actor: Actor, key: str
) -> str:
    """Record how it went; it waits for the organiser. Saying it anew replaces what was said.

    Raises NotAllowed for a card that is not published, DomainError for its own leader, and
    beside a `text` that is empty or too long.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise DomainError(_l("Write a few words on how it went."), field="text")
    if len(text) > rules.LONGEST_ADOPTION:
        raise DomainError(
            _l("Use at most %(count)s characters.", count=rules.LONGEST_ADOPTION), field="text"
        )
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        if practice.state != rules.PUBLISHED:
            raise NotAllowed(_l("This practice is not published."))
        if practice.organisation_id == organisation_id:
            raise DomainError(
                _l("This is your own practice. The list is for those who took it over from you."),
                field="organisation_id",
            )

        def create() -> str:
            adoption = writer.scalar(
                select(Adoption).where(
                    Adoption.practice_id == practice_id,
                    Adoption.organisation_id == organisation_id,
                )
            )
            if adoption is None:
                adoption = Adoption(practice_id=practice_id, organisation_id=organisation_id)
                writer.add(adoption)
            adoption.text, adoption.state, adoption.reason = text, WAITING, ""
            adoption.said_by_id, adoption.said_at = actor.person_id or "", clock.now()
            adoption.decided_at = None
            writer.flush()
            audit.record(writer, actor, "adoption.said", adoption, {"practice": practice_id})
            return adoption.id

        return idempotency.once(writer, key, create)


def decide_adoption(
    *, adoption_id: str, show: bool, actor: Actor, version: int, reason: str = ""
) -> None:
    """Show what was said on the card, or not, for a reason its author can read.

    Raises NotAllowed if the text was changed since `version`, DomainError without a reason.
    """
    with db.transaction() as writer:
        adoption = db.lock(writer, Adoption, adoption_id)
        state = SHOWN if show else REFUSED
        if adoption.state == state:
            return
        if adoption.version != version:
            raise NotAllowed(_l("The text has been changed meanwhile. Read it once more."))
        if not show and not reason.strip():
            raise DomainError(_l("Say why it is not shown; its author will read it."))
        adoption.state, adoption.decided_at = state, clock.now()
        adoption.reason = "" if show else reason.strip()
        audit.record(writer, actor, f"adoption.{state}", adoption)


def withdraw_adoption(*, adoption_id: str, actor: Actor) -> None:
    """Take back what was said; it disappears from the card at once."""
    with db.transaction() as writer:
        adoption = db.lock(writer, Adoption, adoption_id)
        details = {"practice": adoption.practice_id}
        audit.record(writer, actor, "adoption.withdrawn", adoption, details)
        writer.delete(adoption)
