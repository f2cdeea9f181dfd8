"""What the pages of the training read: a bounded number of statements each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions.models import KNOWN, Criterion, Edition, Round, Rubric
from leader_award.entries import queries as entry_queries
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury import rules as jury_rules
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.db import Translated
from leader_award.results.models import Decision
from leader_award.training import rules
from leader_award.training.models import Training, TrainingCard, TrainingSample

_WHOLE = (
    joinedload(Training.round, innerjoin=True).joinedload(Round.edition, innerjoin=True),
    joinedload(Training.round, innerjoin=True)
    .selectinload(Round.rubrics)
    .selectinload(Rubric.criteria),
    selectinload(Training.samples),
)
PUBLISHED = ("laureate", "distinction")
"""Decisions by which an entry of an announced edition has become public."""


def of_round(round_id: str, reader: Session | None = None) -> Training | None:
    """Return the training of a round with its samples, round, edition and rubrics."""
    return (reader or db.session()).scalar(
        select(Training)
        .where(Training.round_id == round_id)
        .options(*_WHOLE)
        .execution_options(populate_existing=True)
    )


def of_edition(edition_id: str) -> list[Training]:
    """Return the trainings of an edition in the order of its rounds."""
    found = db.session().scalars(
        select(Training)
        .join(Training.round)
        .where(Round.edition_id == edition_id)
        .options(*_WHOLE)
        .order_by(Round.position)
    )
    return list(found)


def find_sample(sample_id: str) -> TrainingSample | None:
    """Return the sample with its training, round, edition and rubrics."""
    above = joinedload(TrainingSample.training, innerjoin=True)
    return db.session().scalar(
        select(TrainingSample)
        .where(TrainingSample.id == sample_id)
        .options(above.options(*_WHOLE))
        .execution_options(populate_existing=True)
    )


def criteria_of(training: Training) -> list[Criterion]:
    """Return the criteria by which the training is scored, or would be if it opened now."""
    rubrics = {one.id: one for one in training.round.rubrics}
    rubric = rubrics.get(training.rubric_id or "") or training.round.rubric
    return list(rubric.criteria)


def card_of(sample_id: str, juror_id: str, reader: Session | None = None) -> TrainingCard | None:
    """Return the juror's card of the sample."""
    return (reader or db.session()).scalar(
        select(TrainingCard).where(
            TrainingCard.sample_id == sample_id, TrainingCard.juror_id == juror_id
        )
    )


def cards_of_juror(juror_id: str, training_id: str) -> dict[str, TrainingCard]:
    """Return the juror's cards of a training by sample."""
    rows = db.session().scalars(
        select(TrainingCard)
        .join(TrainingCard.sample)
        .where(TrainingSample.training_id == training_id, TrainingCard.juror_id == juror_id)
    )
    return {card.sample_id: card for card in rows}


def seat_for(person_id: str, training: Training) -> Juror | None:
    """Return the person's place on the jury of the training's round, if they may serve there."""
    juror = jury_queries.juror_of(person_id, training.round.edition_id)
    if juror is None or not jury_rules.may_serve(juror):
        return None
    return juror if jury_queries.sits_in(juror, training.round) else None


@dataclass(frozen=True)
class Panel:
    """The final cards of a training: points by sample and criterion, then by juror."""

    scores: Mapping[tuple[str, str], Mapping[str, int]]
    finals: Mapping[str, frozenset[str]]

    def finished(self, juror_id: str, samples: Sequence[TrainingSample]) -> bool:
        """Return whether the juror has finalised every sample."""
        return all(one.id in self.finals.get(juror_id, ()) for one in samples)


def panel(training: Training) -> Panel:
    """Return the final cards; one statement."""
    rows = db.session().execute(
        select(TrainingCard.sample_id, TrainingCard.juror_id, TrainingCard.answers)
        .join(TrainingCard.sample)
        .where(TrainingSample.training_id == training.id, TrainingCard.state == rules.FINAL)
    )
    scores: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    finals: dict[str, set[str]] = defaultdict(set)
    for sample_id, juror_id, answers in rows:
        finals[juror_id].add(sample_id)
        for criterion_id, points in answers.items():
            if isinstance(points, int):
                scores[sample_id, criterion_id][juror_id] = points
    return Panel(scores, {key: frozenset(own) for key, own in finals.items()})


def jurors_of(training: Training) -> list[Juror]:
    """Return the jurors who may take part, by surname."""
    return [
        juror
        for juror in jury_queries.jurors(training.round.edition_id)
        if jury_rules.may_serve(juror) and jury_queries.sits_in(juror, training.round)
    ]


def has_finished(reader: Session, training: Training, juror_id: str) -> bool:
    """Return whether the juror has finalised every sample; one statement."""
    done = reader.scalars(
        select(TrainingCard.sample_id)
        .join(TrainingCard.sample)
        .where(
            TrainingSample.training_id == training.id,
            TrainingCard.juror_id == juror_id,
            TrainingCard.state == rules.FINAL,
        )
    )
    return {sample.id for sample in training.samples} <= set(done)


@dataclass(frozen=True)
class Source:
    """A published entry that a sample can be made of."""

    entry_id: str
    reference: str | None
    title: str
    edition: Translated


def sources(limit: int = 60) -> list[Source]:
    """Return awarded entries of announced editions, the latest edition first."""
    rows = db.session().execute(
        select(Entry.id, Entry.reference, Entry.title, Edition.name)
        .join(Edition, Edition.id == Entry.edition_id)
        .join(Decision, Decision.entry_id == Entry.id)
        .where(Edition.state.in_(KNOWN), Decision.outcome.in_(PUBLISHED))
        .order_by(Edition.year.desc(), Edition.number.desc(), Entry.reference)
        .limit(limit)
    )
    return [Source(*row) for row in rows]


def source_content(entry_id: str) -> dict[str, object] | None:
    """Return the content of a published entry, or None for any other."""
    if not any(one.entry_id == entry_id for one in sources()):
        return None
    return entry_queries.contents_of([entry_id]).get(entry_id)
