"""The organiser's pages of diplomas: who gets one, batches, revoking; see also the other views."""

from datetime import datetime
from typing import Any

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.diplomas import (
    batches,
    issuing,
    policy,
    presenting,
    public_views,
    queries,
    recipients,
    rules,
    service,
    template_views,
    wording,
)
from leader_award.diplomas.blueprint import blueprint
from leader_award.diplomas.forms import BatchForm, RevokeForm, SubjectForm
from leader_award.diplomas.models import Diploma, DiplomaBatch
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries.files import send_stored
from leader_award.platform import access, clock, db, tasks
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError

__all__ = ["policy", "public_views", "register", "template_views"]

PAGE = 50


def register(app: Flask) -> None:
    """Add the pages, the worker's task and the panel on the organiser's board."""
    app.register_blueprint(blueprint)
    app.add_template_filter(rules.shown_code, "shown_code")
    tasks.register(batches.TASK, batches.work_off_batches, every_minute=True)
    hooks.add(hooks.board_panels, _board_panel)


def _board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    return hooks.Panel(
        order=65,
        title=_("Diplomas"),
        figure=str(sum(queries.counts(edition.id).values())),
        text=_("valid diplomas and certificates"),
        url=url_for("diplomas.index", edition_id=edition.id),
    )


@blueprint.get("/organizator/edycje/<edition_id>/dyplomy")
@guarded("diplomas.make", edition_queries.find)
def index(edition: Edition) -> Any:
    """Show each kind with its template and count, the batches, and what can be done next."""
    return _index(edition, BatchForm())


