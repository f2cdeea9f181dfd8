"""Forms of practice cards: releasing, editing, drafting, adopting, and the filters of the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from leader_award.editions.forms import CheckboxesField
from leader_award.editions.models import Edition
from leader_award.partnerships.forms import UnitField
from leader_award.partnerships.models import Organisation
from leader_award.platform.forms import BaseForm, number_sent, stripped, text_field
from leader_award.practices import queries, rules, wording
from leader_award.practices.models import Practice

MAPPED = (*rules.FIELDS, "theme", "cooperation", "population")
"""What a question of the entry form can be the source of."""
RELEASE = "release_"


def _too_long(most: int) -> Length:
    return Length(max=most, message=_l("Use at most %(count)s characters.", count=most))


def _field_of(name: str) -> Any:
    """Return the form field for a field of the card."""
    label = wording.FIELDS[name]
    if name == "cost_pln":
        return text_field(label, _too_long(rules.limit(name)))
    return TextAreaField(label, [_too_long(rules.limit(name))], filters=[stripped])


class CardForm(BaseForm):
    """The texts of a card; the field names are those of `rules.FIELDS`."""

    version = HiddenField()
    problem = _field_of("problem")
    solution = _field_of("solution")
    partners = _field_of("partners")
    cost_pln = _field_of("cost_pln")
    cost_source = _field_of("cost_source")
    results = _field_of("results")
    avoid = _field_of("avoid")
    contact = _field_of("contact")

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: self[name].data or "" for name in rules.FIELDS}

    @property
    def version_seen(self) -> int:
        """The version that was shown, 0 if none was sent."""
        return number_sent(self.version)

    @staticmethod
    def texts_of(practice: Practice) -> dict[str, Any]:
        """Return the working texts and the version, as the form's data."""
        return {one.name: one.text for one in practice.fields} | {"version": practice.version}


class ReleaseForm(CardForm):
    """The entrant's form; `release_<field>` says that they agree to publish that text."""

    release_problem = BooleanField(_l("We agree to publish this text"))
    release_solution = BooleanField(_l("We agree to publish this text"))
    release_partners = BooleanField(_l("We agree to publish this text"))
    release_cost_pln = BooleanField(_l("We agree to publish this text"))
    release_cost_source = BooleanField(_l("We agree to publish this text"))
    release_results = BooleanField(_l("We agree to publish this text"))
    release_avoid = BooleanField(_l("We agree to publish this text"))
    release_contact = BooleanField(_l("We agree to publish this text"))

    @property
    def released(self) -> set[str]:
        """The names of the fields that were ticked."""
        return {name for name in rules.FIELDS if self[RELEASE + name].data}

    @classmethod
    def of(cls, practice: Practice) -> "ReleaseForm":
        """Return the form as things stand; a text changed since the consent is not ticked."""
        consents = {
            RELEASE + one.name: one.released_text is not None and one.released_text == one.text
            for one in practice.fields
        }
        return cls(data=cls.texts_of(practice) | consents)


def _choices(words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [("", _l("Choose from the list")), *words.items()]


class EditForm(CardForm):
    """The organiser's form: the texts, and what the facets are made of."""

    title = text_field(_l("Title"), DataRequired(_l("Fill this in.")), _too_long(300))
    theme = SelectField(_l("Theme"), choices=_choices(wording.THEMES))
    cooperation = SelectField(_l("Form of cooperation"), choices=_choices(wording.COOPERATIONS))
    population = IntegerField(
        _l("Inhabitants of the leading unit"),
        [Optional(), NumberRange(1, 40_000_000, _l("Enter a whole number."))],
    )
    unit_terc = UnitField(_l("Seat of the leader"), required=False)
    licence = SelectField(
        _l("Licence"), choices=[(code, name) for code, (name, _url) in rules.LICENCES.items()]
    )

    DETAILS = ("title", "theme", "cooperation", "population", "unit_terc", "licence")

    @property
    def details(self) -> dict[str, Any]:
        """What was typed besides the texts, as the use case takes it."""
        return {name: self[name].data for name in self.DETAILS} | {
            "unit_terc": self.unit_terc.data or None
        }

    @classmethod
    def of(cls, practice: Practice) -> "EditForm":
        """Return the form with the card's own values."""
        own = {name: getattr(practice, name) for name in cls.DETAILS}
        return cls(data=own | cls.texts_of(practice))


def mapping_form(edition: Edition, data: Mapping[str, str]) -> BaseForm:
    """Return a form that asks, for each field, from which question it is drafted."""
    questions = [("", _l("from no question")), *queries.questions_of(edition)]
    labels = {
        **wording.FIELDS,
        "theme": wording.FACETS["theme"],
        "cooperation": wording.FACETS["cooperation"],
        "population": _l("Inhabitants of the leading unit"),
    }
    fields = {name: SelectField(labels[name], choices=questions) for name in MAPPED}
    form_class = type("MappingForm", (BaseForm,), fields)
    form: BaseForm = form_class(data={name: data.get(name, "") for name in MAPPED})
    return form


class DraftForm(BaseForm):
    entry_ids = CheckboxesField(_l("Awarded entries"), choices=[])

    def validate_entry_ids(self, field: Any) -> None:
        """Ask for one entry at least."""
        InputRequired(_l("Tick one entry at least."))(self, field)


class AdoptionForm(BaseForm):
    organisation_id = SelectField(_l("In whose name do you write?"))
    text = TextAreaField(
        _l("How did it go?"),
        [DataRequired(_l("Write a few words on how it went.")), _too_long(rules.LONGEST_ADOPTION)],
        filters=[stripped],
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Let one of these organisations be chosen."""
        self.organisation_id.choices = [(one.id, one.name) for one in organisations]


class DecisionForm(BaseForm):
    """What the organiser decides about an adoption."""

    version = HiddenField()
    reason = StringField(_l("Why is it not shown?"), [_too_long(500)], filters=[stripped])
