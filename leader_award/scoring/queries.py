"""What pages and later features read about score cards: a bounded number of statements each."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Criterion, Round, Rubric
from leader_award.entries import content as contents
from leader_award.entries import queries as entry_queries
from leader_award.jury import hooks as jury_hooks
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Listed
from leader_award.platform import db
from leader_award.platform.storage import StoredFile
from leader_award.scoring import rules
from leader_award.scoring.models import Score, ScoreCard


def find_card(card_id: str) -> ScoreCard | None:
    """Return the card with its assignment, juror, entry, edition, round, rubric and seals."""
    assignment = joinedload(ScoreCard.assignment, innerjoin=True)
    return db.session().scalar(
        select(ScoreCard)
        .where(ScoreCard.id == card_id)
        .options(
            assignment.joinedload(Assignment.juror, innerjoin=True).joinedload(Juror.edition),
            assignment.joinedload(Assignment.entry, innerjoin=True),
            assignment.joinedload(Assignment.round, innerjoin=True),
            joinedload(ScoreCard.rubric, innerjoin=True).selectinload(Rubric.criteria),
            selectinload(ScoreCard.reopenings),
            selectinload(ScoreCard.commitments),
        )
    )


def find_assignment(assignment_id: str) -> Assignment | None:
    """Return the assignment with its juror, entry and edition."""
    return db.session().scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(
            joinedload(Assignment.juror, innerjoin=True).joinedload(Juror.edition),
            joinedload(Assignment.entry, innerjoin=True),
        )
    )


def points_of(card: ScoreCard) -> dict[str, int]:
    """Return the points of a card by criterion of the rubric that it is scored by."""
    own = {criterion.id for criterion in card.rubric.criteria}
    return {score.criterion_id: score.points for score in card.scores if score.criterion_id in own}


def answers_of(card: ScoreCard) -> dict[str, rules.Answer]:
    """Return points and abstentions of a card by criterion, in the order of its rubric."""
    points, abstained = points_of(card), set(card.abstained_ids)
    return {
        one.id: rules.ABSTAIN if one.id in abstained else points[one.id]
        for one in card.rubric.criteria
        if one.id in abstained or one.id in points
    }


def sealed_scores_of_round(
    round: Round, reader: Session | None = None
) -> list[tuple[str, str, str, int]]:
    """Return (entry id, juror id, criterion id, points) of every sealed card of the round.

    A card counts while its assignment lives, by the rubric in force; one statement when the
    round comes with its rubrics, as from `editions.queries.rounds`.
    """
    rows = (reader or db.session()).execute(
        select(Assignment.entry_id, Assignment.juror_id, Score.criterion_id, Score.points)
        .join(ScoreCard, ScoreCard.id == Score.card_id)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(*_counting(round), Criterion.rubric_id == round.rubric.id)
        .order_by(Assignment.entry_id, Assignment.juror_id, Score.criterion_id)
    )
    return list(rows)


def abstentions(round: Round, reader: Session | None = None) -> list[tuple[str, str, str]]:
    """Return (entry id, juror id, criterion id) of each abstention on the round's sealed cards."""
    own = {criterion.id for criterion in round.rubric.criteria}
    rows = (reader or db.session()).execute(
        select(Assignment.entry_id, Assignment.juror_id, ScoreCard.abstained_ids)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .where(*_counting(round))
        .order_by(Assignment.entry_id, Assignment.juror_id)
    )
    return [
        (entry, juror, criterion)
        for entry, juror, ids in rows
        for criterion in sorted(own & set(ids))
    ]


def _counting(round: Round) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.round_id == round.id,
        Assignment.ended_at.is_(None),
        ScoreCard.state == rules.SEALED,
        ScoreCard.rubric_id == round.rubric.id,
    )


def comments_for_applicant(entry_id: str) -> list[str]:
    """Return what jurors wrote to the applicant on sealed cards, in an order that names nobody."""
    rows = db.session().scalars(
        select(ScoreCard.comment_to_applicant)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .where(
            Assignment.entry_id == entry_id,
            Assignment.ended_at.is_(None),
            ScoreCard.state == rules.SEALED,
            ScoreCard.comment_to_applicant != "",
        )
        .order_by(ScoreCard.id)
    )
    return list(rows)


def scored_rubrics(reader: Session, edition_id: str) -> set[str]:
    """Return the ids of the versions of rubrics by which a juror of the edition has scored.

    Once a card has been started its rubric stays scored, even if every answer is taken back.
    """
    rows = reader.scalars(
        select(ScoreCard.rubric_id)
        .join(Rubric, Rubric.id == ScoreCard.rubric_id)
        .join(Round, Round.id == Rubric.round_id)
        .where(
            Round.edition_id == edition_id,
            (ScoreCard.state != rules.ASSIGNED) | ScoreCard.saved_at.is_not(None),
        )
        .distinct()
    )
    return set(rows)


def progress_of_assignments(reader: Session, edition_id: str) -> dict[str, str]:
    """Return how far the live assignments with points have come, for the jury's plans."""
    rows = reader.execute(
        select(ScoreCard.assignment_id, ScoreCard.state)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(
            Juror.edition_id == edition_id,
            Assignment.ended_at.is_(None),
            ScoreCard.state.in_((rules.STARTED, rules.REOPENED, rules.SEALED)),
        )
    )
    return {
        assignment_id: jury_hooks.SEALED if state == rules.SEALED else jury_hooks.STARTED
        for assignment_id, state in rows
    }


