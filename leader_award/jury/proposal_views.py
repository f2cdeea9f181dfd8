"""The organiser's pages of automatic assignment: propose, look, apply, repair."""

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries.files import send_text
from leader_award.jury import (
    explaining,
    plan,
    presenting,
    proposals,
    queries,
    rules,
    service,
    solving,
    weighing,
)
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import ProposeForm
from leader_award.jury.grounds import Ground, address
from leader_award.jury.models import AssignmentProposal
from leader_award.jury.move_views import today_of
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


@blueprint.post("/organizator/edycje/<edition_id>/przydzial/propozycja")
@guarded("jury.arrange", edition_queries.find)
def propose(edition: Edition) -> Any:
    """Have the assignment of a round proposed: everything anew, or the smallest repair."""
    form, today = ProposeForm(), today_of(edition)
    seed, keep = form.seed.data or "", request.form.get("keep")
    try:
        proposal_id = service.propose_assignment(
            edition_id=edition.id,
            seed=int(seed) if seed.isdecimal() else 1,
            keep=keep if keep in rules.KEEPING else rules.KEEP_BY_HAND,
            method=rules.REPAIR if keep == rules.REPAIR else rules.WHOLE,
            round_id=today.round.id,
            actor=access.actor("organiser"),
        )
    except DomainError as error:
        flash(str(error), "danger")
        return redirect(address("assignments", today))
    return redirect(url_for(".proposal", proposal_id=proposal_id))


@blueprint.get("/organizator/propozycje/<proposal_id>")
@guarded("jury.arrange", queries.find_proposal)
def proposal(proposal: AssignmentProposal) -> Any:
    """Show a proposal, why there can be none, or how far the work has come."""
    edition = edition_queries.find(proposal.edition_id)
    said: dict[str, Any] = {"edition": edition, "proposal": proposal, "form": BaseForm()}
    today = plan.plan_of(proposal.edition_id, round_id=proposal.round_id)
    said |= {"plan": today, "address": address}
    if proposal.state in (solving.WAITING, solving.SOLVING, solving.FAILED):
        return render_template("jury/proposal_waiting.html", **said)
    said["current"] = proposals.is_current(proposal, today)
    if "witness" in proposal.outcome:
        said |= {
            "why": explaining.why_impossible(proposal.outcome["witness"]),
            "entries": explaining.entries_of(proposal.outcome["witness"], today),
            "jurors": explaining.jurors_of(proposal.outcome["witness"], today),
            "repairs": [
                explaining.repair(number, one, today)
                for number, one in enumerate(proposal.outcome["repairs"])
            ],
        }
        return render_template("jury/proposal_impossible.html", **said)
    if "pairs" not in proposal.outcome:
        return render_template("jury/proposal_waiting.html", **said)
    shown = presenting.shown(proposal, today)
    return render_template(
        "jury/proposal.html",
        shown=shown,
        ground=Ground(today, proposal),
        figures=weighing.figures(shown.compared) if shown.compared else [],
        sentences=weighing.sentences,
        **said,
    )


@blueprint.get("/organizator/propozycje/<proposal_id>/postep")
@guarded("jury.arrange", queries.find_proposal)
def proposal_progress(proposal: AssignmentProposal) -> Any:
    """Give the part of the waiting page that says how far the work has come."""
    return render_template("jury/_progress.html", proposal=proposal)


@blueprint.get("/organizator/propozycje/<proposal_id>/problem.json")
@guarded("jury.arrange", queries.find_proposal)
def problem(proposal: AssignmentProposal) -> Response:
    """Give the problem as the command `leader-award assign` reads it."""
    text = json.dumps(proposal.problem, ensure_ascii=False, indent=1, sort_keys=True)
    return send_text(text, f"problem-{proposal.input_sha256[:12]}.json", "application/json")


@blueprint.post("/organizator/propozycje/<proposal_id>/zastosuj")
@guarded("jury.arrange", queries.find_proposal)
def apply(proposal: AssignmentProposal) -> Any:
    """Make the proposal today's plan."""
    try:
        change = service.apply_proposal(proposal_id=proposal.id, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "danger")
        return redirect(url_for(".proposal", proposal_id=proposal.id))
    words = _(
        "Assignments added: %(added)s, ended: %(ended)s. The jurors concerned will get a message.",
        added=len(change.added),
        ended=len(change.ended),
    )
    flash(words, "success")
    return redirect(_assignments(proposal))


def _assignments(proposal: AssignmentProposal) -> str:
    """Return the address of the assignment that the proposal is for."""
    return address("assignments", plan.plan_of(proposal.edition_id, round_id=proposal.round_id))


@blueprint.post("/organizator/propozycje/<proposal_id>/odrzuc")
@guarded("jury.arrange", queries.find_proposal)
def discard(proposal: AssignmentProposal) -> Any:
    """Put the proposal aside, or stop the work on it."""
    try:
        service.discard_proposal(proposal_id=proposal.id, actor=access.actor("organiser"))
        flash(_("The proposal has been put aside; nothing was changed."), "success")
    except DomainError as error:
        flash(str(error), "danger")
    return redirect(_assignments(proposal))


@blueprint.post("/organizator/propozycje/<proposal_id>/naprawa")
@guarded("jury.arrange", queries.find_proposal)
def repair(proposal: AssignmentProposal) -> Any:
    """Carry out one of the repairs and propose again."""
    number = request.form.get("number", "")
    try:
        new_id = service.repair_and_propose(
            proposal_id=proposal.id,
            number=int(number) if number.isdecimal() else -1,
            actor=access.actor("organiser"),
        )
    except DomainError as error:
        flash(str(error), "danger")
        return redirect(url_for(".proposal", proposal_id=proposal.id))
    if new_id is None:
        flash(_("The change has been made. One thing is left: invite somebody."), "success")
        return redirect(
            url_for(".invite", edition_id=proposal.edition_id, propozycja=proposal.id,
                    naprawa=number)
        )  # fmt: skip
    flash(_("The change has been made. Here is a new proposal."), "success")
    return redirect(url_for(".proposal", proposal_id=new_id))
