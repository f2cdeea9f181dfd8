"""Reminders to exactly those who are late, sent by an organiser who has seen each of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions import hooks
from leader_award.editions.hooks import Late, Reminder
from leader_award.editions.models import Edition
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import OutgoingMail, Recipient

PAUSE = timedelta(days=1)
"""Nobody is reminded of the same thing twice within this, unless the organiser says so."""
SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class Row:
    """Somebody who is late, the mail they would get, and when they last got one (within PAUSE)."""

    late: Late
    subject: str
    body: str
    reminded_at: datetime | None


def find(code: str) -> Reminder | None:
    """Return the kind of reminder of this code, or None."""
    return next((kind for kind in hooks.reminders if kind.code == code), None)


def due(edition: Edition, now: datetime) -> list[tuple[Reminder, int]]:
    """Return the kinds with somebody late, and how many things are late."""
    counted = [(kind, kind.count(db.session(), edition, now)) for kind in hooks.reminders]
    return [(kind, count) for kind, count in counted if count]


def rows(kind: Reminder, edition: Edition, now: datetime) -> list[Row]:
    """Return those who are late, each with the mail composed, the nearest term first."""
    reader = db.session()
    found = kind.late(reader, edition, now)
    reminded = _reminded(reader, kind, edition.id, now)
    return [
        Row(one, *_compose(kind, one), reminded.get((one.about.id, one.person.email)))
        for one in sorted(found, key=lambda one: (one.until is None, one.until or now))
    ]


def _compose(kind: Reminder, one: Late) -> tuple[str, str]:
    return outbox.compose(_recipient(one), kind.template, person=one.person, **one.context)


def _recipient(one: Late) -> Recipient:
    return Recipient(one.person.email, one.person.language)


def _reminded(
    reader: Session, kind: Reminder, edition_id: str, now: datetime
) -> dict[tuple[str | None, str], datetime]:
    found = reader.execute(
        select(OutgoingMail.about_id, OutgoingMail.to, func.max(OutgoingMail.created_at))
        .where(
            OutgoingMail.template == kind.template,
            OutgoingMail.about_id.in_(kind.things(edition_id)),
            OutgoingMail.created_at > now - PAUSE,
        )
        .group_by(OutgoingMail.about_id, OutgoingMail.to)
    )
    return {(about_id, to): at for about_id, to, at in found}


def sent(kind: Reminder, edition: Edition, now: datetime) -> list[OutgoingMail]:
    """Return the reminders of this kind of the last days, the newest first."""
    mails = db.session().scalars(
        select(OutgoingMail)
        .where(
            OutgoingMail.template == kind.template,
            OutgoingMail.about_id.in_(kind.things(edition.id)),
            OutgoingMail.created_at > now - SHOWN,
        )
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.to)
    )
    return list(mails)


def send(
    *, edition_id: str, kind: Reminder, keys: Collection[str], again: bool, actor: Actor, key: str
) -> int:
    """Remind those of `keys` (`Late.key`) who are still late; return how many mails are queued.

    Who was reminded within PAUSE is passed over unless `again`. Sent twice with one `key` it
    queues once. Raises DomainError beside `people` when nobody is left to write to.
    """
    with db.transaction() as writer:
        now = clock.now()
        edition = db.lock(writer, Edition, edition_id)

        def create() -> str:
            reminded = {} if again else _reminded(writer, kind, edition_id, now)
            chosen = [
                one
                for one in kind.late(writer, edition, now)
                if one.key in keys and (one.about.id, one.person.email) not in reminded
            ]
            if not chosen:
                raise DomainError(
                    _l("Choose at least one person who has not been reminded within a day."),
                    field="people",
                )
            for one in chosen:
                outbox.queue(
                    writer,
                    _recipient(one),
                    kind.template,
                    about=one.about,
                    person=one.person,
                    **one.context,
                )
            details = {"kind": kind.code, "mails": len(chosen)}
            audit.record(writer, actor, "edition.reminded", edition, details)
            return str(len(chosen))

        return int(idempotency.once(writer, key, create) or 0)
