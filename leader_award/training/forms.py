"""Forms of the training; a sample is scored on the form of score cards."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from leader_award.platform.forms import BaseForm, stripped
from leader_award.training import rules


def _words(kind: Any, label: Any, limit: int) -> Any:
    return kind(
        label,
        validators=[InputRequired(_l("Fill this in.")), Length(max=limit)],
        filters=[stripped],
    )


class ArrangeForm(BaseForm):
    required = BooleanField(_l("Jurors finish the training before they open their first card"))


class SampleForm(BaseForm):
    source_id = HiddenField()
    title = _words(StringField, _l("Title"), rules.LONGEST_TITLE)
    text = _words(TextAreaField, _l("What jurors read"), rules.LONGEST_TEXT)
