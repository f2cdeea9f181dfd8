"""The tabs by which a page shows one round or all of them."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from leader_award.editions.models import Round
from leader_award.platform.i18n import translate


def round_tabs(
    rounds: Sequence[Round], shown: Round | None, endpoint: str, *, final: bool
) -> list[dict[str, Any]]:
    """Return a tab for each round, and the first for the ranking over them; none for one round."""
    if len(rounds) < 2:
        return []
    edition_id = rounds[0].edition_id
    tabs = [
        {
            "label": translate(one.name),
            "url": url_for(endpoint, edition_id=edition_id, runda=one.id),
            "current": one is shown,
        }
        for one in rounds
    ]
    if not final:
        return tabs
    over_all = {
        "label": _("Final result"),
        "url": url_for(endpoint, edition_id=edition_id),
        "current": shown is None,
    }
    return [over_all, *tabs]
