"""The use case of importing a programme: everything or nothing."""

from leader_award.dissemination import arranging, service
from leader_award.dissemination.models import Conference
from leader_award.dissemination.programme_file import plan
from leader_award.partnerships.text import fold
from leader_award.platform import audit, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.db import lock, transaction
from leader_award.platform.sheet_files import FileRefused, Rows


def import_programme(*, conference_id: str, rows: Rows, actor: Actor, key: str) -> int:
    """Add the points of the rows, and the rooms they name, to the programme; return how many.

    Raises FileRefused with the first error; nothing is written then. NotFound.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        return int(idempotency.once(writer, key, lambda: str(_add(conference, rows, actor))) or 0)


def _add(conference: Conference, rows: Rows, actor: Actor) -> int:
    with transaction() as writer:
        planned = plan(rows, conference)
        for line, message in planned.errors[:1]:
            raise FileRefused(f"{line}: {message}")
        rooms = {fold(room.name): room.id for room in conference.rooms}
        for name in planned.new_rooms:
            room_id = arranging.save_room(conference_id=conference.id, name=name, actor=actor)
            rooms[fold(name)] = room_id
        for point in planned.points:
            service.save_item(
                conference_id=conference.id,
                kind=point.kind,
                title=point.title,
                description=point.description,
                starts_at=point.starts_at,
                ends_at=point.ends_at,
                room_id=rooms[fold(point.room)] if point.room else None,
                speakers=point.speaker_names,
                actor=actor,
            )
        details = {"points": len(planned.points)}
        audit.record(writer, actor, "conference.programme_imported", conference, details)
        return len(planned.points)
