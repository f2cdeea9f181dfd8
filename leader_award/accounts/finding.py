"""What a person finds among people: administrators everybody, organisers one another."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.platform import access, db
from leader_award.platform.matching import Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400


def find(query: Query, person: Any) -> list[Found]:
    """Return people by name or address, to whoever may look after accounts; two statements."""
    if not access.can(person, "people.manage"):
        return []
    everybody = access.can(person, "person.administer", None)
    reader = db.session()
    statement = select(Person).where(query.condition(reader, (Person.name, Person.email)))
    if not everybody:
        statement = statement.where(Person.grants.any())
    statement = statement.order_by(Person.name, Person.id)
    people = reader.scalars(statement.limit(MOST_TRIED if query.loose else MOST_FOUND))
    return best_first(
        Found(
            url=url_for("accounts.person", person_id=one.id)
            if everybody
            else url_for("accounts.people"),
            title=one.name,
            detail=one.email,
            score=query.score(one.name, one.email),
        )
        for one in people
    )
