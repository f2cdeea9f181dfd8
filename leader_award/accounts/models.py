"""Tables of people and of how they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.platform.db import Base, Id, Key


class Person(Base):
    """Somebody with an address that is, or will be, confirmed."""

    __tablename__ = "person"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="pl")
    created_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}

    is_authenticated = True
    is_anonymous = False

    @property
    def roles(self) -> set[str]:
        """The roles granted for the whole site: organiser, administrator."""
        return {grant.role for grant in self.grants}


class RoleGrant(Base):
    """A role that holds for the whole site."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[Id]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInSession(Base):
    """One browser in which a person is signed in; the cookie holds the token, we its digest."""

    __tablename__ = "sign_in_session"

    id: Mapped[Id]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(lazy="joined")


class OneTimeLink(Base):
    """A link sent by mail that works once: confirm an address, reset a password, accept."""

    __tablename__ = "one_time_link"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(30))
    email: Mapped[str] = mapped_column(String(320), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One attempt to sign in, kept for a while so that guessing can be slowed down.

    `address` is the network address as our server sees it; no header is believed.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(320), index=True)
    address: Mapped[str] = mapped_column(String(45), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)
