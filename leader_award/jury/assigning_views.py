"""The organiser's pages of today's assignment: overview, by entry, by juror, forbidden pairs."""

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.jury import presenting, queries, rules, service, wording
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import ForbidForm, ProposeForm
from leader_award.jury.grounds import Ground, address
from leader_award.jury.move_views import entry_page, today_of
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm

VIEWS = ("zgloszenia", "jurorzy", "macierz")


@blueprint.get("/organizator/edycje/<edition_id>/przydzial")
@guarded("jury.arrange", edition_queries.find)
def assignments(edition: Edition) -> Any:
    """Show who assesses what: by entry, by juror, or as a matrix."""
    today = today_of(edition)
    view = request.args.get("widok", VIEWS[0])
    return render_template(
        "jury/assignments.html",
        edition=edition,
        plan=today,
        ground=Ground(today, None),
        rounds=edition_queries.rounds(edition.id),
        rows=presenting.juror_rows(today),
        coverage=presenting.coverage(today),
        lost=presenting.lost(today, queries.recused(today.round.id)),
        forbidden=len(presenting.forbidden(today)),
        names={juror.id: juror.person.name for juror in queries.jurors(edition.id)},
        view=view if view in VIEWS else VIEWS[0],
        cell=presenting.cell,
        state_of=presenting.state_of,
        proposals=queries.proposals(today.round.id),
        propose_form=ProposeForm(),
        assigning=edition.state in rules.ASSIGNING,
        wording=wording,
        address=address,
    )


@blueprint.get("/organizator/edycje/<edition_id>/przydzial/zgloszenia/<entry_id>")
@guarded("jury.arrange", edition_queries.find)
def by_entry(edition: Edition, entry_id: str) -> Any:
    """Choose jurors for one entry."""
    today = today_of(edition)
    entry = next((one for one in today.entries if one.id == entry_id), None) or abort(404)
    return entry_page(Ground(today, None), entry)


@blueprint.get("/organizator/edycje/<edition_id>/przydzial/jurorzy/<juror_id>")
@guarded("jury.arrange", edition_queries.find)
def by_juror(edition: Edition, juror_id: str) -> Any:
    """Choose entries for one juror."""
    today = today_of(edition)
    juror = next((one for one in today.jurors if one.id == juror_id), None) or abort(404)
    return render_template(
        "jury/by_juror.html",
        edition=edition,
        ground=Ground(today, None),
        juror=juror,
        serving=juror in today.serving,
        cells=presenting.entries_for(today, juror),
        load=today.loads[juror.id],
        plan=today,
    )


@blueprint.route("/organizator/edycje/<edition_id>/przydzial/zakazy", methods=["GET", "POST"])
@guarded("jury.arrange", edition_queries.find)
def forbidden(edition: Edition) -> Any:
    """List the pairs that the organiser has forbidden, and forbid another."""
    today, form = today_of(edition), ForbidForm()
    form.entry_id.choices = presenting.entry_choices(today)
    form.juror_id.choices = presenting.juror_choices(today)
    if request.method == "GET":
        form.entry_id.data = request.args.get("zgloszenie", "")
        form.juror_id.data = request.args.get("juror", "")
    if form.validate_on_submit():
        try:
            ended = service.bar_juror(
                juror_id=form.juror_id.data,
                entry_id=form.entry_id.data,
                kind=rules.FORBIDDEN,
                note=form.note.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_forbidden(ended), "success")
            return redirect(address("forbidden", today))
    page = render_template(
        "jury/forbidden.html",
        edition=edition,
        plan=today,
        address=address,
        form=form,
        pairs=presenting.forbidden(today),
        open_jury=edition.state in rules.OPEN,
        lift_form=BaseForm(),
    )
    return page, (422 if form.errors or form.form_errors else 200)


def _forbidden(ended: int) -> str:
    if not ended:
        return str(_("The pair has been forbidden."))
    return str(
        ngettext(
            "The pair has been forbidden and %(num)s assignment has ended.",
            "The pair has been forbidden and %(num)s assignments have ended.",
            ended,
        )
    )


@blueprint.post("/organizator/edycje/<edition_id>/przydzial/potrzeby")
@guarded("jury.arrange", edition_queries.find)
def restore_needs(edition: Edition) -> Any:
    """Let every entry need the round's number of jurors again."""
    today = today_of(edition)
    service.restore_needs(
        edition_id=edition.id, round_id=today.round.id, actor=access.actor("organiser")
    )
    flash(_("Every entry needs the usual number of jurors again."), "success")
    return redirect(address("assignments", today))
