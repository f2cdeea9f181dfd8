"""Load the whole demonstration, in the order of time."""

from sqlalchemy import select, update

from leader_award.accounts.models import Person
from leader_award.demo import (
    assigning,
    diplomas,
    events,
    knowledge,
    partnerships,
    past,
    people,
    practices,
    present,
    self_assessments,
)
from leader_award.partnerships import register
from leader_award.partnerships.service import import_register
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.outbox import SENT, WAITING, OutgoingMail


def is_empty() -> bool:
    """Return whether nobody is in the database yet."""
    return db.session().scalar(select(Person.id).limit(1)) is None


def load_demonstration() -> None:
    """Fill an empty database with the register, two past editions and two of today."""
    today = clock.to_warsaw(clock.now()).date()
    import_register(register.shipped(), actor=SYSTEM, on=today)
    people.add_people()
    partnerships.load_partnerships()
    self_assessments.load_self_assessments()
    past.load_conference()
    past.load_2014()
    past.load_2015()
    diplomas.load_diplomas()
    practices.load_practices()
    present.load_open()
    present.load_scored()
    assigning.forbid_a_pair()
    knowledge.load_knowledge()
    events.load_events()
    count_mail_as_sent()


def count_mail_as_sent() -> None:
    """Nobody is to get mail about what the demonstration made up."""
    with db.transaction() as writer:
        writer.execute(
            update(OutgoingMail)
            .where(OutgoingMail.state == WAITING)
            .values(state=SENT, sent_at=OutgoingMail.created_at)
        )


def sign_ins() -> str:
    """Return the list of the demonstration's accounts, for the terminal."""
    rows = [f"  {account.email:<30} {account.part!s}" for account in people.WITH_PASSWORD]
    return "\n".join(
        ["Demonstration sign-ins (one password for all):", f"  {people.PASSWORD}", "", *rows]
    )
