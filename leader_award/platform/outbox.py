"""Mail is decided in the transaction that causes it and sent later by the worker."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from flask import current_app, has_request_context, render_template
from flask_babel import force_locale
from flask_mail import Message
from sqlalchemy import String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import clock, smtp, tasks
from leader_award.platform.db import Base, Id, after_commit, lock, session, transaction

STATES = ("waiting", "sending", "sent", "failed", "stopped")
WAITING, SENDING, SENT, FAILED, STOPPED = STATES
"""What can become of a mail; stopped: an organiser decided that it shall not go out."""
PATIENCE = (1, 5, 15, 60, 240, 720)
"""Minutes between attempts; after the last one the mail has failed for good."""
ABANDONED = timedelta(minutes=10)
"""A mail claimed longer ago than this was left by a killed worker and is tried again."""


class OutgoingMail(Base):
    """One message to one address."""

    __tablename__ = "outgoing_mail"

    id: Mapped[Id]
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(String(80), index=True)
    about_id: Mapped[str | None] = mapped_column(String(40), index=True)
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), index=True, default=WAITING)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Recipient:
    """An address and the language in which its owner reads."""

    email: str
    language: str = "pl"


def queue(
    writer: Session,
    to: Recipient,
    template: str,
    about: Any = None,
    **context: Any,
) -> OutgoingMail:
    """Put a mail in the outbox, in the transaction of `writer`.

    `template` is a text template such as `entries/mail/receipt.txt`; its first line is the
    subject, the body follows after an empty line. `about` is the row that it concerns.
    """
    subject, body = compose(to, template, **context)
    return put(writer, to.email, subject, body, template, getattr(about, "id", None))


def repeat(writer: Session, mail: OutgoingMail) -> OutgoingMail:
    """Put a copy of a mail in the outbox, in the transaction of `writer`."""
    return put(writer, mail.to, mail.subject, mail.body, mail.template, mail.about_id)


def put(
    writer: Session, to: str, subject: str, body: str, template: str, about_id: str | None = None
) -> OutgoingMail:
    """Put a mail that is written already in the outbox, in the transaction of `writer`."""
    now = clock.now()
    mail = OutgoingMail(
        to=to,
        subject=subject,
        body=body,
        template=template,
        about_id=about_id,
        message_id=make_msgid(domain=_domain()),
        created_at=now,
        next_attempt_at=now,
    )
    writer.add(mail)
    after_commit(writer, tasks.wake_mail)
    return mail


Write = Callable[[Mapping[str, Any]], str]
"""Gets the context of a template and returns the whole text, the subject first."""

_other_words: list[Callable[[str, str], Write | None]] = []


def words_from(find: Callable[[str, str], Write | None]) -> None:
    """Let `find` give what writes a mail instead of (template, language), or None.

    What is queued already stays as it is.
    """
    _other_words[:] = [find]


def compose(to: Recipient, template: str, **context: Any) -> tuple[str, str]:
    """Return the subject and the body that `queue` would send, in the language of `to`."""
    with _addresses(), force_locale(to.language):
        write = next((find(template, to.language) for find in _other_words), None)
        text = write(context) if write else render_template(template, **context)
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split())[:300], body.strip() + "\n"


def try_again(writer: Session, mail_ids: Collection[str]) -> list[OutgoingMail]:
    """Let mails that failed, were stopped or wait for another attempt be sent now; return them."""
    mails = writer.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.id.in_(mail_ids), OutgoingMail.state.in_((WAITING, FAILED, STOPPED)))
        .with_for_update()
    ).all()
    for mail in mails:
        mail.state, mail.attempts, mail.next_attempt_at = WAITING, 0, clock.now()
    after_commit(writer, tasks.wake_mail)
    return list(mails)


def _addresses() -> AbstractContextManager[object]:
    """Let templates build addresses when a command or the worker writes the mail."""
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["SETTINGS"].base_url)


def drain(limit: int = 50) -> int:
    """Send the mails that are due; return how many were sent. Never raises for a mail."""
    if current_app.config["SETTINGS"].smtp_url is None:
        return 0
    return sum(_send(mail_id) for mail_id in _claim(limit))


def _claim(limit: int) -> list[str]:
    now = clock.now()
    due = or_(
        (OutgoingMail.state == WAITING) & (OutgoingMail.next_attempt_at <= now),
        (OutgoingMail.state == SENDING) & (OutgoingMail.next_attempt_at <= now - ABANDONED),
    )
    with transaction() as writer:
        mails = writer.scalars(
            select(OutgoingMail)
            .where(due)
            .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for mail in mails:
            mail.state, mail.next_attempt_at = SENDING, now
        return [mail.id for mail in mails]


def _send(mail_id: str) -> bool:
    with transaction() as writer:
        mail = lock(writer, OutgoingMail, mail_id)
        message = Message(mail.subject, recipients=[mail.to], body=mail.body)
        message.msgId = mail.message_id
    try:
        with smtp.Connection(current_app.extensions["mail"]) as connection:
            connection.send(message)
    except OSError as error:  # smtplib's errors are OSErrors too
        _note_failure(mail_id, error)
        return False
    with transaction() as writer:
        mail = lock(writer, OutgoingMail, mail_id)
        mail.state, mail.sent_at, mail.attempts = SENT, clock.now(), mail.attempts + 1
    return True


def _note_failure(mail_id: str, error: OSError) -> None:
    refused_for_good = 500 <= getattr(error, "smtp_code", 0) < 600 or _all_refused(error)
    with transaction() as writer:
        mail = lock(writer, OutgoingMail, mail_id)
        mail.attempts += 1
        mail.last_error = f"{type(error).__name__}: {error}"[:300]
        if refused_for_good or mail.attempts > len(PATIENCE):
            mail.state = FAILED
            return
        mail.state = WAITING
        mail.next_attempt_at = clock.now() + timedelta(minutes=PATIENCE[mail.attempts - 1])


def _all_refused(error: OSError) -> bool:
    recipients: dict[str, tuple[int, bytes]] = getattr(error, "recipients", None) or {}
    return bool(recipients) and all(code >= 500 for code, _reason in recipients.values())


def _domain() -> str:
    sender: str = current_app.config["SETTINGS"].mail_sender
    return sender.rpartition("@")[2].strip("> ") or "localhost"


def counts() -> dict[str, int]:
    """Return how many mails are in each of STATES."""
    by_state = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    found = dict(session().execute(by_state).all())
    return {state: found.get(state, 0) for state in STATES}


def unsent_since() -> datetime | None:
    """Return since when the mail that has waited longest has waited, or None if none waits."""
    oldest = select(func.min(OutgoingMail.created_at))
    return session().scalar(oldest.where(OutgoingMail.state.in_((WAITING, SENDING))))


def link(path: str) -> str:
    """Return the full address of a path of this site, from the settings, never from a request."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + path
