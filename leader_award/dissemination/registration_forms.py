"""Forms of registrations, the check-in desk and feedback."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length

from leader_award.accounts.forms import PlainWords, email_field, name_field
from leader_award.dissemination import feedback, kinds
from leader_award.dissemination.models import Conference
from leader_award.editions.forms import paragraphs
from leader_award.platform.forms import BaseForm, text_field
from leader_award.platform.i18n import day, translate


class RegistrationForm(BaseForm):
    """Who registers: no more than a badge and a mail need."""

    name = name_field()
    email = email_field()
    organisation = text_field(
        _l("Organisation"), Length(max=300, message=_l("This is too long.")), PlainWords()
    )

    def fit(self, conference: Conference) -> None:
        """Call the organisation what the kind of event calls it."""
        self.organisation.label.text = kinds.KINDS[conference.kind].organisation


class MoveForm(BaseForm):
    """To which other event somebody is moved."""

    to = SelectField(_l("To the event"), validators=[InputRequired(_l("Choose one."))])

    def offer(self, conferences: list[Conference]) -> None:
        """Let one of these events be chosen."""
        self.to.choices = [
            (one.id, f"{translate(one.name)}, {day(one.held_on)}") for one in conferences
        ]


class ActionForm(BaseForm):
    """A button alone."""


class FeedbackForm(BaseForm):
    """One choice for each question; the fields are added from `feedback.QUESTIONS`."""

    comment = paragraphs(_l("What would you like to tell us?"))

    def marks(self) -> dict[str, int]:
        """Return the marks by question, after the form has validated."""
        return {key: int(self[key].data) for key in feedback.QUESTIONS}

    def questions(self) -> list[Any]:
        """Return the fields of the questions, in order."""
        return [self[key] for key in feedback.QUESTIONS]


for _key, _label in feedback.QUESTIONS.items():
    setattr(
        FeedbackForm,
        _key,
        RadioField(
            _label,
            choices=[(str(mark), words) for mark, words in feedback.SCALE.items()],
            validators=[InputRequired(_l("Choose one."))],
        ),
    )
