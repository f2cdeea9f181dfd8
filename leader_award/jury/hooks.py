"""What later features tell the jury about score cards, and do when an assignment ends."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from leader_award.jury.models import Assignment
from leader_award.platform.audit import Actor

STARTED, SEALED = "started", "sealed"

progress: list[Callable[[Session, str], dict[str, str]]] = []
"""(reader or writer, edition id) -> STARTED or SEALED by assignment id, for those with points.

A new plan keeps these pairs, and a juror who leaves keeps the sealed ones.
"""

ended: list[Callable[[Session, Assignment, Actor], object]] = []
"""Called in the transaction in which an assignment ends."""


def progress_of(reader: Session, edition_id: str) -> dict[str, str]:
    """Return STARTED or SEALED by assignment id for the assignments that have points."""
    known: dict[str, str] = {}
    for ask in progress:
        known |= ask(reader, edition_id)
    return known
