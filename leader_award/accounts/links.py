"""Links that are sent by mail and work once; the mail holds the token, we its digest."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from leader_award.accounts import rules
from leader_award.accounts.models import OneTimeLink
from leader_award.accounts.sessions import digest
from leader_award.platform import clock, db, outbox
from leader_award.platform.errors import DomainError

CONFIRM, RESET, INVITATION, EMAIL = "confirm", "reset", "invitation", "email"
RESET_WANTED = "reset_wanted"
"""No link yet: a note for the worker that one is wanted. Nobody is given its token."""


class LinkError(DomainError):
    """A one-time link that does not work."""


class LinkUnknown(LinkError):
    """Nobody was ever sent this link."""


class LinkUsed(LinkError):
    """The link has done its work already."""


class LinkExpired(LinkError):
    """The link's time is over, or a newer one has replaced it."""


def issue_link(
    writer: Session,
    *,
    purpose: str,
    email: str,
    lifetime: timedelta,
    person_id: str | None = None,
    payload: dict[str, Any] | None = None,
) -> str:
    """Return the token of a new link to `email` that works once within `lifetime`."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    writer.add(
        OneTimeLink(
            digest=digest(token),
            purpose=purpose,
            email=rules.normal_email(email),
            person_id=person_id,
            payload=payload or {},
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    writer.flush()
    return token


def use_link(writer: Session, purpose: str, token: str) -> OneTimeLink:
    """Use the link up and return it.

    Raises LinkUnknown, LinkUsed or LinkExpired, each with its own message.
    """
    link = _found(writer, purpose, token, for_update=True)
    link.used_at = clock.now()
    return link


def peek_link(purpose: str, token: str) -> OneTimeLink:
    """Return the link without using it; raises as `use_link` does."""
    return _found(db.session(), purpose, token)


def owner_of(purpose: str, token: str) -> OneTimeLink | None:
    """Return the link whatever its state, or None if nobody was ever sent it."""
    return db.session().scalar(
        select(OneTimeLink).where(
            OneTimeLink.digest == digest(token), OneTimeLink.purpose == purpose
        )
    )


def replace_links(writer: Session, purpose: str, email: str) -> None:
    """Let the unused links of this purpose to this address expire: a new one is to come."""
    _expire(writer, OneTimeLink.email == email, OneTimeLink.purpose == purpose)


def withdraw_links(writer: Session, purpose: str, person_id: str) -> None:
    """Let the person's unused links of this purpose expire, whatever address they went to."""
    _expire(writer, OneTimeLink.person_id == person_id, OneTimeLink.purpose == purpose)


def may_send(reader: Session, purpose: str, email: str) -> bool:
    """Return whether another link of this purpose may go to the address within this hour."""
    since: datetime = clock.now() - timedelta(hours=1)
    sent = reader.scalar(
        select(func.count())
        .select_from(OneTimeLink)
        .where(
            OneTimeLink.email == email,
            OneTimeLink.purpose == purpose,
            OneTimeLink.created_at > since,
        )
    )
    return (sent or 0) < rules.MAILS_PER_HOUR


def address(endpoint: str, **values: Any) -> str:
    """Return the full address of a page; works in a request, a command and the worker alike."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return outbox.link(path)


def _expire(writer: Session, *conditions: ColumnElement[bool]) -> None:
    now = clock.now()
    unused = (OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
    for link in writer.scalars(select(OneTimeLink).where(*conditions, *unused)):
        link.expires_at = now


def _found(reader: Session, purpose: str, token: str, *, for_update: bool = False) -> OneTimeLink:
    query = select(OneTimeLink).where(
        OneTimeLink.digest == digest(token), OneTimeLink.purpose == purpose
    )
    link = reader.scalar(query.with_for_update() if for_update else query)
    if link is None:
        raise LinkUnknown(_l("We do not know this link. Check that you copied all of it."))
    if link.used_at is not None:
        raise LinkUsed(_l("This link has been used already; each link works once."))
    if link.expires_at <= clock.now():
        raise LinkExpired(_l("This link has expired, or a newer one has replaced it."))
    return link
