"""What the drawings of an edition are made of: who took part and when, and what jurors gave."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean, median

from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.editions.models import Edition, Round
from leader_award.entries.models import Entry, Submission
from leader_award.entries.rules import SUBMITTED
from leader_award.jury.models import Assignment
from leader_award.partnerships.models import Organisation
from leader_award.partnerships.places import UnitPlace, places_of
from leader_award.platform import charts, clock
from leader_award.platform.db import session
from leader_award.platform.i18n import percent, translate
from leader_award.platform.maps import Dot, Kind
from leader_award.ranking.coded import CodedRound, CodedWork
from leader_award.ranking.official import make_cards
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.rules import SEALED

IN_CHECK, IN_CONTEST, OUT = "check", "contest", "out"
KINDS = (
    Kind(IN_CONTEST, _l("admitted to the assessment"), "circle", 1),
    Kind(IN_CHECK, _l("in the formal check"), "square", 2),
    Kind(OUT, _l("rejected"), "reversed", 4),
)
KIND_OF_STATE = {
    "submitted": IN_CHECK,
    "returned": IN_CHECK,
    "admitted": IN_CONTEST,
    "finalist": IN_CONTEST,
    "rejected": OUT,
}
MOST_ENTRIES = 40
"""So many entries are drawn with the cards they got, those on which jurors differ most."""


@dataclass(frozen=True)
class Applicant:
    """Who submitted an entry, and where they have their seat (None: not a unit of the register)."""

    title: str
    name: str
    kind: str
    place: UnitPlace | None


@dataclass(frozen=True)
class Participation:
    """Where entries come from: a dot for each, counts by voivodeship, and who has no place."""

    applicants: Sequence[Applicant]

    @property
    def dots(self) -> list[Dot]:
        """A dot for each applicant whose place is known."""
        found = (one.place.dot(one.kind, one.name) for one in self.applicants if one.place)
        return [dot for dot in found if dot]

    @property
    def by_voivodeship(self) -> dict[str, int]:
        """Return the number of entries by the code of the voivodeship."""
        return dict(Counter(one.place.voivodeship_terc for one in self.applicants if one.place))

    @property
    def table(self) -> list[tuple[str, int, str]]:
        """Return (voivodeship, number, who from there), most entries first."""
        groups: dict[str, list[str]] = defaultdict(list)
        for one in self.applicants:
            if one.place:
                groups[one.place.voivodeship_name].append(one.name)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        return [(name, len(own), ", ".join(sorted(own))) for name, own in ordered]

    @property
    def without_place(self) -> list[str]:
        """Return the names of those who are no unit of the register."""
        return sorted(one.name for one in self.applicants if one.place is None)


def participation(edition_id: str) -> Participation:
    """Return where the entries of the edition come from; 3 statements."""
    rows = (
        session()
        .execute(
            select(Entry.title, Organisation.name, Organisation.unit_terc, Entry.state)
            .join(Organisation, Organisation.id == Entry.applicant_id)
            .where(Entry.edition_id == edition_id, Entry.state.in_(KIND_OF_STATE))
            .order_by(Entry.number, Entry.id)
        )
        .all()
    )
    places = places_of(terc for _title, _name, terc, _state in rows)
    return Participation(
        [
            Applicant(title, name, KIND_OF_STATE[state], places.get(terc or ""))
            for title, name, terc, state in rows
        ]
    )


@dataclass(frozen=True)
class Days:
    """Something counted by day of the Warsaw calendar: the drawing, and the table beside it."""

    chart: charts.Columns
    counts: Mapping[date, int]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.counts.values())

    @property
    def table(self) -> list[tuple[str, int, int]]:
        """Return (day, count, count up to then) of each day with any."""
        rows, so_far = [], 0
        for day in sorted(self.counts):
            so_far += self.counts[day]
            rows.append((_in_words(day), self.counts[day], so_far))
        return rows


def _in_words(day: date) -> str:
    return str(format_date(day, "d MMMM y"))


def short(day: date) -> str:
    """Return a day as a drawing has room for, e.g. '5.11'."""
    return f"{day.day}.{day.month:02}"


def counted_by_day(
    instants: Iterable[datetime], first: datetime, mark: datetime, now: datetime
) -> Days | None:
    """Count instants by day, and draw them from `first` to `mark` with the deadline `mark`.

    The drawing ends earlier where `now` is earlier, and later where there are later instants.
    """
    counts = Counter(clock.to_warsaw(instant).date() for instant in instants)
    if not counts:
        return None
    start = min(clock.to_warsaw(first).date(), *counts)
    end = max(clock.to_warsaw(min(mark, now)).date(), *counts)
    chart = charts.columns(counts, start, end, short, clock.to_warsaw(mark).date())
    return Days(chart, counts) if chart else None


def submissions(edition: Edition, now: datetime) -> Days | None:
    """Return when entries were first submitted, until the call's deadline; one statement."""
    instants = session().scalars(
        select(Submission.at)
        .join(Entry, Entry.id == Submission.entry_id)
        .where(
            Entry.edition_id == edition.id,
            Submission.number == 1,
            Entry.state.in_([*SUBMITTED, "rejected"]),
        )
    )
    return counted_by_day(instants, edition.opens_at, edition.deadline, now)


