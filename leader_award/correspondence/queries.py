"""Read models of the words of mails."""

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from leader_award.correspondence.models import MailWording
from leader_award.platform import db


def latest(template: str, language: str, reader: Session | None = None) -> MailWording | None:
    """Return the version in force, or None while the words are the program's."""
    return (reader or db.session()).scalar(
        select(MailWording)
        .where(MailWording.template == template, MailWording.language == language)
        .order_by(MailWording.number.desc())
        .limit(1)
    )


def versions(template: str, language: str) -> Sequence[MailWording]:
    """Return every version of a mail's words, the latest first; one statement."""
    return (
        db.session()
        .scalars(
            select(MailWording)
            .where(MailWording.template == template, MailWording.language == language)
            .order_by(MailWording.number.desc())
        )
        .all()
    )


def version(template: str, language: str, number: int) -> MailWording | None:
    """Return one version."""
    return db.session().scalar(
        select(MailWording).where(
            MailWording.template == template,
            MailWording.language == language,
            MailWording.number == number,
        )
    )


def changed() -> dict[tuple[str, str], MailWording]:
    """Return by template and language the versions in force that are not the program's words."""
    newest = select(
        MailWording.template, MailWording.language, func.max(MailWording.number)
    ).group_by(MailWording.template, MailWording.language)
    rows = db.session().scalars(
        select(MailWording).where(
            tuple_(MailWording.template, MailWording.language, MailWording.number).in_(newest),
            MailWording.shipped.is_(False),
        )
    )
    return {(one.template, one.language): one for one in rows}
