"""The page on which an organiser says who goes on to the next round."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.jury import rounds as jury_rounds
from leader_award.jury.rules import ASSIGNING
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.ranking import service, wording
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.going_on import propose


@blueprint.route("/organizator/rundy/<round_id>/kto-przechodzi", methods=["GET", "POST"])
@guarded("ranking.choose_entries", edition_queries.find_round)
def going_on(round: Round) -> Any:
    """Show who would go on to the round by the ranking of the one before, and record who does."""
    found = propose(round, request.args.get("ile", type=int))
    if found is None:
        flash(_("The first round assesses every admitted entry."), "info")
        return redirect(url_for(".show", edition_id=round.edition_id))
    form = BaseForm()
    ticked = request.form.getlist("entry")
    if form.validate_on_submit():
        try:
            jury_rounds.choose_entries(
                round_id=round.id, entry_ids=ticked, actor=access.actor("organiser")
            )
            flash(
                ngettext(
                    "%(num)s entry goes on to this round.",
                    "%(num)s entries go on to this round.",
                    len(set(ticked)),
                ),
                "success",
            )
            return redirect(url_for(".going_on", round_id=round.id))
        except DomainError as error:
            form.blame(error)
    sent = request.method == "POST"
    return (
        render_template(
            "ranking/going_on.html",
            edition=round.edition,
            found=found,
            form=form,
            is_open=round.edition.state in ASSIGNING,
            may_vote=service.voting_fault(round.edition, found.ranking, clock.now()) is None,
            is_ticked=lambda one: (one.line.entry_id in ticked) if sent else one.proposed,
            words=wording,
        ),
        422 if form.errors else 200,
    )
