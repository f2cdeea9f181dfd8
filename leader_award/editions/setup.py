"""Setting up the parts of an edition: categories, form, attachments, rubric, prizes, checks.

Each `save_…` adds a part (without `item_id`) or changes one, and returns its id. `seen` is the
stamp of the part as it was shown (`changing.stamp`); `key` makes an addition happen once. All
raise NotFound, NotAllowed when the part is frozen, Conflict, and DomainError beside a field.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.editions import defaults, queries, rules, wording
from leader_award.editions.changing import (
    check_stamp,
    clean,
    edition_for_change,
    required,
    rubric_fault,
)
from leader_award.editions.models import (
    AWARDS,
    QUESTION_KINDS,
    AttachmentRequirement,
    Category,
    CheckItem,
    Criterion,
    Edition,
    FormSection,
    Prize,
    Question,
    Rubric,
)
from leader_award.platform import audit, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError, NotAllowed, NotFound

TEXT_KINDS = ("short_text", "long_text")
CHOICE_KINDS = ("choice", "choices")


@dataclass(frozen=True)
class Kind:
    """A kind of part: its table, the part of `rules.PARTS` it belongs to, its parent's column."""

    model: type[Any]
    part: str
    parent: str = "edition_id"


KINDS = {
    "category": Kind(Category, "categories"),
    "section": Kind(FormSection, "form"),
    "question": Kind(Question, "form", "section_id"),
    "requirement": Kind(AttachmentRequirement, "attachments"),
    "criterion": Kind(Criterion, "rubric", "rubric_id"),
    "prize": Kind(Prize, "prizes"),
    "check_item": Kind(CheckItem, "checks"),
}

default_rubric = defaults.rubric


