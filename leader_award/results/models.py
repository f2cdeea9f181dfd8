"""Tables of decisions and of their announcement."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Prize
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key

OUTCOMES = ("laureate", "distinction", "finalist", "not_awarded")


class Decision(Base):
    """What the jury decided about one entry; pending until the edition's announcement.

    Being a finalist is such a decision too, so that nothing about an entry itself gives the
    outcome away. `position` orders the decisions with one outcome: the place of their prize.
    """

    __tablename__ = "decision"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(20))
    prize_id: Mapped[str | None] = mapped_column(ForeignKey("prize.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship()
    prize: Mapped[Prize | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Announcement(Base):
    """The instant from which an edition's decisions are public; its mails follow it."""

    __tablename__ = "announcement"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    at: Mapped[datetime]
    prepared_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    mails_queued_at: Mapped[datetime | None]
