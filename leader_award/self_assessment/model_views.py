"""Pages on which organisers look at, copy, edit and publish versions of the model."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.platform import access
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.self_assessment import modelling, queries, rules
from leader_award.self_assessment.blueprint import blueprint
from leader_award.self_assessment.forms import DimensionForm, PlainForm, TextsForm, both, split
from leader_award.self_assessment.models import AssessmentModel

KEEP = "assessment_model.keep"
BASE = "/organizator/samoocena/model"


@blueprint.get(BASE)
@guarded(KEEP)
def models() -> Any:
    """List the versions of the model."""
    return render_template("self_assessment/models.html", models=queries.models())


@blueprint.post(f"{BASE}/gotowy")
@guarded(KEEP)
def use_shipped() -> Any:
    """Put the model that comes with the program in use, if there is none yet."""
    model_id = modelling.use_shipped_model(actor=access.actor("organiser"))
    return redirect(url_for(".model", model_id=model_id))


@blueprint.get(f"{BASE}/<model_id>")
@guarded(KEEP, queries.find_model)
def model(model: AssessmentModel) -> Any:
    """Show a version with all its dimensions and levels."""
    return render_template(
        "self_assessment/model.html",
        model=model,
        faults=rules.faults(model.dimensions),
        form=PlainForm(),
    )


@blueprint.post(f"{BASE}/<model_id>/kopiuj")
@guarded(KEEP, queries.find_model)
def copy_model(model: AssessmentModel) -> Any:
    """Make a new version as a copy."""
    model_id = modelling.copy_model(
        model_id=model.id, actor=access.actor("organiser"), key=PlainForm().key
    )
    flash(_("This is a copy. Change it and put it in use when it is ready."), "success")
    return redirect(url_for(".model", model_id=model_id))


@blueprint.post(f"{BASE}/<model_id>/opublikuj")
@guarded(KEEP, queries.find_model)
def publish_model(model: AssessmentModel) -> Any:
    """Put a draft in use."""
    return _act(
        model,
        lambda: modelling.publish_model(model_id=model.id, actor=access.actor("organiser")),
    )


@blueprint.post(f"{BASE}/<model_id>/usun")
@guarded(KEEP, queries.find_model)
def discard_model(model: AssessmentModel) -> Any:
    """Throw a draft away."""
    modelling.discard_model(model_id=model.id, actor=access.actor("organiser"))
    return redirect(url_for(".models"))


@blueprint.post(f"{BASE}/<model_id>/wymiary/<key>/wyzej")
@guarded(KEEP, queries.find_model)
def move_dimension(model: AssessmentModel, key: str) -> Any:
    """Move a dimension one place up."""
    return _act(
        model,
        lambda: modelling.move_up(model_id=model.id, key=key, actor=access.actor("organiser")),
    )


@blueprint.post(f"{BASE}/<model_id>/wymiary/<key>/usun")
@guarded(KEEP, queries.find_model)
def remove_dimension(model: AssessmentModel, key: str) -> Any:
    """Take a dimension out."""
    return _act(
        model,
        lambda: modelling.remove_dimension(
            model_id=model.id, key=key, actor=access.actor("organiser")
        ),
    )


def _act(model: AssessmentModel, act: Callable[[], None]) -> Any:
    try:
        act()
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for(".model", model_id=model.id))


@blueprint.route(f"{BASE}/<model_id>/teksty", methods=["GET", "POST"])
@guarded(KEEP, queries.find_model)
def edit_texts(model: AssessmentModel) -> Any:
    """Change name and introduction of a draft."""
    data = {"version": str(model.version), **split("name", model.name)}
    form = TextsForm(data=data | split("intro", model.intro))
    return _edit(
        model,
        form,
        _("Name and introduction"),
        lambda: modelling.save_texts(
            model_id=model.id,
            version=form.number,
            name=both(form, "name"),
            intro=both(form, "intro"),
            actor=access.actor("organiser"),
        ),
    )


@blueprint.route(f"{BASE}/<model_id>/wymiary/nowy", methods=["GET", "POST"])
@guarded(KEEP, queries.find_model)
def new_dimension(model: AssessmentModel) -> Any:
    """Add a dimension to a draft."""
    return _dimension(model, DimensionForm(version=str(model.version)), None)


@blueprint.route(f"{BASE}/<model_id>/wymiary/<key>", methods=["GET", "POST"])
@guarded(KEEP, queries.find_model)
def edit_dimension(model: AssessmentModel, key: str) -> Any:
    """Change a dimension of a draft."""
    one = next((one for one in model.dimensions if one["key"] == key), None)
    if one is None:
        abort(404)
    data = {"version": str(model.version)}
    data |= split("name", one["name"]) | split("question", one["question"])
    for number, level in enumerate(one["levels"], 1):
        data |= split(f"level{number}", level)
    return _dimension(model, DimensionForm(data=data), key)


def _dimension(model: AssessmentModel, form: DimensionForm, key: str | None) -> Any:
    return _edit(
        model,
        form,
        _("Dimension") if key else _("New dimension"),
        lambda: modelling.save_dimension(
            model_id=model.id,
            version=form.number,
            key=key,
            name=both(form, "name"),
            question=both(form, "question"),
            levels=form.levels,
            actor=access.actor("organiser"),
        ),
    )


def _edit(
    model: AssessmentModel, form: TextsForm | DimensionForm, title: str, save: Callable[[], object]
) -> Any:
    if model.state != rules.DRAFT:
        return redirect(url_for(".model", model_id=model.id))
    if form.validate_on_submit():
        try:
            save()
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".model", model_id=model.id))
    page = render_template("self_assessment/edit.html", model=model, form=form, title=title)
    return page, 422 if is_post() else 200
