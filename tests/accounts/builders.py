"""What tests of accounts, and of those who build on them, have in common."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from leader_award.accounts import one_time_codes, second_factor, service
from leader_award.platform import clock, db
from leader_award.platform.outbox import OutgoingMail

PASSWORD = "zielona lampa i stary most"


def mails(to: str | None = None) -> Sequence[OutgoingMail]:
    """Return the mails of the outbox (to one address), oldest first."""
    query = select(OutgoingMail).order_by(OutgoingMail.created_at, OutgoingMail.id)
    return [mail for mail in db.session().scalars(query) if to in (None, mail.to)]


def link_in(mail: OutgoingMail) -> str:
    """Return the path of the first link in a mail."""
    return re.search(r"http://localhost(?::\d+)?(/\S+)", mail.body)[1]


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


def app_code(secret: str, steps: int = 0) -> str:
    """Return what an authenticator app shows now, or so many steps of 30 seconds later."""
    present = int(clock.now().timestamp()) // one_time_codes.STEP
    return one_time_codes.code_at(secret, present + steps)


def with_app(person_id: str) -> tuple[str, list[str]]:
    """Give the person an authenticator app; return its secret and the recovery codes."""
    secret = one_time_codes.new_secret()
    codes = second_factor.set_up_app(
        person_id=person_id, secret=secret, code=app_code(secret, -1), session_id=None
    )
    return secret, codes
