"""The organiser's pages of the formal check."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.accounts.models import Person
from leader_award.accounts.policy import is_organiser
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries import (
    check_policy,
    check_queries,
    check_rules,
    check_wording,
    completion_terms,
    formal_check,
    panels,
    reminders,
)
from leader_award.entries.check_forms import CheckForm, default_term, form_for, typed_before
from leader_award.entries.check_queries import Sheet
from leader_award.entries.completion_terms import TermForm
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.i18n import translate

blueprint = Blueprint("formal_check", __name__)
__all__ = ["blueprint", "check_policy", "register"]


def register(app: Flask) -> None:
    """Add the pages, and the check's places on the pages of editions."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.board_panels, _board_panel)
    hooks.add(hooks.board_sections, panels.board_section)
    hooks.add(hooks.board_decisions, _completed)
    hooks.add(hooks.reminders, reminders.DRAFTS, reminders.COMPLETIONS)
    hooks.add(hooks.start_panels, _tasks)
    hooks.add(hooks.event_obstacles, formal_check.obstacle)
    hooks.add(hooks.freeze_reasons, formal_check.frozen_parts)
    hooks.add(hooks.deadline_moved, reminders.tell_of_new_deadline)


def _board_panel(edition: Edition, now: datetime) -> hooks.Panel | None:
    if edition.state == "planned":
        return None
    found = check_queries.counts(edition, now)
    under_way = edition.state in ("open", "checking")
    return hooks.Panel(
        order=20,
        title=_("Formal check"),
        figure=_("%(checked)s of %(all)s", checked=found.checked, all=found.total),
        text=_("entries checked; completions overdue: %(count)s", count=found.overdue)
        if found.overdue
        else _("entries checked"),
        url=url_for("formal_check.queue", edition_id=edition.id),
        tone=hooks.ATTENTION
        if under_way and (found.waiting or found.overdue)
        else hooks.DONE
        if found.total and found.checked == found.total
        else hooks.NEUTRAL,
    )


def _completed(edition: Edition, _person: Person, now: datetime) -> hooks.Panel | None:
    """Return the entries that came back after completion."""
    if edition.state not in ("open", "checking"):
        return None
    again = check_queries.counts(edition, now).again
    if not again:
        return None
    return hooks.Panel(
        order=21,
        title=_("Completed entries came back"),
        figure=str(again),
        text=_("The applicants have mended them; check them again."),
        url=url_for("formal_check.queue", edition_id=edition.id) + "#to-check",
        tone=hooks.ATTENTION,
    )


def _tasks(person: Person, now: datetime) -> list[hooks.Task]:
    if not is_organiser(person):
        return []
    return [
        hooks.Task(
            order=20,
            title=_("Formal check: %(edition)s", edition=translate(edition.name)),
            text=_("Entries that wait for you: %(count)s", count=count),
            url=url_for("formal_check.next_sheet", edition_id=edition.id),
            until=edition.check_until,
            state=hooks.ATTENTION,
        )
        for edition, count in check_queries.editions_to_check(now)
    ]


