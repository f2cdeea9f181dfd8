"""Who makes diplomas, and from when anybody may verify one."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.diplomas import rules
from leader_award.platform.access import rule


@rule("diplomas.make")
def makes(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers design diplomas, issue and revoke them."""
    return is_organiser(person)


@rule("diploma.verify", public=True)
def verifies(_person: Any, found: Any, now: datetime) -> bool:
    """Who knows the code verifies the diploma, but never before its edition's announcement."""
    return rules.is_open(found.diploma.kind, found.announced_at, now)
