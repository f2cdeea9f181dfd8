"""Pages of a partnership's self-assessment; the model's pages are in `model_views`."""

from typing import Any

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts.policy import is_organiser
from leader_award.partnerships import keeping
from leader_award.partnerships.models import Partnership
from leader_award.platform import access, i18n
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import DomainError
from leader_award.self_assessment import (
    answer_views,
    model_views,
    policy,
    queries,
    rules,
    service,
    wording,
)
from leader_award.self_assessment.blueprint import blueprint
from leader_award.self_assessment.forms import InviteForm, PlainForm, levels_typed, steps_typed
from leader_award.self_assessment.models import Assessment, AssessmentAnswer

__all__ = ["answer_views", "model_views", "policy", "register"]

EMPTY_STEPS = 2


def register(app: Flask) -> None:
    """Add the pages, and keep partnerships that have self-assessments in the register."""
    app.register_blueprint(blueprint)
    app.add_template_filter(wording.assessment_state)
    app.add_template_filter(wording.iso_day)
    if service.refuse_removal not in keeping.removal_reasons:
        keeping.removal_reasons.append(service.refuse_removal)


def _role() -> str:
    return "organiser" if is_organiser(current_user) else "applicant"


@blueprint.get("/samoocena")
@guarded("assessment.list_own")
def index() -> Any:
    """List the partnerships of the person's organisations with their self-assessments."""
    return render_template(
        "self_assessment/index.html",
        own=queries.mine(current_user.id),
        all=queries.running() if is_organiser(current_user) else [],
    )


@blueprint.post("/samoocena/partnerstwo/<partnership_id>")
@guarded("assessment.start", queries.find_partnership)
def start(partnership: Partnership) -> Any:
    """Begin a self-assessment."""
    form = PlainForm()
    try:
        assessment_id = service.start_assessment(
            partnership_id=partnership.id, actor=access.actor(_role()), key=form.key
        )
    except DomainError as error:
        flash(str(error), "error")
        return redirect(url_for(".index"))
    return redirect(url_for(".show", assessment_id=assessment_id))


@blueprint.get("/samoocena/<assessment_id>")
@guarded("assessment.see", queries.find)
def show(assessment: Assessment) -> Any:
    """Show whom it waits for, or its result."""
    if assessment.state == rules.ANSWERING:
        return _answering(assessment, InviteForm(formdata=None))
    return render_template(
        "self_assessment/result.html", assessment=assessment, result=queries.result(assessment)
    )


def _answering(assessment: Assessment, form: InviteForm) -> Any:
    return render_template(
        "self_assessment/answering.html",
        assessment=assessment,
        form=form,
        invited=queries.invited(assessment.id),
        fewest=rules.FEWEST_ANSWERS,
    )


@blueprint.post("/samoocena/<assessment_id>/zapros")
@guarded("assessment.run", queries.find)
def invite(assessment: Assessment) -> Any:
    """Send somebody a link by which they answer."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            service.invite(
                assessment_id=assessment.id,
                name=form.name.data or "",
                email=form.email.data or "",
                language=i18n.current_language(),
                actor=access.actor(_role()),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The link is on its way to %(to)s.", to=form.email.data), "success")
            return redirect(url_for(".show", assessment_id=assessment.id))
    return _answering(assessment, form), 422


@blueprint.post("/samoocena/zaproszenia/<answer_id>/wycofaj")
@guarded("assessment.withdraw", queries.find_answer)
def withdraw(answer: AssessmentAnswer) -> Any:
    """Let a link stop working."""
    assessment_id = answer.assessment_id
    return _step(
        assessment_id,
        lambda: service.withdraw_invitation(answer_id=answer.id, actor=access.actor(_role())),
    )


@blueprint.post("/samoocena/<assessment_id>/zamknij")
@guarded("assessment.run", queries.find)
def close_answers(assessment: Assessment) -> Any:
    """End answering."""
    return _step(
        assessment.id,
        lambda: service.close_answers(assessment_id=assessment.id, actor=access.actor(_role())),
    )


@blueprint.post("/samoocena/<assessment_id>/zakoncz")
@guarded("assessment.run", queries.find)
def finish(assessment: Assessment) -> Any:
    """Close the self-assessment with its result."""
    return _step(
        assessment.id,
        lambda: service.finish(assessment_id=assessment.id, actor=access.actor(_role())),
    )


def _step(assessment_id: str, act: Any) -> Any:
    try:
        act()
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for(".show", assessment_id=assessment_id))


@blueprint.route("/samoocena/<assessment_id>/wspolnie", methods=["GET", "POST"])
@guarded("assessment.run", queries.find)
def agree(assessment: Assessment) -> Any:
    """Record the levels agreed together and the next steps."""
    if assessment.state != rules.DISCUSSING:
        return redirect(url_for(".show", assessment_id=assessment.id))
    form = PlainForm(version=str(assessment.version))
    joint, steps = dict(assessment.joint), list(assessment.steps)
    if form.validate_on_submit():
        joint = levels_typed(request.form, service.keys_of(assessment))
        steps = steps_typed(request.form)
        try:
            service.agree(
                assessment_id=assessment.id,
                version=form.number,
                joint=joint,
                steps=steps,
                actor=access.actor(_role()),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", assessment_id=assessment.id))
    page = render_template(
        "self_assessment/agree.html",
        assessment=assessment,
        result=queries.result(assessment),
        form=form,
        joint=joint,
        steps=(steps + [{}] * EMPTY_STEPS)[: rules.MOST_STEPS],
    )
    return page, 422 if is_post() else 200
