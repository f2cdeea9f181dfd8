"""Use cases of the training: arranging it, its samples, and jurors' cards."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import rules as edition_rules
from leader_award.editions.models import Criterion, Round
from leader_award.entries.rules import clean_text
from leader_award.jury.models import Assignment
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.scoring import rules as scoring_rules
from leader_award.scoring.service import Incomplete
from leader_award.training import queries, rules
from leader_award.training.models import Training, TrainingCard, TrainingSample

NOTHING = _l("This does not exist, or you may not see it.")
FAULTS = {
    "edition": _l("The jury trains from the call to the end of the assessment."),
    "samples": _l("A training needs two or three sample entries."),
    "rubric": _l("The rubric of this round is not ready yet."),
}


def arrange(*, round_id: str, required: bool, actor: Actor) -> str:
    """Prepare the round's training, or change whether it is required; return its id.

    Raises NotAllowed once it is open, NotFound.
    """
    with db.transaction() as writer:
        round = db.lock(writer, Round, round_id)
        training = queries.of_round(round_id, writer)
        if training is None:
            training = Training(round_id=round_id, state=rules.DRAFT)
            writer.add(training)
        _require(training, "arrange", actor)
        training.required = required
        writer.flush()
        details = {"edition": round.edition_id, "round": round_id, "required": required}
        audit.record(writer, actor, "training.arranged", training, details)
        return training.id


def save_sample(
    *,
    round_id: str,
    title: str,
    text: str,
    actor: Actor,
    sample_id: str | None = None,
    source_id: str | None = None,
) -> str:
    """Add a sample entry, or change the one with `sample_id`; return its id.

    `source_id` is the published entry that a new one is made of. Raises NotAllowed (the training
    is open, there are three), DomainError beside `title` or `text`, NotFound.
    """
    with db.transaction() as writer:
        db.lock(writer, Round, round_id)
        training = _training(writer, round_id)
        _require(training, "arrange", actor)
        words = {
            "title": _text(title, "title", rules.LONGEST_TITLE),
            "text": _text(text, "text", rules.LONGEST_TEXT),
        }
        sample = next((one for one in training.samples if one.id == sample_id), None)
        if sample is None:
            if sample_id is not None:
                raise NotFound(NOTHING)
            if len(training.samples) >= rules.MOST:
                raise NotAllowed(FAULTS["samples"])
            position = max((one.position for one in training.samples), default=-1) + 1
            sample = TrainingSample(training_id=training.id, position=position, **words)
            if source_id and queries.source_content(source_id):
                sample.source_id = source_id
            writer.add(sample)
        sample.title, sample.text = words["title"], words["text"]
        writer.flush()
        details = {"edition": training.round.edition_id, "round": round_id}
        audit.record(writer, actor, "training.sample_saved", sample, details)
        return sample.id


def remove_sample(*, sample_id: str, actor: Actor) -> None:
    """Take a sample out of a training that is not open yet. Raises NotAllowed, NotFound."""
    with db.transaction() as writer:
        sample = db.lock(writer, TrainingSample, sample_id)
        training = sample.training
        db.lock(writer, Round, training.round_id)
        _require(training, "arrange", actor)
        details = {"edition": training.round.edition_id, "round": training.round_id}
        audit.record(writer, actor, "training.sample_removed", sample, details)
        writer.delete(sample)


def open_training(*, round_id: str, actor: Actor) -> None:
    """Let jurors begin; samples and rubric are fixed from now on. Raises NotAllowed, NotFound."""
    with db.transaction() as writer:
        round = db.lock(writer, Round, round_id)
        training = _training(writer, round_id)
        _require(training, "open", actor)
        fault = opening_fault(training)
        if fault is not None:
            raise NotAllowed(fault)
        training.state = rules.EVENTS[training.state, "open"].after
        training.rubric_id, training.opened_at = round.rubric.id, clock.now()
        details = {"edition": round.edition_id, "round": round_id}
        audit.record(writer, actor, "training.opened", training, details)


def opening_fault(training: Training) -> Any | None:
    """Say why the training cannot be opened now; None if it can."""
    round = training.round
    weights = [criterion.weight for criterion in round.rubric.criteria]
    fault = rules.opening_fault(
        round.edition.state, len(training.samples), rubric_ready=edition_rules.complete(weights)
    )
    return FAULTS[fault] if fault else None


def close_training(*, round_id: str, actor: Actor) -> None:
    """End the training: no card changes any more. Raises NotAllowed, NotFound."""
    with db.transaction() as writer:
        round = db.lock(writer, Round, round_id)
        training = _training(writer, round_id)
        _require(training, "close", actor)
        training.state = rules.EVENTS[training.state, "close"].after
        details = {"edition": round.edition_id, "round": round_id}
        audit.record(writer, actor, "training.closed", training, details)


def save_card(
    *,
    sample_id: str,
    version: int,
    points: Mapping[str, scoring_rules.Answer | None],
    final: bool,
    actor: Actor,
) -> str:
    """Keep the juror's answers for a sample, and finalise them if `final`; return the card's id.

    `version` is that of the card the page was opened with, 0 for none. Raises Conflict,
    Incomplete, DomainError beside a criterion's id, NotAllowed (closed, final already), NotFound.
    """
    with db.transaction() as writer:
        sample = db.lock(writer, TrainingSample, sample_id)
        training = sample.training
        juror = queries.seat_for(actor.person_id or "", training)
        if juror is None or training.state == rules.DRAFT:
            raise NotFound(NOTHING)
        if training.state != rules.OPEN or training.round.edition.state not in rules.RUNNING:
            raise NotAllowed(_l("The training is over, so nothing was changed."))
        card = queries.card_of(sample_id, juror.id, writer)
        if not rules.allows(
            rules.CARD_EVENTS, card.state if card else rules.NEW, "save", actor.role
        ):
            raise NotAllowed(_l("You have finished this sample entry; its points stay."))
        if (card.version if card else 0) != version:
            raise Conflict(_l("This card was changed in another window. Look at it once more."))
        criteria = queries.criteria_of(training)
        answers = _answers(criteria, points)
        if card is None:
            card = TrainingCard(sample_id=sample_id, juror_id=juror.id)
            writer.add(card)
        card.answers, card.saved_at, card.state = answers, clock.now(), rules.STARTED
        if final:
            _finalise(card, criteria)
        writer.flush()
        details = {
            "edition": juror.edition_id,
            "juror": juror.id,
            "criteria": len(answers),
            "final": final,
        }
        audit.record(writer, actor, "training.card_saved", card, details)
        return card.id


def _finalise(card: TrainingCard, criteria: list[Criterion]) -> None:
    missing = scoring_rules.missing(criteria, card.answers)
    if missing:
        raise Incomplete(missing, _l("Some criteria have no points yet."))
    if scoring_rules.lacks_points(card.answers):
        raise DomainError(_l("Give points in at least one criterion."))
    card.state, card.finalised_at = rules.CARD_EVENTS[card.state, "finalise"].after, clock.now()


def _answers(
    criteria: list[Criterion], points: Mapping[str, scoring_rules.Answer | None]
) -> dict[str, scoring_rules.Answer]:
    found = {}
    for criterion in criteria:
        value = points.get(criterion.id)
        if value is None:
            continue
        if not scoring_rules.is_valid(value, criterion.maximum):
            raise DomainError(
                _l("Choose whole points from 0 to %(most)s.", most=criterion.maximum),
                field=criterion.id,
            )
        found[criterion.id] = value
    return found


def card_obstacle(writer: Session, assignment: Assignment) -> Any | None:
    """Say that a required training comes before the juror's first card of the round."""
    training = queries.of_round(assignment.round_id, writer)
    if training is None or not training.required or training.state != rules.OPEN:
        return None
    if queries.has_finished(writer, training, assignment.juror_id):
        return None
    return _l("In this round the training comes first: score the sample entries, then your cards.")


def _training(writer: Session, round_id: str) -> Training:
    training = queries.of_round(round_id, writer)
    if training is None:
        raise NotFound(NOTHING)
    return training


def _require(training: Training, event: str, actor: Actor) -> None:
    if not rules.allows(rules.EVENTS, training.state, event, actor.role):
        raise NotAllowed(_l("The training is open or over, so this cannot be changed any more."))


def _text(text: str, field: str, limit: int) -> str:
    words = clean_text(text)
    if not words:
        raise DomainError(_l("Fill this in."), field=field)
    if len(words) > limit:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=limit), field=field
        )
    return words
