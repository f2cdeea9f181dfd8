"""The organiser's pages of the training."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.training import anonymising, presenting, queries, rules, service, wording
from leader_award.training.blueprint import blueprint
from leader_award.training.forms import ArrangeForm, SampleForm
from leader_award.training.models import TrainingSample

EVENTS = {"open": service.open_training, "close": service.close_training}


@blueprint.route("/organizator/rundy/<round_id>/trening", methods=["GET", "POST"])
@guarded("training.arrange", edition_queries.find_round)
def overview(round: Round) -> Any:
    """Prepare the training of a round, and see what came out of it."""
    training = queries.of_round(round.id)
    form = ArrangeForm()
    if not form.is_submitted():
        form.required.data = bool(training and training.required)
    if form.validate_on_submit():
        try:
            service.arrange(
                round_id=round.id,
                required=bool(form.required.data),
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".overview", round_id=round.id))
    page = render_template(
        "training/overview.html",
        round=round,
        edition=round.edition,
        several=len(round.edition.rounds) > 1,
        training=training,
        form=form,
        fault=service.opening_fault(training) if training else None,
        results=presenting.results(training) if training else None,
        rules=rules,
        wording=wording,
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/organizator/rundy/<round_id>/trening/stan")
@guarded("training.arrange", edition_queries.find_round)
def move_on(round: Round) -> Any:
    """Open the training for jurors, or end it."""
    act = EVENTS.get(request.form.get("event", ""))
    if act is not None and BaseForm().validate_on_submit():
        try:
            act(round_id=round.id, actor=access.actor("organiser"))
        except DomainError as error:
            flash(str(error), "danger")
    return redirect(url_for(".overview", round_id=round.id))


@blueprint.route("/organizator/rundy/<round_id>/trening/probka", methods=["GET", "POST"])
@guarded("training.arrange", edition_queries.find_round)
def new_sample(round: Round) -> Any:
    """Type a sample entry, or make one of a published entry."""
    form = SampleForm()
    if not form.is_submitted():
        _copy(form, request.args.get("zgloszenie", ""))
    return _sample_page(round, form, None)


def _copy(form: SampleForm, entry_id: str) -> None:
    content: Any = queries.source_content(entry_id) if entry_id else None
    if content is not None:
        form.source_id.data, form.title.data = entry_id, content["title"]
        form.text.data = anonymising.anonymous_text(content, {True: _("yes"), False: _("no")})


@blueprint.route("/organizator/trening/probki/<sample_id>", methods=["GET", "POST"])
@guarded("training.arrange", queries.find_sample)
def edit_sample(sample: TrainingSample) -> Any:
    """Change what jurors read of a sample entry."""
    form = SampleForm()
    if not form.is_submitted():
        form.title.data, form.text.data = sample.title, sample.text
    return _sample_page(sample.training.round, form, sample)


def _sample_page(round: Round, form: SampleForm, sample: TrainingSample | None) -> Any:
    if form.validate_on_submit():
        try:
            service.save_sample(
                round_id=round.id,
                sample_id=sample.id if sample else None,
                source_id=form.source_id.data or None,
                title=form.title.data or "",
                text=form.text.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The sample entry has been saved."), "success")
            return redirect(url_for(".overview", round_id=round.id))
    page = render_template(
        "training/sample_form.html",
        round=round,
        edition=round.edition,
        form=form,
        sample=sample,
        sources=queries.sources() if sample is None else [],
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/organizator/trening/probki/<sample_id>/usuniecie")
@guarded("training.arrange", queries.find_sample)
def remove_sample(sample: TrainingSample) -> Any:
    """Take a sample entry out of a training that is not open yet."""
    round_id = sample.training.round_id
    if BaseForm().validate_on_submit():
        try:
            service.remove_sample(sample_id=sample.id, actor=access.actor("organiser"))
        except DomainError as error:
            flash(str(error), "danger")
    return redirect(url_for(".overview", round_id=round_id))
