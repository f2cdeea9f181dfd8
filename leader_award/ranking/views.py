"""The organiser's pages and exports of rankings."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any

from flask import Flask, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.platform import clock
from leader_award.platform.access import can, guarded
from leader_award.platform.i18n import translate
from leader_award.platform.sheets import Cell, csv_bytes, xlsx_bytes
from leader_award.ranking import (
    across,
    going_on_views,
    picture_views,
    policy,
    protocol_input,
    protocol_views,
    queries,
    service,
    vote_views,
    wording,
)
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.calibrated import calibrated_view
from leader_award.ranking.coded import coded_work
from leader_award.ranking.figures import interval_figure, slope_figure
from leader_award.ranking.models import TieVote
from leader_award.ranking.round_tabs import round_tabs
from leader_award.ranking.tables import EditionRanking, EqualScores, Line, Table

__all__ = [
    "blueprint",
    "going_on_views",
    "picture_views",
    "policy",
    "protocol_views",
    "register",
    "vote_views",
]
LINES_ON_PAGE = 100
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
    found = queries.progress(edition.id)
    asked_for = max(found.assigned, found.entries * edition.jurors_per_entry)
    return hooks.Panel(
        order=50,
        title=_("Ranking"),
        figure=_("%(ranked)s of %(all)s", ranked=found.ranked, all=found.entries),
        text=_("entries have a place so far"),
        url=url_for("ranking.show", edition_id=edition.id),
        tone=hooks.NEUTRAL if found.sealed < asked_for else hooks.DONE,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking")
@guarded("ranking.see", edition_queries.find)
def show(edition: Edition) -> Any:
    """Show the ranking of a round or over all rounds: of all, by category, or by criterion."""
    votes = queries.votes(edition.id)
    ranking = queries.edition_ranking(edition.id, votes, request.args.get("runda"))
    view = request.args.get("widok")
    labels = {None: _("All categories"), "kategorie": _("By category")}
    if ranking.round:
        labels["kryteria"] = _("By criterion")
    tables = ranking.by_category if view == "kategorie" else (ranking.overall,)
    pages = max(1, ceil(max((len(table.lines) for table in tables), default=0) / LINES_ON_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    return render_template(
        "ranking/show.html",
        edition=edition,
        ranking=ranking,
        view=view,
        tables=tables,
        round_tabs=round_tabs(ranking.rounds, ranking.round, ".show", final=True),
        views=[
            {
                "label": label,
                "url": url_for(
                    ".show", edition_id=edition.id, runda=_round_id(ranking), widok=name
                ),
                "current": name == view,
            }
            for name, label in labels.items()
        ],
        round_id=_round_id(ranking),
        following=_following(ranking),
        page=page,
        pages=pages,
        first=(page - 1) * LINES_ON_PAGE,
        last=page * LINES_ON_PAGE,
        missing_cards=_missing_cards,
        words=wording,
        frozen=edition.state in protocol_input.FROZEN,
        may_vote=can(current_user, "ranking.record_vote", edition)
        and service.voting_fault(edition, ranking, clock.now()) is None,
        vote_of=partial(_vote_of, votes),
    )


def _round_id(ranking: EditionRanking) -> str | None:
    """Return the round that addresses name; an edition with one round names none."""
    return ranking.round.id if ranking.round and len(ranking.rounds) > 1 else None


def _following(ranking: EditionRanking) -> Round | None:
    """Return the round that entries of the ranking's round go on to."""
    if ranking.round is None:
        return None
    later = ranking.rounds[ranking.rounds.index(ranking.round) + 1 :]
    return later[0] if later else None


@blueprint.get("/organizator/edycje/<edition_id>/ranking/kalibracja")
@guarded("ranking.see", edition_queries.find)
def calibrated(edition: Edition) -> Any:
    """Show what severity and chance do to a round's ranking, beside the official places."""
    rounds = queries.rounds_of(edition.id)
    shown = queries.chosen_round(rounds, request.args.get("runda")) or rounds[0]
    work = coded_work(edition.id, shown.id, rounds, abstentions=False)
    view = calibrated_view(work, work.coded_votes(work.rounds[0].votes))
    return render_template(
        "ranking/calibrated.html",
        edition=edition,
        round=shown,
        round_tabs=round_tabs(rounds, shown, ".calibrated", final=False),
        aggregate=work.aggregate,
        view=view,
        figure=interval_figure(view.lines) if view else None,
        words=wording,
    )


@blueprint.get("/organizator/edycje/<edition_id>/ranking.csv")
@guarded("ranking.see", edition_queries.find)
def export_csv(edition: Edition) -> Response:
    """Give the ranking of all entries, by a round or over all, as CSV."""
    ranking = queries.edition_ranking(edition.id, round_id=request.args.get("runda"))
    content = csv_bytes(_header(ranking), _rows(ranking, ranking.overall))
    return _file(content, ranking, edition, "csv", "text/csv")


@blueprint.get("/organizator/edycje/<edition_id>/ranking.xlsx")
@guarded("ranking.see", edition_queries.find)
def export_xlsx(edition: Edition) -> Response:
    """Give the rankings as a workbook: one sheet for all entries and one for each category."""
    ranking = queries.edition_ranking(edition.id, round_id=request.args.get("runda"))
    header = _header(ranking)
    sheets = {_("All categories"): (header, _rows(ranking, ranking.overall))}
    for number, table in enumerate(ranking.by_category, 1):
        sheets[f"{number}. {translate(table.name)}"] = (header, _rows(ranking, table))
    return _file(xlsx_bytes(sheets), ranking, edition, "xlsx", XLSX)


def _header(ranking: EditionRanking) -> list[str]:
    return [
        _("Place"),
        _("Reference"),
        _("Title"),
        _("Applicant"),
        _("Category"),
        _("Score in percent"),
        *([_("Spread")] if ranking.round else [translate(one.name) for one in ranking.rounds]),
        _("Cards"),
        _("Cards expected"),
        *(translate(criterion.name) for criterion in ranking.criteria),
        _("Missing cards"),
    ]


def _rows(ranking: EditionRanking, table: Table) -> Iterator[list[Cell]]:
    for line in table.lines:
        yield [
            line.place,
            line.reference,
            line.title,
            line.applicant,
            translate(line.category),
            line.score,
            *([line.spread] if ranking.round else line.rounds),
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


def _file(
    content: bytes, ranking: EditionRanking, edition: Edition, ending: str, mimetype: str
) -> Response:
    response = Response(content, mimetype=mimetype)
    which = (
        f"-{ranking.rounds.index(ranking.round) + 1}"
        if ranking.round and _round_id(ranking)
        else ""
    )
    name = f"ranking-{edition.slug}{which}.{ending}"
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
