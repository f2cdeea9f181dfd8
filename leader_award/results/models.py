"""Tables of decisions, of their announcement, and of the press pack that goes with it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.editions.models import Prize
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key, Translated
from leader_award.platform.storage import StoredFile

OUTCOMES = ("laureate", "distinction", "finalist", "not_awarded")


class Decision(Base):
    """What the jury decided about one entry; pending until the edition's announcement.

    Being a finalist is such a decision too, so that nothing about an entry itself gives the
    outcome away. `position` orders the decisions with one outcome: the place of their prize.
    `reason` becomes public with the award; `departure`, why the jury decided otherwise than the
    ranking says, stands in its protocol only.
    """

    __tablename__ = "decision"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(20))
    prize_id: Mapped[str | None] = mapped_column(ForeignKey("prize.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    departure: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[Entry] = relationship()
    prize: Mapped[Prize | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Announcement(Base):
    """The announcement of an edition's decisions: prepared by one organiser, approved by another.

    `at` is the instant from which the decisions are public. It is empty until the approval, so
    nothing that is not approved can become public; `planned_for` is what was prepared, None for
    the moment of the approval itself. `digest` is the SHA-256 of what was approved.
    `shows_places` is what the regulations say about telling applicants their place.
    """

    __tablename__ = "announcement"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    at: Mapped[datetime | None] = mapped_column(index=True)
    planned_for: Mapped[datetime | None]
    shows_places: Mapped[bool] = mapped_column(default=False)
    prepared_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    mails_queued_at: Mapped[datetime | None]

    prepared_by: Mapped[Person | None] = relationship(foreign_keys=[prepared_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])


class PressText(Base):
    """What the organiser gives the press to quote, besides the list of those awarded."""

    __tablename__ = "press_text"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    text: Mapped[Translated] = mapped_column(default=dict)
    contact: Mapped[str] = mapped_column(String(300), default="")
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class PressPicture(Base):
    """A picture for the press, of the edition or of one awarded entry.

    `alternative` describes it in words, `credit` names who made it. The public sees it from
    `released_at` on, and not before the announcement; a laureate's waits for an organiser.
    """

    __tablename__ = "press_picture"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"), index=True)
    alternative: Mapped[Translated]
    credit: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    added_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None]

    entry: Mapped[Entry | None] = relationship()
    renditions: Mapped[list["PressRendition"]] = relationship(
        order_by="PressRendition.width", cascade="all, delete-orphan"
    )


class PressRendition(Base):
    """One size of a picture, in pixels; the bytes are a JPEG without the camera's notes."""

    __tablename__ = "press_rendition"

    id: Mapped[Id]
    picture_id: Mapped[Key] = mapped_column(ForeignKey("press_picture.id"))
    width: Mapped[int]
    height: Mapped[int]
    file_id: Mapped[Key] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
