"""The lists of an edition's parts: shown, added to, changed, reordered, deleted."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import presenting, queries, rubric_views, service, wording
from leader_award.editions.assessment_forms import CriterionForm
from leader_award.editions.blueprint import blueprint
from leader_award.editions.changing import rubric_fault, stamp
from leader_award.editions.forms import NEW_ITEM, EditionForm, PartForm, QuestionForm
from leader_award.editions.models import Edition, Rubric
from leader_award.editions.pages import PAGES, Page
from leader_award.platform import access, db
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import translate

BASE = "/organizator/edycje/<edition_id>/ustawienia/<slug>"
TEMPLATES = {"formularz": "form_builder", "rundy": "rounds"}


def _whole(edition_id: str) -> Edition | None:
    return queries.whole(edition_id)


def _page(slug: str) -> Page:
    if slug not in PAGES:
        abort(404)
    return PAGES[slug]


def _item(edition: Edition, page: Page, item_id: str) -> Any:
    return page.find(edition, item_id) or abort(404)


def _to_list(
    edition: Edition, page: Page, item_id: str | None = None, rubric: Rubric | None = None
) -> Any:
    """Go back to the list, to the item's place; a criterion's list is that of its rubric."""
    if rubric is not None:
        return redirect(rubric_views.address(rubric, item_id))
    anchor = f"czesc-{item_id}" if item_id else None
    url = url_for("editions.parts", edition_id=edition.id, slug=page.listed_on, _anchor=anchor)
    return redirect(url)


def _rubric(edition: Edition, rubric_id: str | None) -> Rubric | None:
    rubrics = [rubric for round in edition.rounds for rubric in round.rubrics]
    return next((one for one in rubrics if one.id == rubric_id), None)


def _reason(edition: Edition, page: Page, form: PartForm | None = None) -> Any:
    """Return the sentence that tells why the page can only be read, or None."""
    reason = queries.frozen(edition).get(page.part)
    if reason is None and isinstance(form, CriterionForm):
        rubric = _rubric(edition, form.rubric_id.data) or edition.rounds[0].rubric
        return rubric_fault(db.session(), rubric)
    return reason


@blueprint.get(BASE)
@guarded("edition.organise", _whole)
def parts(edition: Edition, slug: str) -> Any:
    """Show a list of parts with what can be done to each."""
    page = _page(slug)
    if page.list_slug:
        return _to_list(edition, page)
    if page.kind == "criterion":
        return rubric_views.rubric_page(edition, page)
    return render_template(
        f"editions/setup/{TEMPLATES.get(slug, 'parts')}.html",
        edition=edition,
        page=page,
        questions=PAGES["pytania"],
        items=page.items(edition),
        title=wording.PAGES[page.part],
        reason=_reason(edition, page),
        facts_of=presenting.facts_of,
        category_names={c.id: translate(c.name) for c in edition.categories},
    )


@blueprint.route(f"{BASE}/nowe", methods=["GET", "POST"])
@guarded("edition.organise", _whole)
def new_part(edition: Edition, slug: str) -> Any:
    """Add a part."""
    page = _page(slug)
    data = dict(NEW_ITEM.get(page.kind, {})) | {
        "section_id": request.args.get("czesc"),
        "rubric_id": request.args.get("rubryka", ""),
    }
    form = _prepared(page.form(data=data), edition)
    return _save(edition, page, form, None)


@blueprint.route(f"{BASE}/<item_id>", methods=["GET", "POST"])
@guarded("edition.organise", _whole)
def edit_part(edition: Edition, slug: str, item_id: str) -> Any:
    """Change a part."""
    page = _page(slug)
    item = _item(edition, page, item_id)
    form = _prepared(page.form(data=page.form.data_of(item) | {"seen": stamp(item)}), edition)
    return _save(edition, page, form, item)


def _prepared(form: PartForm, edition: Edition) -> PartForm:
    """Give a question's form the edition's sections and categories to choose from."""
    if isinstance(form, QuestionForm):
        form.section_id.choices = [(one.id, translate(one.title)) for one in edition.sections]
        form.category_ids.choices = [(one.id, translate(one.name)) for one in edition.categories]
    return form


def _save(edition: Edition, page: Page, form: PartForm, item: Any) -> Any:
    if form.validate_on_submit():
        parent = {} if page.kind == "question" else {"edition_id": edition.id}
        try:
            item_id = page.save(
                **parent,
                **form.arguments(item),
                item_id=item.id if item else None,
                seen=form.seen.data or None,
                key=form.key,
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
            if form.conflict is not None:
                form.seen.data = stamp(item)
        else:
            flash(_("The changes have been saved."), "success")
            return _to_list(edition, page, item_id, queries.rubric_of(item_id))
    return render_template(
        f"editions/setup/{page.kind}.html",
        edition=edition,
        page=page,
        form=form,
        item=item,
        title=page.change if item else page.new,
        list_title=wording.PAGES[page.part],
        reason=_reason(edition, page, form),
    ), 422 if request.method == "POST" else 200


@blueprint.post(f"{BASE}/<item_id>/przesun")
@guarded("edition.organise", _whole)
def move(edition: Edition, slug: str, item_id: str) -> Any:
    """Move a part up or down by one."""
    page = _page(slug)
    item = _item(edition, page, item_id)
    by = -1 if request.form.get("by") == "-1" else 1
    try:
        if page.move is not None:
            page.move(item.id, by, _actor())
        else:
            service.move_part(kind=page.kind, item_id=item.id, by=by, actor=_actor())
    except DomainError as error:
        flash(str(error), "danger")
    return _to_list(edition, page, item_id, queries.rubric_of(item_id))


@blueprint.route(f"{BASE}/<item_id>/usun", methods=["GET", "POST"])
@guarded("edition.organise", _whole)
def delete(edition: Edition, slug: str, item_id: str) -> Any:
    """Ask whether to delete a part, and delete it."""
    page = _page(slug)
    item = page.find(edition, item_id)
    form = EditionForm()
    if item is None and form.validate_on_submit():
        return _to_list(edition, page)
    item = _item(edition, page, item_id)
    rubric = queries.rubric_of(item_id)
    if form.validate_on_submit():
        try:
            if page.delete is not None:
                page.delete(item.id, _actor())
            else:
                service.delete_part(kind=page.kind, item_id=item.id, actor=_actor())
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Deleted."), "success")
            return _to_list(edition, page, rubric=rubric)
    return render_template(
        "editions/setup/delete.html",
        edition=edition,
        page=page,
        form=form,
        name=presenting.name_of(item),
        questions=len(item.questions) if page.kind == "section" else 0,
        list_title=wording.PAGES[page.part],
    ), 422 if request.method == "POST" else 200


@blueprint.post("/organizator/edycje/<edition_id>/ustawienia/ocena-formalna/wzor")
@guarded("edition.organise", queries.find)
def default_checks(edition: Edition) -> Any:
    """Give an empty formal check the default items."""
    try:
        added = service.apply_default_checks(edition_id=edition.id, actor=_actor())
    except DomainError as error:
        flash(str(error), "danger")
    else:
        if added:
            flash(_("The proposal has been added. Change in it what you need."), "success")
    return _to_list(edition, PAGES["ocena-formalna"])


def _actor() -> Any:
    return access.actor("organiser")
