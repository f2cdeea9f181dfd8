"""Commitments to sealed cards: made when a card is sealed, revealed after the announcement.

`docs/decisions/0027` says what is given out when, and what it must not tell.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from leader_award.editions.models import Criterion, Edition, Rubric
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import clock, commitments, db
from leader_award.scoring import queries, rules
from leader_award.scoring.models import CardCommitment, ScoreCard


def commit(writer: Session, card: ScoreCard) -> str:
    """Keep a commitment to the card as it stands, with a new salt; return its digest."""
    content, salt = content_of(card), commitments.new_salt()
    made = CardCommitment(
        at=clock.now(),
        salt=salt,
        content=content,
        digest=commitments.commitment_to(content, salt),
    )
    card.commitments.append(made)
    writer.flush()
    return made.digest


def replace(card: ScoreCard, why: str) -> None:
    """Mark the commitment in force, if there is one, as replaced: `why` is of rules.REPLACED."""
    for one in card.commitments:
        if one.replaced is None:
            one.replaced, one.replaced_at = why, clock.now()


def current(card: ScoreCard) -> str:
    """Return the digest of the commitment in force; empty for a card sealed before there were."""
    return next((one.digest for one in card.commitments if one.replaced is None), "")


def content_of(card: ScoreCard) -> dict[str, Any]:
    """Return what a commitment covers, of the card as it stands now."""
    assignment = card.assignment
    return {
        "entry": assignment.entry_id,
        "reference": assignment.entry.reference,
        "juror": assignment.juror_id,
        "round": assignment.round_id,
        "rubric": card.rubric_id,
        "version": card.rubric.version,
        "answers": queries.answers_of(card),
    }


def digests(edition_id: str, *, counting: bool | None = None) -> list[str]:
    """Return the commitments of an edition by their value, which tells no order of sealing.

    `counting` chooses those that stand for sealed cards (True), or the replaced ones (False).
    """
    wanted: list[ColumnElement[bool]] = [Juror.edition_id == edition_id]
    if counting is not None:
        replaced = CardCommitment.replaced
        wanted.append(replaced.is_(None) if counting else replaced.is_not(None))
    return _digests(*wanted)


def digests_of_entry(entry_id: str) -> list[str]:
    """Return the commitments in force to the cards of one entry, by their value."""
    return _digests(Assignment.entry_id == entry_id, CardCommitment.replaced.is_(None))


def _digests(*wanted: ColumnElement[bool]) -> list[str]:
    rows = db.session().scalars(
        select(CardCommitment.digest)
        .join(ScoreCard, ScoreCard.id == CardCommitment.card_id)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(*wanted)
        .order_by(CardCommitment.digest)
    )
    return list(rows)


def revealed(edition: Edition, juror_id: str | None = None) -> dict[str, Any]:
    """Return the cards with their salts as `platform.commitments` checks them.

    All of the edition, or those of one juror. What counts is taken from the cards, not from what
    was kept beside the commitment, so that a score changed behind the application shows.
    """
    return {
        "format": commitments.FORMAT,
        "edition": edition.slug,
        "commitments": digests(edition.id),
        "cards": [_revealed(one) for one in _commitments(edition.id, juror_id)],
    }


def _commitments(edition_id: str, juror_id: str | None) -> Iterable[CardCommitment]:
    card = joinedload(CardCommitment.card, innerjoin=True)
    statement = (
        select(CardCommitment)
        .join(ScoreCard, ScoreCard.id == CardCommitment.card_id)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(Juror.edition_id == edition_id)
        .options(
            card.joinedload(ScoreCard.assignment, innerjoin=True).joinedload(
                Assignment.entry, innerjoin=True
            ),
            card.selectinload(ScoreCard.rubric)
            .selectinload(Rubric.criteria)
            .load_only(Criterion.id, Criterion.rubric_id),
            card.selectinload(ScoreCard.scores),
        )
        .order_by(CardCommitment.digest)
    )
    if juror_id is not None:
        statement = statement.where(Juror.id == juror_id)
    return db.session().scalars(statement).all()


def _revealed(one: CardCommitment) -> dict[str, Any]:
    content = one.content if one.replaced else content_of(one.card)
    return {
        **content,
        "salt": one.salt,
        "commitment": one.digest,
        "sealed_at": one.at.isoformat(),
        "replaced": one.replaced,
    }


def is_revealed(edition: Edition) -> bool:
    """Return whether the contents of sealed cards are revealed to those entitled."""
    return edition.state in rules.PUBLIC
