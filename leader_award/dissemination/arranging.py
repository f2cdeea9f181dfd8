"""Use cases of the programme editor: rooms, and moving points about in time and between rooms."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.dissemination import rules
from leader_award.dissemination.models import Conference, ProgrammeItem, Room
from leader_award.dissemination.service import check_fits, check_version, find_item
from leader_award.partnerships.text import fold
from leader_award.platform import audit
from leader_award.platform.audit import Actor
from leader_award.platform.db import lock, transaction
from leader_award.platform.errors import DomainError, NotAllowed, NotFound


def place_item(
    *,
    conference_id: str,
    item_id: str,
    version: int,
    starts_at: datetime | None,
    room_id: str | None,
    actor: Actor,
    push: bool = False,
) -> None:
    """Let a point begin at `starts_at` in the room, as long as before; None puts it in the tray.

    With `push`, points of that room that stand in its way move later, as far as they must.
    Raises ProgrammeError with the reason where it does not fit, Conflict if somebody changed it
    since `version`, NotFound.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        item = find_item(conference, item_id)
        if (item.starts_at, item.room_id) == (starts_at, room_id):
            return
        check_version(item.version, version, {"starts_at": item.starts_at})
        length = rules.length_of(item)
        item.starts_at, item.room_id = starts_at, room_id
        item.ends_at = starts_at + length if starts_at else None
        moved = [item, *(_pushed(item, conference.items) if push else ())]
        _check_all(conference, moved)
        audit.record(writer, actor, "conference.point_placed", conference, {"item": item.id})


def _pushed(item: ProgrammeItem, items: list[ProgrammeItem]) -> list[ProgrammeItem]:
    """Move what stands in the way of `item` in its room later; return the points moved."""
    moved = rules.pushed_later(item, [one for one in items if one.room_id == item.room_id])
    by_id = {one.id: one for one in items}
    for item_id, (starts_at, ends_at) in moved.items():
        by_id[item_id].starts_at, by_id[item_id].ends_at = starts_at, ends_at
    return [by_id[item_id] for item_id in moved]


def shift_item(
    *, conference_id: str, item_id: str, version: int, later: bool, actor: Actor
) -> None:
    """Let a point change places with the one before (or after) it in its room.

    Where there is none that day, it moves by `rules.STEP`. Raises ProgrammeError with the reason
    where that does not fit, Conflict if somebody changed it since `version`, NotFound,
    NotAllowed for a point that waits to be placed.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        item = find_item(conference, item_id)
        if item.starts_at is None or item.ends_at is None:
            raise NotAllowed(_l("Place this point in the programme first."))
        check_version(item.version, version, {"starts_at": item.starts_at})
        other = rules.neighbour(item, conference.items, later=later)
        if other is None or other.starts_at is None or other.ends_at is None:
            step = rules.STEP if later else -rules.STEP
            item.starts_at, item.ends_at = item.starts_at + step, item.ends_at + step
            moved = [item]
        else:
            first, second = (item, other) if later else (other, item)
            _exchange(first, second)
            moved = [first, second]
        _check_all(conference, moved)
        audit.record(writer, actor, "conference.point_moved", conference, {"item": item.id})


def _exchange(first: ProgrammeItem, second: ProgrammeItem) -> None:
    before = [(p.starts_at, p.ends_at) for p in (first, second)]
    times = [(start, end) for start, end in before if start is not None and end is not None]
    new_first, new_second = rules.exchanged(times[0], times[1])
    first.starts_at, first.ends_at = new_first
    second.starts_at, second.ends_at = new_second


def _check_all(conference: Conference, moved: list[ProgrammeItem]) -> None:
    for one in moved:
        check_fits(conference, one.starts_at, one.ends_at, one.room_id, one.speaker_names, one.id)


def save_room(*, conference_id: str, name: str, actor: Actor, room_id: str | None = None) -> str:
    """Add a room, or rename the one with `room_id`; return its id.

    Raises DomainError beside the name if another room has it, NotFound.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        for room in conference.rooms:
            if room.id != room_id and fold(room.name) == fold(name):
                raise DomainError(_l("There is a room of this name already."), field="name")
        room = _room(conference, room_id) if room_id else _add_room(writer, conference)
        room.name = name
        writer.flush()
        audit.record(writer, actor, "conference.room_saved", conference, {"room": room.id})
        return room.id


def _add_room(writer: Session, conference: Conference) -> Room:
    last = max((room.position for room in conference.rooms), default=0)
    room = Room(position=last + 1, name="")
    conference.rooms.append(room)
    writer.add(room)
    return room


def _room(conference: Conference, room_id: str) -> Room:
    for room in conference.rooms:
        if room.id == room_id:
            return room
    raise NotFound(_l("This room does not belong to the event."))


def delete_room(*, conference_id: str, room_id: str, actor: Actor) -> None:
    """Remove a room. Raises NotAllowed while points of the programme are in it."""
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        if any(item.room_id == room_id for item in conference.items):
            raise NotAllowed(_l("Points of the programme are in this room. Move them first."))
        for room in conference.rooms:
            if room.id == room_id:
                details: dict[str, Any] = {"room": room_id}
                writer.delete(room)
                audit.record(writer, actor, "conference.room_deleted", conference, details)
