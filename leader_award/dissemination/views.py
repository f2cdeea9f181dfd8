"""Pages of conferences: the public's and the organiser's."""

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from leader_award.dissemination import policy, queries, rules, service
from leader_award.dissemination.calendar import calendar_of
from leader_award.dissemination.forms import ConferenceForm, ItemForm, LaureatesForm
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock, outbox
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment

blueprint = Blueprint("dissemination", __name__)
__all__ = ["blueprint", "policy", "register"]


def register(app: Flask) -> None:
    """Add the pages and the feature's places on other pages."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.home_panels, _home_panel)
    hooks.add(hooks.edition_panels, _edition_panel)
    hooks.add(hooks.board_panels, _board_panel)


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
        coming=[c for c in reversed(found) if c.held_on >= today],
        past=[c for c in found if c.held_on < today],
    )


@blueprint.get("/konferencje/<slug>")
@guarded("conference.see", queries.by_slug)
def show(conference: Conference) -> Any:
    """Show a conference with its programme in the order of the day."""
    placed, waiting = queries.programme(conference.id)
    return render_template(
        "dissemination/show.html", conference=conference, items=placed, waiting=waiting
    )


@blueprint.get("/konferencje/<slug>.ics")
@guarded("conference.see", queries.by_slug)
def calendar(conference: Conference) -> Response:
    """Give the programme to a calendar."""
    placed, _waiting = queries.programme(conference.id)
    address = outbox.link(url_for(".show", slug=conference.slug))
    response = Response(calendar_of(conference, placed, address), mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename=f"{conference.slug}.ics")
    return response


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
    return _form_page("dissemination/conference_form.html", form, conference=None)


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
    return _form_page("dissemination/conference_form.html", form, conference=conference)


@blueprint.get("/organizator/konferencje/<conference_id>")
@guarded("conference.arrange", queries.find)
def edit_programme(conference: Conference) -> Any:
    """Show the programme to arrange, and the laureates that wait to be placed."""
    placed, waiting = queries.programme(conference.id)
    return render_template(
        "dissemination/programme.html",
        conference=conference,
        items=placed,
        waiting=waiting,
        events=rules.possible_events(conference.state),
        laureates_form=_laureates_form(conference),
    )


def _laureates_form(conference: Conference) -> LaureatesForm:
    form = LaureatesForm(edition_id=conference.edition_id)
    form.edition_id.choices = [
        (edition.id, translate(edition.name)) for edition in queries.announced_editions(clock.now())
    ]
    return form


@blueprint.post("/organizator/konferencje/<conference_id>/stan/<event>")
@guarded("conference.arrange", queries.find)
def advance(conference: Conference, event: str) -> Any:
    """Publish, withdraw, close or archive the conference."""
    service.advance(conference_id=conference.id, event=event, actor=access.actor("organiser"))
    flash(str(rules.EVENTS[event].done), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))


@blueprint.post("/organizator/konferencje/<conference_id>/laureaci")
@guarded("conference.arrange", queries.find)
def publish_laureates(conference: Conference) -> Any:
    """Give the announced laureates their slots."""
    form = _laureates_form(conference)
    if form.validate_on_submit():
        count = service.publish_laureates(
            conference_id=conference.id,
            edition_id=form.edition_id.data,
            with_distinctions=form.with_distinctions.data,
            actor=access.actor("organiser"),
        )
        flash(_slots_added(count), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))


def _slots_added(count: int) -> str:
    if not count:
        return str(_("Everybody chosen is in the programme already."))
    return str(
        ngettext(
            "%(num)s presentation has been added and waits to be placed.",
            "%(num)s presentations have been added and wait to be placed.",
            count,
        )
    )


@blueprint.route("/organizator/konferencje/<conference_id>/punkty/nowy", methods=["GET", "POST"])
@guarded("conference.arrange", queries.find)
def add_item(conference: Conference) -> Any:
    """Add a point to the programme."""
    return _item_page(conference, None, ItemForm())


@blueprint.route(
    "/organizator/konferencje/<conference_id>/punkty/<item_id>", methods=["GET", "POST"]
)
@guarded("conference.arrange", queries.find)
def edit_item(conference: Conference, item_id: str) -> Any:
    """Change a point of the programme; with `umiesc` in the address times are proposed for it."""
    placed, waiting = queries.programme(conference.id)
    item = next((item for item in placed + waiting if item.id == item_id), None)
    if item is None:
        abort(404)
    slot = rules.slot_after(placed) if "umiesc" in request.args else None
    return _item_page(conference, item, ItemForm(data=ItemForm.data_of(item, slot)))


def _item_page(conference: Conference, item: ProgrammeItem | None, form: ItemForm) -> Any:
    if form.validate_on_submit():
        try:
            service.save_item(
                conference_id=conference.id,
                item_id=item.id if item else None,
                version=form.version_seen if item else None,
                **form.values(conference),
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame_for(error, item.version if item else 0)
        else:
            flash(_("The programme has been saved."), "success")
            return redirect(url_for(".edit_programme", conference_id=conference.id))
    return _form_page("dissemination/item_form.html", form, conference=conference, item=item)


@blueprint.post("/organizator/konferencje/<conference_id>/punkty/<item_id>/usun")
@guarded("conference.arrange", queries.find)
def delete_item(conference: Conference, item_id: str) -> Any:
    """Remove a point from the programme."""
    service.delete_item(
        conference_id=conference.id, item_id=item_id, actor=access.actor("organiser")
    )
    flash(_("The point has been removed."), "success")
    return redirect(url_for(".edit_programme", conference_id=conference.id))


def _form_page(template: str, form: Any, **context: Any) -> Any:
    status = 422 if access.is_post() else 200
    return render_template(template, form=form, **context), status
