"""Who organises the award."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.accounts import queries, service
from leader_award.accounts.blueprint import address_of, blueprint
from leader_award.accounts.forms import InviteOrganiserForm
from leader_award.accounts.models import Person, RoleGrant
from leader_award.accounts.wording import ROLES
from leader_award.platform import access
from leader_award.platform.access import PAGE, SENT, guarded, is_post
from leader_award.platform.errors import DomainError


@blueprint.route("/organizator/osoby", methods=["GET", "POST"])
@guarded("people.manage", fresh=SENT)
def people() -> Any:
    """List the organisers and invite one more."""
    form = InviteOrganiserForm()
    if form.validate_on_submit():
        try:
            service.invite_organiser(
                email=form.email.data or "",
                name=form.name.data or "",
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The invitation is on its way to %(to)s.", to=form.email.data), "success")
            return redirect(url_for(".people"))
    page = render_template(
        "accounts/people.html",
        form=form,
        people=queries.organisers(),
        roles=ROLES,
        requests_url=address_of("partnerships.requests"),
    )
    return page, 422 if is_post() else 200


@blueprint.route("/organizator/osoby/<person_id>/<role>/odbierz", methods=["GET", "POST"])
@guarded("role.withdraw", queries.find_grant, fresh=PAGE)
def withdraw_role(grant: RoleGrant) -> Any:
    """Ask, then withdraw a role."""
    error = None
    if is_post():
        try:
            service.withdraw_role(grant.person_id, grant.role, actor=access.actor("organiser"))
        except DomainError as refused:
            error = refused
        else:
            flash(_("The role is withdrawn."), "success")
            return redirect(url_for(".people"))
    page = render_template("accounts/withdraw_role.html", grant=grant, roles=ROLES, error=error)
    return page, 409 if error else 200


@blueprint.post("/organizator/osoby/<person_id>/administrator")
@guarded("role.grant", queries.find_person, fresh=SENT)
def make_administrator(person: Person) -> Any:
    """Make an organiser an administrator."""
    service.grant_role(person.id, "administrator", actor=access.actor("administrator"))
    flash(_("%(name)s is an administrator now.", name=person.name), "success")
    return redirect(url_for(".people"))
