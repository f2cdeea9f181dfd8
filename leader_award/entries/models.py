"""Tables of entries: the working copy, what was submitted, and its formal check."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Category, CheckItem, Edition
from leader_award.partnerships.models import Organisation
from leader_award.platform.db import Base, Id, Json, Key
from leader_award.platform.storage import StoredFile

STATES = ("draft", "submitted", "returned", "admitted", "rejected", "withdrawn", "finalist")
OUTCOMES = ("admitted", "returned", "rejected")


class Entry(Base):
    """One application of an organisation (with its partners) to one edition.

    Answers, partners, attachments and the columns `working_…` are the working copy. What counts
    is the latest Submission, an immutable snapshot, so that edits never reach a juror by
    accident; `title`, `partnership_name` and `category_id` are those of that snapshot, or of the
    working copy while there is none.
    `changed_in` maps a field (title, partnership_name, category_id, a question's id) to the
    version in which its working value last changed, so that a page opened earlier is told.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    category_id: Mapped[str | None] = mapped_column(ForeignKey("category.id"), index=True)
    applicant_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(300), default="")
    partnership_name: Mapped[str] = mapped_column(String(300), default="")
    working_title: Mapped[str] = mapped_column(String(300), default="")
    working_partnership_name: Mapped[str] = mapped_column(String(300), default="")
    working_category_id: Mapped[str | None] = mapped_column(ForeignKey("category.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    number: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    complete_until: Mapped[datetime | None]
    created_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    changed_in: Mapped[dict[str, int]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    edition: Mapped[Edition] = relationship()
    category: Mapped[Category | None] = relationship(foreign_keys=[category_id])
    working_category: Mapped[Category | None] = relationship(foreign_keys=[working_category_id])
    applicant: Mapped[Organisation] = relationship()
    partners: Mapped[list["EntryPartner"]] = relationship(
        order_by="EntryPartner.position", cascade="all, delete-orphan"
    )
    answers: Mapped[list["Answer"]] = relationship(cascade="all, delete-orphan")
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.added_at", cascade="all, delete-orphan"
    )
    submissions: Mapped[list["Submission"]] = relationship(order_by="Submission.number")
    checks: Mapped[list["FormalCheck"]] = relationship(order_by="FormalCheck.checked_at")

    __mapper_args__ = {"version_id_col": version}


class EntryPartner(Base):
    """An organisation that takes part in the entry beside the applicant."""

    __tablename__ = "entry_partner"
    __table_args__ = (UniqueConstraint("entry_id", "organisation_id"),)

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    part: Mapped[str] = mapped_column(String(300), default="")

    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Answer(Base):
    """The working answer to one question: text, number, ISO date, bool or list of choices.

    It goes with its question, which an organiser may delete while there are only drafts.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("entry_id", "question_id"),)

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    question_id: Mapped[Key] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    saved_at: Mapped[datetime]


class Attachment(Base):
    """A file of the working copy, answering one requirement."""

    __tablename__ = "attachment"

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    requirement_id: Mapped[Key] = mapped_column(ForeignKey("attachment_requirement.id"))
    file_id: Mapped[Key] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="joined")


class DraftReminder(Base):
    """When a person was last reminded of an unfinished draft at a stage before its deadline."""

    __tablename__ = "draft_reminder"
    __table_args__ = (UniqueConstraint("entry_id", "person_id", "stage"),)

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    stage: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime]


class StoppedReminders(Base):
    """A person wants no reminders of this draft."""

    __tablename__ = "stopped_reminders"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"),)

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class StrippingResult(Base):
    """Whether a copy of a file without metadata could be made; `failure` says why not.

    The copy itself is made anew each time somebody reads it, so that nothing has to be kept.
    """

    __tablename__ = "stripping_result"

    file_id: Mapped[str] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    failure: Mapped[str] = mapped_column(String(60), default="")
    checked_at: Mapped[datetime]


class FilePreview(Base):
    """What is known of a file's pages: `sizes` in pixels of those that are shown, or `failure`."""

    __tablename__ = "file_preview"

    file_id: Mapped[str] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    pages: Mapped[int] = mapped_column(default=0)
    sizes: Mapped[list[Any]] = mapped_column(default=list)
    failure: Mapped[str] = mapped_column(String(20), default="")
    tried_at: Mapped[datetime]


class Submission(Base):
    """What was submitted at an instant: canonical JSON and its SHA-256. Never changed."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    submitted_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class SubmissionStamp(Base):
    """What a timestamp authority said about a submission, or how often it was asked in vain.

    `digest` is that of the event which records the submission; `response` is the authority's
    answer (TimeStampResp in DER), None while there is none, and `stamped_at` its instant.
    """

    __tablename__ = "submission_stamp"

    id: Mapped[Id]
    submission_id: Mapped[Key] = mapped_column(ForeignKey("submission.id"), unique=True)
    authority: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
    response: Mapped[bytes | None]
    stamped_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")


class FormalCheck(Base):
    """One formal check of one submission, with its outcome and letter."""

    __tablename__ = "formal_check"

    id: Mapped[Id]
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    submission_id: Mapped[Key] = mapped_column(ForeignKey("submission.id"))
    checked_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    letter: Mapped[str] = mapped_column(Text, default="")
    complete_until: Mapped[datetime | None]

    findings: Mapped[list["CheckFinding"]] = relationship(cascade="all, delete-orphan")


class CheckFinding(Base):
    """What the check found for one item: met, not_met or not_applicable, with a remark."""

    __tablename__ = "check_finding"

    id: Mapped[Id]
    check_id: Mapped[Key] = mapped_column(ForeignKey("formal_check.id"))
    item_id: Mapped[Key] = mapped_column(ForeignKey("check_item.id"))
    verdict: Mapped[str] = mapped_column(String(20))
    remark: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[CheckItem] = relationship(lazy="joined")


class BulkCheck(Base):
    """One outcome recorded for many entries at once; it can be taken back until `held_until`.

    `made` lists {"entry", "check"}: the ids of each entry and of the check recorded for it.
    """

    __tablename__ = "bulk_check"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    made_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    held_until: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    made: Mapped[list[dict[str, Any]]]
    taken_back_at: Mapped[datetime | None]
