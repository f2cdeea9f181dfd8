"""The rubric of each round with its versions: shown, prepared, compared, put into force."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries, rules, service, versions, wording
from leader_award.editions.assessment_forms import ReasonForm
from leader_award.editions.blueprint import blueprint
from leader_award.editions.changing import rubric_fault
from leader_award.editions.forms import EditionForm
from leader_award.editions.models import Edition, Round, Rubric
from leader_award.editions.pages import Page
from leader_award.platform import access, db
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import translate

SLUG = "karta-oceny"
BASE = "/organizator/edycje/<edition_id>/ustawienia/karta-oceny"
VERSION = "/organizator/karta-oceny/<rubric_id>"


def address(rubric: Rubric, item_id: str | None = None) -> str:
    """Return the address of the page that shows this version, at the place of a criterion."""
    return url_for(
        "editions.parts",
        edition_id=rubric.round.edition_id,
        slug=SLUG,
        runda=rubric.round_id,
        wersja=rubric.version,
        _anchor=f"czesc-{item_id}" if item_id else None,
    )


def rubric_page(edition: Edition, page: Page) -> str:
    """Show one version of one round's rubric; by default the one in force of the first round."""
    chosen = request.args.get("runda")
    round = next((one for one in edition.rounds if one.id == chosen), edition.rounds[0])
    wanted = request.args.get("wersja", "")
    rubric = next((one for one in round.rubrics if str(one.version) == wanted), round.rubric)
    frozen = queries.frozen(edition).get("rubric")
    fault = rubric_fault(db.session(), rubric)
    return render_template(
        "editions/setup/rubric.html",
        edition=edition,
        page=page,
        title=wording.PAGES["rubric"],
        round=round,
        rubric=rubric,
        items=rubric.criteria,
        reason=frozen or fault,
        may_prepare=bool(fault and not frozen and rubric is round.rubric and not round.draft),
        round_tabs=_round_tabs(edition, round),
        version_tabs=_version_tabs(round, rubric),
    )


def _round_tabs(edition: Edition, chosen: Round) -> list[dict[str, Any]]:
    if len(edition.rounds) < 2:
        return []
    return [
        {
            "label": translate(one.name),
            "url": url_for("editions.parts", edition_id=edition.id, slug=SLUG, runda=one.id),
            "current": one is chosen,
        }
        for one in edition.rounds
    ]


def _version_tabs(round: Round, chosen: Rubric) -> list[dict[str, Any]]:
    if len(round.rubrics) < 2:
        return []
    return [
        {"label": version_name(one), "url": address(one), "current": one is chosen}
        for one in round.rubrics
    ]


def version_name(rubric: Rubric) -> str:
    """Return a version's number with what it is now."""
    if rubric.in_force_since is None:
        return str(_("Version %(number)s, in preparation", number=rubric.version))
    if rubric is rubric.round.rubric:
        return str(_("Version %(number)s, in force", number=rubric.version))
    return str(_("Version %(number)s, replaced", number=rubric.version))


@blueprint.post(f"{BASE}/wzor")
@guarded("edition.organise", queries.find)
def default_rubric(edition: Edition) -> Any:
    """Give an empty rubric the proposal for its kind of round."""
    round_id = request.form.get("round_id") or None
    try:
        added = service.apply_default_rubric(
            edition_id=edition.id, round_id=round_id, actor=_actor()
        )
    except DomainError as error:
        flash(str(error), "danger")
    else:
        if added:
            flash(_("The proposal has been added. Change in it what you need."), "success")
    return redirect(url_for("editions.parts", edition_id=edition.id, slug=SLUG, runda=round_id))


@blueprint.post("/organizator/rundy/<round_id>/nowa-wersja")
@guarded("edition.organise", queries.find_round)
def prepare_version(round: Round) -> Any:
    """Copy the rubric in force as a new version to be changed."""
    try:
        rubric_id = service.prepare_version(round_id=round.id, actor=_actor())
    except DomainError as error:
        flash(str(error), "danger")
        return redirect(address(round.rubric))
    return redirect(address(queries.find_rubric(rubric_id) or abort(404)))


@blueprint.route(f"{VERSION}/zmiany", methods=["GET", "POST"])
@guarded("edition.organise", queries.find_rubric)
def compare_version(rubric: Rubric) -> Any:
    """Show what a version changes, and put one that is being prepared into force."""
    before = next((r for r in reversed(rubric.round.rubrics) if r.version < rubric.version), None)
    if before is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            service.put_into_force(
                rubric_id=rubric.id, reason=form.reason.data or "", actor=_actor()
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The new version of the rubric is in force."), "success")
            return redirect(address(rubric))
    found = versions.differences(before.criteria, rubric.criteria)
    edition = rubric.round.edition
    return render_template(
        "editions/setup/rubric_changes.html",
        edition=edition,
        round=rubric.round,
        rubric=rubric,
        before=before,
        differences=found,
        keeps_sealed=all(one.keeps_points for one in found if one.after is not None),
        complete=rules.complete([criterion.weight for criterion in rubric.criteria]),
        reason=queries.frozen(edition).get("rubric"),
        form=form,
        here=address(rubric),
        fields=wording.CRITERION_FIELDS,
    ), 422 if request.method == "POST" else 200


@blueprint.route(f"{VERSION}/odrzucenie", methods=["GET", "POST"])
@guarded("edition.organise", queries.find_rubric)
def discard_version(rubric: Rubric) -> Any:
    """Ask whether to throw a version in preparation away, and do so."""
    form, back = EditionForm(), address(rubric.round.rubric)
    if form.validate_on_submit():
        try:
            service.discard_version(rubric_id=rubric.id, actor=_actor())
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Deleted."), "success")
            return redirect(back)
    return render_template(
        "editions/setup/rubric_discard.html",
        edition=rubric.round.edition,
        rubric=rubric,
        form=form,
        here=address(rubric),
    ), 422 if request.method == "POST" else 200


def _actor() -> Any:
    return access.actor("organiser")
