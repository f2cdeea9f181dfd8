"""What a person finds among practice cards: the published ones; an organiser every card."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from leader_award.partnerships.models import Organisation
from leader_award.platform import access, db
from leader_award.platform.matching import Found, Query, best_first
from leader_award.practices import queries, rules
from leader_award.practices.models import Practice

MOST_FOUND = 60


def find(query: Query, person: Any) -> list[Found]:
    """Return cards by their title or leader and, published ones, by any word of their texts.

    Three statements. A slip is forgiven in titles and leaders only.
    """
    organises = access.can(person, "practice.organise")
    by_text = {} if query.loose else _by_text(query)
    reader = db.session()
    statement = (
        select(Practice.id, Practice.slug, Practice.title, Practice.state, Organisation.name)
        .join(Organisation, Organisation.id == Practice.organisation_id)
        .where(
            Practice.id.in_(list(by_text))
            | query.condition(reader, (Practice.title, Organisation.name))
        )
        .order_by(Practice.changed_at.desc(), Practice.id)
        .limit(MOST_FOUND)
    )
    if not organises:
        statement = statement.where(Practice.state == rules.PUBLISHED)
    return best_first(
        Found(
            url=url_for("practices.show", slug=row.slug)
            if row.state == rules.PUBLISHED
            else url_for("practice_desk.edit", practice_id=row.id),
            title=row.title,
            detail=row.name,
            score=query.score(row.title, row.name) or by_text.get(row.id, 0.0),
        )
        for row in reader.execute(statement)
    )


def _by_text(query: Query) -> dict[str, float]:
    """Return by id how well published cards fit that hold every word somewhere, below 1."""
    found = queries.find_practices(query.text)
    if found.partial:
        return {}
    return {row.id: 1 - 1 / (2 + row.score) for row in found.rows[:MOST_FOUND]}
