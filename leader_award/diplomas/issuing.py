"""Use cases of single diplomas: issue, issue again, revoke, send."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.diplomas import designing, rules
from leader_award.diplomas.hooks import Recipient
from leader_award.diplomas.models import Diploma
from leader_award.editions.models import Edition
from leader_award.platform import audit, clock, db, outbox, storage
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.i18n import translate
from leader_award.platform.storage import StoredFile
from leader_award.results.models import Announcement

TOO_EARLY = _l("These diplomas can be issued only once the results have been announced.")
LONGEST_REASON = 500


def issue(*, recipient: Recipient, actor: Actor) -> str:
    """Give the recipient their diploma and return its id.

    Who has one already keeps it with its code, and it is brought up to date; who had it revoked
    gets none (`issue_or_renew` does that). Raises NotAllowed before the announcement of an edition
    whose kind waits for it, and for a revoked diploma.
    """
    with db.transaction() as writer:
        issued = issue_all(writer, [recipient], actor=actor)
        if not issued:
            raise NotAllowed(_l("This diploma has been revoked. Issue it anew with a new code."))
        return issued[0].id


def issue_all(writer: Session, recipients: Iterable[Recipient], *, actor: Actor) -> list[Diploma]:
    """Issue the diplomas of one edition (or of none), leaving revoked ones out; return them all.

    A constant number of statements besides one row each. Raises NotAllowed as `issue` does.
    """
    due = list(recipients)
    if not due:
        return []
    edition = _locked(writer, due[0].edition_id)
    check_open(writer, {recipient.kind for recipient in due}, edition)
    latest = _latest(writer, {recipient.subject for recipient in due})
    texts = designing.texts_of(writer, edition.id if edition else None)
    issued, made = [], 0
    for recipient in due:
        row = latest.get((recipient.kind, recipient.subject))
        if row is not None and row.revoked_at is not None:
            continue
        if row is None:
            row = _new(writer, recipient)
            latest[recipient.kind, recipient.subject] = row
            made += 1
        _bring_up_to_date(writer, row, recipient, texts[recipient.kind], edition)
        issued.append(row)
    writer.flush()
    if made:
        audit.record(writer, actor, "diplomas.issued", edition or issued[0], {"diplomas": made})
    return issued


def _locked(writer: Session, edition_id: str | None) -> Edition | None:
    """Return the edition; its lock lets two who issue the same diploma follow each other."""
    return db.lock(writer, Edition, edition_id) if edition_id else None


def check_open(writer: Session, kinds: Iterable[str], edition: Edition | None) -> None:
    """Raise NotAllowed if diplomas of one of the kinds may not exist yet."""
    at = writer.scalar(
        select(Announcement.at).where(Announcement.edition_id == (edition.id if edition else ""))
    )
    if not all(rules.is_open(kind, at, clock.now()) for kind in kinds):
        raise NotAllowed(TOO_EARLY)


def _latest(writer: Session, subjects: set[str]) -> dict[tuple[str, str], Diploma]:
    rows = writer.scalars(
        select(Diploma).where(Diploma.subject.in_(subjects)).order_by(Diploma.issued_at, Diploma.id)
    )
    found: dict[tuple[str, str], Diploma] = {}
    for row in rows:
        key = (row.kind, row.subject)
        if key not in found or found[key].revoked_at is not None:
            found[key] = row
    return found


def _new(writer: Session, recipient: Recipient) -> Diploma:
    row = Diploma(
        id=db.new_id(),
        code=new_code(),
        kind=recipient.kind,
        subject=recipient.subject,
        edition_id=recipient.edition_id,
        name="",
        language=recipient.language,
        content={},
        issued_at=clock.now(),
    )
    writer.add(row)
    return row


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH))


def _bring_up_to_date(
    writer: Session,
    row: Diploma,
    recipient: Recipient,
    text: designing.Text,
    edition: Edition | None,
) -> None:
    """Let the diploma say what template and facts say now; a PDF that says otherwise goes."""
    content = content_of(recipient, text, edition)
    if row.content == content:
        return
    row.name, row.language, row.content = content["name"], recipient.language, content
    forget_file(writer, row)


def forget_file(writer: Session, row: Diploma) -> None:
    """Take the PDF of a diploma away, so that it is set anew when it is next asked for."""
    stored = writer.get(StoredFile, row.file_id) if row.file_id else None
    row.file_id = None
    if stored is not None:
        writer.flush()
        storage.forget(writer, stored)


def content_of(
    recipient: Recipient, text: designing.Text, edition: Edition | None
) -> dict[str, Any]:
    """Return all that a diploma says, JSON-ready, in the recipient's language."""
    with force_locale(recipient.language):
        facts = _facts(recipient, text, edition)
        return {
            "kind": recipient.kind,
            "name": facts["name"],
            "facts": facts,
            "title": rules.fill(translate(text.title), facts),
            "body": [list(part) for part in rules.paragraphs(translate(text.body), facts)],
            "place_and_date": facts["place_and_date"],
            "signatures": text.signatures,
            "orientation": text.orientation,
        }


