"""Pages on which the organiser arranges events and their programmes."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.dissemination import queries, rules, service
from leader_award.dissemination.blueprint import blueprint, form_page
from leader_award.dissemination.forms import ConferenceForm
from leader_award.dissemination.models import Conference
from leader_award.editions import queries as edition_queries
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError


@blueprint.get("/organizator/konferencje")
@guarded("conference.arrange")
def arrange() -> Any:
    """List every conference for the organiser."""
    return render_template(
        "dissemination/arrange.html", conferences=queries.conferences(public=False)
    )


@blueprint.route("/organizator/konferencje/nowa", methods=["GET", "POST"])
@guarded("conference.arrange")
def create() -> Any:
    """Add a conference."""
    form = ConferenceForm()
    form.offer(edition_queries.all_editions())
    if form.validate_on_submit():
        try:
            conference_id = service.create_conference(
                **form.values(), actor=access.actor("organiser"), key=form.key
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for(".edit_programme", conference_id=conference_id))
    return form_page("dissemination/conference_form.html", form, conference=None)


@blueprint.route("/organizator/konferencje/<conference_id>/dane", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def edit(conference: Conference) -> Any:
    """Change what is known of a conference."""
    form = ConferenceForm(data=ConferenceForm.data_of(conference))
    form.offer(edition_queries.all_editions())
    if form.validate_on_submit():
        try:
            service.update_conference(
                conference_id=conference.id,
                version=form.version_seen,
                actor=access.actor("organiser"),
                **form.values(),
            )
        except DomainError as error:
            form.blame_for(error, conference.version)
        else:
            flash(_("The conference has been saved."), "success")
            return redirect(url_for(".edit_programme", conference_id=conference.id))
    return form_page("dissemination/conference_form.html", form, conference=conference)


@blueprint.post("/organizator/konferencje/<conference_id>/stan/<event>")
@guarded("conference.arrange", queries.find)
def advance(conference: Conference, event: str) -> Any:
    """Publish, withdraw, close or archive the conference."""
    service.advance(conference_id=conference.id, event=event, actor=access.actor("organiser"))
    flash(str(rules.EVENTS[event].done), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))
