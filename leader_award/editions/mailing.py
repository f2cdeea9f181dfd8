"""Mails that have not gone out, for those who run the award."""

from collections.abc import Sequence

from sqlalchemy import select

from leader_award.platform import audit, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.outbox import FAILED, SENDING, WAITING, OutgoingMail

LISTED = 200
"""So many mails of each kind a page lists, the oldest first."""


def unsent_counts() -> dict[str, int]:
    """Return how many mails failed (`failed`) and how many wait or are being sent (`waiting`)."""
    found = outbox.counts()
    return {"failed": found[FAILED], "waiting": found[WAITING] + found[SENDING]}


def unsent(*, failed: bool) -> Sequence[OutgoingMail]:
    """Return the mails that failed for good, or those that wait, the oldest first."""
    states = (FAILED,) if failed else (WAITING, SENDING)
    return (
        db.session()
        .scalars(
            select(OutgoingMail)
            .where(OutgoingMail.state.in_(states))
            .order_by(OutgoingMail.created_at, OutgoingMail.id)
            .limit(LISTED)
        )
        .all()
    )


def try_again(*, mail_id: str | None, actor: Actor) -> int:
    """Send a mail again, or (None) all that failed for good; return how many will be tried."""
    with db.transaction() as writer:
        chosen = (
            [mail_id]
            if mail_id
            else writer.scalars(select(OutgoingMail.id).where(OutgoingMail.state == FAILED)).all()
        )
        count = len(outbox.try_again(writer, chosen))
        if count:
            audit.record(writer, actor, "mails.tried_again", "outgoing_mail", {"mails": count})
        return count
