"""What a person finds among people: administrators everybody, organisers one another."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from leader_award.accounts import queries
from leader_award.accounts.models import Person
from leader_award.platform import access, db
from leader_award.platform.matching import Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400


def find(query: Query, person: Any) -> list[Found]:
    """Return people by name or address, to whoever may look after accounts; two statements."""
    if access.can(person, "person.administer", None):
        return best_first(
            _found(one, query, url_for("accounts.person", person_id=one.id))
            for one in _everybody(query)
        )
    if access.can(person, "people.manage"):
        page = url_for("accounts.people")
        return best_first(_found(one, query, page) for one in queries.organisers())
    return []


def _everybody(query: Query) -> Sequence[Person]:
    reader = db.session()
    return reader.scalars(
        select(Person)
        .where(query.condition(reader, (Person.name, Person.email)))
        .order_by(Person.name, Person.id)
        .limit(MOST_TRIED if query.loose else MOST_FOUND)
    ).all()


def _found(one: Person, query: Query, page: str) -> Found:
    return Found(page, one.name, one.email, query.score(one.name, one.email))
