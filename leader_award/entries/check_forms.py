"""The form of a formal check: a verdict and a remark for each item, the outcome, the letter."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SubmitField, TextAreaField
from wtforms.validators import Length

from leader_award.editions.models import CheckItem
from leader_award.entries import check_rules, check_wording
from leader_award.entries.check_rules import Finding
from leader_award.entries.models import FormalCheck
from leader_award.platform import clock
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm, MomentField, stripped
from leader_award.platform.i18n import translate

DAYS_TO_COMPLETE = 7
LAST_MINUTE = time(23, 59)
LONGEST_LETTER = 20_000
LONGEST_REMARK = 2_000


class Asked:
    """Marks a field as one that must be filled in; `check_rules` tells what is wrong with it."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Accept everything."""


class CheckForm(BaseForm):
    """Base of the forms that `form_for` makes; `items` are those of the edition."""

    items: Sequence[CheckItem] = ()
    submission_id = HiddenField()
    compose = SubmitField(_l("Write the letter from the remarks"))
    go_on = SubmitField(_l("Save and go to the next entry"))
    all_met = SubmitField(_l("All requirements are met"))

    def meet_all(self) -> None:
        """Answer what nobody has answered yet by "met", and admit the entry.

        What was marked as not met stays so: then the entry cannot be admitted.
        """
        for _item, verdict, _remark in self.pairs():
            verdict.data = verdict.data or check_rules.MET
        self.outcome.data = check_rules.ADMITTED

    def findings(self) -> dict[str, Finding]:
        """Return what was typed: the verdict and the remark by item id."""
        return {
            item.id: (
                self._fields[check_rules.verdict_field(item.id)].data or "",
                self._fields[check_rules.remark_field(item.id)].data or "",
            )
            for item in self.items
        }

    def pairs(self) -> list[tuple[CheckItem, Any, Any]]:
        """Return each item with its two fields, for the page."""
        return [
            (
                item,
                self._fields[check_rules.verdict_field(item.id)],
                self._fields[check_rules.remark_field(item.id)],
            )
            for item in self.items
        ]

    @property
    def term(self) -> datetime | None:
        """The term for completing, where one is asked for and it is a possible hour."""
        if self.outcome.data != check_rules.RETURNED:
            return None
        try:
            term: datetime = self.complete_until.instant
        except (ValueError, DomainError):
            return None
        return term

    def validate(self, extra_validators: Any = None) -> bool:
        """Check lengths, and then every rule of the formal check beside its field."""
        super().validate(extra_validators)
        term_errors = [part for part in self.complete_until.form if part.errors]
        if self.outcome.data != check_rules.RETURNED:
            for part in term_errors:
                part.errors = []
        for fault in check_rules.faults(
            [item.id for item in self.items],
            self.findings(),
            self.outcome.data or "",
            self.letter.data or "",
            self.term,
            clock.now(),
        ):
            if fault.code != "term_not_ahead" or not term_errors:
                self.blame(DomainError(check_wording.FAULTS[fault.code], field=fault.field))
        return not self.errors


def form_for(items: Sequence[CheckItem], outcomes: Sequence[str]) -> type[CheckForm]:
    """Return the form for these items, with the outcomes that the entry's state allows."""
    fields: dict[str, Any] = {"items": items}
    for item in items:
        fields[check_rules.verdict_field(item.id)] = RadioField(
            translate(item.text).rstrip("."),
            choices=list(check_wording.VERDICTS.items()),
            validators=[Asked()],
            validate_choice=False,
        )
        fields[check_rules.remark_field(item.id)] = TextAreaField(
            _l("Remark"), [Length(max=LONGEST_REMARK)], filters=[stripped]
        )
    fields["outcome"] = RadioField(
        _l("Outcome"),
        choices=[(code, check_wording.OUTCOMES[code]) for code in outcomes],
        validators=[Asked()],
        validate_choice=False,
    )
    fields["letter"] = TextAreaField(
        _l("Letter to the applicant"), [Length(max=LONGEST_LETTER)], filters=[stripped]
    )
    fields["complete_until"] = MomentField(_l("Term for completing"))
    return type("FormalCheckForm", (CheckForm,), fields)


def default_term(now: datetime) -> datetime:
    """Return the term offered: a week from today, to the last minute of that day in Warsaw."""
    day = clock.to_warsaw(now).date() + timedelta(days=DAYS_TO_COMPLETE)
    return clock.from_warsaw(day, LAST_MINUTE)


def typed_before(
    check: FormalCheck | None, items: Sequence[CheckItem], submission_id: str
) -> Mapping[str, str]:
    """Return the verdicts and remarks of an earlier check as values of the form's fields.

    What was not met in an earlier version has to be looked at again: its verdict is left open.
    """
    values: dict[str, str] = {}
    known = {item.id for item in items}
    for finding in check.findings if check else ():
        mended = check is not None and check.submission_id != submission_id
        if finding.item_id in known and not (mended and finding.verdict == check_rules.NOT_MET):
            values[check_rules.verdict_field(finding.item_id)] = finding.verdict
            values[check_rules.remark_field(finding.item_id)] = finding.remark
    return values
