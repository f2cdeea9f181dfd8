"""The organiser's pages and exports of rankings."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell, csv_bytes, xlsx_bytes
from leader_award.ranking import (
    across,
    policy,
    protocol_input,
    protocol_views,
    queries,
    vote_views,
    wording,
)
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.calibrated import calibrated_view
from leader_award.ranking.coded import coded_work
from leader_award.ranking.figures import interval_figure, slope_figure
from leader_award.ranking.models import TieVote
from leader_award.ranking.tables import EditionRanking, EqualScores, Line, Table

__all__ = ["blueprint", "policy", "protocol_views", "register", "vote_views"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCORED = ("scoring", "deciding", "announced", "archived")
"""States of an edition that has, or may have, cards."""


def register(app: Flask) -> None:
    """Add the pages and the panel on the organiser's board."""
    app.register_blueprint(blueprint)
    hooks.add(hooks.board_panels, _board_panel)


def _board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    if edition.state not in SCORED:
        return None
    ranking = queries.edition_ranking(edition.id)
    return hooks.Panel(
        order=50,
        title=_("Ranking"),
        figure=_("%(ranked)s of %(all)s", ranked=ranking.ranked, all=len(ranking.overall.lines)),
        text=_("entries have a place so far"),
        url=url_for("ranking.show", edition_id=edition.id),
        tone=hooks.NEUTRAL if ranking.missing_cards else hooks.DONE,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking")
@guarded("ranking.see", edition_queries.find)
def show(edition: Edition) -> Any:
    """Show the ranking of all entries, of each category, or the means by criterion."""
    view = request.args.get("widok")
    labels = {
        None: _("All categories"),
        "kategorie": _("By category"),
        "kryteria": _("By criterion"),
    }
    votes = queries.votes(edition.id)
    return render_template(
        "ranking/show.html",
        edition=edition,
        ranking=queries.edition_ranking(edition.id, votes),
        view=view,
        views=[
            {
                "label": label,
                "url": url_for(".show", edition_id=edition.id, widok=name),
                "current": name == view,
            }
            for name, label in labels.items()
        ],
        missing_cards=_missing_cards,
        words=wording,
        frozen=edition.state in protocol_input.FROZEN,
        vote_of=partial(_vote_of, votes),
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking/kalibracja")
@guarded("ranking.see", edition_queries.find)
def calibrated(edition: Edition) -> Any:
    """Show what severity and chance do to the ranking, beside the official places."""
    work = coded_work(edition.id)
    view = calibrated_view(work, work.coded_votes(queries.votes(edition.id)))
    return render_template(
        "ranking/calibrated.html",
        edition=edition,
        view=view,
        figure=interval_figure(view.lines) if view else None,
        words=wording,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking.csv")
@guarded("ranking.see", edition_queries.find)
def export_csv(edition: Edition) -> Response:
    """Give the ranking of all entries as CSV."""
    ranking = queries.edition_ranking(edition.id)
    content = csv_bytes(_header(ranking), _rows(ranking.overall))
    return _file(content, edition, "csv", "text/csv")


@blueprint.get("/organizator/edycje/<edition_id>/ranking.xlsx")
@guarded("ranking.see", edition_queries.find)
def export_xlsx(edition: Edition) -> Response:
    """Give the rankings as a workbook: one sheet for all entries and one for each category."""
    ranking = queries.edition_ranking(edition.id)
    header = _header(ranking)
    sheets = {_("All categories"): (header, _rows(ranking.overall))}
    for number, table in enumerate(ranking.by_category, 1):
        sheets[f"{number}. {translate(table.name)}"] = (header, _rows(table))
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


def _rows(table: Table) -> Iterator[list[Cell]]:
    for line in table.lines:
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
            ", ".join(_missing_cards(line)),
        ]


def _vote_of(votes: Sequence[TieVote], tie: EqualScores) -> TieVote:
    """Return the vote that settled the tie; `votes` has the latest first."""
    return next(vote for vote in votes if set(tie.entry_ids) <= set(vote.order))


def _missing_cards(line: Line) -> list[str]:
    """Return whose cards are missing, and how many nobody was asked for."""
    if not line.unassigned:
        return list(line.missing)
    unassigned = ngettext(
        "%(num)s card without a juror", "%(num)s cards without a juror", line.unassigned
    )
    return [*line.missing, unassigned]


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
    chosen = [request.args.get(name) for name in ("pierwsza", "druga")]
    pair = queries.choose_pair(scored, chosen)
    found = across.two_editions(*pair) if pair else None
    return render_template(
        "ranking/two_editions.html",
        editions=scored,
        found=found,
        figure=slope_figure(found) if found else None,
        words=wording,
    )
