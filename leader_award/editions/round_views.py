"""The shares of the rounds in the final score; the rest of their pages is that of any part."""

import re
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from leader_award.editions import queries, service
from leader_award.editions.blueprint import blueprint
from leader_award.editions.models import Edition
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError

PREFIX = "share-"


@blueprint.post("/organizator/edycje/<edition_id>/ustawienia/rundy/udzialy")
@guarded("edition.organise", queries.find)
def set_shares(edition: Edition) -> Any:
    """Share the final score out among the rounds."""
    typed = {one.id: request.form.get(PREFIX + one.id, "").strip() for one in edition.rounds}
    shares = {key: int(text) if re.fullmatch(r"[0-9]{1,3}", text) else -1
              for key, text in typed.items()}  # fmt: skip
    try:
        service.set_shares(edition_id=edition.id, shares=shares, actor=access.actor("organiser"))
    except DomainError as error:
        flash(str(error), "danger")
    else:
        flash(_("The changes have been saved."), "success")
    return redirect(url_for("editions.parts", edition_id=edition.id, slug="rundy"))
