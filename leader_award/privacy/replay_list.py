"""The list of erasures kept outside the database, so that a restored backup is cleaned again.

A backup is older than the erasures after it, and so is the database's own list. This file only
grows; it holds random ids, one line of JSON for each erasure, and is kept apart from backups.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app

from leader_award.privacy.models import Erasure

NAME = "erased.jsonl"


@dataclass(frozen=True)
class Line:
    """One erasure: instant (ISO 8601), rows that were about the person, places in free text."""

    at: str
    subjects: list[str]
    replaced: list[str]

    @classmethod
    def of(cls, erasure: Erasure) -> "Line":
        """Return the line of an erasure."""
        return cls(erasure.at.isoformat(), list(erasure.subjects), list(erasure.replaced))

    def text(self) -> str:
        """Return the line as it is written."""
        return json.dumps(asdict(self), separators=(",", ":")) + "\n"


def path() -> Path:
    """Return where this installation keeps its list."""
    folder: Path = current_app.config["SETTINGS"].data_dir
    return folder / NAME


def append(line: Line) -> None:
    """Add an erasure to the list, on disk for certain."""
    with path().open("a", encoding="utf-8") as file:
        file.write(line.text())
        file.flush()
        os.fsync(file.fileno())


def read(source: Path) -> Iterator[Line]:
    """Yield the erasures of a list. Raises ValueError or TypeError for a line that is none."""
    for text in source.read_text(encoding="utf-8").splitlines():
        yield Line(**json.loads(text))
