"""The juror's page of own cards as a sheet."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.exchange import presenting, service
from leader_award.exchange.blueprint import blueprint
from leader_award.exchange.card_sheet import CardSheet
from leader_award.exchange.forms import FileForm
from leader_award.exchange.models import CARDS
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError


@blueprint.get("/jury/<juror_id>/arkusz")
@guarded("sheets.own_cards", jury_queries.find)
def own_sheets(juror: Juror) -> Any:
    """Offer the juror's cards as a sheet, and take it in filled."""
    return _page(juror, {})


def _page(juror: Juror, sent: dict[str, FileForm]) -> Any:
    rounds = edition_queries.rounds(juror.edition_id)
    page = render_template(
        "exchange/own_sheets.html",
        juror=juror,
        edition=juror.edition,
        rounds=rounds,
        form=next(iter(sent.values()), None),
        forms={one.id: sent.get(one.id) or presenting.file_form(one.id) for one in rounds},
    )
    return page, (422 if sent else 200)


@blueprint.get("/jury/<juror_id>/arkusz/<round_id>.<any(xlsx, csv):form>")
@guarded("sheets.own_cards", jury_queries.find)
def own_sheet(juror: Juror, round_id: str, form: str) -> Response:
    """Give the juror's own cards of a round."""
    sheet = CardSheet(juror, _round(juror, round_id))
    further = {_("What the points mean"): sheet.scale()}
    return presenting.table(sheet.heading, sheet.rows(), juror.edition, CARDS, form, further)


@blueprint.post("/jury/<juror_id>/arkusz/<round_id>")
@guarded("sheets.own_cards", jury_queries.find)
def send_in_cards(juror: Juror, round_id: str) -> Any:
    """Take the sheet of a round in to be looked at."""
    round = _round(juror, round_id)
    form = presenting.file_form(round.id)
    if form.validate_on_submit():
        try:
            import_id = service.send_in(
                kind=CARDS,
                edition_id=juror.edition_id,
                juror_id=juror.id,
                round_id=round.id,
                **presenting.uploaded(form),
                actor=access.actor("juror"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for(".check", import_id=import_id))
    return _page(juror, {round.id: form})


def _round(juror: Juror, round_id: str) -> Round:
    round = edition_queries.find_round(round_id)
    if round is None or round.edition_id != juror.edition_id:
        abort(404)
    return round
