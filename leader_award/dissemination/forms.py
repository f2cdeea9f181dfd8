"""Forms of conferences."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, Optional

from leader_award.dissemination import kinds, rules
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.editions.changing import clean
from leader_award.editions.forms import NEEDED, EditionForm, line, number, paragraphs, spread
from leader_award.editions.models import Edition
from leader_award.platform import clock
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, number_sent, stripped
from leader_award.platform.i18n import day, translate

KINDS = (
    ("talk", _l("Talk")),
    ("presentation", _l("Presentation of an awarded solution")),
    ("opening", _l("Opening")),
    ("discussion", _l("Discussion")),
    ("break", _l("Break")),
    ("closing", _l("Closing")),
)
WRITTEN = DataRequired(NEEDED.message)
"""For texts, in which blanks alone do not count."""


LIMITS = ("takes_registrations", "capacity", "least", "per_organisation")
EVERYBODY = _l("For everybody")


class VersionedForm(EditionForm):
    """A form of texts in two languages that knows which version of the thing it was made from."""

    version = HiddenField()

    def blame_for(self, error: DomainError, version: int) -> None:
        """Blame as usual; after a conflict the next saving goes by the `version` stored now."""
        self.blame(error)
        if self.conflict is not None:
            self.version.data = str(version)
            self.conflict = {k: self._words(k, value) for k, value in self.conflict.items()}

    def _words(self, name: str, value: Any) -> Any:
        """Return a stored value as its field, if it has one of its own, would show it."""
        field = self._fields.get(name)
        if isinstance(field, SelectField):
            labels = {choice: label for choice, label, *_ in field.iter_choices()}
            return labels.get(value or "", value)
        return day(value) if isinstance(field, DateField) else value

    @property
    def version_seen(self) -> int:
        """The version that was shown, 0 if none was sent."""
        return number_sent(self.version)


class ConferenceForm(VersionedForm):
    kind = SelectField(_l("Kind"), choices=[(key, kind.label) for key, kind in kinds.KINDS.items()])
    name_pl = line(_l("Name"), WRITTEN, most=200)
    name_en = line(_l("Name in English"), most=200)
    held_on = DateField(_l("Day"), validators=[NEEDED])
    days = number(_l("Number of days"), 1, kinds.LONGEST, optional=True)
    place = line(_l("Town"), WRITTEN, most=200)
    address = line(_l("Address"))
    edition_id = SelectField(_l("Edition"))
    description_pl = paragraphs(_l("Description"))
    description_en = paragraphs(_l("Description in English"))
    takes_registrations = BooleanField(_l("People register here"))
    capacity = number(_l("Places"), 1, kinds.MOST_PLACES, optional=True)
    least = number(_l("Fewest participants"), 1, kinds.MOST_PLACES, optional=True)
    per_organisation = number(_l("People of one organisation"), 1, kinds.MOST_PLACES, optional=True)
    registration_day = DateField(_l("Registration until (day)"), validators=[Optional()])
    registration_hour = TimeField(_l("Hour"), validators=[Optional()])

    @classmethod
    def data_of(cls, conference: Conference) -> dict[str, Any]:
        """Return the conference's own values for the fields."""
        names = ("held_on", "place", "address", "edition_id", "version", "kind", "days", *LIMITS)
        plain = {name: getattr(conference, name) for name in names}
        until = conference.registration_until and clock.to_warsaw(conference.registration_until)
        if until:
            plain |= {"registration_day": until.date(), "registration_hour": until.time()}
        return plain | spread(conference, "name", "description")

    def offer(self, editions: Sequence[Edition]) -> None:
        """Let one of these editions, or none, be chosen."""
        none = ("", _l("Not tied to an edition"))
        self.edition_id.choices = [none, *((one.id, translate(one.name)) for one in editions)]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the use cases take it. Raises DomainError beside its field.

        An empty number of days is 1 or, for a new event, what its kind takes.
        """
        return {
            "name": clean(self.translated("name")),
            "description": clean(self.translated("description")),
            "held_on": self.held_on.data,
            "place": self.place.data,
            "address": self.address.data or "",
            "edition_id": self.edition_id.data or None,
            "kind": self.kind.data,
            "days": self.days.data or (1 if self.version.data else None),
            "registration_until": self._until(),
            **{name: self[name].data for name in LIMITS},
        }

    def _until(self) -> datetime | None:
        if self.registration_day.data is None:
            return None
        hour = self.registration_hour.data or time(23, 59)
        try:
            return clock.from_warsaw(self.registration_day.data, hour)
        except DomainError as error:
            error.field = "registration_hour"
            raise


class ItemForm(VersionedForm):
    kind = SelectField(_l("Kind"), choices=KINDS)
    title_pl = line(_l("Title"), WRITTEN)
    title_en = line(_l("Title in English"))
    day = SelectField(_l("Day"))
    starts_at = TimeField(_l("From"), validators=[Optional()])
    ends_at = TimeField(_l("To"), validators=[Optional()])
    room_id = SelectField(_l("Room"))
    speakers = TextAreaField(_l("Speakers"), [Length(max=5000)], filters=[stripped])
    description_pl = paragraphs(_l("Description"))
    description_en = paragraphs(_l("Description in English"))
    materials = TextAreaField(_l("Materials"), [Length(max=5000)], filters=[stripped])

    @classmethod
    def data_of(cls, item: ProgrammeItem) -> dict[str, Any]:
        """Return the point's own values for the fields."""
        starts_at, ends_at = item.starts_at, item.ends_at
        return {
            "kind": item.kind,
            "version": item.version,
            "day": starts_at and clock.to_warsaw(starts_at).date().isoformat(),
            "room_id": item.room_id or "",
            "materials": rules.write_materials(item.materials),
            "starts_at": starts_at and clock.to_warsaw(starts_at).time(),
            "ends_at": ends_at and clock.to_warsaw(ends_at).time(),
            "speakers": rules.write_speakers(item.speaker_names),
        } | spread(item, "title", "description")

    def offer(self, conference: Conference) -> None:
        """Let one of the event's days and rooms be chosen, where there is a choice."""
        if conference.days == 1:
            del self.day
        else:
            self.day.choices = day_choices(conference)
        if conference.rooms:
            self.room_id.choices = room_choices(conference)
        else:
            del self.room_id

    def values(self, conference: Conference) -> dict[str, Any]:
        """Return what was typed, as the use case takes it. Raises DomainError beside its field."""
        on = date.fromisoformat(self.day.data) if "day" in self else conference.held_on
        return {
            "kind": self.kind.data,
            "title": clean(self.translated("title")),
            "description": clean(self.translated("description")),
            "starts_at": instant(on, self.starts_at),
            "ends_at": instant(on, self.ends_at),
            "room_id": (self.room_id.data or None) if "room_id" in self else None,
            "materials": rules.read_materials(self.materials.data or ""),
            "speakers": rules.read_speakers(self.speakers.data or ""),
        }


