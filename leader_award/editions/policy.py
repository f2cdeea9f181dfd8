"""Who may do what with editions."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


@rule("edition.organise")
def organises(person: Any, _edition: Any, _now: datetime) -> bool:
    """Organisers set up and run every edition."""
    return is_organiser(person)


@rule("edition.see", public=True)
def sees(person: Any, edition: Any, _now: datetime) -> bool:
    """Everybody reads about an edition once its call is published; organisers before that too."""
    return edition is None or edition.state != "planned" or is_organiser(person)
