"""Forms of entries; the form of a section is made from its questions.

What a draft may hold is decided in the use cases, so the fields of answers check nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from leader_award.editions.forms import CheckboxesField
from leader_award.editions.models import AttachmentRequirement, Category, Question
from leader_award.entries import partners, rules, service
from leader_award.partnerships.forms import OrganisationForm, UnitField
from leader_award.partnerships.models import Organisation
from leader_award.platform.forms import BaseForm, stripped, text_field
from leader_award.platform.i18n import translate

NEEDED = InputRequired(_l("Fill this in."))
CHOOSE = InputRequired(_l("Choose one."))


class VersionedForm(BaseForm):
    """A form that remembers which version of the entry it shows."""

    version = HiddenField()

    def show_version(self, version: int) -> None:
        """Carry the version that the page shows."""
        self.version.data = str(version)

    @property
    def seen(self) -> int:
        """The version that the page was opened with; 0 if it cannot be read."""
        typed = str(self.version.data or "")
        return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else 0


def category_choices(categories: Sequence[Category]) -> list[tuple[str, str]]:
    return [(category.id, translate(category.name)) for category in categories]


class NewEntryForm(BaseForm):
    organisation_id = RadioField(_l("Who submits the entry?"), validators=[CHOOSE])
    title = text_field(
        _l("Title of the entry"),
        NEEDED,
        Length(max=service.TITLE_LENGTH, message=_l("This is too long.")),
    )
    category_id = RadioField(_l("Category"), validators=[CHOOSE])

    def offer(
        self, organisations: Sequence[Organisation], categories: Sequence[Category]
    ) -> "NewEntryForm":
        """Set the choices; the only organisation is chosen already, and without categories
        nobody is asked for one."""
        self.organisation_id.choices = [(o.id, o.name) for o in organisations]
        if len(organisations) == 1:
            self.organisation_id.data = organisations[0].id
        self.category_id.choices = category_choices(categories)
        if not categories:
            del self.category_id
        return self

    @property
    def category(self) -> str | None:
        field = self._fields.get("category_id")
        return field.data if field is not None else None


class BasicsForm(VersionedForm):
    title = text_field(_l("Title of the entry"), NEEDED)
    partnership_name = text_field(_l("Name of the partnership"), MayBeEmpty())
    category_id = RadioField(_l("Category"), validators=[CHOOSE])

    def offer(self, categories: Sequence[Category]) -> "BasicsForm":
        self.category_id.choices = category_choices(categories)
        if not categories:
            del self.category_id
        return self

    def changes(self) -> dict[str, Any]:
        """What was typed, by field; a category that nobody chose stays as it is."""
        typed = {"title": self.title.data, "partnership_name": self.partnership_name.data}
        field = self._fields.get("category_id")
        return typed | ({"category_id": field.data} if field is not None and field.data else {})


PREFIX = "question-"


class AnswersForm(VersionedForm):
    """The answers of one section; subclasses have a field for each question."""

    questions: Sequence[Question] = ()

    def changes(self) -> dict[str, Any]:
        """What was typed, by question id."""
        return {q.id: self[PREFIX + q.id].data for q in self.questions}

    def blame_answers(self, sentences: Mapping[str, str]) -> None:
        """Put each sentence beside the field of its question (id)."""
        for question_id, sentence in sentences.items():
            self[PREFIX + question_id].errors = [sentence]


def answers_form(questions: Sequence[Question], answers: Mapping[str, Any]) -> type[AnswersForm]:
    """Return the form of these questions, showing the kept answers (by question id)."""
    fields = {PREFIX + q.id: _answer_field(q, answers.get(q.id)) for q in questions}
    return type("SectionForm", (AnswersForm,), fields | {"questions": questions})


class WholeForm(BasicsForm, AnswersForm):
    """The basics and the answers to all questions; subclasses have a field for each question."""

    def offer_all(self, categories: Sequence[Category]) -> "WholeForm":
        """Set the choice of categories, as `BasicsForm.offer` does."""
        self.offer(categories)
        return self

    def changes(self) -> dict[str, Any]:
        """What was typed, by field or question id."""
        return BasicsForm.changes(self) | AnswersForm.changes(self)


def whole_form(questions: Sequence[Question], answers: Mapping[str, Any]) -> type[WholeForm]:
    """Return the form of the basics and these questions, showing the kept answers."""
    fields = {PREFIX + q.id: _answer_field(q, answers.get(q.id)) for q in questions}
    return type("EntryForm", (WholeForm,), fields | {"questions": questions})


def stored_texts(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return kept values (by field of the entry or question id) as their form fields send them.

    A value is a list, because a group of boxes sends several texts under one name.
    """

    def sent(value: Any) -> list[str]:
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        if isinstance(value, list):
            return [str(one) for one in value]
        return [] if value is None else [str(value)]

    own = BasicsForm.__dict__
    return {name if name in own else PREFIX + name: sent(value) for name, value in values.items()}


