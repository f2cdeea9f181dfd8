"""Words for what the discussion's rules name by codes, and for how far apart jurors are."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.discussion import rules
from leader_award.discussion.disagreement import Disagreement
from leader_award.editions.models import Criterion
from leader_award.platform.i18n import translate
from leader_award.scoring import rules as scoring_rules

STATES = {
    rules.LISTED: _l("to be discussed"),
    rules.ASKED: _l("opening waits for a second organiser"),
    rules.OPEN: _l("open for changes"),
    rules.CONCLUDED: _l("discussed"),
    rules.REMOVED: _l("taken off the agenda"),
}
TAGS = {
    rules.LISTED: "neutral",
    rules.ASKED: "warning",
    rules.OPEN: "progress",
    rules.CONCLUDED: "success",
    rules.REMOVED: "neutral",
}


def one_decimal(value: Fraction | float) -> str:
    """Return a number to one decimal as the language writes it, e.g. "12,4"."""
    return str(format_decimal(float(value), format="0.0"))


def reason(found: Disagreement | None, criteria: Mapping[str, Criterion]) -> str:
    """Return the criterion that parts the jurors most and by how much; empty without one."""
    if found is None or found.apart is None or found.apart.criterion_id not in criteria:
        return ""
    criterion = criteria[found.apart.criterion_id]
    return str(
        _(
            "%(criterion)s: from %(low)s to %(high)s of %(maximum)s points",
            criterion=translate(criterion.name),
            low=found.apart.lowest,
            high=found.apart.highest,
            maximum=criterion.maximum,
        )
    )


def answer(value: Any) -> str:
    """Return points, or the word for an abstention; a dash for nothing."""
    if value == scoring_rules.ABSTAIN:
        return str(_("abstention"))
    return "–" if value is None else str(value)
