"""What every change of an edition shares: the lock, the freeze, the guard against lost updates."""

import hashlib
import json
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from leader_award.editions import hooks, rules, wording
from leader_award.editions.models import Edition, Rubric
from leader_award.platform import db
from leader_award.platform.db import Base, Translated
from leader_award.platform.errors import Conflict, DomainError, NotAllowed

CHANGED_MEANWHILE = _l(
    "Somebody else has changed this in the meantime. What they saved stands below; what you typed"
    " is still in the form. Save again if yours should stand."
)


def frozen_parts(reader: Session, edition: Edition) -> dict[str, Any]:
    """Return each part that may no longer change, with the sentence that tells why."""
    frozen = rules.frozen_by_state(edition.state)
    for reasons in hooks.freeze_reasons:
        frozen |= reasons(reader, edition.id)
    return {part: wording.FREEZE_REASONS[part] for part in sorted(frozen)}


def edition_for_change(writer: Session, edition_id: str, part: str) -> Edition:
    """Return the edition, locked. Raises NotFound, or NotAllowed if `part` is frozen."""
    edition = db.lock(writer, Edition, edition_id)
    reason = frozen_parts(writer, edition).get(part)
    if reason is not None:
        raise NotAllowed(reason)
    return edition


def rubric_fault(session: Session, rubric: Rubric) -> Any:
    """Return the sentence that tells why a rubric cannot be changed in place, or None.

    A version that is being prepared can; one in force until somebody has scored by it.
    """
    if rubric.in_force_since is None:
        return None
    if rubric.round.rubric is not rubric:
        return wording.RUBRIC_REPLACED
    scored = hooks.scored(session, rubric.round.edition_id)
    return wording.RUBRIC_SCORED if rubric.id in scored else None


def check_version(edition: Edition, version: int, wanted: dict[str, Any]) -> None:
    """Raise Conflict if the edition is no longer the one that was shown and differs from `wanted`.

    `wanted` maps column names to the values about to be stored.
    """
    if edition.version == version:
        return
    changes = {
        name: getattr(edition, name)
        for name, value in wanted.items()
        if getattr(edition, name) != value
    }
    if changes:
        raise Conflict(CHANGED_MEANWHILE, changes=changes)


def stamp(row: Base) -> str:
    """Return a short digest of the row's content, to be carried by the form that edits it."""
    content = {
        column.key: getattr(row, column.key)
        for column in inspect(type(row)).column_attrs
        if column.key != "position"
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_stamp(row: Base, seen: str | None, wanted: dict[str, Any]) -> None:
    """Raise Conflict if the row is no longer the one whose stamp was `seen`."""
    if seen is None or seen == stamp(row):
        return
    changes = {
        name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value
    }
    if changes:
        raise Conflict(CHANGED_MEANWHILE, changes=changes)


def clean(content: Translated | None) -> Translated:
    """Return the content without blanks at its ends and without empty languages."""
    stripped = {code: text.strip() for code, text in (content or {}).items()}
    return {code: text for code, text in stripped.items() if text}


def required(content: Translated | None, field: str) -> Translated:
    """Return the cleaned content. Raises DomainError beside `field` if Polish is missing."""
    cleaned = clean(content)
    if not cleaned.get("pl"):
        raise DomainError(_l("The Polish text is required."), field=f"{field}_pl")
    return cleaned