def _index(edition: Edition, form: BatchForm) -> Any:
    at = queries.announced_at(edition.id)
    now = clock.now()
    due = recipients.due(db.session(), edition.id, rules.KINDS)
    texts = service.texts_of(db.session(), edition.id)
    page = render_template(
        "diplomas/index.html",
        edition=edition,
        form=form,
        due={kind: sum(one.kind == kind for one in due) for kind in rules.KINDS},
        issued=queries.counts(edition.id),
        changed={kind: bool(text.version) for kind, text in texts.items()},
        open_kinds=[kind for kind in rules.KINDS if rules.is_open(kind, at, now)],
        announced_at=at,
        batches=queries.batches(edition.id),
        unsent=issuing.unsent(db.session(), edition.id),
        kinds=rules.KINDS,
        wording=wording,
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/organizator/edycje/<edition_id>/dyplomy")
@guarded("diplomas.make", edition_queries.find)
def make(edition: Edition) -> Any:
    """Have the diplomas of the chosen kinds made."""
    form = BatchForm()
    if form.validate_on_submit():
        try:
            batch_id = service.make_batch(
                edition_id=edition.id,
                kinds=form.kinds.data or [],
                actor=access.actor("organiser"),
                key=form.key,
            )
            return redirect(url_for(".batch", batch_id=batch_id))
        except DomainError as error:
            form.blame(error)
    return _index(edition, form)


@blueprint.post("/organizator/edycje/<edition_id>/dyplomy/wyslij")
@guarded("diplomas.make", edition_queries.find)
def send(edition: Edition) -> Any:
    """Write to everybody whose diploma was not sent yet."""
    due = recipients.due(db.session(), edition.id, rules.KINDS)
    count = service.send(edition_id=edition.id, recipients=due, actor=access.actor("organiser"))
    flash(
        ngettext("%(num)s message is on its way.", "%(num)s messages are on their way.", count),
        "success",
    )
    return redirect(url_for(".index", edition_id=edition.id))


@blueprint.get("/organizator/edycje/<edition_id>/dyplomy/osoby")
@guarded("diplomas.make", edition_queries.find)
def people(edition: Edition) -> Any:
    """List everybody who is due a diploma or has one."""
    kind, text = request.args.get("rodzaj", ""), request.args.get("q", "")[:200]
    page = max(1, request.args.get("strona", 1, type=int))
    found = presenting.rows(edition, kind=kind if kind in rules.KINDS else "", text=text)
    at, now = queries.announced_at(edition.id), clock.now()
    return render_template(
        "diplomas/people.html",
        edition=edition,
        rows=found[PAGE * (page - 1) : PAGE * page],
        count=len(found),
        page=page,
        pages=max(1, -(-len(found) // PAGE)),
        kind=kind,
        text=text,
        open_kinds=[kind for kind in rules.KINDS if rules.is_open(kind, at, now)],
        form=SubjectForm(),
        wording=wording,
    )


@blueprint.post("/organizator/edycje/<edition_id>/dyplomy/wydaj")
@guarded("diplomas.make", edition_queries.find)
def issue(edition: Edition) -> Any:
    """Issue one diploma, or a new one in place of a revoked one."""
    form = SubjectForm()
    if not form.validate_on_submit() or form.kind.data not in rules.KINDS:
        abort(400)
    recipient = recipients.one_due(
        db.session(), edition.id, form.kind.data, form.subject.data or ""
    )
    if recipient is None:
        abort(404)
    diploma_id = service.issue_or_renew(recipient=recipient, actor=access.actor("organiser"))
    row = queries.find(diploma_id)
    flash(
        _(
            "The diploma for %(name)s has been issued with the code %(code)s.",
            name=row.name if row else "",
            code=rules.shown_code(row.code) if row else "",
        ),
        "success",
    )
    return redirect(url_for(".people", edition_id=edition.id, q=row.code if row else None))


@blueprint.route("/organizator/dyplomy/<diploma_id>/uniewaznij", methods=["GET", "POST"])
@guarded("diplomas.make", queries.find)
def revoke(diploma: Diploma) -> Any:
    """Revoke a diploma for a reason that its public page will give."""
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            service.revoke(
                diploma_id=diploma.id,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
            flash(_("The diploma has been revoked."), "success")
            return redirect(_list_of(diploma))
        except DomainError as error:
            form.blame(error)
    page = render_template(
        "diplomas/revoke.html", diploma=diploma, form=form, back=_list_of(diploma), wording=wording
    )
    return page, 422 if form.errors else 200


def _list_of(diploma: Diploma) -> str:
    if diploma.edition_id is None:
        return url_for(".verify", code=diploma.code)
    return url_for(".people", edition_id=diploma.edition_id, q=diploma.code)


@blueprint.get("/organizator/dyplomy/serie/<batch_id>")
@guarded("diplomas.make", queries.batch)
def batch(found: DiplomaBatch) -> Any:
    """Show how far a batch has come, and its result."""
    return render_template("diplomas/batch.html", batch=found, wording=wording)


@blueprint.get("/organizator/dyplomy/serie/<batch_id>/postep")
@guarded("diplomas.make", queries.batch)
def batch_progress(found: DiplomaBatch) -> Any:
    """Give the part of the page that changes while the batch is made."""
    return render_template("diplomas/_progress.html", batch=found, wording=wording)


@blueprint.post("/organizator/dyplomy/serie/<batch_id>/zatrzymaj")
@guarded("diplomas.make", queries.batch)
def stop(found: DiplomaBatch) -> Any:
    """Stop a batch."""
    service.stop_batch(batch_id=found.id, actor=access.actor("organiser"))
    return redirect(url_for(".batch", batch_id=found.id))


@blueprint.get("/organizator/dyplomy/serie/<batch_id>/dyplomy.zip")
@guarded("diplomas.make", queries.batch)
def archive(found: DiplomaBatch) -> Any:
    """Give the batch as one ZIP."""
    return send_stored(found.archive) if found.archive else abort(404)


@blueprint.get("/organizator/dyplomy/serie/<batch_id>/druk.pdf")
@guarded("diplomas.make", queries.batch)
def print_file(found: DiplomaBatch) -> Any:
    """Give the batch as one PDF for printing."""
    return send_stored(found.print) if found.print else abort(404)
