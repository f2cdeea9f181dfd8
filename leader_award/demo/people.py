"""The people of the demonstration. They are invented; so are their addresses."""

from dataclasses import dataclass

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
    part: str
    roles: tuple[str, ...] = ()


ORGANISER = Account("organizator@demo.example", "Olga Organizator", "organizator", ("organiser",))
SECOND_ORGANISER = Account(
    "organizator2@demo.example", "Igor Organizator", "drugi organizator", ("organiser",)
)
ADMINISTRATOR = Account(
    "administrator@demo.example", "Ada Administrator", "administrator", ("administrator",)
)
CLERK = Account("urzednik@demo.example", "Anna Kowalska", "urzędniczka (miasto Bolesławiec)")
JURORS = (
    Account("juror1@demo.example", "prof. Halina Zielińska", "jurorka"),
    Account("juror2@demo.example", "dr Tomasz Wrona", "juror"),
    Account("juror3@demo.example", "Ewa Lipska-Maj", "jurorka"),
    Account("juror4@demo.example", "Marek Sowa", "juror"),
    Account("juror5@demo.example", "dr Iwona Bąk", "jurorka"),
    Account("juror6@demo.example", "Piotr Żak", "juror"),
)
ARCHIVIST = Account("archiwum@demo.example", "Archiwum nagrody", "wpisał dane archiwalne")
WITH_PASSWORD = (ORGANISER, SECOND_ORGANISER, ADMINISTRATOR, CLERK, *JURORS)
CLERKS_TERC = "020101"


def list_accounts() -> list[tuple[str, str, str, str]]:
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
