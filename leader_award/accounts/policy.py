"""Who may do what with people and roles."""

from datetime import datetime
from typing import Any

from flask import current_app

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


@rule("session.end")
def ends_session(person: Any, session: Any, _now: datetime) -> bool:
    """Everybody ends their own sessions."""
    return bool(person.is_authenticated) and session.person_id == person.id


@rule("role.withdraw")
def withdraws_role(person: Any, grant: Any, _now: datetime) -> bool:
    """Organisers withdraw that role from each other; administrators withdraw both roles."""
    return is_administrator(person) or (is_organiser(person) and grant.role == "organiser")


@rule("role.grant")
def grants_role(person: Any, _holder: Any, _now: datetime) -> bool:
    """Administrators make others administrators."""
    return is_administrator(person)


@rule("demo.see_mailbox", public=True)
def sees_mailbox(_person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody reads the demonstration's mails; elsewhere there is no such page."""
    return bool(current_app.config["SETTINGS"].demo)
