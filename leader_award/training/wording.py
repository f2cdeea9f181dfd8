"""Words for the training's states, and for how far somebody is from the panel."""

from fractions import Fraction

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from leader_award.training import rules

STATES = {
    rules.DRAFT: _l("being prepared"),
    rules.OPEN: _l("open for jurors"),
    rules.CLOSED: _l("over"),
}
TAGS = {rules.DRAFT: "neutral", rules.OPEN: "progress", rules.CLOSED: "success"}
CARDS = {
    rules.NEW: _l("not started"),
    rules.STARTED: _l("started"),
    rules.FINAL: _l("finished"),
}
CARD_TAGS = {rules.NEW: "neutral", rules.STARTED: "progress", rules.FINAL: "success"}
ALIKE = Fraction(1, 4)
"""Up to so many points of difference somebody scores as the panel does."""


def number(value: Fraction | float | None) -> str:
    """Return a number to one decimal as the language writes it; a dash for None."""
    return "–" if value is None else str(format_decimal(float(value), format="0.0"))


def two(value: float | None) -> str:
    """Return a figure to two decimals; a dash for None."""
    return "–" if value is None else str(format_decimal(value, format="0.00"))


def signed(value: Fraction | None) -> str:
    """Return a difference with its sign."""
    if not value:
        return number(value)
    return str(format_decimal(float(value), format="+0.0;−0.0"))


def in_general(mean: Fraction | None) -> str:
    """Say how somebody scores beside the panel, by the mean signed distance in points."""
    if mean is None:
        return str(_("too few scores"))
    if abs(mean) <= ALIKE:
        return str(_("on the whole like the panel"))
    far = number(abs(mean))
    if mean < 0:
        return str(_("on the whole %(points)s points stricter than the panel", points=far))
    return str(_("on the whole %(points)s points more lenient than the panel", points=far))
