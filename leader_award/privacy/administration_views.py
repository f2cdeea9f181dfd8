"""What administrators do about the personal data of others."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.platform import access, db
from leader_award.platform.access import SENT, guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.privacy import erasing, queries, subjects, wording
from leader_award.privacy.blueprint import blueprint
from leader_award.privacy.erasing import Plan
from leader_award.privacy.forms import EraseForm, RefuseForm, SearchForm
from leader_award.privacy.register import RECORD


@blueprint.route("/organizator/dane-osobowe", methods=["GET", "POST"])
@guarded("privacy.administer")
def people() -> Any:
    """List the requests for erasure, and look somebody up; a name never stands in an address."""
    form = SearchForm()
    found = None
    if form.validate_on_submit():
        found = subjects.named(db.session(), form.text.data or "")
    page = render_template(
        "privacy/people.html",
        form=form,
        found=found,
        requests=queries.waiting_requests(),
        address_of=queries.address_of,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/organizator/dane-osobowe/<about>/<row_id>", methods=["GET", "POST"])
@guarded("privacy.administer", queries.plan_for, fresh=SENT)
def person(plan: Plan) -> Any:
    """Show what is kept about somebody and where they are named; erase them, or refuse."""
    form, refusal = EraseForm(prefix="erase"), RefuseForm(prefix="refuse")
    form.places.choices = [(one.key, one.excerpt) for one in plan.findings if not one.fixed]
    asked = queries.request_of(plan.subject.person_id)
    asked = asked if asked and asked.state == "asked" else None
    if is_post():
        chosen = refusal if asked and "refuse" in request.form else form
        if chosen.validate():
            try:
                return _decide(plan, chosen, asked.id if asked else "")
            except DomainError as error:
                chosen.blame(error)
    page = render_template(
        "privacy/person.html",
        plan=plan,
        form=form,
        refusal=refusal,
        asked=asked,
        tables=wording.TABLES,
        record=RECORD,
    )
    return page, 422 if is_post() else 200


def _decide(plan: Plan, form: EraseForm | RefuseForm, request_id: str) -> Any:
    actor = access.actor("administrator")
    if isinstance(form, RefuseForm):
        erasing.refuse(request_id=request_id, answer=form.answer.data or "", actor=actor)
        flash(_("The request is refused; the person reads your reason with their data."), "success")
    else:
        if plan.subject.rows != request.form.getlist("rows"):
            abort(409)
        erasing.erase(rows=plan.subject.rows, replaced=form.places.data or (), actor=actor)
        flash(_("The data are erased."), "success")
    return redirect(url_for(".people"))