def day_choices(conference: Conference) -> list[tuple[str, str]]:
    """Return the event's days as choices."""
    return [(on.isoformat(), day(on)) for on in conference.each_day]


def room_choices(conference: Conference) -> list[tuple[str, Any]]:
    """Return the event's rooms as choices; none means that a point is for everybody."""
    return [("", EVERYBODY), *((room.id, room.name) for room in conference.rooms)]


def instant(on: date, field: TimeField) -> datetime | None:
    """Return the instant of the field's hour on that day. Raises DomainError beside the field."""
    if field.data is None:
        return None
    try:
        return clock.from_warsaw(on, field.data)
    except DomainError as error:
        error.field = field.name
        raise


class PlaceForm(BaseForm):
    """Where a point goes: its day, hour and room. An empty hour puts it into the tray."""

    version = HiddenField()
    push = BooleanField(_l("Move what stands there later"))
    day = SelectField(_l("Day"))
    starts_at = TimeField(_l("Begins at"), validators=[Optional()])
    room_id = SelectField(_l("Room"))

    @classmethod
    def of(
        cls,
        conference: Conference,
        item: ProgrammeItem,
        proposed: rules.Times | None = None,
        **options: Any,
    ) -> "PlaceForm":
        """Return the form of a point; ids are unique on a page with a form for each point.

        A point that waits is `proposed` these times.
        """
        starts_at = item.starts_at or (proposed[0] if proposed else None)
        local = starts_at and clock.to_warsaw(starts_at)
        data = {
            "version": item.version,
            "day": (local.date() if local else conference.held_on).isoformat(),
            "starts_at": local and local.time(),
            "room_id": item.room_id or "",
        }
        form = cls(data=data, **options)
        form.day.choices = day_choices(conference)
        form.room_id.choices = room_choices(conference)
        for field in form:
            field.id = f"{field.name}-{item.id}"
            field.label.field_id = field.id
        return form

    @property
    def version_seen(self) -> int:
        """The version that was shown, 0 if none was sent."""
        return number_sent(self.version)

    @property
    def instant(self) -> datetime | None:
        """The beginning that was typed. Raises DomainError beside the hour."""
        return instant(date.fromisoformat(self.day.data), self.starts_at)


class RoomForm(BaseForm):
    name = line(_l("Name of the room"), WRITTEN, most=100)


class ProgrammeFileForm(BaseForm):
    file = FileField(_l("File (CSV or XLSX)"))
    rows = HiddenField()


class LaureatesForm(BaseForm):
    edition_id = SelectField(_l("Edition"))
    with_distinctions = BooleanField(_l("Distinctions too"))
