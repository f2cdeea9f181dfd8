"""The form that gives one applicant more time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Optional as MayBeEmpty

from leader_award.editions.forms import NEEDED, EditionForm, paragraphs
from leader_award.partnerships.forms import UnitField
from leader_award.partnerships.models import Organisation
from leader_award.platform.forms import MomentField

ANOTHER = ""


class ExtensionForm(EditionForm):
    """Who gets more time, until when, and why."""

    organisation = RadioField(_l("Applicant"), validators=[MayBeEmpty()], default=ANOTHER)
    unit = UnitField(_l("Another local government"), required=False)
    until = MomentField(_l("New deadline"))
    reason = paragraphs(_l("Reason"), NEEDED)

    @classmethod
    def offering(cls, organisations: Sequence[Organisation]) -> "ExtensionForm":
        """Return the form with these organisations to choose from, or a unit of the register."""
        form = cls()
        form.organisation.choices = [(one.id, one.name) for one in organisations]
        form.organisation.choices.append((ANOTHER, _l("somebody else, chosen below")))
        form.unit.flags.required = not organisations
        return form

    @classmethod
    def for_one(cls, organisation: Organisation, until: datetime) -> "ExtensionForm":
        """Return the form for this organisation, with a term offered."""
        form = cls(until=until, organisation=organisation.id)
        form.organisation.choices = [(organisation.id, organisation.name)]
        form.organisation.data = organisation.id
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Want one applicant: from the list, or a unit of the register."""
        right: bool = super().validate(extra_validators)
        if not self.organisation.data and not self.unit.data and not self.unit.errors:
            self.unit.errors = [_l("Choose the applicant.")]
            return False
        return right
