"""What a person finds among events: the public ones; an organiser all, with who takes part."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from leader_award.dissemination import queries
from leader_award.dissemination.models import Conference, Registration
from leader_award.platform import access, db
from leader_award.platform.i18n import day, translate
from leader_award.platform.matching import Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400


def find_events(query: Query, person: Any) -> list[Found]:
    """Return events by name, place or day; one statement."""
    arranges = access.can(person, "conference.arrange")
    return best_first(
        Found(
            url=url_for("dissemination.edit_programme", conference_id=one.id)
            if arranges
            else url_for("dissemination.show", slug=one.slug),
            title=translate(one.name),
            detail=" · ".join(part for part in (day(one.held_on), one.place) if part),
            score=query.score(*one.name.values(), one.place, day(one.held_on)),
        )
        for one in queries.conferences(public=not arranges)
    )


def find_participants(query: Query, person: Any) -> list[Found]:
    """Return registrations by name, organisation or address, to organisers; one statement."""
    if not access.can(person, "conference.arrange"):
        return []
    reader = db.session()
    columns = (Registration.name, Registration.organisation, Registration.email)
    registrations = reader.scalars(
        select(Registration)
        .join(Conference, Conference.id == Registration.conference_id)
        .where(query.condition(reader, columns))
        .order_by(Conference.held_on.desc(), Registration.id)
        .limit(MOST_TRIED if query.loose else MOST_FOUND)
    )
    return best_first(
        Found(
            url=url_for(
                "dissemination.participants", conference_id=one.conference_id, szukaj=one.name
            ),
            title=one.name,
            detail=" · ".join(p for p in (one.organisation, translate(one.conference.name)) if p),
            score=query.score(one.name, one.organisation, one.email),
        )
        for one in registrations.unique()
    )
