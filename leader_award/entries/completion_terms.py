"""More time for completing an entry that the formal check returned."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from leader_award.editions.models import Edition
from leader_award.entries import rules, working
from leader_award.entries.models import Entry
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.forms import BaseForm, MomentField, stripped

LONGEST_REASON = 1000


class TermForm(BaseForm):
    """Until when the entry may be completed now, and why."""

    until = MomentField(_l("New term for completing"))
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Say why the term is extended.")), Length(max=LONGEST_REASON)],
        filters=[stripped],
    )


def extend_completion(
    *, entry_id: str, until: datetime, reason: str, actor: Actor, key: str
) -> None:
    """Give a returned entry a later term (aware), also once the old one has passed.

    The applicant's people get a message with the reason. Raises NotAllowed when the entry is not
    being completed, DomainError beside `until` or `reason`, NotFound.
    """
    with db.transaction() as writer:

        def extend() -> str:
            entry = db.lock(writer, Entry, entry_id)
            edition = writer.get_one(Edition, entry.edition_id)
            _check(entry, edition, until, reason, actor)
            before = entry.complete_until
            entry.complete_until = until
            details = {"until": until.isoformat(), "before": before.isoformat() if before else None}
            audit.record(writer, actor, "entry.completion_extended", entry, details)
            _write(writer, entry, reason)
            return entry.id

        idempotency.once(writer, key, extend)


def _check(entry: Entry, edition: Edition, until: datetime, reason: str, actor: Actor) -> None:
    seen = rules.Circumstances(clock.now(), False, entry.complete_until)
    state_allows = rules.refusal(entry.state, "extend_term", actor.role, seen) is None
    if not state_allows or edition.state not in ("open", "checking"):
        raise NotAllowed(_l("This entry is not being completed."))
    if until <= clock.now():
        raise DomainError(_l("The term must lie in the future."), field="until")
    if entry.complete_until is not None and until <= entry.complete_until:
        raise DomainError(_l("The new term must come after the one set before."), field="until")
    if not reason.strip():
        raise DomainError(_l("Say why the term is extended."), field="reason")


def _write(writer: Session, entry: Entry, reason: str) -> None:
    for recipient in working.members(writer, entry.applicant_id):
        outbox.queue(
            writer,
            recipient,
            "entries/mail/completion_extended.txt",
            about=entry,
            entry=entry,
            reason=rules.clean_text(reason),
        )
