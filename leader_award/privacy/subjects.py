"""Whom data are about: somebody with an account, or with an address only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.accounts.rules import normal_email
from leader_award.dissemination.models import Registration
from leader_award.jury.models import Juror
from leader_award.self_assessment.models import AssessmentAnswer

GONE = "@usunieto.invalid"
"""What the address of an erased person ends with; no mail can go there."""


@dataclass(frozen=True)
class Subject:
    """Whom an erasure or a copy of data is about, with the ids of the rows that say so.

    `names` are all the spellings under which they were entered.
    """

    email: str
    names: tuple[str, ...]
    person_id: str | None = None
    registration_ids: tuple[str, ...] = ()
    answer_ids: tuple[str, ...] = ()
    juror_ids: tuple[str, ...] = ()

    @property
    def rows(self) -> list[str]:
        """The rows as `<table>:<id>`, as the list for restored backups holds them."""
        return [
            *([f"person:{self.person_id}"] if self.person_id else ()),
            *(f"registration:{one}" for one in self.registration_ids),
            *(f"assessment_answer:{one}" for one in self.answer_ids),
        ]

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0] if self.names else self.email

    @property
    def words(self) -> tuple[str, ...]:
        """What to look for in free text: the address, and names of two words or more.

        Titles that end with a dot (`prof.`, `dr hab.`) are left out, since texts may lack them.
        """
        bare = (
            " ".join(part for part in name.split() if not part.endswith(".") and part != "dr")
            for name in self.names
        )
        return (self.email, *dict.fromkeys(name for name in bare if len(name.split()) > 1))

    @property
    def pattern(self) -> re.Pattern[str]:
        """A pattern that finds the address and the names, surname first or last."""
        found = [re.escape(self.email)]
        for name in self.words[1:]:
            parts = [re.escape(part) for part in name.split()]
            found += [r"\s+".join(parts), r",?\s+".join([parts[-1], *parts[:-1]])]
        return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def of_address(reader: Session, email: str) -> Subject | None:
    """Return whom the address belongs to, or None if nothing is kept under it."""
    email = normal_email(email)
    person = reader.scalar(select(Person).where(Person.email == email))
    registrations = reader.execute(
        select(Registration.id, Registration.name).where(Registration.email == email)
    ).all()
    answers = reader.execute(
        select(AssessmentAnswer.id, AssessmentAnswer.name).where(AssessmentAnswer.email == email)
    ).all()
    if person is None and not registrations and not answers:
        return None
    jurors = reader.scalars(select(Juror.id).where(Juror.person_id == person.id)) if person else ()
    names = [person.name] if person else []
    names += [name for _id, name in (*registrations, *answers)]
    return Subject(
        email=email,
        names=tuple(dict.fromkeys(name for name in names if name)),
        person_id=person.id if person else None,
        registration_ids=tuple(sorted(row_id for row_id, _name in registrations)),
        answer_ids=tuple(sorted(row_id for row_id, _name in answers)),
        juror_ids=tuple(jurors),
    )


def of_rows(reader: Session, rows: Iterable[str]) -> Subject | None:
    """Return whom these rows (`<table>:<id>`) are about, if one of them is still there."""
    tables: dict[str, Any] = {
        "person": Person,
        "registration": Registration,
        "assessment_answer": AssessmentAnswer,
    }
    for row in rows:
        table, _, row_id = row.partition(":")
        found = reader.get(tables[table], row_id) if table in tables else None
        if found is not None and not found.email.endswith(GONE):
            return of_address(reader, found.email)
    return None


def named(reader: Session, text: str, limit: int = 30) -> list[Subject]:
    """Return those whose address or part of a name the text is, people with accounts first."""
    text = text.strip()
    if not text:
        return []
    emails: list[str] = []
    tables: tuple[Any, ...] = (Person, Registration, AssessmentAnswer)
    for table in tables:
        like = [table.email == normal_email(text)]
        like += [table.name.ilike(f"%{form}%") for form in {text, text.title(), text.upper()}]
        emails += reader.scalars(
            select(table.email).where(or_(*like), ~table.email.endswith(GONE)).limit(limit)
        )
    found = (of_address(reader, email) for email in list(dict.fromkeys(emails))[:limit])
    return [subject for subject in found if subject is not None]
