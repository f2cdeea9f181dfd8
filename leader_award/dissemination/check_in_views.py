"""Check-in at the door: by the ticket's QR code on a phone, by name or by code."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.dissemination import attending, participant_queries, places, queries, tickets
from leader_award.dissemination.blueprint import blueprint
from leader_award.dissemination.models import Conference, Registration
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError


@blueprint.get("/organizator/konferencje/<conference_id>/wejscie")
@guarded("conference.arrange", queries.find)
def check_in_desk(conference: Conference) -> Any:
    """Show the desk: how many are here, and a search by name or code."""
    search = request.args.get("szukaj", "")
    found = participant_queries.listed(conference.id, search, (places.CONFIRMED,))
    return render_template(
        "dissemination/check_in_desk.html",
        conference=conference,
        search=search,
        registrations=found,
        shown_code=tickets.shown_code,
        counts=participant_queries.counts(conference.id),
    )


@blueprint.get("/organizator/konferencje/<conference_id>/wejscie/licznik")
@guarded("conference.arrange", queries.find)
def check_in_count(conference: Conference) -> Any:
    """Give the live count as a fragment."""
    return render_template(
        "dissemination/_check_in_count.html",
        counts=participant_queries.counts(conference.id),
    )


@blueprint.get("/wejscie/<code>")
@guarded("conference.arrange", participant_queries.of_code)
def check_in(registration: Registration) -> Any:
    """Show whose ticket was scanned, with one button to let them in."""
    return render_template(
        "dissemination/check_in.html",
        registration=registration,
        conference=registration.conference,
        obstacle=attending.REASONS.get(registration.state),
        code=tickets.shown_code(registration.code),
        counts=participant_queries.counts(registration.conference_id),
    )


@blueprint.post("/wejscie/<code>")
@guarded("conference.arrange", participant_queries.of_code)
def do_check_in(registration: Registration) -> Any:
    """Note that somebody is here; a second time changes nothing."""
    try:
        is_news = attending.check_in(code=registration.code, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "error")
    else:
        words = _("%(name)s is checked in.") if is_news else _("%(name)s was checked in before.")
        flash(words % {"name": registration.name}, "success" if is_news else "info")
    return _back(registration)


@blueprint.post("/wejscie/<code>/cofnij")
@guarded("conference.arrange", participant_queries.of_code)
def undo_check_in(registration: Registration) -> Any:
    """Take back a check-in made by mistake."""
    attending.undo_check_in(code=registration.code, actor=access.actor("organiser"))
    flash(_("The check-in has been taken back."), "success")
    return _back(registration)


def _back(registration: Registration) -> Any:
    """Go back to where the button was: the desk, or the page of the ticket."""
    if request.form.get("desk"):
        return redirect(url_for(".check_in_desk", conference_id=registration.conference_id))
    return redirect(url_for(".check_in", code=registration.code))
