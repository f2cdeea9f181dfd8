"""Scores and rubrics from files: CSV with entry, juror, criterion, points; JSON with criteria."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from leader_award.ranking.official import (
    Card,
    CardScore,
    Criterion,
    Number,
    RubricError,
    ScoreError,
    make_cards,
)

COLUMNS = ("entry", "juror", "criterion", "points")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]{1,3})?", re.ASCII)
LONGEST_NUMBER = 40  # characters, and powers of ten either way


class FileError(ValueError):
    """A file cannot be counted with; `line` is the line to look at, None for the whole file."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class ScoresFile:
    """The cards that a file of scores makes, and the criteria they were made by."""

    criteria: tuple[Criterion, ...]
    cards: tuple[Card, ...]


def read_rubric(data: bytes) -> tuple[Criterion, ...]:
    """Read {"criteria": [{"id", "weight", "maximum"}]}; raises FileError."""
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise FileError("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise FileError(f"not JSON: {error.msg}", error.lineno) from error
    listed = content.get("criteria") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not listed:
        raise FileError('no list "criteria"')
    return tuple(_criterion(one, number) for number, one in enumerate(listed, 1))


def read_scores(data: bytes, rubric: Sequence[Criterion] | None) -> ScoresFile:
    """Read scores; without a rubric they stay in points and criteria weigh the same.

    Raises FileError, with the line, for anything that cannot be counted.
    """
    rows = list(_rows(_text(data)))
    if not rows:
        raise FileError("no rows of scores")
    scores = [
        CardScore(entry, juror, criterion, _points(points, line))
        for line, entry, juror, criterion, points in rows
    ]
    if rubric is None:
        names = sorted({score.criterion for score in scores})
        rubric = [Criterion(name, 1, None) for name in names]
    try:
        return ScoresFile(tuple(rubric), make_cards(rubric, scores))
    except ScoreError as error:
        raise FileError(str(error), rows[error.position][0]) from error
    except RubricError as error:
        raise FileError(str(error)) from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("not UTF-8", data.count(b"\n", 0, error.start) + 1) from error


def _rows(text: str) -> Iterator[tuple[int, str, str, str, str]]:
    """Yield the line number and the four cells of every row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(f"not CSV: {error}", line) from error
        if not any(cells):
            continue
        if header is None:
            header = _header(cells, line)
            continue
        if len(cells) != len(header):
            raise FileError(f"{len(cells)} cells under {len(header)} columns", line)
        row = dict(zip(header, cells, strict=True))
        for column in COLUMNS:
            if not row[column]:
                raise FileError(f"no {column}; leave out the row of what was not scored", line)
        yield line, row["entry"], row["juror"], row["criterion"], row["points"]


def _header(cells: list[str], line: int) -> list[str]:
    for column in COLUMNS:
        if cells.count(column) != 1:
            raise FileError(f"the header must name the column {column} once", line)
    return cells


def _points(cell: str, line: int) -> Decimal:
    try:
        if len(cell) <= LONGEST_NUMBER and PLAIN_NUMBER.fullmatch(cell):
            return _bounded(Decimal(cell))
    except (InvalidOperation, OverflowError):
        pass
    raise FileError(f"points {cell[:LONGEST_NUMBER]!r} are not a number", line)


def _bounded(value: Number) -> Decimal:
    """Return the value; OverflowError if its exact fraction would be monstrous."""
    decimal = Decimal(str(value))
    exponent = decimal.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > LONGEST_NUMBER:
        raise OverflowError
    if decimal.adjusted() > LONGEST_NUMBER:
        raise OverflowError
    return decimal


def _criterion(listed: Any, number: int) -> Criterion:
    if not isinstance(listed, Mapping):
        raise FileError(f"criterion {number} is not an object")
    name = listed.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        raise FileError(f"criterion {number} has no id")
    values: dict[str, Decimal] = {}
    for field in ("weight", "maximum"):
        value = listed.get(field)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise FileError(f"the {field} of criterion {name!r} is not a number")
        try:
            values[field] = _bounded(value)
        except OverflowError:
            raise FileError(f"the {field} of criterion {name!r} is out of range") from None
    return Criterion(str(name).strip(), values["weight"], values["maximum"])


def _refuse(constant: str) -> None:
    raise FileError(f"{constant} is not a number")
