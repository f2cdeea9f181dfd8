"""What administrators look up: who has seen what, and what was cleared out."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from leader_award.platform import clock
from leader_award.platform.access import guarded, is_post
from leader_award.platform.sheets import csv_bytes
from leader_award.privacy import readings as register
from leader_award.privacy import retention, wording
from leader_award.privacy.blueprint import blueprint
from leader_award.privacy.forms import ReadingsForm
from leader_award.privacy.models import AccessRecord

MOST_IN_FILE = 100_000


@blueprint.route("/organizator/dane-osobowe/odczyty", methods=["GET", "POST"])
@guarded("privacy.administer")
def readings() -> Any:
    """Say who saw a thing, or what a person saw, within a period; on request as a file.

    What is looked for is sent in a form, so that no name ever stands in an address.
    """
    form = ReadingsForm()
    if is_post() and not form.validate():
        return _page(form, []), 422
    since, until = form.period()
    as_file = is_post() and "csv" in request.form
    found = register.search(
        text=form.text.data or "",
        since=since,
        until=until,
        limit=MOST_IN_FILE if as_file else register.LONGEST_LIST,
    )
    return _file(found) if as_file else _page(form, found)


def _page(form: ReadingsForm, found: Sequence[AccessRecord]) -> str:
    return render_template(
        "privacy/readings.html",
        form=form,
        found=found,
        names=register.names_of(found),
        kinds=wording.READINGS,
        roles=wording.ROLES,
        most=register.LONGEST_LIST,
    )


def _file(found: Sequence[AccessRecord]) -> Response:
    names = register.names_of(found)
    header = [
        _("When (Polish time)"), _("Person"), _("E-mail address"), _("Acting as"),
        _("What"), _("Number"), _("Name"),
    ]  # fmt: skip
    rows = [
        (
            f"{clock.to_warsaw(one.at):%Y-%m-%d %H:%M:%S}",
            one.person.name,
            one.person.email,
            str(wording.ROLES.get(one.role, one.role)),
            str(wording.READINGS.get(one.thing_kind, one.thing_kind)),
            one.thing_id,
            names.get(one.thing_id) or names.get(one.within_id, ""),
        )
        for one in found
    ]
    return Response(
        csv_bytes(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=odczyty.csv"},
    )


@blueprint.get("/organizator/dane-osobowe/porzadki")
@guarded("privacy.administer")
def retention_runs() -> Any:
    """Show what the rules of retention removed of late, and what is due."""
    return render_template(
        "privacy/retention_runs.html",
        rules=retention.RULES,
        runs=retention.last_runs(),
        waiting=retention.waiting(clock.now()),
    )
