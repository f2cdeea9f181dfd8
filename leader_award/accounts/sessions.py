"""Sign-in sessions: kept on the server, so that ending one really ends it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, request
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager
from sqlalchemy import select

from leader_award.accounts.models import Person, SignInSession
from leader_award.platform import clock, db

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
COOKIE_KEY = "sign_in"


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who is not signed in."""

    id = None
    name = ""
    roles: frozenset[str] = frozenset()


def init_app(app: Flask) -> None:
    """Load the person of each request from the session's cookie."""
    manager = LoginManager(app)
    manager.anonymous_user = Visitor
    manager.request_loader(lambda _request: _person_of_cookie())


def digest(token: str) -> str:
    """Return the SHA-256 (hex) under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(person_id: str) -> str:
    """Start a session for the person and put its token into the cookie; return the token."""
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
            )
        )
    if request:
        cookie.clear()
        cookie[COOKIE_KEY] = token
    return token


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


def end_all_sessions(writer: Any, person_id: str) -> None:
    """End every session of the person, in the transaction of `writer`."""
    rows = writer.scalars(
        select(SignInSession).where(
            SignInSession.person_id == person_id, SignInSession.ended_at.is_(None)
        )
    )
    for row in rows:
        row.ended_at = clock.now()


def _person_of_cookie() -> Person | None:
    token = cookie.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    row = db.session().scalar(
        select(SignInSession).where(SignInSession.token_digest == digest(token))
    )
    now = clock.now()
    if row is None or not _is_alive(row, now):
        return None
    if now - row.last_seen_at > SEEN_EVERY:
        _note_seen(row.id, now)
    return row.person


def _is_alive(row: SignInSession, now: datetime) -> bool:
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
