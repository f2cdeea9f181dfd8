"""Programmes and one's own registrations as iCalendar files (RFC 5545)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from icalendar import Calendar, Event

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.dissemination.times import Span
from leader_award.platform import clock
from leader_award.platform.i18n import translate


def calendar_of(conference: Conference, items: list[ProgrammeItem], address: str) -> bytes:
    """Return one event per placed point, or one of whole days for an empty programme.

    `address` is the full address of the conference's page. Instants are written in UTC, which
    every calendar shows in its owner's zone.
    """
    calendar = _calendar(translate(conference.name))
    for item in items:
        event = Event()
        event.add("uid", f"{item.id}@{conference.slug}")
        event.add("summary", translate(item.title))
        event.add("dtstart", item.starts_at)
        event.add("dtend", item.ends_at)
        speakers = "; ".join(speaker.name for speaker in item.speakers)
        event.add("description", f"{translate(conference.name)}\n{speakers}".strip())
        room = item.room.name if item.room else ""
        _finish(calendar, event, conference, address, room)
    if not items:
        _add_days(calendar, conference, address)
    return bytes(calendar.to_ical())


def own_calendar(
    name: str, events: Iterable[tuple[Conference, str]], hours: Mapping[str, Span]
) -> bytes:
    """Return a calendar with one event for each (event, address of the ticket).

    Those whose `hours` are known by their id take these, others whole days.
    """
    calendar = _calendar(name)
    for conference, address in events:
        _add_days(calendar, conference, address, hours.get(conference.id))
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Leader Award//Conference//PL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _add_days(
    calendar: Calendar, conference: Conference, address: str, hours: Span | None = None
) -> None:
    event = Event()
    event.add("uid", conference.slug)
    event.add("summary", translate(conference.name))
    days = conference.held_on, conference.last_day + timedelta(days=1)
    begins, ends = hours or days
    event.add("dtstart", begins)
    event.add("dtend", ends)
    _finish(calendar, event, conference, address)


def _finish(
    calendar: Calendar, event: Event, conference: Conference, address: str, room: str = ""
) -> None:
    event.add("dtstamp", clock.now())
    event.add("url", address)
    event.add("location", ", ".join(filter(None, (room, conference.place, conference.address))))
    calendar.add_component(event)
