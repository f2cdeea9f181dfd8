"""Forms of conferences."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from leader_award.dissemination import rules
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.editions.changing import clean
from leader_award.editions.forms import NEEDED, EditionForm, line, paragraphs, spread
from leader_award.editions.models import Edition
from leader_award.platform import clock
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, stripped
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
        """The version that was shown, 0 if none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() else 0


class ConferenceForm(VersionedForm):
    name_pl = line(_l("Name"), WRITTEN, most=200)
    name_en = line(_l("Name in English"), most=200)
    held_on = DateField(_l("Day"), validators=[NEEDED])
    place = line(_l("Town"), WRITTEN, most=200)
    address = line(_l("Address"))
    edition_id = SelectField(_l("Edition"))
    description_pl = paragraphs(_l("Description"))
    description_en = paragraphs(_l("Description in English"))

    @classmethod
    def data_of(cls, conference: Conference) -> dict[str, Any]:
        """Return the conference's own values for the fields."""
        names = ("held_on", "place", "address", "edition_id", "version")
        plain = {name: getattr(conference, name) for name in names}
        return plain | spread(conference, "name", "description")

    def offer(self, editions: Sequence[Edition]) -> None:
        """Let one of these editions, or none, be chosen."""
        none = ("", _l("Not tied to an edition"))
        self.edition_id.choices = [none, *((one.id, translate(one.name)) for one in editions)]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the use cases take it."""
        return {
            "name": clean(self.translated("name")),
            "description": clean(self.translated("description")),
            "held_on": self.held_on.data,
            "place": self.place.data,
            "address": self.address.data or "",
            "edition_id": self.edition_id.data or None,
        }


class ItemForm(VersionedForm):
    kind = SelectField(_l("Kind"), choices=KINDS)
    title_pl = line(_l("Title"), WRITTEN)
    title_en = line(_l("Title in English"))
    starts_at = TimeField(_l("From"), validators=[Optional()])
    ends_at = TimeField(_l("To"), validators=[Optional()])
    speakers = TextAreaField(_l("Speakers"), [Length(max=5000)], filters=[stripped])
    description_pl = paragraphs(_l("Description"))
    description_en = paragraphs(_l("Description in English"))

    @classmethod
    def data_of(cls, item: ProgrammeItem, slot: rules.Times | None = None) -> dict[str, Any]:
        """Return the point's own values for the fields; `slot` proposes times for them."""
        starts_at, ends_at = slot or (item.starts_at, item.ends_at)
        return {
            "kind": item.kind,
            "version": item.version,
            "starts_at": starts_at and clock.to_warsaw(starts_at).time(),
            "ends_at": ends_at and clock.to_warsaw(ends_at).time(),
            "speakers": rules.write_speakers(item.speaker_names),
        } | spread(item, "title", "description")

    def values(self, conference: Conference) -> dict[str, Any]:
        """Return what was typed, as the use case takes it. Raises DomainError beside its field."""
        return {
            "kind": self.kind.data,
            "title": clean(self.translated("title")),
            "description": clean(self.translated("description")),
            "starts_at": _instant(conference, self.starts_at),
            "ends_at": _instant(conference, self.ends_at),
            "speakers": rules.read_speakers(self.speakers.data or ""),
        }


def _instant(conference: Conference, field: TimeField) -> datetime | None:
    if field.data is None:
        return None
    try:
        return clock.from_warsaw(conference.held_on, field.data)
    except DomainError as error:
        error.field = field.name
        raise


class LaureatesForm(BaseForm):
    edition_id = SelectField(_l("Edition"))
    with_distinctions = BooleanField(_l("Distinctions too"))
