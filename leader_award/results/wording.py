"""Words for outcomes, and for what stands in the way of an announcement."""

from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.editions import hooks
from leader_award.results.marks import SMALLEST_GROUP

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

REFUSALS = {
    "ready": _l(
        "The results are not ready: something on the list of checks stands in the way. Open the"
        " page of the announcement again."
    ),
    "second": _l(
        "You prepared this announcement or changed it last, so another organiser has to approve it."
    ),
    "ahead": _l("The moment that was set has passed. Set another one."),
}
"""By guard of `rules.STEPS`."""

ON_BOARD = {
    "unprepared": _l("decisions made; nobody outside sees them"),
    "prepared": _l("decisions; the announcement waits for approval by another organiser"),
    "approved": _l("decisions; the announcement is set"),
    "public": _l("decisions; the results are public"),
}
TONES = {
    "unprepared": hooks.ATTENTION,
    "prepared": hooks.ATTENTION,
    "approved": hooks.NEUTRAL,
    "public": hooks.DONE,
}
"""By state of `rules.STEPS`, for the organiser's board."""


def to_second(instant: datetime) -> str:
    """Return the instant on the Warsaw clock to the second, e.g. '16 grudnia 2015, 12:00:00'."""
    return str(format_datetime(instant, "d MMMM y, HH:mm:ss"))


def place(sheet: Any) -> str:
    """Return the place of a result sheet in words, "" where it is kept."""
    if sheet.place is None:
        return ""
    text: str = _("%(place)s of %(all)s", place=sheet.place, all=sheet.compared)
    return text


def compared(sheet: Any) -> str:
    """Return what the marks of a result sheet are compared with, or why they are not."""
    words: str = (
        _(
            "Fewer than %(least)s entries of your category have marks. Their distribution is not"
            " given, because it would show the marks of single entries.",
            least=SMALLEST_GROUP,
        )
        if sheet.is_suppressed
        else _(
            "Marks are means of the jurors' points. The quartiles are those of the entries of your"
            " category (%(count)s), yours among them: half of the entries lie between the lower"
            " and the upper quartile.",
            count=sheet.compared,
        )
    )
    return words
