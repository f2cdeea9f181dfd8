"""The people of the demonstration. They are invented; so are their addresses."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.accounts.service import create_person
from leader_award.platform import db
from leader_award.platform.audit import Actor

PASSWORD = "wspolpraca-gmin-2026"  # noqa: S105  # nosec B105 - it is printed at start and shown


@dataclass(frozen=True)
class Account:
    """Somebody a visitor of the demonstration can sign in as."""

    email: str
    name: str
    part: Any
    roles: tuple[str, ...] = ()


ORGANISER = Account("organizator@demo.example", "Olga Organizator", _l("organiser"), ("organiser",))
SECOND_ORGANISER = Account(
    "organizator2@demo.example", "Igor Organizator", _l("second organiser"), ("organiser",)
)
ADMINISTRATOR = Account(
    "administrator@demo.example", "Ada Administrator", _l("administrator"), ("administrator",)
)
CLERK = Account(
    "urzednik@demo.example", "Anna Kowalska", _l("clerk of a municipality (Bolesławiec)")
)
LAUREATE = Account("laureat@demo.example", "Jan Nowicki", _l("clerk of a laureate (Włodawa)"))
JURORS = (
    Account("juror1@demo.example", "prof. Halina Zielińska", _l("juror")),
    Account("juror2@demo.example", "dr Tomasz Wrona", _l("juror")),
    Account("juror3@demo.example", "Ewa Lipska-Maj", _l("juror")),
    Account("juror4@demo.example", "Marek Sowa", _l("juror")),
    Account("juror5@demo.example", "dr Iwona Bąk", _l("juror")),
    Account("juror6@demo.example", "Piotr Żak", _l("juror")),
)
ARCHIVIST = Account(
    "archiwum@demo.example", "Archiwum nagrody", _l("entered the data of past editions")
)
WITH_PASSWORD = (ORGANISER, SECOND_ORGANISER, ADMINISTRATOR, CLERK, LAUREATE, *JURORS)
CLERKS_TERC = "020101"


def list_accounts() -> list[tuple[str, str, str, Any]]:
    """Return (e-mail, password, name, part) of those that a visitor may sign in as."""
    return [(a.email, PASSWORD, a.name, a.part) for a in WITH_PASSWORD]


def add_people() -> None:
    """Add everybody, with confirmed addresses and one password."""
    with db.transaction() as writer:
        for account in (*WITH_PASSWORD, ARCHIVIST):
            create_person(
                writer,
                email=account.email,
                name=account.name,
                password=PASSWORD if account in WITH_PASSWORD else None,
                roles=account.roles,
            )


def acting(account: Account, role: str) -> Actor:
    """Return the account's person as an actor in `role`."""
    return Actor(db.session().scalar(select(Person.id).where(Person.email == account.email)), role)
