"""Words for what sheets name by codes."""

from flask_babel import lazy_gettext as _l

from leader_award.exchange import rules
from leader_award.exchange.models import CARDS, ENTRIES, JURORS

SCORES = "scores"
KINDS = {
    ENTRIES: _l("Entries"),
    JURORS: _l("Jury"),
    SCORES: _l("Scores"),
    CARDS: _l("Score cards"),
}
FILE_NAMES = {
    ENTRIES: _l("entries"), JURORS: _l("jurors"), SCORES: _l("scores"), CARDS: _l("cards"),
}  # fmt: skip
STATUSES = {
    rules.NEW: _l("to be added"),
    rules.CHANGED: _l("to be changed"),
    rules.UNCHANGED: _l("unchanged"),
    rules.WRONG: _l("wrong"),
}
TAGS = {
    rules.NEW: "success",
    rules.CHANGED: "info",
    rules.UNCHANGED: "neutral",
    rules.WRONG: "danger",
}
