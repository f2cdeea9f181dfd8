"""Sign-in sessions: kept on the server, so that ending one really ends it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, request
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts import hooks
from leader_award.accounts.models import Person, Presence, SignInSession
from leader_award.platform import clock, db

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
FACTOR_WAITS = timedelta(minutes=10)
"""Within this time of the password the second factor has to be given."""
SEEN_EVERY = timedelta(minutes=5)
COOKIE_KEY = "sign_in"


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who is not signed in."""

    id = None
    name = ""
    presence = Presence()
    roles: frozenset[str] = frozenset()


def init_app(app: Flask) -> None:
    """Load the person of each request from the session's cookie."""
    manager = LoginManager(app)
    manager.anonymous_user = Visitor
    manager.request_loader(lambda _request: _person_of_cookie())


def digest(token: str) -> str:
    """Return the SHA-256 (hex) under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(
    person_id: str,
    *,
    second_factor: str | None = None,
    awaits_factor: bool = False,
    is_fresh: bool = True,
) -> str:
    """Start a session for the person and put its token into the cookie; return the token.

    `second_factor` is what was given besides the password. With `awaits_factor` nobody is
    signed in: such a session is replaced by another one once the factor is given. Unless
    `is_fresh`, nobody knows when the person last showed who they are.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    with db.transaction() as writer:
        writer.add(
            SignInSession(
                token_digest=digest(token),
                person_id=person_id,
                created_at=now,
                last_seen_at=now,
                browser=str(request.user_agent)[:200] if request else "",
                awaits_factor_since=now if awaits_factor else None,
                second_factor=second_factor,
                confirmed_at=now if is_fresh else None,
            )
        )
    if request:
        cookie.clear()
        cookie[COOKIE_KEY] = token
    return token


def waiting_session() -> SignInSession | None:
    """Return this browser's session that waits for the second factor, if there is one."""
    row = _row_of_cookie()
    if row is None or row.awaits_factor_since is None or not _is_usable(row):
        return None
    return row if clock.now() - row.awaits_factor_since < FACTOR_WAITS else None


def confirm_presence(writer: Session, session_id: str, second_factor: str | None) -> None:
    """Note that the session's person has just shown again who they are.

    A second factor counts for the rest of the session.
    """
    row = db.lock(writer, SignInSession, session_id)
    row.confirmed_at = clock.now()
    row.second_factor = second_factor or row.second_factor


def end_session() -> None:
    """End the session of this request, on the server and in the cookie."""
    token = cookie.pop(COOKIE_KEY, None)
    cookie.clear()
    if token is None:
        return
    with db.transaction() as writer:
        row = writer.scalar(
            select(SignInSession).where(SignInSession.token_digest == digest(token))
        )
        if row is not None and row.ended_at is None:
            row.ended_at = clock.now()


def end_all_sessions(writer: Session, person_id: str, *, but: str | None = None) -> int:
    """End the person's sessions (`but` one), in the transaction of `writer`; return how many."""
    rows = writer.scalars(
        select(SignInSession).where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.id != (but or ""),
        )
    ).all()
    for row in rows:
        row.ended_at = clock.now()
    return len(rows)


def _row_of_cookie() -> SignInSession | None:
    token = cookie.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    return db.session().scalar(
        select(SignInSession).where(SignInSession.token_digest == digest(token))
    )


def _person_of_cookie() -> Person | None:
    row = _row_of_cookie()
    if row is None or row.awaits_factor_since is not None or not _is_usable(row):
        return None
    person, now = row.person, clock.now()
    person.presence = Presence(row.id, row.second_factor, row.confirmed_at)
    if now - row.last_seen_at > SEEN_EVERY:
        _note_seen(row.id, now)
    return next(filter(None, (stand_in(person) for stand_in in hooks.stand_ins)), person)


def _is_usable(row: SignInSession) -> bool:
    now = clock.now()
    return (
        row.ended_at is None
        and now - row.last_seen_at < IDLE
        and now - row.created_at < ABSOLUTE
        and row.person.disabled_at is None
        and row.person.email_confirmed_at is not None
    )


def _note_seen(session_id: str, now: datetime) -> None:
    with db.transaction() as writer:
        writer.get_one(SignInSession, session_id).last_seen_at = now
