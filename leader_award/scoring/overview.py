"""How far the assessment has come, for those who run it: a bounded number of statements each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Listed
from leader_award.platform import clock, db
from leader_award.platform.outbox import OutgoingMail
from leader_award.scoring import rules
from leader_award.scoring.models import ScoreCard

REMINDER = "scoring/mail/reminder.txt"
"""The mail to jurors who have something left to do."""


@dataclass(frozen=True)
class CardRow:
    """One live assignment as the organiser follows it; `abstained` from a criterion in force."""

    assignment_id: str
    juror_id: str
    entry_id: str
    round_id: str
    card_id: str | None
    state: str
    saved_at: datetime | None
    abstained: bool


@dataclass(frozen=True)
class JurorProgress:
    """How far a juror has come; `unanswered` counts entries without a word about conflicts.

    `cards` are those of one round, or of all that accept scores now: then `rounds` says of each
    with cards left how many.
    """

    juror: Juror
    cards: tuple[CardRow, ...]
    sealed: int
    unanswered: int
    rounds: tuple[tuple[Round, int], ...] = ()

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
    """One round of the assessment, gaps first; names of jurors by id."""

    round: Round
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


def progress(edition_id: str, round_id: str | None = None) -> Progress:
    """Return how far a round (default: the first) has come, per juror and entry, gaps first."""
    reader = db.session()
    rounds = edition_queries.rounds(edition_id, reader)
    round = next((one for one in rounds if one.id == round_id), rounds[0])
    rows = [row for row in _card_rows(edition_id, reader, rounds) if row.round_id == round.id]
    people = jury_queries.jurors(edition_id, reader)
    unanswered = jury_queries.unanswered(edition_id, reader)
    with_cards = {row.juror_id for row in rows}
    per_juror = [
        _juror_progress(juror, rows, unanswered.get(juror.id, 0))
        for juror in people
        if juror.id in with_cards or (juror.left_at is None and round.position == 0)
    ]
    needs = jury_queries.needs_of(round.id, reader)
    per_entry = [
        _entry_progress(entry, rows, needs.get(entry.id, round.needed))
        for entry in jury_queries.entries_of_round(round, reader)
    ]
    return Progress(
        round=round,
        jurors=tuple(sorted(per_juror, key=lambda one: -one.left)),
        entries=tuple(sorted(per_entry, key=lambda one: -one.gap)),
        names={juror.id: juror.person.name for juror in people},
    )


def _card_rows(edition_id: str, reader: Session, rounds: Sequence[Round]) -> list[CardRow]:
    in_force = {criterion.id for one in rounds for criterion in one.rubric.criteria}
    rows = reader.execute(
        select(
            Assignment.id,
            Assignment.juror_id,
            Assignment.entry_id,
            Assignment.round_id,
            ScoreCard.id,
            func.coalesce(ScoreCard.state, rules.ASSIGNED),
            ScoreCard.saved_at,
            ScoreCard.abstained_ids,
        )
        .join(Juror, Juror.id == Assignment.juror_id)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.assigned_at, Assignment.id)
    )
    return [CardRow(*row[:-1], not in_force.isdisjoint(row[-1] or ())) for row in rows]


def _juror_progress(juror: Juror, rows: Sequence[CardRow], unanswered: int) -> JurorProgress:
    own = tuple(row for row in rows if row.juror_id == juror.id)
    return JurorProgress(juror, own, sum(row.state == rules.SEALED for row in own), unanswered)


def _entry_progress(entry: Listed, rows: Sequence[CardRow], expected: int) -> EntryProgress:
    own = tuple(row for row in rows if row.entry_id == entry.id)
    return EntryProgress(entry, own, sum(row.state == rules.SEALED for row in own), expected)


def unfinished(edition_id: str) -> list[JurorProgress]:
    """Return the jurors who still have something to do: to sign, to answer, or to seal.

    Of cards those count whose round accepts scores now.
    """
    reader = db.session()
    now, rounds = clock.now(), edition_queries.rounds(edition_id, reader)
    running = {one.id: one for one in rounds if rules.accepts_scores(one, now)}
    rows = [row for row in _card_rows(edition_id, reader, rounds) if row.round_id in running]
    unanswered = jury_queries.unanswered(edition_id, reader)
    found = [
        _with_rounds(_juror_progress(juror, rows, unanswered.get(juror.id, 0)), running)
        for juror in jury_queries.jurors(edition_id, reader)
        if juror.left_at is None and not (juror.refused_at and juror.declared_at is None)
    ]
    waiting = [one for one in found if one.left or one.unanswered or one.juror.declared_at is None]
    return sorted(waiting, key=lambda one: -one.left)


def _with_rounds(one: JurorProgress, running: Mapping[str, Round]) -> JurorProgress:
    left = Counter(card.round_id for card in one.cards if card.state != rules.SEALED)
    return replace(one, rounds=tuple((running[key], left[key]) for key in running if left[key]))


def count_cards(edition_id: str) -> list[tuple[Round, int, int]]:
    """Return each round with the numbers of sealed cards and of cards due by the assignments."""
    reader = db.session()
    rows = reader.execute(
        select(Assignment.round_id, func.count(ScoreCard.id), func.count(Assignment.id))
        .join(Juror, Juror.id == Assignment.juror_id)
        .outerjoin(
            ScoreCard,
            (ScoreCard.assignment_id == Assignment.id) & (ScoreCard.state == rules.SEALED),
        )
        .where(Juror.edition_id == edition_id, Assignment.ended_at.is_(None))
        .group_by(Assignment.round_id)
    )
    counts = {round_id: (sealed, total) for round_id, sealed, total in rows}
    return [
        (one, *counts.get(one.id, (0, 0))) for one in edition_queries.rounds(edition_id, reader)
    ]


def last_reminders(edition_id: str) -> dict[str, datetime]:
    """Return when each juror was last sent a reminder."""
    rows = db.session().execute(
        select(OutgoingMail.about_id, func.max(OutgoingMail.created_at))
        .join(Juror, Juror.id == OutgoingMail.about_id)
        .where(Juror.edition_id == edition_id, OutgoingMail.template == REMINDER)
        .group_by(OutgoingMail.about_id)
    )
    return {juror_id: at for juror_id, at in rows if juror_id is not None}
