"""The organiser's pages: drafting, editing, publishing, and reading adoptions."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.practices import queries, rules, service, wording
from leader_award.practices.differences import difference
from leader_award.practices.forms import MAPPED, DecisionForm, DraftForm, EditForm, mapping_form
from leader_award.practices.models import Adoption, Practice
from leader_award.results import wording as result_wording

blueprint = Blueprint("practice_desk", __name__)
DESK = "/organizator/dobre-praktyki"


@blueprint.get(DESK)
@guarded("practice.organise")
def index() -> Any:
    """List every card with what it waits for."""
    return render_template(
        "practices/desk.html",
        practices=queries.all_practices(),
        waiting=len(queries.waiting_adoptions()),
        editions=[
            e for e in edition_queries.all_editions() if e.state in ("announced", "archived")
        ],
        rules=rules,
        wording=wording,
    )


def _edition(edition_id: str) -> Edition | None:
    return edition_queries.whole(edition_id)


@blueprint.route("/organizator/edycje/<edition_id>/dobre-praktyki", methods=["GET", "POST"])
@guarded("practice.organise", _edition)
def draft(edition: Edition) -> Any:
    """Choose awarded entries and draft a card from each."""
    entries = queries.awarded_entries(edition.id, clock.now())
    form = DraftForm()
    form.entry_ids.choices = [
        (entry.id, entry.title) for entry, _outcome, practice in entries if practice is None
    ]
    if form.validate_on_submit():
        try:
            made = service.draft_practices(
                entry_ids=form.entry_ids.data or [],
                mapping=queries.mapping_of(edition),
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(
                ngettext(
                    "%(num)s card has been drafted; the entrant has been asked for consent.",
                    "%(num)s cards have been drafted; the entrants have been asked for consent.",
                    len(made),
                ),
                "success",
            )
            return redirect(url_for(".draft", edition_id=edition.id))
    page = render_template(
        "practices/draft.html",
        edition=edition,
        entries=entries,
        form=form,
        mapping=mapping_form(edition, queries.mapping_of(edition)),
        fields=MAPPED,
        outcomes=result_wording.OUTCOMES,
        wording=wording,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/organizator/edycje/<edition_id>/dobre-praktyki/pytania")
@guarded("practice.organise", _edition)
def save_mapping(edition: Edition) -> Any:
    """Remember from which question each field is drafted."""
    form = mapping_form(edition, {})
    if form.validate_on_submit():
        service.save_mapping(
            edition_id=edition.id,
            questions={name: form[name].data for name in MAPPED},
            actor=access.actor("organiser"),
        )
        flash(_("The sources of the fields have been saved."), "success")
    else:
        flash(_("The form has changed meanwhile. Choose the questions once more."), "error")
    return redirect(url_for(".draft", edition_id=edition.id))


@blueprint.route(f"{DESK}/<practice_id>", methods=["GET", "POST"])
@guarded("practice.organise", queries.whole)
def edit(practice: Practice) -> Any:
    """Edit a card, with the differences from what the entrant released."""
    form = EditForm.of(practice)
    status = 200
    if form.validate_on_submit():
        try:
            service.edit(
                practice_id=practice.id,
                version=form.version_seen,
                texts=form.texts,
                details=form.details,
                actor=access.actor("organiser"),
            )
        except Conflict as error:
            form.blame(error)
            form.version.data = str(practice.version)
            status = 409
        except DomainError as error:
            form.blame(error)
            status = 422
        else:
            flash(_("The card has been saved."), "success")
            return redirect(url_for(".edit", practice_id=practice.id))
    elif form.errors:
        status = 422
    page = render_template(
        "practices/edit.html",
        practice=practice,
        fields=queries.fields_of(practice),
        form=form,
        difference=difference,
        rules=rules,
        wording=wording,
        changed=status == 409,
    )
    return page, status


@blueprint.post(f"{DESK}/<practice_id>/publikuj/<int:version>")
@guarded("practice.organise", queries.whole)
def publish(practice: Practice, version: int) -> Any:
    """Make public what the entrant released."""
    try:
        service.publish(practice_id=practice.id, version=version, actor=access.actor("organiser"))
        flash(_("The card is public."), "success")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for(".edit", practice_id=practice.id))


@blueprint.post(f"{DESK}/<practice_id>/wycofaj")
@guarded("practice.organise", queries.whole)
def withdraw(practice: Practice) -> Any:
    """Take the card back from the public."""
    service.withdraw(practice_id=practice.id, actor=access.actor("organiser"))
    flash(_("The card is not public any more; its address says that it is gone."), "success")
    return redirect(url_for(".edit", practice_id=practice.id))


@blueprint.post(f"{DESK}/<practice_id>/popros")
@guarded("practice.organise", queries.whole)
def ask(practice: Practice) -> Any:
    """Write to the entrant once more."""
    service.ask_for_release(practice_id=practice.id, actor=access.actor("organiser"))
    flash(_("The entrant's people have been asked to release the card."), "success")
    return redirect(url_for(".edit", practice_id=practice.id))


@blueprint.get(f"{DESK}/<practice_id>/wersje")
@guarded("practice.organise", queries.whole)
def versions(practice: Practice) -> Any:
    """Show what each version changed."""
    return render_template(
        "practices/versions.html",
        practice=practice,
        pairs=list(zip(practice.versions, [None, *practice.versions], strict=False))[::-1],
        difference=difference,
        rules=rules,
        wording=wording,
    )


@blueprint.get(f"{DESK}/wdrozenia")
@guarded("practice.organise")
def adoptions() -> Any:
    """List what others say that they adopted."""
    return _adoptions_page(DecisionForm())


@blueprint.post(f"{DESK}/wdrozenia/<adoption_id>/<any(pokaz,odrzuc):answer>")
@guarded("practice.organise", queries.find_adoption)
def decide(adoption: Adoption, answer: str) -> Any:
    """Show it on the card, or not."""
    form = DecisionForm()
    if form.validate_on_submit():
        try:
            service.decide_adoption(
                adoption_id=adoption.id,
                show=answer == "pokaz",
                reason=form.reason.data or "",
                version=int(form.version.data or 0),
                actor=access.actor("organiser"),
            )
            flash(_("Your decision has been saved."), "success")
            return redirect(url_for(".adoptions"))
        except DomainError as error:
            form.blame(error)
    return _adoptions_page(form), 422


def _adoptions_page(form: DecisionForm) -> str:
    return render_template(
        "practices/adoptions.html",
        waiting=queries.waiting_adoptions(),
        decided=queries.decided_adoptions(),
        form=form,
        wording=wording,
    )
