"""Places where later features add to the juror's desk and say what comes before the first card."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from leader_award.jury.models import Assignment, Juror

card_obstacles: list[Callable[[Session, Assignment], Any | None]] = []
"""(writer, assignment) -> why its card cannot be opened for the first time yet, or None."""

desk_panels: list[Callable[[Juror, datetime], Markup | None]] = []
"""(juror with the edition, now) -> an HTML fragment on the juror's desk, or None."""
