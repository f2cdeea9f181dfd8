"""Trainings of a jury, made through the services."""

from dataclasses import dataclass

from leader_award.editions import queries as edition_queries
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.training import queries, service
from leader_award.training.models import Training
from tests.jury.builders import acting
from tests.scoring.builders import Scene, make_scoring_edition
from tests.worlds import remembered


@dataclass(frozen=True)
class Trained:
    """A round with two sample entries; its training is open."""

    scene: Scene
    round_id: str
    sample_ids: tuple[str, ...]

    @property
    def organiser(self) -> Actor:
        return self.scene.organiser

    def juror(self, number: int = 0) -> Actor:
        """The n-th juror as an actor."""
        return acting(self.scene.juror_ids[number])


@remembered
def make_prepared(samples: int = 2, *, required: bool = False, jurors: int = 4) -> Trained:
    """The training with its samples, not open yet, of an edition that is being scored."""
    scene = make_scoring_edition(entries=1, jurors=jurors)
    round_id = edition_queries.rounds(scene.edition_id)[0].id
    service.arrange(round_id=round_id, required=required, actor=scene.organiser)
    ids = tuple(add_sample(round_id, scene.organiser, number) for number in range(samples))
    return Trained(scene, round_id, ids)


def add_sample(round_id: str, organiser: Actor, number: int = 0) -> str:
    return service.save_sample(
        round_id=round_id,
        title=f"Próba {number}",
        text="Opis rozwiązania.\n\nWyniki.",
        actor=organiser,
    )


@remembered
def make_training(*, required: bool = False, jurors: int = 4) -> Trained:
    """The same, open for jurors."""
    trained = make_prepared(required=required, jurors=jurors)
    service.open_training(round_id=trained.round_id, actor=trained.organiser)
    return trained


def training(trained: Trained) -> Training:
    """The training as stored now."""
    db.session().rollback()
    return queries.of_round(trained.round_id)  # type: ignore[return-value]


def give(trained: Trained, juror: int, points: int, *, sample: int = 0, final: bool = True) -> None:
    """Let a juror give these points in each criterion of a sample, and finish it."""
    sample_id, juror_id = trained.sample_ids[sample], trained.scene.juror_ids[juror]
    card = queries.card_of(sample_id, juror_id)
    criteria = queries.criteria_of(training(trained))
    service.save_card(
        sample_id=sample_id,
        version=card.version if card else 0,
        points={criterion.id: points for criterion in criteria},
        final=final,
        actor=trained.juror(juror),
    )
