"""What a programme must be like, and how a conference goes through its life."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError, NotAllowed


@dataclass(frozen=True)
class Event:
    """A step in a conference's life: from which state to which, and what the button says."""

    before: str
    after: str
    label: str


EVENTS = {
    "publish": Event("planned", "published", _l("Publish the programme")),
    "withdraw": Event("published", "planned", _l("Take it back from the public")),
    "close": Event("published", "held", _l("Mark as held")),
    "archive": Event("held", "archived", _l("Archive")),
}
PUBLIC_STATES = ("published", "held", "archived")


class ProgrammeError(DomainError):
    """A point does not fit into the programme."""


class Slot(Protocol):
    """What the rules need to know of a programme item."""

    id: str
    starts_at: datetime | None
    ends_at: datetime | None


def next_state(state: str, event: str) -> str:
    """Return the state after `event`. Raises NotAllowed where the table has no such step."""
    step = EVENTS.get(event)
    if step is None or step.before != state:
        raise NotAllowed(_l("The conference is not in a state in which this can be done."))
    return step.after


def possible_events(state: str) -> dict[str, Event]:
    """Return the events that lead on from `state`."""
    return {name: event for name, event in EVENTS.items() if event.before == state}


def check_times(
    starts_at: datetime | None, ends_at: datetime | None, others: Iterable[Slot], own_id: str | None
) -> None:
    """Raise ProgrammeError unless the point has both times or none, in order, and room.

    Points that only touch (one ends when the next begins) do not overlap.
    """
    if starts_at is None and ends_at is None:
        return
    if starts_at is None or ends_at is None:
        raise ProgrammeError(
            _l("Give both the beginning and the end, or neither."),
            field="starts" if starts_at is None else "ends",
        )
    if ends_at <= starts_at:
        raise ProgrammeError(_l("The end must come after the beginning."), field="ends")
    for other in others:
        if other.id == own_id or other.starts_at is None or other.ends_at is None:
            continue
        if starts_at < other.ends_at and other.starts_at < ends_at:
            raise ProgrammeError(
                _l("Another point of the programme takes place at that time."), field="starts"
            )


def read_speakers(text: str) -> list[tuple[str, str]]:
    """Return (name, affiliation) for each line 'Name, affiliation'; empty lines do not count."""
    speakers = []
    for line in text.splitlines():
        name, _, affiliation = line.strip().partition(",")
        if name.strip():
            speakers.append((name.strip()[:200], affiliation.strip()[:200]))
    return speakers
