"""The form in which the words of a mail are edited."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from leader_award.correspondence import wording
from leader_award.correspondence.syntax import Problem
from leader_award.platform.forms import BaseForm, number_sent, stripped, text_field


class WordsForm(BaseForm):
    """Subject and body with names in braces; `version` is the one that is edited."""

    subject = text_field(_l("Subject"))
    body = TextAreaField(_l("Text"), filters=[stripped])
    version = HiddenField()

    @property
    def edited(self) -> int:
        """The version that the page showed."""
        return number_sent(self.version)

    def blame_all(self, problems: list[Problem]) -> None:
        """Put each problem beside its field."""
        for one in problems:
            field = self[one.field]
            field.errors = [*field.errors, wording.sentence(one)]
