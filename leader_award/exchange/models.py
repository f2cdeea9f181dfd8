"""Table of the sheets that were sent in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.editions.models import Edition, Round
from leader_award.jury.models import Juror
from leader_award.platform.db import Base, Id, Key
from leader_award.platform.storage import StoredFile

ENTRIES, JURORS, CARDS = KINDS = ("entries", "jurors", "cards")


class SheetImport(Base):
    """A file that was looked at and, from `applied_at` on, taken over.

    `juror_id` and `round_id` say whose cards of which round a sheet of cards is about. `made_ids`
    are the things that were added by it, `counts` how many rows of each status it had. The file
    is kept unless it named somebody who was erased since.
    """

    __tablename__ = "sheet_import"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    edition_id: Mapped[Key] = mapped_column(ForeignKey("edition.id"))
    juror_id: Mapped[str | None] = mapped_column(ForeignKey("juror.id"), index=True)
    round_id: Mapped[str | None] = mapped_column(ForeignKey("assessment_round.id"))
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    uploaded_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    made_ids: Mapped[list[str]] = mapped_column(default=list)
    counts: Mapped[dict[str, int]] = mapped_column(default=dict)

    edition: Mapped[Edition] = relationship()
    juror: Mapped[Juror | None] = relationship()
    round: Mapped[Round | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
