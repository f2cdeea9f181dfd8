"""The juror's pages before scoring: the declaration, own organisations, conflicts."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.jury import declarations, queries, rules, service, wording
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import AnswersForm, TiesForm, UnitForm, answers_form, conflict_form
from leader_award.jury.models import Juror
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm


@blueprint.route("/jury/<juror_id>/deklaracja", methods=["GET", "POST"])
@guarded("jury.declare", queries.find)
def declaration(juror: Juror) -> Any:
    """Show the impartiality declaration; keep the signature or the refusal."""
    form = BaseForm()
    if form.validate_on_submit():
        agrees = request.form.get("agrees") == "yes"
        try:
            service.sign_declaration(juror_id=juror.id, agrees=agrees, actor=access.actor("juror"))
        except DomainError as error:
            form.blame(error)
        else:
            if agrees:
                flash(_("Thank you, the declaration has been signed."), "success")
                return redirect(url_for(".conflicts", juror_id=juror.id))
            flash(_("We have noted that you do not sign the declaration."), "info")
            return redirect(url_for(".declaration", juror_id=juror.id))
    page = render_template(
        "jury/declaration.html",
        juror=juror,
        edition=juror.edition,
        form=form,
        text=juror.declaration_text
        if juror.declared_at
        else declarations.declaration_text(juror.edition),
    )
    return page, (422 if form.form_errors else 200)


@blueprint.route("/jury/<juror_id>/wylaczenia", methods=["GET", "POST"])
@guarded("jury.declare_conflicts", queries.find)
def conflicts(juror: Juror) -> Any:
    """Ask for each admitted entry whether there is a conflict, and show what was said."""
    if juror.edition.hides_applicants:
        return _ties(juror, UnitForm(formdata=None))
    form = answers_form(_unanswered(juror))
    if form.validate_on_submit():
        try:
            service.declare_conflicts(
                juror_id=juror.id, conflicts=form.answers(), actor=access.actor("juror")
            )
        except DomainError as error:
            form.blame(error)
        else:
            return _go_on(juror, len(form.answers()))
    return _conflicts_page(juror, form, UnitForm(formdata=None))


def _ties(juror: Juror, unit_form: UnitForm) -> Any:
    """Ask with whom of all who take part anything ties the juror, not telling in which entry."""
    own = queries.organisations_of_juror(juror)
    others = [one for one in queries.participants(juror.edition_id) if one.id not in own]
    form = TiesForm()
    form.organisations.choices = [(one.id, one.name) for one in others]
    if "declared" in request.form and form.validate():
        try:
            service.declare_ties(
                juror_id=juror.id,
                organisation_ids=form.organisations.data or [],
                actor=access.actor("juror"),
            )
            return _go_on(juror, answered=1)
        except DomainError as error:
            form.blame(error)
    page = render_template(
        "jury/ties.html",
        juror=juror,
        edition=juror.edition,
        form=form,
        unit_form=unit_form,
        organisations=own,
        unanswered=len(_unanswered(juror)),
    )
    return page, (422 if form.errors or form.form_errors or unit_form.errors else 200)


def _unanswered(juror: Juror) -> list[queries.Listed]:
    entries = queries.assessed_entries(juror.edition_id)
    bars = queries.bars(juror.edition_id, entries=entries)
    said = queries.answers(juror.id)
    return [e for e in entries if e.id not in said and (e.id, juror.id) not in bars]


def _go_on(juror: Juror, answered: int) -> Any:
    left = len(_unanswered(juror))
    if left:
        flash(
            ngettext("%(num)s entry still waits for your answer.",
                     "%(num)s entries still wait for your answer.", left),
            "info" if answered else "warning",
        )  # fmt: skip
        return redirect(url_for(".conflicts", juror_id=juror.id))
    flash(_("Thank you, that is all we had to ask about conflicts of interest."), "success")
    return redirect(url_for("scoring.desk"))


def _conflicts_page(juror: Juror, form: AnswersForm, unit_form: UnitForm) -> Any:
    entries = queries.assessed_entries(juror.edition_id)
    bars = queries.bars(juror.edition_id, entries=entries)
    said = queries.answers(juror.id)
    page = render_template(
        "jury/conflicts.html",
        juror=juror,
        edition=juror.edition,
        form=form,
        unit_form=unit_form,
        entries=entries,
        decided=[
            (entry, own)
            for entry in entries
            if (own := [b for b in bars.get((entry.id, juror.id), ()) if b.source != rules.JUROR])
        ],
        answered=[(entry, said[entry.id]) for entry in entries if entry.id in said],
        organisations=queries.organisations_of_juror(juror),
        wording=wording,
    )
    return page, (422 if form.errors or form.form_errors or unit_form.errors else 200)


@blueprint.route("/jury/<juror_id>/wylaczenia/<entry_id>", methods=["GET", "POST"])
@guarded("jury.declare_conflicts", queries.find)
def conflict(juror: Juror, entry_id: str) -> Any:
    """Give another answer about one entry; a conflict ends the assignment at once."""
    entries = queries.assessed_entries(juror.edition_id)
    entry = next((one for one in entries if one.id == entry_id), None) or abort(404)
    if juror.edition.hides_applicants:
        if not queries.is_assigned(juror.id, entry_id):
            abort(404)
        entry = entry.blinded()
    form = conflict_form(queries.answers(juror.id).get(entry_id))
    if form.validate_on_submit():
        try:
            ended = service.declare_conflicts(
                juror_id=juror.id,
                conflicts={entry_id: (form.kind.data, form.note.data or "")},
                actor=access.actor("juror"),
            )
        except DomainError as error:
            error.field = (error.field or "").partition("-")[0] or None
            form.blame(error)
        else:
            flash(
                _("Your answer has been kept. You no longer assess this entry.")
                if ended
                else _("Your answer has been kept."),
                "success",
            )
            if ended:
                return redirect(url_for("scoring.desk"))
            return redirect(url_for(".conflicts", juror_id=juror.id))
    page = render_template(
        "jury/conflict.html",
        juror=juror,
        edition=juror.edition,
        entry=entry,
        form=form,
        assigned=queries.is_assigned(juror.id, entry_id),
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/jury/<juror_id>/organizacje")
@guarded("jury.declare_conflicts", queries.find)
def add_unit(juror: Juror) -> Any:
    """Note a local government that the juror belongs or belonged to."""
    form = UnitForm()
    if form.validate():
        try:
            service.add_own_unit(
                juror_id=juror.id, terc=form.unit.data or "", actor=access.actor("juror")
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Added. Entries in which it takes part are decided already."), "success")
            return redirect(url_for(".conflicts", juror_id=juror.id))
    if juror.edition.hides_applicants:
        return _ties(juror, form)
    return _conflicts_page(juror, answers_form(_unanswered(juror)), form)


@blueprint.post("/jury/<juror_id>/organizacje/<organisation_id>/usun")
@guarded("jury.declare_conflicts", queries.find)
def remove_organisation(juror: Juror, organisation_id: str) -> Any:
    """Take back an organisation that was named by mistake."""
    service.remove_own_organisation(
        juror_id=juror.id, organisation_id=organisation_id, actor=access.actor("juror")
    )
    flash(_("The organisation has been removed."), "success")
    return redirect(url_for(".conflicts", juror_id=juror.id))
