"""Who may do what with the jury. What a juror may read of entries is decided here alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from leader_award.accounts.policy import is_organiser
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
    return queries.is_juror(person.id)


@rule("jury.declare")
def declares(person: Any, juror: Juror, _now: datetime) -> bool:
    """Jurors see and sign their own declaration."""
    return bool(juror.person_id == person.id and juror.left_at is None)


@rule("jury.declare_conflicts")
def declares_conflicts(person: Any, juror: Juror, now: datetime) -> bool:
    """Jurors see what there is to declare once they have signed."""
    return declares(person, juror, now) and rules.may_serve(juror)


def may_read(assignment: Assignment) -> bool:
    """Return whether the juror of the assignment may read its entry now.

    That takes a live assignment, a signed declaration, the juror's own word that there is no
    conflict, and no conflict known from anybody else or the register.
    """
    juror, entry = assignment.juror, assignment.entry
    return (
        assignment.ended_at is None
        and rules.may_serve(juror)
        and entry.state in rules.ASSESSED
        and _says_no_conflict(juror.id, entry.id)
        and not queries.register_bars(juror.id, entry.id)
    )


def _says_no_conflict(juror_id: str, entry_id: str) -> bool:
    said = select(Conflict.source, Conflict.kind).where(
        Conflict.juror_id == juror_id, Conflict.entry_id == entry_id
    )
    answers = dict(db.session().execute(said).all())
    return rules.JUROR in answers and all(kind == rules.NONE for kind in answers.values())
