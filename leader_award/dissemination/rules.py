"""What a programme must be like, and how a conference goes through its life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from leader_award.partnerships.text import fold
from leader_award.platform import clock
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.i18n import hour, translate


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
STEP = timedelta(minutes=15)
"""How far a point moves that has no neighbour to change places with."""
LONGEST_NAME = 200
LONGEST_ADDRESS = 1000

Times = tuple[datetime, datetime]
Speakers = Sequence[tuple[str, str]]
"""Names with affiliations ("" for none)."""
Materials = list[dict[str, Any]]
"""Links with their titles: `{"title": …, "url": …}`."""


class ProgrammeError(DomainError):
    """A point does not fit into the programme."""


class Slot(Protocol):
    """What the rules need to know of a programme item."""

    id: str
    title: Translated
    starts_at: datetime | None
    ends_at: datetime | None
    room_id: str | None

    @property
    def speaker_names(self) -> Speakers:
        """Names with affiliations."""
        ...


SomeSlot = TypeVar("SomeSlot", bound=Slot)


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
    starts_at: datetime | None,
    ends_at: datetime | None,
    others: Iterable[Slot],
    own_id: str | None,
    *,
    room_id: str | None = None,
    speakers: Speakers = (),
) -> None:
    """Raise ProgrammeError unless the point has both times or none, in order, and room.

    Two points overlap if they share a moment and either is in the same room or without one (for
    everybody), or somebody speaks at both. Points that only touch do not overlap.
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
    names = {fold(name) for name, _affiliation in speakers}
    for other in others:
        if other.id == own_id or other.starts_at is None or other.ends_at is None:
            continue
        if starts_at < other.ends_at and other.starts_at < ends_at:
            _check_side_by_side(room_id, names, other)


def _check_side_by_side(room_id: str | None, names: set[str], other: Slot) -> None:
    """Raise ProgrammeError unless a point in the room, of the names, can go beside `other`."""
    if room_id is None or other.room_id is None:
        raise _clash(_l("At that time “%(title)s” takes place (%(hours)s)."), other)
    if room_id == other.room_id:
        raise _clash(_l("In this room “%(title)s” takes place at that time (%(hours)s)."), other)
    for name, _affiliation in other.speaker_names:
        if fold(name) in names:
            text = _l("%(name)s speaks at that time in another room: “%(title)s” (%(hours)s).")
            raise _clash(text, other, name)


def _clash(text: Any, other: Slot, name: str = "") -> ProgrammeError:
    """Return the refusal; title and hours are put into words only where it is shown."""
    title, times = other.title, [at for at in (other.starts_at, other.ends_at) if at]

    def words() -> str:
        hours = "–".join(hour(at) for at in times)
        return str(text) % {"title": translate(title), "hours": hours, "name": name}

    return ProgrammeError(LazyString(words), field="starts_at")


def check_day(starts_at: datetime | None, ends_at: datetime | None, days: Sequence[date]) -> None:
    """Raise ProgrammeError if the point is not within one of the event's days in Warsaw."""
    if starts_at is None or ends_at is None:
        return
    first, last = (clock.to_warsaw(at).date() for at in (starts_at, ends_at))
    if first not in days or first != last:
        raise ProgrammeError(
            _l("This is not within one of the days of the event."), field="starts_at"
        )


def neighbour(own: SomeSlot, items: Sequence[SomeSlot], *, later: bool) -> SomeSlot | None:
    """Return the point of the same day just before `own` (or after it) in its room or for all."""
    if own.starts_at is None:
        return None
    day = clock.to_warsaw(own.starts_at).date()
    candidates = [
        (item.starts_at, item)
        for item in items
        if item.id != own.id
        and item.starts_at is not None
        and clock.to_warsaw(item.starts_at).date() == day
        and (item.room_id == own.room_id or None in (item.room_id, own.room_id))
        and (item.starts_at > own.starts_at) is later
    ]
    if not candidates:
        return None
    pick = min if later else max
    return pick(candidates, key=lambda candidate: candidate[0])[1]


def exchanged(first: Times, second: Times) -> tuple[Times, Times]:
    """Return the times of two points, one after the other, when they change places.

    The pause between them and the time from the first beginning to the last end stay as long.
    """
    pause = second[0] - first[1]
    new_second = (first[0], first[0] + (second[1] - second[0]))
    return (new_second[1] + pause, second[1]), new_second


def pushed_later(own: Slot, others: Iterable[Slot]) -> dict[str, Times]:
    """Return the new times, by id, of the points that must move later to make room for `own`.

    Points keep their order and length; one that `own` and those moved before it leave alone
    stays where it is, and so does everything after it.
    """
    if own.starts_at is None or own.ends_at is None:
        return {}
    placed = [
        (other.starts_at, other.ends_at, other.id)
        for other in others
        if other.id != own.id and other.starts_at is not None and other.ends_at is not None
    ]
    found: dict[str, Times] = {}
    free_from = own.ends_at
    for starts_at, ends_at, item_id in sorted(placed):
        if ends_at <= own.starts_at:
            continue
        if starts_at >= free_from:
            break
        found[item_id] = (free_from, free_from + (ends_at - starts_at))
        free_from = found[item_id][1]
    return found


def length_of(slot: Slot) -> timedelta:
    """Return how long a point takes: as it does now, or `PRESENTATION` while it has no times."""
    if slot.starts_at is None or slot.ends_at is None:
        return PRESENTATION
    return slot.ends_at - slot.starts_at


def slot_after(placed: Sequence[Slot]) -> Times | None:
    """Propose times for one more point: after the last one placed, or None if none is."""
    ends = [slot.ends_at for slot in placed if slot.ends_at is not None]
    return (max(ends), max(ends) + PRESENTATION) if ends else None


def read_speakers(text: str) -> list[tuple[str, str]]:
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


def read_materials(text: str) -> Materials:
    """Return the links of lines 'Title, https://…'; empty lines do not count.

    Raises ProgrammeError for a line without a title or without a web address.
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        title, _, url = (part.strip() for part in line.rpartition(","))
        parts = urlsplit(url)
        if not title or parts.scheme not in ("https", "http") or not parts.netloc or " " in url:
            raise ProgrammeError(
                _l("This line is not a title, a comma and a web address: %(line)s", line=line),
                field="materials",
            )
        if len(title) > LONGEST_NAME or len(url) > LONGEST_ADDRESS:
            raise ProgrammeError(_l("This is too long."), field="materials")
        found.append({"title": title, "url": url})
    return found


def write_materials(materials: Materials) -> str:
    """Return the links as lines that `read_materials` reads."""
    return "\n".join(f"{link['title']}, {link['url']}" for link in materials)
