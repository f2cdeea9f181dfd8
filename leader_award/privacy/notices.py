"""The short notice at every form that takes personal data (Articles 13 and 14 of the GDPR)."""

from flask import current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from leader_award.platform import outbox, web
from leader_award.privacy.activities import ACTIVITIES


def collection_notice(activity: str, *, of_others: bool = False) -> Markup:
    """Return the notice for what a form takes, by the key of `ACTIVITIES`; for templates.

    `of_others` is for forms in which one person enters the data of another.
    """
    return web.fragment(
        "privacy/_collection_notice.html",
        activity=ACTIVITIES[activity],
        controller=current_app.config["SETTINGS"].controller_name,
        of_others=of_others,
    )


def notice_line() -> str:
    """Return the line under every mail that leads to the privacy notice."""
    address = outbox.link(url_for("privacy.notice"))
    return str(_("How we protect personal data: %(address)s", address=address))
