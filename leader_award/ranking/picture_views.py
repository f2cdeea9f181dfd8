"""The page of an edition's drawings, for organisers."""

from typing import Any

from flask import render_template, request

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import clock
from leader_award.platform.access import guarded
from leader_award.ranking import pictures, queries
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.coded import coded_work
from leader_award.ranking.round_tabs import round_tabs


@blueprint.get("/organizator/edycje/<edition_id>/w-obrazach")
@guarded("ranking.see", edition_queries.find)
def in_pictures(edition: Edition) -> Any:
    """Draw who takes part, how entries and cards came in, and what jurors gave in a round."""
    now = clock.now()
    rounds = queries.rounds_of(edition.id)
    shown = queries.chosen_round(rounds, request.args.get("runda")) or rounds[0]
    work = coded_work(edition.id, shown.id, rounds, abstentions=False)
    return render_template(
        "ranking/in_pictures.html",
        edition=edition,
        tabs=round_tabs(rounds, shown, ".in_pictures", final=False),
        participation=pictures.participation(edition.id),
        kinds=pictures.KINDS,
        submissions=pictures.submissions(edition, now),
        sealed=pictures.sealed_cards(shown, now),
        scores=pictures.score_pictures(work),
    )
