"""Who may do what with people and roles."""

from datetime import datetime
from typing import Any

from flask import current_app

from leader_award.platform.access import rule


def is_organiser(person: Any) -> bool:
    """Return whether the person organises the award (administrators do too)."""
    return bool(_roles(person) & {"organiser", "administrator"})


def is_administrator(person: Any) -> bool:
    """Return whether the person administers the installation."""
    return "administrator" in _roles(person)


def needs_second_factor(person: Any) -> bool:
    """Return whether the person's roles may not be used without a second factor."""
    return bool(current_app.config["SETTINGS"].second_factor_required and person.roles)


def awaits_second_factor(person: Any) -> bool:
    """Return whether the person has roles that sleep until they give a second factor."""
    return needs_second_factor(person) and person.presence.second_factor is None


def _roles(person: Any) -> set[str]:
    """Return the site-wide roles that are in force."""
    if awaits_second_factor(person):
        return set()
    roles: set[str] = person.roles
    return roles


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
    return bool(session.person_id == person.id)


@rule("passkey.change")
def changes_passkey(person: Any, passkey: Any, _now: datetime) -> bool:
    """Everybody names and removes their own passkeys."""
    return bool(passkey.person_id == person.id)


@rule("role.withdraw")
def withdraws_role(person: Any, grant: Any, _now: datetime) -> bool:
    """Organisers withdraw that role from each other; administrators withdraw both roles."""
    return is_administrator(person) or (is_organiser(person) and grant.role == "organiser")


@rule("role.grant")
def grants_role(person: Any, _holder: Any, _now: datetime) -> bool:
    """Administrators make others administrators."""
    return is_administrator(person)


@rule("person.administer")
def administers_person(person: Any, _other: Any, _now: datetime) -> bool:
    """Administrators look after the accounts of everybody."""
    return is_administrator(person)


@rule("provider.use", public=True)
def uses_provider(_person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody may sign in through the provider, where there is one."""
    return current_app.config["SETTINGS"].oidc_issuer is not None


@rule("demo.see_mailbox", public=True)
def sees_mailbox(_person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody reads the demonstration's mails; elsewhere there is no such page."""
    return bool(current_app.config["SETTINGS"].demo)
