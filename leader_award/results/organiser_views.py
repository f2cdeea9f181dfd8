"""The organiser's pages of decisions."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.results import queries, service, showing, wording
from leader_award.results.board import Board, Row, board, board_of_entry
from leader_award.results.forms import DecisionForm, FinalistsForm

blueprint = Blueprint("decisions", __name__)


def load_board(edition_id: str) -> Board | None:
    """Return the decisions of the edition that an address names, or None."""
    edition = edition_queries.find(edition_id)
    return board(edition) if edition else None


def board_page(template: str, found: Board, status: int = 200, **context: Any) -> Any:
    """Return a page about the decisions of an edition, with its status."""
    page = render_template(
        f"results/{template}.html",
        board=found,
        edition=found.edition,
        wording=wording,
        **context,
    )
    return page, status


def _back(found: Board) -> Any:
    return redirect(url_for(".show", edition_id=found.edition.id))


@blueprint.get("/organizator/edycje/<edition_id>/wyniki")
@guarded("results.decide", load_board)
def show(found: Board) -> Any:
    """Show every entry in the contest with what was decided about it."""
    return board_page("board", found)


@blueprint.post("/organizator/edycje/<edition_id>/wyniki/pozostale")
@guarded("results.decide", edition_queries.find)
def decide_rest(edition: Edition) -> Any:
    """Decide that the entries still undecided get no award."""
    count = service.decide_rest(edition_id=edition.id, actor=access.actor("organiser"))
    flash(
        ngettext("%(num)s entry gets no award.", "%(num)s entries get no award.", count), "success"
    )
    return redirect(url_for(".show", edition_id=edition.id))


@blueprint.route("/organizator/edycje/<edition_id>/wyniki/finalisci", methods=["GET", "POST"])
@guarded("results.decide", load_board)
def finalists(found: Board) -> Any:
    """Choose who is in the final."""
    form = FinalistsForm.of(found.rows)
    if form.validate_on_submit():
        try:
            service.mark_finalists(
                edition_id=found.edition.id,
                entry_ids=form.entry_ids.data or [],
                actor=access.actor("organiser"),
            )
            flash(_("The finalists have been saved."), "success")
            return _back(found)
        except DomainError as error:
            form.blame(error)
    return board_page("finalists", found, 422 if form.errors else 200, form=form)


@blueprint.route("/organizator/zgloszenia/<entry_id>/decyzja", methods=["GET", "POST"])
@guarded("results.decide", board_of_entry)
def decide(pair: tuple[Board, Row]) -> Any:
    """Decide about one entry."""
    found, row = pair
    form = DecisionForm.of(found, row)
    status = 200
    if form.validate_on_submit():
        try:
            service.decide(
                entry_id=row.entry.id,
                outcome=form.outcome,
                prize_id=form.prize_id,
                reason=form.reason.data or "",
                departure=form.departure.data or "",
                version=form.version.data or 0,
                actor=access.actor("organiser"),
            )
            flash(_("The decision has been saved; nobody outside sees it yet."), "success")
            return _back(found)
        except Conflict as error:
            form.version.data = row.decision.version if row.decision else 0
            form.blame(error)
            status = 409
        except DomainError as error:
            form.blame(error)
            status = 422
    elif form.errors:
        status = 422
    return board_page("decision", found, status, row=row, form=form, changed=status == 409)


@blueprint.post("/organizator/zgloszenia/<entry_id>/decyzja/cofnij")
@guarded("results.decide", board_of_entry)
def withdraw(pair: tuple[Board, Row]) -> Any:
    """Leave an entry undecided again."""
    found, row = pair
    service.withdraw_decision(entry_id=row.entry.id, actor=access.actor("organiser"))
    flash(_("The entry is undecided again."), "success")
    return _back(found)


@blueprint.get("/organizator/edycje/<edition_id>/wyniki/podglad")
@guarded("results.decide", edition_queries.find)
def preview(edition: Edition) -> Any:
    """Show the organiser the public page as it will be."""
    results = queries.prepared_results(edition)
    return render_template(
        "results/laureates.html",
        results=results,
        showing=showing.showing(results),
        entries=showing.submitted_entries(edition),
        preview=True,
    )
