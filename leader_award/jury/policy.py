"""Who may do what with the jury. What a juror may read of entries is decided here alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from leader_award.accounts.policy import is_organiser
from leader_award.entries.models import Entry
from leader_award.jury import queries, rules
from leader_award.jury.models import Assignment, Conflict, Juror
from leader_award.platform import db
from leader_award.platform.access import rule


@rule("jury.arrange")
def arranges(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers choose the jury and assign entries."""
    return is_organiser(person)


@rule("jury.desk")
def has_desk(person: Any, _thing: Any, _now: datetime) -> bool:
    """Whoever is on a jury has a desk."""
    return bool(person.is_authenticated and queries.is_juror(person.id))


@rule("jury.declare")
def declares(person: Any, juror: Juror, _now: datetime) -> bool:
    """Jurors see and sign their own declaration."""
    return bool(person.is_authenticated and juror.person_id == person.id and juror.left_at is None)


@rule("jury.declare_conflicts")
def declares_conflicts(person: Any, juror: Juror, now: datetime) -> bool:
    """Jurors see what there is to declare once they have signed."""
    return declares(person, juror, now) and rules.may_serve(juror)


def may_read_entry(person: Any, entry: Entry) -> bool:
    """Return whether the person, as a juror, may read the entry now.

    That takes a signed declaration, a live assignment, the juror's own word that there is no
    conflict, and no conflict known from anybody else or the register.
    """
    if not person.is_authenticated or entry.state not in rules.ASSESSED:
        return False
    seat = db.session().scalar(
        select(Juror.id)
        .join(Assignment, Assignment.juror_id == Juror.id)
        .where(
            Juror.person_id == person.id,
            Juror.declared_at.is_not(None),
            Juror.left_at.is_(None),
            Assignment.entry_id == entry.id,
            Assignment.ended_at.is_(None),
            _said(entry.id, Conflict.kind == rules.NONE, Conflict.source == rules.JUROR),
            ~_said(entry.id, Conflict.kind != rules.NONE),
        )
    )
    return seat is not None and not queries.register_bars(seat, entry.id)


def _said(entry_id: str, *conditions: Any) -> Any:
    return exists().where(Conflict.juror_id == Juror.id, Conflict.entry_id == entry_id, *conditions)