def sealed_cards(round: Round, now: datetime) -> Days | None:
    """Return when the cards of a round were sealed, until its deadline; one statement."""
    instants = session().scalars(
        select(ScoreCard.sealed_at)
        .join(Assignment, Assignment.id == ScoreCard.assignment_id)
        .where(
            Assignment.round_id == round.id,
            Assignment.ended_at.is_(None),
            ScoreCard.state == SEALED,
            ScoreCard.sealed_at.is_not(None),
        )
    )
    found = [instant for instant in instants if instant]
    return counted_by_day(found, min(found, default=now), round.ends_at, now)


@dataclass(frozen=True)
class Points:
    """How often each number of points was given: a drawing of rows, and their figures.

    Where criteria have different maxima, points are percent of the maximum.
    """

    chart: charts.Distribution
    rows: Sequence[tuple[str, Sequence[int]]]
    in_percent: bool

    @property
    def table(self) -> list[tuple[str, int, int, str, str, int]]:
        """Return (row, how many, lowest, median, mean, highest)."""
        return [
            (
                label,
                len(values),
                min(values),
                str(format_decimal(median(values))),
                percent(mean(values)),
                max(values),
            )
            for label, values in self.rows
        ]


@dataclass(frozen=True)
class Agreement:
    """The cards that each entry got, in percent; what the jury differs on most comes first."""

    chart: charts.Strips
    rows: Sequence[tuple[str, Sequence[tuple[float, str]]]]

    @property
    def table(self) -> list[tuple[str, int, str, str, str, str]]:
        """Return (entry, cards, lowest, mean, highest, spread)."""
        found = []
        for label, values in self.rows:
            alone = [value for value, _name in values]
            low, middle, high, spread = map(
                percent, (min(alone), mean(alone), max(alone), max(alone) - min(alone))
            )
            found.append((label, len(alone), low, middle, high, spread))
        return found


@dataclass(frozen=True)
class ScorePictures:
    """The drawings of a round's sealed cards, by criterion, by juror and by entry."""

    criteria: Points
    jurors: Points
    agreement: Agreement | None


def score_pictures(work: CodedWork) -> ScorePictures | None:
    """Return the drawings of the one round of `work`, or None without a sealed card; pure."""
    (round,) = work.rounds
    points, highest, in_percent = _on_one_scale(round)
    if not points:
        return None
    by_criterion: dict[str, list[int]] = {code: [] for code in round.rubric}
    by_juror: dict[str, list[int]] = {code: [] for code in work.jurors}
    for juror, criterion, value in points:
        by_criterion[criterion].append(value)
        by_juror[juror].append(value)
    names = {code: juror.person.name for code, juror in work.jurors.items()}

    def drawn(rows: Iterable[tuple[str, list[int]]]) -> Points:
        kept = [(label, values) for label, values in rows if values]
        chart = charts.distribution(kept, highest)
        if chart is None:
            raise ValueError("no row has a value")
        return Points(chart, kept, in_percent)

    return ScorePictures(
        criteria=drawn(
            (translate(round.rubric[code].name), values) for code, values in by_criterion.items()
        ),
        jurors=drawn(sorted((names[code], values) for code, values in by_juror.items() if values)),
        agreement=_agreement(work, round, names),
    )


def _on_one_scale(round: CodedRound) -> tuple[list[tuple[str, str, int]], int, bool]:
    """Return (juror, criterion, points) of all answers, the highest value, and if it is percent."""
    maxima = {one.id: float(one.maximum or 0) for one in round.criteria}
    in_percent = len(set(maxima.values())) > 1

    def value(criterion: str, given: float) -> int:
        return round_half_up(100 * given / maxima[criterion]) if in_percent else int(given)

    found = [
        (one.juror, one.criterion, value(one.criterion, float(one.points)))
        for one in round.scores
        if one.points is not None
    ]
    return found, 100 if in_percent else int(max(maxima.values(), default=0)), in_percent


def round_half_up(value: float) -> int:
    """Return the nearest whole number, the higher of two."""
    return int(value + 0.5)


def _agreement(work: CodedWork, round: CodedRound, names: Mapping[str, str]) -> Agreement | None:
    """Return the entries that at least two jurors scored."""
    cards: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for card in make_cards(round.criteria, round.scores):
        score = float(card.score)
        cards[card.entry].append((score, f"{names[card.juror]}: {percent(score)}"))

    def spread(values: Sequence[tuple[float, str]]) -> float:
        return max(values)[0] - min(values)[0]

    several = [(code, values) for code, values in cards.items() if len(values) > 1]
    several.sort(key=lambda one: (-spread(one[1]), one[0]))
    rows = [(work.entries[code].title, values) for code, values in several[:MOST_ENTRIES]]
    chart = charts.strips(rows)
    return Agreement(chart, rows) if chart else None
