"""Who looks up what."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


@rule("site.search")
def searches(person: Any, _thing: Any, _now: datetime) -> bool:
    """Everybody who is signed in searches; each provider gives what they may open."""
    return bool(person.is_authenticated)


@rule("organisation.look_up")
def looks_up(person: Any, _organisation: Any, _now: datetime) -> bool:
    """Organisers see who acts for an organisation and what it has entered."""
    return is_organiser(person)
