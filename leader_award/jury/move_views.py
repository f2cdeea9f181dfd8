"""The organiser's pages of changes by hand, on today's assignment and on a proposal alike.

A pair is explained, a change is weighed, and only then confirmed.
"""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.jury import moves, plan, presenting, queries, reasons, service, weighing
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import MoveForm
from leader_award.jury.grounds import Ground
from leader_award.jury.models import AssignmentProposal, Juror
from leader_award.jury.moves import Move
from leader_award.jury.queries import Listed
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError, NotFound


def today_of(edition: Edition) -> plan.Plan:
    """Return today's plan of the round that the address names, by default the first."""
    try:
        return plan.plan_of(edition.id, round_id=request.values.get("runda"))
    except NotFound:
        abort(404)


def _proposed(proposal: AssignmentProposal) -> Ground:
    """Return a proposal that can still be changed."""
    if "pairs" not in proposal.outcome:
        abort(404)
    today = plan.plan_of(proposal.edition_id, round_id=proposal.round_id)
    ground = Ground(today, proposal)
    return ground if ground.open else abort(404)


@blueprint.get("/organizator/edycje/<edition_id>/przydzial/para/<entry_id>/<juror_id>")
@guarded("jury.arrange", edition_queries.find)
def pair(edition: Edition, entry_id: str, juror_id: str) -> Any:
    """Say why a juror has an entry today, or has not."""
    return _pair_page(Ground(today_of(edition), None), entry_id, juror_id)


@blueprint.get("/organizator/propozycje/<proposal_id>/para/<entry_id>/<juror_id>")
@guarded("jury.arrange", queries.find_proposal)
def proposed_pair(proposal: AssignmentProposal, entry_id: str, juror_id: str) -> Any:
    """Say why a juror has an entry under the proposal, or has not."""
    return _pair_page(_proposed(proposal), entry_id, juror_id)


def _pair_page(ground: Ground, entry_id: str, juror_id: str) -> Any:
    entry, juror = _entry(ground, entry_id), _juror(ground, juror_id)
    return render_template(
        "jury/pair.html",
        edition=ground.plan.edition,
        ground=ground,
        entry=entry,
        juror=juror,
        said=reasons.reasons(ground, entry, juror),
    )


def _entry(ground: Ground, entry_id: str) -> Listed:
    return next((one for one in ground.plan.entries if one.id == entry_id), None) or abort(404)


def _juror(ground: Ground, juror_id: str) -> Juror:
    return next((one for one in ground.plan.serving if one.id == juror_id), None) or abort(404)


@blueprint.get("/organizator/propozycje/<proposal_id>/zgloszenia/<entry_id>")
@guarded("jury.arrange", queries.find_proposal)
def proposed_entry(proposal: AssignmentProposal, entry_id: str) -> Any:
    """Show an entry's jurors under the proposal, and who else could be."""
    ground = _proposed(proposal)
    return entry_page(ground, _entry(ground, entry_id))


def entry_page(ground: Ground, entry: Listed) -> Any:
    """Return the page on which an entry's jurors are chosen."""
    cells = presenting.candidates(ground.plan, entry, ground.pairs)
    edits = ground.proposal.edits if ground.proposal else {}
    return render_template(
        "jury/by_entry.html",
        edition=ground.plan.edition,
        ground=ground,
        entry=entry,
        cells=cells,
        lacking=max(0, ground.plan.needed(entry) - sum(one.chosen for one in cells)),
        added={(e, j) for e, j in edits.get("added", [])},
        removed={(e, j) for e, j in edits.get("removed", [])},
        waiting=[one for one in ground.plan.jurors if one not in ground.plan.serving],
    )