def save_category(
    *,
    edition_id: str,
    name: Translated,
    description: Translated | None = None,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a category."""
    values = {"name": required(name, "name"), "description": clean(description)}
    return _save("category", edition_id, edition_id, values, actor, item_id, seen, key)


def save_section(
    *,
    edition_id: str,
    title: Translated,
    help: Translated | None = None,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a section of the entry form."""
    values = {"title": required(title, "title"), "help": clean(help)}
    return _save("section", edition_id, edition_id, values, actor, item_id, seen, key)


def save_question(
    *,
    section_id: str,
    kind: str,
    label: Translated,
    help: Translated | None = None,
    required_answer: bool = True,
    limit_words: int | None = None,
    limit_characters: int | None = None,
    options: Sequence[str] = (),
    category_ids: Sequence[str] = (),
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a question of a section; a changed `section_id` moves it to the end of that section.

    Limits belong to texts and `options` (at least two) to choices; for other kinds they are
    dropped. `category_ids` empty means every category.
    """
    if kind not in QUESTION_KINDS:
        raise DomainError(_l("Choose the kind of answer."), field="kind")
    values = {
        "kind": kind,
        "label": required(label, "label"),
        "help": clean(help),
        "required": required_answer,
        "limit_words": limit_words if kind in TEXT_KINDS else None,
        "limit_characters": limit_characters if kind in TEXT_KINDS else None,
        "options": _options(options) if kind in CHOICE_KINDS else [],
        "category_ids": list(category_ids),
    }
    _check_limits(values)
    with db.transaction() as writer:
        section = writer.get(FormSection, section_id)
        if section is None:
            raise NotFound(_l("This section does not exist."))
        _check_categories(writer, section.edition_id, category_ids)
        return _save("question", section.edition_id, section_id, values, actor, item_id, seen, key)


def _options(options: Sequence[str]) -> list[str]:
    cleaned = [option.strip() for option in options if option.strip()]
    if len(cleaned) < 2:
        raise DomainError(_l("Enter at least two choices, each on its own line."), field="options")
    if len(set(cleaned)) < len(cleaned):
        raise DomainError(_l("Each choice may stand here only once."), field="options")
    return cleaned


def _check_limits(values: dict[str, Any]) -> None:
    for field in ("limit_words", "limit_characters"):
        if values[field] is not None and values[field] < 1:
            raise DomainError(_l("A limit is at least 1; leave it empty for none."), field=field)
    if values["limit_words"] and values["limit_characters"]:
        raise DomainError(
            _l("Set a limit of words or of characters, not both."), field="limit_characters"
        )


def _check_categories(writer: Session, edition_id: str, category_ids: Sequence[str]) -> None:
    known = set(writer.scalars(select(Category.id).where(Category.edition_id == edition_id)))
    if not set(category_ids) <= known:
        raise DomainError(_l("Choose categories of this edition."), field="category_ids")


def save_requirement(
    *,
    edition_id: str,
    label: Translated,
    help: Translated | None = None,
    types: Sequence[str],
    max_bytes: int,
    min_count: int = 0,
    max_count: int = 1,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a kind of file that the form asks for; `min_count` 0 makes it optional."""
    if not types or not set(types) <= set(rules.ATTACHMENT_TYPES):
        raise DomainError(_l("Choose at least one type of file."), field="types")
    if not 1 <= max_bytes <= rules.MAX_ATTACHMENT_BYTES:
        raise DomainError(
            _l("Enter a size from 1 to %(most)s MB.", most=rules.MAX_ATTACHMENT_BYTES >> 20),
            field="megabytes",
        )
    if min_count < 0:
        raise DomainError(_l("Enter 0 or more."), field="min_count")
    if max_count < max(1, min_count):
        raise DomainError(_l("This must be at least the number required."), field="max_count")
    values = {
        "label": required(label, "label"),
        "help": clean(help),
        "types": [name for name in rules.ATTACHMENT_TYPES if name in types],
        "max_bytes": max_bytes,
        "min_count": min_count,
        "max_count": max_count,
    }
    return _save("requirement", edition_id, edition_id, values, actor, item_id, seen, key)


def save_criterion(
    *,
    edition_id: str,
    name: Translated,
    description: Translated | None = None,
    weight: int,
    maximum: int = 10,
    levels: Sequence[dict[str, Any]] = (),
    rubric_id: str | None = None,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a criterion of a rubric: points 0..`maximum`, `weight` in percent of the total.

    A new one goes without `rubric_id` into the rubric of the first round. `levels` describe the
    whole scale without gaps: {"from": 0, "to": 2, "text": {"pl": …}}.
    """
    if not 1 <= weight <= 100:
        raise DomainError(_l("Enter a weight from 1 to 100."), field="weight")
    if not 1 <= maximum <= 100:
        raise DomainError(_l("Enter a number from 1 to 100."), field="maximum")
    wrong = rules.badly_described(levels, maximum)
    if wrong is not None:
        raise DomainError(wording.LEVELS[wrong], field="levels")
    values = {
        "edition_id": edition_id,
        "name": required(name, "name"),
        "description": clean(description),
        "weight": weight,
        "maximum": maximum,
        "levels": sorted(levels, key=lambda level: int(level["from"])),
    }
    with db.transaction() as writer:
        if item_id is not None:
            rubric_id = db.lock(writer, Criterion, item_id).rubric_id
        parent_id = rubric_id or _first_rubric(writer, edition_id)
        _check_rubric(writer, parent_id, edition_id)
        return _save("criterion", edition_id, parent_id, values, actor, item_id, seen, key)


def _check_rubric(writer: Session, rubric_id: str, edition_id: str) -> None:
    """Raise NotAllowed if the rubric has been scored by or replaced, NotFound."""
    rubric = writer.get(Rubric, rubric_id)
    if rubric is None or rubric.round.edition_id != edition_id:
        raise NotFound(_l("This does not belong to this edition."))
    fault = rubric_fault(writer, rubric)
    if fault is not None:
        raise NotAllowed(fault)


def _first_rubric(writer: Session, edition_id: str) -> str:
    rounds = queries.rounds(edition_id, writer)
    if not rounds:
        raise NotFound(_l("This edition does not exist."))
    return rounds[0].rubric.id


def save_prize(
    *,
    edition_id: str,
    award: str,
    name: Translated,
    count: int = 1,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save a prize that goes with an award ("laureate" or "distinction"), `count` times."""
    if award not in AWARDS:
        raise DomainError(_l("Choose what the prize is for."), field="award")
    if count < 1:
        raise DomainError(_l("Enter 1 or more."), field="count")
    values = {"award": award, "name": required(name, "name"), "count": count}
    return _save("prize", edition_id, edition_id, values, actor, item_id, seen, key)


def save_check_item(
    *,
    edition_id: str,
    text: Translated,
    paragraph: str,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Save an item of the formal check with the paragraph of the regulations it rests on."""
    if not paragraph.strip():
        raise DomainError(_l("Name the paragraph of the regulations."), field="paragraph")
    values = {"text": required(text, "text"), "paragraph": paragraph.strip()}
    return _save("check_item", edition_id, edition_id, values, actor, item_id, seen, key)


def _save(
    kind_name: str,
    edition_id: str,
    parent_id: str,
    values: dict[str, Any],
    actor: Actor,
    item_id: str | None,
    seen: str | None,
    key: str | None,
) -> str:
    kind = KINDS[kind_name]
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, kind.part)
        if item_id is None:
            return _once(
                writer, key, lambda: _add(writer, kind_name, edition, parent_id, values, actor)
            )
        row = db.lock(writer, kind.model, item_id)
        if _edition_id_of(writer, row) != edition_id:
            raise NotFound(_l("This does not belong to this edition."))
        check_stamp(row, seen, values)
        if getattr(row, kind.parent) != parent_id:
            row.position = _next_position(writer, kind, parent_id)
        changed = sorted(k for k, v in values.items() if getattr(row, k) != v)
        for column, value in (values | {kind.parent: parent_id}).items():
            setattr(row, column, value)
        details = {"id": item_id, "fields": changed}
        audit.record(writer, actor, f"edition.{kind_name}_changed", edition, details)
        return item_id


def _once(writer: Session, key: str | None, create: Callable[[], str]) -> str:
    return idempotency.once(writer, key, create) if key else create()


def _add(
    writer: Session,
    kind_name: str,
    edition: Edition,
    parent_id: str,
    values: dict[str, Any],
    actor: Actor,
) -> str:
    kind = KINDS[kind_name]
    position = _next_position(writer, kind, parent_id)
    row = kind.model(**values, **{kind.parent: parent_id}, position=position)
    writer.add(row)
    writer.flush()
    audit.record(writer, actor, f"edition.{kind_name}_added", edition, {"id": row.id})
    return str(row.id)


def _next_position(writer: Session, kind: Kind, parent_id: str) -> int:
    last = writer.scalar(
        select(func.max(kind.model.position)).where(getattr(kind.model, kind.parent) == parent_id)
    )
    return 0 if last is None else last + 1


def _edition_id_of(writer: Session, row: Any) -> str:
    if isinstance(row, Question):
        return writer.get_one(FormSection, row.section_id).edition_id
    return str(row.edition_id)


def delete_part(*, kind: str, item_id: str, actor: Actor) -> None:
    """Delete a part (`kind` of KINDS); one that is gone already is left at that.

    Raises NotAllowed if its part is frozen, or for a category that a question is asked in alone.
    """
    with db.transaction() as writer:
        row = writer.get(KINDS[kind].model, item_id)
        if row is None:
            return
        edition = edition_for_change(writer, _edition_id_of(writer, row), KINDS[kind].part)
        if isinstance(row, Category):
            _take_out_of_questions(writer, row)
        if isinstance(row, Criterion):
            _check_rubric(writer, row.rubric_id, edition.id)
        writer.delete(row)
        audit.record(writer, actor, f"edition.{kind}_deleted", edition, {"id": item_id})


def _take_out_of_questions(writer: Session, category: Category) -> None:
    questions = writer.scalars(
        select(Question).join(FormSection).where(FormSection.edition_id == category.edition_id)
    )
    for question in questions:
        if question.category_ids == [category.id]:
            raise NotAllowed(
                _l(
                    "The question “%(question)s” is asked in this category only. Change or delete"
                    " it first.",
                    question=question.label["pl"],
                )
            )
        question.category_ids = [one for one in question.category_ids if one != category.id]


def move_part(*, kind: str, item_id: str, by: int, actor: Actor) -> None:
    """Move a part up (-1) or down (1) among its siblings; at an end nothing changes.

    Raises NotFound, and NotAllowed when its part is frozen.
    """
    table = KINDS[kind]
    with db.transaction() as writer:
        row = db.lock(writer, table.model, item_id)
        edition = edition_for_change(writer, _edition_id_of(writer, row), table.part)
        if isinstance(row, Criterion):
            _check_rubric(writer, row.rubric_id, edition.id)
        parent = getattr(table.model, table.parent)
        siblings = writer.scalars(
            select(table.model)
            .where(parent == getattr(row, table.parent))
            .order_by(table.model.position, table.model.id)
        ).all()
        by_id = {sibling.id: sibling for sibling in siblings}
        for position, sibling_id in enumerate(rules.moved(list(by_id), item_id, by)):
            by_id[sibling_id].position = position
        audit.record(writer, actor, f"edition.{kind}_moved", edition, {"id": item_id, "by": by})


def apply_default_rubric(*, edition_id: str, actor: Actor, round_id: str | None = None) -> int:
    """Give an empty rubric, by default the first round's, the proposal for its kind of round.

    Returns how many criteria were added. Raises NotFound.
    """
    with db.transaction() as writer:
        edition_for_change(writer, edition_id, "rubric")
        rounds = [r for r in queries.rounds(edition_id, writer) if round_id in (None, r.id)]
        if not rounds:
            raise NotFound(_l("This does not belong to this edition."))
        rubric = rounds[0].rubric
        if rubric.criteria:
            return 0
        proposal = defaults.rubric(rounds[0].kind)
        for criterion in proposal:
            save_criterion(edition_id=edition_id, rubric_id=rubric.id, actor=actor, **criterion)
        return len(proposal)


def apply_default_checks(*, edition_id: str, actor: Actor) -> int:
    """Give an edition without items the default formal check; return how many were added."""
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, "checks")
        if _next_position(writer, KINDS["check_item"], edition.id):
            return 0
        for item in defaults.check_items():
            save_check_item(edition_id=edition_id, actor=actor, **item)
        return len(defaults.check_items())
