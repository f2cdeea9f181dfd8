"""Forms for setting up an edition."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from leader_award.editions import rules, wording
from leader_award.editions.models import Edition
from leader_award.editions.rules import STAGES
from leader_award.platform.db import Translated
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.forms import BaseForm, MomentField, stripped, text_field
from leader_award.platform.i18n import moment, translate

SHORT, LONG = 300, 20_000
NEEDED = InputRequired(_l("Fill this in."))
WHOLE_NUMBER = _l("Enter a whole number.")


class CheckboxesField(SelectMultipleField):
    """Several choices, each a checkbox of its own."""


class WholeNumberField(IntegerField):
    """A whole number; says so in plain words when something else was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(WHOLE_NUMBER)) from error


def line(label: Any, *validators: Any, most: int = SHORT) -> Any:
    """Return a field for one line of text."""
    return text_field(label, *validators, Length(max=most, message=_l("This is too long.")))


def paragraphs(label: Any, *validators: Any) -> Any:
    """Return a field for longer text."""
    return TextAreaField(
        label,
        validators=[*validators, Length(max=LONG, message=_l("This is too long."))],
        filters=[stripped],
    )


def number(label: Any, low: int, high: int, *, optional: bool = False) -> Any:
    """Return a field for a whole number from `low` to `high`."""
    message = _l("Enter a number from %(low)s to %(high)s.", low=low, high=high)
    presence = MayBeEmpty() if optional else NEEDED
    return WholeNumberField(label, validators=[presence, NumberRange(low, high, message)])


class EditionForm(BaseForm):
    """What every form of an edition shares: texts in two languages, errors, conflicts."""

    conflict: dict[str, Any] | None = None

    def translated(self, name: str) -> Translated:
        """Return what was typed into the pair of fields `name_pl` and `name_en`."""
        return {code: self[f"{name}_{code}"].data or "" for code in ("pl", "en")}

    def blame(self, error: DomainError) -> None:
        """Put the error beside its field; keep what somebody else saved, to be shown."""
        if isinstance(error, Conflict):
            self.conflict = error.changes
        super().blame(error)

    def stored(self) -> list[tuple[str, str]]:
        """Return what somebody else saved meanwhile: labels and values, ready to read."""
        found = []
        for name, value in (self.conflict or {}).items():
            if isinstance(value, dict):
                found += [(f"{name}_{code}", value.get(code)) for code in ("pl", "en")]
            else:
                found.append((name, value))
        return [
            (str(self[name].label.text), readable(value)) for name, value in found if name in self
        ]