@blueprint.route("/organizator/edycje/<edition_id>/przydzial/zmiana", methods=["GET", "POST"])
@guarded("jury.arrange", edition_queries.find)
def move(edition: Edition) -> Any:
    """Weigh a change of today's assignment, and make it when confirmed."""
    ground, asked = Ground(today_of(edition), None), _asked()
    form = _form(ground)
    if form.validate_on_submit():
        try:
            service.move_assignments(
                edition_id=edition.id,
                round_id=ground.plan.round.id,
                move=asked,
                seen=form.seen.data or "",
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            return _move_page(ground, asked, form, error)
        flash(_("The assignment has been changed."), "success")
        return redirect(_next(ground, asked))
    return _move_page(ground, asked, form)


@blueprint.route("/organizator/propozycje/<proposal_id>/zmiana", methods=["GET", "POST"])
@guarded("jury.arrange", queries.find_proposal)
def edit_proposal(proposal: AssignmentProposal) -> Any:
    """Weigh a change of a proposal, and make it when confirmed."""
    ground, asked = _proposed(proposal), _asked()
    form = _form(ground)
    if form.validate_on_submit():
        try:
            service.edit_proposal(
                proposal_id=proposal.id,
                move=asked,
                seen=form.seen.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            return _move_page(ground, asked, form, error)
        flash(_("The proposal has been changed. Nothing is assigned before you apply it."),
              "success")  # fmt: skip
        return redirect(_next(ground, asked))
    return _move_page(ground, asked, form)


@blueprint.post("/organizator/propozycje/<proposal_id>/cofniecie-zmian")
@guarded("jury.arrange", queries.find_proposal)
def take_back_edits(proposal: AssignmentProposal) -> Any:
    """Restore the proposal as the solver made it."""
    try:
        service.take_back_edits(proposal_id=proposal.id, actor=access.actor("organiser"))
        flash(_("The proposal is again as the solver made it."), "success")
    except DomainError as error:
        flash(str(error), "danger")
    return redirect(url_for(".proposal", proposal_id=proposal.id))


def _asked() -> Move:
    arguments = request.args
    return moves.move_of(arguments.getlist("dodaj"), arguments.getlist("zabierz")) or abort(404)


def _form(ground: Ground) -> MoveForm:
    form = MoveForm()
    if not form.is_submitted():
        form.seen.data = ground.seen
    return form


def _next(ground: Ground, asked: Move) -> str:
    """Return where to go after a move: the page of its entry, or of the whole after a swap."""
    entries = {entry for entry, _juror in asked.added | asked.removed}
    return ground.entry_url(entries.pop()) if len(entries) == 1 else ground.url()


def _move_page(
    ground: Ground, asked: Move, form: MoveForm, error: DomainError | None = None
) -> Any:
    """Show what the move costs and breaks; with an error that of a form sent in vain."""
    refused = error if error is not None and error.field is None else None
    try:
        ground.check(asked)
    except DomainError as found:
        refused, weighed = found, None
    else:
        weighed = ground.weigh(asked)
    if error is not None and error.field is not None:
        form.blame(error)
    form.seen.data = ground.seen
    page = render_template(
        "jury/move.html",
        edition=ground.plan.edition,
        ground=ground,
        move=asked,
        form=form,
        refused=refused,
        weighed=weighed,
        figures=weighing.figures(weighed) if weighed else [],
        sentences=weighing.sentences,
        soft=_soft(ground, asked),
        loses_points=ground.loses_points(asked),
        names={juror.id: juror.person.name for juror in ground.plan.jurors},
        entries={entry.id: entry for entry in ground.plan.entries},
        back=_next(ground, asked),
    )
    return page, _status(error, form)


def _soft(ground: Ground, asked: Move) -> list[str]:
    """Return the names of jurors who would come in at the price of a soft conflict."""
    names = {juror.id: juror.person.name for juror in ground.plan.jurors}
    return sorted(
        names[juror]
        for entry, juror in asked.added & ground.problem.soft_conflicts.keys()
        if juror in names
    )


def _status(error: DomainError | None, form: MoveForm) -> int:
    if isinstance(error, Conflict):
        return 409
    return 422 if error is not None or form.errors else 200
