"""Who may do what with score cards."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.jury.models import Assignment
from leader_award.jury.policy import may_read
from leader_award.platform.access import rule
from leader_award.scoring import rules
from leader_award.scoring.models import ScoreCard


@rule("scoring.oversee")
def oversees(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers follow the assessment, reopen cards and remind jurors."""
    return is_organiser(person)


@rule("assignment.open")
def opens(person: Any, assignment: Assignment, _now: datetime) -> bool:
    """Jurors open the entries assigned to them, and nobody else's."""
    return bool(
        assignment.juror.person_id == person.id
        and assignment.juror.edition.state in rules.READING
        and may_read(assignment)
    )


@rule("card.see")
def sees(person: Any, card: ScoreCard, now: datetime) -> bool:
    """Jurors see their own cards while they may read the entry: not once they are recused.

    Whether a card may still change is asked in the use case, so that somebody who comes too late
    reads why instead of finding nothing.
    """
    return opens(person, card.assignment, now)


@rule("card.review")
def reviews(person: Any, card: ScoreCard, _now: datetime) -> bool:
    """Organisers read sealed cards; what is not sealed is the juror's alone."""
    return is_organiser(person) and card.state == rules.SEALED