def readable(value: Any) -> str:
    """Return a stored value as a person would read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        return "; ".join(readable(one) for one in value)
    if isinstance(value, dict):
        return f"{value['from']}–{value['to']}: {translate(value['text'])}"
    return str(value)


def spread(item: Any, *names: str) -> dict[str, str]:
    """Return the contents of the columns `names` as data for pairs of fields."""
    return {
        f"{name}_{code}": (getattr(item, name) or {}).get(code, "")
        for name in names
        for code in ("pl", "en")
    }


class TimedForm(EditionForm):
    opens_at = MomentField(wording.STAGES["opens_at"])
    deadline = MomentField(wording.STAGES["deadline"])
    check_until = MomentField(wording.STAGES["check_until"])
    scoring_until = MomentField(wording.STAGES["scoring_until"])
    announcement_at = MomentField(wording.STAGES["announcement_at"])

    def instants(self, edition: Edition | None = None) -> dict[str, datetime]:
        """Return the instants by stage.

        A field shows no seconds, so one left as it was means the stored instant itself.
        """
        return {stage: self._instant(stage, edition) for stage in STAGES}

    def _instant(self, stage: str, edition: Edition | None) -> datetime:
        return _meant(self[stage].instant, getattr(edition, stage) if edition else None)


def chosen_instant(field: MomentField, stored: datetime | None) -> datetime | None:
    """Return the instant in a field that may be empty, the stored one if it was left as it was."""
    return None if field.is_empty else _meant(field.instant, stored)


def _meant(typed: datetime, stored: datetime | None) -> datetime:
    if stored is not None and stored.replace(second=0, microsecond=0) == typed:
        return stored
    return typed


class NewEditionForm(TimedForm):
    source = SelectField(_l("Start from"), validators=[MayBeEmpty()])
    year = number(_l("Year"), 1990, 2100)
    number = number(_l("Number of the edition"), 1, 999)
    name_pl = line(_l("Name in Polish"), NEEDED)
    name_en = line(_l("Name in English"))


class TimetableForm(TimedForm):
    version = HiddenField()
    reason = paragraphs(_l("Why the deadline moves"))


class BasicsForm(EditionForm):
    version = HiddenField()
    name_pl = line(_l("Name in Polish"), NEEDED)
    name_en = line(_l("Name in English"))
    theme_pl = line(_l("Theme in Polish"))
    theme_en = line(_l("Theme in English"))
    call_text_pl = paragraphs(_l("Text of the call in Polish"))
    call_text_en = paragraphs(_l("Text of the call in English"))
    note_pl = paragraphs(_l("Note in Polish"))
    note_en = paragraphs(_l("Note in English"))


class OptionsForm(EditionForm):
    version = HiddenField()
    one_entry_per_category = BooleanField(
        _l("An applicant may submit only one entry in each category")
    )
    has_final = BooleanField(_l("The edition has a final"))
    jurors_per_entry = number(_l("Jurors for each entry"), 1, 15)
    card_mean = RadioField(
        _l("How an entry's score comes of its cards"),
        choices=list(wording.CARD_MEANS.items()),
        validators=[InputRequired(_l("Choose one of the answers."))],
    )
    feedback_to_applicants = BooleanField(
        _l("Applicants receive the jurors' comments after the announcement")
    )


class PartForm(EditionForm):
    """The form of one part; `arguments` is what its save function takes."""

    seen = HiddenField()


class CategoryForm(PartForm):
    name_pl = line(_l("Name in Polish"), NEEDED)
    name_en = line(_l("Name in English"))
    description_pl = paragraphs(_l("Description in Polish"))
    description_en = paragraphs(_l("Description in English"))

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        return spread(item, "name", "description")

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {name: self.translated(name) for name in ("name", "description")}


class SectionForm(PartForm):
    title_pl = line(_l("Title in Polish"), NEEDED)
    title_en = line(_l("Title in English"))
    help_pl = paragraphs(_l("Introduction in Polish"))
    help_en = paragraphs(_l("Introduction in English"))

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        return spread(item, "title", "help")

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {name: self.translated(name) for name in ("title", "help")}


class QuestionForm(PartForm):
    section_id = SelectField(_l("Section"))
    label_pl = line(_l("Question in Polish"), NEEDED)
    label_en = line(_l("Question in English"))
    help_pl = paragraphs(_l("Help in Polish"))
    help_en = paragraphs(_l("Help in English"))
    kind = RadioField(
        _l("Kind of answer"),
        choices=list(wording.QUESTION_KINDS.items()),
        validators=[InputRequired(_l("Choose the kind of answer."))],
    )
    options = paragraphs(_l("Choices"))
    limit_words = number(_l("Most words"), 1, 5000, optional=True)
    limit_characters = number(_l("Most characters"), 1, 50_000, optional=True)
    required = BooleanField(_l("An answer is required"), default=True)
    category_ids = CheckboxesField(_l("Categories in which it is asked"))

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        plain = ("section_id", "kind", "limit_words", "limit_characters", "required")
        return (
            spread(item, "label", "help")
            | {name: getattr(item, name) for name in (*plain, "category_ids")}
            | {"options": "\n".join(item.options)}
        )

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {
            "section_id": self.section_id.data,
            "kind": self.kind.data,
            "label": self.translated("label"),
            "help": self.translated("help"),
            "required_answer": self.required.data,
            "limit_words": self.limit_words.data,
            "limit_characters": self.limit_characters.data,
            "options": (self.options.data or "").splitlines(),
            "category_ids": self.category_ids.data or [],
        }


class RequirementForm(PartForm):
    label_pl = line(_l("Name in Polish"), NEEDED)
    label_en = line(_l("Name in English"))
    help_pl = paragraphs(_l("Help in Polish"))
    help_en = paragraphs(_l("Help in English"))
    types = CheckboxesField(
        _l("Types of file"),
        choices=[(one, one.upper()) for one in rules.ATTACHMENT_TYPES],
        validators=[InputRequired(_l("Choose at least one type of file."))],
    )
    megabytes = number(_l("Largest file"), 1, rules.MAX_ATTACHMENT_BYTES >> 20)
    min_count = number(_l("Fewest files"), 0, 20)
    max_count = number(_l("Most files"), 1, 20)

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        return spread(item, "label", "help") | {
            "types": item.types,
            "megabytes": math.ceil(item.max_bytes / (1 << 20)),
            "min_count": item.min_count,
            "max_count": item.max_count,
        }

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {
            "label": self.translated("label"),
            "help": self.translated("help"),
            "types": self.types.data or [],
            "max_bytes": self.megabytes.data << 20,
            "min_count": self.min_count.data,
            "max_count": self.max_count.data,
        }


class PrizeForm(PartForm):
    award = RadioField(
        _l("What it is for"),
        choices=list(wording.AWARDS.items()),
        validators=[InputRequired(_l("Choose what the prize is for."))],
    )
    name_pl = line(_l("Prize in Polish"), NEEDED)
    name_en = line(_l("Prize in English"))
    count = number(_l("How many"), 1, 999)

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        return spread(item, "name") | {"award": item.award, "count": item.count}

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {
            "award": self.award.data,
            "name": self.translated("name"),
            "count": self.count.data,
        }


class CheckItemForm(PartForm):
    text_pl = paragraphs(_l("What is checked, in Polish"), NEEDED)
    text_en = paragraphs(_l("What is checked, in English"))
    paragraph = line(_l("Paragraph of the regulations"), NEEDED, most=60)

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        return spread(item, "text") | {"paragraph": item.paragraph}

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        return {"text": self.translated("text"), "paragraph": self.paragraph.data}


NEW_ITEM: Mapping[str, Mapping[str, Any]] = {
    "requirement": {"megabytes": 10, "min_count": 1, "max_count": 1, "types": ["pdf"]},
    "criterion": {"maximum": 10},
    "round": {"kind": "presentation"},
    "prize": {"count": 1},
    "question": {"required": True},
}
"""What the form of a new part proposes."""
