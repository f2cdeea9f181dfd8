"""Tables of the training. Nothing that counts entries or ranks them reads these."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Round, Rubric
from leader_award.jury.models import Juror
from leader_award.platform.db import Base, Id, Key

STATES = ("draft", "open", "closed")
CARD_STATES = ("started", "final")


class Training(Base):
    """The training for one round, by the version `rubric_id` of its rubric once it is open.

    A `required` one comes before a juror's first card of the round.
    """

    __tablename__ = "training"

    id: Mapped[Id]
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"), unique=True)
    rubric_id: Mapped[str | None] = mapped_column(ForeignKey("rubric.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    required: Mapped[bool] = mapped_column(default=False, server_default=false())
    opened_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(lazy="joined")
    rubric: Mapped[Rubric | None] = relationship()
    samples: Mapped[list["TrainingSample"]] = relationship(
        back_populates="training", order_by="TrainingSample.position"
    )


class TrainingSample(Base):
    """What jurors read of a sample entry; `source_id` is the entry whose text it was made of."""

    __tablename__ = "training_sample"

    id: Mapped[Id]
    training_id: Mapped[Key] = mapped_column(ForeignKey("training.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))

    training: Mapped[Training] = relationship(back_populates="samples", lazy="joined")


class TrainingCard(Base):
    """A juror's answers for a sample: points or "abstain" by criterion; final ones stay."""

    __tablename__ = "training_card"
    __table_args__ = (UniqueConstraint("sample_id", "juror_id"),)

    id: Mapped[Id]
    sample_id: Mapped[Key] = mapped_column(ForeignKey("training_sample.id"))
    juror_id: Mapped[Key] = mapped_column(ForeignKey("juror.id"))
    state: Mapped[str] = mapped_column(String(20), default="started")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_at: Mapped[datetime]
    finalised_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    sample: Mapped[TrainingSample] = relationship()
    juror: Mapped[Juror] = relationship()

    __mapper_args__ = {"version_id_col": version}
