"""Reopening a sealed card takes two organisers: one asks with a reason, another one decides."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from leader_award.accounts.service import address, recipient
from leader_award.entries.rules import clean_text
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.scoring import rules, sealing
from leader_award.scoring.models import CardReopening, ReopeningRequest, ScoreCard
from leader_award.scoring.service import card_for


def ask_to_reopen(*, card_id: str, reason: str, actor: Actor) -> str:
    """Ask for a sealed card to be reopened; return the id of the request.

    A card has one request at a time. Raises DomainError beside `reason`, NotAllowed (time, state,
    somebody asked already), NotFound.
    """
    with db.transaction() as writer:
        card = card_for(writer, card_id, "reopen", actor)
        words = _reason(reason)
        if open_request(writer, card) is not None:
            raise NotAllowed(_l("Somebody has asked for this card to be reopened already."))
        request = ReopeningRequest(
            card_id=card.id,
            sealed_at=card.sealed_at,
            asked_at=clock.now(),
            asked_by_id=actor.person_id,
            reason=words,
        )
        writer.add(request)
        writer.flush()
        audit.record(writer, actor, "card.reopening_asked", card)
        return request.id


def _reason(text: str) -> str:
    words = clean_text(text)
    if not words:
        raise DomainError(_l("Say why the card is reopened; the juror reads it."), field="reason")
    if len(words) > rules.LONGEST_REASON:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=rules.LONGEST_REASON),
            field="reason",
        )
    return words


def approve_reopening(*, card_id: str, request_id: str, actor: Actor) -> None:
    """Give the card back to its juror, with the reason that another organiser gave.

    The commitment to it stays, marked as replaced; the juror gets a mail. Raises NotAllowed
    (time, state, one's own request, a request decided or void), NotFound.
    """
    with db.transaction() as writer:
        card = card_for(writer, card_id, "reopen", actor)
        request = _waiting(writer, card, request_id)
        if request.asked_by_id == actor.person_id:
            raise NotAllowed(_l("Another organiser has to agree: nobody reopens a card alone."))
        _decide(request, actor, approved=True)
        card.state, card.sealed_at = rules.EVENTS[card.state, "reopen"].after, None
        sealing.replace(card, rules.REOPENED_CARD)
        reopening = CardReopening(
            card_id=card.id, at=clock.now(), by_id=actor.person_id, reason=request.reason
        )
        writer.add(reopening)
        _write_to_juror(writer, card, request.reason)
        audit.record(writer, actor, "card.reopened", card)


def decline_reopening(*, card_id: str, request_id: str, actor: Actor) -> None:
    """Leave the card sealed; whoever asked may take their request back this way.

    Raises NotAllowed when the request is decided or void, NotFound.
    """
    with db.transaction() as writer:
        card = db.lock(writer, ScoreCard, card_id)
        _decide(_waiting(writer, card, request_id), actor, approved=False)
        audit.record(writer, actor, "card.reopening_declined", card)


def _waiting(writer: Session, card: ScoreCard, request_id: str) -> ReopeningRequest:
    request = db.lock(writer, ReopeningRequest, request_id)
    if request.card_id != card.id:
        raise NotFound(_l("This does not exist, or you may not see it."))
    waiting = open_request(writer, card)
    if waiting is None or waiting.id != request.id:
        raise NotAllowed(_l("This request has been decided already, or the card has changed."))
    return request


def _decide(request: ReopeningRequest, actor: Actor, *, approved: bool) -> None:
    request.decided_at, request.decided_by_id = clock.now(), actor.person_id
    request.approved = approved


def _write_to_juror(writer: Session, card: ScoreCard, reason: str) -> None:
    juror = writer.get_one(Juror, card.assignment.juror_id)
    outbox.queue(
        writer,
        recipient(juror.person),
        "scoring/mail/reopened.txt",
        about=juror,
        person=juror.person,
        entry=card.assignment.entry,
        edition=juror.edition,
        until=card.assignment.round.ends_at,
        reason=reason,
        link=address("scoring.card", card_id=card.id),
    )


def _is_open() -> ColumnElement[bool]:
    """Return the condition under which a request, joined to its card, still waits."""
    return and_(
        ReopeningRequest.decided_at.is_(None),
        ScoreCard.state == rules.SEALED,
        ScoreCard.sealed_at == ReopeningRequest.sealed_at,
    )


def open_request(reader: Session, card: ScoreCard) -> ReopeningRequest | None:
    """Return the request about the card that waits for a second organiser, or None."""
    return reader.scalar(
        select(ReopeningRequest)
        .join(ScoreCard, ScoreCard.id == ReopeningRequest.card_id)
        .where(ReopeningRequest.card_id == card.id, _is_open())
        .options(joinedload(ReopeningRequest.asked_by))
    )


def waiting_for(person_id: str) -> Sequence[ReopeningRequest]:
    """Return the requests of others that wait, the oldest first, with card, entry and round."""
    assignment = joinedload(ReopeningRequest.card).joinedload(ScoreCard.assignment)
    return (
        db.session()
        .scalars(
            select(ReopeningRequest)
            .join(ScoreCard, ScoreCard.id == ReopeningRequest.card_id)
            .where(ReopeningRequest.asked_by_id != person_id, _is_open())
            .options(
                assignment.joinedload(Assignment.entry),
                assignment.joinedload(Assignment.round),
            )
            .order_by(ReopeningRequest.asked_at)
        )
        .all()
    )
