"""Tables of the jury's discussion: its agenda, and what jurors changed because of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.editions.models import Round
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key
from leader_award.scoring.models import ScoreCard

STATES = ("listed", "asked", "open", "concluded", "removed")


class Discussion(Base):
    """The discussion of one round. With `shows_cards` jurors read each other's cards of their own
    entries, without names.
    """

    __tablename__ = "discussion"

    id: Mapped[Id]
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"), unique=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    shows_cards: Mapped[bool] = mapped_column(default=False, server_default=false())

    round: Mapped[Round] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="discussion", order_by="AgendaItem.position"
    )


class AgendaItem(Base):
    """An entry on the agenda; taken off it stays as `removed`, with the word why.

    `why` says why an organiser put it there by hand. The jury talks about the item with a
    `current_since`; at most one has it.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("discussion_id", "entry_id"),)

    id: Mapped[Id]
    discussion_id: Mapped[Key] = mapped_column(ForeignKey("discussion.id"))
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="listed")
    why: Mapped[str] = mapped_column(Text, default="")
    removed_reason: Mapped[str] = mapped_column(Text, default="")
    current_since: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    discussion: Mapped[Discussion] = relationship(back_populates="items")
    entry: Mapped[Entry] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    changes: Mapped[list["ScoreChange"]] = relationship(
        back_populates="item", order_by="ScoreChange.at"
    )

    __mapper_args__ = {"version_id_col": version}


class ScoreChange(Base):
    """A juror changed an own sealed card while its item was open; rows are only added.

    `before` and `after` are answers by criterion of `rubric_id`; `comment_to_jury` is the old one.
    """

    __tablename__ = "score_change"

    id: Mapped[Id]
    item_id: Mapped[Key] = mapped_column(ForeignKey("agenda_item.id"))
    card_id: Mapped[Key] = mapped_column(ForeignKey("score_card.id"))
    rubric_id: Mapped[Key] = mapped_column(ForeignKey("rubric.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    comment_to_jury: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[AgendaItem] = relationship(back_populates="changes")
    card: Mapped[ScoreCard] = relationship()
