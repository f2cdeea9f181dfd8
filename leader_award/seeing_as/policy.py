"""Who may see the site as whom."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.jury.queries import is_juror
from leader_award.partnerships.policy import acts_for_any
from leader_award.platform.access import rule


def may_be_seen_as(person: Any) -> bool:
    """Return whether anybody may see the site as this person: never organisers, administrators.

    What those see is more than another organiser may, and they can show it themselves.
    """
    return not person.roles and person.disabled_at is None and person.email_confirmed_at is not None


@rule("person.see_as")
def sees_as(person: Any, other: Any, _now: datetime) -> bool:
    """Organisers see the site as clerks and jurors do, unless they have a part in it themselves.

    Whoever acts for an applicant or sits on a jury would learn how others in the same part fare.
    """
    return (
        is_organiser(person)
        and may_be_seen_as(other)
        and not is_juror(person.id)
        and not acts_for_any(person)
    )
