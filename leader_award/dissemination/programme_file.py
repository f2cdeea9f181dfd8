"""Reading a programme from CSV or XLSX: cells first, then points with the errors of each line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l

from leader_award.dissemination import rules
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.partnerships.text import fold
from leader_award.platform import clock, sheet_files
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError
from leader_award.platform.sheet_files import FileRefused, Rows

LIMITS = sheet_files.Limits(bytes=1_000_000, lines=500, cells=20)
COLUMNS = {
    "day": ("dzien", "data", "day"),
    "starts": ("od", "poczatek", "from"),
    "ends": ("do", "koniec", "to"),
    "room": ("sala", "room"),
    "kind": ("rodzaj", "kind"),
    "title": ("tytul", "title"),
    "title_en": ("tytul en", "tytul po angielsku", "title in english"),
    "speakers": ("prelegenci", "speakers"),
    "description": ("opis", "description"),
}
"""Headings of the columns, folded; title, and hours where a point is to be placed, are needed."""
KIND_WORDS = {
    "talk": ("", "wystapienie", "talk"),
    "presentation": ("prezentacja", "prezentacja nagrodzonego rozwiazania", "presentation"),
    "opening": ("otwarcie", "opening"),
    "discussion": ("dyskusja", "discussion"),
    "break": ("przerwa", "break"),
    "closing": ("zamkniecie", "closing"),
}


@dataclass
class PlannedPoint:
    """A point as its line gives it; `room` is a name, `room_id` tells rooms apart."""

    id: str
    line: int
    kind: str
    title: Translated
    description: Translated
    starts_at: datetime | None
    ends_at: datetime | None
    room: str
    room_id: str | None
    speaker_names: list[tuple[str, str]]


@dataclass
class Plan:
    """What an import would do: points to add, rooms that are new, errors by line."""

    points: list[PlannedPoint] = field(default_factory=list)
    new_rooms: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_rows(data: bytes) -> Rows:
    """Return the cells of a CSV or XLSX file (its first sheet) as text, the heading first.

    Raises FileRefused for what is too large, is no table or is broken.
    """
    rows = sheet_files.read_rows(data, LIMITS)
    if len(rows) < 2:
        raise FileRefused(_l("The file holds no points: a heading and one line at least."))
    return [[cell.strip() for cell in row] for row in rows]


def typed_rows(text: str) -> Rows:
    """Return the rows that a page carried from the dry run, as JSON. Raises FileRefused."""
    try:
        rows = json.loads(text)
        return [[str(cell) for cell in row[: LIMITS.cells]] for row in rows[: LIMITS.lines]]
    except (ValueError, TypeError) as error:
        raise FileRefused(_l("Choose the file again.")) from error


def plan(rows: Rows, conference: Conference) -> Plan:
    """Return what importing the rows into the event's programme would do.

    Each point is checked against those in the programme and those of the lines before it.
    Raises FileRefused if the heading lacks the title.
    """
    columns = _columns(rows[0])
    found = Plan()
    rooms = {fold(room.name): (room.name, room.id) for room in conference.rooms}
    others: list[ProgrammeItem | PlannedPoint] = list(conference.items)
    for line, row in enumerate(rows[1:], 2):
        cells = {
            name: row[at].replace("\x00", "") if at < len(row) else ""
            for name, at in columns.items()
        }
        if not any(cells.values()):
            continue
        try:
            point = _point(line, cells, conference, rooms, found)
            rules.check_times(
                point.starts_at,
                point.ends_at,
                others,
                point.id,
                room_id=point.room_id,
                speakers=point.speaker_names,
            )
            rules.check_day(point.starts_at, point.ends_at, conference.each_day)
        except DomainError as error:
            found.errors.append((line, str(error)))
        else:
            found.points.append(point)
            others.append(point)
    return found


def _columns(heading: Sequence[str]) -> dict[str, int]:
    names = [fold(cell) for cell in heading]
    columns = {
        column: names.index(word)
        for column, words in COLUMNS.items()
        for word in words
        if word in names
    }
    if "title" not in columns:
        raise FileRefused(_l("The first line must name the columns, among them “tytuł”."))
    return columns


def _point(
    line: int,
    cells: dict[str, str],
    conference: Conference,
    rooms: dict[str, tuple[str, str]],
    found: Plan,
) -> PlannedPoint:
    title = cells["title"]
    if not title or len(title) > 300:
        raise DomainError(_l("The title is missing or longer than 300 characters."))
    day = _day(cells.get("day", ""), conference)
    starts, ends = cells.get("starts", ""), cells.get("ends", "")
    name, room_id = _room(cells.get("room", ""), rooms, found)
    speakers = rules.read_speakers(cells.get("speakers", "").replace(";", "\n"))
    return PlannedPoint(
        id=f"line-{line}",
        line=line,
        kind=_kind(cells.get("kind", "")),
        title=_both(title, cells.get("title_en", "")[:300]),
        description=_both(cells.get("description", "")[:20_000], ""),
        starts_at=clock.from_warsaw(day, _hour(starts)) if starts else None,
        ends_at=clock.from_warsaw(day, _hour(ends)) if ends else None,
        room=name,
        room_id=room_id,
        speaker_names=speakers,
    )


def _both(polish: str, english: str) -> Translated:
    return {code: text for code, text in (("pl", polish), ("en", english)) if text}


def _day(text: str, conference: Conference) -> date:
    if not text:
        if conference.days > 1:
            raise DomainError(_l("The day is missing; this event takes more than one."))
        return conference.held_on
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise DomainError(_l("This is not a day such as 2026-12-16 or 16.12.2026: %(text)s", text=text))


def _hour(text: str) -> time:
    hours, _, minutes = text.replace(".", ":").partition(":")
    try:
        return time(int(hours), int(minutes[:2] or 0))
    except ValueError as error:
        raise DomainError(_l("This is not an hour such as 10:30: %(text)s", text=text)) from error


def _kind(text: str) -> str:
    for kind, words in KIND_WORDS.items():
        if fold(text) in words:
            return kind
    raise DomainError(_l("There is no such kind of point: %(text)s", text=text))


def _room(text: str, rooms: dict[str, tuple[str, str]], found: Plan) -> tuple[str, str | None]:
    if not text:
        return "", None
    if len(text) > 100:
        raise DomainError(_l("The name of the room is longer than 100 characters."))
    key = fold(text)
    if key not in rooms:
        rooms[key] = (text, f"new {key}")
        found.new_rooms.append(text)
    return rooms[key]
