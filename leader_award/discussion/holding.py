"""What every use case of the discussion begins with: the rows, locked, and what is allowed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.discussion import rules
from leader_award.discussion.models import AgendaItem, Discussion
from leader_award.editions.models import Round
from leader_award.entries.rules import clean_text
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound

NOTHING = _l("This does not exist, or you may not see it.")


def discussion_for(writer: Session, round_id: str) -> Discussion:
    """Return the round's discussion, locked. Raises NotAllowed after the announcement, NotFound."""
    found = writer.scalar(select(Discussion.id).where(Discussion.round_id == round_id))
    if found is None:
        raise NotFound(NOTHING)
    discussion = db.lock(writer, Discussion, found)
    require_held(discussion.round)
    return discussion


def item_of(writer: Session, item_id: str) -> AgendaItem:
    """Return the item; its discussion is locked, so that one change at a time is made to it."""
    found = writer.scalar(select(AgendaItem.discussion_id).where(AgendaItem.id == item_id))
    if found is None:
        raise NotFound(NOTHING)
    db.lock(writer, Discussion, found)
    item = db.lock(writer, AgendaItem, item_id)
    require_held(item.discussion.round)
    return item


def item_for(writer: Session, item_id: str, event: str, actor: Actor) -> AgendaItem:
    """Return the item, locked, for an event of the state table. Raises as `item_of` and below."""
    item = item_of(writer, item_id)
    require_event(item, event, actor)
    return item


def require_event(item: AgendaItem, event: str, actor: Actor) -> None:
    """Raise NotAllowed unless the state table lets the actor's role cause the event."""
    if rules.allows(item.state, event, actor.role):
        return
    if event == "change":
        raise NotAllowed(_l("This entry is not open for changes, so your card stays as it is."))
    raise NotAllowed(_l("This cannot be done with the entry in its present state."))


def require_held(round: Round) -> None:
    """Raise NotAllowed once the results have been announced."""
    if round.edition.state not in rules.HELD:
        raise NotAllowed(_l("The discussion is over: the results have been announced."))


def about(item: AgendaItem, discussion: Discussion) -> dict[str, Any]:
    """Return what an event of the record says an item is about."""
    return {"agenda_item": item.id, "round": discussion.round_id}


def words_of(text: str, field: str, limit: int, missing: Any) -> str:
    """Return the text cleaned; raises DomainError beside `field` if it is empty or too long."""
    words = clean_text(text)
    if not words:
        raise DomainError(missing, field=field)
    if len(words) > limit:
        raise DomainError(
            _l("Shorten this to at most %(limit)s characters.", limit=limit), field=field
        )
    return words
