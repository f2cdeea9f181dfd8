"""Tables of practice cards, of what entrants released, and of adoptions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.partnerships.models import Organisation, Unit
from leader_award.platform.db import Base, Id, Key


class Practice(Base):
    """A practice card; its states are those of `rules.EVENTS`.

    `content` is what the public reads of the entrant's texts, by field: only what is released,
    and nothing unless the card is published. Pages for the public, the feed and the open data
    read this column and never `PracticeField`. `cost` and `population` (inhabitants of the
    leading unit) are numbers for facets; `unit_terc` is where the leader has its seat.
    """

    __tablename__ = "practice"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(90), unique=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), unique=True)
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    unit_terc: Mapped[str | None] = mapped_column(ForeignKey("unit.terc"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="drafted", index=True)
    title: Mapped[str] = mapped_column(String(300))
    theme: Mapped[str] = mapped_column(String(20), default="")
    cooperation: Mapped[str] = mapped_column(String(20), default="")
    population: Mapped[int | None]
    licence: Mapped[str] = mapped_column(String(20), default="CC-BY-4.0")
    content: Mapped[dict[str, str]] = mapped_column(default=dict)
    cost: Mapped[int | None]
    number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship()
    edition: Mapped[Edition] = relationship()
    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit | None] = relationship()
    fields: Mapped[list["PracticeField"]] = relationship(cascade="all, delete-orphan")
    versions: Mapped[list["PracticeVersion"]] = relationship(
        order_by="PracticeVersion.number", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class PracticeField(Base):
    """The working text of one field, and the text that the entrant agreed to publish."""

    __tablename__ = "practice_field"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[str] = mapped_column(String(20), default="organiser")
    released_text: Mapped[str | None] = mapped_column(Text)
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class PracticeVersion(Base):
    """What a card said from one instant on; read by organisers and the entrant only."""

    __tablename__ = "practice_version"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    id: Mapped[Id]
    practice_id: Mapped[Key] = mapped_column(ForeignKey("practice.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    role: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, str]]


class PracticeMapping(Base):
    """From which question of an edition's form each field of a card is drafted."""

    __tablename__ = "practice_mapping"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    questions: Mapped[dict[str, str]]


class Adoption(Base):
    """What an organisation says about having adopted a practice; public when `shown`."""

    __tablename__ = "practice_adoption"
    __table_args__ = (UniqueConstraint("practice_id", "organisation_id"),)

    id: Mapped[Id]
    practice_id: Mapped[Key] = mapped_column(ForeignKey("practice.id"))
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="waiting", index=True)
    said_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    practice: Mapped[Practice] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __mapper_args__ = {"version_id_col": version}
