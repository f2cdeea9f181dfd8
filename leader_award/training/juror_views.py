"""The juror's pages of the training."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.scoring import presenting as scoring_presenting
from leader_award.scoring import rules as scoring_rules
from leader_award.scoring.forms import CardForm
from leader_award.training import presenting, queries, rules, service, wording
from leader_award.training.blueprint import blueprint
from leader_award.training.models import TrainingCard, TrainingSample


@blueprint.get("/jury/<juror_id>/trening")
@guarded("jury.declare_conflicts", jury_queries.find)
def mine(juror: Juror) -> Any:
    """List the sample entries of the juror's rounds, and say how they score on the whole."""
    found = []
    for training in queries.of_edition(juror.edition_id):
        if training.state == rules.DRAFT or not jury_queries.sits_in(juror, training.round):
            continue
        cards = queries.cards_of_juror(juror.id, training.id)
        mean = presenting.general(queries.panel(training), juror.id)
        states = {one.id: cards[one.id].state if one.id in cards else rules.NEW
                  for one in training.samples}  # fmt: skip
        found.append((training, states, mean))
    return render_template(
        "training/mine.html", juror=juror, found=found, rules=rules, wording=wording
    )


@blueprint.route("/jury/trening/<sample_id>", methods=["GET", "POST"])
@guarded("training.take", queries.find_sample)
def sample(sample: TrainingSample) -> Any:
    """Score a sample entry; once the card is finished, see it beside the panel."""
    juror = queries.seat_for(current_user.id, sample.training)
    if juror is None:
        return redirect(url_for("scoring.desk"))
    card = queries.card_of(sample.id, juror.id)
    form = CardForm(version=str(card.version if card else 0))
    form.show(queries.criteria_of(sample.training), card.answers if card else {})
    if not form.is_submitted():
        return _page(sample, juror, card, form)
    final = request.form.get("then") == "finish"
    try:
        if not form.validate():
            return _page(sample, juror, card, form), 422
        service.save_card(
            sample_id=sample.id,
            version=form.seen,
            points=form.points,
            final=final,
            actor=access.actor("juror"),
        )
    except DomainError as error:
        form.blame(error)
        return _page(sample, juror, card, form), (409 if isinstance(error, Conflict) else 422)
    flash(_("The sample entry is finished.") if final else _("The card has been saved."), "success")
    return redirect(url_for(".sample", sample_id=sample.id))


def _page(sample: TrainingSample, juror: Juror, card: TrainingCard | None, form: CardForm) -> str:
    training = sample.training
    criteria = queries.criteria_of(training)
    final = card is not None and card.state == rules.FINAL
    answers = {key: value for key, value in form.points.items() if value is not None}
    return render_template(
        "training/sample.html",
        sample=sample,
        juror=juror,
        card=card,
        form=form,
        final=final,
        editable=not final
        and training.state == rules.OPEN
        and training.round.edition.state in rules.RUNNING,
        scales=[scoring_presenting.scale(criterion) for criterion in criteria],
        weights=scoring_presenting.weights(criteria),
        percent=scoring_rules.percent(criteria, answers),
        compared=presenting.comparison(queries.panel(training), sample.id, juror.id, criteria)
        if final
        else None,
        enough=rules.ENOUGH,
        place=([one.id for one in training.samples].index(sample.id) + 1, len(training.samples)),
        following=_following(sample, juror) if final else None,
        wording=wording,
    )


def _following(sample: TrainingSample, juror: Juror) -> TrainingSample | None:
    """Return the next sample that the juror has not finished."""
    cards = queries.cards_of_juror(juror.id, sample.training_id)
    left = [
        one
        for one in sample.training.samples
        if one.id not in cards or cards[one.id].state != rules.FINAL
    ]
    return left[0] if left else None
