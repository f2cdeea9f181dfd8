"""What tests of accounts, and of those who build on them, have in common."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from leader_award.accounts import service
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail

PASSWORD = "zielona lampa i stary most"


def mails(to: str | None = None) -> Sequence[OutgoingMail]:
    """Return the mails of the outbox (to one address), oldest first."""
    query = select(OutgoingMail).order_by(OutgoingMail.created_at, OutgoingMail.id)
    return [mail for mail in db.session().scalars(query) if to in (None, mail.to)]


def link_in(mail: OutgoingMail) -> str:
    """Return the path of the first link in a mail."""
    return re.search(r"http://localhost(/\S+)", mail.body)[1]


def token_in(mail: OutgoingMail) -> str:
    """Return the token at the end of the first link in a mail."""
    return link_in(mail).rsplit("/", 1)[1]


def confirmed_person(
    email: str = "anna@example.org", name: str = "Anna Nowak", password: str = PASSWORD
) -> str:
    """Register a person, confirm the address, and return the person's id."""
    person_id = service.register_person(email=email, name=name, password=password)
    service.confirm_email(token_in(mails(email)[-1]))
    return person_id
