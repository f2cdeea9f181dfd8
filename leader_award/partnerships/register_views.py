"""The public register of partnerships, its statistics and maps."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l

from leader_award.partnerships import partnership_queries as queries
from leader_award.partnerships import rules, statistics
from leader_award.partnerships.blueprint import blueprint
from leader_award.partnerships.models import Partnership
from leader_award.partnerships.partnership_files import COLUMNS
from leader_award.partnerships.partnership_forms import ANY, FilterForm
from leader_award.partnerships.partnership_queries import Filter
from leader_award.partnerships.queries import count_units
from leader_award.partnerships.wording import unit_title
from leader_award.platform import sheets
from leader_award.platform.access import guarded
from leader_award.platform.maps import Dot, Kind

HERE = (Kind("seat", _l("seat of the partnership"), "circle", 1),)


@blueprint.get("/partnerstwa")
@guarded("partnership.see")
def partnerships() -> Any:
    """List partnerships, narrowed by words, support, legal form and voivodeship."""
    form = FilterForm(request.args)
    voivodeships = queries.voivodeships()
    form.voivodeship.choices = [ANY, *voivodeships]
    narrow = Filter(
        text=form.q.data or "",
        support=_chosen(form.support),
        legal_form=_chosen(form.form),
        voivodeship=_chosen(form.voivodeship),
    )
    page = queries.listed(narrow, request.args.get("page", 1, int))
    return render_template(
        "partnerships/list.html",
        form=form,
        page=page,
        narrowed=narrow != Filter(),
        filters={name: value for name, value in request.args.items() if name != "page" and value},
    )


def _chosen(field: Any) -> str:
    return field.data if field.data in {value for value, _label in field.choices} else ""


@blueprint.get("/partnerstwa/statystyka")
@guarded("partnership.see")
def partnership_statistics() -> Any:
    """Show how many partnerships had which support, in words, numbers and on maps."""
    placed = queries.all_placed()
    return render_template(
        "partnerships/statistics.html",
        figures=rules.count([one.standing for one in placed]),
        units=count_units(),
        by_money=statistics.money_map(placed),
        by_standing=statistics.standing_map(placed),
        by_voivodeship=statistics.by_voivodeship(placed, queries.voivodeships()),
        assumed=sum(one.seat_assumed for one in placed),
    )


@blueprint.get("/partnerstwa/rejestr.csv")
@guarded("partnership.see")
def partnerships_csv() -> Any:
    """Give the register as a file that can be imported again."""
    return Response(
        sheets.csv_bytes(COLUMNS, queries.all_rows()),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=partnerstwa.csv"},
    )


@blueprint.get("/partnerstwa/<slug>")
@guarded("partnership.see", queries.by_slug)
def partnership(partnership: Partnership) -> Any:
    """Show one partnership."""
    seat = partnership.seat
    dots = (
        [Dot(seat.latitude, seat.longitude, "seat", unit_title(seat))]
        if seat is not None and seat.latitude is not None and seat.longitude is not None
        else []
    )
    return render_template(
        "partnerships/partnership.html", partnership=partnership, dots=dots, kinds=HERE
    )
