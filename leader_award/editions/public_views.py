"""What everybody sees of the award, and the start page of those who are signed in."""

from typing import Any

from flask import render_template
from flask_login import current_user

from leader_award.editions import hooks, presenting, queries, rules, wording
from leader_award.editions.blueprint import blueprint
from leader_award.editions.models import Edition
from leader_award.platform import clock
from leader_award.platform.access import guarded


@blueprint.get("/")
@guarded("site.see")
def home() -> Any:
    """Tell what the award is, show the open call and what later features add."""
    now = clock.now()
    editions = queries.public_editions()
    edition = queries.current(editions, now)
    return render_template(
        "editions/home.html",
        edition=edition,
        editions=editions,
        phase=rules.phase(edition, now) if edition else None,
        days_left=presenting.days_left(edition.deadline, now) if edition else "",
        steps=presenting.phases(edition, now) if edition else [],
        panels=[panel for hook in hooks.home_panels if (panel := hook(edition, now))],
        **_words(),
    )


@blueprint.get("/edycje")
@guarded("site.see")
def index() -> Any:
    """List the editions whose call has been published."""
    editions = queries.public_editions()
    now = clock.now()
    return render_template(
        "editions/index.html",
        editions=[(edition, rules.phase(edition, now)) for edition in editions],
        **_words(),
    )


@blueprint.get("/edycje/<slug>")
@guarded("edition.see", queries.any_by_slug)
def edition_page(edition: Edition) -> Any:
    """Show one edition: its call, timetable, categories, criteria and prizes."""
    now = clock.now()
    return render_template(
        "editions/edition.html",
        edition=queries.whole(edition.id),
        phase=rules.phase(edition, now),
        accepts=rules.accepts_entries(edition, now),
        days_left=presenting.days_left(edition.deadline, now),
        steps=presenting.phases(edition, now),
        deadline_changes=queries.deadline_changes(edition.id),
        panels=[panel for hook in hooks.edition_panels if (panel := hook(edition, now))],
        facts_of=presenting.facts_of,
        card_means=wording.CARD_MEANS_PUBLIC,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"states": wording.STATES, "state_tags": wording.STATE_TAGS}


@blueprint.get("/start")
@guarded("account.use")
def start() -> Any:
    """Answer "what do I have to do now, and until when" for the signed-in person."""
    now = clock.now()
    edition = queries.current(queries.public_editions(), now)
    return render_template(
        "editions/start.html",
        tasks=presenting.start_tasks(current_user, now),
        edition=edition if edition and rules.phase(edition, now) == "open" else None,
    )
