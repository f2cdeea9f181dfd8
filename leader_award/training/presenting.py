"""The training as its pages show it: the juror beside the panel, the panel for the organiser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from leader_award.editions.models import Criterion
from leader_award.jury.models import Juror
from leader_award.platform.i18n import translate
from leader_award.training import distance, queries
from leader_award.training.distance import Against
from leader_award.training.models import Training
from leader_award.training.queries import Panel

LEFT, RIGHT, ROW, HEAD = 3.0, 97.0, 52, 26


@dataclass(frozen=True)
class Row:
    """One criterion of a sample: own points beside the panel's, in words and as a drawing.

    Positions are x in percent of the drawing's width and y in pixels.
    """

    name: str
    maximum: int
    found: Against
    y: int
    own: float | None
    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Comparison:
    """A sample's criteria for one juror; `mean` is the mean distance with its sign."""

    rows: tuple[Row, ...]
    mean: Fraction | None
    height: int

    @property
    def known(self) -> bool:
        """Whether enough others have finished the sample for anything to be told."""
        return any(row.median is not None for row in self.rows)


def comparison(
    panel: Panel, sample_id: str, juror_id: str, criteria: Sequence[Criterion]
) -> Comparison:
    """Return how the juror's final card of the sample stands beside the others'."""
    rows = tuple(
        _row(number, one, distance.against(panel.scores.get((sample_id, one.id), {}), juror_id))
        for number, one in enumerate(criteria)
    )
    mean = distance.mean_distances(panel.scores, juror_id, [sample_id])
    return Comparison(rows, mean[0] if mean else None, HEAD + ROW * len(rows) + 16)


def _row(number: int, criterion: Criterion, found: Against) -> Row:
    def x(points: int | Fraction | None) -> float | None:
        if points is None:
            return None
        return round(LEFT + (RIGHT - LEFT) * float(points) / criterion.maximum, 2)

    return Row(
        name=translate(criterion.name),
        maximum=criterion.maximum,
        found=found,
        y=HEAD + ROW * number + 34,
        own=x(found.own),
        median=x(found.median),
        low=x(found.lowest),
        high=x(found.highest),
    )


@dataclass(frozen=True)
class JurorLine:
    """A juror in the organiser's table: samples finished, mean distance with and without sign."""

    juror: Juror
    finished: int
    mean: Fraction | None
    apart: Fraction | None


@dataclass(frozen=True)
class Results:
    """What came out of a training: jurors by surname, who finished all, alpha of the panel."""

    lines: tuple[JurorLine, ...]
    finished: int
    alpha: float | None


def results(training: Training) -> Results:
    """Return what came out so far; three statements."""
    panel, jurors = queries.panel(training), queries.jurors_of(training)
    maximum = {one.id: one.maximum for one in queries.criteria_of(training)}
    return Results(
        tuple(_line(panel, one) for one in jurors),
        sum(panel.finished(one.id, training.samples) for one in jurors if training.samples),
        distance.agreement(panel.scores, maximum, sorted(panel.finals)),
    )


def _line(panel: Panel, juror: Juror) -> JurorLine:
    found = distance.mean_distances(panel.scores, juror.id)
    mean, apart = found or (None, None)
    return JurorLine(juror, len(panel.finals.get(juror.id, ())), mean, apart)


def general(panel: Panel, juror_id: str) -> Fraction | None:
    """Return the juror's mean signed distance over the samples that the juror has finished."""
    own: Mapping[str, frozenset[str]] = panel.finals
    found = distance.mean_distances(panel.scores, juror_id, own.get(juror_id, frozenset()))
    return found[0] if found else None
