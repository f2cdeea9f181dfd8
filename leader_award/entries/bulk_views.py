"""The organiser's acts for many entries: chosen on the list, looked at, confirmed, taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions import reminding
from leader_award.editions.models import CheckItem, Edition
from leader_award.entries import (
    bulk,
    check_queries,
    check_rules,
    check_wording,
    formal_check,
    listing,
    queries,
    reminders,
    wording,
)
from leader_award.entries.blueprint import blueprint
from leader_award.entries.bulk_forms import BulkCheckForm, pairs_sent
from leader_award.entries.check_forms import default_term
from leader_award.entries.files import send_bytes
from leader_award.platform import access, clock, db
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.forms import BaseForm
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import csv_bytes

REMIND, EXPORT = "remind", "export"
KINDS = (reminders.DRAFTS, reminders.COMPLETIONS)


def _chosen_ids(edition: Edition) -> list[str]:
    if not request.form.get("wszystkie"):
        return request.form.getlist("wybrane")
    return listing.ids(
        edition.id,
        state=request.form.get("stan", ""),
        category_id=request.form.get("kategoria", ""),
        text=request.form.get("szukaj", ""),
    )


def _list(edition: Edition) -> Any:
    return redirect(url_for(".organiser_list", edition_id=edition.id))


@blueprint.post("/organizator/edycje/<edition_id>/zgloszenia/zbiorczo")
@guarded("entry.check", edition_queries.find)
def bulk_preview(edition: Edition) -> Any:
    """Show what the act would do to the chosen entries, and to which it cannot be done and why."""
    ids, act = _chosen_ids(edition), request.form.get("czynnosc", "")
    if not ids:
        flash(_("Choose at least one entry first."), "warning")
        return _list(edition)
    if act == EXPORT:
        return _export(edition, ids)
    if len(ids) > bulk.MOST:
        flash(_("Choose at most %(most)s entries at once.", most=bulk.MOST), "warning")
        return _list(edition)
    if act == REMIND:
        return _reminders_page(edition, ids, BaseForm())
    if act not in check_rules.EVENTS:
        abort(404)
    items = check_queries.check_items(db.session(), edition.id)
    form = BulkCheckForm(
        formdata=None, outcome=act, complete_until=default_term(clock.now())
    ).offer(items)
    return _check_page(edition, ids, form)


def _check_page(
    edition: Edition, ids: Sequence[str], form: BulkCheckForm, *, drafted: bool = False
) -> str:
    found = bulk.chosen(edition, ids, clock.now())
    return render_template(
        "entries/bulk_check.html",
        edition=edition,
        form=form,
        outcome=form.outcome.data,
        free=[one for one in found if one.hindrance is None],
        held=[one for one in found if one.hindrance is not None],
        drafted=drafted,
        minutes=int(bulk.HELD.total_seconds() // 60),
        wording=check_wording,
    )


@blueprint.post("/organizator/edycje/<edition_id>/zgloszenia/zbiorczo/ocena")
@guarded("entry.check", edition_queries.find)
def bulk_record(edition: Edition) -> Any:
    """Record the same check for all entries that were looked at."""
    items = check_queries.check_items(db.session(), edition.id)
    form, seen = BulkCheckForm().offer(items), pairs_sent(request.form.getlist("seen"))
    if form.outcome.data not in check_rules.EVENTS:
        return _list(edition)
    if not form.validate():
        return _check_page(edition, list(seen), form), 422
    if _draft_letter(form, items):
        return _check_page(edition, list(seen), form, drafted=True)
    try:
        bulk.check_many(
            edition_id=edition.id,
            seen=seen,
            findings=form.findings(items),
            outcome=form.outcome.data or "",
            letter=form.letter.data or "",
            complete_until=None if form.complete_until.is_empty else form.complete_until.instant,
            actor=access.actor("organiser"),
            key=form.key,
        )
    except DomainError as error:
        form.blame(error)
        status = 409 if isinstance(error, Conflict) else 422
        return _check_page(edition, list(seen), form), status
    return _list(edition)


def _draft_letter(form: BulkCheckForm, items: Sequence[CheckItem]) -> bool:
    """Write an empty letter from the remark, to be read before it goes out; tell whether it did."""
    ready = form.outcome.data != check_rules.ADMITTED and form.unmet.data and form.remark.data
    if not ready or form.letter.data:
        return False
    form.letter.data = formal_check.compose_letter(items, form.findings(items))
    return True


@blueprint.post("/organizator/edycje/<edition_id>/zgloszenia/zbiorczo/przypomnienie")
@guarded("entry.check", edition_queries.find)
def bulk_remind(edition: Edition) -> Any:
    """Remind everybody late with the entries that were looked at."""
    form, keys = BaseForm(), request.form.getlist("people")
    if not form.validate():
        return _reminders_page(edition, request.form.getlist("wybrane"), form), 422
    count = 0
    for kind in KINDS:
        try:
            count += reminding.send(
                edition_id=edition.id,
                kind=kind,
                keys=keys,
                again=False,
                actor=access.actor("organiser"),
                key=f"{form.key[:40]}-{kind.code}",
            )
        except DomainError:  # nobody of this kind is among them
            continue
    flash(
        ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count),
        "success" if count else "info",
    )
    return _list(edition)


def _reminders_page(edition: Edition, ids: Sequence[str], form: BaseForm) -> str:
    now, wanted = clock.now(), set(ids)
    rows = [
        row
        for kind in KINDS
        for row in reminding.rows(kind, edition, now)
        if row.late.about.id in wanted
    ]
    late = {row.late.about.id for row in rows}
    return render_template(
        "entries/bulk_remind.html",
        edition=edition,
        form=form,
        ids=ids,
        free=[row for row in rows if row.reminded_at is None],
        reminded=[row for row in rows if row.reminded_at is not None],
        others=sum(entry_id not in late for entry_id in wanted),
    )


def _export(edition: Edition, ids: Sequence[str]) -> Response:
    wanted = set(ids)
    header = [_("Number"), _("Entry"), _("Partnership"), _("Applicant"), _("Category"),
              _("Submitted"), _("State")]  # fmt: skip
    states: Mapping[str, Any] = wording.STATES
    content = csv_bytes(
        [str(cell) for cell in header],
        (
            [
                row.reference or "",
                row.title,
                row.partnership_name,
                row.applicant_name,
                translate(row.category_name or {}),
                row.submitted_at,
                str(states[row.state]),
            ]
            for row in queries.entries_of_edition(edition.id)
            if row.id in wanted
        ),
    )
    return send_bytes(content, f"zgloszenia-{edition.slug}.csv", "text/csv")


@blueprint.post("/organizator/edycje/<edition_id>/zgloszenia/zbiorczo/<act_id>/cofnij")
@guarded("entry.check", edition_queries.find)
def bulk_take_back(edition: Edition, act_id: str) -> Any:
    """Undo an act while its mails are still held back."""
    act = bulk.find(act_id)
    if act is None or act.edition_id != edition.id:
        abort(404)
    try:
        count = bulk.take_back(act_id=act.id, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "danger")
    else:
        words = ngettext(
            "Taken back: %(num)s entry waits for its check again, and no message goes out.",
            "Taken back: %(num)s entries wait for their check again, and no message goes out.",
            count,
        )
        flash(words, "success")
    return _list(edition)
