"""Tables of erasures, consents, readings of what is confidential, and clearing out."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id, Key

ASKED, REFUSED, DONE = "asked", "refused", "done"


class ErasureRequest(Base):
    """Somebody asks for their data to be erased; `answer` says why it was refused."""

    __tablename__ = "erasure_request"

    id: Mapped[Id]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(10), default=ASKED, index=True)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)


class Erasure(Base):
    """One erasure, as it is done again on a restored backup; it holds random ids only.

    `subjects` are `<table>:<id>` of the rows that were about the person, `replaced` the places
    of free text (`Finding.key`) in which their name was replaced. `compacted_at` is when the
    bytes left the database file.
    """

    __tablename__ = "erasure"

    id: Mapped[Id]
    at: Mapped[datetime]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    subjects: Mapped[list[str]]
    replaced: Mapped[list[str]]
    compacted_at: Mapped[datetime | None] = mapped_column(index=True)


class Consent(Base):
    """A consent as it was given: to which text, word for word, and until when."""

    __tablename__ = "consent"

    id: Mapped[Id]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AccessRecord(Base):
    """A person read something confidential; kept once for each hour (of those since 1970).

    `within_id` is what the thing belongs to, e.g. the score card at which a file was read.
    """

    __tablename__ = "access_record"
    __table_args__ = (UniqueConstraint("thing_id", "thing_kind", "person_id", "hour"),)

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    thing_kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str] = mapped_column(String(16))
    within_id: Mapped[str] = mapped_column(String(16), default="")
    hour: Mapped[int]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class RetentionRun(Base):
    """One clearing out of what is due: how many rows each rule removed or emptied.

    `finished` is False when there was more than one run may do.
    """

    __tablename__ = "retention_run"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    finished: Mapped[bool]
    removed: Mapped[dict[str, int]]
