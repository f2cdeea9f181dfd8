"""The form that gives one applicant more time."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional as MayBeEmpty

from leader_award.editions.forms import NEEDED, EditionForm, paragraphs
from leader_award.partnerships.models import Organisation
from leader_award.platform.forms import MomentField

ANOTHER = ""


class ExtensionForm(EditionForm):
    """Who gets more time, until when, and why."""

    organisation = RadioField(_l("Applicant"), validators=[MayBeEmpty()], default=ANOTHER)
    until = MomentField(_l("New deadline"))
    reason = paragraphs(_l("Reason"), NEEDED)

    @classmethod
    def offering(cls, organisations: Sequence[Organisation]) -> "ExtensionForm":
        """Return the form with these organisations to choose from, or another unit."""
        form = cls()
        form.organisation.choices = [(one.id, one.name) for one in organisations]
        form.organisation.choices.append((ANOTHER, _l("another local government")))
        return form

    def chosen_organisation(self) -> str:
        """Return the id of the organisation chosen from the list, or an empty text."""
        return self.organisation.data or ""
