"""The calibrated view of an edition as its page shows it: beside the official ranking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from leader_award.jury.queries import Listed, surname_key
from leader_award.platform.i18n import translate
from leader_award.ranking.analysis import Analysis, analyse
from leader_award.ranking.calibration import CalibratedEntry, JurorSeverity, Limit
from leader_award.ranking.coded import CodedWork
from leader_award.ranking.official import RankedEntry, rank_cards, rounded
from leader_award.ranking.sensitivity import LeftOut
from leader_award.ranking.ties import Vote


@dataclass(frozen=True)
class CalibratedLine:
    """An entry's official place and score beside the calibrated ones; percentages of 0..100.

    `move` is how many places the calibrated view puts it higher (negative: lower); None where
    unlinked panels have no common places. `tied_first` says that nothing tells it from the best.
    """

    entry: Listed
    official_place: int
    official_score: Decimal
    place: int
    score: float
    move: int | None
    interval: tuple[int, int] | None
    first: float | None
    first_three: float | None
    tied_first: bool


@dataclass(frozen=True)
class JurorLine:
    """A juror by name with the severity in percentage points (positive = severe)."""

    name: str
    figures: JurorSeverity

    @property
    def stands_out(self) -> bool:
        """Whether the severity is more than twice its standard error away from zero."""
        severity, error = self.figures.severity, self.figures.standard_error
        return severity is not None and error is not None and abs(severity) > 2 * error + 1e-9


@dataclass(frozen=True)
class Flip:
    """What would come out without one juror or criterion; titles of entries."""

    without: str
    first: tuple[str, ...]
    first_changes: bool
    entered: tuple[str, ...]
    left: tuple[str, ...]
    linked: bool


@dataclass(frozen=True)
class CalibratedView:
    """All that the page shows; `panels` holds the lines of each panel by calibrated place.

    The three kinds of flips hold only those that change something.
    """

    panels: tuple[tuple[CalibratedLine, ...], ...]
    jurors: tuple[JurorLine, ...]
    analysis: Analysis
    juror_flips: tuple[Flip, ...]
    criterion_flips: tuple[Flip, ...]
    calibrated_flips: tuple[Flip, ...]

    @property
    def linked(self) -> bool:
        """Whether common jurors link all entries."""
        return len(self.panels) == 1

    @property
    def lines(self) -> tuple[CalibratedLine, ...]:
        """The lines of all panels."""
        return tuple(line for panel in self.panels for line in panel)

    @property
    def tied_first(self) -> tuple[CalibratedLine, ...]:
        """The entries that nothing tells from the best one."""
        return tuple(line for line in self.lines if line.tied_first)

    @property
    def moved(self) -> int:
        """How many entries have another place in the calibrated view."""
        return sum(bool(line.move) for line in self.lines)

    @property
    def official_first(self) -> tuple[CalibratedLine, ...]:
        """The entries that are first by the regulations."""
        return tuple(line for line in self.lines if line.official_place == 1)

    def has(self, limit: str) -> bool:
        """Return whether the limit of that name holds."""
        return Limit(limit) in self.analysis.calibration.limits


def calibrated_view(
    work: CodedWork, votes: Sequence[Vote], number: int = 0
) -> CalibratedView | None:
    """Put the calibrated view of a round (by its number, from 0) beside its official ranking.

    `votes` are those on the ranking of the round. None without a sealed card.
    """
    done = work.rounds[number]
    if all(score.points is None for score in done.scores):
        return None
    analysis = analyse(done.criteria, done.scores, work.aggregate)
    calibration = analysis.calibration
    official = rank_cards(done.criteria, analysis.cards, aggregate=work.aggregate, votes=votes)
    official_of = {line.entry: line for line in official.entries}
    tied = set(calibration.tied_for_first)
    lines = [
        _line(work.entries[one.entry], official_of[one.entry], one, tied, len(calibration.panels))
        for one in calibration.entries
    ]
    numbers = [one.panel for one in calibration.entries]
    jurors = {code: juror.person.name for code, juror in work.jurors.items()}
    criteria = {code: translate(line.name) for code, line in done.rubric.items()}
    titles = {code: entry.title for code, entry in work.entries.items()}
    return CalibratedView(
        panels=tuple(
            tuple(line for line, number in zip(lines, numbers, strict=True) if number == panel)
            for panel in range(len(calibration.panels))
        ),
        jurors=_jurors(calibration.jurors, jurors),
        analysis=analysis,
        juror_flips=_flips(analysis.without_juror, jurors, titles),
        criterion_flips=_flips(analysis.without_criterion, criteria, titles),
        calibrated_flips=_flips(analysis.calibrated_without_juror, jurors, titles),
    )


def _line(
    entry: Listed, official: RankedEntry, one: CalibratedEntry, tied: set[str], panels: int
) -> CalibratedLine:
    return CalibratedLine(
        entry=entry,
        official_place=official.place,
        official_score=rounded(official.score),
        place=one.place,
        score=one.score,
        move=official.place - one.place if panels == 1 else None,
        interval=one.rank_interval,
        first=one.probability_first,
        first_three=one.probability_first_three,
        tied_first=one.entry in tied,
    )


def _jurors(figures: Iterable[JurorSeverity], names: Mapping[str, str]) -> tuple[JurorLine, ...]:
    """Return the jurors by severity, the most severe first; those without one by name."""
    lines = [JurorLine(names[one.juror], one) for one in figures]
    lines.sort(key=lambda line: surname_key(line.name))
    return tuple(sorted(lines, key=lambda line: -(line.figures.severity or 0.0)))


def _flips(
    found: Iterable[LeftOut], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[Flip, ...]:
    def named(codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(titles[code] for code in codes)

    return tuple(
        Flip(
            without=names[one.without],
            first=named(one.first),
            first_changes=one.first_changes,
            entered=named(one.entered),
            left=named(one.left),
            linked=one.linked,
        )
        for one in found
        if one.changes_something or not one.linked
    )
