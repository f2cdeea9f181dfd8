"""The organiser's page of sheets, and looking at what a file would change."""

from typing import Any

from flask import Flask, Response, abort, flash, redirect, render_template, url_for
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries.files import send_stored
from leader_award.exchange import (
    card_views,
    policy,
    presenting,
    queries,
    rules,
    score_sheet,
    service,
    wording,
)
from leader_award.exchange.blueprint import blueprint
from leader_award.exchange.forms import FileForm, TakeOverForm
from leader_award.exchange.models import CARDS, ENTRIES, JURORS, SheetImport
from leader_award.platform import access, tasks
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError

__all__ = ["card_views", "policy", "register"]

IN = {"zgloszenia": ENTRIES, "jurorzy": JURORS}
OUT = {**IN, "oceny": wording.SCORES}


def register(app: Flask) -> None:
    """Add the pages, and the task that forgets what was only looked at."""
    app.register_blueprint(blueprint)
    tasks.register(service.TASK, service.forget_unused, every_minute=True)


@blueprint.get("/organizator/edycje/<edition_id>/arkusze")
@guarded("sheets.use", edition_queries.find)
def sheets(edition: Edition) -> Any:
    """Offer the sheets of the edition to be taken out, and take files in."""
    return _page(edition)


def _page(edition: Edition, **sent: FileForm) -> Any:
    forms = {kind: sent.get(kind) or presenting.file_form(kind) for kind in IN.values()}
    page = render_template(
        "exchange/sheets.html",
        edition=edition,
        form=next(iter(sent.values()), None),
        forms=forms,
        words=IN,
        past=queries.taken_over(edition.id),
        wording=wording,
        rules=rules,
    )
    return page, (422 if sent else 200)


@blueprint.post("/organizator/edycje/<edition_id>/arkusze/<any(zgloszenia, jurorzy):word>")
@guarded("sheets.use", edition_queries.find)
def send_in(edition: Edition, word: str) -> Any:
    """Take a file in to be looked at."""
    form = presenting.file_form(IN[word])
    if form.validate_on_submit():
        try:
            import_id = service.send_in(
                kind=IN[word],
                edition_id=edition.id,
                **presenting.uploaded(form),
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for(".check", import_id=import_id))
    return _page(edition, **{IN[word]: form})


@blueprint.get(
    "/organizator/edycje/<edition_id>/arkusze"
    "/<any(zgloszenia, jurorzy, oceny):word>.<any(xlsx, csv):form>"
)
@guarded("sheets.use", edition_queries.find)
def take_out(edition: Edition, word: str, form: str) -> Response:
    """Give everything there is of one kind."""
    kind = OUT[word]
    if kind == wording.SCORES:
        return presenting.table(
            score_sheet.heading(), score_sheet.rows(edition), edition, kind, form
        )
    sheet = service.sheet_for(kind, edition.id)
    return presenting.table(sheet.heading, sheet.rows(), edition, kind, form)


@blueprint.get(
    "/organizator/edycje/<edition_id>/arkusze/pusty-<any(zgloszenia, jurorzy):word>.xlsx"
)
@guarded("sheets.use", edition_queries.find)
def empty(edition: Edition, word: str) -> Response:
    """Give a sheet with nothing but its headings."""
    sheet = service.sheet_for(IN[word], edition.id)
    return presenting.table(sheet.heading, iter(()), edition, IN[word], "xlsx")


@blueprint.route("/arkusze/<import_id>", methods=["GET", "POST"])
@guarded("sheets.check", queries.find)
def check(sent: SheetImport) -> Any:
    """Show what the file would change, and take it over once that is confirmed."""
    actor = access.actor("juror" if sent.kind == CARDS else "organiser")
    form, status = TakeOverForm(), 200
    if sent.applied_at is None and form.validate_on_submit():
        try:
            counts = service.take_over(import_id=sent.id, seen=form.seen.data or "", actor=actor)
        except DomainError as error:
            form.blame(error)
            status = 409 if isinstance(error, service.Changed) else 422
        else:
            done = counts[rules.NEW] + counts[rules.CHANGED]
            flash(ngettext("%(num)s row has been saved.", "%(num)s rows have been saved.", done),
                  "success")  # fmt: skip
            return redirect(presenting.back(sent))
    plan = None if sent.applied_at else service.plan(sent, actor)
    form.seen.data = plan.digest if plan else ""
    return render_template(
        "exchange/check.html",
        sent=sent,
        plan=plan,
        form=form,
        back=presenting.back(sent),
        crumbs=presenting.crumbs(sent),
        wording=wording,
        rules=rules,
    ), status


@blueprint.get("/arkusze/<import_id>/plik")
@guarded("sheets.check", queries.find)
def kept_file(sent: SheetImport) -> Response:
    """Give the file as it was sent in."""
    return send_stored(sent.file) if sent.file is not None else abort(404)
