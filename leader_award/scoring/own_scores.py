"""A juror's own scores side by side, for pages that only this juror sees.

Everything here starts from the juror's own assignments; nobody else's scores are read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from leader_award.editions.models import Criterion, Round, Rubric
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.queries import Listed
from leader_award.platform import charts, db
from leader_award.platform.i18n import translate
from leader_award.scoring import queries, rules
from leader_award.scoring.models import ScoreCard

BY_TOTAL, BY_NUMBER = "suma", "numer"


@dataclass(frozen=True)
class OwnScores:
    """One entry with the juror's card, None if it was never opened, and what is on it."""

    entry: Listed
    assignment_id: str
    card: ScoreCard | None
    answers: Mapping[str, rules.Answer]
    percent: Fraction | None
    editable: bool

    @property
    def complete(self) -> bool:
        """Whether each criterion is answered, so that the percent can be compared."""
        criteria = self.card.rubric.criteria if self.card else []
        return bool(criteria) and not rules.missing(criteria, self.answers)


def rows(juror: Juror, round: Round, *, open_now: bool) -> list[OwnScores]:
    """Return the juror's cards of the round, in the order of the entries' numbers.

    A constant number of statements; `open_now` says whether cards can change.
    """
    reader = db.session()
    found = reader.execute(
        select(Assignment.entry_id, Assignment.id, ScoreCard)
        .outerjoin(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .options(
            joinedload(ScoreCard.assignment, innerjoin=False),
            selectinload(ScoreCard.rubric).selectinload(Rubric.criteria),
        )
        .where(
            Assignment.juror_id == juror.id,
            Assignment.round_id == round.id,
            Assignment.ended_at.is_(None),
        )
    )
    cards = {entry_id: (assignment_id, card) for entry_id, assignment_id, card in found}
    return [
        _row(entry.blinded() if round.hides_applicants else entry, *cards[entry.id], open_now)
        for entry in jury_queries.readable_entries(juror, reader)
        if entry.id in cards
    ]


def _row(entry: Listed, assignment_id: str, card: ScoreCard | None, open_now: bool) -> OwnScores:
    answers = queries.answers_of(card) if card else {}
    return OwnScores(
        entry=entry,
        assignment_id=assignment_id,
        card=card,
        answers=answers,
        percent=rules.percent(card.rubric.criteria, answers) if card and answers else None,
        editable=open_now and card is not None and rules.allows(card.state, "save", "juror"),
    )


def sort(found: Sequence[OwnScores], by: str) -> list[OwnScores]:
    """Return the rows by number, or from the most by total (the default) or by a criterion."""
    if by == BY_NUMBER:
        return list(found)

    def most(row: OwnScores) -> Fraction:
        if by in ("", BY_TOTAL):
            return row.percent if row.percent is not None else Fraction(-1)
        answer = row.answers.get(by)
        return Fraction(answer) if isinstance(answer, int) else Fraction(-1)

    return sorted(found, key=most, reverse=True)


@dataclass(frozen=True)
class Level:
    """How often the juror gave points of one described level."""

    text: str
    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Given:
    """The points that the juror gave in one criterion, against the words of its scale."""

    id: str
    name: str
    chart: charts.Distribution | None
    levels: tuple[Level, ...]
    points: int
    abstained: int


def distribution(criterion: Criterion, found: Sequence[OwnScores]) -> Given:
    """Return how often each value and level of the criterion was given on these cards."""
    answers = [row.answers[criterion.id] for row in found if criterion.id in row.answers]
    points = [answer for answer in answers if isinstance(answer, int)]
    counts = Counter(points)
    label = str(_("▲ the median of your points"))
    return Given(
        id=criterion.id,
        name=translate(criterion.name),
        chart=charts.distribution([(label, points)], criterion.maximum),
        levels=tuple(_level(level, counts) for level in criterion.levels),
        points=len(points),
        abstained=len(answers) - len(points),
    )


def _level(level: Mapping[str, Any], counts: Mapping[int, int]) -> Level:
    low, high = int(level["from"]), int(level["to"])
    count = sum(number for value, number in counts.items() if low <= value <= high)
    return Level(translate(level["text"]), low, high, count)
