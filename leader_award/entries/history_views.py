"""Working together on an entry: who is editing, who changed what, and versions side by side."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.entries import comparing, content, history, presenting, queries
from leader_award.entries.blueprint import blueprint
from leader_award.entries.models import Entry
from leader_award.platform import clock
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate

DRAFT = "robocza"


@blueprint.get("/zgloszenia/<entry_id>/historia")
@guarded("entry.edit", queries.whole)
def entry_history(entry: Entry) -> Any:
    """Show who did what, and the versions that can be compared."""
    return render_template("entries/history.html", entry=entry, deeds=history.deeds(entry))


@blueprint.get("/zgloszenia/<entry_id>/kto-edytuje")
@guarded("entry.edit", queries.whole)
def editors(entry: Entry) -> Any:
    """Answer the fragment that tells who else is editing now."""
    found = history.editors(entry, current_user.id, clock.now())
    return render_template("entries/_editors.html", editors=found)


@blueprint.get("/zgloszenia/<entry_id>/porownanie")
@guarded("entry.edit", queries.whole)
def compare_versions(entry: Entry) -> Any:
    """Show what differs between two versions; without a choice, what is new in the draft."""
    if not entry.submissions:
        abort(404)
    latest = str(entry.submissions[-1].number)
    earlier, later = request.args.get("od", latest), request.args.get("do", DRAFT)
    found = comparing.changes(_lines(entry, earlier), _lines(entry, later))
    return render_template(
        "entries/compare.html",
        entry=entry,
        earlier=earlier,
        later=later,
        versions=[str(one.number) for one in entry.submissions] + [DRAFT],
        draft=DRAFT,
        changes=found,
    )


def _lines(entry: Entry, version: str) -> list[tuple[str, str, str]]:
    if version == DRAFT:
        found = content.compose(entry)
    else:
        matching = (one for one in entry.submissions if str(one.number) == version)
        found = content.parsed(next(matching, None) or abort(404))
    names = {
        "title": presenting.field_label("title", {}),
        "partnership_name": presenting.field_label("partnership_name", {}),
        "category": presenting.field_label("category_id", {}),
        "partners": str(_("Partners")),
        "attachments": str(_("Attachments")),
    }
    return comparing.lines(found, names, translate, presenting.shown)
