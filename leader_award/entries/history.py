"""Who changed what in an entry and when, from the record of events, for its applicant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.entries import working
from leader_award.entries.models import Entry
from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.i18n import translate

NOW = timedelta(minutes=3)
"""Whoever saved something within this time is said to be editing."""
MOST = 300
DEEDS = {
    "entry.started": _l("started the entry"),
    "entry.partner_added": _l("added a partner"),
    "entry.partner_changed": _l("changed the part of a partner"),
    "entry.partner_removed": _l("removed a partner"),
    "entry.attachment_added": _l("added a file"),
    "entry.attachment_removed": _l("removed a file"),
    "entry.submitted": _l("submitted the entry"),
    "entry.withdrawn": _l("withdrew the entry"),
    "entry.checked": _l("recorded the formal check"),
}
"""The deeds that are shown besides saving; what the site itself does is left out."""


@dataclass(frozen=True)
class Deed:
    """What somebody did to the entry: when last, who, and in which parts of it."""

    at: datetime
    who: str
    what: str


def deeds(entry: Entry) -> list[Deed]:
    """Return what happened to the entry, the latest first; savings in a row are told as one."""
    found: list[Deed] = []
    before: tuple[str | None, str] | None = None
    parts: dict[str, None] = {}
    for event, name in _events(entry.id, MOST):
        if event.action == "entry.saved":
            fresh = dict.fromkeys(_parts(entry, event.details.get("fields", [])))
            if before == (event.person_id, event.action):
                parts |= fresh
                found[-1] = Deed(found[-1].at, found[-1].who, _saved(parts))
            else:
                parts = fresh
                found.append(Deed(event.at, _who(event, name), _saved(parts)))
        else:
            found.append(Deed(event.at, _who(event, name), str(DEEDS[event.action])))
        before = (event.person_id, event.action)
    return found


def editors(entry: Entry, but: str, now: datetime) -> list[Deed]:
    """Return what others than the person `but` are changing just now, one deed a person."""
    latest: dict[str, Deed] = {}
    for event, name in _events(entry.id, 50, since=now - NOW):
        if event.action == "entry.saved" and event.person_id not in (None, but):
            what = ", ".join(_parts(entry, event.details.get("fields", [])))
            latest.setdefault(str(event.person_id), Deed(event.at, _who(event, name), what))
    return list(latest.values())


def _events(
    entry_id: str, most: int, since: datetime | None = None
) -> Sequence[tuple[AuditEvent, str | None]]:
    wanted = [AuditEvent.thing_kind == "entry", AuditEvent.thing_id == entry_id]
    wanted.append(AuditEvent.action.in_(("entry.saved", *DEEDS)))
    if since is not None:
        wanted.append(AuditEvent.at >= since)
    rows = db.session().execute(
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .where(*wanted)
        .order_by(AuditEvent.sequence.desc())
        .limit(most)
    )
    return [(event, name) for event, name in rows]


def _who(event: AuditEvent, name: str | None) -> str:
    """Return the name of one's own people, but of organisers only that they are."""
    if event.role in ("organiser", "administrator"):
        return str(_("Organiser"))
    return name or str(_("somebody"))


def _saved(parts: Mapping[str, None]) -> str:
    return str(_("changed: %(parts)s", parts=", ".join(parts)))


def _parts(entry: Entry, fields: Sequence[str]) -> list[str]:
    """Return the parts of the form in which these fields stand, in the form's order."""
    places = {
        question.id: translate(section.title)
        for section in entry.edition.sections
        for question in section.questions
    }
    basics = str(_("Title, partnership and category"))
    named = [basics for field in fields if field in working.FIELDS]
    named += [places[field] for field in places if field in fields]
    return list(dict.fromkeys(named)) or [str(_("a question that is no longer asked"))]
