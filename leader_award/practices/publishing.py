"""Releasing by the entrant, editing and publishing by the organiser, withdrawing by either."""

from collections.abc import Mapping, Set
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.platform import audit, clock, db, markdown, search
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.search import Part
from leader_award.practices import rules
from leader_award.practices.models import Practice, PracticeField, PracticeVersion

KIND = "practice"
"""What practices are called in the search's index."""
WEIGHTS = {"problem": 1.5, "solution": 1.5}
CHANGED = _l("Somebody else has saved changes meanwhile. Look at them before you save yours.")


def release(
    *, practice_id: str, version: int, texts: Mapping[str, str], released: Set[str], actor: Actor
) -> str:
    """Save the entrant's texts and consent to publish the `released` fields; return the state.

    Whatever is not among `released` disappears from the public card at once; without a field
    that is required the whole card does. A new text of a published field waits for the
    organiser to publish it. Raises Conflict if the card was changed since `version`, and
    DomainError beside a text that is too long, no amount, or empty though released.
    """
    texts = _cleaned(texts)
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        if practice.version != version and _differing(practice, texts):
            raise Conflict(CHANGED)
        event = "release" if rules.is_complete(released) else "hold"
        fields = _write(practice, texts, "applicant")
        for name, field in fields.items():
            if name in released and not field.text:
                raise DomainError(_l("Write the text that you release, or leave it out."),
                                  field=name)  # fmt: skip
            _consent(field, name in released, actor)
        practice.state = rules.EVENTS[practice.state, event]
        practice.changed_at = clock.now()
        _take_back(writer, practice, actor)
        audit.record(writer, actor, "practice.released", practice, {"fields": sorted(released)})
        return practice.state


def _cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n").strip() for name, text in texts.items()}


def _differing(practice: Practice, texts: Mapping[str, str]) -> list[PracticeField]:
    return [field for field in practice.fields if field.text != texts.get(field.name, field.text)]


def _write(practice: Practice, texts: Mapping[str, str], role: str) -> dict[str, PracticeField]:
    """Store the texts that differ and return all fields by name."""
    for field in _differing(practice, texts):
        _check(field.name, texts[field.name])
        field.text, field.changed_by = texts[field.name], role
    return {field.name: field for field in practice.fields}


def _check(name: str, text: str) -> None:
    if len(text) > rules.limit(name):
        raise DomainError(
            _l("Use at most %(count)s characters.", count=rules.limit(name)), field=name
        )
    if name == "cost_pln" and text and rules.read_cost(text) is None:
        raise DomainError(_l("Enter an amount in whole złoty, digits only."), field=name)


def _consent(field: PracticeField, given: bool, actor: Actor) -> None:
    if not given:
        field.released_text = field.released_at = field.released_by_id = None
    elif field.released_text != field.text:
        field.released_text = field.text
        field.released_at, field.released_by_id = clock.now(), actor.person_id


def _take_back(writer: Session, practice: Practice, actor: Actor) -> None:
    """Remove whatever is not released any more from the public card and its older versions."""
    kept = {field.name for field in practice.fields if field.released_text is not None}
    for version in practice.versions:
        version.content = _only(version.content, kept)
    if practice.state != rules.PUBLISHED:
        _unpublish(writer, practice)
    elif not kept.issuperset(practice.content):
        _set_content(writer, practice, _only(practice.content, kept), actor)


def _only(content: Mapping[str, str], names: Set[str]) -> dict[str, str]:
    return {name: text for name, text in content.items() if name in names}


def _unpublish(writer: Session, practice: Practice) -> None:
    practice.content, practice.cost = {}, None
    search.remove(writer, KIND, practice.id)


def withdraw(*, practice_id: str, actor: Actor) -> None:
    """Take the card back from pages, search, feed and data at once; done twice changes nothing.

    Withdrawn by the entrant, every consent ends, and nothing is kept of older versions.
    """
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        before, practice.state = practice.state, rules.EVENTS[practice.state, "withdraw"]
        if actor.role == "applicant":
            for field in practice.fields:
                _consent(field, False, actor)
        _take_back(writer, practice, actor)
        if before == rules.WITHDRAWN:
            return
        practice.changed_at = clock.now()
        audit.record(writer, actor, "practice.withdrawn", practice)


def edit(
    *,
    practice_id: str,
    version: int,
    texts: Mapping[str, str],
    details: Mapping[str, Any],
    actor: Actor,
) -> None:
    """Save the organiser's texts and details (title, theme, cooperation, population, …).

    Details of a published card change at once; texts are published once the entrant has
    released them as they now stand. Raises Conflict if somebody else changed the card since
    `version`, DomainError beside a field.
    """
    texts = _cleaned(texts)
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        changed = {k: getattr(practice, k) for k, v in details.items() if getattr(practice, k) != v}
        if not changed and not _differing(practice, texts):
            return
        if practice.version != version:
            raise Conflict(CHANGED, changes=changed)
        _write(practice, texts, "organiser")
        for name in changed:
            setattr(practice, name, details[name])
        practice.changed_at = clock.now()
        if practice.state == rules.PUBLISHED:
            _index(writer, practice)
        audit.record(writer, actor, "practice.edited", practice, {"details": sorted(changed)})


def publish(*, practice_id: str, version: int, actor: Actor) -> None:
    """Make public what the entrant has released, as they released it.

    Raises NotAllowed if too little is released or a facet is missing, Conflict if the card was
    changed since `version`. Publishing the same again changes nothing.
    """
    with db.transaction() as writer:
        practice = db.lock(writer, Practice, practice_id)
        content = released_content(practice)
        if practice.state == rules.PUBLISHED and content == practice.content:
            return
        if practice.version != version:
            raise Conflict(CHANGED)
        state = rules.next_state(practice.state, "publish")
        if state is None or not rules.is_complete(content):
            raise NotAllowed(_l("The entrant has not released the problem and the solution yet."))
        if not practice.theme or not practice.cooperation:
            raise NotAllowed(_l("Choose the theme and the form of cooperation first."))
        practice.state = state
        practice.published_at = practice.published_at or clock.now()
        _set_content(writer, practice, content, actor)
        audit.record(writer, actor, "practice.published", practice, {"number": practice.number})


def released_content(practice: Practice) -> dict[str, str]:
    """Return the released texts by field, in the order of the card."""
    texts = {field.name: field.released_text for field in practice.fields}
    return {name: text for name in rules.FIELDS if (text := texts.get(name))}


def _set_content(
    writer: Session, practice: Practice, content: dict[str, str], actor: Actor
) -> None:
    """Let the public read this, as a version of its own."""
    now = clock.now()
    practice.content = content
    practice.cost = rules.read_cost(content.get("cost_pln", ""))
    practice.number += 1
    practice.changed_at = now
    practice.versions.append(
        PracticeVersion(
            number=practice.number,
            at=now,
            role=actor.role,
            title=practice.title,
            content=content,
        )
    )
    _index(writer, practice)


def _index(writer: Session, practice: Practice) -> None:
    """Make the card found by what the public may read of it, names and place included."""
    unit = practice.unit
    place = f"{unit.name} {unit.voivodeship_name}" if unit else ""
    search.index(
        writer,
        KIND,
        practice.id,
        [
            Part(practice.title, 4),
            Part(practice.organisation.name, 2),
            Part(place, 2),
            *(
                Part(markdown.plain(text), WEIGHTS.get(name, 1))
                for name, text in practice.content.items()
                if name in rules.TEXTS
            ),
        ],
    )
