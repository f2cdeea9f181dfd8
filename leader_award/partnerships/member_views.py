"""For whom one acts, together with whom, and who else may."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts.policy import is_organiser
from leader_award.partnerships import queries, service
from leader_award.partnerships.blueprint import blueprint
from leader_award.partnerships.forms import InviteColleagueForm, JoinForm
from leader_award.partnerships.models import Organisation, OrganisationMember
from leader_award.platform import access
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target


@blueprint.get("/moj-samorzad")
@guarded("organisation.own")
def mine() -> Any:
    """Show for whom the person acts, with their colleagues, and what waits for an answer."""
    memberships = queries.memberships_of(current_user.id)
    active = [member for member in memberships if member.state == "active"]
    return render_template(
        "partnerships/mine.html",
        active=active,
        waiting=[member for member in memberships if member.state != "active"],
        members=queries.members_of_all([member.organisation_id for member in active]),
    )


@blueprint.route("/moj-samorzad/dolacz", methods=["GET", "POST"])
@guarded("organisation.own")
def join() -> Any:
    """Ask to act for a local government unit, or for one more."""
    form = JoinForm()
    if form.validate_on_submit():
        try:
            member_id = service.join_organisation(
                terc=form.unit.data or "",
                position=form.position.data or "",
                actor=access.actor("person"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            member = queries.find_member(member_id)
            if member is not None and member.state == "active":
                flash(_("You act for %(name)s now.", name=member.organisation.name), "success")
            else:
                flash(_("Your request is on its way to those who decide."), "success")
            return redirect(url_for(".mine"))
    page = render_template("partnerships/join.html", form=form)
    return page, 422 if is_post() else 200


@blueprint.route("/moj-samorzad/<organisation_id>/zapros", methods=["GET", "POST"])
@guarded("organisation.see_members", queries.find_organisation)
def invite(organisation: Organisation) -> Any:
    """Invite a colleague by mail."""
    form = InviteColleagueForm()
    if form.validate_on_submit():
        try:
            service.invite_colleague(
                organisation_id=organisation.id,
                email=form.email.data or "",
                name=form.name.data or "",
                actor=access.actor("applicant"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The invitation is on its way to %(to)s.", to=form.email.data), "success")
            return redirect(url_for(".mine"))
    page = render_template("partnerships/invite.html", form=form, organisation=organisation)
    return page, 422 if is_post() else 200


@blueprint.post("/moj-samorzad/osoby/<member_id>/przyjmij")
@guarded("member.accept", queries.find_member)
def accept(member: OrganisationMember) -> Any:
    """Accept an invitation that was sent to oneself."""
    service.accept_membership(member_id=member.id, actor=access.actor("person"))
    flash(_("You act for %(name)s now.", name=member.organisation.name), "success")
    return redirect(url_for(".mine"))


@blueprint.post("/moj-samorzad/osoby/<member_id>/zatwierdz")
@guarded("member.decide", queries.find_member)
def approve(member: OrganisationMember) -> Any:
    """Let somebody who asked act for the organisation."""
    name, organisation = member.person.name, member.organisation.name
    service.approve_member(member_id=member.id, actor=access.actor(_role()))
    words = _("%(name)s acts for %(organisation)s now.", name=name, organisation=organisation)
    flash(words, "success")
    return redirect(_origin())


@blueprint.route("/moj-samorzad/osoby/<member_id>/usun", methods=["GET", "POST"])
@guarded("member.remove", queries.find_member)
def remove(member: OrganisationMember) -> Any:
    """Ask, then decline a request, withdraw an invitation, end a membership, or leave."""
    error = None
    if is_post():
        try:
            service.remove_member(member_id=member.id, actor=access.actor(_role()))
        except DomainError as refused:
            error = refused
        else:
            flash(_("Done: the person does not act for this organisation."), "success")
            return redirect(_origin())
    page = render_template(
        "partnerships/remove_member.html", member=member, error=error, origin=_origin()
    )
    return page, 409 if error else 200


@blueprint.get("/organizator/prosby-o-dostep")
@guarded("membership.see_requests")
def requests() -> Any:
    """List every request to act for an organisation that waits for a decision."""
    return render_template("partnerships/requests.html", waiting=queries.requests_to_act())


def _role() -> str:
    return "organiser" if is_organiser(current_user) else "applicant"


def _origin() -> str:
    """Return the list that the person came from."""
    return safe_target(request.values.get("back"), url_for(".mine"))
