"""What a person finds among editions: the public ones, an organiser all of them."""

from typing import Any

from flask import url_for

from leader_award.editions import queries, wording
from leader_award.platform import access
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Found, Query, best_first


def find(query: Query, person: Any) -> list[Found]:
    """Return editions by name, year, number or theme; one statement."""
    organises = access.can(person, "edition.organise")
    editions = queries.all_editions() if organises else queries.public_editions()
    return best_first(
        Found(
            url=url_for("editions.board", edition_id=one.id)
            if organises
            else url_for("editions.edition_page", slug=one.slug),
            title=translate(one.name),
            detail=translate(one.theme),
            score=query.score(*one.name.values(), str(one.year), *one.theme.values()),
            state=(wording.STATES[one.state], wording.STATE_TAGS[one.state]),
        )
        for one in editions
    )