@dataclass(frozen=True)
class DeskCard:
    """One entry on a juror's desk in one round; `card_id` is None until the juror opens it.

    `done` counts the criteria answered, `others` the other jurors who have sealed their card of
    the entry in the round.
    """

    assignment_id: str
    card_id: str | None
    round: Round
    state: str
    entry: Listed
    done: int
    complete: bool
    others: int
    percent: Fraction | None
    saved_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        """When its round ends."""
        return self.round.ends_at


def desk_cards(juror: Juror) -> list[DeskCard]:
    """Return the juror's own cards for the entries that they may read, by round and number."""
    reader = db.session()
    readable = jury_queries.readable_entries(juror, reader)
    rounds = edition_queries.rounds(juror.edition_id, reader)
    rows = reader.execute(
        select(Assignment.id, Assignment.entry_id, Assignment.round_id, ScoreCard)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .options(joinedload(ScoreCard.assignment, innerjoin=False))
        .where(Assignment.juror_id == juror.id, Assignment.ended_at.is_(None))
    )
    found = {(round_id, entry_id): (id, card) for id, entry_id, round_id, card in rows}
    sealed = _sealed_by_others(reader, juror)
    return [
        _desk_card(entry, round, *found[round.id, entry.id], sealed.get((round.id, entry.id), 0))
        for round in rounds
        for entry in readable
        if (round.id, entry.id) in found
    ]


def _sealed_by_others(reader: Session, juror: Juror) -> dict[tuple[str, str], int]:
    """Return by (round, entry) how many other jurors have sealed their cards."""
    rows = reader.execute(
        select(Assignment.round_id, Assignment.entry_id, func.count(ScoreCard.id))
        .join(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Round.edition_id == juror.edition_id,
            Assignment.juror_id != juror.id,
            Assignment.ended_at.is_(None),
            ScoreCard.state == rules.SEALED,
        )
        .group_by(Assignment.round_id, Assignment.entry_id)
    )
    return {(round_id, entry_id): count for round_id, entry_id, count in rows}


def _desk_card(
    entry: Listed, round: Round, assignment_id: str, card: ScoreCard | None, others: int
) -> DeskCard:
    answers = answers_of(card) if card else {}
    rubric = card.rubric if card else round.rubric
    return DeskCard(
        assignment_id=assignment_id,
        card_id=card.id if card else None,
        round=round,
        state=card.state if card else rules.ASSIGNED,
        entry=entry.blinded() if round.hides_applicants else entry,
        done=len(answers),
        complete=not rules.missing(rubric.criteria, answers),
        others=others,
        percent=rules.percent(rubric.criteria, answers),
        saved_at=card.saved_at if card else None,
    )


def earlier_cards(card: ScoreCard) -> list[tuple[Round, str]]:
    """Return the same juror's sealed cards of the same entry in earlier rounds, with the rounds."""
    own = card.assignment
    if own.round.position == 0:
        return []
    rows = db.session().execute(
        select(Round, ScoreCard.id)
        .join(Assignment, Assignment.round_id == Round.id)
        .join(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(
            Assignment.juror_id == own.juror_id,
            Assignment.entry_id == own.entry_id,
            Assignment.ended_at.is_(None),
            Round.position < own.round.position,
            ScoreCard.state == rules.SEALED,
        )
        .order_by(Round.position)
    )
    return [(round, card_id) for round, card_id in rows]


def version_of(card_id: str) -> int:
    """Return the card's version as stored now."""
    return db.session().scalar(select(ScoreCard.version).where(ScoreCard.id == card_id)) or 0


def place_on_desk(assignment: Assignment) -> tuple[int, int]:
    """Return which of the juror's cards in the round this is, from 1, and how many there are."""
    own = db.session().scalars(
        select(Assignment.entry_id).where(
            Assignment.juror_id == assignment.juror_id,
            Assignment.round_id == assignment.round_id,
            Assignment.ended_at.is_(None),
        )
    )
    assigned = set(own)
    readable = jury_queries.readable_entries(assignment.juror)
    ids = [entry.id for entry in readable if entry.id in assigned]
    return ids.index(assignment.entry_id) + 1, len(ids)


def content_of_card(card: ScoreCard) -> dict[str, Any] | None:
    """Return the submission that the card assesses as far as its juror may know it."""
    content = entry_queries.content(card.assignment.entry)
    if content is not None and card.assignment.round.hides_applicants:
        return contents.blinded(content)
    return content


def blind_name_of(card: ScoreCard, file_id: str) -> str:
    """Return the name under which the juror of a blind round gets the file."""
    content = content_of_card(card) or {"attachments": []}
    return next(
        (one["name"] for one in content["attachments"] if one["file_id"] == file_id), "plik"
    )


def file_of_card(card: ScoreCard, file_id: str) -> StoredFile | None:
    """Return the stored file if the submission that the card assesses names it."""
    content = entry_queries.content(card.assignment.entry)
    if content is None or file_id not in contents.file_ids([content]):
        return None
    return db.session().get(StoredFile, file_id)
