"""Sealed score cards: the public list of commitments, and what is revealed to whom."""

import inspect
import json
from typing import Any

from flask import Response, render_template

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries.files import send_text
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.platform import commitments
from leader_award.platform.access import guarded
from leader_award.scoring import sealing
from leader_award.scoring.blueprint import blueprint


@blueprint.get("/edycje/<slug>/zapieczetowane-oceny")
@guarded("commitments.see", edition_queries.by_slug)
def sealed(edition: Edition) -> Any:
    """Show the commitments to the cards of an edition: one digest of all until it is announced."""
    digests = sealing.digests(edition.id)
    revealed = sealing.is_revealed(edition)
    return render_template(
        "scoring/sealed.html",
        edition=edition,
        root=commitments.root_of(digests),
        revealed=revealed,
        counting=sealing.digests(edition.id, counting=True) if revealed else [],
        replaced=sealing.digests(edition.id, counting=False) if revealed else [],
    )


@blueprint.get("/edycje/<slug>/zapieczetowane-oceny.txt")
@guarded("commitments.list", edition_queries.by_slug)
def sealed_text(edition: Edition) -> Response:
    """Give the list as a text whose SHA-256 is the digest of all commitments."""
    lines = "".join(f"{one}\n" for one in sealing.digests(edition.id))
    return send_text(lines, f"zapieczetowane-oceny-{edition.slug}.txt", "text/plain")


@blueprint.get("/zapieczetowane-oceny/commitments.py")
@guarded("site.see")
def verifier() -> Response:
    """Give the program that checks revealed cards on any machine."""
    return send_text(inspect.getsource(commitments), "commitments.py", "text/x-python")


@blueprint.get("/jury/<juror_id>/zapieczetowane-oceny.json")
@guarded("commitments.own", jury_queries.find)
def own_cards(juror: Juror) -> Response:
    """Give jurors their own sealed cards with the salts."""
    return _download(juror.edition, juror.id)


@blueprint.get("/organizator/edycje/<edition_id>/zapieczetowane-oceny.json")
@guarded("commitments.all", edition_queries.find)
def all_cards(edition: Edition) -> Response:
    """Give organisers every sealed card with its salt."""
    return _download(edition)


def _download(edition: Edition, juror_id: str | None = None) -> Response:
    document = sealing.revealed(edition, juror_id)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return send_text(text, f"zapieczetowane-oceny-{edition.slug}.json", "application/json")
