"""Who may see and arrange conferences."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.dissemination.rules import PUBLIC_STATES
from leader_award.platform.access import rule


@rule("conference.see", public=True)
def sees_conference(person: Any, conference: Any, _now: datetime) -> bool:
    """Everybody sees a published conference; organisers see how a planned one will look."""
    return conference.state in PUBLIC_STATES or is_organiser(person)


@rule("conference.arrange")
def arranges_conferences(person: Any, _conference: Any, _now: datetime) -> bool:
    """Organisers arrange conferences."""
    return is_organiser(person)
