"""Signing in and forgotten passwords; what guesses passwords is slowed down."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leader_award.accounts import links, passwords, registration, rules, sessions
from leader_award.accounts.models import Person, SignInAttempt
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError


class TooManyAttempts(DomainError):
    """Too many failed attempts of late."""


def authenticate(email: str, password: str, *, address: str | None = None) -> Person:
    """Return the person whose address and password these are.

    `address` is the network address of the attempt. Raises TooManyAttempts, or DomainError
    with one message for an unknown address, a wrong password and a disabled account.
    """
    email = rules.normal_email(email)
    attempt_id = _note_attempt(email, address or "")
    person = db.session().scalar(select(Person).where(Person.email == email))
    is_right = passwords.matches(password, person.password_hash if person else None)
    if person is None or not is_right or person.disabled_at is not None:
        raise DomainError(_l("The e-mail address or the password is not right."))
    with db.transaction() as writer:
        db.lock(writer, SignInAttempt, attempt_id).succeeded = True
        row = db.lock(writer, Person, person.id)
        confirmed = row.email_confirmed_at is not None
        if confirmed:
            audit.record(writer, Actor(row.id, "person"), "person.signed_in", row)
        else:
            registration.send_confirmation(writer, row)
    if not confirmed:
        raise DomainError(
            _l("Confirm your e-mail address first. We have sent you the link once more.")
        )
    return db.session().get_one(Person, person.id)


def confirm_identity(person_id: str, password: str, *, address: str | None = None) -> None:
    """Raise DomainError on the field `current` unless this is the person's password."""
    person = db.session().get_one(Person, person_id)
    attempt_id = _note_attempt(person.email, address or "")
    if not passwords.matches(password, person.password_hash):
        raise DomainError(_l("This is not your present password."), field="current")
    with db.transaction() as writer:
        db.lock(writer, SignInAttempt, attempt_id).succeeded = True


def request_password_reset(email: str) -> None:
    """Mail a link to choose a new password, if the address has an account; never says whether."""
    with db.transaction() as writer:
        person = writer.scalar(
            select(Person).where(Person.email == rules.normal_email(email)).with_for_update()
        )
        if person is None or person.disabled_at is not None:
            return
        if not links.may_send(writer, links.RESET, person.email):
            return
        links.replace_links(writer, links.RESET, person.email)
        token = links.issue_link(
            writer,
            purpose=links.RESET,
            email=person.email,
            person_id=person.id,
            lifetime=rules.RESET_LIFETIME,
        )
        audit.record(writer, Actor(None, "visitor"), "password.reset_requested", person)
        outbox.queue(
            writer,
            registration.recipient(person),
            "accounts/mail/reset.txt",
            about=person,
            person=person,
            link=links.address("accounts.new_password", token=token),
            until=clock.now() + rules.RESET_LIFETIME,
        )


def reset_password(token: str, password: str) -> str:
    """Set a new password through the mailed link and end all sessions; return the person's id.

    The link also shows that the person reads mail at the address, so it counts as confirmed.
    Raises LinkError, and DomainError on the field `password`.
    """
    link = links.peek_link(links.RESET, token)
    person = db.session().get_one(Person, link.person_id)
    kept = passwords.accepted_hash(password, email=person.email, name=person.name)
    with db.transaction() as writer:
        links.use_link(writer, links.RESET, token)
        row = db.lock(writer, Person, person.id)
        row.password_hash = kept
        registration.mark_confirmed(writer, row)
        sessions.end_all_sessions(writer, row.id)
        _forgive(writer, row.email)
        audit.record(writer, Actor(row.id, "person"), "password.reset", row)
        _tell_changed(writer, row)
        return row.id


def change_password(
    *, person_id: str, current: str, password: str, address: str | None = None
) -> None:
    """Change one's own password and end all sessions; the view starts a new one.

    Raises TooManyAttempts, and DomainError on the fields `current` or `password`.
    """
    confirm_identity(person_id, current, address=address)
    person = db.session().get_one(Person, person_id)
    kept = passwords.accepted_hash(password, email=person.email, name=person.name)
    with db.transaction() as writer:
        row = db.lock(writer, Person, person_id)
        row.password_hash = kept
        sessions.end_all_sessions(writer, person_id)
        audit.record(writer, Actor(person_id, "person"), "password.changed", row)
        _tell_changed(writer, row)


def _tell_changed(writer: Session, person: Person) -> None:
    outbox.queue(
        writer,
        registration.recipient(person),
        "accounts/mail/password_changed.txt",
        about=person,
        person=person,
        at=clock.now(),
    )


def _note_attempt(email: str, address: str) -> str:
    """Count the attempt as failed before the password is looked at; return the row's id.

    Raises TooManyAttempts.
    """
    now = clock.now()
    with db.transaction() as writer:
        writer.execute(delete(SignInAttempt).where(SignInAttempt.at < now - rules.ATTEMPTS_KEPT))
        welcome = _welcome_at(writer, email, address, now)
        if welcome is None:
            attempt = SignInAttempt(email=email, address=address, at=now)
            writer.add(attempt)
            writer.flush()
            return attempt.id
    minutes = max(1, -int(-(welcome - now).total_seconds() // 60))
    raise TooManyAttempts(
        _l("Too many failed attempts. Try again in %(minutes)s min.", minutes=minutes)
    )


def _welcome_at(reader: Session, email: str, address: str, now: datetime) -> datetime | None:
    since = now - rules.ATTEMPT_WINDOW
    last_success = reader.scalar(
        select(func.max(SignInAttempt.at)).where(
            SignInAttempt.email == email, SignInAttempt.succeeded, SignInAttempt.at > since
        )
    )
    failed = select(SignInAttempt.at).where(~SignInAttempt.succeeded)
    by_account = reader.scalars(
        failed.where(SignInAttempt.email == email, SignInAttempt.at > (last_success or since))
    ).all()
    by_address = reader.scalars(
        failed.where(SignInAttempt.address == address, SignInAttempt.at > since)
    ).all()
    moments = (
        rules.free_at(by_account, rules.ATTEMPTS_PER_ACCOUNT, now),
        rules.free_at(by_address, rules.ATTEMPTS_PER_ADDRESS, now) if address else None,
    )
    return max((moment for moment in moments if moment), default=None)


def _forgive(writer: Session, email: str) -> None:
    """Forget failed attempts: the owner of the mailbox has chosen a new password."""
    writer.execute(
        delete(SignInAttempt).where(SignInAttempt.email == email, ~SignInAttempt.succeeded)
    )
