"""Events and verdicts ready to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from leader_award.audit_log import sentences
from leader_award.audit_log.models import ChainCheck
from leader_award.audit_log.naming import Named, Names
from leader_award.platform import clock
from leader_award.platform.audit import AuditEvent

REASONS = (
    ("it does not have the fields", _l("it does not have the fields of an event")),
    ("it carries the number", _l("its number does not follow the one before it")),
    ("it does not follow", _l("it does not follow from the event before it")),
    ("its content does not fit", _l("its content does not fit its digest")),
    ("its digest is not", _l("its digest is not the one that was given out")),
    ("the chain ends here", _l("the chain ends before it, though its digest was given out")),
    ("the last link", _l("the last link does not know of it")),
)
"""How each reason of `audit_verifier` begins, and how a page says it."""


@dataclass(frozen=True)
class Line:
    """One event: its number, instant, actor with the role, and what happened.

    `what` is HTML with links to the pages of things, `text` the same without them.
    """

    sequence: int
    at: datetime
    actor: str
    role: str
    what: Markup
    text: str


def lines(reader: Session, events: Sequence[AuditEvent]) -> list[Line]:
    """Return the events as sentences, in a constant number of statements."""
    names = Names(reader, events)
    return [_line(event, names) for event in events]


def _line(event: AuditEvent, names: Names) -> Line:
    def name(kind: str) -> Named:
        return names.of(event, kind)

    return Line(
        sequence=event.sequence,
        at=event.at,
        actor=_actor(event, name),
        role=str(sentences.ROLES.get(event.role, "")),
        what=sentences.what_html(event, lambda kind: _linked(name(kind))),
        text=sentences.what(event, lambda kind: name(kind).text),
    )


def _actor(event: AuditEvent, name: Any) -> str:
    if event.person_id is not None:
        return str(name("actor").text)
    return str(sentences.SYSTEM if event.role == "system" else sentences.NOT_NAMED)


def _linked(named: Named) -> Markup:
    if named.url is None:
        return escape(named.text)
    return Markup('<a href="{}">{}</a>').format(named.url, named.text)


def header() -> list[str]:
    """Return the head of the table for spreadsheets."""
    return [_("Number"), _("When (Warsaw time)"), _("Who"), _("Role"), _("What happened")]


def row(line: Line) -> Sequence[str | int]:
    """Return one event as a row of that table."""
    at = f"{clock.to_warsaw(line.at):%Y-%m-%d %H:%M:%S}"
    return line.sequence, at, line.actor, line.role, line.text


def reason(check: ChainCheck) -> str:
    """Return in the current language why the first bad event does not hold, or ""."""
    told = (text for start, text in REASONS if check.fault_reason.startswith(start))
    return str(next(told, check.fault_reason))
