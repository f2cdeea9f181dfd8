"""The organiser's pages and exports of rankings."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell, csv_bytes, xlsx_bytes
from leader_award.ranking import policy, queries
from leader_award.ranking.queries import EditionRanking, Line

blueprint = Blueprint("ranking", __name__)
__all__ = ["blueprint", "policy", "register"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(app: Flask) -> None:
    """Add the pages and the panel on the organiser's board."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.board_panels, _board_panel)


def _board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    if edition.state not in ("scoring", "deciding", "announced", "archived"):
        return None
    ranking = queries.edition_ranking(edition.id)
    ranked = sum(line.place is not None for line in ranking.overall)
    return hooks.Panel(
        order=50,
        title=_("Ranking"),
        figure=_("%(ranked)s of %(all)s", ranked=ranked, all=len(ranking.overall)),
        text=_("entries have a place so far"),
        url=url_for("ranking.show", edition_id=edition.id),
        tone=hooks.DONE if ranking.complete else hooks.NEUTRAL,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking")
@guarded("ranking.see", edition_queries.find)
def show(edition: Edition) -> Any:
    """Show the ranking, of everybody or by category."""
    return render_template(
        "ranking/show.html",
        edition=edition,
        ranking=queries.edition_ranking(edition.id),
        by_category=request.args.get("widok") == "kategorie",
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking.csv")
@guarded("ranking.see", edition_queries.find)
def export_csv(edition: Edition) -> Response:
    """Give the overall ranking as CSV."""
    ranking = queries.edition_ranking(edition.id)
    return _file(csv_bytes(_header(ranking), _rows(ranking.overall)), edition, "csv", "text/csv")


@blueprint.get("/organizator/edycje/<edition_id>/ranking.xlsx")
@guarded("ranking.see", edition_queries.find)
def export_xlsx(edition: Edition) -> Response:
    """Give the rankings as a workbook: one sheet for everybody and one for each category."""
    ranking = queries.edition_ranking(edition.id)
    header = _header(ranking)
    sheets = {_("Everybody"): (header, _rows(ranking.overall))}
    for number, (name, lines) in enumerate(ranking.by_category, 1):
        sheets[f"{number}. {translate(name)}"] = (header, _rows(lines))
    return _file(xlsx_bytes(sheets), edition, "xlsx", XLSX)


def _header(ranking: EditionRanking) -> list[str]:
    return [
        _("Place"),
        _("Reference"),
        _("Title"),
        _("Applicant"),
        _("Category"),
        _("Score in percent"),
        _("Spread"),
        _("Cards"),
        _("Cards expected"),
        *(translate(criterion.name) for criterion in ranking.criteria),
        _("Missing cards"),
    ]


def _rows(lines: tuple[Line, ...]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [
            line.place,
            line.reference,
            line.title,
            line.applicant,
            translate(line.category),
            line.score,
            line.spread,
            line.cards,
            line.expected,
            *line.criteria,
            ", ".join(line.missing),
        ]


def _file(content: bytes, edition: Edition, ending: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    name = f"ranking-{edition.slug}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/organizator/ranking-dwoch-edycji")
@guarded("ranking.see")
def two_editions() -> Any:
    """Show the ranking across two editions, by default the last two that were scored."""
    scored = queries.scored_editions()
    by_id = {edition.id: edition for edition in scored}
    chosen = [request.args.get(name) for name in ("pierwsza", "druga")]
    if any(chosen):
        pair = [by_id.get(key or "") for key in chosen]
        if None in pair:
            abort(404)
        first, second = pair
    elif len(scored) < 2:
        return render_template("ranking/two_editions.html", editions=scored, found=None)
    else:
        first, second = scored[-2:]
    if first is None or second is None or first is second:
        return render_template("ranking/two_editions.html", editions=scored, found=None)
    found = queries.two_editions(first, second)
    return render_template("ranking/two_editions.html", editions=scored, found=found)
