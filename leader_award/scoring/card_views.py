"""The juror's score card beside the entry: read, fill in, seal."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.jury.models import Juror
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.i18n import hour
from leader_award.scoring import (
    file_views,
    presenting,
    queries,
    rules,
    sealing,
    service,
    wording,
)
from leader_award.scoring.blueprint import blueprint
from leader_award.scoring.forms import CardForm
from leader_award.scoring.models import ScoreCard


@blueprint.get("/jury/karty/<card_id>")
@guarded("card.see", queries.find_card)
def card(card: ScoreCard) -> Any:
    """Show the entry and the card beside it."""
    return _page(card, CardForm.of(card))


@blueprint.post("/jury/karty/<card_id>")
@guarded("card.see", queries.find_card)
def save_card(card: ScoreCard) -> Any:
    """Save the card, then stay or go to the next one."""
    form = _typed(card)
    try:
        _save(card, form)
    except DomainError as error:
        return _refused(card, form, error)
    if request.form.get("then") == "next":
        return go_to_next(card.assignment.juror, card.assignment_id)
    flash(_("The card has been saved."), "success")
    return redirect(url_for(".card", card_id=card.id))


@blueprint.post("/jury/karty/<card_id>/zatwierdzenie")
@guarded("card.see", queries.find_card)
def seal_card(card: ScoreCard) -> Any:
    """Save the card and seal it if the juror has confirmed that; then go to the next one."""
    form = _typed(card)
    try:
        version = _save(card, form)
        form.version.data = str(version)
        form.require_confirmation()
        commitment = service.seal_card(
            card_id=card.id, version=version, actor=access.actor("juror")
        )
    except DomainError as error:
        return _refused(card, form, error)
    flash(
        _("The card of the entry %(reference)s has been sealed. Its seal, to keep: %(commitment)s",
          reference=card.assignment.entry.reference, commitment=commitment), "success",
    )  # fmt: skip
    return go_to_next(card.assignment.juror, card.assignment_id)


def _refused(card: ScoreCard, form: CardForm, error: DomainError) -> tuple[str, int]:
    """Show the card as it was typed, with what is wrong; in a conflict with what is stored."""
    form.blame(error)
    if not isinstance(error, Conflict):
        return _page(card, form), 422
    form.version.data = str(queries.version_of(card.id))
    return _page(card, form), 409


@blueprint.post("/jury/karty/<card_id>/autozapis")
@guarded("card.see", queries.find_card)
def autosave_card(card: ScoreCard) -> Any:
    """Save what has been filled in so far, without leaving the page."""
    try:
        version = _save(card, _typed(card))
    except Conflict as error:
        return jsonify(message=str(error), url=url_for(".card", card_id=card.id)), 409
    except DomainError as error:
        return jsonify(message=str(error)), 422
    return jsonify(version=version, saved_at=hour(clock.now()))


def _typed(card: ScoreCard) -> CardForm:
    return CardForm().offer(card.rubric.criteria, card)


def _save(card: ScoreCard, form: CardForm) -> int:
    return service.save_card(
        card_id=card.id,
        version=form.seen,
        points=form.points,
        comment_to_jury=form.comment_to_jury.data or "",
        comment_to_applicant=form.comment_to_applicant.data or "",
        actor=access.actor("juror"),
    )


def _page(card: ScoreCard, form: CardForm) -> str:
    assignment = card.assignment
    edition = assignment.juror.edition
    round, criteria = assignment.round, card.rubric.criteria
    if not form.is_submitted():
        form.offer(criteria, card)
    answers = {key: value for key, value in form.points.items() if value is not None}
    open_now = rules.accepts_scores(round, clock.now())
    content = queries.content_of_card(card)
    return render_template(
        "scoring/card.html",
        card=card,
        form=form,
        edition=edition,
        content=content,
        previews=file_views.previews_of(card, content),
        criteria=criteria,
        scales=[presenting.scale(criterion) for criterion in criteria],
        weights=presenting.weights(criteria),
        percent=rules.percent(criteria, answers),
        place=queries.place_on_desk(assignment),
        round=round,
        several=len(edition.rounds) > 1,
        earlier=queries.earlier_cards(card),
        editable=form.is_submitted() or (open_now and card.state != rules.SEALED),
        open_now=open_now,
        term=presenting.term(round, clock.now()),
        wording=wording,
        why=wording.WHY_NEXT.get(request.args.get("dlaczego", "")),
        commitment=sealing.current(card),
        longest=rules.LONGEST_COMMENT,
    )


def open_and_show(assignment_id: str, why: str | None = None) -> Any:
    """Open the assignment's card and go there; back to the desk with the reason if it cannot be.

    `why` says why this card comes next.
    """
    try:
        card_id = service.open_card(assignment_id=assignment_id, actor=access.actor("juror"))
    except DomainError as error:
        flash(str(error), "danger")
        return redirect(url_for(".desk"))
    return redirect(url_for(".card", card_id=card_id, dlaczego=why))


def go_to_next(juror: Juror, assignment_id: str | None = None) -> Any:
    """Go from this assignment's card to the one to go on with, or to the desk."""
    now = clock.now()
    cards = [one for one in queries.desk_cards(juror) if rules.accepts_scores(one.round, now)]
    here = next((i for i, one in enumerate(cards) if one.assignment_id == assignment_id), None)
    following = rules.next_card(cards, here)
    if following is not None:
        return open_and_show(following[0].assignment_id, following[1])
    if all(card.state == rules.SEALED for card in cards):
        flash(_("All your cards are sealed. Thank you."), "success")
    else:
        flash(_("There is no other card to go on with. This one is still to be sealed."), "info")
    return redirect(url_for(".desk"))
