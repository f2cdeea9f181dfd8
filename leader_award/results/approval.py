"""Whatever changes after an approval takes the approval back, by whichever use case it changes.

Sessions are watched rather than services asked: prizes and votes belong to earlier features,
which know nothing of announcements (`docs/decisions/0016`).
"""

from itertools import chain
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import event
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition, Prize
from leader_award.platform import audit, clock, outbox
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import NotAllowed
from leader_award.platform.outbox import Recipient
from leader_award.ranking.models import TieVote
from leader_award.results import rules
from leader_award.results.models import Announcement, Decision, PressPicture, PressText

WATCHED = (Decision, Edition, Prize, TieVote, PressPicture, PressText)
FINAL = (Decision, TieVote)
"""What cannot change any more once the results are public."""
_TOUCHED, _ACTOR = "results_touched", "results_actor"


def state_of(announcement: Announcement | None) -> str:
    """Return where the announcement stands now."""
    return rules.state_of(
        prepared=announcement is not None,
        approved_at=announcement.approved_at if announcement else None,
        at=announcement.at if announcement else None,
        now=clock.now(),
    )


def watch() -> None:
    """Watch every session from now on; watching twice changes nothing."""
    for name, listener in (("after_flush", _notice), ("before_commit", _take_back)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _notice(session: Session, _context: Any) -> None:
    """Remember the editions something of which was written, and who wrote it."""
    changed = (row for row in session.dirty if session.is_modified(row))
    for row in chain(session.new, session.deleted, changed):
        if isinstance(row, AuditEvent):
            session.info[_ACTOR] = Actor(row.person_id, row.role)
        elif isinstance(row, WATCHED):
            edition_id = row.id if isinstance(row, Edition) else row.edition_id
            final = isinstance(row, FINAL)
            touched = session.info.setdefault(_TOUCHED, {})
            touched[edition_id] = touched.get(edition_id, False) or final


def _take_back(session: Session) -> None:
    """Take back the approvals of the editions that this transaction touched."""
    session.flush()
    for edition_id, final in session.info.pop(_TOUCHED, {}).items():
        announcement = session.get(Announcement, edition_id)
        state = state_of(announcement)
        if state == rules.PUBLIC and final:
            raise NotAllowed(_l("The results are public already."))
        line = rules.step(state, rules.CHANGE)
        if announcement is not None and line is not None:
            _change(session, announcement, was_approved=state == rules.APPROVED)


def _change(session: Session, announcement: Announcement, *, was_approved: bool) -> None:
    """Go back to what waits for an approval, by other eyes than those of the last change."""
    actor = session.info.get(_ACTOR, audit.SYSTEM)
    involved = {announcement.prepared_by_id, announcement.approved_by_id}
    if actor.person_id is not None:
        announcement.prepared_by_id = actor.person_id
    if was_approved:
        take_back(announcement)
        edition = session.get_one(Edition, announcement.edition_id)
        audit.record(session, actor, "results.approval_taken_back", edition)
        for person_id in sorted(filter(None, involved)):
            person = session.get_one(Person, person_id)
            outbox.queue(
                session,
                Recipient(person.email, person.language),
                "results/mail/approval_taken_back.txt",
                about=edition,
                edition=edition,
                planned_for=announcement.planned_for,
            )


def take_back(announcement: Announcement) -> None:
    """Leave the announcement prepared, and its instant no longer set."""
    announcement.at = announcement.approved_at = announcement.approved_by_id = None
    announcement.digest = ""
