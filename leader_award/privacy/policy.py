"""Who may do what with other people's personal data."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_administrator
from leader_award.platform.access import rule


@rule("privacy.administer")
def administers(person: Any, _thing: Any, _now: datetime) -> bool:
    """Administrators answer requests about personal data, erase, and see who saw what."""
    return is_administrator(person)


@rule("consent.withdraw")
def withdraws_consent(person: Any, consent: Any, _now: datetime) -> bool:
    """Everybody withdraws their own consents."""
    return bool(consent.person_id == person.id)
