"""Who may act for an organisation and decide who else does."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


def acts_for(person: Any, organisation_id: str) -> bool:
    """Return whether the person (or visitor) is an active member of the organisation."""
    return bool(person.is_authenticated) and any(
        member.organisation_id == organisation_id and member.active_since is not None
        for member in person.memberships
    )


def acts_for_any(person: Any) -> bool:
    """Return whether the person is an active member of any organisation."""
    return bool(person.is_authenticated) and any(
        member.active_since is not None for member in person.memberships
    )


@rule("organisation.own")
def lists_own(person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody signed in sees for whom they act, and may ask to act for a unit."""
    return bool(person.is_authenticated)


@rule("organisation.see_members")
def sees_members(person: Any, organisation: Any, _now: datetime) -> bool:
    """Members see each other and invite colleagues."""
    return acts_for(person, organisation.id)


@rule("member.accept")
def accepts(person: Any, member: Any, _now: datetime) -> bool:
    """An invitation is accepted by the one it was sent to."""
    return bool(member.person_id == person.id)


@rule("member.decide")
def decides(person: Any, member: Any, _now: datetime) -> bool:
    """A request is decided by a member of the organisation or by an organiser."""
    return acts_for(person, member.organisation_id) or is_organiser(person)


@rule("member.remove")
def removes(person: Any, member: Any, now: datetime) -> bool:
    """Whoever decides may remove, and everybody may leave."""
    return decides(person, member, now) or accepts(person, member, now)


@rule("membership.see_requests")
def sees_requests(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers see all requests that wait."""
    return is_organiser(person)


@rule("partnership.see", public=True)
def sees_partnership(_person: Any, _partnership: Any, _now: datetime) -> bool:
    """The register is public."""
    return True


@rule("partnership.keep")
def keeps_partnerships(person: Any, _partnership: Any, _now: datetime) -> bool:
    """Organisers keep the register."""
    return is_organiser(person)
