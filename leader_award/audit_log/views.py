"""The organiser's record of events: read, filtered, exported and checked."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from leader_award.audit_log import checking, policy, presenting, queries, sentences
from leader_award.audit_log.blueprint import blueprint
from leader_award.audit_log.forms import CheckForm, LogFilterForm
from leader_award.audit_log.queries import Filter
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.entries.files import disposition, send_bytes, send_text
from leader_award.platform import access, audit, audit_verifier, clock, db, sheets, tasks
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate

__all__ = ["policy", "register"]

PARAMETERS = {"entry": "zgloszenie", "juror": "juror", "edition": "edycja"}
"""By the kind of thing, the part of the address that filters by it."""


def register(app: Flask) -> None:
    """Add the pages, the worker's task and the ways that lead here."""
    app.register_blueprint(blueprint)
    tasks.register(checking.TASK, checking.check_waiting, every_minute=True)
    hooks.add(hooks.record_pages, record_page)


def record_page(kind: str, key: str) -> str:
    """Return the address of the record of events about one thing."""
    given: dict[str, Any] = {PARAMETERS[kind]: key}
    return url_for("audit_log.index", **given)


@blueprint.get("/organizator/dziennik")
@guarded("log.read")
def index() -> Any:
    """Show what happened, the newest first, as sentences."""
    return _page(CheckForm(formdata=None))


def _page(check_form: CheckForm) -> Any:
    form, reader = _filter_form(), db.session()
    before = request.args.get("przed", type=int)
    events, more = queries.page(reader, _wanted(form), before=before)
    asked: dict[str, Any] = {k: v for k, v in request.args.items() if k in form._fields and v}
    page = render_template(
        "audit_log/index.html",
        form=form,
        check_form=check_form,
        lines=presenting.lines(reader, events),
        older=url_for(".index", **asked, przed=events[-1].sequence) if more else None,
        newest=url_for(".index", **asked) if before else None,
        asked=asked,
        **_state(),
    )
    return page, 422 if check_form.errors else 200


def _filter_form() -> LogFilterForm:
    form = LogFilterForm(formdata=request.args)
    form.validate()
    everybody = access.can(current_user, "log.read_all")
    form.grupa.choices = [("", _("everything"))] + [
        (key, label)
        for key, (label, _texts) in sentences.GROUPS.items()
        if sentences.actions_of(key, everything=everybody)
    ]
    editions = edition_queries.all_editions()
    form.edycja.choices = [("", _("all"))] + [(one.id, translate(one.name)) for one in editions]
    form.juror.choices = [("", _("everybody"))] + [
        (key, f"{name} – {translate(edition)}")
        for key, name, edition in queries.jurors(db.session())
    ]
    return form


def _wanted(form: LogFilterForm) -> Filter:
    everything = access.can(current_user, "log.read_all")
    return Filter(
        actions=sentences.actions_of(form.grupa.data or "", everything=everything),
        person=form.osoba.data or "",
        entry=form.zgloszenie.data or "",
        juror=form.juror.data or "",
        edition=form.edycja.data or "",
        since=_midnight(form.od.data),
        until=_midnight(form.do.data + timedelta(days=1) if form.do.data else None),
    )


def _midnight(day: Any) -> datetime | None:
    return clock.from_warsaw(day, time(0)) if day else None


def _state() -> dict[str, Any]:
    """Return what the page says of the chain: its last link and its last checks."""
    newest, ended = checking.last_checks(db.session())
    return {
        "head": queries.head(db.session()),
        "running": newest if newest is not None and newest.ended_at is None else None,
        "ended": ended,
        "reason": presenting.reason(ended) if ended else "",
    }


@blueprint.get("/organizator/dziennik/stan")
@guarded("log.read")
def state() -> Any:
    """Give the part of the page that changes while the chain is checked."""
    return render_template("audit_log/_state.html", **_state())


@blueprint.post("/organizator/dziennik/sprawdzenie")
@guarded("log.read")
def check() -> Any:
    """Have the chain checked."""
    form = CheckForm()
    if not form.validate_on_submit():
        return _page(form)
    checking.ask_check(given=form.heads, actor=access.actor("organiser"))
    return redirect(url_for(".index", _anchor="chain"))


@blueprint.get("/organizator/dziennik.csv")
@guarded("log.read")
def table() -> Any:
    """Give the events that the filter leaves as a table for a spreadsheet."""
    reader, wanted = db.session(), _wanted(_filter_form())
    rows = (
        presenting.row(line)
        for events in queries.chunks(reader, wanted)
        for line in presenting.lines(reader, events)
    )
    name = f"dziennik-{clock.to_warsaw(clock.now()):%Y-%m-%d}.csv"
    return send_bytes(sheets.csv_bytes(presenting.header(), rows), name, "text/csv")


@blueprint.get("/organizator/dziennik/lancuch.jsonl")
@guarded("log.read")
def chain() -> Any:
    """Give the whole chain as the verifier reads it, one event per line."""
    engine = db.engine()

    def lines() -> Iterator[str]:
        with Session(engine) as reader:  # the request's own closes before the answer is sent
            for line in audit.export(reader):
                yield f"{line}\n"

    answer = Response(lines(), mimetype="application/x-ndjson")
    answer.headers["Content-Disposition"] = disposition("lancuch.jsonl")
    return answer


@blueprint.get("/organizator/dziennik/audit_verifier.py")
@guarded("log.read")
def verifier() -> Any:
    """Give the program that checks the chain on any machine."""
    source = Path(audit_verifier.__file__).read_text(encoding="utf-8")
    return send_text(source, "audit_verifier.py", "text/x-python")
