"""A sealed card changed in one step: it is never out of the assessment between two seals."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError
from leader_award.scoring import queries, rules, sealing
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.service import apply_answers, card_for, require_complete


@dataclass(frozen=True)
class Revised:
    """A card's answers by criterion before and after, and the commitment to what it says now."""

    card: ScoreCard
    before: dict[str, rules.Answer]
    after: dict[str, rules.Answer]
    digest: str


def revise_card(
    writer: Session,
    *,
    card_id: str,
    version: int,
    points: Mapping[str, rules.Answer | None],
    comment_to_jury: str,
    actor: Actor,
) -> Revised:
    """Change the answers of a sealed card and seal it anew, in the caller's transaction.

    Whether the juror may is the caller's to say, and to record. The commitment to the old answers
    stays, marked as replaced. Raises Incomplete, Conflict if the card was changed since `version`,
    DomainError beside a criterion's id or a comment or if no answer changes, NotAllowed (time,
    state), NotFound.
    """
    card = card_for(writer, card_id, "revise", actor)
    if card.version != version:
        raise Conflict(_l("This card was changed in another window. Look at it once more."))
    before = queries.answers_of(card)
    apply_answers(card, points, comment_to_jury)
    after = queries.answers_of(card)
    if after == before:
        raise DomainError(_l("No points have been changed, so the card stays as it is."))
    require_complete(card)
    sealing.replace(card, rules.DISCUSSED_CARD)
    card.state = rules.EVENTS[card.state, "revise"].after
    card.saved_at = card.sealed_at = clock.now()
    return Revised(card, before, after, sealing.commit(writer, card))
