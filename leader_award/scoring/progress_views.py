"""The organiser's pages of scoring: progress, a sealed card, reopening, reminders."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock, db
from leader_award.platform.access import SENT, guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.scoring import (
    blind_files,
    overview,
    presenting,
    queries,
    reopening,
    rules,
    sealing,
    wording,
)
from leader_award.scoring.blueprint import blueprint
from leader_award.scoring.forms import ReopenForm
from leader_award.scoring.models import ScoreCard


@blueprint.get("/organizator/edycje/<edition_id>/oceny")
@guarded("scoring.oversee", edition_queries.find)
def progress(edition: Edition) -> Any:
    """Show how far a round has come, per juror and per entry, gaps first."""
    found = overview.progress(edition.id, request.args.get("runda"))
    by_entry = request.args.get("widok") == "zgloszenia"
    now = clock.now()
    return render_template(
        "scoring/progress.html",
        edition=edition,
        progress=found,
        round=found.round,
        tabs_of_rounds=presenting.round_tabs(edition, found.round, by_entry),
        by_entry=by_entry,
        open_now=rules.accepts_scores(found.round, now),
        ended=now >= found.round.ends_at,
        can_remind=_reminding(edition),
        reminded=overview.last_reminders(edition.id),
        term=presenting.term(found.round, now),
        wording=wording,
    )


@blueprint.get("/organizator/edycje/<edition_id>/oceny/pliki")
@guarded("scoring.oversee", edition_queries.find)
def withheld_files(edition: Edition) -> Any:
    """List the files that jurors of blind rounds do not get, and what to do about them."""
    return render_template(
        "scoring/withheld_files.html", edition=edition, files=blind_files.withheld(edition.id)
    )


def _reminding(edition: Edition) -> bool:
    now = clock.now()
    return any(rules.accepts_scores(one, now) for one in edition.rounds)


@blueprint.route("/organizator/oceny/<card_id>", methods=["GET", "POST"])
@guarded("card.review", queries.find_card, fresh=SENT)
def review_card(card: ScoreCard) -> Any:
    """Show a sealed card, and ask with a reason for it to be reopened."""
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            reopening.ask_to_reopen(
                card_id=card.id,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Another organiser has to agree now. Until then the card counts."), "success")
            return redirect(url_for(".review_card", card_id=card.id))
    return _review_page(card, form), (422 if form.errors or form.form_errors else 200)


@blueprint.post("/organizator/oceny/<card_id>/otwarcie/<request_id>")
@guarded("card.review", queries.find_card, fresh=SENT)
def decide_reopening(card: ScoreCard, request_id: str) -> Any:
    """Reopen the card that another organiser asked for, or leave it sealed."""
    form, actor = BaseForm(), access.actor("organiser")
    if not form.validate_on_submit():
        return _review_page(card, form), 422
    approved = request.form.get("decision") == "approve"
    decide = reopening.approve_reopening if approved else reopening.decline_reopening
    try:
        decide(card_id=card.id, request_id=request_id, actor=actor)
    except DomainError as error:
        form.blame(error)
        return _review_page(card, form), 422
    if not approved:
        flash(_("The card stays sealed."), "success")
        return redirect(url_for(".review_card", card_id=card.id))
    flash(_("The card has been reopened and the juror has been told."), "success")
    assignment = card.assignment
    return redirect(
        url_for(".progress", edition_id=assignment.juror.edition_id, runda=assignment.round_id)
    )


def _review_page(card: ScoreCard, form: BaseForm) -> str:
    criteria = card.rubric.criteria
    answers = queries.answers_of(card)
    edition = card.assignment.juror.edition
    return render_template(
        "scoring/review.html",
        card=card,
        form=form if isinstance(form, ReopenForm) else ReopenForm(formdata=None),
        decision=form,
        edition=edition,
        criteria=criteria,
        points=answers,
        percent=rules.percent(criteria, answers),
        commitment=sealing.current(card),
        waiting=reopening.open_request(db.session(), card),
        round=card.assignment.round,
        several=len(edition.rounds) > 1,
        open_now=rules.accepts_scores(card.assignment.round, clock.now()),
    )
