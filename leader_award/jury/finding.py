"""Whom an organiser finds on juries."""

from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from leader_award.accounts.models import Person
from leader_award.jury.models import Juror
from leader_award.platform import access, db
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Found, Query, best_first

MOST_FOUND = 60


def find(query: Query, person: Any) -> list[Found]:
    """Return jurors by name or address, to organisers alone; two statements."""
    if not access.can(person, "jury.arrange"):
        return []
    reader = db.session()
    jurors = reader.scalars(
        select(Juror)
        .join(Person, Person.id == Juror.person_id)
        .options(joinedload(Juror.edition))
        .where(query.condition(reader, (Person.name, Person.email)))
        .order_by(Juror.invited_at.desc(), Juror.id)
        .limit(MOST_FOUND)
    )
    return best_first(
        Found(
            url=url_for("jury.edit", juror_id=one.id),
            title=one.person.name,
            detail=f"{translate(one.edition.name)} · {one.person.email}",
            score=query.score(one.person.name, one.person.email),
        )
        for one in jurors.unique()
    )
