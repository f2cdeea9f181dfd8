"""What stands between a request and the pages while somebody sees the site as another person.

The cookie only says which seeing it may be; whether it is under way stands in the database, and
is asked for each request. Without the mark in the cookie an organiser is simply themselves.
"""

from typing import Any

from flask import g, render_template, request
from flask import session as cookie
from flask_login import current_user

from leader_award.accounts.models import Person, Presence
from leader_award.platform import access, clock
from leader_award.platform.audit import Actor
from leader_award.seeing_as import policy, queries, service, shown
from leader_award.seeing_as.models import Seeing

COOKIE_KEY = "seeing"
READING = ("GET", "HEAD", "OPTIONS")
END = "seeing_as.end"
OPEN = ("static", END)
"""What is let through unasked: pictures and scripts, and the way out."""


def stand_in(person: Person) -> Person | None:
    """Return as whom the person of the session sees the site now, or None: as themselves."""
    seeing_id = cookie.get(COOKIE_KEY)
    if not isinstance(seeing_id, str):
        return None
    seeing = queries.find(seeing_id)
    if seeing is None or not _is_under_way(seeing, person):
        cookie.pop(COOKIE_KEY, None)
        return None
    g.seeing = seeing
    seen = seeing.person
    seen.presence = Presence()  # nobody who is seen as has just shown who they are
    return seen


def _is_under_way(seeing: Seeing, person: Person) -> bool:
    now = clock.now()
    return (
        seeing.by_id == person.id
        and seeing.session_id == person.presence.session_id
        and seeing.ended_at is None
        and now < seeing.ends_at
        and policy.sees_as(person, seeing.person, now)
    )


def current() -> Seeing | None:
    """Return the seeing of this request, or None if the person is themselves."""
    if not current_user.is_authenticated:
        return None
    found: Seeing | None = g.get("seeing")
    return found


def keep_to_reading() -> Any:
    """Refuse every write, and every page that is its owner's alone; record each page read.

    Runs before any view and its guard.
    """
    endpoint = request.endpoint or ""
    if endpoint in OPEN:  # before anybody is asked for: static files depend on no cookie
        return None
    seeing = current()
    if seeing is None:
        return None
    if request.method not in READING:
        return _refuse(seeing, writes=True)
    if not access.is_public_route() and not shown.is_shown(endpoint, request.view_args or {}):
        return _refuse(seeing, writes=False)
    service.note_page(seeing_id=seeing.id, page=endpoint, actor=actor(seeing))
    return None


def actor(seeing: Seeing) -> Actor:
    """Return who really reads."""
    return Actor(seeing.by_id, "organiser")


def _refuse(seeing: Seeing, *, writes: bool) -> tuple[str, int]:
    return render_template("seeing_as/refused.html", seen=seeing, writes=writes), 403
