"""Whom organisers can remind of the jury's declarations."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.accounts.service import address
from leader_award.editions.hooks import Late, Reminder
from leader_award.editions.models import Edition
from leader_award.jury import rules
from leader_award.jury.models import Juror
from leader_award.platform.i18n import day


def _unsigned(edition: Edition) -> ColumnElement[bool]:
    return (
        (Juror.edition_id == edition.id)
        & Juror.declared_at.is_(None)
        & Juror.refused_at.is_(None)
        & Juror.left_at.is_(None)
    )


def _count(reader: Session, edition: Edition, _now: datetime) -> int:
    if edition.state not in rules.OPEN:
        return 0
    return reader.scalar(select(func.count(Juror.id)).where(_unsigned(edition))) or 0


def _late(reader: Session, edition: Edition, _now: datetime) -> list[Late]:
    if edition.state not in rules.OPEN:
        return []
    found = reader.scalars(
        select(Juror)
        .join(Person, Person.id == Juror.person_id)
        .where(_unsigned(edition), Person.disabled_at.is_(None))
        .order_by(Juror.invited_at, Juror.id)
    )
    return [
        Late(
            person=juror.person,
            about=juror,
            what=_("invited on %(day)s", day=day(juror.invited_at)),
            until=None,
            context={
                "edition": edition,
                "link": address("jury.declaration", juror_id=juror.id),
            },
        )
        for juror in found
    ]


def things(edition_id: str) -> Select[str]:
    """Return the ids of the jurors of an edition."""
    return select(Juror.id).where(Juror.edition_id == edition_id)


DECLARATIONS = Reminder(
    code="deklaracje",
    title=_l("Declarations not signed"),
    lead=_l("Each gets a message with a link to the impartiality declaration."),
    template="jury/mail/declaration_waits.txt",
    late=_late,
    count=_count,
    things=things,
)
