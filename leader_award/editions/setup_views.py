"""Setting up an edition: made or copied, described, timed, looked at as an applicant."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import pages, presenting, queries, rules, service, wording
from leader_award.editions.blueprint import blueprint
from leader_award.editions.forms import (
    BasicsForm,
    EditionForm,
    NewEditionForm,
    OptionsForm,
    TimetableForm,
    spread,
)
from leader_award.editions.models import Category, Edition
from leader_award.editions.preview import preview_form
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import number_sent
from leader_award.platform.i18n import translate

OPTIONS = (
    "one_entry_per_category",
    "jurors_per_entry",
    "card_mean",
    "has_final",
    "feedback_to_applicants",
)
TEXTS = ("name", "theme", "call_text", "note")


def _whole(edition_id: str) -> Edition | None:
    return queries.whole(edition_id)


@blueprint.route("/organizator/edycje/nowa", methods=["GET", "POST"])
@guarded("edition.organise")
def new() -> Any:
    """Make an edition, empty or as a copy of an earlier one."""
    form = NewEditionForm(data=_proposal())
    form.source.choices = [("", _("an empty edition"))] + [
        (one.id, _("a copy of: %(edition)s", edition=translate(one.name)))
        for one in queries.all_editions()
    ]
    if form.validate_on_submit():
        try:
            edition_id = _create(form)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The edition has been created. Now fill in what is missing."), "success")
            return redirect(url_for("editions.setup", edition_id=edition_id))
    return render_template("editions/setup/new.html", form=form, stages=rules.STAGES), _status()


def _proposal() -> dict[str, Any]:
    number = queries.next_number()
    return {
        "number": number,
        "year": clock.to_warsaw(clock.now()).year,
        "source": request.args.get("wzor", ""),
    }


def _create(form: NewEditionForm) -> str:
    values: dict[str, Any] = {
        "year": form.year.data,
        "number": form.number.data,
        "name": form.translated("name"),
        "actor": access.actor("organiser"),
        "key": form.key,
        **form.instants(),
    }
    if form.source.data:
        return service.copy_edition(source_id=form.source.data, **values)
    return service.create_edition(**values)


@blueprint.get("/organizator/edycje/<edition_id>/ustawienia")
@guarded("edition.organise", queries.find)
def setup(edition: Edition) -> Any:
    """Show the set-up as a list of tasks, each with what it still needs."""
    missing = queries.missing_for_call(edition.id)
    frozen = queries.frozen(edition)
    return render_template(
        "editions/setup/index.html",
        edition=edition,
        tasks=[_task(edition, part, missing, frozen) for part in wording.PAGES],
        missing=missing,
    )


def _task(
    edition: Edition, part: str, missing: list[str], frozen: dict[str, Any]
) -> dict[str, Any]:
    endpoint = {"basics": "basics", "timetable": "timetable", "options": "options"}.get(part)
    url = (
        url_for(f"editions.{endpoint}", edition_id=edition.id)
        if endpoint
        else url_for("editions.parts", edition_id=edition.id, slug=pages.LIST_OF_PART[part])
    )
    status, kind = _("filled in"), "success"
    if part in missing:
        status, kind = _("to be filled in"), "warning"
    elif part in frozen:
        status, kind = _("can no longer be changed"), "neutral"
    elif part == "prizes" and not edition.prizes:
        status, kind = _("empty"), "neutral"
    return {"label": wording.PAGES[part], "url": url, "status": status, "status_kind": kind}


@blueprint.route("/organizator/edycje/<edition_id>/ustawienia/podstawy", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def basics(edition: Edition) -> Any:
    """Change the name, theme and texts."""
    form = BasicsForm(data=spread(edition, *TEXTS) | {"version": edition.version})
    values = {name: form.translated(name) for name in TEXTS} if form.validate_on_submit() else None
    return _update(edition, form, "basics", values)


@blueprint.route("/organizator/edycje/<edition_id>/ustawienia/zasady", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def options(edition: Edition) -> Any:
    """Change the rules of the edition."""
    stored = {name: getattr(edition, name) for name in OPTIONS}
    form = OptionsForm(data=stored | {"version": edition.version})
    values = {name: form[name].data for name in OPTIONS} if form.validate_on_submit() else None
    return _update(edition, form, "options", values)


def _update(edition: Edition, form: Any, page: str, values: dict[str, Any] | None) -> Any:
    """Store the values, if the form gave any, and go back to the list; else show the form."""
    if values is not None:
        try:
            service.update_edition(
                edition_id=edition.id,
                version=number_sent(form.version),
                actor=access.actor("organiser"),
                **values,
            )
        except DomainError as error:
            _blame(form, error, edition)
        else:
            return _saved(edition)
    frozen = queries.frozen(edition)
    return render_template(
        f"editions/setup/{page}.html", edition=edition, form=form, reason=frozen.get("basics")
    ), _status()


@blueprint.route("/organizator/edycje/<edition_id>/ustawienia/harmonogram", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def timetable(edition: Edition) -> Any:
    """Change the timetable; a published deadline only with a reason."""
    stored = {stage: getattr(edition, stage) for stage in rules.STAGES}
    form = TimetableForm(data=stored | {"version": edition.version})
    if form.validate_on_submit():
        try:
            service.set_timetable(
                edition_id=edition.id,
                version=number_sent(form.version),
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
                **form.instants(edition),
            )
        except DomainError as error:
            _blame(form, error, edition)
        else:
            return _saved(edition)
    frozen = queries.frozen(edition)
    return render_template(
        "editions/setup/timetable.html",
        edition=edition,
        form=form,
        stages=rules.STAGES,
        reason=frozen.get("timetable"),
        deadline_reason=frozen.get("deadline"),
        changes=queries.deadline_changes(edition.id),
    ), _status()


def _blame(form: EditionForm, error: DomainError, edition: Edition) -> None:
    form.blame(error)
    if form.conflict is not None:
        form["version"].data = edition.version


def _saved(edition: Edition) -> Any:
    flash(_("The changes have been saved."), "success")
    return redirect(url_for("editions.setup", edition_id=edition.id))


def _status() -> int:
    """Return 422 for a form that was sent and not accepted."""
    return 422 if request.method == "POST" else 200


@blueprint.get("/organizator/edycje/<edition_id>/ustawienia/podglad")
@guarded("edition.organise", _whole)
def preview(edition: Edition) -> Any:
    """Show the entry form as an applicant of the chosen category sees it."""
    chosen = request.args.get("kategoria")
    category = next((c for c in edition.categories if c.id == chosen), None)
    return render_template(
        "editions/setup/preview.html",
        edition=edition,
        choices=[_choice(edition, None, category)]
        + [_choice(edition, one, category) for one in edition.categories],
        form=preview_form(edition, category.id if category else None),
        facts_of=presenting.facts_of,
    )


def _choice(edition: Edition, one: Category | None, chosen: Category | None) -> dict[str, Any]:
    return {
        "label": translate(one.name) if one else _("All questions"),
        "url": url_for(
            "editions.preview", edition_id=edition.id, kategoria=one.id if one else None
        ),
        "current": one is chosen,
    }
