"""Another e-mail address for an account, once its owner shows that they read mail there."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.accounts import links, registration, rules
from leader_award.accounts.models import Person
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import Recipient


def request_email_change(*, person_id: str, email: str) -> None:
    """Mail a link to the new address; nothing changes until it is used.

    Whether the address has an account already is told to its owner alone. Raises DomainError on
    the field `email`.
    """
    address = rules.normal_email(email)
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if address == person.email:
            raise DomainError(_l("This is your present address."), field="email")
        if not links.may_send(writer, links.EMAIL, address):
            raise DomainError(
                _l("Several mails have gone to this address within the hour. Try again later."),
                field="email",
            )
        links.withdraw_links(writer, links.EMAIL, person_id)
        token = links.issue_link(
            writer,
            purpose=links.EMAIL,
            email=address,
            person_id=person_id,
            lifetime=rules.EMAIL_CHANGE_LIFETIME,
        )
        audit.record(writer, Actor(person_id, "person"), "email_change.requested", person)
        holder = writer.scalar(select(Person).where(Person.email == address))
        if holder is not None:
            template = "accounts/mail/address_taken.txt"
            outbox.queue(writer, registration.recipient(holder), template, about=holder)
            return
        outbox.queue(
            writer,
            Recipient(address, person.language),
            "accounts/mail/email_change.txt",
            about=person,
            link=links.address("accounts.confirm_email_change", token=token),
            until=clock.now() + rules.EMAIL_CHANGE_LIFETIME,
        )


def confirm_email_change(token: str) -> str:
    """Make the address that the link went to the account's, and tell the old one; return it.

    Raises LinkError, and DomainError if the address has got an account of its own meanwhile.
    """
    with db.transaction() as writer:
        link = links.use_link(writer, links.EMAIL, token)
        person = db.lock(writer, Person, link.person_id)
        if writer.scalar(select(Person.id).where(Person.email == link.email)):
            raise DomainError(_l("There is an account with this address already."))
        old = registration.recipient(person)
        person.email = link.email
        writer.flush()
        links.replace_links(writer, links.RESET, old.email)
        audit.record(writer, Actor(person.id, "person"), "person.email_changed", person)
        outbox.queue(
            writer,
            old,
            "accounts/mail/email_changed.txt",
            about=person,
            at=clock.now(),
        )
        return person.email
