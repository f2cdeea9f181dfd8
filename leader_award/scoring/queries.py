"""What pages and later features read about score cards: a bounded number of statements each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Criterion, Edition, Round, Rubric
from leader_award.entries import content as contents
from leader_award.entries import queries as entry_queries
from leader_award.jury import hooks as jury_hooks
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Listed
from leader_award.platform import db
from leader_award.platform.outbox import OutgoingMail
from leader_award.platform.storage import StoredFile
from leader_award.scoring import rules
from leader_award.scoring.models import Score, ScoreCard

REMINDER = "scoring/mail/reminder.txt"
"""The mail to jurors who have something left to do."""


def find_card(card_id: str) -> ScoreCard | None:
    """Return the card with its assignment, juror, entry and edition."""
    assignment = joinedload(ScoreCard.assignment, innerjoin=True)
    return db.session().scalar(
        select(ScoreCard)
        .where(ScoreCard.id == card_id)
        .options(
            assignment.joinedload(Assignment.juror, innerjoin=True).joinedload(Juror.edition),
            assignment.joinedload(Assignment.entry, innerjoin=True),
            selectinload(ScoreCard.reopenings),
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


def criteria(edition_id: str, reader: Session | None = None) -> Sequence[Criterion]:
    """Return the rubric in force of the edition's first round, in its order; one statement."""
    in_force = (
        select(Rubric.id)
        .join(Round)
        .where(
            Round.edition_id == edition_id,
            Round.position == 0,
            Rubric.in_force_since.is_not(None),
        )
        .order_by(Rubric.version.desc())
        .limit(1)
    )
    return (
        (reader or db.session())
        .scalars(
            select(Criterion)
            .where(Criterion.rubric_id == in_force.scalar_subquery())
            .order_by(Criterion.position, Criterion.id)
        )
        .all()
    )


def points_of(card: ScoreCard) -> dict[str, int]:
    """Return the points of a card by criterion."""
    return {score.criterion_id: score.points for score in card.scores}


def sealed_scores(edition_id: str) -> list[tuple[str, str, str, int]]:
    """Return `sealed_scores_of_round` of the edition's first round."""
    reader = db.session()
    return sealed_scores_of_round(edition_queries.rounds(edition_id, reader)[0], reader)


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
    rows = (reader or db.session()).execute(
        select(Assignment.entry_id, Assignment.juror_id, ScoreCard.abstained_ids)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .where(*_counting(round))
        .order_by(Assignment.entry_id, Assignment.juror_id)
    )
    return [(entry, juror, criterion) for entry, juror, ids in rows for criterion in sorted(ids)]


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


def has_scores(reader: Session, edition_id: str) -> bool:
    """Return whether any juror has given points in the edition."""
    found = exists().where(Score.criterion_id == Criterion.id, Criterion.edition_id == edition_id)
    return bool(reader.scalar(select(found)))


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
    """One entry on a juror's desk; `card_id` is None until the juror has opened it."""

    assignment_id: str
    card_id: str | None
    state: str
    entry: Listed
    done: int
    percent: Fraction | None
    saved_at: datetime | None


def desk_cards(juror: Juror) -> list[DeskCard]:
    """Return the juror's own cards for the entries that they may read, by the entries' numbers."""
    reader = db.session()
    readable = jury_queries.readable_entries(juror, reader)
    rubric = criteria(juror.edition_id, reader)
    rows = reader.execute(
        select(Assignment.id, Assignment.entry_id, ScoreCard)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .options(joinedload(ScoreCard.assignment, innerjoin=False))
        .where(Assignment.juror_id == juror.id, Assignment.ended_at.is_(None))
    )
    by_entry = {entry_id: (assignment_id, card) for assignment_id, entry_id, card in rows}
    return [_desk_card(entry, *by_entry[entry.id], rubric) for entry in readable]


def _desk_card(
    entry: Listed, assignment_id: str, card: ScoreCard | None, rubric: Sequence[Criterion]
) -> DeskCard:
    points = points_of(card) if card else {}
    return DeskCard(
        assignment_id=assignment_id,
        card_id=card.id if card else None,
        state=card.state if card else rules.ASSIGNED,
        entry=entry,
        done=len(points),
        percent=rules.percent(rubric, points),
        saved_at=card.saved_at if card else None,
    )


@dataclass(frozen=True)
class CardRow:
    """One live assignment as the organiser follows it."""

    assignment_id: str
    juror_id: str
    entry_id: str
    card_id: str | None
    state: str
    saved_at: datetime | None


@dataclass(frozen=True)
class JurorProgress:
    """How far a juror has come; `unanswered` counts entries without a word about conflicts."""

    juror: Juror
    cards: tuple[CardRow, ...]
    sealed: int
    unanswered: int

    @property
    def total(self) -> int:
        """Number of cards due."""
        return len(self.cards)

    @property
    def left(self) -> int:
        """Number of cards not sealed."""
        return self.total - self.sealed

    @property
    def last_saved(self) -> datetime | None:
        """When the juror last saved anything."""
        return max((card.saved_at for card in self.cards if card.saved_at), default=None)


