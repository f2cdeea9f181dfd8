"""Who may do what with the training."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.platform.access import rule
from leader_award.training import queries, rules
from leader_award.training.models import TrainingSample


@rule("training.arrange")
def arranges(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers prepare the training and see who has done it and how far the panel agrees."""
    return is_organiser(person)


@rule("training.take")
def takes(person: Any, sample: TrainingSample, _now: datetime) -> bool:
    """Jurors of the round score its samples once it is open, and read what came out afterwards."""
    return bool(
        sample.training.state != rules.DRAFT
        and queries.seat_for(person.id, sample.training) is not None
    )
