"""The organiser's pages of one entry on the agenda."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.discussion import presenting, queries, rules, service, wording
from leader_award.discussion.blueprint import blueprint
from leader_award.discussion.forms import ConclusionForm, RemoveForm
from leader_award.discussion.models import AgendaItem
from leader_award.discussion.standing import standing
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.forms import BaseForm


@blueprint.route("/organizator/narada/<item_id>", methods=["GET", "POST"])
@guarded("discussion.hold", queries.find_item)
def item(item: AgendaItem) -> Any:
    """Show the cards of an entry side by side, and write down what the jury concluded."""
    form = ConclusionForm()
    if not form.is_submitted():
        form.version.data, form.conclusion.data = str(item.version), item.conclusion
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                service.conclude(
                    item_id=item.id,
                    version=form.seen,
                    conclusion=form.conclusion.data or "",
                    actor=access.actor("organiser"),
                )
            except DomainError as error:
                form.blame(error)
                status = 409 if isinstance(error, Conflict) else 422
            else:
                flash(_("The conclusion has been written down."), "success")
                return redirect(url_for(".agenda", round_id=item.discussion.round_id))
    return _page(item, form), status


def _page(item: AgendaItem, form: ConclusionForm) -> str:
    round = item.discussion.round
    now = standing(round)
    cards = queries.cards_of(item)
    names = {one.letter: one.juror.person.name for one in cards}
    by_juror = {one.juror.id: one.juror.person.name for one in cards}
    if form.form_errors:
        form.version.data = str(item.version)
    return render_template(
        "discussion/item.html",
        item=item,
        form=form,
        round=round,
        edition=round.edition,
        criteria=round.rubric.criteria,
        row=next(
            (one for one in _rows(presenting.agenda(item.discussion, now))
             if one.item is not None and one.item.id == item.id), None
        ),
        cards=presenting.shown(cards, round.rubric.criteria, names, ""),
        changes=presenting.changes(item.changes, by_juror),
        held=round.edition.state in rules.HELD,
        rules=rules,
        wording=wording,
    )  # fmt: skip


def _rows(found: presenting.Agenda) -> list[presenting.Row]:
    return [*found.rows, *found.removed]


@blueprint.route("/organizator/narada/<item_id>/zdjecie", methods=["GET", "POST"])
@guarded("discussion.hold", queries.find_item)
def remove(item: AgendaItem) -> Any:
    """Take an entry off the agenda, with a word why."""
    form, round = RemoveForm(), item.discussion.round
    if form.validate_on_submit():
        try:
            service.remove_item(
                item_id=item.id, why=form.why.data or "", actor=access.actor("organiser")
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The entry has been taken off the agenda."), "success")
            return redirect(url_for(".agenda", round_id=round.id))
    page = render_template(
        "discussion/remove.html", item=item, form=form, round=round, edition=round.edition
    )
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/organizator/narada/<item_id>/kolejnosc")
@guarded("discussion.hold", queries.find_item)
def move(item: AgendaItem) -> Any:
    """Move an entry up or down."""
    return _done(
        item, service.move_item, by={"up": -1, "down": 1}.get(request.form.get("way", ""), 0)
    )


@blueprint.post("/organizator/narada/<item_id>/teraz")
@guarded("discussion.hold", queries.find_item)
def call(item: AgendaItem) -> Any:
    """Mark the entry that the jury talks about now."""
    return _done(item, service.make_current)


@blueprint.post("/organizator/narada/<item_id>/wznowienie")
@guarded("discussion.hold", queries.find_item)
def resume(item: AgendaItem) -> Any:
    """Take up an entry again after its conclusion."""
    return _done(item, service.resume)


def _done(item: AgendaItem, act: Any, **values: Any) -> Any:
    if BaseForm().validate_on_submit():
        try:
            act(item_id=item.id, actor=access.actor("organiser"), **values)
        except DomainError as error:
            flash(str(error), "danger")
    return redirect(url_for(".agenda", round_id=item.discussion.round_id, _anchor=item.id))
