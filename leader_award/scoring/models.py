"""Tables of score cards."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.editions.models import Criterion, Rubric
from leader_award.jury.models import Assignment
from leader_award.platform.db import Base, Id, Key

STATES = ("assigned", "started", "sealed", "reopened", "recused")


class ScoreCard(Base):
    """One juror's card for one entry in one round, by the version `rubric_id` of the rubric.

    `abstained_ids` are the criteria from which the juror abstains: that is no zero.
    """

    __tablename__ = "score_card"

    id: Mapped[Id]
    assignment_id: Mapped[Key] = mapped_column(ForeignKey("assignment.id"), unique=True)
    rubric_id: Mapped[Key] = mapped_column(ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(20), default="assigned", index=True)
    abstained_ids: Mapped[list[str]] = mapped_column(default=list)
    comment_to_jury: Mapped[str] = mapped_column(Text, default="")
    comment_to_applicant: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    assignment: Mapped[Assignment] = relationship(lazy="joined", innerjoin=True)
    rubric: Mapped[Rubric] = relationship()
    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    reopenings: Mapped[list["CardReopening"]] = relationship(order_by="CardReopening.at")
    requests: Mapped[list["ReopeningRequest"]] = relationship(order_by="ReopeningRequest.asked_at")
    commitments: Mapped[list["CardCommitment"]] = relationship(order_by="CardCommitment.at")

    __mapper_args__ = {"version_id_col": version}


class Score(Base):
    """Whole points for one criterion; those of an earlier version of the rubric are kept."""

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("card_id", "criterion_id"),)

    id: Mapped[Id]
    card_id: Mapped[Key] = mapped_column(ForeignKey("score_card.id"))
    criterion_id: Mapped[Key] = mapped_column(ForeignKey("criterion.id"))
    points: Mapped[int]

    criterion: Mapped[Criterion] = relationship()


class CardReopening(Base):
    """A sealed card was opened again, with the reason that the juror reads."""

    __tablename__ = "card_reopening"

    id: Mapped[Id]
    card_id: Mapped[Key] = mapped_column(ForeignKey("score_card.id"))
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)


class ReopeningRequest(Base):
    """An organiser asks for a sealed card to be reopened; another one decides.

    It is about the card as sealed at `sealed_at`: once the card is sealed anew it is void.
    """

    __tablename__ = "reopening_request"

    id: Mapped[Id]
    card_id: Mapped[Key] = mapped_column(ForeignKey("score_card.id"))
    sealed_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approved: Mapped[bool | None]

    card: Mapped[ScoreCard] = relationship(back_populates="requests")
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class CardCommitment(Base):
    """What was given out when a card was sealed: SHA-256 of its content and a random salt.

    Rows are only added. One whose card was reopened, moved to another rubric or closed after a
    recusal stays, marked by `replaced` (see rules.REPLACED); `content` is what it covers.
    """

    __tablename__ = "card_commitment"

    id: Mapped[Id]
    card_id: Mapped[Key] = mapped_column(ForeignKey("score_card.id"))
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    replaced: Mapped[str | None] = mapped_column(String(20))
    replaced_at: Mapped[datetime | None]

    card: Mapped[ScoreCard] = relationship(back_populates="commitments")
