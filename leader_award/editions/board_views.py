"""The organiser's board of an edition, its stages and its extensions."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.editions import (
    hooks,
    mailing,
    presenting,
    queries,
    reminding,
    rules,
    service,
    wording,
)
from leader_award.editions.blueprint import blueprint
from leader_award.editions.extension_form import ExtensionForm
from leader_award.editions.forms import EditionForm
from leader_award.editions.models import Edition
from leader_award.platform import access, clock, db
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target


@blueprint.get("/organizator")
@guarded("edition.organise")
def boards() -> Any:
    """List the editions, each with its stage."""
    now = clock.now()
    return render_template(
        "editions/boards.html",
        editions=[(e, rules.phase(e, now)) for e in queries.all_editions()],
        states=wording.STATES,
        state_tags=wording.STATE_TAGS,
        stages=wording.STAGES,
        next_stage=lambda e: next((s for s in rules.STAGES if getattr(e, s) > now), None),
    )


@blueprint.get("/organizator/edycje/<edition_id>")
@guarded("edition.organise", queries.find)
def board(edition: Edition) -> Any:
    """Show where the edition stands, what needs a decision and what comes next."""
    now = clock.now()
    panels = [panel for hook in hooks.board_panels if (panel := hook(edition, now))]
    panels.sort(key=lambda panel: panel.order)
    decisions = [one for ask in hooks.board_decisions if (one := ask(edition, current_user, now))]
    waiting = [*decisions, *(panel for panel in panels if panel.tone == hooks.ATTENTION)]
    event = rules.next_event(edition.state)
    return render_template(
        "editions/board.html",
        edition=edition,
        phase=rules.phase(edition, now),
        steps=presenting.timetable_with_today(edition, now),
        panels=panels,
        attention=[
            presenting.decision_row(p) for p in sorted(waiting, key=lambda panel: panel.order)
        ],
        late=[
            presenting.late_row(edition, kind, count) for kind, count in reminding.due(edition, now)
        ],
        mails=mailing.unsent_counts(),
        sections=[found for hook in hooks.board_sections if (found := hook(edition, now))],
        event=event,
        on_board=event is not None and rules.EVENTS[event].on_board,
        obstacles=service.obstacles(db.session(), edition, event) if event else [],
        extension_count=len(queries.extensions(edition.id)),
        record_page=hooks.record_page("edition", edition.id),
        wording=wording,
    )


@blueprint.route("/organizator/edycje/<edition_id>/etap/<event>", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def stage(edition: Edition, event: str) -> Any:
    """Say what the next stage means, and start it."""
    if event not in rules.EVENTS or not rules.EVENTS[event].on_board:
        abort(404)
    form = EditionForm()
    if form.validate_on_submit():
        try:
            service.advance(edition_id=edition.id, event=event, actor=access.actor("organiser"))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Done: %(event)s.", event=wording.EVENTS[event]), "success")
            return redirect(url_for("editions.board", edition_id=edition.id))
    possible = rules.allows(edition.state, event, "organiser")
    return render_template(
        "editions/stage.html",
        edition=edition,
        form=form,
        event=event,
        obstacles=service.obstacles(db.session(), edition, event) if possible else [],
        possible=possible,
        wording=wording,
    ), _status()


@blueprint.route("/organizator/edycje/<edition_id>/przedluzenia", methods=["GET", "POST"])
@guarded("edition.organise", queries.find)
def extensions(edition: Edition) -> Any:
    """List the extended deadlines and grant another one, to the applicant named or to a chosen."""
    one = queries.organisation(request.args.get("organizacja", ""))
    form = (
        ExtensionForm.for_one(one, rules.later_deadline(edition, clock.now()))
        if one
        else ExtensionForm.offering(queries.applicants(edition.id))
    )
    if form.validate_on_submit():
        try:
            _grant(edition, form)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The deadline has been extended and the applicant has been told."), "success")
            here = url_for("editions.extensions", edition_id=edition.id)
            return redirect(safe_target(request.args.get("powrot"), here))
    return render_template(
        "editions/extensions.html",
        edition=edition,
        form=form,
        one=one,
        granted=queries.extensions(edition.id),
        now=clock.now(),
    ), _status()


def _grant(edition: Edition, form: ExtensionForm) -> None:
    values: dict[str, Any] = {
        "edition_id": edition.id,
        "until": form.until.instant,
        "reason": form.reason.data,
        "actor": access.actor("organiser"),
    }
    if form.organisation.data:
        service.grant_extension(organisation_id=form.organisation.data, **values)
    else:
        service.grant_extension_to_unit(terc=form.unit.data or "", **values)


def _status() -> int:
    """Return 422 for a form that was sent and not accepted."""
    return 422 if request.method == "POST" else 200
