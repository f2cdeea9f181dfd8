"""The organiser's page of the announcement: checks, preparation, approval by a second one."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access, clock, db
from leader_award.platform.access import SENT, guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.results import announcing, presenting, rules, service
from leader_award.results.board import Board
from leader_award.results.forms import AnnouncementForm
from leader_award.results.organiser_views import blueprint, board_page, load_board

ADDRESS = "/organizator/edycje/<edition_id>/wyniki/ogloszenie"


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@guarded("results.decide", load_board)
def announce(found: Board) -> Any:
    """Show where the announcement stands; prepare it, or move it to another instant."""
    form = AnnouncementForm.of(found, clock.now())
    if form.validate_on_submit():
        try:
            service.prepare_announcement(
                edition_id=found.edition.id,
                at=form.instant,
                shows_places=form.shows_places.data,
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(
                _("The announcement is prepared. Another organiser has to approve it."), "success"
            )
            return _back(found.edition)
    return _show(found, form, BaseForm(formdata=None), failed=bool(form.errors))


@blueprint.post(f"{ADDRESS}/zatwierdz")
@guarded("results.decide", load_board, fresh=SENT)
def approve(found: Board) -> Any:
    """Approve what another organiser prepared."""
    refused = BaseForm()
    try:
        service.approve_announcement(
            edition_id=found.edition.id,
            seen=request.form.get("seen", ""),
            actor=access.actor("organiser"),
        )
    except DomainError as error:
        refused.blame(error)
        form = AnnouncementForm.of(found, clock.now(), formdata=None)
        return _show(found, form, refused, failed=True)
    flash(_("The announcement has been approved."), "success")
    return _back(found.edition)


@blueprint.post(f"{ADDRESS}/odwolaj")
@guarded("results.decide", edition_queries.find)
def cancel(edition: Edition) -> Any:
    """Call off an announcement that has not come yet."""
    service.withdraw_announcement(edition_id=edition.id, actor=access.actor("organiser"))
    flash(_("The announcement has been called off. Nothing is public."), "success")
    return _back(edition)


def _back(edition: Edition) -> Any:
    return redirect(url_for(".announce", edition_id=edition.id))


def _show(found: Board, form: BaseForm, refused: BaseForm, *, failed: bool) -> Any:
    prepared = found.announcement
    others = announcing.other_organisers(
        db.session(), prepared.prepared_by_id if prepared else current_user.id
    )
    return board_page(
        "announcement",
        found,
        422 if failed else 200,
        form=form,
        refused=refused,
        checks=presenting.checks(found),
        steps=presenting.steps(found),
        events=rules.possible(found.state, "organiser"),
        others=others,
        may_approve=any(person.id == current_user.id for person in others),
    )
