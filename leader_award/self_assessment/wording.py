"""How states of a self-assessment and of the model are called on pages."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from leader_award.platform import i18n
from leader_award.self_assessment import rules

STATES: dict[str, LazyString] = {
    rules.ANSWERING: _l("waits for answers"),
    rules.DISCUSSING: _l("to agree together"),
    rules.CLOSED: _l("finished with a result"),
    rules.DRAFT: _l("draft"),
    rules.IN_USE: _l("in use"),
    rules.RETIRED: _l("used before"),
}


def assessment_state(state: str) -> LazyString:
    """Return what a state of an assessment or of a version of the model is called."""
    return STATES[state]


def iso_day(text: str) -> str:
    """Return a day such as '2026-12-01' as the language writes it."""
    return i18n.day(date.fromisoformat(text))
