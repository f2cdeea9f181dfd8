"""Copying what an edition's regulations fix into another edition."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from leader_award.editions.models import (
    Criterion,
    Edition,
    FormSection,
    Question,
    Round,
    Rubric,
)
from leader_award.platform.db import Base, new_id

COPIED = (
    "theme",
    "call_text",
    "one_entry_per_category",
    "has_final",
    "jurors_per_entry",
    "feedback_to_applicants",
    "card_mean",
)
LISTS = ("attachment_requirements", "prizes", "check_items")

T = TypeVar("T", bound=Base)


def copy_parts(writer: Session, source: Edition, target: Edition, now: datetime) -> None:
    """Give `target`, which has no parts yet, the texts, rules and parts of `source`.

    Of each round's rubric the version in force is copied, as the first; dates are left to set.
    """
    target.copied_from_id = source.id
    for column in COPIED:
        setattr(target, column, getattr(source, column))
    new_categories: dict[str, str] = {}
    for category in source.categories:
        twin = _twin(category, edition_id=target.id)
        new_categories[category.id] = twin.id
        writer.add(twin)
    for section in source.sections:
        writer.add(_copy_section(section, target, new_categories))
    for name in LISTS:
        writer.add_all(_twin(part, edition_id=target.id) for part in getattr(source, name))
    writer.add_all(_copy_round(one, target, now) for one in source.rounds)
    writer.flush()


def _copy_section(
    section: FormSection, target: Edition, new_categories: dict[str, str]
) -> FormSection:
    twin = _twin(section, edition_id=target.id)
    twin.questions = [_copy_question(question, new_categories) for question in section.questions]
    return twin


def _copy_round(source: Round, target: Edition, now: datetime) -> Round:
    twin = _twin(source, edition_id=target.id, opens_at=None, until=None)
    rubric = Rubric(version=1, in_force_since=now)
    rubric.criteria = copy_criteria(source.rubric, target.id)
    twin.rubrics = [rubric]
    return twin


def copy_criteria(source: Rubric, edition_id: str, *, continued: bool = False) -> list[Criterion]:
    """Return new criteria like those of a rubric; `continued` ones say which they replace."""
    return [
        _twin(
            criterion,
            edition_id=edition_id,
            rubric_id=None,
            replaces_id=criterion.id if continued else None,
        )
        for criterion in source.criteria
    ]


def _copy_question(question: Question, new_categories: dict[str, str]) -> Question:
    category_ids = [new_categories[old] for old in question.category_ids]
    return _twin(question, section_id=None, category_ids=category_ids)


def _twin(row: T, **changes: object) -> T:
    """Return a new row with the same content, its own id and the changes."""
    columns = {column.key for column in inspect(type(row)).column_attrs} - {"id"}
    content = {key: getattr(row, key) for key in columns}
    return type(row)(id=new_id(), **(content | changes))
