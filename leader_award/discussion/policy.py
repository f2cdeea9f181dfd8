"""Who may do what with the jury's discussion."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.discussion import queries, rules
from leader_award.discussion.models import AgendaItem
from leader_award.platform.access import rule
from leader_award.scoring import policy as scoring_policy
from leader_award.scoring import rules as scoring_rules


@rule("discussion.hold")
def holds(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers keep the agenda and read what was changed; the service says when."""
    return is_organiser(person)


@rule("discussion.attend")
def attends(person: Any, item: AgendaItem, now: datetime) -> bool:
    """Jurors see an entry on the agenda if it is theirs, once their own card of it is sealed.

    A juror who was recused from it does not learn that it is there.
    """
    if item.state == rules.REMOVED:
        return False
    card = queries.card_of(item, person.id)
    return bool(
        card is not None
        and card.state == scoring_rules.SEALED
        and scoring_policy.sees(person, card, now)
    )
