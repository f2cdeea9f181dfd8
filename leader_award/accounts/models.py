"""Tables of people and of how they sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.platform.db import Base, Id, Key


@dataclass(frozen=True)
class Presence:
    """How the person of a request showed who they are.

    `second_factor` is what was given besides the password (app, recovery, passkey, provider) or
    None; `confirmed_at` is when they last showed that it is still them, None if never.
    """

    session_id: str | None = None
    second_factor: str | None = None
    confirmed_at: datetime | None = None


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
    presence = Presence()
    """Set by `sessions` on the person of a request; anybody else was never seen to sign in."""

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
    """One browser in which a person is signed in; the cookie holds the token, we its digest.

    While `awaits_factor_since` is set the password was right, the second factor is still to
    come, and nobody is signed in. `second_factor` and `confirmed_at` are as in Presence.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[Id]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(200), default="")
    awaits_factor_since: Mapped[datetime | None]
    second_factor: Mapped[str | None] = mapped_column(String(20))
    confirmed_at: Mapped[datetime | None]

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

    `kind` is what was tried: password or second_factor. `address` is the network address as our
    server sees it; no header is believed.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    email: Mapped[str] = mapped_column(String(320), index=True)
    address: Mapped[str] = mapped_column(String(45), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)


class AuthenticatorApp(Base):
    """The secret that a person's authenticator app shares with us, sealed (`sealing`).

    `last_step` is the time step (30 s since 1970) of the latest code that was accepted.
    """

    __tablename__ = "authenticator_app"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int]
    added_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that replaces the second factor once; `mark` is its first four characters."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "mark"),)

    id: Mapped[Id]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    mark: Mapped[str] = mapped_column(String(4))
    hashed: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key pair on a person's device or in their password manager; we hold the public half."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class ProviderIdentity(Base):
    """A person as an OpenID Connect provider knows them; `subject` never changes there."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Id]
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime]


class PasskeyChallenge(Base):
    """What a device was asked to sign: works once, for one purpose, for a few minutes."""

    __tablename__ = "passkey_challenge"

    challenge: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
