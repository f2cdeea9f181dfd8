"""One act for many entries: the same outcome of the formal check, taken back while mail waits.

The mails of such an act are held back for `HELD`, which is the time for a second thought
(`docs/decisions/0042`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition, Extension
from leader_award.editions.rules import effective_deadline
from leader_award.entries import (
    check_queries,
    check_rules,
    check_wording,
    formal_check,
    hooks,
    rules,
)
from leader_award.entries.check_rules import Finding
from leader_award.entries.models import BulkCheck, Entry, FormalCheck, Submission
from leader_award.partnerships.models import Organisation
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import WAITING, OutgoingMail

MOST = 500
"""So many entries are decided about in one act at most."""
HELD = timedelta(minutes=10)

NOT_SUBMITTED = _l("It has not been submitted.")
DECIDED = _l("Its formal check is finished.")
OVERDUE = _l("Its term for completing has passed; decide about it by itself.")
WITHDRAWN = _l("It has been withdrawn.")


@dataclass(frozen=True)
class Chosen:
    """An entry that was chosen; `hindrance` says why the act does not concern it, None if it does.

    `submission_id` is the version that would be checked.
    """

    id: str
    reference: str
    title: str
    applicant: str
    state: str
    submission_id: str
    hindrance: Any | None


def chosen(edition: Edition, entry_ids: Collection[str], now: datetime) -> list[Chosen]:
    """Return those of the entries that are of the edition, each with what hinders a check."""
    return _chosen(db.session(), edition, entry_ids, now)


def _chosen(
    reader: Session, edition: Edition, entry_ids: Collection[str], now: datetime
) -> list[Chosen]:
    newest = (
        select(Submission.entry_id, func.max(Submission.number).label("number"))
        .join(Entry, Entry.id == Submission.entry_id)
        .where(Entry.edition_id == edition.id)
        .group_by(Submission.entry_id)
        .subquery()
    )
    rows = reader.execute(
        select(Entry, Organisation.name, Submission.id, Extension)
        .join(Organisation, Organisation.id == Entry.applicant_id)
        .outerjoin(newest, newest.c.entry_id == Entry.id)
        .outerjoin(
            Submission,
            (Submission.entry_id == Entry.id) & (Submission.number == newest.c.number),
        )
        .outerjoin(
            Extension,
            (Extension.edition_id == Entry.edition_id)
            & (Extension.organisation_id == Entry.applicant_id),
        )
        .where(Entry.edition_id == edition.id)
        .order_by(Entry.number.is_(None), Entry.number, Entry.created_at, Entry.id)
    )
    wanted = set(entry_ids)
    return [
        Chosen(
            entry.id,
            entry.reference or "",
            entry.title,
            applicant,
            entry.state,
            submission_id or "",
            _hindrance(edition, entry, extension, now),
        )
        for entry, applicant, submission_id, extension in rows
        if entry.id in wanted
    ]


def _hindrance(
    edition: Edition, entry: Entry, extension: Extension | None, now: datetime
) -> Any | None:
    if entry.state == "draft":
        return NOT_SUBMITTED
    if entry.state == "withdrawn":
        return WITHDRAWN
    if check_rules.is_overdue(entry.state, entry.complete_until, now):
        return OVERDUE
    if entry.state not in check_queries.WAITING:
        return DECIDED
    code = check_rules.hindrance(
        edition_state=edition.state,
        applicant_deadline=effective_deadline(edition, extension),
        state=entry.state,
        complete_until=entry.complete_until,
        now=now,
    )
    return check_wording.HINDRANCES[code] if code else None


def check_many(
    *,
    edition_id: str,
    seen: Mapping[str, str],
    findings: Mapping[str, Finding],
    outcome: str,
    letter: str,
    complete_until: datetime | None,
    actor: Actor,
    key: str,
) -> str:
    """Record the same check for many entries in one transaction; return the act's id.

    `seen` maps the ids of entries to the submissions that were looked at. Each entry gets its
    event and its mails, which are held back for HELD. Raises Conflict when something has changed
    since, so that it no longer concerns all of them; DomainError beside a field; NotAllowed.
    """
    if not seen or len(seen) > MOST:
        raise DomainError(_l("Choose from 1 to %(most)s entries.", most=MOST))
    with db.transaction() as writer:

        def create() -> str:
            edition = db.lock(writer, Edition, edition_id)
            now = clock.now()
            found = _chosen(writer, edition, seen, now)
            free = {one.id: one.submission_id for one in found if one.hindrance is None}
            if free != dict(seen):
                raise Conflict(_l("Some of these entries have changed meanwhile. Look once more."))
            made = [
                {"entry": entry_id, "check": formal_check.record_check(
                    entry_id=entry_id, submission_id=submission_id, findings=findings,
                    outcome=outcome, letter=letter, complete_until=complete_until,
                    actor=actor, key=f"{key[:40]}-{entry_id}",
                )}
                for entry_id, submission_id in seen.items()
            ]  # fmt: skip
            act = BulkCheck(
                edition_id=edition_id,
                made_by_id=actor.person_id,
                made_at=now,
                held_until=now + HELD,
                outcome=outcome,
                made=made,
            )
            writer.add(act)
            writer.flush()
            for mail in _mails(writer, outcome, seen, now):
                mail.next_attempt_at = act.held_until
            details = {"act": act.id, "outcome": outcome, "entries": len(made)}
            audit.record(writer, actor, "edition.entries_checked", edition, details)
            return act.id

        return idempotency.once(writer, key, create)


def _mails(
    writer: Session, outcome: str, entry_ids: Collection[str], since: datetime
) -> Sequence[OutgoingMail]:
    """Return the mails about this outcome, locked, so that none leaves meanwhile."""
    return writer.scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.about_id.in_(entry_ids),
            OutgoingMail.template == f"entries/mail/check_{outcome}.txt",
            OutgoingMail.created_at >= since,
        )
        .with_for_update()
    ).all()


def find(act_id: str) -> BulkCheck | None:
    """Return the act."""
    return db.session().get(BulkCheck, act_id)


def latest(edition_id: str, now: datetime) -> BulkCheck | None:
    """Return the latest act of the edition that can still be taken back, or None."""
    return db.session().scalar(
        select(BulkCheck)
        .where(
            BulkCheck.edition_id == edition_id,
            BulkCheck.held_until > now,
            BulkCheck.taken_back_at.is_(None),
        )
        .order_by(BulkCheck.made_at.desc())
        .limit(1)
    )


def take_back(*, act_id: str, actor: Actor) -> int:
    """Undo an act whole: entries wait for their check again, and no mail goes out.

    Returns how many entries came back; a second time nothing happens. Raises NotAllowed when a
    mail has left, or an entry has gone on since; NotFound.
    """
    with db.transaction() as writer:
        act = db.lock(writer, BulkCheck, act_id)
        if act.taken_back_at is not None:
            return 0
        checks = {made["entry"]: made["check"] for made in act.made}
        mails = _mails(writer, act.outcome, checks, act.made_at)
        held = clock.now() < act.held_until and all(
            mail.state == WAITING and mail.attempts == 0 for mail in mails
        )
        if {one for ask in hooks.in_use for one in ask(writer, checks)}:
            raise NotAllowed(_l("An entry has been assigned to a juror, so this stays."))
        for entry_id, check_id in checks.items():
            _take_back(writer, entry_id, check_id, held, actor)
        for mail in mails:
            writer.delete(mail)
        act.taken_back_at = clock.now()
        edition = writer.get_one(Edition, act.edition_id)
        details = {"act": act.id, "entries": len(checks)}
        audit.record(writer, actor, "edition.entries_check_taken_back", edition, details)
        return len(checks)


def _take_back(writer: Session, entry_id: str, check_id: str, held: bool, actor: Actor) -> None:
    entry = db.lock(writer, Entry, entry_id)
    check = writer.get(FormalCheck, check_id)
    edition = writer.get_one(Edition, entry.edition_id)
    seen = rules.Circumstances(clock.now(), False, entry.complete_until, mail_held=held)
    refusal = rules.refusal(entry.state, "take_back", actor.role, seen)
    if refusal == "mail_held":
        raise NotAllowed(_l("The messages have gone out already, so this stays."))
    under_way = edition.state in ("open", "checking")
    if refusal or check is None or check.outcome != entry.state or not under_way:
        raise NotAllowed(_l("An entry has gone on meanwhile, so this stays."))
    entry.state = rules.EVENTS[entry.state, "take_back"].after
    entry.complete_until = None
    writer.delete(check)
    audit.record(writer, actor, "entry.check_taken_back", entry, {"check": check_id})
