"""The administrator's pages about people and their accounts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.accounts import administration, queries, second_factor
from leader_award.accounts.blueprint import blueprint
from leader_award.accounts.forms import EmptyForm
from leader_award.accounts.models import Person
from leader_award.accounts.wording import ROLES
from leader_award.platform import access, clock
from leader_award.platform.access import PAGE, SENT, guarded
from leader_award.platform.errors import DomainError


@blueprint.get("/administrator/osoby")
@guarded("person.administer")
def find_people() -> Any:
    """Find people by name or address."""
    text = request.args.get("q", "").strip()[:100]
    page = max(1, request.args.get("page", 1, type=int))
    people, count = queries.find_people(text, page)
    return render_template(
        "accounts/find_people.html",
        text=text,
        people=people,
        count=count,
        page=page,
        pages=-(-count // queries.PEOPLE_PER_PAGE),
        roles=ROLES,
    )


@blueprint.get("/administrator/osoby/<person_id>")
@guarded("person.administer", queries.find_person)
def person(person: Person) -> Any:
    """Show an account: roles, second factor, sessions."""
    return render_template(
        "accounts/person.html",
        person=person,
        roles=ROLES,
        factor=second_factor.of_person(person.id),
        open_sessions=queries.open_sessions(person.id, clock.now()),
    )


@blueprint.post("/administrator/osoby/<person_id>/sesje/zakoncz")
@guarded("person.administer", queries.find_person)
def end_sessions_of(person: Person) -> Any:
    """Sign the person out everywhere."""
    ended = administration.end_sessions(person_id=person.id, actor=access.actor("administrator"))
    flash(ngettext("%(num)s session was ended.", "%(num)s sessions were ended.", ended), "success")
    return redirect(url_for(".person", person_id=person.id))


@blueprint.route("/administrator/osoby/<person_id>/wylacz", methods=["GET", "POST"])
@guarded("person.administer", queries.find_person, fresh=PAGE)
def disable_account(person: Person) -> Any:
    """Ask, then disable the account."""
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            administration.disable_account(person_id=person.id, actor=access.actor("administrator"))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The account is disabled."), "success")
            return redirect(url_for(".person", person_id=person.id))
    page = render_template("accounts/disable_account.html", form=form, person=person)
    return page, 409 if form.form_errors else 200


@blueprint.post("/administrator/osoby/<person_id>/wlacz")
@guarded("person.administer", queries.find_person, fresh=SENT)
def enable_account(person: Person) -> Any:
    """Enable the account again."""
    administration.enable_account(person_id=person.id, actor=access.actor("administrator"))
    flash(_("The account is enabled."), "success")
    return redirect(url_for(".person", person_id=person.id))


@blueprint.route("/administrator/osoby/<person_id>/drugi-skladnik", methods=["GET", "POST"])
@guarded("person.administer", queries.find_person, fresh=PAGE)
def reset_second_factor(person: Person) -> Any:
    """Ask, then take the second factor of somebody who has lost it."""
    form = EmptyForm()
    if form.validate_on_submit():
        second_factor.reset(person_id=person.id, actor=access.actor("administrator"))
        flash(_("The second factor is reset; the person has been told by mail."), "success")
        return redirect(url_for(".person", person_id=person.id))
    return render_template("accounts/reset_second_factor.html", form=form, person=person)
