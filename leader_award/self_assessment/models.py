"""Tables of self-assessment: models, assessments of partnerships, answers of single people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.partnerships.models import Partnership
from leader_award.platform.db import Base, Id, Key, Translated


class AssessmentModel(Base):
    """A version of the model; frozen from the moment it is in use.

    `dimensions` is a list of {"key", "name", "question", "levels"}: name and question are
    Translated, levels the Translated descriptions from the lowest to the highest.
    """

    __tablename__ = "assessment_model"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[Translated]
    intro: Mapped[Translated]
    dimensions: Mapped[list[dict[str, Any]]]
    state: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Assessment(Base):
    """One self-assessment of a partnership by one version of the model.

    `joint` holds the level agreed in each dimension, `steps` the next steps as a list of
    {"dimension", "text", "who", "until"}.
    """

    __tablename__ = "assessment"

    id: Mapped[Id]
    partnership_id: Mapped[Key] = mapped_column(ForeignKey("partnership.id"))
    model_id: Mapped[Key] = mapped_column(ForeignKey("assessment_model.id"))
    started_by_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(12), index=True)
    opened_at: Mapped[datetime]
    answers_closed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    joint: Mapped[dict[str, int]] = mapped_column(default=dict)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped[Partnership] = relationship(lazy="joined")
    model: Mapped[AssessmentModel] = relationship(lazy="joined")
    answers: Mapped[list["AssessmentAnswer"]] = relationship(
        back_populates="assessment", order_by="AssessmentAnswer.invited_at"
    )


class AssessmentAnswer(Base):
    """One person invited to answer, by a link whose digest is kept, and their levels."""

    __tablename__ = "assessment_answer"
    __table_args__ = (UniqueConstraint("assessment_id", "email"),)

    id: Mapped[Id]
    assessment_id: Mapped[Key] = mapped_column(ForeignKey("assessment.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    levels: Mapped[dict[str, int]] = mapped_column(default=dict)
    invited_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(back_populates="answers", lazy="joined")
