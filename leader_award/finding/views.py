"""The page of results, and the sheet of an organisation."""

from typing import Any

from flask import Flask, redirect, render_template, request
from flask_login import current_user

from leader_award.entries import wording as entry_wording
from leader_award.finding import organisations, policy, searching
from leader_award.finding.blueprint import blueprint
from leader_award.finding.organisations import Sheet
from leader_award.partnerships import wording
from leader_award.platform.access import guarded
from leader_award.platform.matching import LONGEST

__all__ = ["policy", "register"]


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/szukaj")
@guarded("site.search")
def search() -> Any:
    """Go to what has exactly this number, or show what was found."""
    text = " ".join(request.args.get("q", "").replace("\x00", "").split())[:LONGEST]
    only = request.args.get("grupa", "")
    direct = searching.straight_to(text, current_user) if text and not only else None
    if direct:
        return redirect(direct)
    return render_template(
        "finding/search.html",
        text=text,
        only=only,
        answer=searching.search(text, current_user, only),
    )


@blueprint.get("/organizator/organizacje/<organisation_id>")
@guarded("organisation.look_up", organisations.sheet)
def organisation(sheet: Sheet) -> Any:
    """Show whom to call, what the organisation has entered, and where it can get more time."""
    return render_template(
        "finding/organisation.html",
        sheet=sheet,
        kinds=wording.ORGANISATION_KINDS,
        states=entry_wording.STATES,
        state_tags=entry_wording.STATE_TAGS,
    )