def _facts(recipient: Recipient, text: designing.Text, edition: Edition | None) -> dict[str, str]:
    given: Mapping[str, Any] = {
        **recipient.facts,
        "name": recipient.name,
        "edition": edition.name if edition else "",
        "place_and_date": text.place_and_date,
    }
    return {
        name: rules.clean(translate(fact) if isinstance(fact, dict) else str(fact))
        for name, fact in given.items()
    }


def revoke(*, diploma_id: str, reason: str, actor: Actor) -> None:
    """Revoke a diploma; its page then says so. Raises DomainError beside `reason`."""
    reason = rules.clean(reason, longest=LONGEST_REASON + 1)
    if not reason:
        raise DomainError(_l("Say why the diploma is revoked."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise DomainError(
            _l("The reason is too long: at most %(most)s characters.", most=LONGEST_REASON),
            field="reason",
        )
    with db.transaction() as writer:
        row = db.lock(writer, Diploma, diploma_id)
        if row.revoked_at is not None:
            return
        row.revoked_at, row.revoked_reason = clock.now(), reason
        forget_file(writer, row)
        audit.record(writer, actor, "diploma.revoked", row)


def issue_or_renew(*, recipient: Recipient, actor: Actor) -> str:
    """Issue a diploma as `issue` does, with a new code where the old one was revoked."""
    with db.transaction() as writer:
        edition = _locked(writer, recipient.edition_id)
        key = (recipient.kind, recipient.subject)
        old = _latest(writer, {recipient.subject}).get(key)
        if old is None or old.revoked_at is None:
            return issue(recipient=recipient, actor=actor)
        check_open(writer, [recipient.kind], edition)
        row = _new(writer, recipient)
        text = designing.texts_of(writer, recipient.edition_id)[recipient.kind]
        _bring_up_to_date(writer, row, recipient, text, edition)
        writer.flush()
        audit.record(writer, actor, "diploma.issued_anew", row, {"instead_of": old.id})
        return row.id


def send(*, edition_id: str, recipients: Iterable[Recipient], actor: Actor) -> int:
    """Write to those whose valid diploma was not sent yet; return how many mails were queued."""
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        rows = {
            (row.kind, row.subject): row
            for row in writer.scalars(
                select(Diploma).where(
                    Diploma.edition_id == edition_id,
                    Diploma.revoked_at.is_(None),
                    Diploma.sent_at.is_(None),
                )
            )
        }
        count = 0
        for recipient in recipients:
            row = rows.get((recipient.kind, recipient.subject))
            if row is None or not recipient.to:
                continue
            row.sent_at = clock.now()
            for address in recipient.to:
                outbox.queue(
                    writer, address, "diplomas/mail/issued.txt", row, diploma=row, edition=edition
                )
                count += 1
        if count:
            audit.record(writer, actor, "diplomas.sent", edition, {"mails": count})
        return count


def unsent(reader: Session, edition_id: str) -> int:
    """Return how many valid diplomas of the edition have not been sent."""
    return (
        reader.scalar(
            select(func.count(Diploma.id)).where(
                Diploma.edition_id == edition_id,
                Diploma.revoked_at.is_(None),
                Diploma.sent_at.is_(None),
            )
        )
        or 0
    )
