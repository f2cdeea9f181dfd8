"""A second round of the demonstration's editions of today: finalists present their solutions."""

from datetime import timedelta

from leader_award.demo import building, people
from leader_award.editions import queries
from leader_award.editions import service as editions

FINAL = {"pl": "Prezentacje finalistów", "en": "Finalists' presentations"}
SHARES = (70, 30)
"""Of the scoring at the desk and of the presentations, in percent of the final score."""


def plan_final(edition_id: str) -> None:
    """Add presentations in the last week of the assessment, with the proposed rubric."""
    actor = people.acting(people.ORGANISER, "organiser")
    first = queries.rounds(edition_id)[0]
    begins = building.whole(edition_id).scoring_until - timedelta(days=7)
    editions.save_round(
        edition_id=edition_id,
        kind=first.kind,
        name=first.name,
        until=begins,
        item_id=first.id,
        actor=actor,
    )
    final = editions.save_round(
        edition_id=edition_id,
        kind="presentation",
        name=FINAL,
        jurors_per_entry=5,
        opens_at=begins,
        actor=actor,
    )
    editions.apply_default_rubric(edition_id=edition_id, round_id=final, actor=actor)
    shares = dict(zip((first.id, final), SHARES, strict=True))
    editions.set_shares(edition_id=edition_id, shares=shares, actor=actor)
