"""The programme as an iCalendar file (RFC 5545)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import clock
from leader_award.platform.i18n import translate


def calendar_of(conference: Conference, items: list[ProgrammeItem], address: str) -> bytes:
    """Return one event per placed point, or one all-day event for an empty programme.

    `address` is the full address of the conference's page. Instants are written in UTC, which
    every calendar shows in its owner's zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Leader Award//Conference//PL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", translate(conference.name))
    for item in items:
        event = Event()
        event.add("uid", f"{item.id}@{conference.slug}")
        event.add("summary", translate(item.title))
        event.add("dtstart", item.starts_at)
        event.add("dtend", item.ends_at)
        speakers = "; ".join(speaker.name for speaker in item.speakers)
        event.add("description", f"{translate(conference.name)}\n{speakers}".strip())
        _finish(event, conference, address, clock.now())
        calendar.add_component(event)
    if not items:
        event = Event()
        event.add("uid", conference.slug)
        event.add("summary", translate(conference.name))
        event.add("dtstart", conference.held_on)
        event.add("dtend", conference.held_on + timedelta(days=1))
        _finish(event, conference, address, clock.now())
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _finish(event: Event, conference: Conference, address: str, now: datetime) -> None:
    event.add("dtstamp", now)
    event.add("url", address)
    event.add("location", ", ".join(filter(None, (conference.place, conference.address))))