@dataclass(frozen=True)
class EntryProgress:
    """How far the assessment of an entry has come; `expected` is what the regulations ask."""

    entry: Listed
    cards: tuple[CardRow, ...]
    sealed: int
    expected: int

    @property
    def gap(self) -> int:
        """Number of sealed cards missing to what is expected."""
        return max(0, self.expected - self.sealed)


@dataclass(frozen=True)
class Progress:
    """The assessment of an edition, gaps first; names of jurors by id."""

    jurors: tuple[JurorProgress, ...]
    entries: tuple[EntryProgress, ...]
    names: dict[str, str]

    @property
    def sealed(self) -> int:
        """Number of sealed cards."""
        return sum(entry.sealed for entry in self.entries)

    @property
    def total(self) -> int:
        """Number of cards due by today's assignments."""
        return sum(len(entry.cards) for entry in self.entries)

    @property
    def uncovered(self) -> int:
        """Number of entries with fewer jurors than expected."""
        return sum(len(entry.cards) < entry.expected for entry in self.entries)


def progress(edition_id: str) -> Progress:
    """Return how far the assessment has come, per juror and per entry, gaps first."""
    reader = db.session()
    edition = reader.get_one(Edition, edition_id)
    rows = _card_rows(edition_id, reader)
    people = jury_queries.jurors(edition_id, reader)
    unanswered = jury_queries.unanswered(edition_id, reader)
    per_juror = [
        _juror_progress(juror, rows, unanswered.get(juror.id, 0))
        for juror in people
        if juror.left_at is None or any(row.juror_id == juror.id for row in rows)
    ]
    per_entry = [
        _entry_progress(entry, rows, edition.jurors_per_entry)
        for entry in jury_queries.assessed_entries(edition_id, reader)
    ]
    return Progress(
        jurors=tuple(sorted(per_juror, key=lambda one: -one.left)),
        entries=tuple(sorted(per_entry, key=lambda one: -one.gap)),
        names={juror.id: juror.person.name for juror in people},
    )


def _card_rows(edition_id: str, reader: Session) -> list[CardRow]:
    rows = reader.execute(
        select(
            Assignment.id,
            Assignment.juror_id,
            Assignment.entry_id,
            ScoreCard.id,
            func.coalesce(ScoreCard.state, rules.ASSIGNED),
            ScoreCard.saved_at,
        )
        .join(Juror, Juror.id == Assignment.juror_id)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.assigned_at, Assignment.id)
    )
    return [CardRow(*row) for row in rows]


def _juror_progress(juror: Juror, rows: Sequence[CardRow], unanswered: int) -> JurorProgress:
    own = tuple(row for row in rows if row.juror_id == juror.id)
    return JurorProgress(juror, own, sum(row.state == rules.SEALED for row in own), unanswered)


def _entry_progress(entry: Listed, rows: Sequence[CardRow], expected: int) -> EntryProgress:
    own = tuple(row for row in rows if row.entry_id == entry.id)
    return EntryProgress(entry, own, sum(row.state == rules.SEALED for row in own), expected)


def unfinished(edition_id: str) -> list[JurorProgress]:
    """Return the jurors who still have something to do: to sign, to answer, or to seal."""
    return [
        one
        for one in progress(edition_id).jurors
        if one.juror.left_at is None
        and (one.left or one.unanswered or one.juror.declared_at is None)
        and not (one.juror.refused_at and one.juror.declared_at is None)
    ]


def count_cards(edition_id: str) -> tuple[int, int]:
    """Return the numbers of sealed cards and of cards due by today's assignments."""
    rows = db.session().execute(
        select(func.count(Assignment.id), func.count(ScoreCard.id))
        .join(Juror, Juror.id == Assignment.juror_id)
        .outerjoin(
            ScoreCard,
            (ScoreCard.assignment_id == Assignment.id) & (ScoreCard.state == rules.SEALED),
        )
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
    )
    total, sealed = rows.one()
    return sealed, total


def version_of(card_id: str) -> int:
    """Return the card's version as stored now."""
    return db.session().scalar(select(ScoreCard.version).where(ScoreCard.id == card_id)) or 0


def place_on_desk(assignment: Assignment) -> tuple[int, int]:
    """Return which of the juror's cards this is, counted from 1, and how many there are."""
    ids = [entry.id for entry in jury_queries.readable_entries(assignment.juror)]
    return ids.index(assignment.entry_id) + 1, len(ids)


def last_reminders(edition_id: str) -> dict[str, datetime]:
    """Return when each juror was last sent a reminder."""
    rows = db.session().execute(
        select(OutgoingMail.about_id, func.max(OutgoingMail.created_at))
        .join(Juror, Juror.id == OutgoingMail.about_id)
        .where(Juror.edition_id == edition_id, OutgoingMail.template == REMINDER)
        .group_by(OutgoingMail.about_id)
    )
    return {juror_id: at for juror_id, at in rows if juror_id is not None}


def file_of_card(card: ScoreCard, file_id: str) -> StoredFile | None:
    """Return the stored file if the submission that the card assesses names it."""
    content = entry_queries.content(card.assignment.entry)
    if content is None or file_id not in contents.file_ids([content]):
        return None
    return db.session().get(StoredFile, file_id)
