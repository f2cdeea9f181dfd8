"""Tables of diplomas, of their templates, and of the batches in which they are made."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Edition
from leader_award.platform.db import Base, Id, Key, Translated
from leader_award.platform.storage import StoredFile


class DiplomaTemplate(Base):
    """What the diplomas of one kind say in one edition; without a row the defaults hold.

    `signatures` are `{"name": …, "function": …}`.
    """

    __tablename__ = "diploma_template"
    __table_args__ = (UniqueConstraint("edition_id", "kind"),)

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    body: Mapped[Translated]
    place_and_date: Mapped[Translated]
    signatures: Mapped[list[dict[str, Any]]]
    orientation: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Diploma(Base):
    """One diploma; `code` stands on it and leads to the page that verifies it.

    `subject` is what it is for (`hooks.Recipient`). Everything it says is in `content`, so that
    it can be set again at any time; `file` is the PDF of that content once it has been set.
    """

    __tablename__ = "diploma"
    __table_args__ = (
        Index(
            "uq_diploma_valid",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_diploma_subject", "kind", "subject"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)

    edition: Mapped[Edition | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class DiplomaBatch(Base):
    """Many diplomas made by the worker; `state` is one of `rules.BATCH_STATES`.

    `alive_at` is when the worker last said that it is at it. `archive` (ZIP) and `print` (one
    PDF) are the result.
    """

    __tablename__ = "diploma_batch"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    kinds: Mapped[list[str]]
    state: Mapped[str] = mapped_column(String(20), index=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    alive_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    archive_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    print_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))

    edition: Mapped[Edition] = relationship()
    archive: Mapped[StoredFile | None] = relationship(foreign_keys=[archive_id])
    print: Mapped[StoredFile | None] = relationship(foreign_keys=[print_id])
