"""Use cases of conferences: arranging, publishing, and giving laureates their slots."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from leader_award.dissemination import kinds, registering, rules
from leader_award.dissemination.models import Conference, ProgrammeItem, Speaker
from leader_award.dissemination.rules import ProgrammeError
from leader_award.editions import queries as edition_queries
from leader_award.platform import audit, clock, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.clock import ImpossibleHour
from leader_award.platform.db import Translated, lock, transaction
from leader_award.platform.errors import Conflict, NotAllowed, NotFound
from leader_award.platform.slugs import free_slug
from leader_award.results import queries as result_queries
from leader_award.results.queries import Award


def create_conference(
    *,
    name: Translated,
    held_on: date,
    actor: Actor,
    key: str,
    description: Translated | None = None,
    place: str = "",
    address: str = "",
    edition_id: str | None = None,
    kind: str = "presenting",
    days: int | None = None,
    takes_registrations: bool = False,
    least: int | None = None,
    capacity: int | None = None,
    per_organisation: int | None = None,
    registration_until: datetime | None = None,
) -> str:
    """Add an event, planned and not public yet; return its id.

    Days and limits that are not given are those of its kind.
    """
    limits = kinds.limits(
        kind, days=days, least=least, capacity=capacity, per_organisation=per_organisation
    )
    with transaction() as writer:

        def create() -> str:
            conference = Conference(
                slug=free_slug(writer, Conference.slug, f"{held_on.year} {name['pl']}"),
                name=name,
                description=description or {},
                held_on=held_on,
                place=place,
                address=address,
                edition_id=edition_id,
                kind=kind,
                takes_registrations=takes_registrations,
                registration_until=registration_until,
                created_at=clock.now(),
                **limits,
            )
            writer.add(conference)
            writer.flush()
            audit.record(writer, actor, "conference.created", conference)
            return conference.id

        return idempotency.once(writer, key, create)


def update_conference(*, conference_id: str, version: int, actor: Actor, **fields: Any) -> None:
    """Change what is known of an event; `fields` are columns of Conference.

    Moving the day moves every placed point with it, keeping its hour on the Warsaw clock; more
    places let people on the waiting list move up. Raises Conflict if somebody else changed the
    event since `version` and something differs, ImpossibleHour beside the day, ProgrammeError
    if points stand on a day that would be gone, and Refused if more people have a place.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        changed = {
            k: getattr(conference, k) for k, v in fields.items() if getattr(conference, k) != v
        }
        if not changed:
            return
        check_version(conference.version, version, changed)
        if "held_on" in changed:
            _move_to_day(conference, fields["held_on"])
        for name in changed:
            setattr(conference, name, fields[name])
        if "days" in changed:
            _check_days(conference)
        if "capacity" in changed:
            registering.settle(writer, conference)
        audit.record(writer, actor, "conference.changed", conference, {"fields": sorted(changed)})


def check_version(stored: int, seen: int, changed: dict[str, Any]) -> None:
    """Raise Conflict with what differs unless the stored version is the one that was seen."""
    if stored != seen:
        raise Conflict(
            _l("Somebody else has saved changes meanwhile. Look at them before you save yours."),
            changes=changed,
        )


def _check_days(conference: Conference) -> None:
    """Raise ProgrammeError beside the days if a point stands on none of them."""
    for item in conference.items:
        try:
            rules.check_day(item.starts_at, item.ends_at, conference.each_day)
        except ProgrammeError as error:
            message = _l("Points of the programme stand on a day that would be gone.")
            raise ProgrammeError(message, field="days") from error


def _move_to_day(conference: Conference, day: date) -> None:
    shift = day - conference.held_on
    for item in conference.items:
        item.starts_at = _moved(item.starts_at, shift)
        item.ends_at = _moved(item.ends_at, shift)


def _moved(instant: datetime | None, shift: timedelta) -> datetime | None:
    if instant is None:
        return None
    local = clock.to_warsaw(instant)
    try:
        return clock.from_warsaw(local.date() + shift, local.time())
    except ImpossibleHour as error:
        message = _l(
            "On that day the clock is changed at the hour of a point of the programme. Choose"
            " another day."
        )
        raise ImpossibleHour(message, field="held_on") from error


