"""Use cases of conferences: arranging, publishing, and giving laureates their slots."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.dissemination import rules
from leader_award.dissemination.models import Conference, ProgrammeItem, Speaker
from leader_award.entries.models import Entry
from leader_award.partnerships.text import fold
from leader_award.platform import audit, clock, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated, lock, transaction
from leader_award.platform.errors import Conflict, NotAllowed, NotFound
from leader_award.results.models import Announcement, Decision


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
) -> str:
    """Add a conference, planned and not public yet; return its id."""
    with transaction() as writer:

        def create() -> str:
            conference = Conference(
                slug=_free_slug(writer, name["pl"], held_on),
                name=name,
                description=description or {},
                held_on=held_on,
                place=place,
                address=address,
                edition_id=edition_id,
                created_at=clock.now(),
            )
            writer.add(conference)
            writer.flush()
            audit.record(writer, actor, "conference.created", conference)
            return conference.id

        return idempotency.once(writer, key, create)


def update_conference(*, conference_id: str, version: int, actor: Actor, **fields: Any) -> None:
    """Change name, description, day, place, address or edition.

    Moving the day moves every placed point by as many days, keeping its hour on the Warsaw
    clock. Raises Conflict if somebody else changed the conference meanwhile.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        if conference.version != version:
            raise Conflict(_l("Somebody else has changed this conference meanwhile."))
        if fields.get("held_on", conference.held_on) != conference.held_on:
            _move_to_day(conference, fields["held_on"])
        for name, value in fields.items():
            setattr(conference, name, value)
        audit.record(writer, actor, "conference.changed", conference, {"fields": sorted(fields)})


def _move_to_day(conference: Conference, day: date) -> None:
    for item in conference.items:
        for name in ("starts_at", "ends_at"):
            instant: datetime | None = getattr(item, name)
            if instant is not None:
                hour = clock.to_warsaw(instant).time()
                setattr(item, name, clock.from_warsaw(day, hour))


def advance(*, conference_id: str, event: str, actor: Actor) -> None:
    """Take the conference a step on. Raises NotAllowed if the table has no such step."""
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        conference.state = rules.next_state(conference.state, event)
        audit.record(writer, actor, f"conference.{event}", conference)


def save_item(
    *,
    conference_id: str,
    kind: str,
    title: Translated,
    starts_at: datetime | None,
    ends_at: datetime | None,
    speakers: list[tuple[str, str]],
    actor: Actor,
    description: Translated | None = None,
    item_id: str | None = None,
    key: str | None = None,
) -> str:
    """Add a point to the programme, or change the one with `item_id`; return its id.

    Without times the point waits to be placed. Raises ProgrammeError if it overlaps another.
    """
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        rules.check_times(starts_at, ends_at, conference.items, item_id)

        def write() -> str:
            item = _item(conference, item_id)
            item.kind, item.title = kind, title
            item.description = description or {}
            item.starts_at, item.ends_at = starts_at, ends_at
            item.speakers = [
                Speaker(position=position, name=name, affiliation=affiliation)
                for position, (name, affiliation) in enumerate(speakers)
            ]
            writer.add(item)
            writer.flush()
            audit.record(writer, actor, "conference.point_saved", conference, {"item": item.id})
            return item.id

        return idempotency.once(writer, key, write) if key and not item_id else write()


def delete_item(*, conference_id: str, item_id: str, actor: Actor) -> None:
    """Remove a point from the programme. Raises NotFound."""
    with transaction() as writer:
        conference = lock(writer, Conference, conference_id)
        writer.delete(_item(conference, item_id))
        audit.record(writer, actor, "conference.point_deleted", conference, {"item": item_id})


def publish_laureates(
    *, conference_id: str, edition_id: str, with_distinctions: bool, actor: Actor
) -> int:
    """Give each announced laureate of the edition a slot to be placed; return how many are new.

    Entries that have a slot already are left as they are. Raises NotAllowed before the results
    are announced.
    """
    outcomes = ("laureate", "distinction") if with_distinctions else ("laureate",)
    with transaction() as writer:
        announcement = writer.get(Announcement, edition_id)
        if announcement is None or announcement.at > clock.now():
            raise NotAllowed(_l("The results of this edition are not announced yet."))
        conference = lock(writer, Conference, conference_id)
        present = {item.entry_id for item in conference.items}
        decisions = writer.scalars(
            select(Decision)
            .where(Decision.edition_id == edition_id, Decision.outcome.in_(outcomes))
            .order_by(Decision.outcome.desc(), Decision.position, Decision.id)
        ).all()
        new = [decision.entry for decision in decisions if decision.entry_id not in present]
        conference.items.extend(_presentation(entry) for entry in new)
        conference.edition_id = conference.edition_id or edition_id
        audit.record(
            writer, actor, "conference.laureates_published", conference, {"slots": len(new)}
        )
        return len(new)


def _presentation(entry: Entry) -> ProgrammeItem:
    return ProgrammeItem(
        kind="presentation",
        title={"pl": entry.title},
        entry_id=entry.id,
        speakers=[
            Speaker(
                position=0,
                name=entry.partnership_name or entry.applicant.name,
                affiliation=entry.applicant.name if entry.partnership_name else "",
            )
        ],
    )


def _item(conference: Conference, item_id: str | None) -> ProgrammeItem:
    if item_id is None:
        return ProgrammeItem(conference=conference)
    for item in conference.items:
        if item.id == item_id:
            return item
    raise NotFound(_l("This point is not in the programme any more."))


def _free_slug(writer: Session, name: str, held_on: date) -> str:
    base = f"{held_on:%Y-%m-%d}-{'-'.join(fold(name).split())}"[:70].rstrip("-")
    taken = set(
        writer.scalars(select(Conference.slug).where(Conference.slug.startswith(base))).all()
    )
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
