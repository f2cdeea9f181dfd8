"""Forms of the assessment: its rounds, the criteria of a rubric, the reason of a new version."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField
from wtforms.validators import InputRequired
from wtforms.validators import Optional as MayBeEmpty

from leader_award.editions import wording
from leader_award.editions.forms import (
    NEEDED,
    EditionForm,
    PartForm,
    WholeNumberField,
    chosen_instant,
    line,
    number,
    paragraphs,
    spread,
)
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import MomentField

LEVEL_ROWS = 6


class RoundForm(PartForm):
    """One round; an empty number or date means the edition's."""

    name_pl = line(_l("Name in Polish"), NEEDED)
    name_en = line(_l("Name in English"))
    kind = RadioField(
        _l("Kind of round"),
        choices=list(wording.ROUND_KINDS.items()),
        validators=[InputRequired(_l("Choose the kind of round."))],
    )
    jurors_per_entry = number(_l("Jurors for each entry"), 1, 15, optional=True)
    blind = BooleanField(_l("Jurors do not see who the applicant is"))
    opens_at = MomentField(_l("Scoring begins"), required=False)
    until = MomentField(_l("Scoring ends"), required=False)

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        """Return what the fields show of a stored item."""
        plain = ("kind", "jurors_per_entry", "blind", "opens_at", "until")
        return spread(item, "name") | {name: getattr(item, name) for name in plain}

    def arguments(self, item: Any = None) -> dict[str, Any]:
        """Return what the save function takes beside ids and keys."""
        return {
            "name": self.translated("name"),
            "kind": self.kind.data,
            "jurors_per_entry": self.jurors_per_entry.data,
            "blind": self.blind.data,
            "opens_at": chosen_instant(self.opens_at, item and item.opens_at),
            "until": chosen_instant(self.until, item and item.until),
        }


class LevelForm(Form):
    """One described band of a scale; a row may be left empty."""

    low = WholeNumberField(_l("From"), validators=[MayBeEmpty()])
    high = WholeNumberField(_l("To"), validators=[MayBeEmpty()])
    text_pl = paragraphs(_l("Description in Polish"))
    text_en = paragraphs(_l("Description in English"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into this row."""
        return not any(field.raw_data and any(field.raw_data) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both numbers and Polish text in a row that is not empty."""
        right = super().validate(extra_validators)
        if self.is_empty:
            return right
        for field in (self.low, self.high, self.text_pl):
            if field.data is None or field.data == "":
                if not field.errors:
                    field.errors = [NEEDED.message]
                right = False
        return right


class CriterionForm(PartForm):
    """One criterion of the rubric `rubric_id`, of the first round's where that is empty."""

    rubric_id = HiddenField()
    name_pl = line(_l("Name in Polish"), NEEDED)
    name_en = line(_l("Name in English"))
    description_pl = paragraphs(_l("Description in Polish"))
    description_en = paragraphs(_l("Description in English"))
    weight = number(_l("Weight"), 1, 100)
    maximum = number(_l("Most points"), 1, 100)
    levels = FieldList(FormField(LevelForm), _l("Levels"), min_entries=LEVEL_ROWS)

    @staticmethod
    def data_of(item: Any) -> dict[str, Any]:
        """Return what the fields show of a stored item."""
        levels = [
            {
                "low": level["from"],
                "high": level["to"],
                "text_pl": level["text"].get("pl", ""),
                "text_en": level["text"].get("en", ""),
            }
            for level in item.levels
        ]
        return spread(item, "name", "description") | {
            "rubric_id": item.rubric_id,
            "weight": item.weight,
            "maximum": item.maximum,
            "levels": levels,
        }

    def arguments(self, _item: Any = None) -> dict[str, Any]:
        """Return what the save function takes beside ids and keys."""
        rows = [row.form for row in self.levels if not row.form.is_empty]
        return {
            "rubric_id": self.rubric_id.data or None,
            "name": self.translated("name"),
            "description": self.translated("description"),
            "weight": self.weight.data,
            "maximum": self.maximum.data,
            "levels": [
                {
                    "from": row.low.data,
                    "to": row.high.data,
                    "text": {
                        code: text
                        for code, text in (("pl", row.text_pl.data), ("en", row.text_en.data))
                        if text
                    },
                }
                for row in rows
            ],
        }

    def blame(self, error: DomainError) -> None:
        """Show what is wrong with the levels beside the first of them."""
        if error.field == "levels":
            first = self.levels[0].form.low
            first.errors = [*first.errors, error.message]
            self.levels.errors = [row.errors for row in self.levels]
            return
        super().blame(error)


class ReasonForm(EditionForm):
    """Why a version of a rubric replaces the one before."""

    reason = paragraphs(_l("Why the rubric changes"))
