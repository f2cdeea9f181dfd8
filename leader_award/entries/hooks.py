"""Places on an entry's own pages where later features add what entries alone cannot know."""

from collections.abc import Callable, Collection
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from leader_award.entries.models import Entry

overview_panels: list[Callable[[Entry, datetime], Markup | None]] = []
"""(entry, now) -> an HTML fragment on top of the overview that its applicant sees, or None."""

in_use: list[Callable[[Session, Collection[str]], set[str]]] = []
"""(writer, ids of entries) -> those on which something hangs, so that they stay admitted."""
