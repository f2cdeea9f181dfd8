"""Table of who saw the site as whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id, Key


class Seeing(Base):
    """An organiser sees the site as `person_id` does, in one session, until `ends_at` at most.

    `pages` counts the pages that were read; each is an event of the record besides.
    """

    __tablename__ = "seeing"

    id: Mapped[Id]
    by_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    session_id: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    pages: Mapped[int] = mapped_column(default=0)

    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
