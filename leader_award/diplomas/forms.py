"""Forms of diplomas."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from leader_award.diplomas import designing, rules, wording
from leader_award.diplomas.designing import Text
from leader_award.platform.forms import BaseForm, stripped, text_field

NUMBERS = tuple(range(1, rules.MOST_SIGNATURES + 1))


class TemplateForm(BaseForm):
    title_pl = text_field(_l("Title in Polish"))
    body_pl = TextAreaField(_l("Text in Polish"), filters=[stripped])
    title_en = text_field(_l("Title in English"))
    body_en = TextAreaField(_l("Text in English"), filters=[stripped])
    place_and_date_pl = text_field(_l("Place and date in Polish"))
    place_and_date_en = text_field(_l("Place and date in English"))
    signature_name_1 = text_field(_l("First signature: name"))
    signature_function_1 = text_field(_l("First signature: function"))
    signature_name_2 = text_field(_l("Second signature: name"))
    signature_function_2 = text_field(_l("Second signature: function"))
    signature_name_3 = text_field(_l("Third signature: name"))
    signature_function_3 = text_field(_l("Third signature: function"))
    orientation = RadioField(
        _l("Orientation of the page"), choices=list(wording.ORIENTATIONS.items())
    )
    version = IntegerField(widget=HiddenInput(), default=0)

    @classmethod
    def of(cls, text: Text) -> "TemplateForm":
        """Return the form showing the text, or what was sent."""
        given: dict[str, Any] = {"orientation": text.orientation, "version": text.version}
        for part in ("title", "body", "place_and_date"):
            for language in ("pl", "en"):
                given[f"{part}_{language}"] = getattr(text, part).get(language, "")
        for number, signature in zip(NUMBERS, text.signatures, strict=False):
            given[f"signature_name_{number}"] = signature["name"]
            given[f"signature_function_{number}"] = signature["function"]
        return cls(data=given)

    def text(self, kind: str) -> Text:
        """Return what was typed; English left out is what it is by default."""
        usual = designing.default(kind)
        data: dict[str, str] = {name: field.data or "" for name, field in self._fields.items()}
        signatures = [
            {"name": data[f"signature_name_{n}"], "function": data[f"signature_function_{n}"]}
            for n in NUMBERS
        ]
        return Text(
            title={"pl": data["title_pl"], "en": data["title_en"] or usual.title["en"]},
            body={"pl": _lines(data["body_pl"]), "en": _lines(data["body_en"]) or usual.body["en"]},
            place_and_date={"pl": data["place_and_date_pl"], "en": data["place_and_date_en"]},
            signatures=[one for one in signatures if one["name"] or one["function"]],
            orientation=data["orientation"],
            version=self.version.data or 0,
        )

    def blame_all(self, error: designing.Refused) -> None:
        """Put each fault beside its field."""
        for name, message in error.faults.items():
            self[name].errors = [*self[name].errors, message]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


class BatchForm(BaseForm):
    kinds = SelectMultipleField(
        _l("Whose diplomas"), choices=list(wording.KINDS.items()), validators=[]
    )


class SubjectForm(BaseForm):
    kind = HiddenField(validators=[InputRequired()])
    subject = HiddenField(validators=[InputRequired()])


class RevokeForm(BaseForm):
    reason = TextAreaField(_l("Why the diploma is revoked"), filters=[stripped])
