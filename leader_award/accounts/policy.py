"""Who may do what with people and roles."""

from datetime import datetime
from typing import Any

from leader_award.platform.access import rule


def is_organiser(person: Any) -> bool:
    """Return whether the person organises the award (administrators do too)."""
    return bool(person.is_authenticated and person.roles & {"organiser", "administrator"})


def is_administrator(person: Any) -> bool:
    """Return whether the person administers the installation."""
    return bool(person.is_authenticated and "administrator" in person.roles)


@rule("account.use")
def signed_in(person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody who is signed in looks after their own account."""
    return bool(person.is_authenticated)


@rule("people.manage")
def manages_people(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers see people and invite organisers."""
    return is_organiser(person)
