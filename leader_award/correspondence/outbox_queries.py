"""The outbox as organisers see it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from leader_award.platform import db, matching, outbox
from leader_award.platform.outbox import FAILED, SENDING, SENT, STOPPED, WAITING, OutgoingMail

PAGE = 50
STATES = {
    "oczekujace": (WAITING, SENDING),
    "nieudane": (FAILED,),
    "wyslane": (SENT,),
    "wstrzymane": (STOPPED,),
}
"""States by the word in an address."""


@dataclass(frozen=True)
class Page:
    """One page of mails, of `pages` from 1; `counts` of all mails by the word for their state."""

    mails: list[OutgoingMail]
    counts: dict[str, int]
    page: int
    pages: int


def find(mail_id: str) -> OutgoingMail | None:
    """Return the mail."""
    return db.session().get(OutgoingMail, mail_id)


def page(state: str, text: str, number: int) -> Page:
    """Return mails in a state (all for ""), found by address or subject, the newest first.

    Three statements.
    """
    reader = db.session()
    query = matching.query(text)
    wanted: list[ColumnElement[bool]] = (
        [OutgoingMail.state.in_(STATES[state])] if state in STATES else []
    )
    if query:
        wanted.append(query.condition(reader, (OutgoingMail.to, OutgoingMail.subject)))
    total = reader.scalar(select(func.count(OutgoingMail.id)).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    mails = reader.scalars(
        select(OutgoingMail)
        .where(*wanted)
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    by_state = outbox.counts()
    counts = {word: sum(by_state[one] for one in those) for word, those in STATES.items()}
    return Page(list(mails), counts, number, pages)
