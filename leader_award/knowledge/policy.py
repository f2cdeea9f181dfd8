"""Who may read and write the knowledge base."""

from datetime import datetime
from typing import Any

from leader_award.accounts.policy import is_organiser
from leader_award.knowledge.rules import PUBLISHED
from leader_award.platform.access import rule


@rule("article.see", public=True)
def sees_article(person: Any, article: Any, _now: datetime) -> bool:
    """Everybody reads a published article; organisers see how a draft will look."""
    return article.state == PUBLISHED or is_organiser(person)


@rule("knowledge.edit")
def edits_knowledge(person: Any, _thing: Any, _now: datetime) -> bool:
    """Organisers write the knowledge base."""
    return is_organiser(person)
