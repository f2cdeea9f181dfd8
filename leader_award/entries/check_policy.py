"""Who checks entries formally."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


@rule("entry.check")
def checks_entries(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers check the entries of every edition."""
    return is_organiser(person)
