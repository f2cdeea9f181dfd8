"""The organiser's pages of a round's agenda."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from leader_award.discussion import opening, presenting, queries, rules, service, wording
from leader_award.discussion.blueprint import blueprint
from leader_award.discussion.forms import AddForm, AgendaForm
from leader_award.discussion.standing import movement, standing
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.platform import access, clock
from leader_award.platform.access import SENT, guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm
from leader_award.scoring import rules as scoring_rules

DECISIONS = {
    "ask": opening.ask_to_open,
    "approve": opening.approve_opening,
    "decline": opening.decline_opening,
}


@blueprint.get("/organizator/rundy/<round_id>/narada")
@guarded("discussion.hold", edition_queries.find_round)
def agenda(round: Round) -> Any:
    """Show the agenda, or where the jury disagrees and how an agenda is made."""
    return _page(round, AgendaForm())


@blueprint.post("/organizator/rundy/<round_id>/narada")
@guarded("discussion.hold", edition_queries.find_round)
def open_agenda(round: Round) -> Any:
    """Make the agenda of the most disputed entries."""
    form = AgendaForm()
    if form.validate_on_submit():
        try:
            service.open_agenda(
                round_id=round.id,
                most=form.most.data or 0,
                shows_cards=bool(form.shows_cards.data),
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The agenda has been made."), "success")
            return redirect(url_for(".agenda", round_id=round.id))
    return _page(round, form), 422


def _page(round: Round, form: BaseForm) -> str:
    now = standing(round)
    discussion = queries.of_round(round.id)
    return render_template(
        "discussion/agenda.html",
        round=round,
        edition=round.edition,
        several=round.position > 0 or len(round.edition.rounds) > 1,
        discussion=discussion,
        form=form,
        now=now,
        fault=service.opening_fault(now),
        agenda=presenting.agenda(discussion, now),
        open_now=scoring_rules.accepts_scores(round, clock.now()),
        held=round.edition.state in rules.HELD,
        person_id=current_user.id,
        rules=rules,
        wording=wording,
    )


@blueprint.route("/organizator/rundy/<round_id>/narada/dopisanie", methods=["GET", "POST"])
@guarded("discussion.hold", edition_queries.find_round)
def add(round: Round) -> Any:
    """Put an entry on the agenda by hand."""
    discussion = queries.of_round(round.id)
    if discussion is None:
        return redirect(url_for(".agenda", round_id=round.id))
    found = presenting.agenda(discussion, standing(round))
    form = AddForm()
    form.entry_id.choices = [("", _("choose an entry"))] + [
        (row.entry.id, f"{row.entry.reference} {row.entry.title}")
        for row in (*found.rest, *found.removed)
    ]
    if not form.is_submitted():
        form.entry_id.data = request.args.get("zgloszenie", "")
    if form.validate_on_submit():
        try:
            service.add_item(
                round_id=round.id,
                entry_id=form.entry_id.data or "",
                why=form.why.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The entry is on the agenda."), "success")
            return redirect(url_for(".agenda", round_id=round.id))
    page = render_template("discussion/add.html", round=round, edition=round.edition, form=form)
    return page, (422 if form.errors or form.form_errors else 200)


@blueprint.post("/organizator/rundy/<round_id>/narada/otwarcie")
@guarded("discussion.hold", edition_queries.find_round, fresh=SENT)
def decide_opening(round: Round) -> Any:
    """Ask for entries to be opened for changes, agree to it, or leave them closed."""
    decide = DECISIONS.get(request.form.get("decision", ""))
    if decide is not None and BaseForm().validate_on_submit():
        try:
            count = decide(
                round_id=round.id,
                item_ids=request.form.getlist("item"),
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            flash(str(error), "danger")
        else:
            flash(_said(request.form["decision"], count), "success")
    return redirect(url_for(".agenda", round_id=round.id))


def _said(decision: str, count: int) -> str:
    said: dict[str, str] = {
        "ask": ngettext(
            "%(num)s entry waits for another organiser to agree.",
            "%(num)s entries wait for another organiser to agree.",
            count,
        ),
        "approve": ngettext(
            "%(num)s entry is open for changes and its jurors have been told.",
            "%(num)s entries are open for changes and their jurors have been told.",
            count,
        ),
        "decline": ngettext(
            "%(num)s entry stays closed to changes.",
            "%(num)s entries stay closed to changes.",
            count,
        ),
    }
    return said[decision]


@blueprint.get("/organizator/rundy/<round_id>/narada/zmiany")
@guarded("discussion.hold", edition_queries.find_round)
def changes(round: Round) -> Any:
    """Report what was changed and whether a place in the ranking changed by it."""
    found = queries.changes_of(round.id)
    now = standing(round)
    names = {one.card.assignment.juror_id: one.card.assignment.juror.person.name for one in found}
    return render_template(
        "discussion/changes.html",
        round=round,
        edition=round.edition,
        several=round.position > 0 or len(round.edition.rounds) > 1,
        entries=now.entries,
        movement=movement(now, found),
        changes=presenting.changes(found, names),
        wording=wording,
    )