@blueprint.get("/organizator/edycje/<edition_id>/ocena-formalna")
@guarded("entry.check", edition_queries.find)
def queue(edition: Edition) -> Any:
    """Show what waits for a check, what is being completed and what is done."""
    return render_template(
        "entries/check_queue.html",
        edition=edition,
        queue=check_queries.queue(edition, clock.now()),
        can_go_on=check_queries.next_to_check(edition, clock.now()) is not None,
        results=check_wording.RESULTS,
        tags=check_wording.RESULT_TAGS,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ocena-formalna/nastepne")
@guarded("entry.check", edition_queries.find)
def next_sheet(edition: Edition) -> Any:
    """Lead to the entry that has waited longest, or past the one named; else to the queue."""
    passed = request.args.get("po", "")
    following = check_queries.next_to_check(edition, clock.now(), passed=passed)
    if following is None or following == passed:
        return redirect(url_for(".queue", edition_id=edition.id))
    return redirect(url_for(".sheet", entry_id=following))


def _load(entry_id: str) -> Sheet | None:
    return check_queries.sheet(entry_id, clock.now())


@blueprint.get("/organizator/zgloszenia/<entry_id>/ocena-formalna")
@guarded("entry.check", _load)
def sheet(sheet: Sheet) -> Any:
    """Show an entry beside its checklist, and the checks recorded so far."""
    if sheet.hindrance is not None:
        return _page(sheet, None)
    form = form_for(sheet.items, sheet.outcomes)(
        submission_id=sheet.submission.id,
        complete_until=default_term(clock.now()),
        outcome=sheet.outcomes[0] if len(sheet.outcomes) == 1 else None,
        **typed_before(sheet.latest_check, sheet.items, sheet.submission.id),
    )
    return _page(sheet, form)


@blueprint.post("/organizator/zgloszenia/<entry_id>/ocena-formalna")
@guarded("entry.check", _load)
def record(sheet: Sheet) -> Any:
    """Record the check; a letter that nobody has read yet is shown first."""
    form = form_for(sheet.items, sheet.outcomes)()
    if form.all_met.data:
        form.meet_all()
    drafted = _draft_letter(form)
    if form.compose.data:
        if not drafted:
            form.blame(DomainError(_nothing_to_compose(form), field="letter"))
        return _page(sheet, form, drafted=drafted)
    if not form.validate_on_submit():
        return _page(sheet, form, drafted=drafted), 422
    if drafted:
        return _page(sheet, form, drafted=True)
    try:
        formal_check.record_check(
            entry_id=sheet.entry.id,
            submission_id=form.submission_id.data or "",
            findings=form.findings(),
            outcome=form.outcome.data,
            letter=form.letter.data or "",
            complete_until=form.term,
            actor=access.actor("organiser"),
            key=form.key,
        )
    except Conflict as error:
        form.submission_id.data = sheet.submission.id
        form.blame(error)
        return _page(sheet, form), 409
    except DomainError as error:
        form.blame(error)
        return _page(sheet, form), 422
    return _after(sheet, form)


@blueprint.route("/organizator/zgloszenia/<entry_id>/termin-uzupelnienia", methods=["GET", "POST"])
@guarded("entry.check", _load)
def extend_term(sheet: Sheet) -> Any:
    """Give the applicant more time for completing the entry."""
    if sheet.entry.state != check_rules.RETURNED:
        return redirect(url_for(".sheet", entry_id=sheet.entry.id))
    form = TermForm(until=_later_term(sheet))
    if form.validate_on_submit():
        try:
            completion_terms.extend_completion(
                entry_id=sheet.entry.id,
                until=form.until.instant,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The term has been extended and the applicant has been told."), "success")
            return redirect(url_for(".queue", edition_id=sheet.edition.id))
    page = render_template(
        "entries/completion_term.html", entry=sheet.entry, edition=sheet.edition, form=form
    )
    return page, (422 if form.errors or form.form_errors else 200)


def _later_term(sheet: Sheet) -> datetime:
    """Return the term offered: a week from the old one or, if that has passed, from today."""
    now = clock.now()
    return default_term(max(now, sheet.entry.complete_until or now))


def _draft_letter(form: CheckForm) -> bool:
    """Fill an empty letter from the remarks if the outcome needs one; return whether it did."""
    findings = form.findings()
    unmet = any(verdict == check_rules.NOT_MET for verdict, _remark in findings.values())
    wanted = form.compose.data or form.outcome.data in (check_rules.RETURNED, check_rules.REJECTED)
    if not (unmet and wanted) or form.letter.data:
        return False
    form.letter.data = formal_check.compose_letter(form.items, findings)
    return True


def _nothing_to_compose(form: CheckForm) -> Any:
    if form.letter.data:
        return _("Clear the letter first; what you wrote in it is kept until then.")
    return _("No item is marked as not met, so there is nothing to write about.")


def _page(sheet: Sheet, form: CheckForm | None, *, drafted: bool = False) -> Any:
    return render_template(
        "entries/check_sheet.html",
        sheet=sheet,
        form=form,
        drafted=drafted,
        waiting=check_queries.counts(sheet.edition, clock.now()).waiting if form else 0,
        wording=check_wording,
    )


def _after(sheet: Sheet, form: CheckForm) -> Any:
    flash(
        _("The check of entry %(reference)s has been recorded and the applicant gets a message.",
          reference=sheet.entry.reference), "success",
    )  # fmt: skip
    going_on = form.go_on.data or form.all_met.data
    following = check_queries.next_to_check(sheet.edition, clock.now()) if going_on else None
    if following:
        return redirect(url_for(".sheet", entry_id=following))
    return redirect(url_for(".queue", edition_id=sheet.edition.id))
