"""The protocol as files to take away: canonical JSON, and a PDF for signing."""

from flask import Response

from leader_award.editions.models import Edition
from leader_award.platform.access import guarded
from leader_award.ranking.blueprint import blueprint
from leader_award.ranking.protocol import make_protocol
from leader_award.ranking.protocol_input import frozen_edition, protocol_input
from leader_award.ranking.protocol_pdf import protocol_pdf


@blueprint.get("/organizator/edycje/<edition_id>/protokol.json")
@guarded("ranking.see", frozen_edition)
def protocol_file(edition: Edition) -> Response:
    """Give the file that `leader-award reproduce` counts again."""
    return _file(make_protocol(protocol_input(edition)), edition, "json", "application/json")


@blueprint.get("/organizator/edycje/<edition_id>/protokol.pdf")
@guarded("ranking.see", frozen_edition)
def protocol_document(edition: Edition) -> Response:
    """Give the protocol for signing, in the current language."""
    return _file(protocol_pdf(edition), edition, "pdf", "application/pdf")


def _file(content: bytes, edition: Edition, ending: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    name = f"protokol-{edition.slug}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
