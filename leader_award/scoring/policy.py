"""Who may do what with score cards."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.editions.models import Edition
from leader_award.jury.models import Assignment, Juror
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


@rule("commitments.see", public=True)
def sees_commitments(_person: Any, edition: Edition, _now: datetime) -> bool:
    """Everybody sees what was sealed once nothing can be sealed any more."""
    return edition.state in rules.CLOSED


@rule("commitments.list", public=True)
def lists_commitments(_person: Any, edition: Edition, _now: datetime) -> bool:
    """Everybody gets the single commitments once the results are announced.

    Before that their number would tell how many entries and finalists the jury scores.
    """
    return edition.state in rules.PUBLIC


@rule("commitments.own")
def gets_own_cards(person: Any, juror: Juror, _now: datetime) -> bool:
    """Jurors get the salts of their own cards after the announcement."""
    return bool(juror.person_id == person.id and juror.edition.state in rules.PUBLIC)


@rule("commitments.all")
def gets_all_cards(person: Any, edition: Edition, _now: datetime) -> bool:
    """Organisers get all salts after the announcement, not before."""
    return is_organiser(person) and edition.state in rules.PUBLIC
