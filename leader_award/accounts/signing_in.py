"""Signing in and forgotten passwords; what guesses passwords is slowed down."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts import (
    attempts,
    links,
    passwords,
    registration,
    rules,
    second_factor,
    sessions,
)
from leader_award.accounts.models import OneTimeLink, Person
from leader_award.platform import audit, clock, db, outbox, security_log, tasks
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError

RESETS = "password_resets"
"""The worker's task that sends the links asked for."""


def authenticate(email: str, password: str, *, address: str | None = None) -> Person:
    """Return the person whose address and password these are.

    Who has set up a second factor has not signed in by that: `finish_signing_in` is to follow.
    `address` is the network address of the attempt. Raises TooManyAttempts, or DomainError
    with one message for an unknown address, a wrong password and a disabled account.
    """
    email = rules.normal_email(email)
    attempt_id = attempts.note(attempts.PASSWORD, email, address or "")
    # columns alone: a whole person brings further statements, and time tells who has an account
    kept = select(Person.id, Person.password_hash, Person.disabled_at)
    person = db.session().execute(kept.where(Person.email == email)).one_or_none()
    is_right = passwords.matches(password, person.password_hash if person else None)
    if person is None or not is_right or person.disabled_at is not None:
        security_log.note("sign_in.failed", person=person.id if person else None)
        raise DomainError(_l("The e-mail address or the password is not right."))
    with db.transaction() as writer:
        attempts.note_success(writer, attempt_id)
        row = db.lock(writer, Person, person.id)
        confirmed = row.email_confirmed_at is not None
        if not confirmed:
            registration.send_confirmation(writer, row)
        elif not second_factor.of_person(row.id, writer).is_set_up:
            audit.record(writer, Actor(row.id, "person"), "person.signed_in", row)
    if not confirmed:
        raise DomainError(
            _l("Confirm your e-mail address first. We have sent you the link once more.")
        )
    return db.session().get_one(Person, person.id)


def finish_signing_in(person_id: str, factor: str) -> None:
    """Sign in somebody who has given their second factor, in place of the session that waited.

    Raises DomainError if the account was disabled or its address never confirmed.
    """
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if person.disabled_at is not None or person.email_confirmed_at is None:
            raise DomainError(_l("This account cannot be used."))
        sessions.end_session()
        sessions.start_session(person_id, second_factor=factor)
        details = {"second_factor": factor}
        audit.record(writer, Actor(person_id, "person"), "person.signed_in", person, details)


def check_password(
    person_id: str, password: str, *, field: str, address: str | None = None
) -> None:
    """Raise DomainError on the form's `field` unless this is the person's password."""
    person = db.session().get_one(Person, person_id)
    attempt_id = attempts.note(attempts.PASSWORD, person.email, address or "")
    if not passwords.matches(password, person.password_hash):
        raise DomainError(_l("This is not your present password."), field=field)
    with db.transaction() as writer:
        attempts.note_success(writer, attempt_id)


def ask_for_password_reset(email: str) -> None:
    """Note that a link to choose a new password is wanted; the worker looks whether to send one.

    What happens here is the same for every address, so the time it takes tells nobody which
    addresses have an account.
    """
    with db.transaction() as writer:
        links.issue_link(
            writer, purpose=links.RESET_WANTED, email=email, lifetime=rules.RESET_LIFETIME
        )
        db.after_commit(writer, lambda: tasks.enqueue(RESETS))


def send_wanted_resets() -> None:
    """Answer what `ask_for_password_reset` noted, and forget the notes. Run by the worker."""
    wanted = select(OneTimeLink.id).where(OneTimeLink.purpose == links.RESET_WANTED)
    for note_id in db.session().scalars(wanted).all():
        with db.transaction() as writer:
            note = writer.get(OneTimeLink, note_id, with_for_update=True)
            if note is not None:
                writer.delete(note)
                request_password_reset(note.email)


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
        links.withdraw_links(writer, links.EMAIL, row.id)
        registration.mark_confirmed(writer, row)
        sessions.end_all_sessions(writer, row.id)
        attempts.forgive(writer, row.email)
        audit.record(writer, Actor(row.id, "person"), "password.reset", row)
        _tell_changed(writer, row)
        return row.id


def change_password(
    *, person_id: str, current: str, password: str, address: str | None = None
) -> None:
    """Change one's own password and end all sessions; the view starts a new one.

    Raises TooManyAttempts, and DomainError on the fields `current` or `password`.
    """
    check_password(person_id, current, field="current", address=address)
    person = db.session().get_one(Person, person_id)
    kept = passwords.accepted_hash(password, email=person.email, name=person.name)
    with db.transaction() as writer:
        row = db.lock(writer, Person, person_id)
        row.password_hash = kept
        links.withdraw_links(writer, links.EMAIL, row.id)
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
