"""Forms of the jury; expertise and conflicts have a field for each category or entry."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from leader_award.accounts.forms import email_field, name_field
from leader_award.editions.forms import WholeNumberField
from leader_award.editions.models import Category
from leader_award.jury import rules, wording
from leader_award.jury.models import Conflict, Juror
from leader_award.jury.queries import Listed
from leader_award.partnerships.forms import UnitField
from leader_award.platform.forms import BaseForm, stripped
from leader_award.platform.i18n import LANGUAGES, translate

EXPERTISE, ANSWER, KIND, NOTE = "expertise-", "answer-", "kind-", "note-"
ASKED = "asked"


class JurorForm(BaseForm):
    """What a juror can take on; subclasses have a field of expertise for each category."""

    capacity = WholeNumberField(
        _l("Capacity (entries at most)"), default=15, validators=[InputRequired()]
    )
    minimum = WholeNumberField(
        _l("Minimum (entries at least)"), default=0, validators=[InputRequired()]
    )
    categories: Sequence[Category] = ()

    def bounds(self) -> dict[str, int]:
        """Capacity and minimum."""
        return {"capacity": self.capacity.data or 0, "minimum": self.minimum.data or 0}

    def expertise(self) -> dict[str, int]:
        """The chosen levels by category."""
        return {c.id: int(self[EXPERTISE + c.id].data or 0) for c in self.categories}

    def expertise_fields(self) -> list[Any]:
        """The fields of expertise, in the order of the categories."""
        return [self[EXPERTISE + category.id] for category in self.categories]


class InviteForm(JurorForm):
    """An invitation to the jury."""

    name = name_field()
    email = email_field()
    language = RadioField(
        _l("Language of the invitation"), choices=list(LANGUAGES.items()), default="pl"
    )

    def suggest(self, capacity: int, category_ids: Collection[str]) -> None:
        """Show the capacity and the fields of whoever is looked for."""
        self.capacity.data = min(capacity, rules.LARGEST_CAPACITY)
        for category in self.categories:
            if category.id in category_ids:
                self[EXPERTISE + category.id].data = str(rules.EXPERTISE[-1])


AnyJurorForm = TypeVar("AnyJurorForm", bound=JurorForm)


def juror_form(
    base: type[AnyJurorForm], categories: Sequence[Category], juror: Juror | None = None
) -> AnyJurorForm:
    """Return the form for an edition with these categories, showing what is known of the juror."""
    known: Mapping[str, int] = juror.expertise if juror else {}
    levels = [(str(level), words) for level, words in enumerate(wording.EXPERTISE)]
    fields = {
        EXPERTISE + category.id: RadioField(
            translate(category.name), choices=levels, default=str(known.get(category.id, 0))
        )
        for category in categories
    }
    form: AnyJurorForm = type("JurorForm", (base,), {**fields, "categories": categories})()
    if juror is not None and not form.is_submitted():
        form.capacity.data, form.minimum.data = juror.capacity, juror.minimum
    return form


class LeaveForm(BaseForm):
    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Say why the juror leaves.")), Length(max=1000)],
        filters=[stripped],
    )


class TiesForm(BaseForm):
    """With whom anything ties a juror who may not know whose an entry is."""

    organisations = SelectMultipleField(_l("Something ties me to:"), choices=[])


class UnitForm(BaseForm):
    unit = UnitField(_l("Local government that you belong or belonged to"))


def _kinds(*left_out: str) -> list[tuple[str, Any]]:
    return [(kind, words) for kind, words in wording.CONFLICTS.items() if kind not in left_out]


class ConflictForm(BaseForm):
    """One entry's answer, given again later."""

    kind = RadioField(
        _l("What ties you to the applicant or a partner?"),
        choices=_kinds(),
        validators=[InputRequired(_l("Choose one of the answers."))],
    )
    note = TextAreaField(
        _l("Explanation"), validators=[Optional(), Length(max=rules.LONGEST_NOTE)],
        filters=[stripped],
    )  # fmt: skip


class BarForm(BaseForm):
    """A conflict that the organiser knows of."""

    entry_id = SelectField(_l("Entry"), validators=[InputRequired(_l("Choose an entry."))])
    kind = SelectField(
        _l("Kind of conflict"),
        choices=[(kind, words) for kind, words in wording.CONFLICTS_SHORT.items()
                 if kind in rules.DECLARED and kind != rules.NONE],
        validators=[InputRequired()],
    )  # fmt: skip
    note = StringField(
        _l("How do you know?"),
        validators=[InputRequired(_l("Describe the tie in a few words.")), Length(max=300)],
        filters=[stripped],
    )


class AnswersForm(BaseForm):
    """A tick for each entry with a conflict; subclasses have three fields for each entry.

    Saving it says that there is no conflict with the others that were shown (`asked`), so an
    entry that was admitted meanwhile stays unanswered.
    """

    entries: Sequence[Listed] = ()

    def rows(self) -> list[tuple[Listed, Any, Any, Any]]:
        """Each entry with its fields: tick, kind and note."""
        return [
            (entry, self[ANSWER + entry.id], self[KIND + entry.id], self[NOTE + entry.id])
            for entry in self.entries
        ]

    def answers(self) -> dict[str, tuple[str, str]]:
        """(kind, note) by entry, for the entries that were shown; a conflict of no kind is ''."""
        asked = set(request.form.getlist(ASKED))
        said = {}
        for entry, tick, kind, note in self.rows():
            if entry.id in asked:
                tie = (kind.data or "", note.data or "")
                said[entry.id] = tie if tick.data else (rules.NONE, "")
        return said


def answers_form(entries: Sequence[Listed]) -> AnswersForm:
    """Return the form that asks about these entries."""
    fields: dict[str, Any] = {"entries": entries}
    for entry in entries:
        fields[ANSWER + entry.id] = BooleanField(_l("There is a conflict"))
        fields[KIND + entry.id] = SelectField(
            _l("What ties you to them"),
            choices=[("", _l("Choose from the list")), *_kinds(rules.NONE)],
            validators=[Optional()],
        )
        fields[NOTE + entry.id] = StringField(
            _l("Explanation"), validators=[Optional(), Length(max=rules.LONGEST_NOTE)],
            filters=[stripped],
        )  # fmt: skip
    form: AnswersForm = type("AnswersForm", (AnswersForm,), fields)()
    return form


def conflict_form(said: Conflict | None) -> ConflictForm:
    """Return the form for one entry, showing what the juror has said."""
    return ConflictForm(kind=said.kind if said else None, note=said.note if said else "")


class ProposeForm(BaseForm):
    seed = HiddenField(default="1")


class MoveForm(BaseForm):
    """Confirms a change by hand; `seen` is the digest of what was weighed."""

    seen = HiddenField()
    reason = TextAreaField(
        _l("Reason"), validators=[Optional(), Length(max=300)], filters=[stripped]
    )


class ForbidForm(BaseForm):
    """A pair that the organiser forbids."""

    entry_id = SelectField(_l("Entry"), validators=[InputRequired(_l("Choose an entry."))])
    juror_id = SelectField(_l("Juror"), validators=[InputRequired(_l("Choose a juror."))])
    note = StringField(
        _l("Reason"),
        validators=[InputRequired(_l("Say why the juror is not to assess this entry.")),
                    Length(max=300)],
        filters=[stripped],
    )  # fmt: skip
