"""The organiser's pages of assignments by hand: overview, by entry, by juror."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.jury import plan, presenting, queries, rules, service, wording
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import EndForm, ProposeForm
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.platform.web import safe_target

VIEWS = ("zgloszenia", "jurorzy", "macierz")


@blueprint.get("/organizator/edycje/<edition_id>/przydzial")
@guarded("jury.arrange", edition_queries.find)
def assignments(edition: Edition) -> Any:
    """Show who assesses what: by entry, by juror, or as a matrix."""
    today = plan.plan_of(edition.id)
    view = request.args.get("widok", VIEWS[0])
    return render_template(
        "jury/assignments.html",
        edition=edition,
        plan=today,
        rows=presenting.juror_rows(today),
        coverage=presenting.coverage(today),
        names={juror.id: juror.person.name for juror in queries.jurors(edition.id)},
        view=view if view in VIEWS else VIEWS[0],
        cell=presenting.cell,
        state_of=presenting.state_of,
        proposals=queries.proposals(edition.id),
        propose_form=ProposeForm(),
        assigning=edition.state in rules.ASSIGNING,
        wording=wording,
    )


@blueprint.get("/organizator/edycje/<edition_id>/przydzial/zgloszenia/<entry_id>")
@guarded("jury.arrange", edition_queries.find)
def by_entry(edition: Edition, entry_id: str) -> Any:
    """Choose jurors for one entry."""
    today = plan.plan_of(edition.id)
    entry = next((one for one in today.entries if one.id == entry_id), None) or abort(404)
    return render_template(
        "jury/by_entry.html",
        edition=edition,
        entry=entry,
        cells=presenting.candidates(today, entry),
        lacking=today.lacking(entry),
        waiting=[juror for juror in today.jurors if juror not in today.serving],
        assigning=edition.state in rules.ASSIGNING,
    )


@blueprint.get("/organizator/edycje/<edition_id>/przydzial/jurorzy/<juror_id>")
@guarded("jury.arrange", edition_queries.find)
def by_juror(edition: Edition, juror_id: str) -> Any:
    """Choose entries for one juror."""
    today = plan.plan_of(edition.id)
    juror = next((one for one in today.jurors if one.id == juror_id), None) or abort(404)
    return render_template(
        "jury/by_juror.html",
        edition=edition,
        juror=juror,
        serving=juror in today.serving,
        cells=presenting.entries_for(today, juror),
        load=today.loads[juror.id],
        plan=today,
        assigning=edition.state in rules.ASSIGNING,
    )


def _back(edition_id: str) -> Any:
    fallback = url_for(".assignments", edition_id=edition_id)
    return redirect(safe_target(request.form.get("back"), fallback))


@blueprint.post("/organizator/jurorzy/<juror_id>/przydzial/<entry_id>")
@guarded("jury.arrange", queries.find)
def assign(juror: Juror, entry_id: str) -> Any:
    """Give the juror an entry; over their capacity only when the organiser insists."""
    try:
        service.assign(
            juror_id=juror.id,
            entry_id=entry_id,
            confirmed=request.form.get("confirmed") == "yes",
            actor=access.actor("organiser"),
        )
    except service.OverCapacity as error:
        return render_template(
            "jury/over_capacity.html",
            edition=juror.edition,
            juror=juror,
            entry=queries.listed(entry_id) or abort(404),
            error=error,
            form=BaseForm(),
            back=request.form.get("back", ""),
        ), 409
    except DomainError as error:
        flash(str(error), "danger")
    else:
        flash(_("Assigned to %(name)s.", name=juror.person.name), "success")
    return _back(juror.edition_id)


@blueprint.route("/organizator/przydzialy/<assignment_id>/koniec", methods=["GET", "POST"])
@guarded("jury.arrange", queries.find_assignment)
def end(assignment: Assignment) -> Any:
    """Take an entry from a juror; asks for the reason once there are points."""
    form = EndForm()
    edition_id = assignment.juror.edition_id
    if form.validate_on_submit():
        try:
            service.end_assignment(
                assignment_id=assignment.id,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The assignment has ended."), "success")
            return _back(edition_id)
    page = render_template(
        "jury/end.html",
        edition=assignment.juror.edition,
        assignment=assignment,
        entry=queries.listed(assignment.entry_id) or abort(404),
        form=form,
        back=request.form.get("back", ""),
    )
    return page, (422 if form.errors or form.form_errors else 200)
