"""Cards when a new version of their rubric comes into force.

Points and abstentions go over where the criterion means the same. A sealed card that thereby is
whole stays sealed; any other sealed one is given back. Points by the old version are kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from leader_award.accounts.service import address, recipient
from leader_award.editions import versions
from leader_award.editions.models import Rubric
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import audit, clock, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotAllowed
from leader_award.scoring import rules, sealing
from leader_award.scoring.models import CardReopening, Score, ScoreCard


def replace_rubric(writer: Session, old: Rubric, new: Rubric, actor: Actor) -> None:
    """Move the round's cards from one version of its rubric to the next, in its transaction.

    Jurors whose cards are given back get one mail each. Raises NotAllowed if there are such
    cards while the round accepts no scores.
    """
    mapping = versions.carried(old.criteria, new.criteria)
    cards = writer.scalars(
        select(ScoreCard)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .where(ScoreCard.rubric_id == old.id, ScoreCard.state != rules.RECUSED)
        .options(selectinload(ScoreCard.scores))
        .order_by(ScoreCard.id)
        .with_for_update(of=ScoreCard)
        .execution_options(populate_existing=True)
    ).all()
    given_back: dict[str, list[ScoreCard]] = defaultdict(list)
    for card in cards:
        answers = _carry(card, mapping)
        card.rubric = new
        was_sealed = card.state == rules.SEALED
        whole = not rules.missing(new.criteria, answers) and not rules.lacks_points(answers)
        details: dict[str, Any] = {"version": new.version, "carried": len(answers)}
        if was_sealed:
            sealing.replace(card, rules.NEW_RUBRIC)
        if was_sealed and not whole:
            _give_back(writer, card, new.reason, actor)
            given_back[card.assignment.juror_id].append(card)
        elif was_sealed:
            details["commitment"] = sealing.commit(writer, card)
        details["state"] = card.state
        audit.record(writer, actor, "card.rubric_replaced", card, details)
    if given_back and not rules.accepts_scores(new.round, clock.now()):
        raise NotAllowed(
            _l(
                "Some sealed cards would have to be filled in again, but the round does not accept"
                " scores now. Move its dates first."
            )
        )
    _write_to_jurors(writer, new, given_back)


def _carry(card: ScoreCard, mapping: Mapping[str, str]) -> dict[str, rules.Answer]:
    """Add to the card what goes over; return it by the new criteria."""
    points = versions.carry({one.criterion_id: one.points for one in card.scores}, mapping)
    card.scores += [Score(criterion_id=key, points=value) for key, value in points.items()]
    abstained = [mapping[key] for key in card.abstained_ids if key in mapping]
    card.abstained_ids = [*card.abstained_ids, *abstained]
    return points | dict.fromkeys(abstained, rules.ABSTAIN)


def _give_back(writer: Session, card: ScoreCard, reason: str, actor: Actor) -> None:
    card.state, card.sealed_at = rules.EVENTS[card.state, "replace"].after, None
    writer.add(CardReopening(card_id=card.id, at=clock.now(), by_id=actor.person_id, reason=reason))


def _write_to_jurors(
    writer: Session, new: Rubric, given_back: Mapping[str, Sequence[ScoreCard]]
) -> None:
    for juror_id, cards in given_back.items():
        juror = writer.get_one(Juror, juror_id)
        entry_ids = [card.assignment.entry_id for card in cards]
        references = writer.scalars(select(Entry.reference).where(Entry.id.in_(entry_ids)))
        outbox.queue(
            writer,
            recipient(juror.person),
            "scoring/mail/rubric_replaced.txt",
            about=juror,
            person=juror.person,
            edition=new.round.edition,
            round=new.round,
            references=sorted(str(one) for one in references),
            reason=new.reason,
            link=address("scoring.desk"),
        )