def _answer_field(question: Question, kept: Any) -> Any:
    said: dict[str, Any] = {"label": translate(question.label), "default": kept}
    said["validators"] = [InputRequired()] if question.required else []
    if question.kind == "yes_no":
        said["default"] = {True: "yes", False: "no"}.get(kept, "")
        choices = [("yes", _l("Yes")), ("no", _l("No"))]
        return RadioField(choices=choices, validate_choice=False, **said)
    if question.kind in ("choice", "choices"):
        kind = RadioField if question.kind == "choice" else CheckboxesField
        options = [(option, option) for option in question.options]
        return kind(choices=options, validate_choice=False, **said)
    if question.kind == "long_text":
        return TextAreaField(**said)
    if question.kind == "date" and (kept is None or rules.is_day(kept)):
        said["render_kw"] = {"type": "date"}  # it would hide what is not a date
    return StringField(**said)


class PartForm(BaseForm):
    part = text_field(
        _l("Part in the partnership"),
        NEEDED,
        Length(max=partners.PART_LENGTH, message=_l("This is too long.")),
    )


class UnitPartnerForm(PartForm):
    unit = UnitField()


def _part_of_row() -> StringField:
    too_long = Length(max=partners.PART_LENGTH, message=_l("This is too long."))
    return text_field(_l("Part in the partnership"), too_long)


class UnitRowsForm(BaseForm):
    """Rows in which several local government units are added at once; empty ones do not count."""

    unit_0, part_0 = UnitField(required=False), _part_of_row()
    unit_1, part_1 = UnitField(required=False), _part_of_row()
    unit_2, part_2 = UnitField(required=False), _part_of_row()

    @property
    def rows(self) -> list[tuple[UnitField, StringField]]:
        """The fields of each row."""
        return [(self.unit_0, self.part_0), (self.unit_1, self.part_1), (self.unit_2, self.part_2)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want both a unit and its part in each row that has either."""
        right = bool(super().validate(extra_validators))
        for unit, part in self.rows:
            for field, given, other in ((unit, unit.text, part.data), (part, part.data, unit.text)):
                if other and not given:
                    field.errors = [_l("Fill this in.")]
                    right = False
        return right


class OtherPartnerForm(OrganisationForm, PartForm):
    pass


class AttachmentForm(BaseForm):
    """The upload of one requirement; the field carries the requirement's id."""

    file = FileField(_l("File"))


def attachment_form(requirement: AttachmentRequirement) -> AttachmentForm:
    form = AttachmentForm(formdata=None)
    form.file.label.text = translate(requirement.label)
    form.file.id = form.file.label.field_id = f"requirement-{requirement.id}"
    form.file.flags.required = requirement.min_count > 0
    return form


class FilterForm(BaseForm):
    """The organiser's search over the list of entries."""

    class Meta:
        csrf = False

    szukaj = StringField(_l("Search"), filters=[stripped])
    stan = SelectField(_l("State"), validate_choice=False)
    kategoria = SelectField(_l("Category"), validate_choice=False)
