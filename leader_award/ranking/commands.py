"""The commands `rank` and `rank-editions`: files in, one JSON document or a table out."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from leader_award.ranking.calibration import CalibratedEntry, Calibration, Limit, calibrate
from leader_award.ranking.official import (
    DECLARED_STEPS,
    Criterion,
    OfficialRanking,
    RankedEntry,
    rank_cards,
)
from leader_award.ranking.protocol import (
    ProtocolError,
    digest,
    first_difference,
    made_by,
    reproduce,
    software_version,
)
from leader_award.ranking.scores_file import FileError, ScoresFile, read_rubric, read_scores
from leader_award.ranking.statistics import (
    Level,
    intraclass_correlations,
    kendall_concordance,
    krippendorff_alpha,
    table_of,
)
from leader_award.ranking.two_editions import EditionResult, rank_two_editions

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FORMAT = click.option("--format", "layout", type=click.Choice(["json", "table"]), default="json")
NAMES_SHOWN = 10


class InputError(click.ClickException):
    """An input file cannot be counted with."""

    exit_code = 2


@click.command("rank")
@click.argument("scores", type=FILE)
@click.option("--rubric", type=FILE, help="Criteria with weights and maxima; else points.")
@click.option("--method", type=click.Choice(["mean", "calibrated"]), default="mean")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@FORMAT
def rank_command(scores: Path, rubric: Path | None, method: str, seed: int, layout: str) -> None:
    """Rank entries by a file of scores and show how sure their places are.

    SCORES has the columns entry, juror, criterion, points; rows of what was not scored are absent.
    Without a rubric no criterion ranks above another, so equal means share a place.
    """
    data = scores.read_bytes()
    file = _read_scores(scores, data, _read_rubric(rubric))
    steps = DECLARED_STEPS if rubric else ()
    official = rank_cards(file.criteria, file.cards, tie_steps=steps)
    calibration = calibrate(file.cards, seed=seed, criteria_repeat=rubric is None)
    result = {
        "method": method,
        "fallback": fallback_text(calibration),
        "entries": _entries(method, official, calibration),
        "tied_for_first": list(calibration.tied_for_first),
        "jurors": [
            {
                "juror": one.juror,
                "cards": one.cards,
                "severity": one.severity,
                "standard_error": one.standard_error,
            }
            for one in calibration.jurors
        ],
        "variance": asdict(calibration.variance),
        "components": [list(panel.entries) for panel in calibration.panels],
        "a_efficiency": calibration.a_efficiency,
        "agreement": _agreement(file),
        "input_sha256": hashlib.sha256(data).hexdigest(),
    }
    click.echo(_as_json(result) if layout == "json" else _rank_table(result))


@click.command("rank-editions")
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@click.option("--rubric-first", type=FILE, help="The rubric of the first edition.")
@click.option("--rubric-second", type=FILE, help="The rubric of the second edition.")
@FORMAT
def rank_editions_command(
    first: Path, second: Path, rubric_first: Path | None, rubric_second: Path | None, layout: str
) -> None:
    """Rank the participants of two editions by the mean of their scores.

    In both files `entry` is the participant's code. Give both rubrics or none: percentages and
    points have no mean.
    """
    if (rubric_first is None) != (rubric_second is None):
        raise click.UsageError("give the rubrics of both editions or of neither")
    ranking = rank_two_editions(
        _edition_results(first, rubric_first), _edition_results(second, rubric_second)
    )
    result = {
        "both": [
            {
                "entry": one.participant,
                "place": one.place,
                "score": float(one.score),
                "first": float(one.first),
                "second": float(one.second),
            }
            for one in ranking.both
        ],
        "first_only": [one.participant for one in ranking.first_only],
        "second_only": [one.participant for one in ranking.second_only],
    }
    click.echo(_as_json(result) if layout == "json" else _editions_table(result))


@click.command("reproduce")
@click.argument("protocol", type=FILE)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Else printed.")
def reproduce_command(protocol: Path, output: Path | None) -> None:
    """Compute a protocol's results anew from its inputs and give the same bytes again.

    Stops with 1 and names the first difference if the file states something else, with 2 if it is
    no protocol that this version can recompute. Needs no database.
    """
    stated = protocol.read_bytes()
    try:
        recomputed = reproduce(stated)
        difference = first_difference(stated, recomputed)
        maker = made_by(stated)
    except ProtocolError as error:
        raise InputError(f"{protocol.name}: {error}") from error
    if maker != software_version():
        click.echo(f"made by version {maker}, recomputed by {software_version()}", err=True)
    if difference:
        raise click.ClickException(f"{protocol.name} differs at {difference}")
    if output is None:
        click.echo(recomputed, nl=False)
    else:
        output.write_bytes(recomputed)
        click.echo(f"The same {len(recomputed)} bytes, SHA-256 {digest(recomputed)}", err=True)


def fallback_text(calibration: Calibration) -> str | None:
    """Say in English what the calibrated view cannot claim; None if nothing limits it."""
    said = {
        Limit.DISCONNECTED: _panels_text(calibration),
        Limit.NO_SEVERITY: "No severity found: calibrated scores equal the raw means.",
        Limit.SEVERITY_UNKNOWN: "Severity cannot be told from chance: "
        "no juror shares enough entries with others; calibrated scores equal the raw means.",
        Limit.TOO_FEW_CARDS: "Too few scores per juror "
        f"(median {calibration.median_cards:g}): the calibrated view is advisory only.",
        Limit.WEAK_LINKS: "Jurors are weakly linked "
        f"(A-efficiency {calibration.a_efficiency or 0.0:.2f}): "
        "the calibrated view is advisory only.",
    }
    return " ".join(said[limit] for limit in calibration.limits) or None


def _panels_text(calibration: Calibration) -> str:
    panels = "; ".join(
        f"panel {number} (jurors {_listed(panel.jurors)}): {_listed(panel.entries)}"
        for number, panel in enumerate(calibration.panels, 1)
    )
    return (
        f"Not all entries are linked by common jurors. Calibrated places, intervals and chances "
        f"hold within a panel and say nothing across panels: {panels}."
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def _entries(
    method: str, official: OfficialRanking, calibration: Calibration
) -> list[dict[str, Any]]:
    line_of = {line.entry: line for line in official.entries}
    calibrated_of = {one.entry: one for one in calibration.entries}
    if method == "mean":
        order = [line.entry for line in official.entries]
    else:
        order = [one.entry for one in calibration.entries]
    return [_entry(method, line_of[name], calibrated_of[name]) for name in order]


def _entry(method: str, line: RankedEntry, calibrated: CalibratedEntry) -> dict[str, Any]:
    by_mean = method == "mean"
    interval = calibrated.rank_interval
    return {
        "entry": line.entry,
        "place": line.place if by_mean else calibrated.place,
        "score": float(line.score) if by_mean else calibrated.score,
        "mean": float(line.mean),
        "cards": line.cards,
        "rank_interval": list(interval) if interval else None,
        "probability_first": calibrated.probability_first,
        "probability_first_three": calibrated.probability_first_three,
    }


def _agreement(file: ScoresFile) -> dict[str, float | None]:
    table = table_of(file.cards)
    concordance = kendall_concordance(table)
    return {
        **asdict(intraclass_correlations(table)),
        **{f"krippendorff_{level}": krippendorff_alpha(table, level) for level in Level},
        "kendall_w": concordance.w,
        "kendall_w_p": concordance.p_value,
    }


def _edition_results(scores: Path, rubric: Path | None) -> list[EditionResult]:
    file = _read_scores(scores, scores.read_bytes(), _read_rubric(rubric))
    top = max(file.criteria, key=lambda criterion: criterion.weight).id if rubric else None
    return [
        EditionResult(line.entry, line.score, line.criteria[top] if top else None)
        for line in rank_cards(file.criteria, file.cards).entries
    ]


def _read_rubric(path: Path | None) -> tuple[Criterion, ...] | None:
    if path is None:
        return None
    try:
        return read_rubric(path.read_bytes())
    except FileError as error:
        _refuse(path, error)


def _read_scores(path: Path, data: bytes, rubric: Sequence[Criterion] | None) -> ScoresFile:
    try:
        return read_scores(data, rubric)
    except FileError as error:
        _refuse(path, error)


def _refuse(path: Path, error: FileError) -> NoReturn:
    raise InputError(f"{path.name}: {error}") from error


def _as_json(result: Mapping[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2)


def _rank_table(result: Mapping[str, Any]) -> str:
    entries = [
        (
            one["place"],
            one["entry"],
            _number(one["score"], 2),
            _number(one["mean"], 2),
            one["cards"],
            "-" if one["rank_interval"] is None else "{}-{}".format(*one["rank_interval"]),
            _number(one["probability_first"], 3),
            _number(one["probability_first_three"], 3),
        )
        for one in result["entries"]
    ]
    jurors = [
        (one["juror"], one["cards"], _number(one["severity"], 2), _number(one["standard_error"], 2))
        for one in result["jurors"]
    ]
    figures = {**result["agreement"], "a_efficiency": result["a_efficiency"]}
    figures |= {f"variance {name}": value for name, value in result["variance"].items()}
    parts = [
        _columns(
            ("place", "entry", "score", "mean", "cards", "rank 95 %", "P(first)", "P(first 3)"),
            entries,
        ),
        "Tied for first: " + (", ".join(result["tied_for_first"]) or "-"),
        _columns(("juror", "cards", "severity", "error"), jurors),
        _columns(("figure", "value"), [(name, _number(one, 4)) for name, one in figures.items()]),
    ]
    if result["fallback"]:
        parts.insert(0, result["fallback"])
    return "\n\n".join(parts)


def _editions_table(result: Mapping[str, Any]) -> str:
    names = ("place", "entry", "score", "first", "second")
    rows = [
        (one["place"], one["entry"], *(_number(one[name], 2) for name in names[2:]))
        for one in result["both"]
    ]
    alone = ("First edition only", "first_only"), ("Second edition only", "second_only")
    listed = [f"{label}: " + (", ".join(result[key]) or "-") for label, key in alone]
    return "\n\n".join([_columns(names, rows), *listed])


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _columns(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Align cells in columns, words to the left and numbers to the right."""
    lines = [tuple(header), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    words = {"entry", "juror", "figure"}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in words else cell.rjust(width)
            for name, cell, width in zip(header, line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
