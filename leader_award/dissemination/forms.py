"""Forms of conferences."""

from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.platform import clock
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, stripped, text_field

KINDS = (
    ("talk", _l("Talk")),
    ("presentation", _l("Presentation of an awarded solution")),
    ("opening", _l("Opening")),
    ("discussion", _l("Discussion")),
    ("break", _l("Break")),
    ("closing", _l("Closing")),
)


def in_languages(polish: str | None, english: str | None) -> Translated:
    """Return content by language, without the languages that nobody wrote."""
    return {code: text for code, text in (("pl", polish), ("en", english)) if text}


class ConferenceForm(BaseForm):
    version = HiddenField()
    name_pl = text_field(_l("Name"), InputRequired(), Length(max=200))
    name_en = text_field(_l("Name in English"), Length(max=200))
    held_on = DateField(_l("Day"), validators=[InputRequired()])
    place = text_field(_l("Town"), InputRequired(), Length(max=200))
    address = text_field(_l("Address"), Length(max=300))
    description_pl = TextAreaField(_l("Description"), [Length(max=5000)], filters=[stripped])
    description_en = TextAreaField(
        _l("Description in English"), [Length(max=5000)], filters=[stripped]
    )

    @classmethod
    def of(cls, conference: Conference) -> "ConferenceForm":
        return cls(
            version=str(conference.version),
            name_pl=conference.name.get("pl"),
            name_en=conference.name.get("en"),
            held_on=conference.held_on,
            place=conference.place,
            address=conference.address,
            description_pl=conference.description.get("pl"),
            description_en=conference.description.get("en"),
        )

    def fields(self) -> dict[str, Any]:
        return {
            "name": in_languages(self.name_pl.data, self.name_en.data),
            "description": in_languages(self.description_pl.data, self.description_en.data),
            "held_on": self.held_on.data,
            "place": self.place.data,
            "address": self.address.data or "",
        }


class ItemForm(BaseForm):
    kind = SelectField(_l("Kind"), choices=KINDS)
    title_pl = text_field(_l("Title"), InputRequired(), Length(max=300))
    title_en = text_field(_l("Title in English"), Length(max=300))
    starts = TimeField(_l("From"), validators=[Optional()])
    ends = TimeField(_l("To"), validators=[Optional()])
    speakers = TextAreaField(_l("Speakers"), [Length(max=2000)], filters=[stripped])
    description_pl = TextAreaField(_l("Description"), [Length(max=5000)], filters=[stripped])
    description_en = TextAreaField(
        _l("Description in English"), [Length(max=5000)], filters=[stripped]
    )

    @classmethod
    def of(cls, item: ProgrammeItem) -> "ItemForm":
        return cls(
            kind=item.kind,
            title_pl=item.title.get("pl"),
            title_en=item.title.get("en"),
            starts=item.starts_at and clock.to_warsaw(item.starts_at).time(),
            ends=item.ends_at and clock.to_warsaw(item.ends_at).time(),
            speakers="\n".join(
                ", ".join(filter(None, (speaker.name, speaker.affiliation)))
                for speaker in item.speakers
            ),
            description_pl=item.description.get("pl"),
            description_en=item.description.get("en"),
        )

    def instants(self, conference: Conference) -> tuple[datetime | None, datetime | None]:
        """Return beginning and end as instants. Raises ImpossibleHour, naming the field."""
        return (
            _instant(conference, self.starts.data, "starts"),
            _instant(conference, self.ends.data, "ends"),
        )


def _instant(conference: Conference, hour: time | None, field: str) -> datetime | None:
    if hour is None:
        return None
    try:
        return clock.from_warsaw(conference.held_on, hour)
    except DomainError as error:
        error.field = field
        raise


class LaureatesForm(BaseForm):
    edition_id = SelectField(_l("Edition"))
    with_distinctions = BooleanField(_l("Distinctions too"))
