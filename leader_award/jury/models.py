"""Tables of jurors, their declarations and conflicts, and who scores what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition, Round
from leader_award.entries.models import Entry
from leader_award.platform.db import Base, Id, Key

CONFLICT_KINDS = (
    "none",
    "own_jst",
    "employer",
    "councillor",
    "adviser",
    "family",
    "other",
    "forbidden",
)


class Juror(Base):
    """A person on the jury of one edition; sees nothing before `declared_at`.

    `declaration_text` is what was signed, or refused at `refused_at`, word for word.
    `expertise` maps a category's id to 0..3 (none, some, good, specialist).
    `organisation_ids` are the organisations the juror belongs or belonged to; `round_ids` the
    rounds in which they sit, or none for all of them.
    """

    __tablename__ = "juror"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[int] = mapped_column(default=15)
    minimum: Mapped[int] = mapped_column(default=0)
    expertise: Mapped[dict[str, int]] = mapped_column(default=dict)
    organisation_ids: Mapped[list[str]] = mapped_column(default=list)
    round_ids: Mapped[list[str]] = mapped_column(default=list)
    invited_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    declaration_text: Mapped[str] = mapped_column(Text, default="")
    left_at: Mapped[datetime | None]
    left_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    edition: Mapped[Edition] = relationship()


class Conflict(Base):
    """What a juror said, or we know, about one entry; kind 'none' is an explicit no.

    `source` is juror, register or organiser. Any kind but 'none', whoever says it, bars the
    juror from the entry; 'forbidden' is an organiser's decision for another reason than a tie.
    """

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("juror_id", "entry_id", "source"),)

    id: Mapped[Id]
    juror_id: Mapped[Key] = mapped_column(ForeignKey("juror.id"))
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    source: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]


class Assignment(Base):
    """A juror scores an entry in a round; ended, never deleted, by recusal or a change of plan.

    `source` is hand or proposal.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_live",
            "juror_id",
            "entry_id",
            "round_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    juror_id: Mapped[Key] = mapped_column(ForeignKey("juror.id"))
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"))
    source: Mapped[str] = mapped_column(String(20))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")

    juror: Mapped[Juror] = relationship()
    entry: Mapped[Entry] = relationship()
    round: Mapped[Round] = relationship()


class RoundEntry(Base):
    """An entry that was chosen to go on to a later round."""

    __tablename__ = "round_entry"
    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)

    id: Mapped[Id]
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"))
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    chosen_at: Mapped[datetime]


class EntryNeed(Base):
    """An entry that needs another number of jurors in a round than the round asks for."""

    __tablename__ = "entry_need"
    __table_args__ = (UniqueConstraint("round_id", "entry_id"),)

    id: Mapped[Id]
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"))
    entry_id: Mapped[Key] = mapped_column(ForeignKey("entry.id"))
    needed: Mapped[int]


class AssignmentProposal(Base):
    """What the solver proposed, with everything needed to solve it again.

    `method` is whole (the whole assignment anew) or repair (the fewest changes). `state` is
    waiting, solving, proposed, infeasible or failed, then applied or discarded. `problem` is the
    engine's input as JSON and `input_sha256` its digest; `outcome` is what came out
    (`jury/solving.py`), or how far the work has come. `edits` are the pairs that the organiser
    has "added" and "removed" by hand since.
    """

    __tablename__ = "assignment_proposal"

    id: Mapped[Id]
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    round_id: Mapped[Key] = mapped_column(ForeignKey("assessment_round.id"))
    method: Mapped[str] = mapped_column(String(20), default="whole")
    made_at: Mapped[datetime]
    made_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    seed: Mapped[int]
    solver: Mapped[str] = mapped_column(String(60))
    input_sha256: Mapped[str] = mapped_column(String(64))
    problem: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    edits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    begun_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
