"""Tables of conferences."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key, Translated


class Conference(Base):
    """An event of one of `kinds.KINDS`; its states are those of `rules.EVENTS`.

    It takes `days` days from `held_on`. People register until `registration_until`, or until the
    event begins; `least` is how many it needs. A limit that is None does not bind.
    """

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
    kind: Mapped[str] = mapped_column(String(20), default="presenting")
    days: Mapped[int] = mapped_column(default=1)
    takes_registrations: Mapped[bool] = mapped_column(default=False)
    least: Mapped[int | None]
    capacity: Mapped[int | None]
    per_organisation: Mapped[int | None]
    registration_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    edition: Mapped[Edition | None] = relationship()
    rooms: Mapped[list["Room"]] = relationship(
        order_by="Room.position", cascade="all, delete-orphan"
    )
    items: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="conference", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.held_on + timedelta(days=self.days - 1)

    @property
    def each_day(self) -> list[date]:
        """Its days, in order."""
        return [self.held_on + timedelta(days=number) for number in range(self.days)]


class Room(Base):
    """A room in which points of the programme take place side by side with others."""

    __tablename__ = "conference_room"
    __table_args__ = (UniqueConstraint("conference_id", "name"),)

    id: Mapped[Id]
    conference_id: Mapped[Key] = mapped_column(ForeignKey("conference.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))


class ProgrammeItem(Base):
    """One point of the programme; without times it waits to be placed, in order of `position`.

    `kind` is one of `forms.KINDS`; `entry_id` says whose laureate's presentation it is. A point
    without a room is for everybody. `materials` are `{"title": …, "url": …}`.
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
    room_id: Mapped[str | None] = mapped_column(ForeignKey("conference_room.id"), index=True)
    materials: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)

    conference: Mapped[Conference] = relationship(back_populates="items")
    room: Mapped[Room | None] = relationship(lazy="joined")
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


class Registration(Base):
    """Somebody who wants to take part; its states are those of `places.EVENTS`.

    One row for each address and event: whoever registers again after cancelling gets it back.
    `code` stands on the ticket. `queued_at` is when the address was confirmed, which decides who
    is first; `organisation_key` is the organisation's name as it is compared.
    """

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("conference_id", "email"),)

    id: Mapped[Id]
    conference_id: Mapped[Key] = mapped_column(ForeignKey("conference.id"))
    code: Mapped[str] = mapped_column(String(10), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(300), default="")
    organisation_key: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(2), default="pl")
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    reminded_week_at: Mapped[datetime | None]
    reminded_day_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    checked_in_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    gave_feedback: Mapped[bool] = mapped_column(default=False)

    conference: Mapped[Conference] = relationship(lazy="joined")
    checked_in_by: Mapped[Person | None] = relationship()


class Feedback(Base):
    """What somebody who took part thought of it. Nothing leads from here to a person.

    `marks` are by question of `feedback.QUESTIONS`; there is no instant on purpose.
    """

    __tablename__ = "conference_feedback"

    id: Mapped[Id]
    conference_id: Mapped[Key] = mapped_column(ForeignKey("conference.id"))
    marks: Mapped[dict[str, int]]
    comment: Mapped[str] = mapped_column(Text, default="")