def advance(*, conference_id: str, event: str, actor: Actor) -> None:
    """Take the conference a step on; a step already taken changes nothing.

    Raises NotAllowed if the table has no such step.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        after = rules.next_state(conference.state, event)
        if after != conference.state:
            conference.state = after
            audit.record(writer, actor, f"conference.{event}", conference)


def save_item(
    *,
    conference_id: str,
    kind: str,
    title: Translated,
    starts_at: datetime | None,
    ends_at: datetime | None,
    speakers: rules.Speakers,
    actor: Actor,
    description: Translated | None = None,
    room_id: str | None = None,
    materials: rules.Materials | None = None,
    item_id: str | None = None,
    version: int | None = None,
    key: str | None = None,
) -> str:
    """Add a point to the programme, or change the one with `item_id`; return its id.

    Without times the point waits to be placed; without a room it is for everybody. Raises
    ProgrammeError if it overlaps another or somebody speaks elsewhere at that time, Conflict if
    the point was changed since `version` and something differs, NotFound.
    """
    content = {
        "kind": kind,
        "title": title,
        "description": description or {},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room_id": room_id,
        "materials": materials or [],
    }
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        check_fits(conference, starts_at, ends_at, room_id, speakers, item_id)

        def add() -> str:
            item = ProgrammeItem(conference=conference, position=_next_position(conference))
            return _write_item(writer, item, content, speakers, actor)

        if item_id is None:
            return idempotency.once(writer, key, add) if key else add()
        item = find_item(conference, item_id)
        changed = {k: getattr(item, k) for k in content if getattr(item, k) != content[k]}
        if item.speaker_names != list(speakers):
            changed["speakers"] = rules.write_speakers(item.speaker_names)
        if not changed:
            return item_id
        check_version(item.version, item.version if version is None else version, changed)
        return _write_item(writer, item, content, speakers, actor)


def check_fits(
    conference: Conference,
    starts_at: datetime | None,
    ends_at: datetime | None,
    room_id: str | None,
    speakers: rules.Speakers,
    item_id: str | None,
) -> None:
    """Raise ProgrammeError unless the point goes into the programme there; NotFound, its room."""
    if room_id is not None and room_id not in {room.id for room in conference.rooms}:
        raise NotFound(_l("This room does not belong to the event."))
    rules.check_times(
        starts_at, ends_at, conference.items, item_id, room_id=room_id, speakers=speakers
    )
    rules.check_day(starts_at, ends_at, conference.each_day)


def _write_item(
    writer: Session,
    item: ProgrammeItem,
    content: dict[str, Any],
    speakers: rules.Speakers,
    actor: Actor,
) -> str:
    for name, value in content.items():
        setattr(item, name, value)
    item.speakers = _speakers(speakers)
    writer.add(item)
    flag_modified(item, "kind")  # other speakers alone make a new version too
    writer.flush()
    audit.record(writer, actor, "conference.point_saved", item.conference, {"item": item.id})
    return item.id


def find_item(conference: Conference, item_id: str) -> ProgrammeItem:
    """Return the point. Raises NotFound."""
    for item in conference.items:
        if item.id == item_id:
            return item
    raise NotFound(_l("This point is not in the programme any more."))


def _next_position(conference: Conference) -> int:
    return max((item.position for item in conference.items), default=0) + 1


def _speakers(speakers: rules.Speakers) -> list[Speaker]:
    return [
        Speaker(position=position, name=name, affiliation=affiliation)
        for position, (name, affiliation) in enumerate(speakers)
    ]


def delete_item(*, conference_id: str, item_id: str, actor: Actor) -> None:
    """Remove a point from the programme; one that is gone already changes nothing."""
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        for item in conference.items:
            if item.id == item_id:
                writer.delete(item)
                details = {"item": item_id}
                audit.record(writer, actor, "conference.point_deleted", conference, details)


def publish_laureates(
    *, conference_id: str, edition_id: str, with_distinctions: bool, actor: Actor
) -> int:
    """Give each announced laureate of the edition a slot to be placed; return how many are new.

    Entries that have a slot already are left as they are. Raises NotAllowed before the results
    are announced.
    """
    edition = edition_queries.find(edition_id)
    results = result_queries.results_if_announced(edition, clock.now()) if edition else None
    if results is None:
        raise NotAllowed(_l("The results of this edition are not announced yet."))
    awards = [*results.laureates, *(results.distinctions if with_distinctions else ())]
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        present = {item.entry_id for item in conference.items}
        new = [award for award in awards if award.entry_id not in present]
        first = _next_position(conference)
        conference.items.extend(_presentation(award, n) for n, award in enumerate(new, first))
        conference.edition_id = conference.edition_id or edition_id
        audit.record(
            writer, actor, "conference.laureates_published", conference, {"slots": len(new)}
        )
        return len(new)


def _presentation(award: Award, position: int) -> ProgrammeItem:
    return ProgrammeItem(
        position=position,
        kind="presentation",
        title={"pl": award.title},
        entry_id=award.entry_id,
        speakers=_speakers([(award.name, "" if award.leader == award.name else award.leader)]),
    )
