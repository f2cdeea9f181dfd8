"""Words for what the rules of scoring name by codes, and for terms."""

from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import lazy_gettext as _l

from leader_award.platform import clock
from leader_award.scoring import rules

STATES = {
    rules.ASSIGNED: _l("card not started"),
    rules.STARTED: _l("started"),
    rules.REOPENED: _l("reopened"),
    rules.SEALED: _l("sealed"),
    rules.RECUSED: _l("recused"),
}
TAGS = {
    rules.ASSIGNED: "neutral",
    rules.STARTED: "progress",
    rules.REOPENED: "warning",
    rules.SEALED: "success",
    rules.RECUSED: "neutral",
}

REFUSALS = {
    "sealed": _l("This card is sealed. If it has to change, ask the organiser to reopen it."),
    "recused": _l("You no longer assess this entry."),
    "state": _l("This cannot be done with the card in its present state."),
}

NO_POINTS = _l("Give points in at least one criterion: a card of abstentions alone says nothing.")
SAY_WHY = _l("Say in the comments for the jury why you abstain.")

WHY_NEXT = {
    rules.REOPENED: _l("It was reopened and waits for your seal."),
    rules.UNFINISHED: _l("You left it unfinished."),
    rules.FEWEST: _l("This entry has the fewest sealed cards so far."),
    rules.SOONEST: _l("Its round ends first."),
    rules.TO_SEAL: _l("All its criteria are answered; only the seal is missing."),
    rules.IN_ORDER: _l("It is the next one on your list."),
}
"""Why a card comes next."""

_UNTIL = (
    _l("until Monday %(day)s, %(hour)s Polish time"),
    _l("until Tuesday %(day)s, %(hour)s Polish time"),
    _l("until Wednesday %(day)s, %(hour)s Polish time"),
    _l("until Thursday %(day)s, %(hour)s Polish time"),
    _l("until Friday %(day)s, %(hour)s Polish time"),
    _l("until Saturday %(day)s, %(hour)s Polish time"),
    _l("until Sunday %(day)s, %(hour)s Polish time"),
)


def until(instant: datetime) -> str:
    """Return a term with its day of the week, e.g. "until Friday 12 December, 16:00 …"."""
    local = clock.to_warsaw(instant)
    words: Any = _UNTIL[local.weekday()]
    return str(words) % {
        "day": format_datetime(instant, "d MMMM"),
        "hour": format_datetime(instant, "HH:mm"),
    }
