"""What the scene has of the jury's discussions and trainings, seen and not seen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.discussion.models import AgendaItem, Discussion
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment
from leader_award.platform import clock, db
from leader_award.scoring.models import ScoreCard
from leader_award.training.models import Training, TrainingSample
from tests.access.scene import Scene


def discussions(scene: Scene) -> None:
    """Add an agenda on which the juror's own entry is, was, and is with a card not sealed."""
    scoring, archived = (scene.things["edition"][state] for state in ("scoring", "archived"))
    first, later = edition_queries.rounds(scoring["edition_id"])
    (past,) = edition_queries.rounds(archived["edition_id"])
    sealed = scene.things["card"]["sealed"]["entry_id"]
    with db.transaction() as writer:
        agenda = _agenda(writer, first)
        _item(writer, scene, agenda, "listed", sealed)
        _item(writer, scene, agenda, "unsealed", scoring["entry_id"])
        _sealed_card(writer, scoring["juror_id"], sealed, later)
        _item(writer, scene, _agenda(writer, later), "removed", sealed)
        others = select(Entry.id).where(
            Entry.edition_id == past.edition_id, Entry.id != archived["entry_id"]
        )
        other = writer.scalars(others).one()
        _sealed_card(writer, archived["juror_id"], other, past)
        _item(writer, scene, _agenda(writer, past), "archived", other)


def _agenda(writer: Session, round: Round) -> Discussion:
    made = Discussion(round_id=round.id, opened_at=clock.now())
    writer.add(made)
    writer.flush()
    return made


def _item(writer: Session, scene: Scene, agenda: Discussion, state: str, entry_id: str) -> None:
    kept = state if state == "removed" else "listed"
    item = AgendaItem(discussion_id=agenda.id, entry_id=entry_id, position=0, state=kept)
    writer.add(item)
    writer.flush()
    scene.add("agenda_item", state, item_id=item.id)


def _sealed_card(writer: Session, juror_id: str, entry_id: str, round: Round) -> None:
    given = Assignment(
        juror_id=juror_id,
        entry_id=entry_id,
        round_id=round.id,
        source="hand",
        assigned_at=clock.now(),
    )
    writer.add(given)
    writer.flush()
    writer.add(ScoreCard(assignment_id=given.id, rubric_id=round.rubric.id, state="sealed"))


def trainings(scene: Scene) -> None:
    """Add a training that is open, and one that is being prepared."""
    first, later = edition_queries.rounds(scene.things["edition"]["scoring"]["edition_id"])
    with db.transaction() as writer:
        for round, state in ((first, "open"), (later, "draft")):
            training = Training(round_id=round.id, rubric_id=round.rubric.id, state=state)
            training.samples = [TrainingSample(position=0, title="Próba", text="Opis.")]
            writer.add(training)
            writer.flush()
            scene.add("training_sample", state, sample_id=training.samples[0].id)
