"""Forms of scoring. A card's criteria are radio groups named `points-<criterion id>`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from leader_award.editions.models import Criterion
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.forms import BaseForm, stripped
from leader_award.platform.i18n import translate
from leader_award.scoring import queries, rules, service
from leader_award.scoring.models import ScoreCard

PREFIX = "points-"


class VersionForm(BaseForm):
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the page was opened with; 0 if it cannot be read."""
        typed = str(self.version.data or "")
        return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else 0


class CardForm(VersionForm):
    comment_to_jury = TextAreaField(_l("Comments for the jury"), validators=[Optional()])
    comment_to_applicant = TextAreaField(_l("Comments for the applicant"), validators=[Optional()])
    confirmed = BooleanField(
        _l("I confirm these points. After sealing I cannot change them myself.")
    )

    def offer(self, criteria: Sequence[Criterion], card: ScoreCard) -> "CardForm":
        """Show the card's points and abstentions, or those that have just been typed."""
        return self.show(criteria, queries.answers_of(card))

    def show(self, criteria: Sequence[Criterion], stored: Mapping[str, rules.Answer]) -> "CardForm":
        """Show these answers by criterion, or those that have just been typed."""
        self.criteria = criteria
        self.point_errors: dict[str, Any] = {}
        if self.is_submitted():
            self.points = {c.id: points_typed(request.form.get(PREFIX + c.id)) for c in criteria}
        else:
            self.points = {c.id: stored.get(c.id) for c in criteria}
        return self

    @classmethod
    def of(cls, card: ScoreCard) -> "CardForm":
        return cls(
            version=str(card.version),
            comment_to_jury=card.comment_to_jury,
            comment_to_applicant=card.comment_to_applicant,
        )

    def blame(self, error: DomainError) -> None:
        """Put the error beside its criterion or field; a conflict shows what is stored now."""
        if isinstance(error, service.Incomplete) and error.missing:
            self.point_errors |= dict.fromkeys(error.missing, _l("give points or abstain"))
            return
        if error.field in self.points:
            self.point_errors[error.field] = error.message
            return
        super().blame(error)
        if isinstance(error, Conflict):
            self._show_stored(error.changes)

    def _show_stored(self, changes: Mapping[str, Any]) -> None:
        for key, value in changes.items():
            if key in self.points:
                said = {None: _l("no points"), rules.ABSTAIN: _l("abstention")}.get(value, value)
                self.point_errors[key] = _l("Stored in the other window: %(value)s", value=said)
            else:
                field = self[key]
                field.errors = [_l("Stored in the other window: %(value)s", value=value or "–")]

    def require_confirmation(self) -> None:
        """Raise DomainError beside `confirmed` unless the juror has ticked it."""
        if not self.confirmed.data:
            raise DomainError(
                _l("Tick this to seal the card. What you typed has been saved."), field="confirmed"
            )

    def summary(self) -> list[dict[str, Any]]:
        """What the error summary says about criteria."""
        names = {criterion.id: translate(criterion.name) for criterion in self.criteria}
        return [
            {"text": f"{names[key]}: {message}", "url": f"#{PREFIX}{key}"}
            for key, message in self.point_errors.items()
        ]


def points_typed(value: str | None) -> rules.Answer | None:
    """Return typed points as a number; what is none becomes -1, which no criterion takes."""
    if value is None or not value.strip():
        return None
    if value == rules.ABSTAIN:
        return value
    return int(value) if re.fullmatch(r"\d{1,4}", value.strip(), re.ASCII) else -1


class ReopenForm(BaseForm):
    reason = TextAreaField(
        _l("Reason (the juror reads it)"),
        validators=[
            InputRequired(_l("Say why the card is reopened; the juror reads it.")),
            Length(max=rules.LONGEST_REASON),
        ],
        filters=[stripped],
    )
