"""Forms of the discussion."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from leader_award.discussion import rules
from leader_award.platform.forms import BaseForm, stripped
from leader_award.scoring.forms import CardForm, VersionForm


def _long(label: Any, missing: Any, limit: int) -> TextAreaField:
    return TextAreaField(
        label, validators=[InputRequired(missing), Length(max=limit)], filters=[stripped]
    )


class AgendaForm(BaseForm):
    most = IntegerField(
        _l("How many entries to begin with"),
        validators=[
            InputRequired(_l("Say how many entries.")),
            NumberRange(1, rules.MOST, _l("Choose a number from 1 to %(most)s.", most=rules.MOST)),
        ],
        default=rules.USUAL,
    )
    shows_cards = BooleanField(
        _l("Jurors of an entry see each other's points and comments, without names")
    )


class AddForm(BaseForm):
    entry_id = SelectField(_l("Entry"), validators=[InputRequired(_l("Choose an entry."))])
    why = _long(_l("Why it is to be discussed"), _l("Say in a word why."), rules.LONGEST_WORD)


class RemoveForm(BaseForm):
    why = _long(_l("Why it is taken off"), _l("Say in a word why."), rules.LONGEST_WORD)


class ConclusionForm(VersionForm):
    conclusion = _long(
        _l("What the jury concluded"),
        _l("Write down what the jury concluded."),
        rules.LONGEST_CONCLUSION,
    )


class ChangeForm(CardForm):
    reason = _long(
        _l("Why you change your points"),
        _l("Say why you change your points."),
        rules.LONGEST_REASON,
    )
