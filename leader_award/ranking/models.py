"""Table of the jury's votes between entries that nothing in the regulations separates."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id, Key


class TieVote(Base):
    """The order, best first, that the jury voted for; of votes on the same tie the latest counts.

    `round_id` names the round whose ranking it settles; without it, the ranking over all rounds.
    `order` holds the ids of the entries; `note` says what the minutes say of the vote.
    """

    __tablename__ = "tie_vote"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    round_id: Mapped[str | None] = mapped_column(ForeignKey("assessment_round.id"), index=True)
    order: Mapped[list[str]]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    recorded_by: Mapped[Person | None] = relationship(lazy="joined")
