"""The entry form as an applicant sees it, made of an edition's questions."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from leader_award.editions import rules
from leader_award.editions.forms import CheckboxesField
from leader_award.editions.models import AttachmentRequirement, Edition, Question
from leader_award.platform.i18n import translate

PLAIN: dict[str, Any] = {
    "short_text": StringField,
    "long_text": TextAreaField,
    "number": IntegerField,
    "date": DateField,
}


def preview_form(edition: Edition, category_id: str | None) -> Form:
    """Return a form with a field for each question of the category and each attachment.

    Fields carry the ids of their questions and requirements. It is shown, never sent.
    """
    fields = {
        question.id: _field(question)
        for section in edition.sections
        for question in section.questions
        if category_id is None or rules.asked_in(question.category_ids, category_id)
    } | {requirement.id: _file(requirement) for requirement in edition.attachment_requirements}
    form: Form = type("PreviewForm", (Form,), fields)()
    return form


def _field(question: Question) -> Any:
    label = translate(question.label)
    validators = [InputRequired()] if question.required else []
    if question.kind in PLAIN:
        return PLAIN[question.kind](label, validators=validators)
    if question.kind == "yes_no":
        answers = [("yes", _l("Yes")), ("no", _l("No"))]
        return RadioField(label, choices=answers, validators=validators)
    many = question.kind == "choices"
    kind = CheckboxesField if many else RadioField
    return kind(label, choices=[(one, one) for one in question.options], validators=validators)


def _file(requirement: AttachmentRequirement) -> FileField:
    validators = [InputRequired()] if requirement.min_count else []
    return FileField(translate(requirement.label), validators=validators)
