"""Attempts to guess a password or a second factor are counted and slowed down."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leader_award.accounts import rules
from leader_award.accounts.models import SignInAttempt
from leader_award.platform import clock, db, security_log
from leader_award.platform.errors import DomainError

PASSWORD, SECOND_FACTOR = "password", "second_factor"
_LIMITS = {PASSWORD: rules.ATTEMPTS_PER_ACCOUNT, SECOND_FACTOR: rules.CODES_PER_ACCOUNT}


class TooManyAttempts(DomainError):
    """Too many failed attempts of late."""


def note(kind: str, email: str, address: str) -> str:
    """Count an attempt as failed before what was typed is looked at; return the row's id.

    Failures of one kind do not count for the other, nor does a success forgive them: whoever
    knows the password may not guess codes the longer for it. Raises TooManyAttempts.
    """
    now = clock.now()
    with db.transaction() as writer:
        writer.execute(delete(SignInAttempt).where(SignInAttempt.at < now - rules.ATTEMPTS_KEPT))
        welcome = _welcome_at(writer, kind, email, address, now)
        if welcome is None:
            attempt = SignInAttempt(kind=kind, email=email, address=address, at=now)
            writer.add(attempt)
            writer.flush()
            return attempt.id
    security_log.note("sign_in.slowed", kind=kind)
    minutes = max(1, -int(-(welcome - now).total_seconds() // 60))
    raise TooManyAttempts(
        _l("Too many failed attempts. Try again in %(minutes)s min.", minutes=minutes)
    )


def note_success(writer: Session, attempt_id: str) -> None:
    """Note that the attempt was right after all."""
    db.lock(writer, SignInAttempt, attempt_id).succeeded = True


def forgive(writer: Session, email: str) -> None:
    """Forget failed passwords: the owner of the mailbox has chosen a new one."""
    writer.execute(
        delete(SignInAttempt).where(
            SignInAttempt.email == email,
            SignInAttempt.kind == PASSWORD,
            ~SignInAttempt.succeeded,
        )
    )


def _welcome_at(
    reader: Session, kind: str, email: str, address: str, now: datetime
) -> datetime | None:
    since = now - rules.ATTEMPT_WINDOW
    ours = (SignInAttempt.email == email) & (SignInAttempt.kind == kind)
    last_success = reader.scalar(
        select(func.max(SignInAttempt.at)).where(
            ours, SignInAttempt.succeeded, SignInAttempt.at > since
        )
    )
    failed = select(SignInAttempt.at).where(~SignInAttempt.succeeded)
    by_account = reader.scalars(
        failed.where(ours, SignInAttempt.at > (last_success or since))
    ).all()
    by_address = reader.scalars(
        failed.where(SignInAttempt.address == address, SignInAttempt.at > since)
    ).all()
    moments = (
        rules.free_at(by_account, _LIMITS[kind], now),
        rules.free_at(by_address, rules.ATTEMPTS_PER_ADDRESS, now) if address else None,
    )
    return max((moment for moment in moments if moment), default=None)
