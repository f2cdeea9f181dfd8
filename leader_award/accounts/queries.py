"""Read models of people and their sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from leader_award.accounts import sessions
from leader_award.accounts.models import Passkey, Person, RoleGrant, SignInSession
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail

MAILBOX_LENGTH = 200
PEOPLE_PER_PAGE = 50


def find_person(person_id: str) -> Person | None:
    """Return the person of an id."""
    return db.session().get(Person, person_id)


def find_people(text: str, page: int) -> tuple[Sequence[Person], int]:
    """Return a page (from 1) of the people in whose name or address the text stands.

    The number of all of them comes with it. Three SQL statements.
    """
    spellings = {text, text.lower(), text.title()}  # SQLite knows no case outside of ASCII
    found = or_(
        *(Person.name.icontains(spelling, autoescape=True) for spelling in spellings),
        Person.email.icontains(text, autoescape=True),
    )
    everybody = select(Person).where(found) if text else select(Person)
    reader = db.session()
    count = reader.scalar(select(func.count()).select_from(everybody.subquery())) or 0
    people = reader.scalars(
        everybody.order_by(func.lower(Person.name), Person.id)
        .limit(PEOPLE_PER_PAGE)
        .offset((page - 1) * PEOPLE_PER_PAGE)
    ).all()
    return people, count


def organisers() -> Sequence[Person]:
    """Return everybody who holds a role for the whole site, by the day of their account."""
    query = select(Person).where(Person.grants.any()).order_by(Person.created_at, Person.id)
    return db.session().scalars(query).all()


def find_grant(person_id: str, role: str) -> RoleGrant | None:
    """Return the grant of a role to a person."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role)
    return db.session().scalar(query)


def open_sessions(person_id: str, now: datetime) -> Sequence[SignInSession]:
    """Return the person's sessions that still work at `now`, the latest used first."""
    query = (
        select(SignInSession)
        .where(
            SignInSession.person_id == person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.awaits_factor_since.is_(None),
            SignInSession.last_seen_at > now - sessions.IDLE,
            SignInSession.created_at > now - sessions.ABSOLUTE,
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return db.session().scalars(query).all()


def find_session(session_id: str) -> SignInSession | None:
    """Return the session of an id."""
    return db.session().get(SignInSession, session_id)


def find_passkey(passkey_id: str) -> Passkey | None:
    """Return the passkey of an id."""
    return db.session().get(Passkey, passkey_id)


def outgoing_mails() -> Sequence[OutgoingMail]:
    """Return the latest mails of the outbox, sent or not, newest first."""
    query = select(OutgoingMail).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id)
    return db.session().scalars(query.limit(MAILBOX_LENGTH)).all()


def find_mail(mail_id: str) -> OutgoingMail | None:
    """Return one mail of the outbox."""
    return db.session().get(OutgoingMail, mail_id)
