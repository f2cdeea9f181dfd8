"""Tables of conferences."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key, Translated


class Conference(Base):
    """A conference on one day; its states are those of `rules.EVENTS`."""

    __tablename__ = "conference"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    name: Mapped[Translated]
    description: Mapped[Translated] = mapped_column(default=dict)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("edition.id"), index=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    edition: Mapped[Edition | None] = relationship()
    items: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="conference", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class ProgrammeItem(Base):
    """One point of the programme; without times it waits to be placed, in order of `position`.

    `kind` is one of `forms.KINDS`; `entry_id` says whose laureate's presentation it is.
    """

    __tablename__ = "programme_item"
    __table_args__ = (UniqueConstraint("conference_id", "entry_id"),)

    id: Mapped[Id]
    conference_id: Mapped[Key] = mapped_column(ForeignKey("conference.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    description: Mapped[Translated] = mapped_column(default=dict)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int] = mapped_column(default=1)

    conference: Mapped[Conference] = relationship(back_populates="items")
    entry: Mapped[Entry | None] = relationship()
    speakers: Mapped[list["Speaker"]] = relationship(
        order_by="Speaker.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def speaker_names(self) -> list[tuple[str, str]]:
        """Names with affiliations ("" for none), in order."""
        return [(speaker.name, speaker.affiliation) for speaker in self.speakers]


class Speaker(Base):
    """Somebody who speaks at one point of the programme."""

    __tablename__ = "speaker"

    id: Mapped[Id]
    item_id: Mapped[Key] = mapped_column(ForeignKey("programme_item.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    affiliation: Mapped[str] = mapped_column(String(200), default="")
