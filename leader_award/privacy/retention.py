"""How long each kind of data is kept, and the task that removes what is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from leader_award.accounts import sessions
from leader_award.accounts.models import (
    OneTimeLink,
    PasskeyChallenge,
    SignInAttempt,
    SignInSession,
)
from leader_award.dissemination.models import Conference, Registration
from leader_award.dissemination.places import PENDING
from leader_award.platform import audit, clock, db
from leader_award.platform.outbox import FAILED, SENT, STOPPED, OutgoingMail
from leader_award.privacy.models import AccessRecord, RetentionRun

TASK = "retention"
EVERY = timedelta(days=1)
MOST = 1000
"""Rows of one kind that one run removes; more are left to the next run."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Rows of `model` that are due `kept` after something; `blanks` are emptied, not deleted."""

    key: str
    title: Any
    kept: timedelta
    kept_in_words: Any
    model: Any
    due: Callable[[datetime], ColumnElement[bool]]
    blanks: tuple[str, ...] = ()


def _ended_before(instant: datetime) -> ColumnElement[bool]:
    over = SignInSession.created_at < instant - sessions.ABSOLUTE
    return or_(SignInSession.ended_at < instant, over)


def _event_before(instant: datetime) -> ColumnElement[bool]:
    past = select(Conference.id).where(Conference.held_on < instant.date())
    return Registration.conference_id.in_(past)


def _sent_before(instant: datetime) -> ColumnElement[bool]:
    over = OutgoingMail.state.in_((SENT, FAILED, STOPPED))
    return and_(over, OutgoingMail.created_at < instant)


RULES = (
    Rule(
        "attempts",
        _l("Attempts to sign in"),
        90 * DAY,
        _l("90 days"),
        SignInAttempt,
        lambda before: SignInAttempt.at < before,
    ),
    Rule(
        "sessions",
        _l("Sessions in browsers, after they ended"),
        30 * DAY,
        _l("30 days"),
        SignInSession,
        _ended_before,
    ),
    Rule(
        "links",
        _l("Links from mails, after they stopped working"),
        30 * DAY,
        _l("30 days"),
        OneTimeLink,
        lambda before: OneTimeLink.expires_at < before,
    ),
    Rule(
        "challenges",
        _l("Begun sign-ins with a passkey"),
        DAY,
        _l("1 day"),
        PasskeyChallenge,
        lambda before: PasskeyChallenge.expires_at < before,
    ),
    Rule(
        "mail_texts",
        _l("Texts of sent mails"),
        90 * DAY,
        _l("90 days"),
        OutgoingMail,
        lambda before: and_(_sent_before(before), OutgoingMail.body != ""),
        blanks=("subject", "body", "last_error"),
    ),
    Rule(
        "mails",
        _l("Who was sent a mail, and when"),
        365 * DAY,
        _l("12 months"),
        OutgoingMail,
        _sent_before,
    ),
    Rule(
        "unconfirmed",
        _l("Registrations for events that nobody confirmed"),
        30 * DAY,
        _l("30 days"),
        Registration,
        lambda before: and_(Registration.state == PENDING, Registration.created_at < before),
    ),
    Rule(
        "registrations",
        _l("Registrations, after the event"),
        730 * DAY,
        _l("24 months"),
        Registration,
        _event_before,
    ),
    Rule(
        "readings",
        _l("Who has seen what"),
        365 * DAY,
        _l("12 months"),
        AccessRecord,
        lambda before: AccessRecord.at < before,
    ),
)
"""In the order in which they are applied."""


def clear_out_if_due() -> bool:
    """Remove what is due, once a day and again while something is left; return whether it ran."""
    with db.transaction() as writer:
        last = writer.scalar(select(RetentionRun).order_by(RetentionRun.at.desc()).limit(1))
        if last is not None and last.finished and clock.now() - last.at < EVERY:
            return False
        _run(writer)
        return True


def _run(writer: Session) -> None:
    now = clock.now()
    removed = {rule.key: _apply(writer, rule, now - rule.kept) for rule in RULES}
    run = RetentionRun(at=now, finished=max(removed.values()) < MOST, removed=removed)
    writer.add(run)
    writer.flush()
    if any(removed.values()):
        counts = {key: count for key, count in removed.items() if count}
        audit.record(writer, audit.SYSTEM, "retention.applied", run, counts)


def _apply(writer: Session, rule: Rule, before: datetime) -> int:
    key = next(iter(rule.model.__table__.primary_key.columns))
    due = list(writer.scalars(select(key).where(rule.due(before)).limit(MOST)))
    if due and rule.blanks:
        nullable = rule.model.__table__.c
        values = {name: None if nullable[name].nullable else "" for name in rule.blanks}
        writer.execute(update(rule.model).where(key.in_(due)).values(values))
    elif due:
        writer.execute(delete(rule.model).where(key.in_(due)))
    return len(due)


def last_runs(limit: int = 30) -> Sequence[RetentionRun]:
    """Return the latest runs, newest first."""
    query = select(RetentionRun).order_by(RetentionRun.at.desc()).limit(limit)
    return db.session().scalars(query).all()


def waiting(now: datetime) -> dict[str, int]:
    """Return by rule how many rows are due now; one statement for each rule."""
    return {
        rule.key: db.session().scalar(
            select(func.count()).select_from(rule.model).where(rule.due(now - rule.kept))
        )
        or 0
        for rule in RULES
    }
