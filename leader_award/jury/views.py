"""The jury's pages and its places on other pages."""

from datetime import datetime

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.entries import hooks as entry_hooks
from leader_award.jury import (
    assigning_views,
    board,
    declaring_views,
    inviting,
    juror_views,
    move_views,
    policy,
    proposal_views,
    queries,
    recusal,
    reminders,
    rules,
    solving,
)
from leader_award.jury.blueprint import blueprint
from leader_award.platform import tasks

__all__ = [
    "assigning_views",
    "declaring_views",
    "inviting",
    "juror_views",
    "move_views",
    "policy",
    "proposal_views",
    "register",
]


def register(app: Flask) -> None:
    """Add the pages, tasks and panels of the jury."""
    app.register_blueprint(blueprint)
    tasks.register(solving.TASK, solving.solve_waiting, every_minute=True)
    tasks.register("jury.recuse", recusal.recuse_by_register, every_minute=True)
    hooks.add(hooks.board_panels, _jury_panel, _assignment_panel)
    hooks.add(hooks.reminders, reminders.DECLARATIONS)
    hooks.add(entry_hooks.in_use, queries.assigned_entries)


def _jury_panel(edition: Edition, _now: datetime) -> hooks.Panel:
    found = board.seats(edition.id)
    under_way = edition.state in rules.ASSIGNING
    return hooks.Panel(
        order=30,
        title=_("Jury"),
        figure=_("%(ready)s of %(all)s", ready=found.ready, all=found.all),
        text=_("jurors ready to assess") if found.all else _("nobody invited yet"),
        url=url_for("jury.people", edition_id=edition.id),
        tone=hooks.ATTENTION
        if under_way and not found.all
        else hooks.DONE
        if found.all and found.ready == found.all
        else hooks.NEUTRAL,
    )


def _assignment_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    if edition.state not in ("checking", "scoring", "deciding"):
        return None
    entries, lacking = board.coverage(edition.id)
    return hooks.Panel(
        order=35,
        title=_("Assignment"),
        figure=_("%(done)s of %(all)s", done=entries - lacking, all=entries),
        text=ngettext(
            "%(num)s entry lacks jurors", "%(num)s entries lack jurors", lacking
        ) if lacking else _("entries have all their jurors"),
        url=url_for("jury.assignments", edition_id=edition.id),
        tone=hooks.ATTENTION
        if lacking and edition.state == "scoring"
        else hooks.DONE
        if entries and not lacking
        else hooks.NEUTRAL,
    )  # fmt: skip
