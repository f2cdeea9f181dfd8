"""Pages of conferences: the public's and the organiser's."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from leader_award.accounts.models import Person
from leader_award.diplomas import hooks as diploma_hooks
from leader_award.dissemination import (
    arranging_views,
    certificates,
    check_in_views,
    documents,
    kinds,
    participant_queries,
    participant_views,
    policy,
    programme_views,
    queries,
    registration_views,
    reminding,
    tickets,
    wording,
)
from leader_award.dissemination.blueprint import CALENDAR, PDF, blueprint, file
from leader_award.dissemination.board import days_of
from leader_award.dissemination.calendar import calendar_of
from leader_award.dissemination.models import Conference
from leader_award.dissemination.times import registration_state
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.platform import clock, outbox, tasks
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment

__all__ = [
    "arranging_views",
    "blueprint",
    "check_in_views",
    "participant_views",
    "policy",
    "programme_views",
    "register",
    "registration_views",
]


def register(app: Flask) -> None:
    """Add the pages and the feature's places on other pages."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.home_panels, _home_panel)
    hooks.add(hooks.edition_panels, _edition_panel)
    hooks.add(hooks.board_panels, _board_panel)
    hooks.add(hooks.start_panels, _tasks)
    hooks.add(diploma_hooks.recipients, certificates.due)
    tasks.register("event_mails", reminding.send_due_mails, every_minute=True)
    app.add_template_filter(documents.dates, "event_days")


def _tasks(person: Person, now: datetime) -> list[hooks.Task]:
    """Remind people of the events to come for which they registered."""
    today = clock.to_warsaw(now).date()
    return [
        hooks.Task(
            order=70,
            title=translate(one.conference.name),
            text=f"{documents.dates(one.conference)} – {wording.STATES[one.state]}",
            url=url_for("dissemination.ticket", token=tickets.token_of(one.id)),
        )
        for one in participant_queries.of_address(person.email)
        if one.conference.last_day >= today
    ]


def _home_panel(_edition: Edition | None, now: datetime) -> Markup | None:
    conference = queries.upcoming(clock.to_warsaw(now).date())
    if conference is None:
        return None
    return fragment("dissemination/_home_panel.html", conference=conference)


def _edition_panel(edition: Edition | None, _now: datetime) -> Markup | None:
    found = queries.of_edition(edition.id) if edition else []
    if not found:
        return None
    return fragment("dissemination/_edition_panel.html", conferences=found)


def _board_panel(edition: Edition, _now: datetime) -> hooks.Panel:
    found = queries.of_edition(edition.id)
    return hooks.Panel(
        order=70,
        title=_("Conferences"),
        figure=str(len(found)),
        text=_("with a published programme"),
        url=url_for("dissemination.arrange"),
        tone=hooks.NEUTRAL,
    )


@blueprint.get("/konferencje")
@guarded("site.see")
def index() -> Any:
    """List the published conferences."""
    today = clock.to_warsaw(clock.now()).date()
    found = queries.conferences(public=True)
    return render_template(
        "dissemination/index.html",
        coming=[c for c in reversed(found) if c.last_day >= today],
        past=[c for c in found if c.last_day < today],
    )


@blueprint.get("/konferencje/<slug>")
@guarded("conference.see", queries.by_slug)
def show(conference: Conference) -> Any:
    """Show a conference with its programme in the order of the day."""
    placed, waiting = queries.programme(conference.id)
    return render_template(
        "dissemination/show.html",
        conference=conference,
        kind=kinds.KINDS[conference.kind].label,
        items=placed,
        days=days_of(conference, placed),
        waiting=waiting,
        open_state=registration_state(conference),
    )


@blueprint.get("/konferencje/<slug>.ics")
@guarded("conference.see", queries.by_slug)
def calendar(conference: Conference) -> Response:
    """Give the programme to a calendar."""
    placed, _waiting = queries.programme(conference.id)
    address = outbox.link(url_for(".show", slug=conference.slug))
    content = calendar_of(conference, placed, address)
    return file(content, f"{conference.slug}.ics", CALENDAR)


@blueprint.get("/konferencje/<slug>/program.pdf")
@guarded("conference.see", queries.by_slug)
def programme_pdf(conference: Conference) -> Response:
    """Give the programme as a PDF to print."""
    placed, _waiting = queries.programme(conference.id)
    content = documents.programme_pdf(conference, placed)
    return file(content, f"{conference.slug}-program.pdf", PDF)
