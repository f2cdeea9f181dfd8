"""Forms of acts for many entries."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from leader_award.editions.forms import CheckboxesField
from leader_award.editions.models import CheckItem
from leader_award.entries import check_rules
from leader_award.entries.check_forms import LONGEST_LETTER, LONGEST_REMARK
from leader_award.entries.check_rules import Finding
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, MomentField, stripped
from leader_award.platform.i18n import translate


class BulkCheckForm(BaseForm):
    """The same check for many entries: what is not met in all of them, the letter and the term."""

    outcome = HiddenField()
    unmet = CheckboxesField(_l("What is not met in all these entries?"), choices=[])
    remark = TextAreaField(_l("Remark"), [Length(max=LONGEST_REMARK)], filters=[stripped])
    letter = TextAreaField(
        _l("Letter to the applicants"), [Length(max=LONGEST_LETTER)], filters=[stripped]
    )
    complete_until = MomentField(_l("Term for completing"), required=False)

    def offer(self, items: Sequence[CheckItem]) -> "BulkCheckForm":
        """Set the items to choose from."""
        self.unmet.choices = [
            (item.id, f"{translate(item.text).rstrip('.')} ({item.paragraph})") for item in items
        ]
        return self

    def findings(self, items: Sequence[CheckItem]) -> Mapping[str, Finding]:
        """Return the verdict on each item: met, unless it was ticked."""
        unmet = set(self.unmet.data or [])
        return {
            item.id: (check_rules.NOT_MET, self.remark.data or "")
            if item.id in unmet
            else (check_rules.MET, "")
            for item in items
        }

    def blame(self, error: DomainError) -> None:
        """Put what belongs to an item's remark, or to the outcome, beside the fields here."""
        field = error.field or ""
        if field.startswith("remark_"):
            field = "remark"
        elif field == "outcome":
            field = "unmet"
        super().blame(DomainError(error.message, field=field or None))


def pairs_sent(values: Sequence[str]) -> dict[str, str]:
    """Return what a page carried of the entries that were looked at: submission ids by entry id."""
    return dict(_pair(value) for value in values)


def _pair(value: str) -> Any:
    entry_id, _dot, submission_id = value.partition(".")
    return entry_id, submission_id
