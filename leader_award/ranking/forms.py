"""Forms of rankings."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from leader_award.platform.forms import BaseForm, stripped
from leader_award.ranking.service import LONGEST_NOTE
from leader_award.ranking.tables import EqualScores


class VoteForm(BaseForm):
    note = TextAreaField(
        _l("What the minutes say of the vote"),
        [Length(max=LONGEST_NOTE)],
        filters=[stripped],
    )
    order: Sequence[str] = ()

    @classmethod
    def of(cls, tie: EqualScores) -> "VoteForm":
        """Return the form with a choice of the place for each entry of the tie."""
        places = [
            (str(place), str(place)) for place in range(tie.place, tie.place + len(tie.entry_ids))
        ]

        class Form(cls):  # type: ignore[misc, valid-type]
            pass

        for number, title in enumerate(tie.titles):
            chosen = SelectField(title, choices=[("", _("choose a place")), *places])
            setattr(Form, f"place_{number}", chosen)
        form: VoteForm = Form()
        form.tie = tie
        return form

    tie: EqualScores

    @property
    def places(self) -> list[Any]:
        """The fields of the places, in the order of the tie's entries."""
        return [self[f"place_{number}"] for number in range(len(self.tie.entry_ids))]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for each place once; `order` then holds the ids of the entries, best first."""
        valid = bool(super().validate(extra_validators))
        chosen: dict[int, str] = {}
        for field, entry_id in zip(self.places, self.tie.entry_ids, strict=True):
            if not field.data:
                field.errors = [_("Choose the place that the jury voted for.")]
            elif int(field.data) in chosen:
                field.errors = [_("Give each place once.")]
            else:
                chosen[int(field.data)] = entry_id
        self.order = [chosen[place] for place in sorted(chosen)]
        return valid and len(chosen) == len(self.tie.entry_ids)
