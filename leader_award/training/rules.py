"""The rules of the training: states, how many samples, when it can be run.

Pure: no request, no database, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
NEW, STARTED, FINAL = "new", "started", "final"

RUNNING = ("open", "checking", "scoring")
"""States of an edition in which its jury trains."""
FEWEST, MOST = 2, 3
"""Sample entries of a training."""
ENOUGH = 3
"""Scores of other jurors without which nothing is told of them: fewer would tell who gave what."""
LONGEST_TITLE, LONGEST_TEXT = 300, 60_000


@dataclass(frozen=True)
class Event:
    """One line of a state table."""

    after: str
    roles: tuple[str, ...]


_JUROR, _ORGANISER = ("juror",), ("organiser", "administrator")

EVENTS: Mapping[tuple[str, str], Event] = {
    (DRAFT, "arrange"): Event(DRAFT, _ORGANISER),
    (DRAFT, "open"): Event(OPEN, _ORGANISER),
    (OPEN, "close"): Event(CLOSED, _ORGANISER),
}
"""The training: its samples are fixed by its opening."""

CARD_EVENTS: Mapping[tuple[str, str], Event] = {
    (NEW, "save"): Event(STARTED, _JUROR),
    (STARTED, "save"): Event(STARTED, _JUROR),
    (STARTED, "finalise"): Event(FINAL, _JUROR),
}
"""A juror's card for a sample; a final one stays as it is, since the panel has been shown."""


def allows(table: Mapping[tuple[str, str], Event], state: str, event: str, role: str) -> bool:
    """Return whether the table lets `role` cause `event` in `state`."""
    line = table.get((state, event))
    return line is not None and role in line.roles


def opening_fault(edition_state: str, samples: int, *, rubric_ready: bool) -> str | None:
    """Return why a training cannot be opened: "edition", "samples", "rubric", or None."""
    if edition_state not in RUNNING:
        return "edition"
    if not FEWEST <= samples <= MOST:
        return "samples"
    return None if rubric_ready else "rubric"
