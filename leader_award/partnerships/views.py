"""The register's search, and registering for a local government unit."""

from typing import Any

from flask import (
    Flask,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask_login import current_user

from leader_award.accounts import hooks
from leader_award.partnerships import (
    keeping_views,
    member_views,
    membership,
    policy,
    queries,
    register_views,
    service,
    wording,
)
from leader_award.partnerships.blueprint import blueprint
from leader_award.partnerships.forms import RegisterClerkForm
from leader_award.platform import i18n
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError

__all__ = ["blueprint", "keeping_views", "member_views", "policy", "register", "register_views"]

REGISTERED = "registered_address"


def register(app: Flask) -> None:
    """Add the pages and what happens when addresses and invitations are confirmed."""
    app.register_blueprint(blueprint)
    app.add_template_filter(wording.unit_title)
    app.add_template_filter(wording.unit_hint)
    app.add_template_filter(wording.organisation_kind)
    app.add_template_filter(wording.support_kind)
    app.add_template_filter(wording.legal_form)
    app.add_template_filter(wording.event_kind)
    hooks.confirmed["partnerships"] = membership.settle_requests
    hooks.accepted[membership.INVITATION_KIND] = membership.accept_by_link


@blueprint.get("/samorzady/szukaj")
@guarded("site.see")
def search() -> Any:
    """Answer the combobox: units that fit `q`, as JSON."""
    units = queries.search_units(request.args.get("q", ""))
    return jsonify(
        [
            {"value": unit.terc, "label": wording.unit_title(unit), "hint": wording.unit_hint(unit)}
            for unit in units
        ]
    )


@blueprint.route("/rejestracja", methods=["GET", "POST"])
@guarded("site.see")
def register_clerk() -> Any:
    """Register somebody who works for a local government."""
    if current_user.is_authenticated:
        return redirect(url_for(".join"))
    form = RegisterClerkForm()
    if form.validate_on_submit():
        try:
            service.register_clerk(
                terc=form.unit.data or "",
                email=form.email.data or "",
                name=form.name.data or "",
                password=form.password.data or "",
                position=form.position.data or "",
                language=i18n.current_language(),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            cookie[REGISTERED] = form.email.data
            return redirect(url_for(".registered"))
    page = render_template("partnerships/register.html", form=form)
    return page, 422 if is_post() else 200


@blueprint.get("/rejestracja/sprawdz-poczte")
@guarded("site.see")
def registered() -> Any:
    """Say that a mail is on its way; the same for every address."""
    return render_template("partnerships/registered.html", email=cookie.get(REGISTERED))
