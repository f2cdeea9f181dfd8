"""The page that a link opens: one person's own answers, without an account."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.platform import clock, i18n
from leader_award.platform.access import guarded, is_post
from leader_award.platform.errors import Conflict, DomainError
from leader_award.self_assessment import queries, rules, service
from leader_award.self_assessment.blueprint import blueprint
from leader_award.self_assessment.forms import PlainForm, levels_typed
from leader_award.self_assessment.models import AssessmentAnswer


@blueprint.route("/samoocena/odpowiedz/<token>", methods=["GET", "POST"])
@guarded("assessment.answer", queries.answer_by_link)
def answer(answer: AssessmentAnswer) -> Any:
    """Choose a level in each dimension; keep it for later, or hand it in."""
    token = (request.view_args or {})["token"]
    form = PlainForm(version=str(answer.version))
    keys = service.keys_of(answer.assessment)
    levels = dict(answer.levels)
    if form.validate_on_submit():
        levels = levels_typed(request.form, keys)
        later = "later" in request.form
        act = service.save_answer if later else service.submit_answer
        try:
            act(answer_id=answer.id, version=form.number, levels=levels)
        except DomainError as error:
            form.blame(error)
        else:
            words = (
                _("Saved. Nobody but you sees it until you hand it in.")
                if later
                else _("Thank you: your answer is handed in.")
            )
            flash(words, "success")
            return redirect(url_for(".answer", token=token))
    page = render_template(
        "self_assessment/answer.html",
        answer=answer,
        assessment=answer.assessment,
        form=form,
        levels=levels,
        missing=[key for key in keys if key not in levels] if form.form_errors else [],
        token=token,
        is_open=answer.assessment.state == rules.ANSWERING,
        fewest=rules.FEWEST_ANSWERS,
    )
    return page, 422 if is_post() else 200, {"Cache-Control": "no-store"}


@blueprint.post("/samoocena/odpowiedz/<token>/autozapis")
@guarded("assessment.answer", queries.answer_by_link)
def autosave_answer(answer: AssessmentAnswer) -> Any:
    """Keep what is chosen so far."""
    token = (request.view_args or {})["token"]
    form = PlainForm()
    levels = levels_typed(request.form, service.keys_of(answer.assessment))
    try:
        version = service.save_answer(answer_id=answer.id, version=form.number, levels=levels)
    except Conflict as error:
        return jsonify(message=str(error), url=url_for(".answer", token=token)), 409
    except DomainError as error:
        return jsonify(message=str(error)), 422
    return jsonify(version=version, saved_at=i18n.hour(clock.now()))
