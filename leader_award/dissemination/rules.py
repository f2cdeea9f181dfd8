"""What a programme must be like, and how a conference goes through its life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError, NotAllowed


@dataclass(frozen=True)
class Event:
    """A step in a conference's life: its states before and after, its button, and its report."""

    before: str
    after: str
    label: str
    done: str


EVENTS = {
    "publish": Event(
        "planned", "published", _l("Publish the programme"), _l("The programme is public now.")
    ),
    "withdraw": Event(
        "published",
        "planned",
        _l("Take it back from the public"),
        _l("The conference is no longer public."),
    ),
    "close": Event(
        "published", "held", _l("Mark as held"), _l("The conference is marked as held.")
    ),
    "archive": Event("held", "archived", _l("Archive"), _l("The conference is in the archive.")),
}
PUBLIC_STATES = ("published", "held", "archived")
PRESENTATION = timedelta(minutes=15)
"""What is proposed for a point that waits to be placed."""
LONGEST_NAME = 200

Times = tuple[datetime, datetime]
Speakers = list[tuple[str, str]]
"""Names with affiliations ("" for none)."""


class ProgrammeError(DomainError):
    """A point does not fit into the programme."""


class Slot(Protocol):
    """What the rules need to know of a programme item."""

    id: str
    starts_at: datetime | None
    ends_at: datetime | None


def next_state(state: str, event: str) -> str:
    """Return the state after `event`; where it has led there already, the state stays.

    Raises NotAllowed where the table has no such step.
    """
    step = EVENTS.get(event)
    if step is None or state not in (step.before, step.after):
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
            field="starts_at" if starts_at is None else "ends_at",
        )
    if ends_at <= starts_at:
        raise ProgrammeError(_l("The end must come after the beginning."), field="ends_at")
    for other in others:
        if other.id == own_id or other.starts_at is None or other.ends_at is None:
            continue
        if starts_at < other.ends_at and other.starts_at < ends_at:
            raise ProgrammeError(
                _l("Another point of the programme takes place at that time."), field="starts_at"
            )


def slot_after(placed: Sequence[Slot]) -> Times | None:
    """Propose times for one more point: after the last one placed, or None if none is."""
    ends = [slot.ends_at for slot in placed if slot.ends_at is not None]
    return (max(ends), max(ends) + PRESENTATION) if ends else None


def read_speakers(text: str) -> Speakers:
    """Return the speakers of lines 'Name, affiliation'; empty lines do not count.

    Raises ProgrammeError for a name or affiliation longer than `LONGEST_NAME`.
    """
    speakers = []
    for line in text.splitlines():
        name, _, affiliation = (part.strip() for part in line.partition(","))
        if max(len(name), len(affiliation)) > LONGEST_NAME:
            raise ProgrammeError(
                _l("One of the lines is too long: write one speaker in each."), field="speakers"
            )
        if name:
            speakers.append((name, affiliation))
    return speakers


def write_speakers(speakers: Speakers) -> str:
    """Return the speakers as lines that `read_speakers` reads."""
    return "\n".join(", ".join(filter(None, speaker)) for speaker in speakers)
