"""Who may see rankings."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule


@rule("ranking.see")
def sees_ranking(person: Any, _edition: Any, _now: datetime) -> bool:
    """Only organisers see rankings; laureates become public with the results."""
    return is_organiser(person)


@rule("ranking.record_vote")
def records_votes(person: Any, _edition: Any, _now: datetime) -> bool:
    """Organisers write down what the jury voted; the service says when."""
    return is_organiser(person)


@rule("ranking.choose_entries")
def chooses_entries(person: Any, _round: Any, _now: datetime) -> bool:
    """Organisers write down who goes on to a later round; the jury's service says when."""
    return is_organiser(person)
