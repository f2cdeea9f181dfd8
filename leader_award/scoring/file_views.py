"""The attachments of the entry on a card: to download, and as pictures of their pages."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from leader_award.entries import previews
from leader_award.entries.files import send_bytes, send_stored
from leader_award.entries.preview_views import pages_page, send_page
from leader_award.platform.access import guarded
from leader_award.platform.storage import StoredFile
from leader_award.scoring import blind_files, queries
from leader_award.scoring.blueprint import blueprint
from leader_award.scoring.models import ScoreCard


@blueprint.get("/jury/karty/<card_id>/pliki/<file_id>")
@guarded("card.see", queries.find_card)
def card_file(card: ScoreCard, file_id: str) -> Any:
    """Give an attachment of the entry that the card assesses."""
    stored = _file(card, file_id)
    if not card.assignment.round.hides_applicants:
        return send_stored(stored)
    copy = blind_files.blind_copy(stored)
    if copy is None:
        flash(str(previews.WORDS[previews.WITHHELD]), "warning")
        return redirect(url_for(".card", card_id=card.id))
    return send_bytes(copy, queries.blind_name_of(card, file_id), stored.media_type)


@blueprint.get("/jury/karty/<card_id>/pliki/<file_id>/strony")
@guarded("card.see", queries.find_card)
def card_file_pages(card: ScoreCard, file_id: str) -> Any:
    """Show all pages of an attachment, with their texts."""
    source = _source(card, file_id)
    hidden = card.assignment.round.hides_applicants
    return pages_page(
        source,
        name=queries.blind_name_of(card, file_id) if hidden else source.stored.name,
        url=url_for(".card_file", card_id=card.id, file_id=file_id),
        back_to=_("Score card %(reference)s", reference=card.assignment.entry.reference),
        back_url=url_for(".card", card_id=card.id),
    )


@blueprint.get("/jury/karty/<card_id>/pliki/<file_id>/strony/<int:number>/<int:width>.webp")
@guarded("card.see", queries.find_card)
def card_file_page(card: ScoreCard, file_id: str, number: int, width: int) -> Any:
    """Send the picture of one page of an attachment."""
    return send_page(_source(card, file_id), number, width)


def previews_of(card: ScoreCard, content: dict[str, Any] | None) -> dict[str, previews.Shown]:
    """Return which attachments the juror can look at on the card, by file id."""
    hidden = card.assignment.round.hides_applicants
    return previews.of_content(content, blind_files.refused(content) if hidden and content else ())


def _file(card: ScoreCard, file_id: str) -> StoredFile:
    return queries.file_of_card(card, file_id) or abort(404)


def _source(card: ScoreCard, file_id: str) -> previews.Source:
    stored = _file(card, file_id)
    if card.assignment.round.hides_applicants:
        return blind_files.as_blind(stored)
    return previews.Source(stored)
