"""Use cases of score cards: open, save, seal, recuse, remind."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from leader_award.editions import rules as edition_rules
from leader_award.editions.models import Round
from leader_award.entries.rules import clean_text
from leader_award.jury.models import Assignment
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.platform.i18n import moment
from leader_award.scoring import hooks, queries, rules, sealing, wording
from leader_award.scoring.models import Score, ScoreCard


class Incomplete(DomainError):
    """The card says too little; `missing` lists the criteria without an answer in their order."""

    def __init__(self, missing: list[str], message: Any = None, field: str | None = None) -> None:
        super().__init__(
            message or _l("Some criteria have no points yet, so the card was not sealed."),
            field=field,
        )
        self.missing = missing


def open_card(*, assignment_id: str, actor: Actor) -> str:
    """Return the id of the assignment's card, which is made the first time.

    Raises NotAllowed when the assessment is not open or the assignment has ended, NotFound.
    """
    with db.transaction() as writer:
        assignment = db.lock(writer, Assignment, assignment_id)
        card_id = writer.scalar(
            select(ScoreCard.id).where(ScoreCard.assignment_id == assignment_id)
        )
        if card_id is not None:
            return card_id
        if assignment.ended_at is not None:
            raise NotAllowed(wording.REFUSALS["recused"])
        now = clock.now()
        round = db.lock(writer, Round, assignment.round_id)  # a new version waits, or we for it
        _require_open(round, now)
        rubric = round.rubric
        if not edition_rules.complete([criterion.weight for criterion in rubric.criteria]):
            raise NotAllowed(_l("The rubric of this round is not ready yet."))
        for obstacle in hooks.card_obstacles:
            reason = obstacle(writer, assignment)
            if reason is not None:
                raise NotAllowed(reason)
        card = ScoreCard(assignment_id=assignment_id, rubric_id=rubric.id, state=rules.ASSIGNED)
        writer.add(card)
        writer.flush()
        audit.record(writer, actor, "card.opened", card, {"entry": assignment.entry_id})
        return card.id


def _require_open(round: Round, now: datetime) -> None:
    if rules.accepts_scores(round, now):
        return
    if round.edition.state != "scoring":
        raise NotAllowed(_l("The assessment is not open, so nothing was changed."))
    if round.opens_at is not None and now < round.opens_at:
        raise NotAllowed(
            _l("This round begins on %(when)s Polish time.", when=moment(round.opens_at))
        )
    raise NotAllowed(
        _l(
            "The assessment ended on %(when)s Polish time, so nothing was changed. What you"
            " saved before is kept. If you need more time, write to the organiser.",
            when=moment(round.ends_at),
        )
    )


def card_for(writer: Session, card_id: str, event: str, actor: Actor) -> ScoreCard:
    """Return the card, locked, for an event of the state table while the assessment is open.

    Raises NotAllowed (time, state), NotFound.
    """
    now = clock.now()
    card = db.lock(writer, ScoreCard, card_id)
    if card.assignment.ended_at is not None:
        raise NotAllowed(wording.REFUSALS["recused"])
    _require_open(card.assignment.round, now)
    if not rules.allows(card.state, event, actor.role):
        raise NotAllowed(wording.REFUSALS.get(card.state, wording.REFUSALS["state"]))
    return card


def save_card(
    *,
    card_id: str,
    version: int,
    points: Mapping[str, rules.Answer | None],
    comment_to_jury: str,
    comment_to_applicant: str,
    actor: Actor,
) -> int:
    """Keep points and comments; return the card's version after it.

    `points` maps criteria to whole points, to rules.ABSTAIN, or to None for nothing; criteria left
    out stay. Raises Conflict if the card was saved elsewhere since `version` and something differs,
    DomainError beside a criterion's id or a comment, NotAllowed (time, state), NotFound.
    """
    with db.transaction() as writer:
        card = card_for(writer, card_id, "save", actor)
        stored = _content(card)
        wanted = stored | _understood(card, points)
        wanted["comment_to_jury"] = _comment(comment_to_jury, "comment_to_jury")
        wanted["comment_to_applicant"] = _comment(comment_to_applicant, "comment_to_applicant")
        changes = {k: stored.get(k) for k, value in wanted.items() if stored.get(k) != value}
        if not changes:
            return card.version
        if card.version != version:
            raise Conflict(
                _l("This card was changed in another window in the meantime."), changes=changes
            )
        _apply(card, wanted)
        card.state = rules.EVENTS[card.state, "save"].after
        card.saved_at = clock.now()
        flag_modified(card, "saved_at")  # a card saved twice in one instant has two versions too
        writer.flush()
        audit.record(writer, actor, "card.saved", card, {"criteria": len(queries.answers_of(card))})
        return card.version


def _content(card: ScoreCard) -> dict[str, Any]:
    return {
        **queries.answers_of(card),
        "comment_to_jury": card.comment_to_jury,
        "comment_to_applicant": card.comment_to_applicant,
    }


def _understood(
    card: ScoreCard, points: Mapping[str, rules.Answer | None]
) -> dict[str, rules.Answer | None]:
    rubric = {criterion.id: criterion for criterion in card.rubric.criteria}
    for criterion_id, value in points.items():
        criterion = rubric.get(criterion_id)
        if criterion is None:
            raise DomainError(_l("The rubric has no such criterion."))
        if value is not None and not rules.is_valid(value, criterion.maximum):
            raise DomainError(
                _l("Choose whole points from 0 to %(most)s.", most=criterion.maximum),
                field=criterion_id,
            )
    return dict(points)


def _comment(text: str, field: str) -> str:
    kept = clean_text(text)
    if len(kept) > rules.LONGEST_COMMENT:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=rules.LONGEST_COMMENT),
            field=field,
        )
    return kept


def apply_answers(
    card: ScoreCard, points: Mapping[str, rules.Answer | None], comment_to_jury: str
) -> None:
    """Put answers and the comment for the jury on the card.

    Raises DomainError beside a criterion's id or the comment.
    """
    wanted: dict[str, Any] = dict(_understood(card, points))
    _apply(card, wanted | {"comment_to_jury": _comment(comment_to_jury, "comment_to_jury")})


def _apply(card: ScoreCard, wanted: Mapping[str, Any]) -> None:
    scores = {score.criterion_id: score for score in card.scores}
    abstained = set(card.abstained_ids)
    for key, value in wanted.items():
        if key in ("comment_to_jury", "comment_to_applicant"):
            setattr(card, key, value)
            continue
        if value == rules.ABSTAIN:
            abstained.add(key)
        else:
            abstained.discard(key)
        if not isinstance(value, int):
            if key in scores:
                card.scores.remove(scores[key])
        elif key in scores:
            scores[key].points = value
        else:
            card.scores.append(Score(criterion_id=key, points=value))
    if abstained != set(card.abstained_ids):
        card.abstained_ids = sorted(abstained)


def save_points(
    *,
    juror_id: str,
    changes: Mapping[str, tuple[int, Mapping[str, rules.Answer | None]]],
    actor: Actor,
) -> int:
    """Keep points on several of the juror's cards, all or none; return how many cards changed.

    `changes` are (version seen, points) by card as for `save_card`, which says what is raised; a
    conflict names the entry.
    """
    changed = 0
    with db.transaction() as writer:
        for card_id, (version, points) in sorted(changes.items()):
            card = db.lock(writer, ScoreCard, card_id)
            if card.assignment.juror_id != juror_id:
                raise NotFound(_l("This card is not yours."))
            before = card.version
            try:
                after = save_card(
                    card_id=card_id,
                    version=version,
                    points=points,
                    comment_to_jury=card.comment_to_jury,
                    comment_to_applicant=card.comment_to_applicant,
                    actor=actor,
                )
            except Conflict as error:
                raise Conflict(
                    _l("The card of entry %(reference)s was changed in another window, so nothing"
                       " was saved.", reference=card.assignment.entry.reference),
                    changes=error.changes,
                ) from error  # fmt: skip
            changed += after != before
    return changed


def seal_card(*, card_id: str, version: int, actor: Actor) -> str:
    """Seal a complete card, which from then on counts; return the commitment to its content.

    Of a card that is sealed already nothing happens but that its commitment is returned.

    Raises Incomplete, Conflict if the card was saved elsewhere since `version`, NotAllowed
    (time, state), NotFound.
    """
    with db.transaction() as writer:
        found = db.lock(writer, ScoreCard, card_id)
        if found.state == rules.SEALED:
            return sealing.current(found)
        card = card_for(writer, card_id, "seal", actor)
        if card.version != version:
            raise Conflict(_l("This card was changed in another window. Look at it once more."))
        require_complete(card)
        card.state = rules.EVENTS[card.state, "seal"].after
        card.sealed_at = clock.now()
        digest = sealing.commit(writer, card)
        details = {
            "criteria": len(card.rubric.criteria),
            "version": card.rubric.version,
            "commitment": digest,
        }
        audit.record(writer, actor, "card.sealed", card, details)
        return digest


def require_complete(card: ScoreCard) -> None:
    """Raise Incomplete unless each criterion is answered, one with points, abstentions said why."""
    answers = queries.answers_of(card)
    missing = rules.missing(card.rubric.criteria, answers)
    if missing:
        raise Incomplete(missing)
    if rules.lacks_points(answers):
        raise Incomplete([], wording.NO_POINTS)
    if rules.ABSTAIN in answers.values() and not card.comment_to_jury:
        raise Incomplete([], wording.SAY_WHY, "comment_to_jury")


def recuse_card(writer: Session, assignment: Assignment, actor: Actor) -> None:
    """Take the card of an ended assignment out of the assessment; its points count no more."""
    card = writer.scalar(
        select(ScoreCard).where(ScoreCard.assignment_id == assignment.id).with_for_update()
    )
    if card is not None and card.state != rules.RECUSED:
        card.state = rules.EVENTS[card.state, "recuse"].after
        sealing.replace(card, rules.RECUSED_JUROR)
        audit.record(writer, actor, "card.recused", card)
