"""How roles and browsers are called on pages."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

ROLES: dict[str, LazyString] = {
    "organiser": _l("organiser"),
    "administrator": _l("administrator"),
}

_BROWSERS = (
    # the first that the browser's own words contain; many pretend to be another one too
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return a browser's name as people know it, e.g. 'Firefox 140, Windows'."""
    for mark, name in _BROWSERS:
        found = re.search(rf"{mark}\w*/(\d+)", user_agent)
        if found:
            system = next((label for sign, label in _SYSTEMS if sign in user_agent), None)
            return f"{name} {found[1]}" + (f", {system}" if system else "")
    return str(_("another program"))
