"""Versions of the self-assessment model: the shipped one, copies, edits, publication."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.self_assessment import rules
from leader_award.self_assessment.models import AssessmentModel


def shipped() -> dict[str, Any]:
    """Return name, intro and dimensions of the model that comes with the program."""
    path = files("leader_award.self_assessment").joinpath("data", "model.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def current_model(writer: Session) -> AssessmentModel:
    """Return the version in use; the shipped one becomes it when there is no version at all.

    Raises NotAllowed when there are versions but none is in use.
    """
    model = writer.scalar(select(AssessmentModel).where(AssessmentModel.state == rules.IN_USE))
    if model is not None:
        return model
    if writer.scalar(select(func.count()).select_from(AssessmentModel)):
        raise NotAllowed(_l("The organiser has not put any version of the model in use."))
    now = clock.now()
    model = AssessmentModel(
        number=1, state=rules.IN_USE, created_at=now, published_at=now, **shipped()
    )
    writer.add(model)
    writer.flush()
    audit.record(writer, SYSTEM, "assessment_model.shipped", model)
    return model


def use_shipped_model(*, actor: Actor) -> str:
    """Make sure that there is a model to look at and to copy; return the id of the current one."""
    with db.transaction() as writer:
        model = current_model(writer)
        audit.record(writer, actor, "assessment_model.opened", model)
        return model.id


def copy_model(*, model_id: str, actor: Actor, key: str) -> str:
    """Make a new version, a draft, as a copy of any version; return its id."""
    with db.transaction() as writer:

        def copy() -> str:
            source = db.lock(writer, AssessmentModel, model_id)
            last = writer.scalar(select(func.max(AssessmentModel.number))) or 0
            model = AssessmentModel(
                number=last + 1,
                name=dict(source.name),
                intro=dict(source.intro),
                dimensions=json.loads(json.dumps(source.dimensions)),
                state=rules.DRAFT,
                created_at=clock.now(),
            )
            writer.add(model)
            writer.flush()
            audit.record(writer, actor, "assessment_model.copied", model, {"from": source.number})
            return model.id

        return idempotency.once(writer, key, copy)


def _draft(writer: Session, model_id: str, version: int | None = None) -> AssessmentModel:
    model = db.lock(writer, AssessmentModel, model_id)
    if model.state != rules.DRAFT:
        raise NotAllowed(
            _l("This version has been in use and does not change any more. Make a copy of it.")
        )
    if version is not None and model.version != version:
        raise Conflict(_l("Somebody else has changed this version. Compare and save again."))
    return model


def _save(
    writer: Session,
    model: AssessmentModel,
    dimensions: Sequence[dict[str, Any]],
    actor: Actor,
) -> None:
    model.dimensions = list(dimensions)
    model.version += 1
    audit.record(writer, actor, "assessment_model.changed", model)


def save_texts(
    *, model_id: str, version: int, name: Translated, intro: Translated, actor: Actor
) -> None:
    """Change name and introduction of a draft. Raises Conflict, NotAllowed."""
    with db.transaction() as writer:
        model = _draft(writer, model_id, version)
        model.name, model.intro = name, intro
        _save(writer, model, model.dimensions, actor)


def save_dimension(
    *,
    model_id: str,
    version: int,
    key: str | None,
    name: Translated,
    question: Translated,
    levels: Sequence[Translated],
    actor: Actor,
) -> str:
    """Change a dimension of a draft, or add one at the end when `key` is None; return its key.

    Raises Conflict, NotAllowed, or DomainError when there would be too many.
    """
    if len(levels) != rules.LEVELS:
        raise ValueError("a dimension has five levels")
    with db.transaction() as writer:
        model = _draft(writer, model_id, version)
        dimensions = [dict(dimension) for dimension in model.dimensions]
        key = key or db.new_id()
        new = {"key": key, "name": name, "question": question, "levels": list(levels)}
        if key in [dimension["key"] for dimension in dimensions]:
            dimensions = [new if one["key"] == key else one for one in dimensions]
        elif len(dimensions) >= rules.MOST_DIMENSIONS:
            raise DomainError(_l("A model has at most 12 dimensions."))
        else:
            dimensions.append(new)
        _save(writer, model, dimensions, actor)
        return key


def remove_dimension(*, model_id: str, key: str, actor: Actor) -> None:
    """Take a dimension out of a draft; three have to stay. Raises NotAllowed."""
    with db.transaction() as writer:
        model = _draft(writer, model_id)
        left = [one for one in model.dimensions if one["key"] != key]
        if len(left) < 3:
            raise NotAllowed(_l("A model needs at least three dimensions."))
        _save(writer, model, left, actor)


def move_up(*, model_id: str, key: str, actor: Actor) -> None:
    """Let a dimension of a draft change places with the one before it."""
    with db.transaction() as writer:
        model = _draft(writer, model_id)
        order = list(model.dimensions)
        place = next((n for n, one in enumerate(order) if one["key"] == key), 0)
        if place > 0:
            order[place - 1], order[place] = order[place], order[place - 1]
        _save(writer, model, order, actor)


def publish_model(*, model_id: str, actor: Actor) -> None:
    """Put a draft in use; the version used before is retired, what runs by it goes on.

    Raises NotAllowed when it is no draft, DomainError when a Polish text is missing.
    """
    with db.transaction() as writer:
        model = _draft(writer, model_id)
        if rules.faults(model.dimensions) or not model.name.get("pl"):
            raise DomainError(_l("A Polish text is missing: each dimension needs all of its own."))
        for other in writer.scalars(
            select(AssessmentModel)
            .where(AssessmentModel.state == rules.IN_USE)
            .with_for_update(of=AssessmentModel)
        ):
            other.state = rules.RETIRED
        model.state = rules.IN_USE
        model.published_at = clock.now()
        audit.record(writer, actor, "assessment_model.published", model)


def discard_model(*, model_id: str, actor: Actor) -> None:
    """Throw a draft away. Raises NotAllowed when it is none."""
    with db.transaction() as writer:
        model = _draft(writer, model_id)
        audit.record(writer, actor, "assessment_model.discarded", model)
        writer.delete(model)
