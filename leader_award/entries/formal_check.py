"""The formal check: an organiser's verdicts on a submission, its outcome and its letter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import CheckItem, Edition
from leader_award.editions.rules import effective_deadline
from leader_award.entries import check_rules, check_wording, rules, working
from leader_award.entries.check_rules import Finding
from leader_award.entries.models import CheckFinding, Entry, FormalCheck, Submission
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.i18n import translate


def record_check(
    *,
    entry_id: str,
    submission_id: str,
    findings: Mapping[str, Finding],
    outcome: str,
    letter: str,
    complete_until: datetime | None,
    actor: Actor,
    key: str,
) -> str:
    """Keep a check of a submission, move the entry on and write to the applicant's members.

    `findings` maps each check item's id to (verdict, remark); `letter` is what the applicant is
    asked to mend (returned) or the reason (rejected), `complete_until` the term (returned).
    Returns the check's id. Raises DomainError beside a field, NotAllowed when the entry does not
    wait for a check, Conflict when the applicant has submitted again since.
    """
    with db.transaction() as writer:

        def create() -> str:
            entry = _entry_to_check(writer, entry_id, submission_id)
            _check_findings(writer, entry, findings, outcome, letter, complete_until)
            _move_on(entry, outcome, complete_until, actor)
            check = _add(writer, entry, submission_id, findings, outcome, letter, actor)
            _write_to_applicant(writer, entry, check)
            return check.id

        return idempotency.once(writer, key, create)


def _entry_to_check(writer: Session, entry_id: str, submission_id: str) -> Entry:
    entry = db.lock(writer, Entry, entry_id)
    edition = writer.get_one(Edition, entry.edition_id)
    extension = edition_queries.extension_for(edition.id, entry.applicant_id, writer)
    hindrance = check_rules.hindrance(
        edition_state=edition.state,
        applicant_deadline=effective_deadline(edition, extension),
        state=entry.state,
        complete_until=entry.complete_until,
        now=clock.now(),
    )
    if hindrance is not None:
        raise NotAllowed(check_wording.HINDRANCES[hindrance])
    latest = writer.scalar(
        select(Submission.id)
        .where(Submission.entry_id == entry_id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    if latest != submission_id:
        raise Conflict(_l("The applicant has submitted this entry again. Check the newer version."))
    return entry


def _check_findings(
    writer: Session,
    entry: Entry,
    findings: Mapping[str, Finding],
    outcome: str,
    letter: str,
    complete_until: datetime | None,
) -> None:
    items = writer.scalars(
        select(CheckItem.id)
        .where(CheckItem.edition_id == entry.edition_id)
        .order_by(CheckItem.position)
    ).all()
    if set(findings) - set(items):
        raise Conflict(_l("The items of the check have changed. Open the page again."))
    now = clock.now()
    for fault in check_rules.faults(items, findings, outcome, letter, complete_until, now):
        raise DomainError(check_wording.FAULTS[fault.code], field=fault.field)


def _move_on(entry: Entry, outcome: str, complete_until: datetime | None, actor: Actor) -> None:
    event = check_rules.EVENTS[outcome]
    seen = rules.Circumstances(clock.now(), call_accepts=False, complete_until=entry.complete_until)
    if rules.refusal(entry.state, event, actor.role, seen) is not None:
        raise NotAllowed(
            _l("The term for completing this entry has passed; it can only be rejected.")
            if entry.state == "returned"
            else check_wording.HINDRANCES["not_waiting"]
        )
    entry.state = rules.EVENTS[entry.state, event].after
    entry.complete_until = complete_until if outcome == check_rules.RETURNED else None


def _add(
    writer: Session,
    entry: Entry,
    submission_id: str,
    findings: Mapping[str, Finding],
    outcome: str,
    letter: str,
    actor: Actor,
) -> FormalCheck:
    check = FormalCheck(
        entry_id=entry.id,
        submission_id=submission_id,
        checked_by_id=actor.person_id,
        checked_at=clock.now(),
        outcome=outcome,
        letter="" if outcome == check_rules.ADMITTED else rules.clean_text(letter),
        complete_until=entry.complete_until,
        findings=[
            CheckFinding(item_id=item, verdict=verdict, remark=rules.clean_text(remark))
            for item, (verdict, remark) in findings.items()
        ],
    )
    writer.add(check)
    writer.flush()
    not_met = sum(verdict == check_rules.NOT_MET for verdict, _remark in findings.values())
    details = {"check": check.id, "outcome": outcome, "not_met": not_met}
    audit.record(writer, actor, "entry.checked", entry, details)
    return check


def _write_to_applicant(writer: Session, entry: Entry, check: FormalCheck) -> None:
    template = f"entries/mail/check_{check.outcome}.txt"
    for recipient in working.members(writer, entry.applicant_id):
        outbox.queue(writer, recipient, template, about=entry, entry=entry, check=check)


def compose_letter(items: Sequence[CheckItem], findings: Mapping[str, Finding]) -> str:
    """Return a letter in Polish that lists the items not met, each with its remark."""
    with force_locale("pl"):
        unmet = [
            _("%(item)s (%(paragraph)s): %(remark)s", item=translate(item.text).rstrip("."),
              paragraph=item.paragraph, remark=findings[item.id][1].strip())
            for item in items
            if findings.get(item.id, ("", ""))[0] == check_rules.NOT_MET
        ]  # fmt: skip
        opening = _("The formal check found that the entry does not meet the following items:")
        lines = [f"{number}. {line}" for number, line in enumerate(unmet, 1)]
    return "\n\n".join([opening, "\n".join(lines)])


def obstacle(reader: Session, edition_id: str, event: str) -> Any | None:
    """Return why scoring cannot start yet: entries without a final outcome of the check."""
    if event != "start_scoring":
        return None
    waiting = reader.scalar(
        select(func.count(Entry.id)).where(
            Entry.edition_id == edition_id, Entry.state.in_(("submitted", "returned"))
        )
    )
    if not waiting:
        return None
    return _l("Entries without a final outcome of the formal check: %(count)s.", count=waiting)


def frozen_parts(reader: Session, edition_id: str) -> set[str]:
    """Return the parts of the regulations that the first check freezes."""
    begun = reader.scalar(
        select(exists().where(FormalCheck.entry_id == Entry.id, Entry.edition_id == edition_id))
    )
    return {"checks"} if begun else set()
