"""Words for outcomes."""

from flask_babel import lazy_gettext as _l

OUTCOMES = {
    "laureate": _l("Laureate"),
    "distinction": _l("Distinction"),
    "finalist": _l("Finalist"),
    "not_awarded": _l("No award"),
}

TAGS = {
    "laureate": "award",
    "distinction": "award",
    "finalist": "info",
    "not_awarded": "neutral",
}
