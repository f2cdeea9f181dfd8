"""How people get an account: by themselves, or invited by somebody who may."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from leader_award.accounts import hooks, links, passwords, rules
from leader_award.accounts.models import Person, RoleGrant
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import Recipient


@dataclass(frozen=True)
class Registration:
    """Who registered, and whether their address still has to be confirmed.

    Not pending means that the address had an account already; its owner was told by mail.
    """

    person_id: str
    pending: bool


def register_person(*, email: str, name: str, password: str, language: str = "pl") -> str:
    """Register a person and send the link that confirms the address; return the person's id.

    An address that has a confirmed account gets a mail that says so instead, and nothing
    changes. Raises DomainError on the field `password` when the password is too weak.
    """
    kept = passwords.accepted_hash(password, email=email, name=name)
    with db.transaction() as writer:
        done = add_registration(
            writer, email=email, name=name, password_hash=kept, language=language
        )
        return done.person_id


def add_registration(
    writer: Session, *, email: str, name: str, password_hash: str, language: str
) -> Registration:
    """Do the work of `register_person` in the transaction of `writer`, the password hashed.

    The latest registration of an address that is not yet confirmed wins, and its link replaces
    the earlier ones: whoever registers somebody else's address first gains nothing.
    """
    person, _is_new = find_or_add(writer, email=email, name=name, language=language)
    if person.email_confirmed_at is not None:
        outbox.queue(
            writer,
            recipient(person),
            "accounts/mail/already_registered.txt",
            about=person,
            person=person,
        )
        return Registration(person.id, pending=False)
    person.name, person.password_hash, person.language = name, password_hash, language
    audit.record(writer, Actor(person.id, "person"), "person.registered", person)
    send_confirmation(writer, person)
    return Registration(person.id, pending=True)


def send_confirmation(writer: Session, person: Person) -> None:
    """Mail the person the link that confirms their address, unless they got several just now."""
    if not links.may_send(writer, links.CONFIRM, person.email):
        return
    links.replace_links(writer, links.CONFIRM, person.email)
    token = links.issue_link(
        writer,
        purpose=links.CONFIRM,
        email=person.email,
        person_id=person.id,
        lifetime=rules.CONFIRMATION_LIFETIME,
    )
    outbox.queue(
        writer,
        recipient(person),
        "accounts/mail/confirm.txt",
        about=person,
        person=person,
        link=links.address("accounts.confirm", token=token),
        until=clock.now() + rules.CONFIRMATION_LIFETIME,
    )


def resend_confirmation(token: str) -> None:
    """Send a new confirmation link to the address of an expired one; unknown ones do nothing."""
    old = links.owner_of(links.CONFIRM, token)
    if old is None or old.person_id is None:
        return
    with db.transaction() as writer:
        person = db.lock(writer, Person, old.person_id)
        if person.email_confirmed_at is None:
            send_confirmation(writer, person)


def confirm_email(token: str) -> str:
    """Confirm the address that the link was sent to; return the person's id.

    Raises LinkError.
    """
    with db.transaction() as writer:
        link = links.use_link(writer, links.CONFIRM, token)
        person = db.lock(writer, Person, link.person_id)
        mark_confirmed(writer, person)
        return person.id


def mark_confirmed(writer: Session, person: Person) -> None:
    """Note that the person reads mail at their address, and let other features act on it."""
    if person.email_confirmed_at is not None:
        return
    person.email_confirmed_at = clock.now()
    writer.flush()
    audit.record(writer, Actor(person.id, "person"), "person.confirmed", person)
    for act in hooks.confirmed.values():
        act(writer, person)


def invite_person(
    writer: Session,
    *,
    email: str,
    name: str,
    template: str,
    language: str = "pl",
    about: Any = None,
    payload: dict[str, Any] | None = None,
    lifetime: timedelta = rules.INVITATION_LIFETIME,
    **context: Any,
) -> Person:
    """Find or create the person and mail them `template` with `person`, `link` and `until`.

    A new person's link leads to choosing a password. Somebody with an account gets a link to
    sign in (`until` is None), or to accept if the invitation has a `payload`; on acceptance
    the hook `hooks.accepted[payload["kind"]]` is called.
    """
    person, _is_new = find_or_add(writer, email=email, name=name, language=language)
    until = None
    if person.email_confirmed_at is not None and payload is None:
        link = links.address("accounts.sign_in")
    else:
        token = links.issue_link(
            writer,
            purpose=links.INVITATION,
            email=person.email,
            person_id=person.id,
            payload=payload,
            lifetime=lifetime,
        )
        link = links.address("accounts.invitation", token=token)
        until = clock.now() + lifetime
    context |= {"person": person, "link": link, "until": until}
    outbox.queue(writer, recipient(person), template, about=about or person, **context)
    return person


def accept_invitation(token: str, name: str | None = None, password: str | None = None) -> str:
    """Accept an invitation; return the person's id.

    A new person's `name` and `password` are kept and their address counts as confirmed; for
    somebody who has an account both are ignored. Raises LinkError, and DomainError on `password`.
    """
    person = invited_person(token)
    kept = None
    if person.email_confirmed_at is None:
        kept = passwords.accepted_hash(password or "", email=person.email, name=name or "")
    with db.transaction() as writer:
        link = links.use_link(writer, links.INVITATION, token)
        person = db.lock(writer, Person, link.person_id)
        if person.email_confirmed_at is None:
            person.name, person.password_hash = name or person.name, kept
            mark_confirmed(writer, person)
        act = hooks.accepted.get(link.payload.get("kind", ""))
        if act:
            act(writer, person, link.payload)
        audit.record(writer, Actor(person.id, "person"), "invitation.accepted", person)
        return person.id


def invited_person(token: str) -> Person:
    """Return whom a working invitation link was sent to. Raises LinkError."""
    link = links.peek_link(links.INVITATION, token)
    return db.session().get_one(Person, link.person_id)


def create_person(
    writer: Session,
    *,
    email: str,
    name: str,
    password: str | None,
    roles: tuple[str, ...] = (),
    confirmed: bool = True,
    language: str = "pl",
) -> Person:
    """Create a person outright (commands, demonstration); without a password nobody can sign in.

    Raises DomainError on `email` if the address has an account, on `password` if it is weak.
    """
    kept = password and passwords.accepted_hash(password, email=email, name=name)
    person, is_new = find_or_add(writer, email=email, name=name, language=language)
    if not is_new:
        raise DomainError(_l("There is an account with this address already."), field="email")
    now = clock.now()
    person.password_hash = kept or None
    person.email_confirmed_at = now if confirmed else None
    person.grants = [RoleGrant(role=role, granted_at=now) for role in roles]
    writer.flush()
    audit.record(writer, SYSTEM, "person.created", person, {"roles": list(roles)})
    return person


def find_or_add(writer: Session, *, email: str, name: str, language: str) -> tuple[Person, bool]:
    """Return the person of the address under a lock, and whether they were added just now."""
    address = rules.normal_email(email)
    dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
    claim = (
        dialect.insert(Person)
        .values(email=address, name=name, language=language, created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(Person.id)
    )
    is_new = writer.scalar(claim) is not None
    person = writer.scalars(
        select(Person).where(Person.email == address).with_for_update(of=Person)
    ).one()
    return person, is_new


def recipient(person: Person) -> Recipient:
    """Return the person as the recipient of a mail, in their language."""
    return Recipient(person.email, person.language)
