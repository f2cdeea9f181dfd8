"""Checks of the chain of events: how far each has come and what it found."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from leader_award.platform.audit_verifier import GENESIS
from leader_award.platform.db import Base, Id


class ChainCheck(Base):
    """One check of the whole chain, done in pages.

    `checked` events hold, the last with `digest`; `given` are digests known from outside, by
    sequence. A check that found a fault names it as `audit_verifier.Fault` does.
    """

    __tablename__ = "chain_check"

    id: Mapped[Id]
    asked_at: Mapped[datetime]
    given: Mapped[dict[str, str]] = mapped_column(default=dict)
    checked: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default=GENESIS)
    backwards: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    fault_sequence: Mapped[int | None]
    fault_since: Mapped[int | None]
    fault_reason: Mapped[str] = mapped_column(String(200), default="")
