"""The table of what organisers made of the words of mails."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id


class MailWording(Base):
    """A version of a mail's words in one language; the last one is in force. Never changed.

    `shipped` says that from this version on the words are those of the program.
    """

    __tablename__ = "mail_wording"
    __table_args__ = (UniqueConstraint("template", "language", "number"),)

    id: Mapped[Id]
    template: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(2))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    shipped: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)

    by: Mapped[Person] = relationship(lazy="joined")
