"""The page on which an organiser records the jury's vote between tied entries."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.ranking import queries, service
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.forms import VoteForm
from leader_award.ranking.tables import EditionRanking, EqualScores


@blueprint.route("/organizator/edycje/<edition_id>/ranking/glosowanie", methods=["GET", "POST"])
@guarded("ranking.record_vote", edition_queries.find)
def vote(edition: Edition) -> Any:
    """Record the jury's vote on the tie of the entries that the address names."""
    round_id = request.args.get("runda")
    ranking = queries.edition_ranking(edition.id, round_id=round_id)
    tie = _tie(ranking, request.args.getlist("zgloszenie"))
    if tie is None:
        flash(_("These entries are not tied, or the rule itself gives their order."), "info")
        return redirect(url_for(".show", edition_id=edition.id, runda=round_id))
    form = VoteForm.of(tie)
    if form.validate_on_submit():
        try:
            service.record_vote(
                edition_id=edition.id,
                order=form.order,
                note=form.note.data or "",
                actor=access.actor("organiser"),
                key=form.key,
                round_id=round_id,
            )
            flash(_("The vote has been recorded; the ranking follows it."), "success")
            return redirect(url_for(".show", edition_id=edition.id, runda=round_id))
        except DomainError as error:
            form.blame(error)
    return (
        render_template(
            "ranking/vote.html",
            edition=edition,
            ranking=ranking,
            round_id=round_id,
            fault=service.voting_fault(edition, ranking, clock.now()),
            tie=tie,
            form=form,
        ),
        422 if form.errors else 200,
    )


def _tie(ranking: EditionRanking, entry_ids: list[str]) -> EqualScores | None:
    ties = service.ties_for_the_jury(ranking)
    return next((tie for tie in ties if sorted(tie.entry_ids) == sorted(entry_ids)), None)
