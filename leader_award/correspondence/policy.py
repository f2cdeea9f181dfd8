"""Who looks after mails."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


@rule("mail.oversee")
def oversees(person: Any, _mail: Any, _now: datetime) -> bool:
    """Organisers see what was written to whom, without the links that open things."""
    return is_organiser(person)


@rule("mail.word")
def words(person: Any, _mail: Any, _now: datetime) -> bool:
    """Organisers word the mails of the award."""
    return is_organiser(person)
