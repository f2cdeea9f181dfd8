"""The juror's desk and score cards, and the places of scoring on other pages."""

from typing import Any

from flask import Flask, render_template, request
from flask_login import current_user

from leader_award.editions import hooks
from leader_award.entries import hooks as entry_hooks
from leader_award.jury import hooks as jury_hooks
from leader_award.jury import queries as jury_queries
from leader_award.jury import rounds
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import clock, tasks
from leader_award.platform.access import guarded
from leader_award.scoring import (
    blind_files,
    card_views,
    commitment_views,
    file_views,
    own_views,
    panels,
    policy,
    presenting,
    progress_views,
    queries,
    reminders,
    replacing,
    service,
    wording,
)
from leader_award.scoring import hooks as scoring_hooks
from leader_award.scoring.blueprint import blueprint

__all__ = [
    "card_views",
    "commitment_views",
    "file_views",
    "own_views",
    "policy",
    "progress_views",
    "register",
]


def register(app: Flask) -> None:
    """Add the pages, and what scoring tells the jury and the pages of editions."""
    app.register_blueprint(blueprint)
    tasks.register(blind_files.TASK, blind_files.try_waiting, every_minute=True)
    hooks.add(jury_hooks.progress, queries.progress_of_assignments)
    hooks.add(jury_hooks.ended, service.recuse_card)
    hooks.add(hooks.scored_rubrics, queries.scored_rubrics)
    hooks.add(hooks.rubric_replaced, replacing.replace_rubric)
    hooks.add(hooks.round_in_use, rounds.in_use)
    hooks.add(hooks.board_panels, panels.board_panel, blind_files.board_panel)
    hooks.add(hooks.board_sections, panels.board_section)
    hooks.add(hooks.board_decisions, panels.waiting_reopenings)
    hooks.add(hooks.reminders, reminders.CARDS)
    hooks.add(hooks.start_panels, panels.tasks, panels.reopenings)
    hooks.add(hooks.edition_panels, panels.seals_panel)
    hooks.add(entry_hooks.overview_panels, panels.entry_panel)


@blueprint.get("/jury")
@guarded("jury.desk")
def desk() -> Any:
    """Show what the juror has to do next on each jury, and the cards."""
    now = clock.now()
    chosen = request.args.get("stan", "")
    seats = [presenting.seat(juror, now) for juror in jury_queries.seats_of(current_user.id)]
    return render_template(
        "scoring/desk.html",
        seats=seats,
        chosen=chosen if chosen in wording.STATES else "",
        added={
            here.juror.id: [panel(here.juror, now) for panel in scoring_hooks.desk_panels]
            for here in seats
        },
        presenting=presenting,
        wording=wording,
        now=now,
    )


@blueprint.post("/jury/<juror_id>/nastepna")
@guarded("jury.declare_conflicts", jury_queries.find)
def next_card(juror: Juror) -> Any:
    """Open the card to go on with."""
    return card_views.go_to_next(juror)


@blueprint.post("/jury/przydzialy/<assignment_id>/karta")
@guarded("assignment.open", queries.find_assignment)
def open_card(assignment: Assignment) -> Any:
    """Open the card of an entry for the first time."""
    return card_views.open_and_show(assignment.id)
