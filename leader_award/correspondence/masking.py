"""Mails as organisers may read them: without the links that are themselves the right to something.

A link to sign in, to a ticket or to a questionnaire works for whoever has it. So an address is
shown only if it is known to hold no secret; whatever cannot be recognised is left out.
"""

import re

from flask import current_app
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_ADDRESS = re.compile(r"https?://\S+")
_END = ".,;:!?)]}>\"'”"
NO_SECRETS = frozenset(
    ("entry_id", "edition_id", "card_id", "juror_id", "conference_id", "practice_id", "slug",
     "organisation_id", "code", "number")
)  # fmt: skip
"""Parts of addresses that open nothing by themselves; a diploma's code is meant for everybody."""


def masked(text: str) -> str:
    """Return the text with a remark in the place of each address that may hold a secret."""
    return _ADDRESS.sub(lambda found: _masked(found[0]), text)


def holds_secret(text: str) -> bool:
    """Return whether `masked` would leave an address out."""
    return any(_hides(found[0]) for found in _ADDRESS.finditer(text))


def _masked(address: str) -> str:
    if not _hides(address):
        return address
    end = address[len(address.rstrip(_END)) :]
    return str(_("[link for the recipient only]")) + end


def _hides(address: str) -> bool:
    address = address.rstrip(_END)
    base: str = current_app.config["SETTINGS"].base_url
    path = address.removeprefix(base)
    if path == address or not (path == "" or path.startswith("/")):
        return True
    routes = current_app.url_map.bind("localhost")
    try:
        _endpoint, parts = routes.match(path or "/", method="GET")
    except (HTTPException, RequestRedirect):
        return True
    return not NO_SECRETS.issuperset(parts)
