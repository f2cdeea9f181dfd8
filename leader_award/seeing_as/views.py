"""Beginning and ending to see the site as somebody else, and telling whoever was seen as."""

from typing import Any

from flask import Flask, flash, redirect, render_template, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from leader_award.accounts import hooks
from leader_award.accounts import queries as people
from leader_award.accounts.models import Person
from leader_award.editions.hooks import add
from leader_award.platform import access, tasks, web
from leader_award.platform.access import PAGE, guarded
from leader_award.platform.errors import DomainError
from leader_award.seeing_as import policy, queries, service, standing_in
from leader_award.seeing_as.blueprint import blueprint
from leader_award.seeing_as.forms import BeginForm

__all__ = ["policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, and what stands between each request and the pages."""
    app.register_blueprint(blueprint)
    app.before_request(standing_in.keep_to_reading)
    app.context_processor(lambda: {"seeing": standing_in.current()})
    tasks.register(service.TASK, service.end_late, every_minute=True)
    add(hooks.stand_ins, standing_in.stand_in)
    add(hooks.account_panels, _account_panel)


@blueprint.route("/organizator/widok/<person_id>", methods=["GET", "POST"])
@guarded("person.see_as", people.find_person, fresh=PAGE)
def begin(person: Person) -> Any:
    """Ask for the reason, then show the site as the person sees it."""
    form = BeginForm()
    if form.validate_on_submit():
        try:
            seeing_id = service.begin(
                person_id=person.id,
                session_id=current_user.presence.session_id,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            cookie[standing_in.COOKIE_KEY] = seeing_id
            return redirect(url_for("editions.start"))
    page = render_template(
        "seeing_as/begin.html", person=person, form=form, minutes=service.LASTS.seconds // 60
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/widok/zakoncz")
@guarded("account.use")
def end() -> Any:
    """Be oneself again."""
    seeing = standing_in.current()
    cookie.pop(standing_in.COOKIE_KEY, None)
    if seeing is None:
        return redirect(url_for("editions.start"))
    service.end(seeing_id=seeing.id, actor=standing_in.actor(seeing))
    flash(_("You see the site as yourself again."), "success")
    return redirect(url_for(".begin", person_id=seeing.person_id))


def _account_panel(person: Person) -> Markup | None:
    seen = queries.of_person(person.id)
    return web.fragment("seeing_as/_account.html", seen=seen) if seen else None
