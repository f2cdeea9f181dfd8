"""The organiser's editor of templates, with a preview of what is typed."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.diplomas import designing, presenting, rules, service, wording
from leader_award.diplomas.blueprint import blueprint
from leader_award.diplomas.forms import NUMBERS, TemplateForm
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, db
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict


@blueprint.route("/organizator/edycje/<edition_id>/dyplomy/szablon/<kind>", methods=["GET", "POST"])
@guarded("diplomas.make", edition_queries.find)
def template(edition: Edition, kind: str) -> Any:
    """Change what diplomas of a kind say; the button of the preview saves nothing."""
    if kind not in rules.KINDS:
        abort(404)
    saved = designing.texts_of(db.session(), edition.id)[kind]
    form = TemplateForm.of(saved)
    typed, status = saved, 200
    if form.validate_on_submit():
        typed = form.text(kind)
        try:
            if "preview" in request.form:
                designing.check(kind, typed)
            else:
                service.save_template(
                    edition_id=edition.id, kind=kind, text=typed, actor=access.actor("organiser")
                )
                flash(_("The template has been saved."), "success")
                return redirect(url_for(".index", edition_id=edition.id))
        except designing.Refused as error:
            form.blame_all(error)
            typed, status = saved, 422
        except Conflict as error:
            form.form_errors.append(error.message)
            form.version.data = saved.version
            status = 409
    elif form.errors:
        status = 422
    language = presenting.preview_language(request.form.get("preview", ""))
    page = render_template(
        "diplomas/template.html",
        edition=edition,
        kind=kind,
        form=form,
        numbers=NUMBERS,
        saved=saved,
        pictures=presenting.previews(edition, kind, typed, language),
        stale=status == 422,
        placeholders=rules.PLACEHOLDERS[kind],
        wording=wording,
        rules=rules,
    )
    return page, status


@blueprint.post("/organizator/edycje/<edition_id>/dyplomy/szablon/<kind>/przywroc")
@guarded("diplomas.make", edition_queries.find)
def restore(edition: Edition, kind: str) -> Any:
    """Go back to what diplomas of the kind say by default."""
    if kind not in rules.KINDS:
        abort(404)
    service.restore_template(edition_id=edition.id, kind=kind, actor=access.actor("organiser"))
    flash(_("The template says again what it says by default."), "success")
    return redirect(url_for(".template", edition_id=edition.id, kind=kind))
