"""What a person finds in the knowledge base: what is published; who writes it, drafts too."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from leader_award.knowledge import queries
from leader_award.knowledge.queries import KIND
from leader_award.platform import access, db, search
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Found, Query, best_first


def find(query: Query, person: Any) -> list[Found]:
    """Return articles by their title and, published ones, by any word; at most 3 statements.

    A slip is forgiven in titles only.
    """
    edits = access.can(person, "knowledge.edit")
    by_text = {} if query.loose else _by_text(query)
    shelves = queries.articles(public=not edits).values()
    return best_first(
        Found(
            url=url_for("knowledge.article", slug=one.slug),
            title=translate(one.title),
            detail=translate(one.section.name),
            score=query.score(*one.title.values()) or by_text.get(one.id, 0.0),
        )
        for shelf in shelves
        for one in shelf
    )


def _by_text(query: Query) -> dict[str, float]:
    """Return by id how well articles fit that hold every word somewhere, below 1."""
    reader = db.session()
    matches = search.find(reader, KIND, query.text)
    if matches is None or matches.partial:
        return {}
    rows = reader.execute(select(matches.scores.c.key, matches.scores.c.score))
    return {key: 1 - 1 / (2 + score) for key, score in rows}
