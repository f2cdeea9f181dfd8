"""Who sees results, and when."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.partnerships.policy import acts_for
from leader_award.platform.access import rule
from leader_award.results.rules import AWARDED, is_announced


@rule("results.see", public=True)
def sees_results(_person: Any, embargo: Any, now: datetime) -> bool:
    """Everybody sees results from the instant of their announcement; nobody does before it."""
    return is_announced(embargo.announced_at, now)


@rule("results.see_own")
def sees_own_result(person: Any, result: Any, now: datetime) -> bool:
    """From the same instant the applicant's people see the result of their entry."""
    return is_announced(result.announced_at, now) and acts_for(person, result.entry.applicant_id)


@rule("results.add_picture")
def adds_picture(person: Any, result: Any, now: datetime) -> bool:
    """The people of an awarded entry give the press a picture once the results are public."""
    return sees_own_result(person, result, now) and result.decision.outcome in AWARDED


@rule("results.decide")
def decides(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers prepare the decisions and announce them."""
    return is_organiser(person)
